/* Two loop engines on one cable and one time base. A frame that is injected at one goes round for ever. */
#include "sim_test.h"

#include <errno.h>
#include <stdio.h>

struct pair {
    struct toe_sim *a, *b;
};

static struct pair pair_new(enum toe_sim_clock clock, uint64_t delay_ns)
{
    struct pair p = {loop_new(clock, 8), loop_new(clock, 8)};
    struct toe_wire *wire_a = NULL, *wire_b = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_sim_join(p.a, p.b), 0);
    CU_ASSERT_EQUAL_FATAL(toe_wire_back_to_back(delay_ns, &wire_a, &wire_b), 0);
    toe_sim_wire_attach(p.a, wire_a);
    toe_sim_wire_attach(p.b, wire_b);
    return p;
}

static void pair_free(struct pair p)
{
    toe_sim_destroy(p.a);
    toe_sim_destroy(p.b);
}

struct log {
    char text[65536];
    size_t n;
};

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    struct log *log = arg;
    int n = snprintf(log->text + log->n, sizeof log->text - log->n, "%d %zu %u %llu-%llu\n", dir, len, frame[1],
                     (unsigned long long)times->first_ns, (unsigned long long)times->last_ns);

    if (n > 0 && log->n + (size_t)n < sizeof log->text)
        log->n += (size_t)n;
}

static void a_frame_takes_the_cable_s_delay_each_way(void)
{
    struct pair p = pair_new(TOE_SIM_VIRTUAL, 1000);
    static struct log log;
    struct toe_sim_watch watch = {.arg = &log, .frame = on_frame};
    uint8_t frame[60];

    memset(&log, 0, sizeof log);
    frame_fill(frame, sizeof frame, 1);
    toe_sim_watch(p.b, &watch);
    toe_sim_wire_inject(p.a, 0, frame, sizeof frame);
    toe_sim_run(p.a, 3000, 100000);
    /* a: in 0-70, out 10-80; the cable: 1,000 ns; b: in 1080-1150, out 1090-1160. */
    CU_ASSERT_STRING_EQUAL(log.text, "0 64 38 1080-1150\n1 64 38 1090-1160\n");
    pair_free(p);
}

static void record(struct log *log, uint32_t slice, uint64_t step, bool pump_b)
{
    struct pair p = pair_new(TOE_SIM_VIRTUAL, 700);
    struct toe_sim_watch watch = {.arg = log, .frame = on_frame};
    uint8_t frame[1000];

    memset(log, 0, sizeof *log);
    toe_sim_watch(p.a, &watch);
    toe_sim_set_slice(p.a, slice);
    for (unsigned i = 0; i < 20; i++) {
        frame_fill(frame, sizeof frame, i);
        toe_sim_wire_inject(i % 2 ? p.a : p.b, i * 333, frame, 60 + i * 40);
    }
    for (uint64_t t = 0; t < 100000; t += step)
        toe_sim_run(pump_b ? p.b : p.a, t, 1000000);
    toe_sim_run_until_ns(p.a, 100000);
    pair_free(p);
}

static void what_happens_does_not_depend_on_who_pumps_or_how_often(void)
{
    static struct log first, second;

    record(&first, 1024, 50000, false);
    record(&second, 1024, 50000, true);
    CU_ASSERT_STRING_EQUAL(first.text, second.text);
    record(&second, 7, 50000, false);
    CU_ASSERT_STRING_EQUAL(first.text, second.text);
    record(&second, 1024, 113, true);
    CU_ASSERT_STRING_EQUAL(first.text, second.text);
    CU_ASSERT_TRUE(first.n > 1000);
}

static void time_jumps_to_the_frame_on_the_cable(void)
{
    struct pair p = pair_new(TOE_SIM_VIRTUAL, 3000000000u);
    struct toe_sim_stats stats;
    uint8_t frame[60] = {0};

    toe_sim_wire_inject(p.a, 0, frame, sizeof frame);
    toe_sim_run(p.a, 3100000000u, 100000);
    toe_sim_get_stats(p.b, &stats);
    CU_ASSERT_EQUAL(stats.rx_frames, 1);
    CU_ASSERT_TRUE(toe_sim_cycles(p.a) + toe_sim_cycles(p.b) < 100);
    pair_free(p);
}

static void closing_one_end_leaves_the_other_usable(void)
{
    struct pair p = pair_new(TOE_SIM_VIRTUAL, 0);
    struct toe_sim_stats stats;
    uint8_t frame[60] = {0};

    toe_sim_destroy(p.b);
    toe_sim_wire_inject(p.a, 0, frame, sizeof frame);
    CU_ASSERT_TRUE(toe_sim_run(p.a, TOE_SIM_NEVER, 100000) >= 0);
    toe_sim_get_stats(p.a, &stats);
    CU_ASSERT_EQUAL(stats.tx_refused, 1);
    toe_sim_destroy(p.a);
}

static void different_clocks_cannot_be_joined(void)
{
    struct toe_sim *a = loop_new(TOE_SIM_VIRTUAL, 8), *b = loop_new(TOE_SIM_LOCKSTEP, 8),
                   *c = loop_new(TOE_SIM_VIRTUAL, 8);

    CU_ASSERT_EQUAL(toe_sim_join(a, a), -EINVAL);
    CU_ASSERT_EQUAL(toe_sim_join(a, b), -EINVAL);
    toe_sim_run_until_ns(c, 1000);
    CU_ASSERT_EQUAL(toe_sim_join(a, c), -EINVAL);
    toe_sim_destroy(a);
    toe_sim_destroy(b);
    toe_sim_destroy(c);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(a_frame_takes_the_cable_s_delay_each_way),
        SIM_CASE(what_happens_does_not_depend_on_who_pumps_or_how_often),
        SIM_CASE(time_jumps_to_the_frame_on_the_cable),
        SIM_CASE(closing_one_end_leaves_the_other_usable),
        SIM_CASE(different_clocks_cannot_be_joined),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("back to back", tests);
}
