#include "flow_bench.h"
#include "siphash_ref.h"
#include <string.h>

enum { SEGMENT_CYCLES = 2000 };

uint64_t bench_draw(struct bench *b)
{
    b->seed ^= b->seed << 13;
    b->seed ^= b->seed >> 7;
    b->seed ^= b->seed << 17;
    return b->seed >> 11;
}

void bench_settle(struct bench *b)
{
    flow_path_tb_eval(b->io);
}

static void neighbour(struct bench *b)
{
    struct flow_path_tb *io = b->io;
    io->nb_rsp_i = 0;
    if (b->nb_wait == 0 && io->nb_valid_o) {
        b->asks++;
        b->nb_wait = b->nb_delay;
    } else if (b->nb_wait > 0 && --b->nb_wait == 0) {
        io->nb_rsp_i = 1;
        io->nb_state_i = b->nb_state[io->nb_ip_o % NB_IPS];
        b->nb_wait = 0;
    }
}

static void record(struct bench *b)
{
    struct flow_path_tb *io = b->io;
    if (io->ev_valid_o && io->ev_ready_i)
        b->event[b->events++ % LOG_ENTRIES] = (struct event){.conn = (uint32_t)io->ev_conn_o,
                                                             .inc = (uint32_t)io->ev_inc_o,
                                                             .iss = (uint32_t)io->ev_iss_o,
                                                             .seq = (uint32_t)io->ev_seq_o,
                                                             .fresh = io->ev_fresh_o != 0,
                                                             .icmp = io->ev_icmp_o != 0,
                                                             .ack = (uint32_t)io->ev_ack_o,
                                                             .flags = (uint32_t)io->ev_flags_o,
                                                             .window = (uint32_t)(io->ev_fields_o >> 33) & 0xffff,
                                                             .mss = (uint32_t)io->ev_fields_o & 0xffff};
    if (io->open_ev_valid_o && io->open_ev_ready_i)
        b->answer[b->answers++ % LOG_ENTRIES] =
            (struct answer){(uint32_t)io->open_ev_conn_o, (uint32_t)io->open_ev_inc_o, (uint32_t)io->open_ev_err_o,
                            (uint32_t)io->open_ev_iss_o};
    if (io->rst_valid_o && io->rst_ready_i)
        b->reset[b->resets++ % LOG_ENTRIES] =
            (struct reset){{(uint32_t)(io->rst_ips_o >> 32), (uint32_t)io->rst_ips_o, (uint16_t)(io->rst_ports_o >> 16),
                            (uint16_t)io->rst_ports_o},
                           io->rst_dst_mac_o,
                           (uint32_t)io->rst_seq_o,
                           (uint32_t)io->rst_ack_o,
                           (uint32_t)io->rst_flags_o};
    if (io->closed_valid_o)
        b->closed_conn[b->closed++ % LOG_ENTRIES] = (uint32_t)io->closed_conn_o;
    if (io->disp_valid_o)
        b->disp[b->disps++ % LOG_ENTRIES] = (uint32_t)io->disp_o;
    if (io->fb_free_valid_o)
        b->freed[b->frees++ % LOG_ENTRIES] = (uint32_t)io->fb_free_handle_o;
}

void bench_tick(struct bench *b)
{
    struct flow_path_tb *io = b->io;
    neighbour(b);
    bench_settle(b);
    record(b);
    flow_path_tb_clock(io);
    b->cycle++;
    io->open_valid_i = io->rel_valid_i = io->listen_valid_i = io->unlisten_valid_i = io->nb_update_i = 0;
}

bool bench_quiet(struct bench *b, unsigned most)
{
    for (unsigned c = 0; c < most; c++) {
        bench_tick(b);
        if (b->io->idle_o)
            return true;
    }
    return false;
}

