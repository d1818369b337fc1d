/* link_bench.h: link_path with a transport in front, and a TCB pipeline, buffers and a wire behind.
 *
 * The bench knows the host link from hw/link/messages.toml by its text only (no generated code): it packs and unpacks
 * messages itself. It records what the engine does; tests compare that with what they asked for. */
#ifndef TOE_TEST_LINK_BENCH_H
#define TOE_TEST_LINK_BENCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "link_path_tb_ports.h"

#ifndef RTL_DATA_BYTES
#define RTL_DATA_BYTES 8
#endif
#ifndef RTL_CONNS
#define RTL_CONNS 64
#endif
#ifndef RTL_TX_BYTES
#define RTL_TX_BYTES 16384
#endif

enum {
    BEAT = RTL_DATA_BYTES,
    UNIT = BEAT < 8 ? 8 : BEAT,
    SNAP_CYCLES = 9,
    MAX_BODY = 9000,
    PAD = 0,
    HELLO,
    REG_WRITE,
    REG_READ,
    OPEN,
    LISTEN,
    UNLISTEN,
    SLOT,
    PAYLOAD,
    SEND_EDGE,
    RECV_LIMIT,
    NO_READER,
    ABORT,
    QUERY,
    RAW_FRAME,
    TIMEOUTS,
    PACKET,
    OUT_HELLO = 0x81,
    OUT_REG,
    OUT_PAYLOAD,
    OUT_PROGRESS,
    OUT_SNAPSHOT,
    OUT_QUERY,
    OUT_RAW,
    OUT_ERROR,
    OUT_URGENT,
    FLAG_PUSH = 1,
    FLAG_URGENT = 2,
    FLAG_RANGE = 4,
    FLAG_FIN = 8,
    FLAG_FIN_ACKED = 16,
    FLAG_RANGE_OUT = 32,
    FLAG_FINAL = 64,
    FLAG_ANNOUNCE = 128,
    BAD_TYPE = 1,
    BAD_LENGTH,
    BAD_CONN,
    BAD_HELLO,
    BAD_VERSION,
    BAD_LISTENER,
    BAD_REGISTER,
    MARK_PROGRESS = 1,
    MARK_STATE = 2,
    MARK_QUERY = 4,
    MARK_FINAL = 8,
    CMD_OPEN = 0,
    CMD_SLOT,
    CMD_EDGE,
    CMD_LIMIT,
    CMD_NO_READER,
    CMD_ABORT,
    CMD_QUERY,
    CMD_UNLISTEN,
    CMD_RESET,
    CMD_TIMEOUTS,
    CMD_PACKET
};

struct message { /* one message, either way */
    unsigned type, flags, conn;
    uint32_t length, arg0, arg1;
    uint8_t body[MAX_BODY + 64];
    long cycle;          /* of its last beat */
    unsigned dlv_before; /* deliveries that had left when it was read */
};

struct command {
    unsigned conn, op;
    uint32_t arg0, arg1, arg2, arg3;
};

struct payload { /* a payload event, and where its bytes lie */
    unsigned conn, epoch, serial, range, psh, urg, urgent, len, handle, addr, sum;
    uint32_t offset;
    long cycle;
};

struct tcb { /* what a snapshot of a connection says */
    unsigned state, err, fin, fin_acked, epoch, serial, range_out, smss, retries;
    uint32_t acked, limit, wanted, rcv_offset, snd_wnd, cwnd, rcv_wnd, iss, irs, srtt, rttvar, rto;
};

struct answer { /* one snapshot that was given */
    unsigned conn, what;
    struct tcb tcb;
    unsigned dlv_before; /* deliveries decided before it */
    long due;
};

struct delivery {
    unsigned conn, announce, urgent, smss, payload, handle, addr, len;
    uint32_t offset, rcv_offset, urgent_end;
};

struct copied { /* a frame from the wire */
    unsigned class, len;
    uint8_t bytes[1700];
};

enum { LOG = 1 << 14, STREAM = 1 << 24, HANDLES = 32 };

