/* time_path: round-trip estimation, back-off and expiries against a plain-C model of RFC 6298. */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rto_model.h"
#include "time_path_tb_ports.h"

#ifndef RTL_CONNS
#define RTL_CONNS 1024
#endif

enum { OP_GAP = 2, SAME_CONN_GAP = 6, SETTLE = 16 };

struct bench {
    struct time_path_tb *io;
    struct rto_config cfg;
    struct rto_model *conn;
    uint64_t *last_op; /* cycle of a connection's last operation */
    uint64_t cycle, last_any_op;
    uint64_t events, stale;
    uint64_t worst_late_us; /* of the events that were not stale */
    bool refire;            /* a second expiry with the same arm count is expected */
    uint32_t rng;
};

static uint32_t next_random(struct bench *b)
{
    b->rng ^= b->rng << 13;
    b->rng ^= b->rng >> 17;
    b->rng ^= b->rng << 5;
    return b->rng;
}

static struct timer_model *timer_of(struct bench *b, unsigned conn, bool slow)
{
    return slow ? &b->conn[conn].slow : &b->conn[conn].rtx;
}

/* An expiry leaves the engine: it must be of a timer that was armed with this count and is over. */
static void take_event(struct bench *b)
{
    struct timer_model *t = timer_of(b, (unsigned)b->io->ev_conn_o, b->io->ev_slow_o);
    unsigned arm = (unsigned)b->io->ev_arm_o;

    b->events++;
    CU_ASSERT_TRUE_FATAL(b->io->ev_conn_o < RTL_CONNS);
    CU_ASSERT_TRUE(t->past_armed[arm]);
    CU_ASSERT_TRUE(b->io->now_us_i >= t->past_deadline_us[arm]);
    if (!t->armed || t->arm != arm) {
        b->stale++;
        return;
    }
    CU_ASSERT_TRUE(!t->fired || b->refire);
    if (!t->fired && b->io->now_us_i - t->deadline_us > b->worst_late_us)
        b->worst_late_us = b->io->now_us_i - t->deadline_us;
    t->fired = true;
}

static void clock_once(struct bench *b)
{
    time_path_tb_eval(b->io);
    if (b->io->ev_valid_o && b->io->ev_ready_i)
        take_event(b);
    time_path_tb_clock(b->io);
    b->io->op_valid_i = 0;
    b->io->view_en_i = 0;
    b->cycle++;
}

static void clocks(struct bench *b, unsigned n)
{
    while (n--)
        clock_once(b);
}

static void until_idle(struct bench *b)
{
    for (unsigned i = 0; i < 40u * RTL_CONNS + 1000; i++) {
        clock_once(b);
        if (b->io->idle_o)
            return;
    }
    CU_FAIL_FATAL("not idle");
}

static void reset(struct bench *b)
{
    b->io->rst_i = 1;
    clocks(b, 3);
    b->io->rst_i = 0;
    until_idle(b);
}

static void configure(struct bench *b, uint32_t min_us, uint32_t initial_us, uint32_t max_us, uint32_t msl_us)
{
    b->cfg = (struct rto_config){.min_us = min_us, .initial_us = initial_us, .max_us = max_us, .msl_us = msl_us};
    b->io->rto_min_us_i = min_us;
    b->io->rto_initial_us_i = initial_us;
    b->io->rto_max_us_i = max_us;
    b->io->msl_us_i = msl_us;
}

static struct bench bench_new(uint64_t now_us)
{
    struct bench b = {.io = time_path_tb_new(), .rng = 0x12345};
    const char *seed = getenv("TOE_SEED");

    if (seed)
        b.rng = (uint32_t)strtoul(seed, NULL, 0) | 1;
    b.conn = calloc(RTL_CONNS, sizeof *b.conn);
    b.last_op = calloc(RTL_CONNS, sizeof *b.last_op);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b.io);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b.conn);
    CU_ASSERT_PTR_NOT_NULL_FATAL(b.last_op);
    b.io->now_us_i = now_us;
    b.io->ev_ready_i = 1;
    b.cycle = 100;
    configure(&b, 200000, 1000000, 60000000, 30000000);
    reset(&b);
    return b;
}

