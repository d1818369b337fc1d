/* time_path: round-trip estimation, back-off and timers against a plain-C model of RFC 6298. */
#include <CUnit/Basic.h>
#include <string.h>

#include "time_bench.h"

extern CU_TestInfo time_random_tests[];

static void sample(struct bench *b, unsigned conn, uint32_t r_us)
{
    bench_operate(b, (struct rto_op){.conn = conn, .start = true});
    b->io->now_us_i += r_us;
    bench_operate(b, (struct rto_op){.conn = conn, .sample = true});
}

/* The timer of `conn` fires at its deadline and not 1 us before. */
static void expect_fires_on_time(struct bench *b, unsigned conn, enum timer_kind kind)
{
    struct timer_model *t = &b->conn[conn].timers[kind];

    b->io->now_us_i = t->deadline_us - 1;
    bench_until_idle(b);
    CU_ASSERT_FALSE(t->fired);
    b->io->now_us_i = t->deadline_us;
    bench_clocks(b, RTL_CONNS + 40);
    CU_ASSERT_TRUE(t->fired);
}

/* ------------------------------------------------------------------ round-trip time */

static void a_new_connection_has_the_initial_rto(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = RTL_CONNS - 1, .init = true});
    bench_expect_view(&b, RTL_CONNS - 1);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 1000000);
    bench_free(&b);
}

static void the_first_sample_is_srtt_and_half_of_it_rttvar(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 150000);
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_srtt_us8_o, 8 * 150000);
    CU_ASSERT_EQUAL(b.io->view_rttvar_us4_o, 4 * 75000);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 450000);
    bench_free(&b);
}

static void later_samples_follow_rfc_6298(void)
{
    struct bench b = bench_new(0xffff0000);

    bench_configure(&b, 1, 1000000, 60000000, 30000000);
    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    for (unsigned i = 0; i < 3000; i++) {
        sample(&b, 0, bench_random(&b) >> (8 + bench_random(&b) % 24));
        bench_expect_view(&b, 0);
        CU_ASSERT_DOUBLE_EQUAL((double)b.io->view_srtt_us8_o / 8, b.conn[0].exact_srtt_us, 2.0);
        CU_ASSERT_DOUBLE_EQUAL((double)b.io->view_rttvar_us4_o / 4, b.conn[0].exact_rttvar_us, 4.0);
    }
    bench_free(&b);
}

static void a_round_trip_of_nothing_gives_an_rto_of_the_clocks_granularity(void)
{
    struct bench b = bench_new(1000);

    bench_configure(&b, 0, 1000000, 60000000, 30000000);
    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 0);
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 1);
    bench_free(&b);
}

static void the_longest_samples_saturate(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 0xfffffff0);
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_srtt_us8_o, 8u * 0xffffff);
    sample(&b, 0, 0);
    bench_expect_view(&b, 0);
    sample(&b, 0, 0x1000000);
    bench_expect_view(&b, 0);
    bench_free(&b);
}

static void rto_keeps_within_its_bounds(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 50);
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 200000);
    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    bench_configure(&b, 200000, 1000000, 2000000, 30000000);
    sample(&b, 0, 900000);
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 2000000);
    bench_free(&b);
}

static void a_lost_syn_starts_data_with_three_seconds(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    bench_operate(&b, (struct rto_op){.conn = 0, .syn_lost = true});
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 3000000);
    sample(&b, 0, 100000);
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 300000);
    bench_free(&b);
}

static void a_lost_syn_with_a_sample_uses_the_sample(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .start = true});
    b.io->now_us_i += 100000;
    bench_operate(&b, (struct rto_op){.conn = 0, .sample = true, .syn_lost = true});
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 300000);
    bench_free(&b);
}

static void an_initial_rto_above_three_seconds_stays_after_a_lost_syn(void)
{
    struct bench b = bench_new(1000);

    bench_configure(&b, 200000, 5000000, 60000000, 30000000);
    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    bench_operate(&b, (struct rto_op){.conn = 0, .syn_lost = true});
    bench_expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 5000000);
    bench_free(&b);
}

