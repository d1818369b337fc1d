/* link_random_test.c: everything at once, from a seed, against what was asked for. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "link_tests.h"

enum { ROUNDS = 12, STEPS = 6000 };

struct world { /* what must come out, in the order in which it was asked for */
    struct command commands[LOG];
    unsigned n_commands, at_command;
    struct {
        unsigned conn, len, range, tag, flags;
        uint32_t offset, arg1;
    } payloads[LOG];
    unsigned n_payloads;
    struct {
        unsigned len, tag;
    } raws[LOG / 16];
    unsigned n_raws;
    unsigned at_delivery;
    unsigned told;               /* messages of at_delivery that have come */
    unsigned at_answer, at_part; /* part: 0 state, 1 progress, 2 query */
    unsigned at_copy;
    bool gone[65536]; /* its final CLOSED was asked for */
    bool read_out;    /* a register read is outstanding */
    unsigned reads, values;
    unsigned wrong;
};

static struct world *the_world;
static uint8_t made[MAX_BODY];

static const uint8_t *made_from(unsigned tag, unsigned len)
{
    for (unsigned i = 0; i < len; i++)
        made[i] = (uint8_t)(tag * 31 + i * (tag | 1) + (i >> 8));
    return made;
}

static const uint8_t *expect_payload(struct bench *b, unsigned index)
{
    return made_from(the_world->payloads[index].tag, b->payloads[index].len);
}

static unsigned some_length(struct bench *b, unsigned max)
{
    unsigned n = bench_below(b, 3) == 0 ? bench_below(b, max) : bench_below(b, 3 * BEAT + 20);
    return 1 + n % max;
}

static void host_speaks(struct bench *b, struct world *w)
{
    unsigned conn = bench_below(b, RTL_CONNS), kind = bench_below(b, 12), tag = bench_below(b, 65536);
    uint32_t a0 = (uint32_t)bench_random(b), a1 = (uint32_t)bench_random(b);
    uint8_t body[8];
    if (b->in_len - b->in_pos > 8192 || w->n_commands >= LOG - 1 || w->n_payloads >= LOG - 1)
        return;
    if (kind < 3) {
        unsigned flags = bench_below(b, 8), len = flags & FLAG_RANGE && !bench_below(b, 3) ? 0 : some_length(b, 1460);
        w->payloads[w->n_payloads].conn = conn, w->payloads[w->n_payloads].len = len,
        w->payloads[w->n_payloads].flags = flags;
        w->payloads[w->n_payloads].tag = tag, w->payloads[w->n_payloads].offset = a0,
        w->payloads[w->n_payloads++].arg1 = a1;
        bench_send(b, PAYLOAD, flags, conn, len, a0, a1, made_from(tag, len), len);
    } else if (kind == 3 && w->n_raws < LOG / 16) {
        unsigned len = 14 + bench_below(b, 1501);
        w->raws[w->n_raws].len = len, w->raws[w->n_raws++].tag = tag;
        bench_send(b, RAW_FRAME, 0, 0, len, 0, 0, made_from(tag, len), len);
    } else if (kind == 4) {
        bench_send_short(b, PAD, conn, a0, a1);
    } else if (kind == 5) {
        if (!w->read_out)
            bench_send_short(b, REG_READ, 0, 0x30, 0); /* the hash key: never written here */
        w->reads += !w->read_out;
        w->read_out = true;
    } else if (kind == 6) {
        for (unsigned i = 0; i < 4; i++)
            body[i] = (uint8_t)(tag >> i), body[4 + i] = (uint8_t)(a1 >> (8 * i));
        w->commands[w->n_commands++] = (struct command){conn, CMD_OPEN, a0, a1, get32(body), get32(body + 4)};
        bench_send(b, OPEN, 0, conn, 8, a0, a1, body, 8);
    } else {
        static const struct {
            unsigned type, op;
        } plain[] = {{SLOT, CMD_SLOT},
                     {SEND_EDGE, CMD_EDGE},
                     {RECV_LIMIT, CMD_LIMIT},
                     {NO_READER, CMD_NO_READER},
                     {ABORT, CMD_ABORT}};
        unsigned i = kind - 7;
        if (plain[i].type == SLOT)
            a0 &= 15;
        w->commands[w->n_commands++] = (struct command){conn, plain[i].op, a0, tag & FLAG_FIN ? 1 : 0, 0, a1};
        bench_send(b, plain[i].type, tag & FLAG_FIN, conn, 0, a0, a1, NULL, 0);
    }
}