static void bench_free(struct bench *b)
{
    time_path_tb_free(b->io);
    free(b->conn);
    free(b->last_op);
}

/* Puts an operation on the port in this cycle; the rules of the port are the caller's. */
static void put_op(struct bench *b, struct rto_op op)
{
    b->io->op_valid_i = 1;
    b->io->op_conn_i = op.conn;
    b->io->op_init_i = op.init;
    b->io->op_syn_lost_i = op.syn_lost;
    b->io->op_rtx_i = op.rtx;
    b->io->op_rtx_arm_i = op.rtx_arm;
    b->io->op_slow_i = op.slow;
    b->io->op_slow_arm_i = op.slow_arm;
    b->io->op_rtt_start_i = op.start;
    b->io->op_rtt_sample_i = op.sample;
    b->io->op_rtt_reset_i = op.reset_backoff;
    rto_model_apply(&b->conn[op.conn], &b->cfg, &op, b->io->now_us_i);
    b->last_op[op.conn] = b->last_any_op = b->cycle;
}

/* One operation, and time for it to take effect; the microsecond count stands still. */
static void operate(struct bench *b, struct rto_op op)
{
    put_op(b, op);
    clocks(b, SETTLE);
}

static void expect_view(struct bench *b, unsigned conn)
{
    const struct rto_model *m = &b->conn[conn];

    b->io->view_en_i = 1;
    b->io->view_conn_i = conn;
    clocks(b, 4);
    CU_ASSERT_EQUAL(b->io->view_srtt_us8_o, m->srtt_us8);
    CU_ASSERT_EQUAL(b->io->view_rttvar_us4_o, m->rttvar_us4);
    CU_ASSERT_EQUAL(b->io->view_rto_us_o, m->rto_us);
}

static void sample(struct bench *b, unsigned conn, uint32_t r_us)
{
    operate(b, (struct rto_op){.conn = conn, .start = true});
    b->io->now_us_i += r_us;
    operate(b, (struct rto_op){.conn = conn, .sample = true});
}

/* The timer of `conn` fires at its deadline and not 1 us before. */
static void expect_fires_on_time(struct bench *b, unsigned conn, bool slow)
{
    struct timer_model *t = timer_of(b, conn, slow);

    b->io->now_us_i = t->deadline_us - 1;
    until_idle(b);
    CU_ASSERT_FALSE(t->fired);
    b->io->now_us_i = t->deadline_us;
    clocks(b, RTL_CONNS + 40);
    CU_ASSERT_TRUE(t->fired);
}

/* ------------------------------------------------------------------ round-trip time */

static void a_new_connection_has_the_initial_rto(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = RTL_CONNS - 1, .init = true});
    expect_view(&b, RTL_CONNS - 1);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 1000000);
    bench_free(&b);
}

static void the_first_sample_is_srtt_and_half_of_it_rttvar(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 150000);
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_srtt_us8_o, 8 * 150000);
    CU_ASSERT_EQUAL(b.io->view_rttvar_us4_o, 4 * 75000);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 450000);
    bench_free(&b);
}

static void later_samples_follow_rfc_6298(void)
{
    struct bench b = bench_new(0xffff0000);

    configure(&b, 1, 1000000, 60000000, 30000000);
    operate(&b, (struct rto_op){.conn = 0, .init = true});
    for (unsigned i = 0; i < 3000; i++) {
        sample(&b, 0, next_random(&b) >> (8 + next_random(&b) % 24));
        expect_view(&b, 0);
        CU_ASSERT_DOUBLE_EQUAL((double)b.io->view_srtt_us8_o / 8, b.conn[0].exact_srtt_us, 2.0);
        CU_ASSERT_DOUBLE_EQUAL((double)b.io->view_rttvar_us4_o / 4, b.conn[0].exact_rttvar_us, 4.0);
    }
    bench_free(&b);
}

