/* Middlewares of time: delay, jitter, rate, their queues, the order in which they stand, and the simulator's clocks. */
#include "impair_rig.h"

#include <time.h>

enum { LEN = 100 };

static void a_delay_is_exact(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = 5 * MS + 1});
        rig_pass(rig, dir, 100, LEN, 333 * US);
        CU_ASSERT_EQUAL_FATAL(rig->count, 100);
        for (uint32_t i = 0; i < 100; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == i * 333 * US + 5 * MS + 1);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).delayed, 100);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).reordered, 0);
        rig_free(rig);
    }
}

static void frames_of_one_time_keep_their_order(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = MS});
        rig_pass(rig, dir, 100, LEN, 0);
        CU_ASSERT_EQUAL_FATAL(rig->count, 100);
        for (uint32_t i = 0; i < 100; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == MS);
        rig_free(rig);
    }
}

static void jitter_spreads_evenly_around_the_delay(void)
{
    enum { N = 2000 };
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        uint64_t sum = 0, least = UINT64_MAX, most = 0, inversions = 0, before = 0;
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .seed = 4, .delay_ns = 5 * MS, .jitter_ns = MS});
        rig_pass(rig, dir, N, LEN, 100 * US);
        CU_ASSERT_EQUAL_FATAL(rig->count, N);
        for (uint32_t i = 0; i < N; i++) {
            const struct rig_out *out = &rig->out[i];
            uint64_t wait = out->t_ns - out->number * 100 * US;
            CU_ASSERT_TRUE(i == 0 || out->t_ns >= rig->out[i - 1].t_ns);
            sum += wait;
            least = wait < least ? wait : least;
            most = wait > most ? wait : most;
            inversions += out->number < before;
            before = out->number > before ? out->number : before;
        }
        CU_ASSERT_TRUE(least >= 4 * MS && least < 4 * MS + 50 * US);
        CU_ASSERT_TRUE(most <= 6 * MS && most > 6 * MS - 50 * US);
        CU_ASSERT_TRUE(sum / N > 5 * MS - 50 * US && sum / N < 5 * MS + 50 * US);
        CU_ASSERT_TRUE(inversions > N / 4);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).reordered, inversions);
        rig_free(rig);
    }
}

/* 4 frames fit; each waits 10 ms; one comes each millisecond: of ten the first four are taken. */
static void a_full_queue_drops_what_comes_and_counts_it(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = 10 * MS - 1, .limit_frames = 4});
        rig_pass(rig, dir, 25, LEN, MS);
        CU_ASSERT_EQUAL_FATAL(rig->count, 12);
        for (uint32_t i = 0; i < 12; i++)
            CU_ASSERT_EQUAL(rig->out[i].number, i / 4 * 10 + i % 4);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).overflowed, 13);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).held, 0);
        rig_free(rig);
    }
}

static void a_line_of_ten_megabits_takes_a_millisecond_for_1250_bytes(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 10000000});
        rig_pass(rig, dir, 50, 1250, 100 * US);
        CU_ASSERT_EQUAL_FATAL(rig->count, 50);
        for (uint32_t i = 0; i < 50; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == (i + 1) * (uint64_t)MS);
        rig_free(rig);
    }
}

static void a_rate_is_exact_in_the_long_run(void)
{
    struct rig *rig = rig_new();

    rig_add(rig, TOE_SIM_TO_ENGINE, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 7000000});
    rig_pass(rig, TOE_SIM_TO_ENGINE, 1000, LEN, 0);
    CU_ASSERT_EQUAL_FATAL(rig->count, 1000);
    CU_ASSERT_EQUAL(rig->out[999].t_ns, 1000u * LEN * 8 * 1000 / 7); /* ns: bits * 10^9 / 7,000,000 */
    CU_ASSERT_EQUAL(rig->out[0].t_ns, LEN * 8 * 1000 / 7);
    rig_free(rig);
}

static void an_idle_line_saves_nothing_up(void)
{
    struct rig *rig = rig_new();

    rig_add(rig, TOE_SIM_FROM_ENGINE, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 10000000});
    rig_pass(rig, TOE_SIM_FROM_ENGINE, 10, 1250, 5 * MS);
    CU_ASSERT_EQUAL_FATAL(rig->count, 10);
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_EQUAL(rig->out[i].t_ns, i * 5 * MS + MS);
    rig_free(rig);
}

