/* rx_bench: see rx_bench.h */
#include "rx_bench.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { D = RTL_DATA_BYTES, COPY_NOBODY = 0, COPY_ECHO = 1, COPY_RAW = 2 };

uint32_t bench_random(struct rx_bench *b)
{
    b->seed ^= b->seed << 13;
    b->seed ^= b->seed >> 7;
    b->seed ^= b->seed << 17;
    return (uint32_t)(b->seed >> 16);
}

static bool chance(struct rx_bench *b, unsigned percent)
{
    return percent && bench_random(b) % 100 < percent;
}

#if defined(__GNUC__)
__attribute__((format(printf, 2, 3)))
#endif
static void
complain(struct rx_bench *b, const char *form, ...)
{
    if (b->wrong++ == 0) {
        va_list args;
        va_start(args, form);
        vsnprintf(b->first_wrong, sizeof b->first_wrong, form, args);
        va_end(args);
        fprintf(stderr, "\n  cycle %ld: %s\n", b->cycle, b->first_wrong);
    }
}

static void words_in(struct rx_path_tb *io, const uint8_t beat[64])
{
    uint64_t w[8];
    memcpy(w, beat, sizeof w);
    io->d0_i = w[0], io->d1_i = w[1], io->d2_i = w[2], io->d3_i = w[3];
    io->d4_i = w[4], io->d5_i = w[5], io->d6_i = w[6], io->d7_i = w[7];
}

bool bench_open(struct rx_bench *b, uint64_t seed)
{
    memset(b, 0, sizeof *b);
    b->io = rx_path_tb_new();
    b->frames = calloc(BENCH_FRAMES, sizeof *b->frames);
    if (!b->io || !b->frames)
        return false;
    b->seed = seed;
    b->host = (struct host){true, 0x020000000001u, 0x0A000001u, 24, 1500};
    b->gap_bytes = 20;
    b->read_slot = -1;
    b->io->rst_i = 1;
    for (int i = 0; i < 4; i++)
        rx_path_tb_clock(b->io);
    b->io->rst_i = 0;
    return true;
}

void bench_close(struct rx_bench *b)
{
    if (b->io)
        rx_path_tb_free(b->io);
    free(b->frames);
}

/* stat_frame_o: the oldest frame on its way has ended. */
static void check_end(struct rx_bench *b)
{
    struct rx_path_tb *io = b->io;
    if (b->ended == b->sent) {
        complain(b, "a frame ended that was never sent");
        return;
    }
    const struct sent *s = &b->frames[b->ended % BENCH_FRAMES];
    const struct expected *e = &s->expect;
    bool overflow = io->disp_valid_o && io->disp_o == DROP_OVERFLOW;
    if (overflow && e->outcome == OUT_SEGMENT) {
        b->overflows++;
        if (!b->may_overflow)
            complain(b, "frame %u: overflow", b->ended);
    } else if ((bool)io->disp_valid_o != (e->outcome == OUT_DROP) ||
               (io->disp_valid_o && io->disp_o != e->disposition)) {
        complain(b, "frame %u (%zu bytes): disposition %d %u, wanted outcome %d %d", b->ended, s->frame.n,
                 (int)io->disp_valid_o, (unsigned)io->disp_o, e->outcome, e->disposition);
    } else if (e->outcome == OUT_SEGMENT) {
        b->segments[b->seg_tail++ % BENCH_FRAMES] = b->ended;
    }
    if (io->disp_valid_o)
        b->dropped[io->disp_o]++;
    if ((bool)io->arp_valid_o != e->arp)
        complain(b, "frame %u: ARP %d", b->ended, (int)io->arp_valid_o);
    const uint8_t *a = s->frame.b + 14;
    if (io->arp_valid_o &&
        (io->arp_form_o != ((uint64_t)get32(a) << 32 | get32(a + 4)) || io->arp_sha_o != get48(a + 8) ||
         io->arp_spa_o != get32(a + 14) || io->arp_tha_o != get48(a + 18) || io->arp_tpa_o != get32(a + 24)))
        complain(b, "frame %u: wrong ARP fields", b->ended);
    if ((bool)io->stat_segment_o != e->tcp)
        complain(b, "frame %u: counted as a segment: %d", b->ended, (int)io->stat_segment_o);
    b->arps += e->outcome == OUT_ARP;
    b->counted += (unsigned)io->stat_segment_o;
    b->ended++;
}