static void a_round_trip_of_nothing_gives_an_rto_of_the_clocks_granularity(void)
{
    struct bench b = bench_new(1000);

    configure(&b, 0, 1000000, 60000000, 30000000);
    operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 0);
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 1);
    bench_free(&b);
}

static void the_longest_samples_saturate(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 0xfffffff0);
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_srtt_us8_o, 8u * 0xffffff);
    sample(&b, 0, 0);
    expect_view(&b, 0);
    sample(&b, 0, 0x1000000);
    expect_view(&b, 0);
    bench_free(&b);
}

static void rto_keeps_within_its_bounds(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true});
    sample(&b, 0, 50);
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 200000);
    operate(&b, (struct rto_op){.conn = 0, .init = true});
    configure(&b, 200000, 1000000, 2000000, 30000000);
    sample(&b, 0, 900000);
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 2000000);
    bench_free(&b);
}

static void a_lost_syn_starts_data_with_three_seconds(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true});
    operate(&b, (struct rto_op){.conn = 0, .syn_lost = true, .reset_backoff = true});
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 3000000);
    sample(&b, 0, 100000);
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 300000);
    bench_free(&b);
}

static void a_lost_syn_with_a_sample_uses_the_sample(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true, .start = true});
    b.io->now_us_i += 100000;
    operate(&b, (struct rto_op){.conn = 0, .sample = true, .syn_lost = true});
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 300000);
    bench_free(&b);
}

static void an_initial_rto_above_three_seconds_stays_after_a_lost_syn(void)
{
    struct bench b = bench_new(1000);

    configure(&b, 200000, 5000000, 60000000, 30000000);
    operate(&b, (struct rto_op){.conn = 0, .init = true});
    operate(&b, (struct rto_op){.conn = 0, .syn_lost = true});
    expect_view(&b, 0);
    CU_ASSERT_EQUAL(b.io->view_rto_us_o, 5000000);
    bench_free(&b);
}

static void a_query_that_meets_a_write_sees_it(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true, .start = true});
    for (unsigned gap = 1; gap < 9; gap++) {
        uint64_t old = b.conn[0].srtt_us8;

        b.io->now_us_i += 1000 * gap;
        put_op(&b, (struct rto_op){.conn = 0, .sample = true, .start = true});
        clocks(&b, gap);
        b.io->view_en_i = 1;
        b.io->view_conn_i = 0;
        clocks(&b, 4);
        CU_ASSERT_EQUAL(b.io->view_srtt_us8_o, gap < 5 ? old : b.conn[0].srtt_us8);
        clocks(&b, SETTLE);
    }
    bench_free(&b);
}

/* ------------------------------------------------------------------ timers */

static void nothing_is_armed_after_reset(void)
{
    struct bench b = bench_new(1000);

    for (unsigned c = 0; c < RTL_CONNS; c += 1 + RTL_CONNS / 7)
        operate(&b, (struct rto_op){.conn = c, .init = true, .rtx = RTX_ARM, .slow = SLOW_TIME_WAIT});
    CU_ASSERT_TRUE(b.io->deadline_valid_o != 0);
    reset(&b);
    CU_ASSERT_FALSE(b.io->deadline_valid_o);
    memset(b.conn, 0, RTL_CONNS * sizeof *b.conn);
    operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM, .rtx_arm = 9});
    b.io->now_us_i += 1000000000;
    clocks(&b, RTL_CONNS + 40);
    CU_ASSERT_EQUAL(b.events, 1);
    bench_free(&b);
}

