/* link_out_test.c: deliveries and snapshots to the host, and the queue they share. */
#include <stdio.h>
#include <string.h>

#include "link_tests.h"

static struct bench *up(uint64_t seed)
{
    struct bench *b = bench_new(seed);
    CU_ASSERT(bench_hello(b));
    return b;
}

static struct delivery text(unsigned conn, unsigned handle, unsigned addr, unsigned len, uint32_t offset)
{
    return (struct delivery){.conn = conn,
                             .payload = 1,
                             .handle = handle,
                             .addr = addr & 0xffff,
                             .len = len,
                             .offset = offset,
                             .rcv_offset = offset + len};
}

static bool same_text(struct bench *b, const struct message *m, const struct delivery *d)
{
    bool same = m->type == OUT_PAYLOAD && m->flags == 0 && m->conn == d->conn && m->length == d->len &&
                m->arg0 == d->offset && m->arg1 == d->rcv_offset;
    for (unsigned i = 0; same && i < d->len; i++)
        same = m->body[i] == b->fb[(d->addr + i) & 0xffff];
    return same;
}

/* ---------------------------------------------------------------- deliveries */
static void text_of_every_size_and_alignment_arrives(void)
{
    for (unsigned percent = 0; percent <= 60; percent += 30) {
        struct bench *b = up(50 + percent);
        struct message m;
        unsigned wrong = 0, got = 0, sent = 0;
        bench_stalls(b, percent);
        for (unsigned start = 0; start < BEAT; start++)
            for (unsigned len = 1; len <= 2 * BEAT + 1; len += BEAT > 16 ? 3 : 1) {
                struct delivery d = text(len % RTL_CONNS, sent++ % HANDLES, 1000 * BEAT + start, len, len * 7);
                bench_deliver(b, &d);
                while (b->dlv_tail - got > 30)
                    for (bench_step(b); bench_receive(b, &m); got++)
                        wrong += !same_text(b, &m, &b->deliveries[got]);
            }
        CU_ASSERT(bench_settle(b, 100000));
        for (; bench_receive(b, &m); got++)
            wrong += !same_text(b, &m, &b->deliveries[got]);
        CU_ASSERT_EQUAL(got, sent);
        CU_ASSERT_EQUAL(wrong, 0);
        unsigned freed = 0;
        for (unsigned h = 0; h < HANDLES; h++)
            freed += b->fb_freed[h];
        CU_ASSERT_EQUAL(freed, sent);
        bench_free(b);
    }
}

static void large_text_arrives_also_around_the_end_of_the_buffer(void)
{
    static const unsigned sizes[] = {536, 1448, 1459, 1460, 1461, 8960, 9000};
    struct bench *b = up(51);
    struct message m;
    for (unsigned i = 0; i < 7; i++) {
        struct delivery d = text(0, i, 65536 - 700 + 13 * i, sizes[i], i);
        bench_deliver(b, &d);
    }
    CU_ASSERT(bench_settle(b, 20000));
    for (unsigned i = 0; i < 7; i++)
        CU_ASSERT(bench_receive(b, &m) && same_text(b, &m, &b->deliveries[i]));
    bench_free(b);
}

static void full_sized_text_leaves_at_the_rate_of_the_wire(void)
{
    struct bench *b = up(52);
    struct message m;
    for (unsigned i = 0; i < 64; i++) {
        struct delivery d = text(0, i % HANDLES, 1469 * i, 1460, i);
        bench_deliver(b, &d);
    }
    b->dlv_burst = 1;
    bench_run(b, 200); /* past the first message */
    size_t from = b->out_len;
    long start = b->cycle;
    while (b->out_len < from + 40 * 1476 && b->cycle < start + 100000)
        bench_step(b);
    size_t messages = (b->out_len - from) / 1476 + 1;
    CU_ASSERT((size_t)(b->cycle - start) <= (b->out_len - from) / BEAT + messages); /* at most one cycle each */
    CU_ASSERT(bench_settle(b, 20000));
    for (unsigned i = 0; i < 64; i++)
        CU_ASSERT(bench_receive(b, &m) && same_text(b, &m, &b->deliveries[i]));
    bench_free(b);
}

