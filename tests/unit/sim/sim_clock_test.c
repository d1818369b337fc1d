/* Three clocks over a loop engine whose only timer is set by the host. */
#include "sim_test.h"

#include <errno.h>
#include <time.h>

#define SET_TIMER 0xa1
#define TIMER_DUE 0xa2

static void set_timer(struct toe_sim *sim, uint32_t us)
{
    uint8_t bytes[8];

    beat(bytes, SET_TIMER, us);
    CU_ASSERT_EQUAL(toe_sim_link_write(sim, bytes, 8), 8);
}

/* The microsecond count at which the timer fired, or 0. */
static uint64_t fired_at_us(struct toe_sim *sim)
{
    uint8_t bytes[8];
    uint64_t us = 0;

    if (toe_sim_link_read(sim, bytes, 8) != 8 || bytes[0] != TIMER_DUE)
        return 0;
    for (int i = 0; i < 7; i++)
        us |= (uint64_t)bytes[1 + i] << (8 * i);
    return us;
}

static void virtual_time_jumps_over_an_hour_in_a_handful_of_cycles(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    uint64_t us;
    int stop;

    set_timer(sim, 3600u * 1000000u / 2);
    stop = toe_sim_run(sim, TOE_SIM_NEVER, 100000);
    CU_ASSERT_TRUE(stop & TOE_SIM_STOP_LINK);
    us = fired_at_us(sim);
    CU_ASSERT_TRUE(us >= 1800000000u && us <= 1800000001u);
    CU_ASSERT_TRUE(toe_sim_cycles(sim) < 100);
    CU_ASSERT_TRUE(toe_sim_now_ns(sim) >= 1800000000000u);
    toe_sim_destroy(sim);
}

static void virtual_time_does_not_jump_past_what_the_host_has_not_read(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    uint8_t bytes[8] = {1};

    set_timer(sim, 1000000);
    toe_sim_link_write(sim, bytes, 8);
    CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 100000) & TOE_SIM_STOP_LINK);
    CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 100000) & TOE_SIM_STOP_LINK);
    CU_ASSERT_TRUE(toe_sim_now_ns(sim) < 100000);
    CU_ASSERT_EQUAL(toe_sim_link_read(sim, bytes, 8), 8);
    CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 100000) & TOE_SIM_STOP_LINK);
    CU_ASSERT_TRUE(fired_at_us(sim) >= 1000000);
    toe_sim_destroy(sim);
}

static void virtual_run_stops_at_its_time_limit(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);

    set_timer(sim, 1000000);
    CU_ASSERT_TRUE(toe_sim_run(sim, 5000, 100000) & TOE_SIM_STOP_TIME);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), 5000);
    CU_ASSERT_EQUAL(toe_sim_run(sim, TOE_SIM_NEVER, 0) & TOE_SIM_STOP_CYCLES, TOE_SIM_STOP_CYCLES);
    toe_sim_destroy(sim);
}

static void virtual_run_says_idle_when_nothing_will_ever_happen(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);

    CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 100000) & TOE_SIM_STOP_IDLE);
    CU_ASSERT_EQUAL(toe_sim_next_event_ns(sim), TOE_SIM_NEVER);
    CU_ASSERT_FALSE(toe_sim_busy(sim));
    toe_sim_destroy(sim);
}

static void lockstep_time_stands_still_under_the_pump(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);

    set_timer(sim, 10);
    for (int i = 0; i < 10; i++)
        CU_ASSERT_EQUAL(toe_sim_run(sim, TOE_SIM_NEVER, 1000), 0);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), 0);
    CU_ASSERT_EQUAL(toe_sim_cycles(sim), 0);
    toe_sim_destroy(sim);
}

static void lockstep_stops_one_microsecond_before_and_at_a_deadline(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);

    set_timer(sim, 500);
    toe_sim_run_until_ns(sim, 499000);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), 499000);
    CU_ASSERT_EQUAL(toe_sim_link_readable(sim), 0);
    CU_ASSERT_EQUAL(toe_sim_next_event_ns(sim), 500000);
    toe_sim_run_until_ns(sim, 501000);
    CU_ASSERT_EQUAL(fired_at_us(sim), 500);
    toe_sim_destroy(sim);
}