static void engine_acts(struct bench *b, struct world *w)
{
    unsigned conn = bench_below(b, RTL_CONNS), handle = bench_below(b, HANDLES);
    if (bench_chance(b, 30) && !(b->fb_used >> handle & 1) && b->dlv_tail - b->dlv_head < 8 && b->dlv_tail < LOG - 1) {
        struct delivery d = {.conn = conn,
                             .announce = bench_chance(b, 20),
                             .smss = bench_below(b, 65536),
                             .handle = handle,
                             .addr = bench_below(b, 65536),
                             .len = some_length(b, 1460),
                             .offset = (uint32_t)bench_random(b)};
        d.urgent = bench_chance(b, 20);
        d.urgent_end = (uint32_t)bench_random(b);
        d.payload = (!d.announce && !d.urgent) || bench_chance(b, 50);
        d.rcv_offset = d.offset + d.len;
        bench_deliver(b, &d);
    }
    struct tcb *t = &b->tcbs[conn];
    if (bench_chance(b, 60) && b->mark_tail < LOG - 1 && !w->gone[conn]) {
        t->state = bench_below(b, 10) ? 1 + bench_below(b, 11) : 0;
        t->acked += bench_below(b, 1000);
        t->limit = (uint32_t)bench_random(b);
        t->wanted = (uint32_t)bench_random(b);
        t->rcv_offset = (uint32_t)bench_random(b);
        t->smss = bench_below(b, 65536);
        t->fin = bench_below(b, 2);
        t->err = bench_below(b, 8);
        bench_mark(b, conn, 1 + bench_below(b, 7));
    }
    if (bench_chance(b, 5) && b->close_tail < LOG - 1 && !w->gone[conn]) {
        w->gone[conn] = true;
        t->state = 0;
        bench_closed(b, conn);
    }
    if (bench_chance(b, 5) && b->copy_tail - b->copy_head < 8 && b->copy_tail < 4000)
        bench_copy(b, bench_below(b, 3), 60 + bench_below(b, 1455));
}

/* The next part of an answer that makes a message; 3: none left. */
static unsigned next_part(const struct answer *a, unsigned part)
{
    if (a->what & MARK_FINAL)
        return part == 0 ? 0 : 3;
    if (a->tcb.state == 0)
        return 3;
    for (; part < 3; part++)
        if (a->what & (part == 0 ? MARK_STATE : part == 1 ? MARK_PROGRESS : MARK_QUERY))
            return part;
    return 3;
}

static bool snapshot_fits(struct world *w, const struct answer *a, unsigned part, const struct message *m)
{
    const struct tcb *t = &a->tcb;
    bool final = a->what & MARK_FINAL;
    if (m->conn != a->conn || a->dlv_before > w->at_delivery) /* a delivery decided before it must have left */
        return false;
    if (final)
        w->gone[a->conn] = false; /* the number may be used again */
    if (part == 0)
        return m->type == OUT_SNAPSHOT && !(m->flags & FLAG_ANNOUNCE) && !(m->flags & FLAG_FINAL) == !final &&
               m->arg0 == ((final ? 0 : t->state) | t->err << 8) && m->arg1 == t->rcv_offset;
    if (part == 1)
        return m->type == OUT_PROGRESS && m->arg0 == t->acked && m->arg1 == t->limit && get32(m->body) == t->wanted;
    return m->type == OUT_QUERY && get32(m->body) == t->acked && get32(m->body + 4) == t->wanted &&
           get32(m->body + 8) == t->limit && m->arg1 == t->rcv_offset;
}

static bool delivery_fits(struct bench *b, struct world *w, const struct message *m)
{
    const struct delivery *d = &b->deliveries[w->at_delivery];
    if (w->at_delivery >= b->dlv_head || m->conn != d->conn)
        return false;
    w->told++;
    if (w->told == d->announce + d->urgent + d->payload) {
        w->at_delivery++;
        w->told = 0;
    }
    if (m->type == OUT_SNAPSHOT)
        return d->announce && w->told <= 1 && m->flags == FLAG_ANNOUNCE && get32(m->body) == tuple_remote_ip(d->conn);
    if (m->type == OUT_URGENT)
        return d->urgent && m->flags == 0 && m->length == 0 && m->arg0 == d->urgent_end;
    bool same = m->type == OUT_PAYLOAD && m->length == d->len && m->arg0 == d->offset && m->arg1 == d->rcv_offset;
    for (unsigned i = 0; same && i < d->len; i++)
        same = m->body[i] == b->fb[(d->addr + i) & 0xffff];
    return same && d->payload && w->told == 0;
}

static void host_hears(struct bench *b, struct world *w)
{
    struct message m;
    while (bench_receive(b, &m)) {
        if (m.type == OUT_REG) {
            w->wrong += m.arg0 != 0x30 || m.arg1 != 0x9e3779b9;
            w->read_out = false;
            w->values++;
        } else if (m.type == OUT_RAW) {
            while (w->at_copy < b->copy_tail &&
                   (b->copies[w->at_copy].class != 2 || b->copies[w->at_copy].len != m.length ||
                    memcmp(b->copies[w->at_copy].bytes, m.body, m.length)))
                w->at_copy++;
            w->wrong += w->at_copy++ >= b->copy_tail;
        } else if (m.type == OUT_PAYLOAD || m.type == OUT_URGENT ||
                   (m.type == OUT_SNAPSHOT && m.flags & FLAG_ANNOUNCE)) {
            w->wrong += !delivery_fits(b, w, &m);
        } else {
            unsigned part = 3;
            while (w->at_answer < b->n_given && (part = next_part(&b->answers[w->at_answer], w->at_part)) == 3) {
                w->at_answer++;
                w->at_part = 0;
            }
            w->wrong += part == 3 || !snapshot_fits(w, &b->answers[w->at_answer], part, &m);
            w->at_part = part + 1;
        }
    }
}

