#include "time_bench.h"

#include <CUnit/CUnit.h>
#include <stdlib.h>

uint32_t bench_random(struct bench *b)
{
    b->rng ^= b->rng << 13;
    b->rng ^= b->rng >> 17;
    b->rng ^= b->rng << 5;
    return b->rng;
}

/* An expiry leaves the engine: it must be of a timer that was armed with this count and is over. */
static void take_event(struct bench *b)
{
    unsigned arm = (unsigned)b->io->ev_arm_o;
    struct timer_model *t;

    b->events++;
    CU_ASSERT_TRUE_FATAL(b->io->ev_conn_o < RTL_CONNS && b->io->ev_kind_o < TIMERS);
    t = &b->conn[b->io->ev_conn_o].timers[b->io->ev_kind_o];
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

void bench_clock(struct bench *b)
{
    time_path_tb_eval(b->io);
    if (b->io->ev_valid_o && b->io->ev_ready_i)
        take_event(b);
    time_path_tb_clock(b->io);
    b->io->op_valid_i = 0;
    b->io->view_en_i = 0;
    b->cycle++;
}

void bench_clocks(struct bench *b, unsigned n)
{
    while (n--)
        bench_clock(b);
}

void bench_until_idle(struct bench *b)
{
    for (unsigned i = 0; i < 40u * RTL_CONNS + 1000; i++) {
        bench_clock(b);
        if (b->io->idle_o)
            return;
    }
    CU_FAIL_FATAL("not idle");
}

void bench_reset(struct bench *b)
{
    b->io->rst_i = 1;
    bench_clocks(b, 3);
    b->io->rst_i = 0;
    bench_until_idle(b);
}

void bench_configure(struct bench *b, uint32_t min_us, uint32_t initial_us, uint32_t max_us, uint32_t msl_us)
{
    b->cfg = (struct rto_config){.min_us = min_us,
                                 .initial_us = initial_us,
                                 .max_us = max_us,
                                 .msl_us = msl_us,
                                 .fin_wait_us = b->cfg.fin_wait_us,
                                 .ack_delay_us = b->cfg.ack_delay_us};
    b->io->rto_min_us_i = min_us;
    b->io->rto_initial_us_i = initial_us;
    b->io->rto_max_us_i = max_us;
    b->io->msl_us_i = msl_us;
}

void bench_delay_acks(struct bench *b, uint32_t delay_us)
{
    b->cfg.ack_delay_us = delay_us;
    b->io->ack_delay_us_i = delay_us;
}

struct bench bench_new(uint64_t now_us)
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
    bench_configure(&b, 200000, 1000000, 60000000, 30000000);
    bench_delay_acks(&b, 40000);
    b.cfg.fin_wait_us = 60000000;
    b.io->fin_wait_us_i = 60000000;
    bench_reset(&b);
    return b;
}

void bench_free(struct bench *b)
{
    time_path_tb_free(b->io);
    free(b->conn);
    free(b->last_op);
}

void bench_put_op(struct bench *b, struct rto_op op)
{
    b->io->op_valid_i = 1;
    b->io->op_conn_i = op.conn;
    b->io->op_init_i = op.init;
    b->io->op_syn_lost_i = op.syn_lost;
    b->io->op_rtx_i = op.rtx;
    b->io->op_rtx_arm_i = op.rtx_arm;
    b->io->op_slow_i = op.slow;
    b->io->op_slow_arm_i = op.slow_arm;
    b->io->op_slow_wait_i = op.slow_wait;
    b->io->op_ack_i = op.ack;
    b->io->op_ack_arm_i = op.ack_arm;
    b->io->op_rtt_start_i = op.start;
    b->io->op_rtt_sample_i = op.sample;
    rto_model_apply(&b->conn[op.conn], &b->cfg, &op, b->io->now_us_i);
    b->last_op[op.conn] = b->last_any_op = b->cycle;
}

void bench_operate(struct bench *b, struct rto_op op)
{
    bench_put_op(b, op);
    bench_clocks(b, SETTLE);
}

void bench_expect_view(struct bench *b, unsigned conn)
{
    const struct rto_model *m = &b->conn[conn];

    b->io->view_en_i = 1;
    b->io->view_conn_i = conn;
    bench_clocks(b, 6);
    CU_ASSERT_EQUAL(b->io->view_srtt_us8_o, m->srtt_us8);
    CU_ASSERT_EQUAL(b->io->view_rttvar_us4_o, m->rttvar_us4);
    CU_ASSERT_EQUAL(b->io->view_rto_us_o, m->rto_us);
}
