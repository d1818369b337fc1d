/* link_in_test.c: commands, listeners and payload from the host. */
#include <stdlib.h>
#include <string.h>

#include "link_tests.h"

static void each_command_becomes_its_event(void)
{
    struct bench *b = bench_new(20);
    uint8_t body[8] = {0x78, 0x56, 0x34, 0x12, 0xf0, 0xde, 0xbc, 0x9a};
    const unsigned c = RTL_CONNS - 1;
    CU_ASSERT(bench_hello(b));
    bench_send(b, OPEN, 0, c, 8, 0x0a0b0c0d, 0x00501234, body, 8);
    bench_send_short(b, SLOT, c, 15, 0x11112222);
    bench_send(b, SEND_EDGE, FLAG_FIN, c, 0, 0x33334444, 0x99, NULL, 0);
    bench_send(b, SEND_EDGE, 0, 0, 0, 0x33334445, 0x99, NULL, 0);
    bench_send_short(b, RECV_LIMIT, c, 0, 0x55556666);
    bench_send_short(b, NO_READER, c, 0, 0);
    bench_send_short(b, ABORT, c, 0, 0);
    bench_send_short(b, QUERY, c, 0, 0);
    bench_send_short(b, TIMEOUTS, c, 0x77778888, 0x9999aaaa);
    bench_send_short(b, PACKET, c, 0x40b8, 0);
    CU_ASSERT(bench_settle(b, 300));
    CU_ASSERT_EQUAL(b->n_commands, 10);
    const struct command *e = b->commands;
    CU_ASSERT(e[0].op == CMD_OPEN && e[0].conn == c && e[0].arg0 == 0x0a0b0c0d && e[0].arg1 == 0x00501234 &&
              e[0].arg2 == 0x12345678 && e[0].arg3 == 0x9abcdef0);
    CU_ASSERT(e[1].op == CMD_SLOT && e[1].conn == c && e[1].arg0 == 15 && e[1].arg3 == 0x11112222);
    CU_ASSERT(e[2].op == CMD_EDGE && e[2].conn == c && e[2].arg0 == 0x33334444 && (e[2].arg1 & 1) == 1);
    CU_ASSERT(e[3].op == CMD_EDGE && e[3].conn == 0 && e[3].arg0 == 0x33334445 && (e[3].arg1 & 1) == 0);
    CU_ASSERT(e[4].op == CMD_LIMIT && e[4].conn == c && e[4].arg3 == 0x55556666);
    CU_ASSERT(e[5].op == CMD_NO_READER && e[5].conn == c);
    CU_ASSERT(e[6].op == CMD_ABORT && e[6].conn == c);
    CU_ASSERT(e[7].op == CMD_QUERY && e[7].conn == c);
    CU_ASSERT(e[8].op == CMD_TIMEOUTS && e[8].conn == c && e[8].arg0 == 0x77778888 && e[8].arg1 == 0x9999aaaa);
    CU_ASSERT(e[9].op == CMD_PACKET && e[9].conn == c && e[9].arg0 == 0x40b8);
    bench_free(b);
}

static void listen_reaches_flow_path(void)
{
    struct bench *b = bench_new(21);
    CU_ASSERT(bench_hello(b));
    bench_send_short(b, LISTEN, 15, 8080, 0x01020304);
    CU_ASSERT(bench_settle(b, 200));
    CU_ASSERT_EQUAL(b->n_listens, 1);
    CU_ASSERT(b->listens[0].kind == 1 && b->listens[0].listener == 15 && b->listens[0].port == 8080 &&
              b->listens[0].ip == 0x01020304);
    bench_free(b);
}

static void unlisten_walks_over_every_connection_behind_the_slots_before_it(void)
{
    struct bench *b = bench_new(22);
    CU_ASSERT(bench_hello(b));
    b->cmd_stall = 50;
    bench_send_short(b, SLOT, 0, 3, 100);
    bench_send_short(b, UNLISTEN, 3, 0, 0);
    bench_send_short(b, ABORT, 0, 0, 0); /* commands of connections need not wait for the walk */
    bench_send_short(b, LISTEN, 3, 81, 0);
    bench_send_short(b, SLOT, 0, 3, 200);
    CU_ASSERT(bench_settle(b, 20 * RTL_CONNS + 2000));
    CU_ASSERT(b->n_listens == 2 && b->listens[0].kind == 0 && b->listens[0].listener == 3 && b->listens[1].kind == 1);
    unsigned walked = 0;
    for (unsigned i = 0; i < b->n_commands; i++) {
        const struct command *e = &b->commands[i];
        if (e->op == CMD_UNLISTEN) {
            CU_ASSERT(e->conn == walked && (e->arg0 & 15) == 3);
            walked++;
        }
    }
    CU_ASSERT(b->commands[0].op == CMD_SLOT && b->commands[0].arg3 == 100);
    CU_ASSERT_EQUAL(walked, RTL_CONNS < LOG - 3 ? RTL_CONNS : walked);
    CU_ASSERT_EQUAL(b->commands[b->n_commands - 1].op, CMD_SLOT);
    CU_ASSERT_EQUAL(b->commands[b->n_commands - 1].arg3, 200);
    bench_free(b);
}