static void check_copy(struct rx_bench *b)
{
    struct rx_path_tb *io = b->io;
    uint64_t w[8] = {io->c0_o, io->c1_o, io->c2_o, io->c3_o, io->c4_o, io->c5_o, io->c6_o, io->c7_o};
    if (io->copy_valid_o) {
        if (b->copy_at + D <= sizeof b->copy)
            memcpy(b->copy + b->copy_at, w, D);
        b->copy_at += D;
    }
    if (!io->copy_end_o)
        return;
    if (b->copied == b->sent) {
        complain(b, "a copy ended that was never sent");
        return;
    }
    const struct sent *s = &b->frames[b->copied % BENCH_FRAMES];
    unsigned want = s->expect.outcome == OUT_ECHO ? COPY_ECHO : s->expect.outcome == OUT_RAW ? COPY_RAW : COPY_NOBODY;
    if (io->copy_class_o != want)
        complain(b, "frame %u: copied for %u, wanted %u", b->copied, (unsigned)io->copy_class_o, want);
    if (want != COPY_NOBODY && io->copy_bytes_o != s->frame.n - 4)
        complain(b, "frame %u: copy of %u bytes", b->copied, (unsigned)io->copy_bytes_o);
    size_t whole = (s->frame.n + D - 1) / D * D;
    if ((want != COPY_NOBODY && b->copy_at != whole) || b->copy_at > whole ||
        memcmp(b->copy, s->frame.b, b->copy_at < s->frame.n ? b->copy_at : s->frame.n) != 0)
        complain(b, "frame %u: copy differs", b->copied);
    if (s->expect.outcome == OUT_SEGMENT && b->copy_at > 14 + 4 * (s->frame.b[14] & 15u) + 14)
        complain(b, "frame %u: copied behind its TCP flags", b->copied);
    b->echoes += want == COPY_ECHO;
    b->raws += want == COPY_RAW;
    b->copied++;
    b->copy_at = 0;
}

/* A segment was taken in the cycle just over: `io` still has its fields from before the edge, in `seg`. */
static void check_segment(struct rx_bench *b, const struct rx_path_tb *seg)
{
    if (b->seg_head == b->seg_tail) {
        complain(b, "a segment came that nobody sent");
        return;
    }
    unsigned index = b->segments[b->seg_head++ % BENCH_FRAMES];
    const struct sent *s = &b->frames[index % BENCH_FRAMES];
    const uint8_t *ip = s->frame.b + 14, *t = s->frame.b + s->expect.tcp_at;
    b->segs++;
    if (seg->seg_local_ip_o != get32(ip + 16) || seg->seg_remote_ip_o != get32(ip + 12) ||
        seg->seg_local_port_o != get16(t + 2) || seg->seg_remote_port_o != get16(t) ||
        seg->seg_src_mac_o != get48(s->frame.b + 6) || seg->seg_seq_o != get32(t + 4) ||
        seg->seg_ack_o != get32(t + 8) || seg->seg_flags_o != t[13] || seg->seg_window_o != get16(t + 14) ||
        seg->seg_urgent_o != get16(t + 18))
        complain(b, "frame %u: wrong segment fields", index);
    if ((bool)seg->seg_mss_valid_o != s->expect.mss_valid || (s->expect.mss_valid && seg->seg_mss_o != s->expect.mss))
        complain(b, "frame %u: MSS %d %u, wanted %d %u", index, (int)seg->seg_mss_valid_o, (unsigned)seg->seg_mss_o,
                 s->expect.mss_valid, s->expect.mss);
    if (seg->seg_len_o != s->expect.payload_bytes)
        complain(b, "frame %u: %u bytes of payload", index, (unsigned)seg->seg_len_o);
    else if (s->expect.payload_bytes) {
        if (b->held_count == BENCH_HELD)
            complain(b, "more payloads than handles");
        else
            b->held[b->held_count++] =
                (struct held){(unsigned)seg->seg_handle_o, false, index, (unsigned)seg->seg_addr_o};
    }
}

