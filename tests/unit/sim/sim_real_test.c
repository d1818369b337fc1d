/* Time under the wall clock: it moves under a stream that never pauses, and no timer overtakes what had come before. */
#include "sim_test.h"

#include <time.h>

#define MS         1000000u
#define SET_TIMER  0xa1
#define TIMER_DUE  0xa2
#define FRAMES     16384u
#define FRAME_LEN  1000u
#define RUN_CYCLES 20000u

/* A port whose frames come when the test says, on the wall clock. */
struct feed {
    struct toe_wire base;
    uint64_t start_ns;
    size_t behind;            /* so many wait all the time */
    uint64_t came_ns[FRAMES]; /* since start_ns */
    uint64_t seen_ns[FRAMES]; /* in the engine, of simulated time */
    uint64_t first_cycle[FRAMES];
    size_t frame_len; /* 0: FRAME_LEN */
    size_t came, taken, seen;
};

static uint64_t wall_ns(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 * MS + (uint64_t)now.tv_nsec;
}

static void nap(unsigned ms)
{
    const struct timespec time = {.tv_nsec = (long)(ms * MS)};

    nanosleep(&time, NULL);
}

static void frames_come(struct feed *feed, size_t n)
{
    for (; n && feed->came < FRAMES; n--)
        feed->came_ns[feed->came++] = wall_ns() - feed->start_ns;
}

static int feed_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    (void)wire;
    (void)frame;
    (void)len;
    (void)tag;
    return 0;
}

static long feed_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct feed *feed = (struct feed *)wire;

    (void)now_ns;
    (void)tag;
    if (feed->taken == feed->came)
        return 0;
    frame_fill(buf, FRAME_LEN, (unsigned)feed->taken++);
    if (feed->came - feed->taken < feed->behind)
        frames_come(feed, 1);
    return feed->frame_len ? (long)feed->frame_len : (long)FRAME_LEN;
}

static void feed_close(struct toe_wire *wire)
{
    (void)wire;
}

static const struct toe_wire_ops feed_ops = {.name = "feed", .send = feed_send, .recv = feed_recv, .close = feed_close};

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    struct feed *feed = arg;

    (void)frame;
    (void)len;
    if (dir == TOE_SIM_FROM_ENGINE)
        return;
    feed->first_cycle[feed->seen] = times->first_cycle;
    feed->seen_ns[feed->seen++] = times->last_ns;
}

/* A loop engine with a feed behind a delay to it; the feed's clock starts no later than the engine's. */
static struct toe_sim *loop_fed(struct feed *feed, uint64_t delay_ns)
{
    const struct toe_impairment delay = {.kind = TOE_DELAY, .to_engine = true, .delay_ns = delay_ns};
    const struct toe_sim_watch watch = {.arg = feed, .frame = on_frame};
    struct toe_wire *wire = &feed->base;
    struct toe_sim *sim;

    feed->base = (struct toe_wire){.ops = &feed_ops, .real_time = true};
    feed->start_ns = wall_ns();
    sim = loop_new(TOE_SIM_REAL, 8);
    if (delay_ns)
        CU_ASSERT_EQUAL_FATAL(toe_wire_impair(wire, &delay, &wire), 0);
    toe_sim_watch(sim, &watch);
    CU_ASSERT_EQUAL_FATAL(toe_sim_wire_attach(sim, wire), 0);
    return sim;
}

static void set_timer(struct toe_sim *sim, uint32_t us)
{
    uint8_t bytes[8];

    beat(bytes, SET_TIMER, us);
    CU_ASSERT_EQUAL(toe_sim_link_write(sim, bytes, 8), 8);
}

/* Runs until the timer has fired, a second at most; its microsecond, or 0. */
static uint64_t run_until_fired(struct toe_sim *sim)
{
    uint64_t until = wall_ns() + 1000 * MS, us = 0;
    uint8_t bytes[8];

    while (wall_ns() < until) {
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, RUN_CYCLES) >= 0);
        if (toe_sim_link_read(sim, bytes, 8) != 8)
            continue;
        CU_ASSERT_EQUAL(bytes[0], TIMER_DUE);
        for (int i = 0; i < 7; i++)
            us |= (uint64_t)bytes[1 + i] << (8 * i);
        return us;
    }
    return 0;
}

static void run_for(struct toe_sim *sim, unsigned ms)
{
    uint64_t until = wall_ns() + ms * MS;

    while (wall_ns() < until)
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, RUN_CYCLES) >= 0);
}

/* The frames that had come before a time are in the engine by then. */
static void expect_seen_before(const struct feed *feed, uint64_t t_ns)
{
    size_t late = 0;

    for (size_t i = 0; i < feed->came && feed->came_ns[i] < t_ns; i++)
        late += i >= feed->seen || feed->seen_ns[i] >= t_ns;
    CU_ASSERT_EQUAL(late, 0);
}

static void time_moves_under_a_stream_that_never_pauses(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct toe_sim *sim = loop_fed(feed, 0);

    feed->behind = 50;
    frames_come(feed, feed->behind);
    run_for(sim, 40);
    CU_ASSERT_TRUE(feed->came < FRAMES);
    CU_ASSERT_TRUE(toe_sim_now_ns(sim) >= 20 * MS);
    CU_ASSERT_TRUE(toe_sim_now_ns(sim) <= wall_ns() - feed->start_ns);
    toe_sim_destroy(sim);
    free(feed);
}

