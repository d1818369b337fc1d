/* Middlewares of the wire: seeded loss, named loss. */
#include "sim_test.h"

#include <errno.h>
#include <stdio.h>

/* A wire that counts what is sent and has an endless supply of frames. */
struct counting {
    struct toe_wire base;
    unsigned sent, supply;
    bool closed;
};

static int counting_send(struct toe_wire *wire, const uint8_t *frame, size_t len, uint64_t t_ns)
{
    (void)frame;
    (void)len;
    (void)t_ns;
    ((struct counting *)wire)->sent++;
    return 0;
}

static long counting_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, uint64_t *t_ns)
{
    struct counting *c = (struct counting *)wire;

    if (!c->supply)
        return 0;
    *t_ns = now_ns;
    frame_fill(buf, 60, c->supply--);
    return 60;
}

static void counting_close(struct toe_wire *wire)
{
    ((struct counting *)wire)->closed = true;
}

static const struct toe_wire_ops counting_ops = {
    .name = "counting",
    .send = counting_send,
    .recv = counting_recv,
    .close = counting_close,
};

enum { FRAMES = 2000 };

/* Which of FRAMES frames in each direction get through. */
static struct toe_wire_loss_stats run_loss(uint64_t seed, uint32_t to_engine, uint32_t from_engine,
                                           uint8_t through[FRAMES])
{
    struct counting inner = {.base = {.ops = &counting_ops}};
    struct toe_wire_loss config = {.seed = seed, .to_engine_ppm = to_engine, .from_engine_ppm = from_engine};
    struct toe_wire_loss_stats stats = {0};
    struct toe_wire *wire = NULL;
    uint8_t frame[TOE_WIRE_MAX_FRAME] = {0};
    uint64_t t_ns = 0;

    memset(through, 0, FRAMES);
    CU_ASSERT_EQUAL_FATAL(toe_wire_loss(&inner.base, &config, &wire), 0);
    for (unsigned i = 0; i < FRAMES; i++) {
        unsigned before = inner.sent;
        wire->ops->send(wire, frame, 60, 0);
        through[i] = inner.sent != before;
    }
    inner.supply = FRAMES;
    while (wire->ops->recv(wire, frame, 7, &t_ns) > 0)
        through[inner.supply] |= 2;
    toe_wire_loss_get(wire, &stats);
    wire->ops->close(wire);
    CU_ASSERT_TRUE(inner.closed);
    return stats;
}

static void the_same_seed_loses_the_same_frames(void)
{
    static uint8_t a[FRAMES], b[FRAMES], c[FRAMES];

    run_loss(99, 100000, 100000, a);
    run_loss(99, 100000, 100000, b);
    run_loss(100, 100000, 100000, c);
    CU_ASSERT_EQUAL(memcmp(a, b, FRAMES), 0);
    CU_ASSERT_NOT_EQUAL(memcmp(a, c, FRAMES), 0);
}

static void each_direction_has_its_own_rate_and_count(void)
{
    static uint8_t through[FRAMES];
    struct toe_wire_loss_stats stats = run_loss(5, 0, 1000000, through);

    CU_ASSERT_TRUE(stats.to_engine == FRAMES && stats.to_engine_lost == 0);
    CU_ASSERT_TRUE(stats.from_engine == FRAMES && stats.from_engine_lost == FRAMES);
    stats = run_loss(5, 10000, 250000, through);
    CU_ASSERT_TRUE(stats.to_engine_lost > 5 && stats.to_engine_lost < 45);        /* 1 % of 2,000 */
    CU_ASSERT_TRUE(stats.from_engine_lost > 400 && stats.from_engine_lost < 600); /* 25 % */
}

static void one_direction_does_not_disturb_the_other(void)
{
    static uint8_t a[FRAMES], b[FRAMES];

    run_loss(7, 100000, 100000, a);
    run_loss(7, 100000, 900000, b);
    for (int i = 0; i < FRAMES; i++)
        CU_ASSERT_EQUAL(a[i] & 2, b[i] & 2);
}

static void more_than_everything_cannot_be_lost(void)
{
    struct counting inner = {.base = {.ops = &counting_ops}};
    struct toe_wire_loss config = {.to_engine_ppm = 1000001};
    struct toe_wire *wire = NULL;

    CU_ASSERT_EQUAL(toe_wire_loss(&inner.base, &config, &wire), -EINVAL);
    CU_ASSERT_PTR_NULL(wire);
    CU_ASSERT_FALSE(inner.closed);
}

static bool drop_third(void *arg, bool to_engine, const uint8_t *frame, size_t len)
{
    unsigned *seen = arg;

    (void)frame;
    CU_ASSERT_EQUAL(len, 60);
    return !to_engine && ++*seen == 3;
}

static void a_filter_loses_the_frame_that_it_is_told(void)
{
    struct counting inner = {.base = {.ops = &counting_ops}};
    struct toe_wire *wire = NULL;
    uint8_t frame[60] = {0};
    unsigned seen = 0;

    CU_ASSERT_EQUAL_FATAL(toe_wire_filter(&inner.base, drop_third, &seen, &wire), 0);
    for (int i = 0; i < 5; i++)
        wire->ops->send(wire, frame, sizeof frame, 0);
    CU_ASSERT_EQUAL(inner.sent, 4);
    wire->ops->close(wire);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(the_same_seed_loses_the_same_frames),      SIM_CASE(each_direction_has_its_own_rate_and_count),
        SIM_CASE(one_direction_does_not_disturb_the_other), SIM_CASE(more_than_everything_cannot_be_lost),
        SIM_CASE(a_filter_loses_the_frame_that_it_is_told), CU_TEST_INFO_NULL,
    };

    return sim_test_main("loss", tests);
}