/* A lookup that began with a segment's ends: the next segment has them, or none comes and that is said before. */
static void check_ends(struct rx_bench *b, const struct rx_path_tb *io)
{
    const struct rx_path_tb *e = &b->ends;
    if (io->ends_void_o) {
        if (!b->looked_up)
            complain(b, "void without a lookup");
        if (b->seg_tail > 0 && b->segments[(b->seg_tail - 1) % BENCH_FRAMES] == b->ended - 1)
            complain(b, "void, but the segment was kept");
        b->looked_up = false;
        b->voids++;
    }
    if (io->seg_valid_o && b->looked_up) {
        if (io->seg_local_ip_o != e->ends_ips_o >> 32 || io->seg_remote_ip_o != (uint32_t)e->ends_ips_o ||
            io->seg_local_port_o != e->ends_ports_o >> 16 || io->seg_remote_port_o != (uint16_t)e->ends_ports_o ||
            (io->seg_flags_o >> 1 & 1) != e->ends_syn_o || (io->seg_flags_o >> 4 & 1) != e->ends_ack_o)
            complain(b, "another segment came than the one that was looked up");
        b->looked_up = false;
    }
    if (io->ends_valid_o && io->ends_ready_i) {
        if (b->looked_up || io->seg_valid_o)
            complain(b, "ends out of turn");
        b->ends = *io;
        b->looked_up = true;
        b->ahead++;
    }
}

/* Reads one held payload after the other, a beat a cycle, and compares. */
static void read_payload(struct rx_bench *b)
{
    struct rx_path_tb *io = b->io;
    io->fb_rd_en_i = 0;
    if (b->read_slot < 0) {
        for (unsigned i = 0; i < b->held_count && b->read_slot < 0; i++)
            if (!b->held[i].read)
                b->read_slot = (int)i;
        b->read_next = b->read_got = 0;
        if (b->read_slot < 0)
            return;
    }
    const struct held *h = &b->held[b->read_slot];
    size_t beats = (h->addr % D + b->frames[h->sent % BENCH_FRAMES].expect.payload_bytes + D - 1) / D;
    if (b->read_next < beats) {
        io->fb_rd_en_i = 1;
        io->fb_rd_addr_i = (h->addr + b->read_next * D) % RTL_RX_BYTES;
        b->read_next++;
    }
}

static void take_read(struct rx_bench *b, bool issued)
{
    struct rx_path_tb *io = b->io;
    b->reads[1] = b->reads[0];
    b->reads[0] = issued;
    if (!b->reads[1] || b->read_slot < 0)
        return;
    uint64_t w[8] = {io->f0_o, io->f1_o, io->f2_o, io->f3_o, io->f4_o, io->f5_o, io->f6_o, io->f7_o};
    memcpy(b->read_data + b->read_got * D, w, D);
    b->read_got++;
    struct held *h = &b->held[b->read_slot];
    const struct sent *s = &b->frames[h->sent % BENCH_FRAMES];
    size_t beats = (h->addr % D + s->expect.payload_bytes + D - 1) / D;
    if (b->read_got == beats) {
        if (memcmp(b->read_data + h->addr % D, s->frame.b + s->expect.payload_at, s->expect.payload_bytes) != 0)
            complain(b, "frame %u: payload differs", h->sent);
        h->read = true;
        b->read_slot = -1;
    }
}

/* Gives a random payload back that has been read, through a random port. */
static void give_back(struct rx_bench *b)
{
    struct rx_path_tb *io = b->io;
    io->free0_valid_i = io->free1_valid_i = io->free2_valid_i = 0;
    if (b->held_count == 0 || chance(b, b->hold_percent))
        return;
    unsigned i = bench_random(b) % b->held_count;
    if (!b->held[i].read)
        return;
    unsigned handle = b->held[i].handle;
    switch (bench_random(b) % 3) {
    case 0:
        io->free0_valid_i = 1, io->free0_i = handle;
        break;
    case 1:
        io->free1_valid_i = 1, io->free1_i = handle;
        break;
    default:
        io->free2_valid_i = 1, io->free2_i = handle;
        break;
    }
    b->held_count--;
    b->held[i] = b->held[b->held_count];
    if (b->read_slot == (int)b->held_count)
        b->read_slot = (int)i;
}