static void an_event_ends_the_run_in_its_cycle(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);
    uint8_t bytes[8] = {1};

    toe_sim_link_write(sim, bytes, 8);
    CU_ASSERT_TRUE(toe_sim_run_until_event(sim, TOE_SIM_STOP_LINK, 1000000) & TOE_SIM_STOP_LINK);
    /* Taken in cycle 0, given in cycle 1: two cycles have run. */
    CU_ASSERT_EQUAL(toe_sim_time_cycles(sim), 2);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), 20);
    toe_sim_destroy(sim);
}

static void step_evaluates_idle_cycles_too(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);

    toe_sim_step_cycles(sim, 5000);
    CU_ASSERT_EQUAL(toe_sim_cycles(sim), 5000);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), 50000);
    toe_sim_destroy(sim);
}

static void real_time_follows_the_wall_clock(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_REAL, 8);
    struct timespec wait = {.tv_nsec = 1000000};
    uint64_t before, us = 0;

    toe_sim_run(sim, TOE_SIM_NEVER, 1000);
    before = toe_sim_now_ns(sim);
    set_timer(sim, 20000);
    for (int i = 0; i < 2000 && !us; i++) {
        nanosleep(&wait, NULL);
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 100000) >= 0);
        us = fired_at_us(sim);
    }
    CU_ASSERT_TRUE(us >= before / 1000 + 20000);
    CU_ASSERT_TRUE(us <= before / 1000 + 1000000);
    toe_sim_destroy(sim);
}

static void the_microsecond_count_starts_where_it_is_told(void)
{
    struct toe_sim_config config = {
        .data_bytes = 8, .conns = 16, .clock = TOE_SIM_LOCKSTEP, .start_us = 0xfffffff0u, .clock_hz = 125000000};
    struct toe_sim *sim = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &sim), 0);
    CU_ASSERT_EQUAL(toe_sim_now_us(sim), 0xfffffff0u);
    set_timer(sim, 0x20); /* the low 32 bits wrap on the way */
    toe_sim_run_until_ns(sim, 0x1f * 1000);
    CU_ASSERT_EQUAL(toe_sim_link_readable(sim), 0);
    toe_sim_run_until_ns(sim, 0x21 * 1000);
    CU_ASSERT_EQUAL(fired_at_us(sim), 0x100000010u);
    CU_ASSERT_EQUAL(toe_sim_time_cycles(sim), 0x21 * 125);
    toe_sim_destroy(sim);
}

static void a_configuration_that_does_not_exist_is_refused(void)
{
    struct toe_sim_config config = {.data_bytes = 8, .conns = 16, .clock_hz = 7};
    struct toe_sim *sim = NULL;

    CU_ASSERT_EQUAL(toe_sim_create(&config, &sim), -EINVAL);
    config.clock_hz = 0;
    config.conns = 17;
    CU_ASSERT_EQUAL(toe_sim_create(&config, &sim), -ENOTSUP);
    config.conns = 16;
    config.pcapng_path = "/nonexistent/x.pcapng";
    CU_ASSERT_EQUAL(toe_sim_create(&config, &sim), -ENOENT);
    CU_ASSERT_PTR_NULL(sim);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(virtual_time_jumps_over_an_hour_in_a_handful_of_cycles),
        SIM_CASE(virtual_time_does_not_jump_past_what_the_host_has_not_read),
        SIM_CASE(virtual_run_stops_at_its_time_limit),
        SIM_CASE(virtual_run_says_idle_when_nothing_will_ever_happen),
        SIM_CASE(lockstep_time_stands_still_under_the_pump),
        SIM_CASE(lockstep_stops_one_microsecond_before_and_at_a_deadline),
        SIM_CASE(an_event_ends_the_run_in_its_cycle),
        SIM_CASE(step_evaluates_idle_cycles_too),
        SIM_CASE(real_time_follows_the_wall_clock),
        SIM_CASE(the_microsecond_count_starts_where_it_is_told),
        SIM_CASE(a_configuration_that_does_not_exist_is_refused),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("simulated clocks", tests);
}