static void the_first_beat_leaves_9_cycles_after_the_delivery(void)
{
    struct bench *b = up(53);
    struct delivery d = text(0, 3, 5, 100, 0);
    b->out_len = b->out_pos = 0;
    b->dlv_burst = 1;
    bench_deliver(b, &d);
    bench_run(b, 60);
    CU_ASSERT(b->out_len >= BEAT);
    CU_ASSERT(b->out_cycle[0] - b->dlv_cycle <= (BEAT > 16 ? 13 : 9)); /* a wide first beat holds text as well */
    bench_free(b);
}

static void an_announcement_tells_the_tuple_before_the_text(void)
{
    for (unsigned percent = 0; percent <= 50; percent += 50) {
        struct bench *b = up(54 + percent);
        struct message m;
        bench_stalls(b, percent);
        for (unsigned c = 0; c < RTL_CONNS && c < 20; c++) {
            struct delivery d = text(c, c, 100 * c, c + 1, 0);
            d.announce = 1;
            d.smss = 1000 + c;
            d.payload = c & 1;
            bench_deliver(b, &d);
        }
        CU_ASSERT(bench_settle(b, 20000));
        for (unsigned c = 0; c < RTL_CONNS && c < 20; c++) {
            CU_ASSERT(bench_receive(b, &m));
            CU_ASSERT(m.type == OUT_SNAPSHOT && m.flags == FLAG_ANNOUNCE && m.conn == c && m.arg0 == 5 && m.arg1 == 0);
            CU_ASSERT_EQUAL(m.length, 16);
            CU_ASSERT_EQUAL(get32(m.body), tuple_remote_ip(c));
            CU_ASSERT_EQUAL(get32(m.body + 4), 0xc0a80000u + c);
            CU_ASSERT_EQUAL(get32(m.body + 8), (1000 + c) << 16 | (80 + 3 * c));
            CU_ASSERT_EQUAL((unsigned)(m.body[12] | m.body[13] << 8), 1000 + c);
            if (c & 1)
                CU_ASSERT(bench_receive(b, &m) && same_text(b, &m, &b->deliveries[c]));
        }
        CU_ASSERT_FALSE(bench_receive(b, &m));
        bench_free(b);
    }
}

/* What a delivery says leaves in this order: announcement, urgent, text; each alone as well. */
static void where_urgent_data_ends_is_told_before_the_text(void)
{
    for (unsigned percent = 0; percent <= 50; percent += 50) {
        struct bench *b = up(56 + percent);
        struct message m;
        bench_stalls(b, percent);
        for (unsigned i = 0; i < 8; i++) {
            struct delivery d = text(0, i, 100 * i, 10 + i, 1000 * i);
            d.announce = i & 1;
            d.urgent = i >> 1 & 1;
            d.urgent_end = 0xfffffff0u + i;
            d.payload = !(d.announce || d.urgent) || i & 4;
            bench_deliver(b, &d);
        }
        CU_ASSERT(bench_settle(b, 20000));
        for (unsigned i = 0; i < 8; i++) {
            const struct delivery *d = &b->deliveries[i];
            if (d->announce)
                CU_ASSERT(bench_receive(b, &m) && m.type == OUT_SNAPSHOT && m.flags == FLAG_ANNOUNCE);
            if (d->urgent)
                CU_ASSERT(bench_receive(b, &m) && m.type == OUT_URGENT && m.flags == 0 && m.conn == 0 &&
                          m.length == 0 && m.arg0 == 0xfffffff0u + i);
            if (d->payload)
                CU_ASSERT(bench_receive(b, &m) && same_text(b, &m, d));
        }
        CU_ASSERT_FALSE(bench_receive(b, &m));
        bench_free(b);
    }
}