void bench_reset(struct bench *b)
{
    struct flow_path_tb *io = b->io;
    uint64_t seed = b->seed;
    void *model = io->model;
    memset(io, 0, sizeof *io);
    memset(b, 0, sizeof *b);
    io->model = model;
    b->io = io;
    b->seed = seed;
    b->nb_delay = 3;
    io->ev_ready_i = io->open_ev_ready_i = io->rst_ready_i = 1;
    io->enable_i = 1;
    io->now_us_i = bench_draw(b);
    io->isn_key0_i = bench_draw(b);
    io->isn_key1_i = bench_draw(b);
    io->hash_key_i = bench_draw(b) & 0xffffffffu;
    io->rst_i = 1;
    bench_tick(b);
    bench_tick(b);
    io->rst_i = 0;
    bench_quiet(b, 2 * RTL_CONNS + 100);
}

void bench_offer(struct bench *b, struct tuple t, unsigned flags, uint32_t seq, uint32_t ack, unsigned len_bytes,
                 unsigned handle)
{
    struct flow_path_tb *io = b->io;
    io->seg_valid_i = 1;
    io->seg_local_ip_i = t.local_ip;
    io->seg_remote_ip_i = t.remote_ip;
    io->seg_local_port_i = t.local_port;
    io->seg_remote_port_i = t.remote_port;
    io->seg_flags_i = flags;
    io->seg_seq_i = seq;
    io->seg_ack_i = ack;
    io->seg_len_bytes_i = len_bytes;
    io->seg_handle_i = handle;
    io->seg_addr_i = handle * 64;
    io->seg_src_mac_i = 0x020000000000u + t.remote_ip;
    io->seg_window_i = seq & 0xffff;
    io->seg_urgent_i = ack & 0xffff;
    io->seg_mss_valid_i = flags & SYN ? 1 : 0;
    io->seg_mss_i = 1460;
}

unsigned bench_segment(struct bench *b, struct tuple t, unsigned flags, uint32_t seq, uint32_t ack, unsigned len_bytes,
                       unsigned handle)
{
    bench_offer(b, t, flags, seq, ack, len_bytes, handle);
    for (unsigned c = 1; c <= SEGMENT_CYCLES; c++) {
        bench_settle(b);
        bool taken = b->io->seg_ready_o != 0;
        bench_tick(b);
        if (taken) {
            b->io->seg_valid_i = 0;
            return c;
        }
    }
    b->io->seg_valid_i = 0;
    return 0;
}

void bench_open(struct bench *b, uint32_t conn, uint32_t inc, struct tuple t)
{
    struct flow_path_tb *io = b->io;
    io->open_valid_i = 1;
    io->open_conn_i = conn;
    io->open_inc_i = inc & 15;
    io->open_local_ip_i = t.local_ip;
    io->open_remote_ip_i = t.remote_ip;
    io->open_local_port_i = t.local_port;
    io->open_remote_port_i = t.remote_port;
}

void bench_release(struct bench *b, int kind, uint32_t conn, uint32_t inc, uint32_t listener)
{
    struct flow_path_tb *io = b->io;
    io->rel_valid_i = 1;
    io->rel_kind_i = (uint64_t)kind;
    io->rel_conn_i = conn;
    io->rel_inc_i = inc & 15;
    io->rel_listener_i = listener;
}

void bench_listen(struct bench *b, uint32_t listener, uint16_t port, uint32_t ip)
{
    b->io->listen_valid_i = 1;
    b->io->listener_i = listener;
    b->io->listen_port_i = port;
    b->io->listen_ip_i = ip;
}

void bench_unlisten(struct bench *b, uint32_t listener)
{
    b->io->unlisten_valid_i = 1;
    b->io->listener_i = listener;
}

uint32_t bench_iss(const struct bench *b, struct tuple t)
{
    uint8_t msg[12] = {(uint8_t)(t.local_ip >> 24),  (uint8_t)(t.local_ip >> 16),   (uint8_t)(t.local_ip >> 8),
                       (uint8_t)t.local_ip,          (uint8_t)(t.local_port >> 8),  (uint8_t)t.local_port,
                       (uint8_t)(t.remote_ip >> 24), (uint8_t)(t.remote_ip >> 16),  (uint8_t)(t.remote_ip >> 8),
                       (uint8_t)t.remote_ip,         (uint8_t)(t.remote_port >> 8), (uint8_t)t.remote_port};
    return (uint32_t)siphash_ref(b->io->isn_key0_i, b->io->isn_key1_i, msg, sizeof msg) +
           (uint32_t)(b->io->now_us_i / 4);
}