/* Twice as much comes as the line takes: half is lost once the queue of 10 is full. */
static void a_slow_line_with_a_short_queue_loses_the_rest(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 10000000, .limit_frames = 10});
        rig_pass(rig, dir, 1000, 1250, MS / 2);
        CU_ASSERT_TRUE(rig->count >= 505 && rig->count <= 512);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).overflowed, 1000 - rig->count);
        for (uint32_t i = 1; i < rig->count; i++) /* the line was never idle, and no faster */
            CU_ASSERT_EQUAL(rig->out[i].t_ns - rig->out[i - 1].t_ns, MS);
        rig_free(rig);
    }
}

/* Copies made before the line take time on it; copies made behind it do not. */
static void middlewares_work_in_the_order_of_the_list(void)
{
    static const char *const texts[] = {"duplicate=100%,rate=10mbit", "rate=10mbit,duplicate=100%"};
    char why[100];

    BOTH_WAYS(dir)
    for (int k = 0; k < 2; k++) {
        struct toe_impair_list list = {.n = 0};
        struct rig *rig = rig_new();
        CU_ASSERT_EQUAL_FATAL(toe_impair_parse(&list, texts[k], why, sizeof why), 0);
        CU_ASSERT_EQUAL_FATAL(toe_wire_impair_all(rig->wire, &list, 1, &rig->wire), 0);
        rig_pass(rig, dir, 3, 1250, 0);
        CU_ASSERT_EQUAL_FATAL(rig->count, 6);
        for (uint32_t i = 0; i < 6; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i / 2 && rig->out[i].t_ns == (k ? i / 2 + 1 : i + 1) * (uint64_t)MS);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).frames, 3);
        rig_free(rig);
    }
}

/* Two items of a list do not choose the same frames. */
static void each_item_of_a_list_draws_for_itself(void)
{
    char why[100];

    BOTH_WAYS(dir)
    {
        struct toe_impair_list list = {.n = 0};
        struct rig *rig = rig_new();
        CU_ASSERT_EQUAL_FATAL(toe_impair_parse(&list, "loss=50%,loss=50%", why, sizeof why), 0);
        CU_ASSERT_EQUAL_FATAL(toe_wire_impair_all(rig->wire, &list, 1, &rig->wire), 0);
        rig_pass(rig, dir, 2000, LEN, US);
        CU_ASSERT_TRUE(rig->count > 430 && rig->count < 570);
        rig_free(rig);
    }
}

/* ---- in the simulator ------------------------------------------------------------------------------------------ */

struct seen {
    unsigned count[2];
    uint64_t last_ns[2];
    uint64_t first_ns[2];
};

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    struct seen *seen = arg;

    (void)frame;
    (void)len;
    seen->count[dir]++;
    seen->first_ns[dir] = times->first_ns;
    seen->last_ns[dir] = times->last_ns;
}

/* A loop engine behind a rig with a delay each way. */
static struct toe_sim *loop_behind(struct rig *rig, enum toe_sim_clock clock, struct seen *seen, uint64_t in_ns)
{
    struct toe_sim *sim = loop_new(clock, 8);
    const struct toe_sim_watch watch = {.arg = seen, .frame = on_frame};

    rig_add(rig, TOE_SIM_TO_ENGINE, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = in_ns});
    rig_add(rig, TOE_SIM_FROM_ENGINE, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = 20 * MS});
    toe_sim_watch(sim, &watch);
    CU_ASSERT_EQUAL_FATAL(toe_sim_wire_attach(sim, rig->wire), 0);
    return sim;
}

static void virtual_time_jumps_to_a_delayed_frame_and_no_further(void)
{
    struct rig *rig = rig_new();
    struct seen seen = {.count = {0}};
    struct toe_sim *sim = loop_behind(rig, TOE_SIM_VIRTUAL, &seen, 30 * MS + 10);

    rig->n = 1;
    rig->len = 60;
    toe_sim_run(sim, TOE_SIM_NEVER, 1000000);
    CU_ASSERT_EQUAL(seen.count[TOE_SIM_TO_ENGINE], 1);
    CU_ASSERT_EQUAL(seen.first_ns[TOE_SIM_TO_ENGINE], 30 * MS + 10);
    CU_ASSERT_EQUAL_FATAL(rig->count, 1);
    CU_ASSERT_EQUAL(rig->out[0].t_ns, seen.last_ns[TOE_SIM_FROM_ENGINE] + 20 * MS);
    CU_ASSERT_TRUE(toe_sim_now_ns(sim) >= rig->out[0].t_ns);
    CU_ASSERT_TRUE(toe_sim_cycles(sim) < 1000);
    toe_sim_destroy(sim);
    free(rig);
}