static void a_query_that_meets_a_write_sees_it(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .start = true});
    for (unsigned gap = 1; gap < 9; gap++) {
        uint64_t old = b.conn[0].srtt_us8;

        b.io->now_us_i += 1000 * gap;
        bench_put_op(&b, (struct rto_op){.conn = 0, .sample = true, .start = true});
        bench_clocks(&b, gap);
        b.io->view_en_i = 1;
        b.io->view_conn_i = 0;
        bench_clocks(&b, 6);
        CU_ASSERT_EQUAL(b.io->view_srtt_us8_o, gap < 5 ? old : b.conn[0].srtt_us8);
        bench_clocks(&b, SETTLE);
    }
    bench_free(&b);
}

/* ------------------------------------------------------------------ timers */

static void nothing_is_armed_after_reset(void)
{
    struct bench b = bench_new(1000);

    for (unsigned c = 0; c < RTL_CONNS; c += 1 + RTL_CONNS / 7)
        bench_operate(&b, (struct rto_op){.conn = c, .init = true, .rtx = RTX_ARM, .slow = SLOW_TIME_WAIT});
    CU_ASSERT_TRUE(b.io->deadline_valid_o != 0);
    bench_reset(&b);
    CU_ASSERT_FALSE(b.io->deadline_valid_o);
    memset(b.conn, 0, RTL_CONNS * sizeof *b.conn);
    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM, .rtx_arm = 9});
    b.io->now_us_i += 1000000000;
    bench_clocks(&b, RTL_CONNS + 40);
    CU_ASSERT_EQUAL(b.events, 1);
    bench_free(&b);
}

static void an_armed_timer_fires_at_its_deadline_with_its_arm_count(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = RTL_CONNS / 2, .init = true, .rtx = RTX_ARM, .rtx_arm = 37});
    CU_ASSERT_EQUAL(b.io->deadline_us_o, 1001001);
    expect_fires_on_time(&b, RTL_CONNS / 2, RTX);
    CU_ASSERT_EQUAL(b.events, 1);
    bench_free(&b);
}

static void a_stopped_timer_does_not_fire(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM, .slow = SLOW_TIME_WAIT});
    bench_operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_STOP, .slow = SLOW_STOP});
    b.io->now_us_i += 200000000;
    bench_until_idle(&b);
    CU_ASSERT_EQUAL(b.events, 0);
    CU_ASSERT_FALSE(b.io->deadline_valid_o);
    bench_free(&b);
}

static void each_backoff_doubles_the_rto_up_to_its_maximum(void)
{
    struct bench b = bench_new(1000);
    uint64_t rto_us = 1000000;

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true});
    for (unsigned i = 0; i < 40; i++) {
        rto_us = rto_us * 2 > 60000000 ? 60000000 : rto_us * 2;
        bench_operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_BACKOFF, .rtx_arm = i});
        CU_ASSERT_EQUAL(b.conn[0].timers[RTX].deadline_us, b.io->now_us_i + 1 + rto_us);
        expect_fires_on_time(&b, 0, RTX);
    }
    bench_free(&b);
}

static void doubling_stops_the_timer_and_counts_for_the_next_arming(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM});
    bench_operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_DOUBLE, .rtx_arm = 1});
    b.io->now_us_i += 5000000;
    bench_until_idle(&b);
    CU_ASSERT_EQUAL(b.events, 0);
    bench_operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_ARM, .rtx_arm = 2});
    CU_ASSERT_EQUAL(b.conn[0].timers[RTX].deadline_us, b.io->now_us_i + 1 + 2000000);
    expect_fires_on_time(&b, 0, RTX);
    bench_free(&b);
}

static void a_lost_syn_undoes_the_backoff(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_BACKOFF});
    bench_operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_ARM, .rtx_arm = 1, .syn_lost = true});
    CU_ASSERT_EQUAL(b.conn[0].timers[RTX].deadline_us, b.io->now_us_i + 1 + 3000000);
    expect_fires_on_time(&b, 0, RTX);
    bench_free(&b);
}