static void time_moves_between_the_frames_of_a_burst(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct toe_sim *sim = loop_fed(feed, 0);
    size_t still = 0;

    feed->behind = 50;
    frames_come(feed, feed->behind);
    run_for(sim, 40);
    for (size_t i = 0; i + 64 < feed->seen; i++)
        still += feed->seen_ns[i] == feed->seen_ns[i + 64];
    CU_ASSERT_TRUE(feed->seen > 64);
    CU_ASSERT_EQUAL(still, 0);
    toe_sim_destroy(sim);
    free(feed);
}

/* Rounds, since what is late in one of them may be in time by chance. */
static void a_timer_fires_under_a_stream_and_after_all_that_had_come_before(void)
{
    for (unsigned round = 0; round < 8; round++) {
        struct feed *feed = calloc(1, sizeof *feed);
        struct toe_sim *sim = loop_fed(feed, 0);
        uint64_t us;

        feed->behind = 40 * round + 1;
        frames_come(feed, feed->behind);
        set_timer(sim, 5000 + 777 * round);
        us = run_until_fired(sim);
        CU_ASSERT_TRUE(us >= 5000);
        expect_seen_before(feed, us * 1000);
        toe_sim_destroy(sim);
        free(feed);
    }
}

/* As when the machine does not run the simulator for a while. */
static void a_timer_that_is_late_waits_for_all_that_had_come_before(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct toe_sim *sim = loop_fed(feed, 0);
    uint64_t us;

    set_timer(sim, 10000);
    toe_sim_run(sim, TOE_SIM_NEVER, RUN_CYCLES);
    frames_come(feed, 300);
    nap(30);
    us = run_until_fired(sim);
    CU_ASSERT_TRUE(us >= 10000 && us < 15000);
    CU_ASSERT_EQUAL(feed->seen, 300);
    expect_seen_before(feed, us * 1000);
    toe_sim_destroy(sim);
    free(feed);
}

static void delayed_frames_that_are_due_are_not_overtaken_by_a_late_timer(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct toe_sim *sim = loop_fed(feed, 2 * MS);
    uint64_t us;

    set_timer(sim, 20000);
    frames_come(feed, 100);
    toe_sim_run(sim, TOE_SIM_NEVER, RUN_CYCLES);
    nap(40);
    us = run_until_fired(sim);
    CU_ASSERT_TRUE(us >= 20000);
    CU_ASSERT_EQUAL(feed->seen, 100);
    expect_seen_before(feed, us * 1000);
    toe_sim_destroy(sim);
    free(feed);
}

/* The engine slept: what comes then has the time of now, so that a round trip takes the time it took. */
static void a_frame_that_ends_a_sleep_comes_at_the_end_of_the_sleep(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct toe_sim *sim = loop_fed(feed, 0);

    toe_sim_run(sim, TOE_SIM_NEVER, RUN_CYCLES);
    nap(20);
    frames_come(feed, 1);
    run_for(sim, 2);
    CU_ASSERT_EQUAL_FATAL(feed->seen, 1);
    CU_ASSERT_TRUE(feed->seen_ns[0] >= 20 * MS);
    toe_sim_destroy(sim);
    free(feed);
}

static void a_delay_counts_from_the_end_of_a_sleep(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct toe_sim *sim = loop_fed(feed, 15 * MS);

    toe_sim_run(sim, TOE_SIM_NEVER, RUN_CYCLES);
    nap(20);
    frames_come(feed, 1);
    for (unsigned turn = 0; turn < 100 && !feed->seen; turn++)
        run_for(sim, 1);
    CU_ASSERT_EQUAL_FATAL(feed->seen, 1);
    CU_ASSERT_TRUE(feed->seen_ns[0] >= feed->came_ns[0] + 14 * MS);
    toe_sim_destroy(sim);
    free(feed);
}

/* The shortest frames back to back are more than an engine answers. */
static void a_burst_of_short_frames_comes_with_pauses(void)
{
    struct feed *feed = calloc(1, sizeof *feed);
    struct toe_sim *sim = loop_fed(feed, 0);
    size_t close = 0;

    feed->frame_len = 60;
    frames_come(feed, 100);
    run_for(sim, 2);
    CU_ASSERT_EQUAL(feed->seen, 100);
    for (size_t i = 1; i < feed->seen; i++)
        close += feed->first_cycle[i] < feed->first_cycle[i - 1] + 32;
    CU_ASSERT_EQUAL(close, 0);
    toe_sim_destroy(sim);
    free(feed);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(time_moves_under_a_stream_that_never_pauses),
        SIM_CASE(time_moves_between_the_frames_of_a_burst),
        SIM_CASE(a_timer_fires_under_a_stream_and_after_all_that_had_come_before),
        SIM_CASE(a_timer_that_is_late_waits_for_all_that_had_come_before),
        SIM_CASE(delayed_frames_that_are_due_are_not_overtaken_by_a_late_timer),
        SIM_CASE(a_frame_that_ends_a_sleep_comes_at_the_end_of_the_sleep),
        SIM_CASE(a_delay_counts_from_the_end_of_a_sleep),
        SIM_CASE(a_burst_of_short_frames_comes_with_pauses),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("the wall clock", tests);
}