void bench_tick(struct rx_bench *b)
{
    struct rx_path_tb *io = b->io;
    io->enable_i = b->host.enable;
    io->mac_i = b->host.mac;
    io->ip_i = b->host.ip;
    io->prefix_i = b->host.prefix;
    io->mtu_i = b->host.mtu;
    io->seg_ready_i = !chance(b, b->seg_stall_percent);
    io->ends_ready_i = !b->looked_up && !io->seg_valid_o && !chance(b, b->seg_stall_percent);
    give_back(b);
    read_payload(b);
    rx_path_tb_eval(io);
    struct rx_path_tb before = *io;
    rx_path_tb_clock(io);
    b->cycle++;
    check_ends(b, &before);
    if (before.seg_valid_o && before.seg_ready_i)
        check_segment(b, &before);
    if (before.seg_valid_o && !before.seg_ready_i && !io->seg_valid_o)
        complain(b, "a segment went away");
    if (io->seg_valid_o && !b->seg_was_valid && b->sent)
        b->latency = b->cycle - b->frames[(b->sent - 1) % BENCH_FRAMES].last_cycle;
    b->seg_was_valid = io->seg_valid_o;
    if (before.seg_soon_o && (before.seg_valid_o || !io->seg_valid_o))
        complain(b, "a segment was announced and did not come");
    b->announced += before.seg_soon_o;
    take_read(b, before.fb_rd_en_i);
    if (io->stat_frame_o)
        check_end(b);
    else if (io->disp_valid_o || io->arp_valid_o || io->stat_segment_o)
        complain(b, "accounting without a frame");
    check_copy(b);
}

unsigned bench_send(struct rx_bench *b, const struct frame *f)
{
    struct rx_path_tb *io = b->io;
    unsigned index = b->sent;
    struct sent *s = &b->frames[index % BENCH_FRAMES];
    /* the gap, whole bytes carried from frame to frame as a MAC does */
    while ((double)b->cycle * D < b->wire_time) {
        io->rx_valid_i = 0;
        bench_tick(b);
    }
    if (b->wire_time < (double)b->cycle * D - D)
        b->wire_time = (double)b->cycle * D;
    s->frame = *f;
    s->expect = frame_expect(f, &b->host);
    b->sent++;
    for (size_t at = 0; at < f->n; at += D) {
        uint8_t beat[64];
        size_t k = f->n - at < D ? f->n - at : D;
        for (size_t i = 0; i < sizeof beat; i++)
            beat[i] = i < k ? f->b[at + i] : (uint8_t)bench_random(b);
        words_in(io, beat);
        io->rx_valid_i = 1;
        io->rx_last_i = at + k == f->n;
        io->rx_bytes_i = io->rx_last_i ? k : bench_random(b) % (D + 1);
        io->rx_error_i = io->rx_last_i ? f->error : bench_random(b) % 2;
        s->last_cycle = b->cycle;
        bench_tick(b);
        io->rx_valid_i = 0;
        while (!io->rx_last_i && chance(b, b->stall_percent)) {
            bench_tick(b);
            b->wire_time += D;
        }
    }
    b->wire_time += (double)f->n + b->gap_bytes;
    return index;
}

bool bench_drain(struct rx_bench *b)
{
    unsigned keep = b->seg_stall_percent, hold = b->hold_percent;
    b->io->rx_valid_i = 0;
    b->seg_stall_percent = b->hold_percent = 0;
    long limit = b->cycle + 40000;
    int quiet = 0;
    while (quiet < 40 && b->cycle < limit) {
        bench_tick(b);
        quiet = b->io->idle_o && b->held_count == 0 ? quiet + 1 : 0;
    }
    b->seg_stall_percent = keep;
    b->hold_percent = hold;
    b->wire_time = (double)b->cycle * D;
    if (b->looked_up)
        complain(b, "a lookup waits for a segment that does not come");
    if (b->ended != b->sent || b->copied != b->sent || b->seg_head != b->seg_tail || !b->io->idle_o)
        complain(b, "sent %u, ended %u, copied %u, segments missing %u", b->sent, b->ended, b->copied,
                 b->seg_tail - b->seg_head);
    /* invariant 7: every frame under exactly one ending */
    unsigned sum = b->segs + b->arps + b->echoes + b->raws;
    for (int i = 0; i < 32; i++)
        sum += b->dropped[i];
    if (sum != b->sent)
        complain(b, "%u frames sent, %u accounted for", b->sent, sum);
    return b->wrong == 0;
}