/* ---------------------------------------------------------------- payload */
static uint8_t bytes_of[LOG][16]; /* what each payload's bytes are made from */
static uint8_t buffer[MAX_BODY];

static const uint8_t *made_payload(struct bench *b, unsigned index)
{
    for (unsigned i = 0; i < b->payloads[index].len; i++)
        buffer[i] = (uint8_t)(bytes_of[index % LOG][i % 16] + i * 7);
    return buffer;
}

/* RFC 1071, byte by byte. */
static unsigned ones_sum(const uint8_t *p, unsigned n)
{
    uint32_t s = 0;
    for (unsigned i = 0; i < n; i++)
        s += i & 1 ? p[i] : (uint32_t)p[i] << 8;
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return s;
}

static unsigned sent_payloads;

static void send_payload(struct bench *b, unsigned flags, unsigned conn, unsigned len, uint32_t offset, uint32_t epoch)
{
    uint8_t body[MAX_BODY];
    for (unsigned i = 0; i < 16; i++)
        bytes_of[sent_payloads % LOG][i] = (uint8_t)bench_random(b);
    for (unsigned i = 0; i < len; i++)
        body[i] = (uint8_t)(bytes_of[sent_payloads % LOG][i % 16] + i * 7);
    bench_send(b, PAYLOAD, flags, conn, len, offset, epoch, body, len);
    sent_payloads++;
}

static struct bench *payload_bench(uint64_t seed)
{
    struct bench *b = bench_new(seed);
    CU_ASSERT(bench_hello(b));
    b->expect_payload = made_payload;
    sent_payloads = 0;
    return b;
}

/* The sums agree up to the two names of zero. */
static bool same_sum(unsigned a, unsigned b)
{
    return a == b || (a % 0xffff == 0 && b % 0xffff == 0);
}

static void payloads_of_every_small_size_arrive_with_their_sum(void)
{
    for (unsigned percent = 0; percent <= 60; percent += 30) {
        struct bench *b = payload_bench(30 + percent);
        bench_stalls(b, percent);
        for (unsigned len = 1; len <= 4 * BEAT + 3; len++)
            send_payload(b, len & 1 ? FLAG_PUSH : FLAG_URGENT, len % RTL_CONNS, len, len * 1000, len);
        CU_ASSERT(bench_settle(b, 200000));
        CU_ASSERT_EQUAL(b->n_payloads, sent_payloads);
        for (unsigned i = 0; i < b->n_payloads; i++) {
            const struct payload *p = &b->payloads[i];
            CU_ASSERT(p->len == i + 1 && p->conn == (i + 1) % RTL_CONNS && p->offset == (i + 1) * 1000 && !p->range);
            CU_ASSERT(p->epoch == ((i + 1) & 15) && p->psh == (p->len & 1) && p->urg == !(p->len & 1));
            CU_ASSERT(same_sum(p->sum, ones_sum(made_payload(b, i), p->len)));
        }
        CU_ASSERT_EQUAL(b->wrong_bytes, 0);
        bench_free(b);
    }
}

static void payloads_of_every_large_size_arrive_with_their_sum(void)
{
    static const unsigned sizes[] = {511,  512,  513,  536,  1220, 1448, 1459, 1460,
                                     1461, 4095, 4096, 8191, 8960, 8999, 9000};
    struct bench *b = payload_bench(31);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        send_payload(b, 0, 0, sizes[i], i, 0);
    CU_ASSERT(bench_settle(b, 200000));
    CU_ASSERT_EQUAL(b->n_payloads, sent_payloads);
    for (unsigned i = 0; i < b->n_payloads; i++)
        CU_ASSERT(b->payloads[i].len == sizes[i] &&
                  same_sum(b->payloads[i].sum, ones_sum(made_payload(b, i), sizes[i])));
    CU_ASSERT_EQUAL(b->wrong_bytes, 0);
    bench_free(b);
}

static void sums_of_extreme_bytes_do_not_lose_a_carry(void)
{
    struct bench *b = payload_bench(32);
    uint8_t body[MAX_BODY];
    b->expect_payload = NULL;
    memset(body, 0xff, sizeof body);
    for (unsigned len = 8985; len <= 9000; len++)
        bench_send(b, PAYLOAD, 0, 0, len, 0, 0, body, len);
    CU_ASSERT(bench_settle(b, 200000));
    CU_ASSERT_EQUAL(b->n_payloads, 16);
    for (unsigned i = 0; i < b->n_payloads; i++)
        CU_ASSERT(same_sum(b->payloads[i].sum, ones_sum(body, b->payloads[i].len)));
    bench_free(b);
}

