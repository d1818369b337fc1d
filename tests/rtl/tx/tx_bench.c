#include "tx_bench.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint64_t rng = 88172645463325252u;

void tx_rng_seed(uint64_t seed)
{
    rng = seed * 2654435761u + 88172645463325252u;
}

uint32_t tx_rnd(uint32_t below)
{
    rng ^= rng << 13;
    rng ^= rng >> 7;
    rng ^= rng << 17;
    return (uint32_t)(rng >> 20) % below;
}

static uint32_t rnd32(void)
{
    return tx_rnd(0x10000) << 16 | tx_rnd(0x10000);
}

/* A beat is eight words of the port struct, one after the other. */
#define WORDS(b, first) ((uint8_t *)(b)->dut + offsetof(struct tx_path_tb, first))

static bool chance(unsigned percent)
{
    return tx_rnd(100) < percent;
}

/* The neighbour table of the test: an address says by itself whether it answers, and with which MAC. The first byte of
 * a MAC tells the wire which source a frame came from. */
static bool ip_answers(uint32_t ip)
{
    return (ip & 0xff) < 200;
}
static uint64_t ip_mac(uint32_t ip)
{
    return 0x020000000000u | (uint64_t)ip * 2654435761u % 0xffffffffu;
}

static void wrong(struct tx_bench *b, const char *source, const char *what)
{
    if (b->errors++ < 10)
        printf("  cycle %llu, %s frame of %u bytes: %s\n", (unsigned long long)b->cycle, source, b->frame_bytes, what);
}

static unsigned ring_alloc(struct tx_bench *b, unsigned bytes, unsigned *addr)
{
    unsigned handle;
    for (handle = 0; handle < HANDLES && b->live[handle]; handle++)
        ;
    for (unsigned tries = 0; handle < HANDLES && tries < 20; tries++) {
        bool clash = false;
        unsigned at =
            (chance(15) ? RING_BYTES / DATA_BYTES - 1 - tx_rnd(8) : tx_rnd(RING_BYTES / DATA_BYTES)) * DATA_BYTES;
        for (unsigned h = 0; h < HANDLES; h++)
            if (b->live[h] && ((at - b->live_addr[h]) % RING_BYTES < b->live_bytes[h] + DATA_BYTES ||
                               (b->live_addr[h] - at) % RING_BYTES < bytes + DATA_BYTES))
                clash = true;
        if (!clash) {
            *addr = at;
            return handle;
        }
    }
    return HANDLES;
}

static unsigned random_payload(const struct tx_bench *b)
{
    static const unsigned edges[] = {1, 2, 3, 5, 6, 7, 8, 9, 1459, 1460, 1458, 1455, 1452};
    if (b->fixed_payload)
        return b->fixed_payload;
    if (chance(30))
        return edges[tx_rnd(sizeof edges / sizeof edges[0])];
    return 1 + (chance(60) ? tx_rnd(100) : tx_rnd(1460));
}

static struct tx_segment *random_segment(struct tx_bench *b, struct tx_segments *to, const struct tcp_expect *tuple)
{
    struct tx_segment *s = &to->queue[to->tail % QUEUE];
    memset(s, 0, sizeof *s);
    s->expect = *tuple;
    s->expect.src_mac = b->mac;
    s->expect.ttl = (uint8_t)b->dut->cfg_ttl_i;
    s->expect.seq = chance(10) ? 0xffffffffu : rnd32();
    s->expect.ack = chance(10) ? 0xffffffffu : rnd32();
    s->expect.flags = (uint8_t)tx_rnd(256);
    s->expect.payload = s->payload;
    return s;
}

static void put_action(struct tx_bench *b, const struct tx_segment *s, unsigned conn, unsigned addr)
{
    struct tx_path_tb *d = b->dut;
    d->act_conn_i = conn;
    d->act_ttl_i = s->own_ttl ? s->expect.ttl : 0;
    d->act_tos_i = s->expect.tos;
    d->act_flags_i = s->expect.flags;
    d->act_seq_i = s->expect.seq;
    d->act_ack_i = s->expect.ack;
    d->act_window_i = s->expect.window;
    d->act_urgent_i = s->expect.urgent;
    d->act_mss_valid_i = s->expect.mss != 0;
    d->act_payload_i = s->expect.payload_bytes != 0;
    d->act_handle_i = s->handle;
    d->act_addr_i = addr;
    d->act_len_bytes_i = s->expect.payload_bytes ? s->expect.payload_bytes : tx_rnd(65536);
    d->act_sum_i = s->expect.payload_bytes ? frame_sum(s->payload, s->expect.payload_bytes, 0) : tx_rnd(65536);
}