/* ---------------------------------------------------------------- snapshots */
static struct tcb some_tcb(struct bench *b)
{
    struct tcb t = {1 + bench_below(b, 11),    bench_below(b, 8),         bench_below(b, 2),
                    bench_below(b, 2),         bench_below(b, 16),        bench_below(b, 16),
                    bench_below(b, 2),         bench_below(b, 65536),     bench_below(b, 16),
                    (uint32_t)bench_random(b), (uint32_t)bench_random(b), (uint32_t)bench_random(b),
                    (uint32_t)bench_random(b), bench_below(b, 1u << 24),  bench_below(b, 1u << 24),
                    (uint32_t)bench_random(b), (uint32_t)bench_random(b), (uint32_t)bench_random(b),
                    bench_below(b, 1u << 27),  bench_below(b, 1u << 26),  bench_below(b, 1u << 26)};
    return t;
}

static bool same_state(const struct message *m, unsigned conn, const struct tcb *t, bool final)
{
    static const uint8_t zero[12];
    unsigned flags = (t->fin ? FLAG_FIN : 0) | (t->fin_acked ? FLAG_FIN_ACKED : 0) | (final ? FLAG_FINAL : 0);
    return m->type == OUT_SNAPSHOT && m->conn == conn && m->flags == flags && m->length == 16 &&
           m->arg0 == ((final ? 0 : t->state) | t->err << 8) && m->arg1 == t->rcv_offset &&
           !memcmp(m->body, zero, 12) && (unsigned)(m->body[12] | m->body[13] << 8) == t->smss && m->body[14] == 0 &&
           m->body[15] == 0;
}

static bool same_progress(const struct message *m, unsigned conn, const struct tcb *t)
{
    return m->type == OUT_PROGRESS && m->conn == conn && m->flags == (t->range_out ? FLAG_RANGE_OUT : 0) &&
           m->length == 8 && m->arg0 == t->acked && m->arg1 == t->limit && get32(m->body) == t->wanted &&
           m->body[4] == t->epoch && m->body[5] == t->serial && (unsigned)(m->body[6] | m->body[7] << 8) == t->smss;
}

static bool same_query(const struct message *m, unsigned conn, const struct tcb *t)
{
    const uint32_t want[10] = {t->acked, t->wanted, t->limit, t->snd_wnd, t->rcv_wnd,
                               t->iss,   t->irs,    t->srtt,  t->rttvar,  t->rto};
    bool same = m->type == OUT_QUERY && m->conn == conn && m->flags == 0 && m->length == 48 &&
                m->arg0 == (t->state | t->err << 8) && m->arg1 == t->rcv_offset;
    for (unsigned i = 0; i < 10; i++)
        same = same && get32(m->body + 4 * i) == want[i];
    return same && (unsigned)(m->body[40] | m->body[41] << 8) == t->smss && m->body[42] == t->retries &&
           m->body[43] == t->epoch && get32(m->body + 44) == t->cwnd;
}

static void every_mix_of_marks_comes_as_state_then_progress_then_query(void)
{
    for (unsigned what = 1; what < 8; what++) {
        struct bench *b = up(60 + what);
        struct message m;
        const unsigned c = RTL_CONNS - 1;
        b->tcbs[c] = some_tcb(b);
        bench_mark(b, c, what);
        CU_ASSERT(bench_settle(b, 500));
        if (what & MARK_STATE)
            CU_ASSERT(bench_receive(b, &m) && same_state(&m, c, &b->tcbs[c], false));
        if (what & MARK_PROGRESS)
            CU_ASSERT(bench_receive(b, &m) && same_progress(&m, c, &b->tcbs[c]));
        if (what & MARK_QUERY)
            CU_ASSERT(bench_receive(b, &m) && same_query(&m, c, &b->tcbs[c]));
        CU_ASSERT_FALSE(bench_receive(b, &m));
        bench_free(b);
    }
}

