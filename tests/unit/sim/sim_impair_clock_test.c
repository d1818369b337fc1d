/* Delayed frames and the simulator's clocks: they come in their cycle, idle time is jumped, the wall clock waits for them. */
#include "impair_rig.h"

#include <time.h>

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
        SIM_CASE(virtual_time_jumps_to_a_delayed_frame_and_no_further),
        SIM_CASE(a_delayed_frame_comes_in_its_cycle_while_the_engine_is_busy),
        SIM_CASE(a_delay_follows_the_wall_clock),
        SIM_CASE(the_wall_clock_does_not_pass_a_frame_that_is_due),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("impair_clock", tests);
}
