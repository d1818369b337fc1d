/* Random operations on many connections: no expiry is lost, late or early, whatever stalls. */
#include <CUnit/Basic.h>
#include <stdio.h>

#include "time_bench.h"

extern CU_TestInfo time_random_tests[];

static struct rto_op random_op(struct bench *b, unsigned conn)
{
    struct rto_model *m = &b->conn[conn];
    uint32_t r = bench_random(b);
    struct rto_op op = {.conn = conn,
                        .init = !m->rto_us || r % 16 == 0,
                        .rtx = (enum rtx_op)((r >> 4) % 5),
                        .slow = (enum slow_op)((r >> 8) % 3),
                        .start = (r >> 12) & 1,
                        .rtx_arm = (m->timers[RTX].arm + 1) & 63,
                        .slow_arm = (m->timers[SLOW].arm + 1) & 63,
                        .ack = (enum ack_op)((r >> 22) % 3),
                        .ack_arm = (m->timers[ACK].arm + 1) & 63};

    op.sample = !op.init && (r >> 16) % 4 == 0;
    op.syn_lost = !op.init && (r >> 18) % 8 == 0;
    return op;
}

/* Few connections spread over the table, by twos, so that some share a group of the scanner. */
static unsigned spread(unsigned n, unsigned span)
{
    return n / 2 * (RTL_CONNS / span) * 2 + n % 2;
}

/* Once the operations have settled and no expiry waits at the output, the reported deadline is not above that of any armed timer. */
static void expect_lower_bound(struct bench *b, unsigned span)
{
    for (unsigned c = 0; c < span; c++) {
        for (unsigned kind = 0; kind < TIMERS; kind++) {
            struct timer_model *t = &b->conn[spread(c, span)].timers[kind];

            if (!t->armed || t->fired)
                continue;
            CU_ASSERT_TRUE_FATAL(b->io->deadline_valid_o != 0);
            CU_ASSERT_TRUE_FATAL((int32_t)((uint32_t)t->deadline_us - (uint32_t)b->io->deadline_us_o) >= 0);
        }
    }
}

/* Each random arm is found, whatever stalls the output. */
static void random_run(uint64_t now_us, unsigned ready_of_8, unsigned cycles)
{
    struct bench b = bench_new(now_us);
    unsigned span = RTL_CONNS < 16 ? RTL_CONNS : 16;

    printf("(seed 0x%x) ", (unsigned)b.rng);
    b.refire = true;
    bench_configure(&b, 100, 300, 4000, 500);
    bench_delay_acks(&b, 150);
    for (unsigned i = 0; i < cycles; i++) {
        unsigned conn = spread(bench_random(&b) % span, span);
        bool may = b.cycle - b.last_any_op >= OP_GAP && b.cycle - b.last_op[conn] >= SAME_CONN_GAP;

        b.io->ev_ready_i = bench_random(&b) % 8 < ready_of_8;
        b.io->now_us_i += bench_random(&b) % 2;
        if (may && bench_random(&b) % (i & 4096 ? 8 : 128) == 0)
            bench_put_op(&b, random_op(&b, conn));
        bench_clock(&b);
        if (b.cycle - b.last_any_op > SETTLE && !b.io->ev_valid_o)
            expect_lower_bound(&b, span);
        if (i % 512 == 0 && b.cycle - b.last_any_op > SETTLE && b.conn[conn].rto_us)
            bench_expect_view(&b, conn);
    }
    b.io->ev_ready_i = 1;
    b.io->now_us_i += 10000;
    bench_clocks(&b, 2 * RTL_CONNS + 100);
    for (unsigned n = 0; n < span; n++) {
        const struct rto_model *m = &b.conn[spread(n, span)];

        for (unsigned kind = 0; kind < TIMERS; kind++)
            CU_ASSERT_TRUE(!m->timers[kind].armed || m->timers[kind].fired);
    }
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
        bench_put_op(&b, (struct rto_op){.conn = c, .init = true, .rtx = RTX_ARM, .slow = SLOW_TIME_WAIT});
        bench_clocks(&b, RTL_CONNS < 4 ? SAME_CONN_GAP : OP_GAP);
    }
    bench_clocks(&b, SETTLE);
    b.io->now_us_i += 60000001;
    for (unsigned i = 0; i < 16u * RTL_CONNS + 200; i++) {
        b.io->ev_ready_i = bench_random(&b) % 4 == 0;
        bench_clock(&b);
    }
    CU_ASSERT_EQUAL(b.events, 2 * RTL_CONNS);
    bench_free(&b);
}

/* 100 cycles a microsecond, an operation each second cycle: found within 1 ms. */
static void every_expiry_comes_within_a_millisecond_at_100_mhz(void)
{
    struct bench b = bench_new(1000);
    unsigned hot = RTL_CONNS < 64 ? RTL_CONNS : 64;

    bench_configure(&b, 100, 700, 4000, 400);
    for (unsigned i = 0; i < 600000; i++) {
        unsigned conn = (bench_random(&b) % hot) * (RTL_CONNS / hot);
        bool may = b.cycle - b.last_any_op >= OP_GAP && b.cycle - b.last_op[conn] >= SAME_CONN_GAP;
        struct timer_model *t = &b.conn[conn].timers[RTX];

        b.io->now_us_i += i % 100 == 0;
        /* As the TCB pipeline does: arm a free timer; arm or stop one that has fired. The rest is load. */
        if (may && (!t->armed || t->fired))
            bench_put_op(&b, (struct rto_op){.conn = conn, .init = true, .rtx = RTX_ARM, .rtx_arm = (t->arm + 1) & 63});
        else if (may)
            bench_put_op(&b, (struct rto_op){.conn = conn, .start = true});
        bench_clock(&b);
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
CU_TestInfo time_random_tests[] = {
    TEST(random_operations_lose_no_expiry),
    TEST(random_operations_lose_no_expiry_while_the_output_stalls),
    TEST(random_operations_lose_no_expiry_across_the_wrap_of_time),
    TEST(all_timers_at_once_come_out_through_a_stalling_output),
    TEST(every_expiry_comes_within_a_millisecond_at_100_mhz),
    CU_TEST_INFO_NULL,
};