static void an_armed_timer_fires_at_its_deadline_with_its_arm_count(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = RTL_CONNS / 2, .init = true, .rtx = RTX_ARM, .rtx_arm = 37});
    CU_ASSERT_EQUAL(b.io->deadline_us_o, 1001000);
    expect_fires_on_time(&b, RTL_CONNS / 2, false);
    CU_ASSERT_EQUAL(b.events, 1);
    bench_free(&b);
}

static void a_stopped_timer_does_not_fire(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM, .slow = SLOW_TIME_WAIT});
    operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_STOP, .slow = SLOW_STOP});
    b.io->now_us_i += 200000000;
    until_idle(&b);
    CU_ASSERT_EQUAL(b.events, 0);
    CU_ASSERT_FALSE(b.io->deadline_valid_o);
    bench_free(&b);
}

static void each_backoff_doubles_the_rto_up_to_its_maximum(void)
{
    struct bench b = bench_new(1000);
    uint64_t rto_us = 1000000;

    operate(&b, (struct rto_op){.conn = 0, .init = true});
    for (unsigned i = 0; i < 40; i++) {
        rto_us = rto_us * 2 > 60000000 ? 60000000 : rto_us * 2;
        operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_BACKOFF, .rtx_arm = i});
        CU_ASSERT_EQUAL(b.conn[0].rtx.deadline_us, b.io->now_us_i + rto_us);
        expect_fires_on_time(&b, 0, false);
    }
    bench_free(&b);
}

static void doubling_stops_the_timer_and_counts_for_the_next_arming(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM});
    operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_DOUBLE, .rtx_arm = 1});
    b.io->now_us_i += 5000000;
    until_idle(&b);
    CU_ASSERT_EQUAL(b.events, 0);
    operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_ARM, .rtx_arm = 2});
    CU_ASSERT_EQUAL(b.conn[0].rtx.deadline_us, b.io->now_us_i + 2000000);
    expect_fires_on_time(&b, 0, false);
    bench_free(&b);
}

static void new_data_acked_undoes_the_backoff(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_BACKOFF});
    operate(&b, (struct rto_op){.conn = 0, .rtx = RTX_ARM, .rtx_arm = 1, .reset_backoff = true});
    CU_ASSERT_EQUAL(b.conn[0].rtx.deadline_us, b.io->now_us_i + 1000000);
    expect_fires_on_time(&b, 0, false);
    bench_free(&b);
}

static void a_sample_counts_for_the_arming_in_the_same_operation(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = 0, .init = true, .start = true, .rtx = RTX_BACKOFF});
    b.io->now_us_i += 200000;
    operate(&b, (struct rto_op){.conn = 0, .sample = true, .rtx = RTX_ARM, .rtx_arm = 1});
    CU_ASSERT_EQUAL(b.conn[0].rtx.deadline_us, b.io->now_us_i + 600000);
    expect_fires_on_time(&b, 0, false);
    bench_free(&b);
}

static void time_wait_lasts_two_msl(void)
{
    struct bench b = bench_new(1000);

    operate(&b, (struct rto_op){.conn = RTL_CONNS - 1, .init = true, .slow = SLOW_TIME_WAIT, .slow_arm = 63});
    CU_ASSERT_EQUAL(b.conn[RTL_CONNS - 1].slow.deadline_us, 60001000);
    expect_fires_on_time(&b, RTL_CONNS - 1, true);
    bench_free(&b);
}

static void both_timers_of_a_connection_fire(void)
{
    struct bench b = bench_new(1000);

    configure(&b, 200000, 1000000, 60000000, 500000);
    b.io->ev_ready_i = 0;
    operate(&b, (struct rto_op){
                    .conn = 0, .init = true, .rtx = RTX_ARM, .rtx_arm = 5, .slow = SLOW_TIME_WAIT, .slow_arm = 6});
    b.io->now_us_i += 1000000;
    clocks(&b, RTL_CONNS + 40);
    b.io->ev_ready_i = 1;
    clocks(&b, 3);
    CU_ASSERT_EQUAL(b.events, 2);
    CU_ASSERT_TRUE(b.conn[0].rtx.fired && b.conn[0].slow.fired);
    bench_free(&b);
}

