/* link_bench.c: one cycle of everything around link_path. */
#include "link_bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

uint64_t bench_random(struct bench *b)
{
    b->seed ^= b->seed << 13;
    b->seed ^= b->seed >> 7;
    b->seed ^= b->seed << 17;
    return b->seed * 0x2545f4914f6cdd1dull;
}

unsigned bench_below(struct bench *b, unsigned n)
{
    return (unsigned)((bench_random(b) >> 33) % n);
}

bool bench_chance(struct bench *b, unsigned percent)
{
    return percent && bench_below(b, 100) < percent;
}

void bench_stalls(struct bench *b, unsigned percent)
{
    b->in_idle = b->out_stall = b->cmd_stall = b->pay_stall = b->snap_stall = b->raw_stall = percent;
    b->tuple_wait = b->copy_idle = percent;
}

uint32_t get32(const uint8_t *p)
{
    return p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

static void put32(uint8_t *p, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (uint8_t)(v >> (8 * i));
}

static void to_ports(uint64_t *ports, const uint8_t *bytes)
{
    for (unsigned w = 0; w < 8; w++) {
        ports[w] = 0;
        for (unsigned i = 0; i < 8 && 8 * w + i < BEAT; i++)
            ports[w] |= (uint64_t)bytes[8 * w + i] << (8 * i);
    }
}

static void from_ports(uint8_t *bytes, const uint64_t *ports)
{
    for (unsigned i = 0; i < BEAT; i++)
        bytes[i] = (uint8_t)(ports[i / 8] >> (8 * (i % 8)));
}

uint32_t tuple_remote_ip(unsigned conn)
{
    return 0x0a000000u + conn * 77u;
}

struct bench *bench_new(uint64_t seed)
{
    struct bench *b = calloc(1, sizeof *b);
    b->io = link_path_tb_new();
    b->seed = seed * 0x9e3779b97f4a7c15ull + 1;
    b->in = malloc(STREAM);
    b->out = malloc(STREAM);
    b->out_cycle = malloc(STREAM / BEAT * sizeof *b->out_cycle);
    b->raws = calloc(LOG / 16, sizeof *b->raws);
    b->tcbs = calloc(65536, sizeof *b->tcbs);
    b->want = calloc(65536, sizeof *b->want);
    b->copies = calloc(4096, sizeof *b->copies);
    for (int i = 0; i < 3; i++)
        b->sb_pipe[i] = b->fb_pipe[i] = -1;
    b->free_wait = 90;
    b->dlv_cycle = b->mark_cycle = -2;
    for (size_t i = 0; i < sizeof b->fb; i++)
        b->fb[i] = (uint8_t)(bench_random(b) >> 20);
    b->io->rst_i = 1;
    for (int i = 0; i < 3; i++)
        link_path_tb_clock(b->io);
    b->io->rst_i = 0;
    bench_run(b, RTL_CONNS + 80); /* the memories clear themselves */
    return b;
}

void bench_free(struct bench *b)
{
    link_path_tb_free(b->io);
    free(b->in);
    free(b->out);
    free(b->out_cycle);
    free(b->raws);
    free(b->tcbs);
    free(b->want);
    free(b->copies);
    free(b);
}

/* ---------------------------------------------------------------- before the edge: inputs */
static void drive_host(struct bench *b)
{
    struct link_path_tb *io = b->io;
    if (!b->in_valid)
        b->in_valid = b->in_pos < b->in_len && !bench_chance(b, b->in_idle);
    io->in_valid_i = b->in_valid;
    if (b->in_valid)
        to_ports(&io->in0_i, b->in + b->in_pos);
    io->out_ready_i = !bench_chance(b, b->out_stall);
    io->link_reset_i = b->reset_link;
    b->reset_link = false;
}

static void drive_pipeline(struct bench *b)
{
    struct link_path_tb *io = b->io;
    io->cmd_ready_i = !bench_chance(b, b->cmd_stall);
    io->pay_ready_i = !bench_chance(b, b->pay_stall);
    io->snap_ready_i = !bench_chance(b, b->snap_stall);
    io->stat_i = b->stat;
    io->disp_valid_i = b->disp_valid;
    io->disp_i = b->disp_value;
    b->stat = b->disp_valid = 0;

    io->dirty_valid_i = b->mark_head < b->mark_tail && b->cycle >= b->mark_cycle + 2;
    if (io->dirty_valid_i) {
        unsigned conn = b->marks[b->mark_head].conn, what = b->marks[b->mark_head].what;
        io->dirty_conn_i = conn;
        io->dirty_what_i = what;
        b->want[conn] |= what;
        b->mark_head++;
        b->mark_cycle = b->cycle;
    }
    io->closed_valid_i = b->close_head < b->close_tail && b->mark_head == b->mark_tail && !io->dirty_valid_i;
    if (io->closed_valid_i) {
        io->closed_conn_i = b->closes[b->close_head].conn;
        b->want[b->closes[b->close_head].conn] |= MARK_FINAL;
        b->close_head++;
    }
    io->snap_rsp_i = b->n_given < b->n_answers && b->answers[b->n_given].due == b->cycle;
    if (io->snap_rsp_i) {
        struct answer *a = &b->answers[b->n_given++];
        const struct tcb *t = &a->tcb;
        a->dlv_before = b->dlv_head;
        io->rsp_conn_i = a->conn, io->rsp_what_i = a->what, io->rsp_state_i = t->state, io->rsp_err_i = t->err;
        io->rsp_fin_i = t->fin, io->rsp_fin_acked_i = t->fin_acked, io->rsp_acked_i = t->acked,
        io->rsp_limit_i = t->limit;
        io->rsp_wanted_i = t->wanted, io->rsp_epoch_i = t->epoch, io->rsp_serial_i = t->serial;
        io->rsp_range_out_i = t->range_out, io->rsp_smss_i = t->smss, io->rsp_rcv_offset_i = t->rcv_offset;
        io->rsp_snd_wnd_i = t->snd_wnd, io->rsp_cwnd_i = t->cwnd, io->rsp_rcv_wnd_i = t->rcv_wnd,
        io->rsp_iss_i = t->iss, io->rsp_irs_i = t->irs;
        io->rsp_srtt_i = t->srtt, io->rsp_rttvar_i = t->rttvar, io->rsp_rto_i = t->rto, io->rsp_retries_i = t->retries;
    }
    const struct delivery *d = &b->deliveries[b->dlv_head % LOG];
    io->dlv_valid_i = b->dlv_head < b->dlv_tail && io->dlv_room_o && !io->snap_rsp_i && b->cycle >= b->dlv_cycle + 2 &&
                      (b->dlv_burst || bench_chance(b, 20));
    if (io->dlv_valid_i) {
        io->dlv_conn_i = d->conn, io->dlv_announce_i = d->announce, io->dlv_smss_i = d->smss,
        io->dlv_payload_i = d->payload;
        io->dlv_urgent_i = d->urgent, io->dlv_urgent_end_i = d->urgent_end;
        io->dlv_handle_i = d->handle, io->dlv_addr_i = d->addr, io->dlv_len_i = d->len;
        io->dlv_offset_i = d->offset, io->dlv_rcv_offset_i = d->rcv_offset;
        b->dlv_head++;
        b->dlv_cycle = b->cycle;
    }
    io->tuple_rsp_i = b->tuple_busy && !bench_chance(b, b->tuple_wait);
    if (io->tuple_rsp_i) {
        unsigned conn = (unsigned)io->tuple_conn_o;
        io->tuple_remote_ip_i = tuple_remote_ip(conn), io->tuple_local_ip_i = 0xc0a80000u + conn;
        io->tuple_remote_port_i = (1000 + conn) & 0xffff, io->tuple_local_port_i = (80 + 3 * conn) & 0xffff;
        b->tuple_busy = false;
    }
}

static void drive_buffers(struct bench *b)
{
    struct link_path_tb *io = b->io;
    uint8_t beat[64] = {0};
    int at = b->fb_pipe[1];
    if (at >= 0)
        for (unsigned i = 0; i < BEAT; i++)
            beat[i] = b->fb[((unsigned)at / BEAT * BEAT + i) & 0xffff];
    to_ports(&io->fb0_i, beat);

    io->sb_rd_en_i = io->sb_free0_valid_i = io->sb_free1_valid_i = 0;
    if (!b->sb_reading && b->n_live && !b->sb_keep && !bench_chance(b, b->free_wait)) {
        unsigned pick = bench_below(b, b->n_live);
        b->sb_index = b->sb_live[pick];
        b->sb_live[pick] = b->sb_live[--b->n_live];
        b->sb_beat = 0;
        b->sb_reading = true;
    }
    if (b->sb_reading) {
        const struct payload *p = &b->payloads[b->sb_index];
        if (b->sb_beat * BEAT < p->len) {
            io->sb_rd_en_i = 1;
            io->sb_rd_addr_i = (p->addr + b->sb_beat * BEAT) & 0xffff;
        } else {
            if (b->sb_index & 1)
                io->sb_free1_valid_i = 1, io->sb_free1_i = p->handle;
            else
                io->sb_free0_valid_i = 1, io->sb_free0_i = p->handle;
            b->sb_reading = false;
            b->freed_sb++;
        }
    }
    io->copy_valid_i = io->copy_end_i = 0;
    if (b->copy_head < b->copy_tail && !bench_chance(b, b->copy_idle)) {
        const struct copied *c = &b->copies[b->copy_head % 4096];
        if (b->copy_pos < c->len + 4) { /* the FCS comes too */
            io->copy_valid_i = 1;
            memcpy(beat, c->bytes + b->copy_pos, BEAT);
            to_ports(&io->copy0_i, beat);
            b->copy_pos += BEAT;
        }
        if (b->copy_pos >= c->len + 4 && (!io->copy_valid_i || (BEAT > 8 && bench_chance(b, 50)))) {
            io->copy_end_i = 1;
            io->copy_class_i = c->class;
            io->copy_bytes_i = c->len;
            b->copy_pos = 0;
            b->copy_head++;
        }
    }
    io->raw_ready_i = !bench_chance(b, b->raw_stall);
}

/* ---------------------------------------------------------------- before the edge: what is taken */
static void sample_host(struct bench *b)
{
    struct link_path_tb *io = b->io;
    if (io->in_valid_i && io->in_ready_o) {
        b->in_pos += BEAT;
        b->in_valid = false;
        b->last_in_cycle = b->cycle;
    }
    if (io->out_valid_o && io->out_ready_i && b->out_len + BEAT <= STREAM) {
        from_ports(b->out + b->out_len, &io->out0_o);
        b->out_cycle[b->out_len / BEAT] = b->cycle;
        b->out_len += BEAT;
    }
    if (io->listen_valid_o || io->unlisten_valid_o) {
        b->listens[b->n_listens].kind = (unsigned)io->listen_valid_o;
        b->listens[b->n_listens].listener = (unsigned)io->listener_o;
        b->listens[b->n_listens].port = (unsigned)io->listen_port_o;
        b->listens[b->n_listens++ % LOG].ip = (uint32_t)io->listen_ip_o;
    }
}

static void sample_pipeline(struct bench *b)
{
    struct link_path_tb *io = b->io;
    if (io->cmd_valid_o && io->cmd_ready_i && b->n_commands < LOG)
        b->commands[b->n_commands++] =
            (struct command){(unsigned)io->cmd_conn_o, (unsigned)io->cmd_op_o,   (uint32_t)io->cmd_arg0_o,
                             (uint32_t)io->cmd_arg1_o, (uint32_t)io->cmd_arg2_o, (uint32_t)io->cmd_arg3_o};
    if (io->pay_valid_o && io->pay_ready_i && b->n_payloads < LOG) {
        struct payload *p = &b->payloads[b->n_payloads];
        *p = (struct payload){(unsigned)io->pay_conn_o,
                              (unsigned)io->pay_epoch_o,
                              (unsigned)io->pay_serial_o,
                              (unsigned)io->pay_range_o,
                              (unsigned)io->pay_psh_o,
                              (unsigned)io->pay_urg_o,
                              (unsigned)io->pay_urgent_o,
                              (unsigned)io->pay_len_o,
                              (unsigned)io->pay_handle_o,
                              (unsigned)io->pay_addr_o,
                              (unsigned)io->pay_sum_o,
                              (uint32_t)io->pay_offset_o,
                              b->cycle};
        if (p->len)
            b->sb_live[b->n_live++ % 64] = b->n_payloads;
        b->n_payloads++;
    }
    if (io->snap_valid_o && io->snap_ready_i) {
        struct answer *a = &b->answers[b->n_answers++ % LOG];
        a->conn = (unsigned)io->snap_conn_o;
        a->what = (unsigned)io->snap_what_o;
        a->tcb = b->tcbs[a->conn];
        a->due = b->cycle + SNAP_CYCLES;
        b->empty_requests += !a->what || (a->what & ~b->want[a->conn] & MARK_FINAL);
        b->want[a->conn] &= ~a->what;
    }
    if (io->tuple_req_o && !b->tuple_busy && !io->tuple_rsp_i)
        b->tuple_busy = true;
    if (io->disp_valid_o)
        b->disp[io->disp_o]++;
}

static void sample_buffers(struct bench *b)
{
    struct link_path_tb *io = b->io;
    uint8_t beat[64];
    b->fb_pipe[1] = b->fb_pipe[0];
    b->fb_pipe[0] = io->fb_rd_en_o ? (int)io->fb_rd_addr_o : -1;
    if (io->fb_free_valid_o) {
        b->fb_freed[io->fb_free_o]++;
        b->fb_used &= ~(1u << io->fb_free_o);
    }
    if (b->sb_pipe[1] >= 0) { /* read two cycles ago */
        const struct payload *p = &b->payloads[b->sb_pipe_index[1]];
        unsigned from = (unsigned)b->sb_pipe[1] * BEAT;
        const uint8_t *want = b->expect_payload ? b->expect_payload(b, b->sb_pipe_index[1]) : NULL;
        from_ports(beat, &io->sb0_o);
        for (unsigned i = 0; want && i < BEAT && from + i < p->len; i++)
            b->wrong_bytes += beat[i] != want[from + i];
    }
    b->sb_pipe[1] = b->sb_pipe[0];
    b->sb_pipe_index[1] = b->sb_pipe_index[0];
    b->sb_pipe[0] = -1;
    if (io->sb_rd_en_i) {
        b->sb_pipe[0] = (int)b->sb_beat++;
        b->sb_pipe_index[0] = b->sb_index;
    }
    if (io->raw_valid_o && io->raw_ready_i) {
        from_ports(beat, &io->raw0_o);
        unsigned n = io->raw_last_o ? (unsigned)io->raw_bytes_o : BEAT;
        if (b->raw.length + n <= sizeof b->raw.body)
            memcpy(b->raw.body + b->raw.length, beat, n);
        b->raw.length += n;
        b->raw_running = !io->raw_last_o;
        if (io->raw_last_o) {
            b->raws[b->n_raws++ % (LOG / 16)] = b->raw;
            b->raw.length = 0;
        }
    } else if (b->raw_running && !io->raw_valid_o)
        b->raw_gaps++;
}

void bench_step(struct bench *b)
{
    drive_host(b);
    drive_pipeline(b);
    drive_buffers(b);
    link_path_tb_eval(b->io);
    sample_host(b);
    sample_pipeline(b);
    sample_buffers(b);
    link_path_tb_clock(b->io);
    b->cycle++;
}

void bench_run(struct bench *b, unsigned cycles)
{
    while (cycles--)
        bench_step(b);
}

bool bench_settle(struct bench *b, unsigned limit)
{
    unsigned quiet = 0;
    while (limit-- && quiet < 8) {
        bench_step(b);
        bool mine = b->in_pos == b->in_len && !b->in_valid && b->dlv_head == b->dlv_tail &&
                    b->mark_head == b->mark_tail && b->close_head == b->close_tail && b->n_given == b->n_answers &&
                    b->copy_head == b->copy_tail && (b->sb_keep || (!b->n_live && !b->sb_reading));
        quiet = mine && b->io->idle_o ? quiet + 1 : 0;
    }
    return quiet >= 8;
}

/* ---------------------------------------------------------------- messages */
void bench_send(struct bench *b, unsigned type, unsigned flags, unsigned conn, uint32_t length, uint32_t arg0,
                uint32_t arg1, const uint8_t *body, size_t body_bytes)
{
    size_t total = (16 + body_bytes + UNIT - 1) / UNIT * UNIT;
    if (type == HELLO)
        total = 64; /* before the width is known */
    uint8_t *p = b->in + b->in_len;
    if (b->in_len + total > STREAM) {
        fprintf(stderr, "link_bench: stream too long\n");
        abort();
    }
    memset(p, 0, total);
    p[0] = (uint8_t)type;
    p[1] = (uint8_t)flags;
    p[2] = (uint8_t)conn;
    p[3] = (uint8_t)(conn >> 8);
    put32(p + 4, length);
    put32(p + 8, arg0);
    put32(p + 12, arg1);
    if (body_bytes)
        memcpy(p + 16, body, body_bytes);
    if (type == PAYLOAD || type == RAW_FRAME) /* padding is not part of anything */
        for (size_t i = 16 + body_bytes; i < total; i++)
            p[i] = (uint8_t)bench_random(b);
    b->in_len += total;
}

void bench_send_short(struct bench *b, unsigned type, unsigned conn, uint32_t arg0, uint32_t arg1)
{
    bench_send(b, type, 0, conn, 0, arg0, arg1, NULL, 0);
}

bool bench_receive(struct bench *b, struct message *m)
{
    const uint8_t *p = b->out + b->out_pos;
    size_t have = b->out_len - b->out_pos;
    if (have < 16)
        return false;
    m->type = p[0];
    m->flags = p[1];
    m->conn = p[2] | (unsigned)p[3] << 8;
    m->length = get32(p + 4);
    m->arg0 = get32(p + 8);
    m->arg1 = get32(p + 12);
    if (m->length > MAX_BODY)
        return false;
    size_t total = (16 + (size_t)m->length + UNIT - 1) / UNIT * UNIT;
    if (have < total)
        return false;
    memcpy(m->body, p + 16, m->length);
    for (size_t i = 16 + m->length; i < total; i++)
        if (p[i])
            m->type = 0xff; /* padding must be zero: no test knows this type */
    b->out_pos += total;
    m->cycle = b->out_cycle[b->out_pos / BEAT - 1];
    return true;
}

bool bench_hello(struct bench *b)
{
    struct message m;
    bench_send_short(b, HELLO, 0, 1, 0x5e55 + (uint32_t)b->cycle);
    for (unsigned i = 0; i < 6 * RTL_CONNS + 4000; i++) { /* as long as a link reset lasts */
        bench_step(b);
        if (bench_receive(b, &m))
            return m.type == OUT_HELLO && m.length == 16;
    }
    return false;
}

void bench_link_reset(struct bench *b)
{
    b->in_len = b->in_pos = 0;
    b->in_valid = false;
    b->reset_link = true;
    bench_step(b);
    b->out_len = b->out_pos = 0;
}

uint32_t bench_read_register(struct bench *b, uint32_t address)
{
    struct message m;
    bench_send_short(b, REG_READ, 0, address, 0);
    for (unsigned i = 0; i < 8000; i++) {
        bench_step(b);
        if (bench_receive(b, &m) && m.type == OUT_REG && m.arg0 == address)
            return m.arg1;
    }
    return 0xdeadbeef;
}

void bench_mark(struct bench *b, unsigned conn, unsigned what)
{
    b->marks[b->mark_tail].conn = conn;
    b->marks[b->mark_tail++].what = what;
}

void bench_closed(struct bench *b, unsigned conn)
{
    b->closes[b->close_tail++].conn = conn;
}

void bench_deliver(struct bench *b, const struct delivery *d)
{
    b->deliveries[b->dlv_tail++ % LOG] = *d;
    if (d->payload)
        b->fb_used |= 1u << d->handle;
}

struct copied *bench_copy(struct bench *b, unsigned class, unsigned len)
{
    struct copied *c = &b->copies[b->copy_tail++ % 4096];
    c->class = class;
    c->len = len;
    for (unsigned i = 0; i < len + 68; i++)
        c->bytes[i] = (uint8_t)(bench_random(b) >> 17);
    return c;
}