static void check_input_side(struct bench *b, struct world *w)
{
    CU_ASSERT_EQUAL(b->n_commands, w->n_commands);
    for (unsigned i = 0; i < b->n_commands && i < w->n_commands; i++) {
        const struct command *g = &b->commands[i], *e = &w->commands[i];
        bool same = g->op == e->op && g->conn == e->conn;
        if (e->op == CMD_OPEN)
            same = same && g->arg0 == e->arg0 && g->arg1 == e->arg1 && g->arg2 == e->arg2 && g->arg3 == e->arg3;
        if (e->op == CMD_SLOT)
            same = same && g->arg0 == e->arg0 && g->arg3 == e->arg3;
        if (e->op == CMD_EDGE)
            same = same && g->arg0 == e->arg0 && (g->arg1 & 1) == e->arg1;
        if (e->op == CMD_LIMIT)
            same = same && g->arg3 == e->arg3;
        w->wrong += !same;
    }
    CU_ASSERT_EQUAL(b->n_payloads, w->n_payloads);
    for (unsigned i = 0; i < b->n_payloads && i < w->n_payloads; i++) {
        const struct payload *p = &b->payloads[i];
        unsigned range = !!(w->payloads[i].flags & FLAG_RANGE);
        w->wrong += p->conn != w->payloads[i].conn || p->len != w->payloads[i].len ||
                    p->offset != w->payloads[i].offset || p->range != range ||
                    (range ? p->serial : p->epoch) != (w->payloads[i].arg1 & 15) ||
                    p->psh != (w->payloads[i].flags & 1) || p->urg != (w->payloads[i].flags >> 1 & 1) ||
                    p->urgent != w->payloads[i].arg1 >> 16;
    }
    CU_ASSERT_EQUAL(b->n_raws, w->n_raws);
    for (unsigned i = 0; i < b->n_raws && i < w->n_raws; i++)
        w->wrong += b->raws[i].length != w->raws[i].len ||
                    memcmp(b->raws[i].body, made_from(w->raws[i].tag, w->raws[i].len), w->raws[i].len);
}

static void one_round(uint64_t seed, unsigned percent)
{
    struct bench *b = bench_new(seed);
    struct world *w = the_world = calloc(1, sizeof *w);
    unsigned leftovers = 0;
    CU_ASSERT(bench_hello(b));
    b->expect_payload = expect_payload;
    bench_stalls(b, percent);
    for (unsigned i = 0; i < STEPS; i++) {
        if (bench_chance(b, 40))
            host_speaks(b, w);
        if (i % 1000 == 500)
            b->out_stall = 97; /* a host that hardly reads, for a while */
        if (i % 1000 == 900)
            b->out_stall = percent;
        engine_acts(b, w);
        bench_step(b);
        host_hears(b, w);
    }
    b->out_stall = percent;
    for (unsigned i = 0; i < 400; i++) {
        if (bench_settle(b, 500))
            break;
        host_hears(b, w);
    }
    host_hears(b, w);
    CU_ASSERT(b->io->idle_o != 0);
    check_input_side(b, w);
    while (w->at_answer < b->n_given && next_part(&b->answers[w->at_answer], w->at_part) == 3)
        w->at_answer++, w->at_part = 0;
    CU_ASSERT_EQUAL(w->at_answer, b->n_given);
    CU_ASSERT_EQUAL(w->at_delivery, b->dlv_tail);
    for (unsigned c = 0; c < 65536; c++)
        leftovers += b->want[c] != 0; /* a mark that nobody was told of */
    CU_ASSERT_EQUAL(leftovers, 0);
    CU_ASSERT_EQUAL(b->empty_requests, 0);
    CU_ASSERT_EQUAL(w->reads, w->values);
    CU_ASSERT_EQUAL(w->wrong + b->wrong_bytes + b->raw_gaps, 0);
    if (w->wrong || leftovers)
        printf("  seed %llu, %u %% stalls: %u wrong, %u lost\n", (unsigned long long)seed, percent, w->wrong,
               leftovers);
    free(w);
    bench_free(b);
}

static void random_traffic_both_ways_is_exact(void)
{
    const char *text = getenv("SEED");
    uint64_t seed = text ? strtoull(text, NULL, 0) : 1;
    printf("seed %llu ", (unsigned long long)seed);
    for (unsigned i = 0; i < ROUNDS; i++)
        one_round(seed + i, i % 4 * 25);
}

void add_random_tests(CU_pSuite s)
{
    CU_ADD_TEST(s, random_traffic_both_ways_is_exact);
}