static void an_expiry_that_nobody_handles_comes_again_without_spinning(void)
{
    struct bench b = bench_new(1000);

    b.refire = true;
    operate(&b, (struct rto_op){.conn = 0, .init = true, .rtx = RTX_ARM});
    b.io->now_us_i += 1000000;
    until_idle(&b);
    clocks(&b, 3 * RTL_CONNS + 100);
    CU_ASSERT_EQUAL(b.events, 1);
    CU_ASSERT_TRUE(b.io->idle_o != 0);
    b.io->now_us_i += 2000;
    clocks(&b, RTL_CONNS + 40);
    CU_ASSERT_EQUAL(b.events, 2);
    bench_free(&b);
}

/* ------------------------------------------------------------------ everything at once */

static struct rto_op random_op(struct bench *b, unsigned conn)
{
    struct rto_model *m = &b->conn[conn];
    uint32_t r = next_random(b);
    struct rto_op op = {.conn = conn,
                        .init = !m->rto_us || r % 16 == 0,
                        .rtx = (enum rtx_op)((r >> 4) % 5),
                        .slow = (enum slow_op)((r >> 8) % 3),
                        .start = (r >> 12) & 1,
                        .reset_backoff = (r >> 13) % 4 == 0,
                        .rtx_arm = (m->rtx.arm + 1) & 63,
                        .slow_arm = (m->slow.arm + 1) & 63};

    op.sample = !op.init && (r >> 16) % 4 == 0;
    op.syn_lost = !op.init && (r >> 18) % 8 == 0;
    return op;
}

/* Once the operations have settled and no expiry waits at the output, the reported deadline is not above that of any armed timer. */
static void expect_lower_bound(struct bench *b, unsigned span)
{
    for (unsigned c = 0; c < span; c++) {
        for (int slow = 0; slow < 2; slow++) {
            struct timer_model *t = timer_of(b, c, slow);

            if (!t->armed || t->fired)
                continue;
            CU_ASSERT_TRUE(b->io->deadline_valid_o != 0);
            CU_ASSERT_TRUE((int32_t)((uint32_t)t->deadline_us - (uint32_t)b->io->deadline_us_o) >= 0);
        }
    }
}

/* `span` connections spread over the table; each random arm is found, whatever stalls the output. */
static void random_run(uint64_t now_us, unsigned ready_of_8, unsigned cycles)
{
    struct bench b = bench_new(now_us);
    unsigned span = RTL_CONNS < 16 ? RTL_CONNS : 16;

    printf("(seed 0x%x) ", (unsigned)b.rng);
    b.refire = true;
    configure(&b, 100, 300, 4000, 500);
    for (unsigned i = 0; i < cycles; i++) {
        unsigned conn = next_random(&b) % span;
        bool may = b.cycle - b.last_any_op >= OP_GAP && b.cycle - b.last_op[conn] >= SAME_CONN_GAP;

        b.io->ev_ready_i = next_random(&b) % 8 < ready_of_8;
        b.io->now_us_i += next_random(&b) % 2;
        if (may && next_random(&b) % (i & 4096 ? 8 : 128) == 0)
            put_op(&b, random_op(&b, conn));
        clock_once(&b);
        if (b.cycle - b.last_any_op > SETTLE && !b.io->ev_valid_o)
            expect_lower_bound(&b, span);
        if (i % 512 == 0 && b.cycle - b.last_any_op > SETTLE && b.conn[conn].rto_us)
            expect_view(&b, conn);
    }
    b.io->ev_ready_i = 1;
    b.io->now_us_i += 10000;
    clocks(&b, 2 * RTL_CONNS + 100);
    for (unsigned c = 0; c < span; c++)
        CU_ASSERT_TRUE((!b.conn[c].rtx.armed || b.conn[c].rtx.fired) &&
                       (!b.conn[c].slow.armed || b.conn[c].slow.fired));
    CU_ASSERT_TRUE(b.events > 10);
    bench_free(&b);
}

