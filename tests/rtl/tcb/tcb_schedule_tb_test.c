/* The schedule of the TCB pipeline: what DESIGN section 2 builds on. */
#include <CUnit/Basic.h>
#include <stdbool.h>

#include "tcb_schedule_tb_ports.h"

enum { CMD_OPEN = 0, CMD_LIMIT = 3, CMD_NO_READER = 4, CMD_ABORT = 5, CMD_QUERY = 6 };
enum { ST_CLOSED = 0, ST_RESOLVING = 2, ST_SYN_SENT = 3 };
enum { KIND_COMMAND = 2, KIND_OPEN = 3 };

struct bench {
    struct tcb_schedule_tb *io;
    uint64_t cycle;
};

static void tick(struct bench *b)
{
    tcb_schedule_tb_clock(b->io);
    b->cycle++;
}

static struct bench bench_open(void)
{
    struct bench b = {.io = tcb_schedule_tb_new()};
    b.io->rst_i = 1;
    for (int i = 0; i < 4; i++)
        tick(&b);
    b.io->rst_i = 0;
    for (int i = 0; i < RTL_CONNS + 8; i++) /* the records are cleared one by one */
        tick(&b);
    return b;
}

/* Offers one command until it is taken; the cycle of the take, or 0 when it never is. */
static uint64_t offer_command(struct bench *b, unsigned conn, unsigned op)
{
    b->io->cmd_valid_i = 1;
    b->io->cmd_conn_i = conn;
    b->io->cmd_op_i = op;
    for (int i = 0; i < 64; i++) {
        tcb_schedule_tb_eval(b->io);
        bool taken = b->io->cmd_ready_o;
        uint64_t at = b->cycle;
        tick(b);
        if (taken) {
            b->io->cmd_valid_i = 0;
            return at;
        }
    }
    b->io->cmd_valid_i = 0;
    return 0;
}

static bool next_trace(struct bench *b)
{
    for (int i = 0; i < 64; i++) {
        if (b->io->trace_valid_o)
            return true;
        tick(b);
    }
    return false;
}

static void events_of_one_connection_enter_six_cycles_apart(void)
{
    struct bench b = bench_open();
    uint64_t last = offer_command(&b, 5, CMD_QUERY);
    for (int i = 0; i < 20; i++) {
        uint64_t now = offer_command(&b, 5, CMD_QUERY);
        CU_ASSERT_EQUAL(now - last, 6);
        last = now;
    }
    tcb_schedule_tb_free(b.io);
}

static void events_of_different_connections_enter_two_cycles_apart(void)
{
    struct bench b = bench_open();
    uint64_t last = offer_command(&b, 0, CMD_QUERY);
    for (unsigned i = 1; i < 40; i++) {
        uint64_t now = offer_command(&b, i % 8, CMD_QUERY);
        CU_ASSERT_EQUAL(now - last, 2);
        last = now;
    }
    tcb_schedule_tb_free(b.io);
}

/* OPEN writes RESOLVING; the answer, six cycles behind it, must see that and write SYN-SENT; ABORT must see this. */
static void an_event_six_cycles_behind_sees_the_write_back(void)
{
    struct bench b = bench_open();
    uint64_t opened = offer_command(&b, 7, CMD_OPEN);
    b.io->open_valid_i = 1;
    b.io->open_conn_i = 7;
    b.io->open_iss_i = 0x12345678;
    uint64_t answered = 0;
    for (int i = 0; i < 64 && !answered; i++) {
        tcb_schedule_tb_eval(b.io);
        if (b.io->open_ready_o)
            answered = b.cycle;
        tick(&b);
    }
    b.io->open_valid_i = 0;
    CU_ASSERT_EQUAL(answered - opened, 6);
    /* the traces come out in order */
    CU_ASSERT_TRUE_FATAL(next_trace(&b));
    CU_ASSERT_EQUAL(b.io->trace_before_o, ST_CLOSED);
    CU_ASSERT_EQUAL(b.io->trace_after_o, ST_RESOLVING);
    tick(&b);
    CU_ASSERT_TRUE_FATAL(next_trace(&b));
    CU_ASSERT_EQUAL(b.io->trace_kind_o, KIND_OPEN);
    CU_ASSERT_EQUAL(b.io->trace_before_o, ST_RESOLVING);
    CU_ASSERT_EQUAL(b.io->trace_after_o, ST_SYN_SENT);
    CU_ASSERT_EQUAL(b.io->trace_max_o, 0x12345679);
    tcb_schedule_tb_free(b.io);
}