static void a_sample_counts_for_the_arming_in_the_same_operation(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .start = true, .rtx = RTX_BACKOFF});
    b.io->now_us_i += 200000;
    bench_operate(&b, (struct rto_op){.conn = 0, .sample = true, .rtx = RTX_ARM, .rtx_arm = 1});
    CU_ASSERT_EQUAL(b.conn[0].timers[RTX].deadline_us, b.io->now_us_i + 1 + 600000);
    expect_fires_on_time(&b, 0, RTX);
    bench_free(&b);
}

static void time_wait_lasts_two_msl(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = RTL_CONNS - 1, .init = true, .slow = SLOW_TIME_WAIT, .slow_arm = 63});
    CU_ASSERT_EQUAL(b.conn[RTL_CONNS - 1].timers[SLOW].deadline_us, 60001001);
    expect_fires_on_time(&b, RTL_CONNS - 1, SLOW);
    bench_free(&b);
}

static void fin_wait_and_watch_last_as_long_as_asked(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .slow = SLOW_FIN_WAIT, .slow_arm = 1});
    CU_ASSERT_EQUAL(b.conn[0].timers[SLOW].deadline_us, 60001001);
    expect_fires_on_time(&b, 0, SLOW);
    for (unsigned wait = 1; wait < 1024; wait = 3 * wait / 2 + 1) {
        bench_operate(&b, (struct rto_op){.conn = 0, .slow = SLOW_WATCH, .slow_arm = wait & 63, .slow_wait = wait});
        expect_fires_on_time(&b, 0, SLOW);
    }
    bench_free(&b);
}

static void a_delayed_ack_is_due_after_its_delay_and_no_later(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = RTL_CONNS - 1, .ack = ACK_ARM, .ack_arm = 63});
    CU_ASSERT_EQUAL(b.io->deadline_us_o, 41000);
    expect_fires_on_time(&b, RTL_CONNS - 1, ACK);
    bench_operate(&b, (struct rto_op){.conn = 0, .ack = ACK_ARM, .ack_arm = 1});
    bench_operate(&b, (struct rto_op){.conn = 0, .ack = ACK_STOP, .ack_arm = 2});
    b.io->now_us_i += 50000;
    bench_until_idle(&b);
    CU_ASSERT_EQUAL(b.events, 1);
    bench_free(&b);
}

/* Every set of timers of one connection that end together: each is told of once, and nothing else. */
static void all_timers_of_a_connection_fire(void)
{
    for (unsigned set = 1; set < 1u << TIMERS; set++) {
        struct bench b = bench_new(1000);

        bench_configure(&b, 200000, 1000000, 60000000, 500000);
        b.io->ev_ready_i = 0;
        for (unsigned c = 0; c < (RTL_CONNS > 1 ? 2 : 1); c++)
            bench_operate(&b, (struct rto_op){.conn = c,
                                              .init = true,
                                              .rtx = set >> RTX & 1 ? RTX_ARM : RTX_KEEP,
                                              .rtx_arm = 5,
                                              .slow = set >> SLOW & 1 ? SLOW_TIME_WAIT : SLOW_KEEP,
                                              .slow_arm = 6,
                                              .ack = set >> ACK & 1 ? ACK_ARM : ACK_KEEP,
                                              .ack_arm = 7});
        b.io->now_us_i += 1000001;
        bench_clocks(&b, RTL_CONNS + 40);
        b.io->ev_ready_i = 1;
        bench_clocks(&b, 10);
        for (unsigned c = 0; c < (RTL_CONNS > 1 ? 2 : 1); c++)
            for (unsigned kind = 0; kind < TIMERS; kind++)
                CU_ASSERT_EQUAL(b.conn[c].timers[kind].fired, set >> kind & 1);
        CU_ASSERT_EQUAL(b.events, (RTL_CONNS > 1 ? 2u : 1u) * (unsigned)__builtin_popcount(set));
        CU_ASSERT_EQUAL(b.stale, 0);
        bench_free(&b);
    }
}

