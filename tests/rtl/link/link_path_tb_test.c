/* link_path_tb_test.c: the session, malformed messages, registers and counters of link_path. */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "link_tests.h"

enum { REGISTERS = 22 }; /* words of configuration */

static bool takes_error(struct bench *b, unsigned code, uint32_t detail)
{
    struct message m;
    for (unsigned i = 0; i < 400; i++) {
        bench_step(b);
        if (bench_receive(b, &m))
            return m.type == OUT_ERROR && m.arg0 == code && m.arg1 == detail && m.length == 0;
    }
    return false;
}

static void hello_is_answered_with_what_the_engine_is(void)
{
    struct bench *b = bench_new(1);
    struct message m = {0};
    bench_send_short(b, HELLO, 0, 1, 0x1234567);
    bench_run(b, 100);
    CU_ASSERT(bench_receive(b, &m));
    CU_ASSERT_EQUAL(m.type, OUT_HELLO);
    CU_ASSERT_EQUAL(m.arg0, 1);
    CU_ASSERT_EQUAL(m.arg1, 0x1234567);
    CU_ASSERT_EQUAL(m.length, 16);
    CU_ASSERT_EQUAL(get32(m.body), RTL_CONNS);
    CU_ASSERT_EQUAL(m.body[4] | m.body[5] << 8, BEAT);
    CU_ASSERT_EQUAL(m.body[6] | m.body[7] << 8, 16);
    CU_ASSERT_FALSE(bench_receive(b, &m));
    CU_ASSERT(bench_settle(b, 100));
    bench_free(b);
}

static void nothing_is_taken_before_hello(void)
{
    for (unsigned type = REG_WRITE; type <= RAW_FRAME; type++) {
        struct bench *b = bench_new(type);
        bench_send_short(b, PAD, 0, 0, 0);
        bench_send_short(b, type, 0, 0, 0);
        CU_ASSERT(takes_error(b, BAD_HELLO, type));
        CU_ASSERT_EQUAL(b->n_commands + b->n_payloads + b->n_listens, 0);
        bench_free(b);
    }
}

static void another_version_is_refused(void)
{
    struct bench *b = bench_new(2);
    bench_send_short(b, HELLO, 0, 7, 0);
    CU_ASSERT(takes_error(b, BAD_VERSION, 7));
    bench_free(b);
}

static void a_second_hello_is_an_error(void)
{
    struct bench *b = bench_new(3);
    CU_ASSERT(bench_hello(b));
    bench_send_short(b, HELLO, 0, 1, 0);
    CU_ASSERT(takes_error(b, BAD_TYPE, HELLO));
    bench_free(b);
}