static void random_operations_lose_no_expiry(void)
{
    random_run(5000, 8, 300000);
}

static void random_operations_lose_no_expiry_while_the_output_stalls(void)
{
    random_run(5000, 1, 300000);
}

static void random_operations_lose_no_expiry_across_the_wrap_of_time(void)
{
    random_run(0xfffffc00, 4, 300000);
    random_run(0x7ffffc00, 4, 300000);
}

static void all_timers_at_once_come_out_through_a_stalling_output(void)
{
    struct bench b = bench_new(1000);

    b.refire = true;
    for (unsigned c = 0; c < RTL_CONNS; c++) {
        put_op(&b, (struct rto_op){.conn = c, .init = true, .rtx = RTX_ARM, .slow = SLOW_TIME_WAIT});
        clocks(&b, RTL_CONNS < 4 ? SAME_CONN_GAP : OP_GAP);
    }
    clocks(&b, SETTLE);
    b.io->now_us_i += 60000000;
    for (unsigned i = 0; i < 16u * RTL_CONNS + 200; i++) {
        b.io->ev_ready_i = next_random(&b) % 4 == 0;
        clock_once(&b);
    }
    CU_ASSERT_EQUAL(b.events, 2 * RTL_CONNS);
    bench_free(&b);
}

/* 100 cycles a microsecond, an operation each second cycle: found within 1 ms. */
static void every_expiry_comes_within_a_millisecond_at_100_mhz(void)
{
    struct bench b = bench_new(1000);
    unsigned hot = RTL_CONNS < 64 ? RTL_CONNS : 64;

    configure(&b, 100, 700, 4000, 400);
    for (unsigned i = 0; i < 600000; i++) {
        unsigned conn = (next_random(&b) % hot) * (RTL_CONNS / hot);
        bool may = b.cycle - b.last_any_op >= OP_GAP && b.cycle - b.last_op[conn] >= SAME_CONN_GAP;
        struct timer_model *t = &b.conn[conn].rtx;

        b.io->now_us_i += i % 100 == 0;
        /* As the TCB pipeline does: arm a free timer; arm or stop one that has fired. The rest is load. */
        if (may && (!t->armed || t->fired))
            put_op(&b, (struct rto_op){.conn = conn, .init = true, .rtx = RTX_ARM, .rtx_arm = (t->arm + 1) & 63});
        else if (may)
            put_op(&b, (struct rto_op){.conn = conn, .reset_backoff = true});
        clock_once(&b);
    }
    CU_ASSERT_TRUE(b.events >= hot);
    CU_ASSERT_TRUE(b.worst_late_us <= 1000);
    printf("(worst %u us) ", (unsigned)b.worst_late_us);
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
    TEST(new_data_acked_undoes_the_backoff),
    TEST(a_sample_counts_for_the_arming_in_the_same_operation),
    TEST(time_wait_lasts_two_msl),
    TEST(both_timers_of_a_connection_fire),
    TEST(an_expiry_that_nobody_handles_comes_again_without_spinning),
    TEST(random_operations_lose_no_expiry),
    TEST(random_operations_lose_no_expiry_while_the_output_stalls),
    TEST(random_operations_lose_no_expiry_across_the_wrap_of_time),
    TEST(all_timers_at_once_come_out_through_a_stalling_output),
    TEST(every_expiry_comes_within_a_millisecond_at_100_mhz),
    CU_TEST_INFO_NULL,
};

int main(void)
{
    CU_SuiteInfo suites[] = {{.pName = "time_path", .pTests = tests}, CU_SUITE_INFO_NULL};
    unsigned failures;

    if (CU_initialize_registry() != CUE_SUCCESS || CU_register_suites(suites) != CUE_SUCCESS)
        return 2;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures != 0;
}