struct bench {
    struct link_path_tb *io;
    uint64_t seed;
    long cycle;
    /* chances in percent that a side is not there in a cycle */
    unsigned in_idle, out_stall, cmd_stall, pay_stall, snap_stall, raw_stall, tuple_wait, free_wait;
    /* host to engine */
    uint8_t *in;
    size_t in_len, in_pos;
    bool in_valid;
    long last_in_cycle;
    /* engine to host */
    uint8_t *out;
    size_t out_len, out_pos;
    long *out_cycle; /* of each beat */
    /* what came out to the pipeline, flow_path and the wire */
    struct command commands[LOG];
    unsigned n_commands;
    struct payload payloads[LOG];
    unsigned n_payloads;
    struct {
        unsigned kind, listener, port;
        uint32_t ip;
    } listens[LOG]; /* kind 1 listen, 0 unlisten */
    unsigned n_listens;
    unsigned disp[32];
    struct message raw;   /* raw frame being collected */
    struct message *raws; /* LOG / 16 */
    unsigned n_raws;
    bool raw_running;
    unsigned raw_gaps; /* cycles without a beat inside a frame although the wire was ready */
    /* segment buffer as tx_path reads it */
    const uint8_t *(*expect_payload)(struct bench *, unsigned index); /* bytes of the index-th payload event */
    unsigned sb_live[64], n_live, sb_index, sb_beat;
    bool sb_reading, sb_keep; /* sb_keep: nothing is given back */
    int sb_pipe[3];
    unsigned sb_pipe_index[3];
    unsigned wrong_bytes, wrong_sums, freed_sb;
    /* frame buffer */
    uint8_t fb[65536];
    int fb_pipe[3];
    unsigned fb_freed[HANDLES];
    unsigned fb_used; /* handles out */
    /* deliveries and snapshots */
    struct delivery deliveries[LOG];
    unsigned dlv_head, dlv_tail; /* queued by the test; sent */
    long dlv_cycle;
    unsigned dlv_burst; /* 1: every second cycle while there is room */
    struct tcb *tcbs;   /* 65536 */
    struct answer answers[LOG];
    unsigned n_answers, n_given;
    unsigned *want; /* marks not yet asked for, by connection */
    struct {
        unsigned conn, what;
    } marks[LOG];
    unsigned mark_head, mark_tail;
    long mark_cycle;
    struct {
        unsigned conn;
    } closes[LOG];
    unsigned close_head, close_tail;
    unsigned lost_marks, empty_requests;
    bool tuple_busy;
    /* copies of received frames */
    struct copied *copies; /* 4096 */
    unsigned copy_head, copy_tail;
    size_t copy_pos;
    unsigned copy_idle; /* percent */
    /* accounting to inject in the next cycle */
    unsigned stat, disp_valid, disp_value;
    bool reset_link;
};

struct bench *bench_new(uint64_t seed);
void bench_free(struct bench *b);
void bench_step(struct bench *b);
void bench_run(struct bench *b, unsigned cycles);
/* Runs until idle_o stands for 8 cycles and every queue of the bench is empty; false after `limit` cycles. */
bool bench_settle(struct bench *b, unsigned limit);
uint64_t bench_random(struct bench *b);
unsigned bench_below(struct bench *b, unsigned n);
bool bench_chance(struct bench *b, unsigned percent);
void bench_stalls(struct bench *b, unsigned percent);

/* Queues one message; `length` stands in the header, body_bytes are sent. */
void bench_send(struct bench *b, unsigned type, unsigned flags, unsigned conn, uint32_t length, uint32_t arg0,
                uint32_t arg1, const uint8_t *body, size_t body_bytes);
void bench_send_short(struct bench *b, unsigned type, unsigned conn, uint32_t arg0, uint32_t arg1);
/* The next whole message to the host, if there is one. */
bool bench_receive(struct bench *b, struct message *m);
/* Opens the session and takes the answer. */
bool bench_hello(struct bench *b);
void bench_link_reset(struct bench *b);
uint32_t bench_read_register(struct bench *b, uint32_t address);

void bench_mark(struct bench *b, unsigned conn, unsigned what);
void bench_closed(struct bench *b, unsigned conn);
void bench_deliver(struct bench *b, const struct delivery *d);
struct copied *bench_copy(struct bench *b, unsigned class, unsigned len);
uint32_t get32(const uint8_t *p);
uint32_t tuple_remote_ip(unsigned conn);

#endif
