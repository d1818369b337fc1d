/* grant_test.c: the host's side of grants, epochs and ranges against an engine and a peer written from the model
 * (spec/link/link_send.pml: EngIn, EngAck, EngOut, EngTimer, PeerSeg, PeerApp), in random order, with losses, spurious
 * time-outs, a shrinking window and a changing segment size. Each run must deliver every byte and FIN.
 *
 * TOE_TEST_SEED repeats a run.
 */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grant.h"
#include "message_check.h"

#define QUEUE 4 /* messages that each channel holds */
#define STEPS 200000

struct to_engine {
    enum toe_grant_step step;
    struct toe_grant_message m;
};
struct segment {
    uint64_t at;
    uint32_t length;
    bool fin;
};
struct ack {
    uint64_t ack, edge;
};

struct world {
    uint64_t random;
    uint64_t base; /* where offsets start: near the wrap of 32 bits, or not */
    uint64_t total;
    /* settings of this run */
    unsigned losses, spurious, shrinks, cuts, fast;
    bool epoch_bits_one; /* one bit of epoch and serial, as few as the model allows */
    bool ping_pong;      /* the application writes, and ends, only when all is ACKed */
    bool no_updates;     /* every window update is lost: only probes find out */
    bool slow_reader;    /* the window is often 0 */
    struct toe_grant_policy policy;

    /* host */
    struct toe_grant host;
    /* channels */
    struct to_engine h2e[QUEUE];
    struct toe_e2h_progress e2h[QUEUE];
    struct segment wire[QUEUE];
    struct ack acks[QUEUE];
    unsigned h2e_n, e2h_n, wire_n, acks_n;
    /* engine: una, nxt, max count FIN as one more */
    uint64_t una, nxt, max, wl, edge, reported_limit;
    uint64_t cwnd;
    uint8_t epoch, serial;
    bool answered, fin, range_out, dirty;
    bool range_segment; /* a fast retransmission asks for what is in flight, a probe for one byte */
    uint16_t mss;
    /* peer */
    uint64_t rn, redge;
};

static uint64_t rnd(struct world *w, uint64_t n)
{
    w->random = w->random * 6364136223846793005u + 1442695040888963407u;
    return (w->random >> 33) % n;
}