static void a_closed_connection_says_nothing_until_its_final_snapshot(void)
{
    struct bench *b = up(70);
    struct message m;
    b->tcbs[0] = some_tcb(b);
    b->tcbs[0].state = 0;
    for (unsigned i = 0; i < 60; i++) { /* more than the queue holds: silent ones give back their places */
        bench_mark(b, 0, MARK_PROGRESS | MARK_STATE | MARK_QUERY);
        CU_ASSERT(bench_settle(b, 500));
    }
    CU_ASSERT_FALSE(bench_receive(b, &m));
    bench_closed(b, 0);
    CU_ASSERT(bench_settle(b, 500));
    CU_ASSERT(bench_receive(b, &m) && same_state(&m, 0, &b->tcbs[0], true));
    CU_ASSERT_FALSE(bench_receive(b, &m));
    bench_free(b);
}

static void the_final_snapshot_stands_alone(void)
{
    struct bench *b = up(71);
    struct message m;
    b->tcbs[0] = some_tcb(b);
    b->tcbs[0].state = 0;
    b->snap_stall = 100;
    bench_mark(b, 0, MARK_PROGRESS); /* asked for already, waits for the pipeline */
    bench_run(b, 30);
    bench_mark(b, 0, MARK_PROGRESS | MARK_STATE | MARK_QUERY);
    bench_closed(b, 0);
    bench_run(b, 30);
    b->snap_stall = 0;
    CU_ASSERT(bench_settle(b, 500));
    CU_ASSERT_EQUAL(b->n_answers, 2);
    CU_ASSERT(bench_receive(b, &m) && same_state(&m, 0, &b->tcbs[0], true));
    CU_ASSERT_FALSE(bench_receive(b, &m));
    bench_free(b);
}

static void a_slow_host_costs_latency_and_no_event(void)
{
    struct bench *b = up(72);
    struct message m;
    unsigned last = 0;
    b->out_stall = 100;
    for (unsigned round = 0; round < 20; round++) {
        for (unsigned c = 0; c < RTL_CONNS && c < 200; c++) {
            b->tcbs[c].state = 5;
            b->tcbs[c].acked = round;
            bench_mark(b, c, MARK_PROGRESS);
        }
        bench_run(b, 500);
    }
    CU_ASSERT(b->n_answers <= 40); /* only what has a place is read from the TCB */
    b->out_stall = 0;
    CU_ASSERT(bench_settle(b, 20000));
    uint32_t seen[200] = {0};
    while (bench_receive(b, &m)) {
        CU_ASSERT(m.type == OUT_PROGRESS && m.arg0 >= seen[m.conn % 200]);
        seen[m.conn % 200] = m.arg0;
        last = m.conn;
    }
    (void)last;
    for (unsigned c = 0; c < RTL_CONNS && c < 200; c++)
        CU_ASSERT_EQUAL(seen[c], 19); /* the last state of everybody */
    bench_free(b);
}

static void queries_beyond_the_queue_of_bodies_wait(void)
{
    struct bench *b = up(73);
    struct message m;
    b->out_stall = 100;
    for (unsigned c = 0; c < RTL_CONNS && c < 20; c++) {
        b->tcbs[c] = some_tcb(b);
        bench_mark(b, c, MARK_QUERY);
    }
    bench_run(b, 500);
    /* Four wait; of a fifth and a sixth the first beats may stand in the output register and the skid behind it. */
    CU_ASSERT(b->n_answers <= 6);
    b->out_stall = 30;
    CU_ASSERT(bench_settle(b, 20000));
    for (unsigned c = 0; c < RTL_CONNS && c < 20; c++)
        CU_ASSERT(bench_receive(b, &m) && same_query(&m, c, &b->tcbs[c]));
    bench_free(b);
}