/* The TCB pipeline answers each expiry by an operation: until then there is nothing to wait for. */
static void an_expiry_is_told_once(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM});
    b.io->now_us_i += 1000001;
    bench_clock(&b);
    bench_until_idle(&b);
    CU_ASSERT_EQUAL(b.events, 1);
    CU_ASSERT_FALSE(b.io->deadline_valid_o);
    b.io->now_us_i += 2000000;
    bench_clocks(&b, 3 * RTL_CONNS + 100);
    CU_ASSERT_EQUAL(b.events, 1);
    bench_free(&b);
}

static void the_other_timer_of_an_expired_one_is_still_waited_for(void)
{
    struct bench b = bench_new(1000);

    bench_operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM, .slow = SLOW_TIME_WAIT});
    b.io->now_us_i += 1000001;
    bench_clock(&b);
    bench_until_idle(&b);
    CU_ASSERT_TRUE(b.conn[0].timers[RTX].fired && !b.conn[0].timers[SLOW].fired);
    CU_ASSERT_TRUE(b.io->deadline_valid_o != 0);
    CU_ASSERT_EQUAL(b.io->deadline_us_o, b.conn[0].timers[SLOW].deadline_us);
    bench_free(&b);
}

/* Groups in which nothing is armed are passed over: 32 groups of 32 connections, or 64 of 1,024. */
static void a_timer_alone_is_found_without_reading_all_connections(void)
{
    struct bench b = bench_new(1000);
    const unsigned most = 20 + (RTL_CONNS > 1024 ? 64 + 1024 : 32 + 32);
    uint64_t start;

    for (unsigned i = 0; i < 5; i++) {
        unsigned conn = (unsigned)((uint64_t)i * (RTL_CONNS - 1) / 4);

        bench_operate(&b, (struct rto_op){.conn = conn, .init = true, .rtx = RTX_ARM, .rtx_arm = i});
        b.io->now_us_i += 1000001;
        start = b.cycle;
        bench_clock(&b);
        bench_until_idle(&b);
        CU_ASSERT_TRUE(b.cycle - start <= most);
        CU_ASSERT_EQUAL(b.events, i + 1);
        bench_operate(&b, (struct rto_op){.conn = conn, .rtx = RTX_STOP, .rtx_arm = i + 1});
    }
    bench_free(&b);
}

#define TEST(name)  \
    {               \
#name, name \
    }
static CU_TestInfo tests[] = {
    TEST(a_new_connection_has_the_initial_rto),
    TEST(the_first_sample_is_srtt_and_half_of_it_rttvar),
    TEST(later_samples_follow_rfc_6298),
    TEST(a_round_trip_of_nothing_gives_an_rto_of_the_clocks_granularity),
    TEST(the_longest_samples_saturate),
    TEST(rto_keeps_within_its_bounds),
    TEST(a_lost_syn_starts_data_with_three_seconds),
    TEST(a_lost_syn_with_a_sample_uses_the_sample),
    TEST(an_initial_rto_above_three_seconds_stays_after_a_lost_syn),
    TEST(a_query_that_meets_a_write_sees_it),
    TEST(nothing_is_armed_after_reset),
    TEST(an_armed_timer_fires_at_its_deadline_with_its_arm_count),
    TEST(a_stopped_timer_does_not_fire),
    TEST(each_backoff_doubles_the_rto_up_to_its_maximum),
    TEST(doubling_stops_the_timer_and_counts_for_the_next_arming),
    TEST(a_lost_syn_undoes_the_backoff),
    TEST(a_sample_counts_for_the_arming_in_the_same_operation),
    TEST(time_wait_lasts_two_msl),
    TEST(fin_wait_and_watch_last_as_long_as_asked),
    TEST(a_delayed_ack_is_due_after_its_delay_and_no_later),
    TEST(all_timers_of_a_connection_fire),
    TEST(an_expiry_is_told_once),
    TEST(the_other_timer_of_an_expired_one_is_still_waited_for),
    TEST(a_timer_alone_is_found_without_reading_all_connections),
    CU_TEST_INFO_NULL,
};

int main(void)
{
    CU_SuiteInfo suites[] = {{.pName = "time_path: each operation", .pTests = tests},
                             {.pName = "time_path: random operations", .pTests = time_random_tests},
                             CU_SUITE_INFO_NULL};
    unsigned failures;

    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures != 0;
}