static uint64_t min64(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static uint64_t max64(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static uint64_t end_of(const struct world *w)
{
    return w->base + w->total;
}

/* ------------------------------------------------------------------------------------------------ engine */

static uint64_t limit_of(const struct world *w)
{
    return min64(max64(w->wl, w->una), w->una + w->cwnd);
}

static void new_epoch(struct world *w)
{
    if (w->answered) {
        w->epoch = (w->epoch + 1) & (w->epoch_bits_one ? 1 : 15);
        w->answered = false;
    }
    w->dirty = true;
}

static void relimit(struct world *w)
{
    uint64_t limit = limit_of(w);

    if (limit < w->reported_limit && limit < end_of(w) && w->reported_limit > w->nxt)
        new_epoch(w);
    w->reported_limit = limit;
    w->dirty = true;
}

static void transmit(struct world *w, uint64_t at, uint32_t length, bool fin)
{
    if (w->losses > 0 && rnd(w, 8) == 0) {
        w->losses--;
        return;
    }
    w->wire[w->wire_n++] = (struct segment){at, length, fin};
}

static void engine_in(struct world *w)
{
    struct to_engine m;

    if (!w->h2e_n || w->wire_n == QUEUE)
        return;
    m = w->h2e[0];
    memmove(w->h2e, w->h2e + 1, --w->h2e_n * sizeof w->h2e[0]);
    if (m.step == TOE_GRANT_EDGE) {
        w->edge = max64(w->edge, m.m.offset);
        w->fin = w->fin || m.m.fin;
    } else if (m.step == TOE_GRANT_PAYLOAD) {
        if (m.m.epoch != w->epoch)
            return; /* stale */
        w->answered = true;
        if (m.m.offset == w->nxt && m.m.length <= w->mss && m.m.offset + m.m.length <= max64(w->wl, w->una)) {
            transmit(w, m.m.offset, m.m.length, false);
            w->nxt += m.m.length;
            w->max = max64(w->max, w->nxt);
        } else {
            new_epoch(w);
        }
    } else {
        CU_ASSERT_EQUAL(m.m.epoch, w->serial);
        CU_ASSERT_TRUE(w->range_out); /* exactly once */
        CU_ASSERT_TRUE(m.m.length <= 1460);
        w->range_out = false;
        if (w->range_segment && (w->una + m.m.length > w->max || m.m.length > w->mss))
            return; /* not what the engine wants any more: the time-out will find what is missing */
        if (!w->range_segment && (m.m.length != 1 || w->wl > w->una || w->nxt != w->una))
            return; /* no probe is needed: payload has come, or the window has room and the host knows that time is over */
        if (m.m.length > 0 && m.m.offset == w->una && w->una < end_of(w)) {
            w->max = max64(w->max, w->una + m.m.length);
            transmit(w, m.m.offset, m.m.length, false);
        }
    }
}

static void engine_ack(struct world *w)
{
    struct ack a;

    if (!w->acks_n)
        return;
    a = w->acks[0];
    memmove(w->acks, w->acks + 1, --w->acks_n * sizeof w->acks[0]);
    CU_ASSERT_TRUE(a.ack <= w->max);
    if (a.ack < w->una)
        return;
    if (a.ack > w->una)
        w->cwnd = 8000;
    w->una = a.ack;
    w->nxt = max64(w->nxt, w->una);
    w->wl = a.edge;
    relimit(w);
}

static void engine_out(struct world *w)
{
    uint64_t end = end_of(w);

    if (!w->dirty || w->e2h_n == QUEUE)
        return;
    w->dirty = false;
    w->e2h[w->e2h_n++] = (struct toe_e2h_progress){
        .acked = (uint32_t)min64(w->una, end),
        .limit = (uint32_t)min64(limit_of(w), end),
        .wanted = (uint32_t)min64(w->nxt, end),
        .epoch = w->epoch,
        .serial = w->serial,
        .smss = w->mss,
        .flags = w->range_out ? TOE_LINK_FLAG_RANGE_OUT : 0,
    };
}

static void ask_range(struct world *w, bool segment)
{
    w->range_out = true;
    w->range_segment = segment;
    w->serial = (w->serial + 1) & (w->epoch_bits_one ? 1 : 15);
    w->dirty = true;
}

static void engine_timer(struct world *w)
{
    uint64_t end = end_of(w);
    bool quiet = !w->wire_n && !w->acks_n;

    switch (rnd(w, 5)) {
    case 0: /* RTO */
        if (w->nxt == w->una || (!quiet && w->spurious == 0))
            return;
        if (!quiet)
            w->spurious--;
        w->nxt = w->una;
        w->cwnd = 700;
        if (w->una < end) {
            new_epoch(w);
            w->reported_limit = limit_of(w);
        }
        return;
    case 1: /* FIN, first or again */
        if (w->fin && w->nxt == w->edge && w->wire_n < QUEUE) {
            CU_ASSERT_EQUAL(w->edge, end);
            w->nxt = w->max = end + 1;
            transmit(w, end, 0, true);
        }
        return;
    case 2: /* persist: the window is shut, or small, which is the override time-out */
        if (w->nxt == w->una && w->una < end && (w->edge > w->una || w->max > w->una) && !w->range_out && quiet)
            ask_range(w, false);
        return;
    case 3: /* fast retransmission of a segment by a range */
        if (w->fast > 0 && w->nxt > w->una && w->una < end && !w->range_out) {
            w->fast--;
            ask_range(w, true);
        }
        return;
    default: /* congestion control cuts the limit without a rewind */
        if (w->cuts > 0 && w->nxt > w->una && w->cwnd > 700) {
            w->cuts--;
            w->cwnd = 700;
            relimit(w);
        } else if (rnd(w, 50) == 0 && w->mss > 300) {
            w->mss = 300;
            w->dirty = true;
        }
        return;
    }
}

/* ------------------------------------------------------------------------------------------------ host and peer */

static void host_in(struct world *w)
{
    struct toe_e2h_progress p;
    const char *why;

    if (!w->e2h_n)
        return;
    p = w->e2h[0];
    memmove(w->e2h, w->e2h + 1, --w->e2h_n * sizeof w->e2h[0]);
    why = toe_check_progress(&w->host, &p);
    if (why)
        CU_FAIL(why);
    toe_grant_progress(&w->host, &p);
    CU_ASSERT_TRUE(w->host.acked <= w->rn); /* nothing is freed that the peer has not got */
    CU_ASSERT_TRUE(w->host.acked <= w->host.next);
}

static void host_out(struct world *w)
{
    struct to_engine m;

    if (w->h2e_n == QUEUE)
        return;
    m.step = toe_grant_next(&w->host, w->policy, &m.m);
    if (m.step == TOE_GRANT_NOTHING)
        return;
    if (m.step == TOE_GRANT_PAYLOAD) {
        CU_ASSERT_TRUE(m.m.offset >= w->host.acked && m.m.offset + m.m.length <= w->host.limit);
        CU_ASSERT_TRUE(m.m.length <= w->host.smss && m.m.length > 0);
    }
    toe_grant_sent(&w->host, m.step, &m.m);
    w->h2e[w->h2e_n++] = m;
}

static void host_app(struct world *w)
{
    uint64_t left = end_of(w) - w->host.have;

    if (w->ping_pong && w->host.acked < w->host.have)
        return;
    if (w->ping_pong && left == 0) {
        w->host.fin_wanted = true;
        return;
    }
    w->host.have += min64(left, 1 + rnd(w, 2500));
    if (w->ping_pong)
        return;
    w->host.fin_wanted = w->host.have == end_of(w);
}

static void peer_segment(struct world *w)
{
    struct segment s;

    if (!w->wire_n || w->acks_n == QUEUE)
        return;
    s = w->wire[0];
    memmove(w->wire, w->wire + 1, --w->wire_n * sizeof w->wire[0]);
    if (s.fin && w->rn == end_of(w))
        w->rn++;
    else if (!s.fin && s.at <= w->rn && s.at + s.length > w->rn && w->redge > w->rn)
        w->rn = min64(s.at + s.length, w->redge);
    if (w->losses > 0 && rnd(w, 8) == 0)
        w->losses--;
    else
        w->acks[w->acks_n++] = (struct ack){w->rn, w->redge};
}

static void peer_app(struct world *w)
{
    if (w->shrinks > 0 && w->redge > w->rn && w->acks_n < QUEUE && rnd(w, 20) == 0) {
        w->shrinks--;
        w->redge -= min64(w->redge - w->rn, 500);
        w->acks[w->acks_n++] = (struct ack){w->rn, w->redge};
    } else if (w->redge < w->rn + 4000 && (!w->slow_reader || rnd(w, 40) == 0)) {
        w->redge += 1 + rnd(w, 3000);
        if (w->acks_n < QUEUE && !w->no_updates && rnd(w, 2)) /* or the window update is lost */
            w->acks[w->acks_n++] = (struct ack){w->rn, w->redge};
    }
}

static bool done(const struct world *w)
{
    return w->una == end_of(w) + 1 && w->host.acked == end_of(w);
}

static void run(uint64_t seed)
{
    static void (*const party[])(struct world *) = {engine_in, engine_ack, engine_out,   engine_timer, host_in,
                                                    host_out,  host_app,   peer_segment, peer_app};
    struct world w = {.random = seed * 0x9e3779b97f4a7c15u + 1};
    unsigned steps = 0;

    w.base = rnd(&w, 2) ? 0xffffffffu - rnd(&w, 20000) : rnd(&w, 2) * 7;
    w.total = rnd(&w, 30000);
    w.losses = (unsigned)rnd(&w, 30);
    w.spurious = (unsigned)rnd(&w, 10);
    w.shrinks = (unsigned)rnd(&w, 5);
    w.cuts = (unsigned)rnd(&w, 5);
    w.fast = (unsigned)rnd(&w, 10);
    w.epoch_bits_one = rnd(&w, 2);
    w.ping_pong = rnd(&w, 2);
    w.no_updates = rnd(&w, 2);
    w.slow_reader = rnd(&w, 2);
    w.policy.nodelay = rnd(&w, 2);
    toe_grant_init(&w.host);
    w.host.acked = w.host.next = w.host.sent_max = w.host.limit = w.host.have = w.host.edge = w.base;
    w.una = w.nxt = w.max = w.edge = w.rn = w.base;
    w.wl = w.redge = w.base + rnd(&w, 4000);
    w.cwnd = 2920;
    w.mss = 1460;
    w.reported_limit = limit_of(&w);
    w.dirty = true;
    w.host.fin_wanted = w.total == 0;
    while (!done(&w) && steps++ < STEPS)
        party[rnd(&w, sizeof party / sizeof party[0])](&w);
    if (!done(&w)) {
        fprintf(stderr, "seed %llu: stuck at %llu of %llu\n", (unsigned long long)seed,
                (unsigned long long)(w.una - w.base), (unsigned long long)w.total);
        CU_FAIL("the stream did not end");
    }
}

static void every_byte_and_fin_arrive_whatever_the_order(void)
{
    const char *text = getenv("TOE_TEST_SEED");

    if (text) {
        run(strtoull(text, NULL, 0));
        return;
    }
    for (uint64_t seed = 1; seed <= 3000; seed++)
        run(seed);
}

int main(void)
{
    unsigned failures;
    CU_pSuite suite;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    suite = CU_add_suite("grant", NULL, NULL);
    if (!suite || !CU_add_test(suite, "every_byte_and_fin_arrive_whatever_the_order",
                               every_byte_and_fin_arrive_whatever_the_order))
        return 2;
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures ? 1 : 0;
}