static void an_empty_range_answer_is_an_event_without_a_buffer(void)
{
    struct bench *b = payload_bench(33);
    send_payload(b, FLAG_RANGE, 0, 0, 77, 9);
    send_payload(b, FLAG_RANGE, 0, 1, 78, 10);
    send_payload(b, FLAG_RANGE, 0, 0, 79, 11);
    CU_ASSERT(bench_settle(b, 1000));
    CU_ASSERT_EQUAL(b->n_payloads, 3);
    for (unsigned i = 0; i < 3; i++)
        CU_ASSERT(b->payloads[i].range && b->payloads[i].serial == 9 + i && b->payloads[i].offset == 77 + i);
    CU_ASSERT(b->payloads[0].len == 0 && b->payloads[1].len == 1 && b->payloads[2].len == 0);
    CU_ASSERT_EQUAL(b->freed_sb, 1);
    bench_free(b);
}

static void a_full_segment_buffer_holds_the_input_until_room_comes_back(void)
{
    struct bench *b = payload_bench(34);
    b->sb_keep = true;
    b->out_stall = 100; /* room never depends on the output (invariant 6) */
    for (unsigned i = 0; i < 40; i++)
        send_payload(b, 0, 0, 1460, i, 0);
    bench_run(b, 40 * 1500 / BEAT + 500);
    CU_ASSERT_EQUAL(b->n_payloads, RTL_TX_BYTES / ((1460 + BEAT - 1) / BEAT * BEAT));
    CU_ASSERT(b->in_pos < b->in_len);
    b->sb_keep = false;
    CU_ASSERT(bench_settle(b, 200000));
    CU_ASSERT_EQUAL(b->n_payloads, 40);
    CU_ASSERT_EQUAL(b->wrong_bytes, 0);
    bench_free(b);
}

static void more_small_payloads_than_handles_wait(void)
{
    struct bench *b = payload_bench(35);
    b->sb_keep = true;
    for (unsigned i = 0; i < 60; i++)
        send_payload(b, 0, 0, 5, i, 0);
    bench_run(b, 1000);
    /* packet_ring keeps one, and another if the last two did not come in a row */
    CU_ASSERT(b->n_payloads == HANDLES - 1 || b->n_payloads == HANDLES - 2);
    b->sb_keep = false;
    CU_ASSERT(bench_settle(b, 20000));
    CU_ASSERT_EQUAL(b->n_payloads, 60);
    CU_ASSERT_EQUAL(b->wrong_bytes, 0);
    bench_free(b);
}

/* Fills the buffer but for `beats`, then a payload of one beat more: its last beat waits, others stand behind it. */
static void a_last_beat_that_waits_for_room_keeps_its_sum_and_its_message(void)
{
    const unsigned first = 9000, used = (first + BEAT - 1) / BEAT * BEAT;
    for (unsigned beats = 0; beats < 4; beats++) {
        struct bench *b = payload_bench(40 + beats);
        const unsigned second = RTL_TX_BYTES - used - beats * BEAT, third = beats * BEAT + 3;
        b->sb_keep = true;
        send_payload(b, 0, 0, first, 1, 1);
        send_payload(b, 0, 0, second, 2, 2);
        send_payload(b, FLAG_PUSH, 0, third, 3, 3);
        bench_send_short(b, ABORT, 0, 0, 0); /* a header of another message ends the decoder's sum */
        send_payload(b, 0, RTL_CONNS - 1, 2 * BEAT + 1, 4, 4);
        bench_run(b, 40000 / BEAT);
        CU_ASSERT_EQUAL(b->n_payloads, 2);
        CU_ASSERT_FALSE(b->io->idle_o != 0); /* a beat that waits is work in flight */
        b->sb_keep = false;
        CU_ASSERT(bench_settle(b, 100000));
        const unsigned lens[] = {first, second, third, 2 * BEAT + 1};
        CU_ASSERT_EQUAL(b->n_payloads, 4);
        for (unsigned i = 0; i < b->n_payloads && i < 4; i++) {
            const struct payload *e = &b->payloads[i];
            CU_ASSERT(e->len == lens[i] && e->offset == i + 1 && e->epoch == i + 1 && e->psh == (i == 2));
            CU_ASSERT(e->conn == (i == 3 ? RTL_CONNS - 1 : 0));
            CU_ASSERT(same_sum(e->sum, ones_sum(made_payload(b, i), e->len)));
        }
        CU_ASSERT_EQUAL(b->wrong_bytes, 0);
        bench_free(b);
    }
}