static void give_action(struct tx_bench *b)
{
    unsigned conn = b->one_peer ? 0 : tx_rnd(CONNS), addr = 0;
    bool lost = chance(b->lost_percent);
    struct tx_segment *s;

    while (ip_answers(b->tuple_of[conn].dst_ip) == lost)
        conn = (conn + 1) % CONNS;
    s = random_segment(b, &b->acts, &b->tuple_of[conn]);
    s->expect.dst_mac = ip_mac(s->expect.dst_ip);
    s->own_ttl = chance(50);
    if (s->own_ttl)
        s->expect.ttl = (uint8_t)(1 + tx_rnd(255));
    s->expect.tos = (uint8_t)(chance(50) ? 0 : tx_rnd(256));
    s->expect.window = (uint16_t)(chance(10) ? 0xffff : tx_rnd(65536));
    s->expect.urgent = (uint16_t)(chance(80) ? 0 : tx_rnd(65536));
    s->lost = lost;
    if (chance(b->payload_percent)) {
        unsigned bytes = random_payload(b);
        s->handle = ring_alloc(b, bytes, &addr);
        if (s->handle == HANDLES)
            return;
        s->expect.payload_bytes = bytes;
        for (unsigned i = 0; i < bytes; i++)
            s->payload[i] = b->ring[(addr + i) % RING_BYTES] = (uint8_t)tx_rnd(256);
        b->live[s->handle] = true;
        b->live_addr[s->handle] = addr;
        b->live_bytes[s->handle] = bytes;
    } else if (chance(b->mss_percent)) {
        s->expect.mss = (uint16_t)(b->dut->cfg_mtu_bytes_i - 40);
    }
    put_action(b, s, conn, addr);
    b->dut->act_valid_i = 1;
    b->acts.tail++;
    b->credit--;
    b->since_act = 0;
    b->act_cycle = b->cycle;
    b->lost += lost && b->dut->cfg_enable_i;
}

/* An action every second cycle at most; whoever saw act_room_o may send 8 without looking again. */
static void drive_action(struct tx_bench *b)
{
    b->dut->act_valid_i = 0;
    if (b->since_act++ < 1)
        return;
    if (b->credit == 0 && b->dut->act_room_o)
        b->credit = 8;
    if (b->credit && b->acts.tail - b->acts.head < QUEUE - 1 && chance(b->act_percent))
        give_action(b);
}

static void drive_reset(struct tx_bench *b)
{
    struct tx_path_tb *d = b->dut;
    struct tcp_expect tuple = {.src_ip = b->local_ip,
                               .dst_ip = rnd32(),
                               .src_port = (uint16_t)tx_rnd(65536),
                               .dst_port = (uint16_t)tx_rnd(65536)};
    if (d->rst_valid_i || b->rsts.tail - b->rsts.head >= QUEUE - 1 || !chance(b->rst_percent))
        return;
    if (b->sweep) {
        tuple.dst_ip = 0xfffe0000u | (b->rsts.tail & 0xffff);
        tuple.src_port = tuple.dst_port = 0xfff0;
    }
    struct tx_segment *s = random_segment(b, &b->rsts, &tuple);
    if (b->sweep) {
        s->expect.seq = s->expect.ack = 0xfff1ffff;
        s->expect.flags = 0x04;
    }
    s->expect.dst_mac = 0x040000000000u | tx_rnd(1 << 20);
    d->rst_valid_i = 1;
    d->rst_mac_i = s->expect.dst_mac;
    d->rst_ips_i = (uint64_t)tuple.src_ip << 32 | tuple.dst_ip;
    d->rst_ports_i = (uint64_t)tuple.src_port << 16 | tuple.dst_port;
    d->rst_flags_i = s->expect.flags;
    d->rst_seq_i = s->expect.seq;
    d->rst_ack_i = s->expect.ack;
    b->rsts.tail++;
}

/* The next beat of a side or raw frame; pauses happen between frames only. Bytes behind the end are noise. */
static bool next_beat(struct tx_copies *c, unsigned percent, unsigned fixed, uint8_t tag, uint8_t *beat,
                      unsigned *bytes, bool *last)
{
    struct tx_copy *f = &c->queue[c->tail % QUEUE];
    if (!c->busy) {
        if (c->tail - c->head >= QUEUE - 1 || !chance(percent))
            return false;
        f->count = fixed ? fixed : chance(50) ? 1 + tx_rnd(90) : 1 + tx_rnd(FRAME_MAX);
        for (unsigned i = 0; i < f->count; i++)
            f->bytes[i] = (uint8_t)tx_rnd(256);
        f->bytes[0] = tag;
        c->busy = true;
        c->at = 0;
    }
    unsigned left = f->count - c->at;
    *bytes = left < DATA_BYTES ? left : DATA_BYTES;
    *last = left <= DATA_BYTES;
    for (unsigned i = 0; i < DATA_BYTES; i++)
        beat[i] = (uint8_t)tx_rnd(256);
    memcpy(beat, f->bytes + c->at, *bytes);
    return true;
}