/* Every distance from 6 to 16: through the forwarding and through the RAM. */
static void an_event_at_any_distance_sees_the_write_back(void)
{
    for (int gap = 0; gap <= 10; gap++) {
        struct bench b = bench_open();
        offer_command(&b, 9, CMD_OPEN);
        for (int i = 0; i < gap; i++)
            tick(&b);
        b.io->open_valid_i = 1;
        b.io->open_conn_i = 9;
        for (int i = 0; i < 40; i++) {
            tcb_schedule_tb_eval(b.io);
            bool taken = b.io->open_ready_o;
            tick(&b);
            if (taken)
                b.io->open_valid_i = 0;
            if (b.io->trace_valid_o && b.io->trace_kind_o == KIND_OPEN)
                break;
        }
        CU_ASSERT_TRUE(b.io->trace_valid_o != 0);
        CU_ASSERT_EQUAL(b.io->trace_before_o, ST_RESOLVING);
        CU_ASSERT_EQUAL(b.io->trace_after_o, ST_SYN_SENT);
        tcb_schedule_tb_free(b.io);
    }
}

/* A limit of half the sequence space could not be compared with what arrives. */
static void an_open_with_an_impossible_receive_limit_is_not_taken(void)
{
    struct bench b = bench_open();
    b.io->cmd_arg3_i = 0x80000000;
    offer_command(&b, 5, CMD_OPEN);
    CU_ASSERT_TRUE_FATAL(next_trace(&b));
    CU_ASSERT_EQUAL(b.io->trace_after_o, ST_CLOSED);
    tick(&b);
    b.io->cmd_arg3_i = 0x7fffffff;
    offer_command(&b, 5, CMD_OPEN);
    CU_ASSERT_TRUE_FATAL(next_trace(&b));
    CU_ASSERT_EQUAL(b.io->trace_after_o, ST_RESOLVING);
    tcb_schedule_tb_free(b.io);
}

/* A source whose connection is inside waits; the other source's different connection passes it. */
static void a_waiting_connection_does_not_hold_up_another(void)
{
    struct bench b = bench_open();
    uint64_t first = offer_command(&b, 3, CMD_QUERY);
    b.io->cmd_valid_i = 1;
    b.io->cmd_conn_i = 3;
    b.io->open_valid_i = 1;
    b.io->open_conn_i = 4;
    uint64_t passed = 0;
    for (int i = 0; i < 16 && !passed; i++) {
        tcb_schedule_tb_eval(b.io);
        if (b.io->open_ready_o)
            passed = b.cycle;
        tick(&b);
    }
    CU_ASSERT_EQUAL(passed - first, 2);
    tcb_schedule_tb_free(b.io);
}

int main(void)
{
    CU_initialize_registry();
    CU_pSuite s = CU_add_suite("tcb schedule", NULL, NULL);
    CU_ADD_TEST(s, events_of_one_connection_enter_six_cycles_apart);
    CU_ADD_TEST(s, events_of_different_connections_enter_two_cycles_apart);
    CU_ADD_TEST(s, an_event_six_cycles_behind_sees_the_write_back);
    CU_ADD_TEST(s, an_event_at_any_distance_sees_the_write_back);
    CU_ADD_TEST(s, an_open_with_an_impossible_receive_limit_is_not_taken);
    CU_ADD_TEST(s, a_waiting_connection_does_not_hold_up_another);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed != 0;
}