/* The same with handles, one-beat payloads and a payload right behind. */
static void a_last_beat_that_waits_for_a_handle_keeps_its_sum_and_its_message(void)
{
    struct bench *b = payload_bench(45);
    b->sb_keep = true;
    for (unsigned i = 0; i < 40; i++)
        send_payload(b, i & 1 ? FLAG_PUSH : 0, i % RTL_CONNS, 1 + i % 4, i, i);
    bench_run(b, 2000);
    b->sb_keep = false;
    CU_ASSERT(bench_settle(b, 20000));
    CU_ASSERT_EQUAL(b->n_payloads, 40);
    for (unsigned i = 0; i < b->n_payloads; i++) {
        const struct payload *e = &b->payloads[i];
        CU_ASSERT(e->len == 1 + i % 4 && e->offset == i && e->psh == (i & 1) && e->conn == i % RTL_CONNS);
        CU_ASSERT(same_sum(e->sum, ones_sum(made_payload(b, i), e->len)));
    }
    CU_ASSERT_EQUAL(b->wrong_bytes, 0);
    bench_free(b);
}

static void a_payload_is_an_event_7_cycles_after_its_last_beat(void)
{
    for (unsigned len = 1; len <= 3 * BEAT; len++) {
        struct bench *b = payload_bench(36);
        send_payload(b, 0, 0, len, 0, 0);
        CU_ASSERT(bench_settle(b, 1000));
        CU_ASSERT(b->payloads[0].cycle - b->last_in_cycle <= 7 + (BEAT > 16));
        bench_free(b);
    }
}

static void full_sized_payloads_follow_each_other_without_a_gap(void)
{
    struct bench *b = payload_bench(37);
    b->free_wait = 0;
    for (unsigned i = 0; i < 64; i++)
        send_payload(b, 0, 0, 1460, i, 0);
    long start = b->cycle;
    size_t from = b->in_pos;
    while (b->in_pos < b->in_len && b->cycle < start + 100000)
        bench_step(b);
    CU_ASSERT((size_t)(b->cycle - start) <= (b->in_len - from) / BEAT + 64 + 4); /* at most one cycle each */
    CU_ASSERT(bench_settle(b, 20000));
    CU_ASSERT_EQUAL(b->wrong_bytes, 0);
    bench_free(b);
}

static void a_body_cut_by_link_reset_leaves_no_trace(void)
{
    struct bench *b = payload_bench(38);
    for (unsigned cut = 1; cut <= 200; cut += 13) {
        unsigned events = b->n_payloads;
        send_payload(b, 0, 0, 1460, 0, 0);
        sent_payloads--;
        while (b->in_pos < (size_t)cut * BEAT && b->in_pos < b->in_len)
            bench_step(b);
        if (b->in_pos == b->in_len)
            break;
        bench_link_reset(b);
        CU_ASSERT(bench_hello(b) || bench_hello(b));
        CU_ASSERT_EQUAL(b->n_payloads, events);
        send_payload(b, 0, 0, 100 + cut, 0, 0);
        CU_ASSERT(bench_settle(b, 3000));
        CU_ASSERT_EQUAL(b->n_payloads, events + 1);
        CU_ASSERT_EQUAL(b->wrong_bytes, 0);
        b->n_commands = b->n_listens = 0;
    }
    bench_free(b);
}

void add_input_tests(CU_pSuite s)
{
    CU_ADD_TEST(s, each_command_becomes_its_event);
    CU_ADD_TEST(s, listen_reaches_flow_path);
    CU_ADD_TEST(s, unlisten_walks_over_every_connection_behind_the_slots_before_it);
    CU_ADD_TEST(s, payloads_of_every_small_size_arrive_with_their_sum);
    CU_ADD_TEST(s, payloads_of_every_large_size_arrive_with_their_sum);
    CU_ADD_TEST(s, sums_of_extreme_bytes_do_not_lose_a_carry);
    CU_ADD_TEST(s, an_empty_range_answer_is_an_event_without_a_buffer);
    CU_ADD_TEST(s, a_full_segment_buffer_holds_the_input_until_room_comes_back);
    CU_ADD_TEST(s, more_small_payloads_than_handles_wait);
    CU_ADD_TEST(s, a_last_beat_that_waits_for_room_keeps_its_sum_and_its_message);
    CU_ADD_TEST(s, a_last_beat_that_waits_for_a_handle_keeps_its_sum_and_its_message);
    CU_ADD_TEST(s, a_payload_is_an_event_7_cycles_after_its_last_beat);
    CU_ADD_TEST(s, full_sized_payloads_follow_each_other_without_a_gap);
    CU_ADD_TEST(s, a_body_cut_by_link_reset_leaves_no_trace);
}