static void deliveries_stop_at_their_credit_and_nothing_is_lost(void)
{
    struct bench *b = up(74);
    struct message m;
    b->out_stall = 100;
    b->dlv_burst = 1;
    for (unsigned i = 0; i < 300; i++)
        bench_deliver(b, &(struct delivery){.conn = i % RTL_CONNS, .announce = 1, .smss = i});
    for (unsigned c = 0; c < RTL_CONNS && c < 64; c++) {
        b->tcbs[c].state = 5;
        bench_mark(b, c, MARK_PROGRESS);
    }
    bench_run(b, 2000);
    CU_ASSERT(b->dlv_head < 128);
    CU_ASSERT(b->n_answers > 0); /* deliveries do not take the places of snapshots */
    b->out_stall = 0;
    CU_ASSERT(bench_settle(b, 20000));
    unsigned announced = 0, progress = 0;
    while (bench_receive(b, &m)) {
        if (m.type == OUT_SNAPSHOT) {
            CU_ASSERT((unsigned)(m.body[12] | m.body[13] << 8) == announced);
            announced++;
        } else
            progress++;
    }
    CU_ASSERT_EQUAL(announced, 300);
    CU_ASSERT_EQUAL(progress, RTL_CONNS < 64 ? RTL_CONNS : 64);
    bench_free(b);
}

static void link_reset_gives_every_buffer_back_and_silences_the_old_session(void)
{
    for (unsigned at = 0; at < 120; at += 7) {
        struct bench *b = up(75 + at);
        struct message m;
        bench_stalls(b, 20);
        b->dlv_burst = 1;
        for (unsigned i = 0; i < HANDLES - 1; i++) {
            struct delivery d = text(i % RTL_CONNS, i, 777 * i, 1 + 50 * i, 0);
            d.announce = i % 3 == 0;
            bench_deliver(b, &d);
        }
        for (unsigned c = 0; c < RTL_CONNS && c < 40; c++) {
            b->tcbs[c] = some_tcb(b);
            bench_mark(b, c, 1 + c % 7);
        }
        bench_copy(b, 2, 200);
        bench_run(b, at);
        bench_link_reset(b);
        bench_stalls(b, 0);
        CU_ASSERT(bench_hello(b) || bench_hello(b));
        CU_ASSERT_EQUAL(b->fb_used, 0);
        for (unsigned h = 0; h < HANDLES - 1; h++)
            CU_ASSERT_EQUAL(b->fb_freed[h], 1);
        CU_ASSERT(bench_settle(b, 3000));
        CU_ASSERT_FALSE(bench_receive(b, &m));
        struct delivery d = text(0, 5, 3, 99, 0); /* and the new one works */
        unsigned index = b->dlv_tail;
        bench_deliver(b, &d);
        b->tcbs[0] = some_tcb(b);
        bench_mark(b, 0, MARK_QUERY);
        CU_ASSERT(bench_settle(b, 1000));
        unsigned good = 0;
        while (bench_receive(b, &m))
            good += same_text(b, &m, &b->deliveries[index]) || same_query(&m, 0, &b->tcbs[0]);
        CU_ASSERT_EQUAL(good, 2);
        bench_free(b);
    }
}

void add_output_tests(CU_pSuite s)
{
    CU_ADD_TEST(s, text_of_every_size_and_alignment_arrives);
    CU_ADD_TEST(s, large_text_arrives_also_around_the_end_of_the_buffer);
    CU_ADD_TEST(s, full_sized_text_leaves_at_the_rate_of_the_wire);
    CU_ADD_TEST(s, the_first_beat_leaves_9_cycles_after_the_delivery);
    CU_ADD_TEST(s, an_announcement_tells_the_tuple_before_the_text);
    CU_ADD_TEST(s, where_urgent_data_ends_is_told_before_the_text);
    CU_ADD_TEST(s, every_mix_of_marks_comes_as_state_then_progress_then_query);
    CU_ADD_TEST(s, a_closed_connection_says_nothing_until_its_final_snapshot);
    CU_ADD_TEST(s, the_final_snapshot_stands_alone);
    CU_ADD_TEST(s, a_slow_host_costs_latency_and_no_event);
    CU_ADD_TEST(s, queries_beyond_the_queue_of_bodies_wait);
    CU_ADD_TEST(s, deliveries_stop_at_their_credit_and_nothing_is_lost);
    CU_ADD_TEST(s, link_reset_gives_every_buffer_back_and_silences_the_old_session);
}