static void beat_taken(struct tx_copies *c)
{
    c->at += DATA_BYTES;
    if (c->at >= c->queue[c->tail % QUEUE].count) {
        c->busy = false;
        c->tail++;
    }
}

static void drive_copies(struct tx_bench *b)
{
    struct tx_path_tb *d = b->dut;
    uint8_t beat[BEAT_MAX] = {0};
    unsigned bytes;
    bool last;
    if (!d->side_valid_i && next_beat(&b->side, b->side_percent, b->fixed_copy, 0xa1, beat, &bytes, &last)) {
        d->side_valid_i = 1;
        memcpy(WORDS(b, side0_i), beat, BEAT_MAX);
        d->side_bytes_i = bytes;
        d->side_last_i = last;
    }
    if (!d->raw_valid_i && next_beat(&b->raw, b->raw_percent, b->fixed_copy, 0xb1, beat, &bytes, &last)) {
        d->raw_valid_i = 1;
        memcpy(WORDS(b, raw0_i), beat, BEAT_MAX);
        d->raw_bytes_i = bytes;
        d->raw_last_i = last;
    }
}

/* The action's tuple; the payload beats asked for two cycles ago; the neighbour's answer after its own time. */
static void drive_answers(struct tx_bench *b)
{
    struct tx_path_tb *d = b->dut;
    const uint8_t *beat = b->read[1];
    const struct tcp_expect *t = &b->tuple_of[d->act_conn_i % CONNS];
    d->tuple_ips_i = d->act_valid_i ? (uint64_t)t->src_ip << 32 | t->dst_ip : (uint64_t)rnd32() << 32 | rnd32();
    d->tuple_ports_i = d->act_valid_i ? (uint64_t)t->src_port << 16 | t->dst_port : rnd32();
    memcpy(WORDS(b, sb0_i), beat, BEAT_MAX);
    d->tx_nb_rsp_i = b->nb_wait == 1;
    if (b->nb_wait && --b->nb_wait == 0) {
        d->tx_nb_state_i = ip_answers(b->nb_ip) ? 0 : 1 + tx_rnd(2);
        d->tx_nb_mac_i = ip_mac(b->nb_ip) ^ b->moved;
    }
}

static void note_questions(struct tx_bench *b)
{
    struct tx_path_tb *d = b->dut;
    memcpy(b->read[1], b->read[0], sizeof b->read[1]);
    for (unsigned i = 0; i < BEAT_MAX; i++)
        b->read[0][i] = (uint8_t)tx_rnd(256);
    if (d->sb_rd_en_o)
        memcpy(b->read[0], &b->ring[d->sb_rd_addr_o % RING_BYTES], DATA_BYTES);
    if (d->tx_nb_valid_o) {
        if (b->nb_wait)
            wrong(b, "no", "a second question to the neighbour table");
        b->nb_wait = b->nb_cycles ? b->nb_cycles : 1 + tx_rnd(8);
        b->nb_ip = (uint32_t)d->tx_nb_ip_o;
    }
    if (d->sb_free_valid_o) {
        unsigned h = (unsigned)d->sb_free_handle_o;
        if (!b->live[h])
            wrong(b, "no", "a payload given back twice");
        b->live[h] = false;
        b->freed++;
        for (unsigned i = 0; i < b->live_bytes[h]; i++) /* somebody else's from now on */
            b->ring[(b->live_addr[h] + i) % RING_BYTES] ^= 0xff;
    }
}

static void end_of_copy(struct tx_bench *b, struct tx_copies *c, unsigned source, const char *name)
{
    const struct tx_copy *f = &c->queue[c->head % QUEUE];
    const char *bad = c->head == c->tail && !c->busy ? "out of nothing"
                                                     : frame_check_copy(b->frame, b->frame_bytes, f->bytes, f->count);
    if (bad)
        wrong(b, name, bad);
    b->from[source]++;
    c->head++;
}

static void end_of_segment(struct tx_bench *b, struct tx_segments *q, unsigned source, const char *name)
{
    const char *bad;
    while (q->head != q->tail && q->queue[q->head % QUEUE].lost)
        q->head++;
    if (q->head == q->tail)
        bad = "out of nothing";
    else
        bad = frame_check_tcp(b->frame, b->frame_bytes, &q->queue[q->head % QUEUE].expect);
    if (bad)
        wrong(b, name, bad);
    b->expect_segments++;
    b->expect_rsts += q->queue[q->head % QUEUE].expect.flags >> 2 & 1;
    b->from[source]++;
    q->head++;
}