/* An engine that works all the time is interrupted when a frame is due: it comes in its cycle, not at the slice's end. */
static void a_delayed_frame_comes_in_its_cycle_while_the_engine_is_busy(void)
{
    struct rig *rig = rig_new();
    struct seen seen = {.count = {0}};
    struct toe_sim *sim = loop_behind(rig, TOE_SIM_VIRTUAL, &seen, 3210);

    rig->n = 1;
    rig->len = 60;
    toe_sim_step_cycles(sim, 5000); /* evaluates each of them, in slices of 1,024 */
    CU_ASSERT_EQUAL(seen.first_ns[TOE_SIM_TO_ENGINE], 3210);
    toe_sim_destroy(sim);
    free(rig);
}

static void a_delay_follows_the_wall_clock(void)
{
    struct rig *rig = rig_new();
    struct seen seen = {.count = {0}};
    struct toe_sim *sim = loop_behind(rig, TOE_SIM_REAL, &seen, 30 * MS);
    struct timespec from, to;
    uint64_t wall;

    rig->n = 1;
    rig->len = 60;
    clock_gettime(CLOCK_MONOTONIC, &from);
    for (int turn = 0; turn < 2000 && !rig->count; turn++) {
        const struct timespec millisecond = {.tv_nsec = MS};
        uint64_t next;
        toe_sim_run(sim, TOE_SIM_NEVER, 20000);
        next = toe_sim_next_event_ns(sim);
        CU_ASSERT_TRUE(rig->count || next != TOE_SIM_NEVER); /* a caller who sleeps is told until when */
        if (next > toe_sim_now_ns(sim))
            nanosleep(&millisecond, NULL);
    }
    clock_gettime(CLOCK_MONOTONIC, &to);
    wall = (uint64_t)(to.tv_sec - from.tv_sec) * 1000 * MS + (uint64_t)to.tv_nsec - (uint64_t)from.tv_nsec;
    CU_ASSERT_EQUAL(rig->count, 1);
    CU_ASSERT_TRUE(wall >= 49 * MS);
    toe_sim_destroy(sim);
    free(rig);
}

/* A machine that was not ours for a while must not let a timer overtake a frame that was due before it. */
static void the_wall_clock_does_not_pass_a_frame_that_is_due(void)
{
    const struct timespec nap = {.tv_nsec = 40 * MS};
    struct rig *rig = rig_new();
    struct seen seen = {.count = {0}};
    struct toe_sim *sim = loop_behind(rig, TOE_SIM_REAL, &seen, 10 * MS);
    uint64_t due_ns;

    rig->n = 1;
    rig->len = 60;
    toe_sim_run(sim, TOE_SIM_NEVER, 20000);
    due_ns = toe_sim_next_event_ns(sim);
    nanosleep(&nap, NULL);
    for (int turn = 0; turn < 100 && !seen.count[TOE_SIM_TO_ENGINE]; turn++)
        toe_sim_run(sim, TOE_SIM_NEVER, 20000);
    CU_ASSERT_EQUAL(seen.count[TOE_SIM_TO_ENGINE], 1);
    CU_ASSERT_EQUAL(seen.first_ns[TOE_SIM_TO_ENGINE], due_ns);
    toe_sim_destroy(sim);
    free(rig);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(a_delay_is_exact),
        SIM_CASE(frames_of_one_time_keep_their_order),
        SIM_CASE(jitter_spreads_evenly_around_the_delay),
        SIM_CASE(a_full_queue_drops_what_comes_and_counts_it),
        SIM_CASE(a_line_of_ten_megabits_takes_a_millisecond_for_1250_bytes),
        SIM_CASE(a_rate_is_exact_in_the_long_run),
        SIM_CASE(an_idle_line_saves_nothing_up),
        SIM_CASE(a_slow_line_with_a_short_queue_loses_the_rest),
        SIM_CASE(middlewares_work_in_the_order_of_the_list),
        SIM_CASE(each_item_of_a_list_draws_for_itself),
        SIM_CASE(virtual_time_jumps_to_a_delayed_frame_and_no_further),
        SIM_CASE(a_delayed_frame_comes_in_its_cycle_while_the_engine_is_busy),
        SIM_CASE(a_delay_follows_the_wall_clock),
        SIM_CASE(the_wall_clock_does_not_pass_a_frame_that_is_due),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("impair_time", tests);
}