static void every_malformed_message_stops_the_link_with_its_code(void)
{
    static const struct {
        unsigned type, flags, conn;
        uint32_t length, arg0, arg1;
        unsigned code;
        uint32_t detail;
    } bad[] = {
        {0x11, 0, 0, 0, 0, 0, BAD_TYPE, 0x11},
        {0x80, 0, 0, 0, 0, 0, BAD_TYPE, 0x80},
        {0xff, 0, 0, 0, 0, 0, BAD_TYPE, 0xff},
        {0x83, 0, 0, 8, 0, 0, BAD_TYPE, 0x83},
        {PAD, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {REG_WRITE, 0, 0, 4, 0, 0, BAD_LENGTH, 4},
        {REG_READ, 0, 0, 1, 0, 0, BAD_LENGTH, 1},
        {OPEN, 0, 0, 0, 0, 0, BAD_LENGTH, 0},
        {OPEN, 0, 0, 7, 0, 0, BAD_LENGTH, 7},
        {OPEN, 0, 0, 9, 0, 0, BAD_LENGTH, 9},
        {OPEN, 0, 0, 0x10008, 0, 0, BAD_LENGTH, 0x10008},
        {LISTEN, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {UNLISTEN, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {SLOT, 0, 0, 1, 0, 0, BAD_LENGTH, 1},
        {PAYLOAD, 0, 0, 0, 0, 0, BAD_LENGTH, 0},
        {PAYLOAD, 0, 0, 9001, 0, 0, BAD_LENGTH, 9001},
        {PAYLOAD, 0, 0, 0x10001, 0, 0, BAD_LENGTH, 0x10001},
        {PAYLOAD, 0, 0, 0xffffffff, 0, 0, BAD_LENGTH, 0xffffffff},
        {PAYLOAD, FLAG_RANGE, 0, 9001, 0, 0, BAD_LENGTH, 9001},
        {SEND_EDGE, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {RECV_LIMIT, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {NO_READER, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {ABORT, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {QUERY, 0, 0, 0x80000000, 0, 0, BAD_LENGTH, 0x80000000},
        {TIMEOUTS, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {PACKET, 0, 0, 8, 0, 0, BAD_LENGTH, 8},
        {RAW_FRAME, 0, 0, 13, 0, 0, BAD_LENGTH, 13},
        {RAW_FRAME, 0, 0, 1515, 0, 0, BAD_LENGTH, 1515},
        {RAW_FRAME, 0, 0, 0, 0, 0, BAD_LENGTH, 0},
        {LISTEN, 0, 16, 0, 80, 0, BAD_LISTENER, 16},
        {UNLISTEN, 0, 0xffff, 0, 0, 0, BAD_LISTENER, 0xffff},
        {SLOT, 0, 0, 0, 16, 0, BAD_LISTENER, 16},
        {SLOT, 0, 0, 0, 0x10000, 0, BAD_LISTENER, 0x10000},
        {REG_READ, 0, 0, 0, 4 * REGISTERS, 0, BAD_REGISTER, 4 * REGISTERS},
        {REG_WRITE, 0, 0, 0, 4 * REGISTERS, 0, BAD_REGISTER, 4 * REGISTERS},
        {REG_WRITE, 0, 0, 0, 0x100, 0, BAD_REGISTER, 0x100},
        {REG_WRITE, 0, 0, 0, 0x200, 0, BAD_REGISTER, 0x200},
        {REG_READ, 0, 0, 0, 0x198, 0, BAD_REGISTER, 0x198},
        {REG_READ, 0, 0, 0, 0x204, 0, BAD_REGISTER, 0x204},
        {REG_READ, 0, 0, 0, 0x002, 0, BAD_REGISTER, 0x002},
        {REG_READ, 0, 0, 0, 0x1000, 0, BAD_REGISTER, 0x1000},
        {REG_READ, 0, 0, 0, 0x300, 0, BAD_REGISTER, 0x300},
        {REG_WRITE, 0, 0, 0, 0x80000000, 0, BAD_REGISTER, 0x80000000},
    };
    uint8_t body[64] = {0};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct bench *b = bench_new(i + 1);
        CU_ASSERT(bench_hello(b));
        bench_send(b, bad[i].type, bad[i].flags, bad[i].conn, bad[i].length, bad[i].arg0, bad[i].arg1, body,
                   sizeof body);
        bool right = takes_error(b, bad[i].code, bad[i].detail);
        if (!right)
            printf("  malformed message %zu: type 0x%02x\n", i, bad[i].type);
        CU_ASSERT(right);
        CU_ASSERT_EQUAL(b->n_commands + b->n_payloads + b->n_listens + b->n_raws, 0);
        bench_free(b);
    }
}

static void a_number_beyond_the_last_connection_is_an_error(void)
{
    static const unsigned types[] = {OPEN,      SLOT,  PAYLOAD, SEND_EDGE, RECV_LIMIT,
                                     NO_READER, ABORT, QUERY,   TIMEOUTS,  PACKET};
    uint8_t body[8] = {0};
    if (RTL_CONNS > 65535)
        return;
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        unsigned bytes = types[i] == OPEN || types[i] == PAYLOAD ? 8 : 0;
        struct bench *b = bench_new(i + 1);
        CU_ASSERT(bench_hello(b));
        bench_send(b, types[i], 0, RTL_CONNS - 1, bytes, 0, 0, body, bytes);
        bench_send(b, types[i], 0, RTL_CONNS, bytes, 0, 0, body, bytes);
        CU_ASSERT(takes_error(b, BAD_CONN, RTL_CONNS));
        bench_settle(b, 500);
        CU_ASSERT_EQUAL(b->n_commands + b->n_payloads, 1);
        bench_free(b);
    }
}

static void after_an_error_input_is_thrown_away_and_output_goes_on(void)
{
    struct bench *b = bench_new(5);
    struct message m;
    CU_ASSERT(bench_hello(b));
    bench_send_short(b, 0x44, 0, 0, 0);
    for (unsigned i = 0; i < 200; i++)
        bench_send_short(b, i & 1 ? ABORT : 0x55, 0, 0, 0);
    CU_ASSERT(takes_error(b, BAD_TYPE, 0x44));
    b->tcbs[0].state = 5;
    bench_mark(b, 0, MARK_STATE);
    CU_ASSERT(bench_settle(b, 3000));
    CU_ASSERT_EQUAL(b->in_pos, b->in_len);
    CU_ASSERT_EQUAL(b->n_commands, 0);
    CU_ASSERT(bench_receive(b, &m));
    CU_ASSERT_EQUAL(m.type, OUT_SNAPSHOT);
    CU_ASSERT_FALSE(bench_receive(b, &m)); /* one error, not one for each */
    bench_free(b);
}

static void registers_start_at_their_reset_values_and_keep_what_is_written(void)
{
    static const uint32_t reset[REGISTERS] = {0,        0, 0,  0,        24,         0,      1500,    64,
                                              0,        0, 0,  0,        0x9e3779b9, 200000, 1000000, 60000000,
                                              30000000, 7, 15, 60000000, 60000000,   40000};
    static const unsigned bits[REGISTERS] = {1,  32, 16, 32, 6,  32, 16, 8, 32, 32, 32,
                                             32, 32, 26, 26, 26, 32, 4,  4, 32, 32, 18};
    struct bench *b = bench_new(6);
    uint32_t wrote[REGISTERS];
    CU_ASSERT(bench_hello(b));
    for (unsigned w = 0; w < REGISTERS; w++)
        CU_ASSERT_EQUAL(bench_read_register(b, 4 * w), reset[w]);
    for (unsigned w = 0; w < REGISTERS; w++) {
        wrote[w] = (uint32_t)bench_random(b);
        bench_send_short(b, REG_WRITE, 0, 4 * w, wrote[w]);
    }
    for (unsigned w = 0; w < REGISTERS; w++)
        CU_ASSERT_EQUAL(bench_read_register(b, 4 * w), bits[w] == 32 ? wrote[w] : wrote[w] & ((1u << bits[w]) - 1));
    CU_ASSERT_EQUAL(b->io->cfg_mac_o, (uint64_t)(wrote[2] & 0xffff) << 32 | wrote[1]);
    CU_ASSERT_EQUAL(b->io->cfg_ip_o, wrote[3]);
    CU_ASSERT_EQUAL(b->io->cfg_key0_o, (uint64_t)wrote[9] << 32 | wrote[8]);
    CU_ASSERT_EQUAL(b->io->cfg_key1_o, (uint64_t)wrote[11] << 32 | wrote[10]);
    b->io->established_i = 777;
    CU_ASSERT_EQUAL(bench_read_register(b, 0x200), 777);
    bench_free(b);
}

static void a_second_read_while_one_is_outstanding_is_an_error(void)
{
    struct bench *b = bench_new(7);
    struct message m;
    CU_ASSERT(bench_hello(b));
    b->out_stall = 100;
    bench_send_short(b, REG_READ, 0, 0x100, 0); /* a counter: its answer takes the longest */
    bench_send_short(b, REG_READ, 0, 0x14, 0);
    bench_run(b, 600);
    CU_ASSERT_EQUAL(b->in_pos, b->in_len); /* the input does not wait for the answer */
    b->out_stall = 0;
    bench_run(b, 50);
    unsigned answers = 0, errors = 0;
    while (bench_receive(b, &m)) {
        answers += m.type == OUT_REG && m.arg0 == 0x100;
        errors += m.type == OUT_ERROR && m.arg0 == BAD_REGISTER && m.arg1 == 0x14;
    }
    CU_ASSERT(answers == 1 && errors == 1);
    bench_free(b);
}

/* One that the room reports: rx and side and flow share DropIcmp, 15. */
static unsigned disposition_of(struct bench *b, unsigned room)
{
    static const unsigned first[] = {0, 13, 15, 20}, some[] = {11, 3, 5, 2};
    unsigned d = first[room] + bench_below(b, some[room]);
    return room == 0 && bench_chance(b, 10) ? 15 : d;
}

static void counters_count_every_pulse_of_every_source(void)
{
    struct bench *b = bench_new(8);
    uint32_t count[38] = {0};
    CU_ASSERT(bench_hello(b));
    for (unsigned i = 0; i < 3000; i++) {
        b->stat = (unsigned)bench_random(b) >> (i & 512 ? 31 : 0) & 0xffff;
        for (unsigned s = 0; s < 16; s++)
            count[22 + s] += b->stat >> s & 1;
        if (bench_chance(b, 15)) { /* all rooms at once, as often as frames may end */
            b->disp_valid = bench_below(b, 16);
            b->disp_value = 0;
            for (unsigned r = 0; r < 4; r++) {
                unsigned d = disposition_of(b, r);
                b->disp_value |= d << (5 * r);
                count[d] += b->disp_valid >> r & 1;
            }
        }
        bench_step(b);
    }
    for (unsigned c = 0; c < 38; c++) /* at once: reads see what still waits */
        CU_ASSERT_EQUAL(bench_read_register(b, 0x100 + 4 * c), count[c]);
    bench_free(b);
}

static void a_burst_of_sixteen_dispositions_is_counted(void)
{
    struct bench *b = bench_new(9);
    CU_ASSERT(bench_hello(b));
    for (unsigned i = 0; i < 16; i++) {
        b->stat = 0xffff;
        b->disp_valid = 15;
        b->disp_value = 20 << 15 | 15 << 10 | 15 << 5 | 15;
        bench_step(b);
    }
    CU_ASSERT_EQUAL(bench_read_register(b, 0x100 + 4 * 15), 48);
    CU_ASSERT_EQUAL(bench_read_register(b, 0x100 + 4 * 20), 16);
    CU_ASSERT_EQUAL(bench_read_register(b, 0x100 + 4 * 22), 16);
    CU_ASSERT_EQUAL(bench_read_register(b, 0x100 + 4 * 37), 16);
    bench_free(b);
}

static void link_reset_ends_listeners_and_every_connection_then_takes_hello(void)
{
    struct bench *b = bench_new(10);
    CU_ASSERT(bench_hello(b));
    bench_send_short(b, REG_WRITE, 0, 0, 1);
    bench_send_short(b, REG_WRITE, 0, 0xc, 0x0a000001);
    CU_ASSERT(bench_settle(b, 300));
    bench_link_reset(b);
    bench_run(b, 100);
    CU_ASSERT_EQUAL(b->io->cfg_ip_o, 0x0a000001); /* the last RSTs still need it */
    CU_ASSERT(bench_hello(b) || bench_hello(b));
    CU_ASSERT_EQUAL(b->io->cfg_ip_o, 0);
    CU_ASSERT_EQUAL(b->io->cfg_enable_o, 0);
    CU_ASSERT_EQUAL(b->n_listens, 16);
    for (unsigned i = 0; i < b->n_listens; i++)
        CU_ASSERT(b->listens[i].kind == 0 && b->listens[i].listener == i);
    CU_ASSERT_EQUAL(b->n_commands, RTL_CONNS < LOG ? RTL_CONNS : LOG);
    for (unsigned i = 0; i < b->n_commands; i++)
        CU_ASSERT(b->commands[i].op == CMD_RESET && b->commands[i].conn == i);
    bench_free(b);
}

static void link_reset_revives_a_link_that_failed(void)
{
    struct bench *b = bench_new(11);
    bench_send_short(b, 0x77, 0, 0, 0);
    CU_ASSERT(takes_error(b, BAD_HELLO, 0x77));
    bench_link_reset(b);
    CU_ASSERT(bench_hello(b) || bench_hello(b));
    bench_send_short(b, ABORT, 0, 0, 0);
    b->n_commands = 0;
    CU_ASSERT(bench_settle(b, 200));
    CU_ASSERT_EQUAL(b->n_commands, 1);
    bench_free(b);
}

/* The environment variable SEED chooses the random tests' seed. */
int main(void)
{
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    CU_pSuite s = CU_add_suite("link_path", NULL, NULL);
    CU_ADD_TEST(s, hello_is_answered_with_what_the_engine_is);
    CU_ADD_TEST(s, nothing_is_taken_before_hello);
    CU_ADD_TEST(s, another_version_is_refused);
    CU_ADD_TEST(s, a_second_hello_is_an_error);
    CU_ADD_TEST(s, every_malformed_message_stops_the_link_with_its_code);
    CU_ADD_TEST(s, a_number_beyond_the_last_connection_is_an_error);
    CU_ADD_TEST(s, after_an_error_input_is_thrown_away_and_output_goes_on);
    CU_ADD_TEST(s, registers_start_at_their_reset_values_and_keep_what_is_written);
    CU_ADD_TEST(s, a_second_read_while_one_is_outstanding_is_an_error);
    CU_ADD_TEST(s, counters_count_every_pulse_of_every_source);
    CU_ADD_TEST(s, a_burst_of_sixteen_dispositions_is_counted);
    CU_ADD_TEST(s, link_reset_ends_listeners_and_every_connection_then_takes_hello);
    CU_ADD_TEST(s, link_reset_revives_a_link_that_failed);
    add_input_tests(s);
    add_output_tests(s);
    add_raw_tests(s);
    add_random_tests(s);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed ? 1 : 0;
}