static void end_of_frame(struct tx_bench *b)
{
    b->frames++;
    switch (b->frame[0]) {
    case 0xa1:
        end_of_copy(b, &b->side, 2, "side");
        break;
    case 0xb1:
        end_of_copy(b, &b->raw, 3, "raw");
        break;
    case 0x04:
        end_of_segment(b, &b->rsts, 1, "reset");
        break;
    default:
        end_of_segment(b, &b->acts, 0, "segment");
        break;
    }
    /* Preamble and gap: a frame may start a fraction of a beat early, never more, and never again and again. */
    int64_t start = (int64_t)(b->start_cycle * DATA_BYTES);
    if (start + DATA_BYTES - 1 < b->wire_free)
        b->gap_errors++;
    b->wire_free = (start > b->wire_free ? start : b->wire_free) + b->frame_bytes + 20;
}

static void watch_wire(struct tx_bench *b)
{
    struct tx_path_tb *d = b->dut;
    uint8_t beat[BEAT_MAX];
    b->stat_frames += (unsigned)d->stat_frame_o;
    b->stat_segments += (unsigned)d->stat_segment_o;
    b->stat_rsts += (unsigned)d->stat_rst_o;
    b->stat_lost += (unsigned)d->stat_no_neighbour_o;
    if (!d->tx_valid_o) {
        if (b->inside)
            wrong(b, "any", "a gap inside");
        b->inside = false;
        return;
    }
    if (!b->inside) {
        b->frame_bytes = 0;
        b->start_cycle = b->cycle;
        if (b->starts++ == 0)
            b->first_start = b->cycle;
        b->last_start = b->cycle;
    }
    memcpy(beat, WORDS(b, tx0_o), BEAT_MAX);
    unsigned n = d->tx_last_o ? (unsigned)d->tx_bytes_o : DATA_BYTES;
    if (n == 0 || n > DATA_BYTES || b->frame_bytes + n > FRAME_MAX + 4)
        wrong(b, "any", "byte count of a beat or length");
    else
        memcpy(b->frame + b->frame_bytes, beat, n);
    b->frame_bytes += n;
    b->inside = !d->tx_last_o;
    if (d->tx_last_o)
        end_of_frame(b);
}

void tx_bench_cycle(struct tx_bench *b)
{
    struct tx_path_tb *d = b->dut;
    drive_action(b);
    drive_reset(b);
    drive_copies(b);
    drive_answers(b);
    tx_path_tb_eval(d);
    note_questions(b);
    watch_wire(b);
    bool rst_taken = d->rst_valid_i && d->rst_ready_o, side_taken = d->side_valid_i && d->side_ready_o,
         raw_taken = d->raw_valid_i && d->raw_ready_o;
    tx_path_tb_clock(d);
    if (rst_taken)
        d->rst_valid_i = 0;
    if (side_taken) {
        d->side_valid_i = 0;
        beat_taken(&b->side);
    }
    if (raw_taken) {
        d->raw_valid_i = 0;
        beat_taken(&b->raw);
    }
    b->cycle++;
}

void tx_bench_drain(struct tx_bench *b)
{
    b->act_percent = b->rst_percent = b->side_percent = b->raw_percent = 0;
    b->credit = 0;
    for (unsigned i = 0; i < 400000; i++) {
        tx_bench_cycle(b);
        tx_path_tb_eval(b->dut);
        if (b->dut->idle_o && !b->side.busy && !b->raw.busy && !b->dut->rst_valid_i)
            break;
    }
    while (b->acts.head != b->acts.tail && b->acts.queue[b->acts.head % QUEUE].lost)
        b->acts.head++;
}

void tx_bench_init(struct tx_bench *b)
{
    memset(b, 0, sizeof *b);
    b->dut = tx_path_tb_new();
    b->local_ip = 0xc0a80102;
    b->mac = 0x021122334455;
    b->wire_free = -1000000;
    b->dut->cfg_mac_i = b->mac;
    b->dut->cfg_ttl_i = 64;
    b->dut->cfg_mtu_bytes_i = 1500;
    b->dut->cfg_enable_i = 1;
    for (unsigned i = 0; i < CONNS; i++) {
        b->tuple_of[i].src_ip = b->local_ip;
        b->tuple_of[i].dst_ip = (rnd32() & 0xffffff00u) | (i % 8 ? tx_rnd(200) : 200 + tx_rnd(56));
        b->tuple_of[i].src_port = (uint16_t)tx_rnd(65536);
        b->tuple_of[i].dst_port = (uint16_t)tx_rnd(65536);
    }
    b->dut->rst_i = 1;
    tx_path_tb_clock(b->dut);
    tx_path_tb_clock(b->dut);
    b->dut->rst_i = 0;
}

void tx_bench_free(struct tx_bench *b)
{
    tx_path_tb_free(b->dut);
}
