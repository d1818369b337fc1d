/* rx_bench.h: rx_path with a wire in front, readers behind, and a check of every frame that comes out. */
#ifndef TOE_TEST_RX_BENCH_H
#define TOE_TEST_RX_BENCH_H

#include "frame.h"

#ifndef RTL_DATA_BYTES
#define RTL_DATA_BYTES 8
#endif
#ifndef RTL_RX_BYTES
#define RTL_RX_BYTES 4096
#endif
#include "rx_path_tb_ports.h"

enum { BENCH_FRAMES = 4096, BENCH_HELD = 64 };

struct sent {
    struct frame frame;
    struct expected expect;
    long last_cycle; /* of its last beat */
};

struct held { /* a segment whose payload has not been given back */
    unsigned handle;
    bool read;
    unsigned sent; /* index of its frame */
    unsigned addr;
};

struct rx_bench {
    struct rx_path_tb *io;
    struct host host;
    uint64_t seed;
    /* how the surroundings behave */
    unsigned gap_bytes;         /* between frames, FCS to destination MAC */
    unsigned stall_percent;     /* idle cycles inside frames */
    unsigned seg_stall_percent; /* seg_ready_i low */
    unsigned hold_percent;      /* chance per cycle that read payload is not given back yet */
    bool may_overflow;
    /* what was sent and what has come */
    struct sent *frames; /* BENCH_FRAMES */
    unsigned sent, ended, copied;
    unsigned segments[BENCH_FRAMES]; /* frames that must come as segments, in order */
    unsigned seg_head, seg_tail;
    struct held held[BENCH_HELD];
    unsigned held_count;
    size_t copy_at;
    uint8_t copy[FRAME_MAX + 64];
    bool end_pending;
    long cycle;
    double wire_time; /* bytes */
    int read_slot;    /* held[] entry being read, -1: none */
    size_t read_next, read_got;
    uint8_t reads[3]; /* pipeline of outstanding reads */
    uint8_t read_data[FRAME_MAX + 128];
    struct rx_path_tb ends; /* as they were when a lookup began with them; only if looked_up */
    bool looked_up;
    long latency; /* of the last segment: last beat to seg_valid_o */
    bool seg_was_valid;
    unsigned announced; /* segments by seg_soon_o */
    /* results */
    unsigned wrong, dropped[32], overflows, arps, echoes, raws, segs, counted, ahead, voids;
    char first_wrong[160];
};

uint32_t bench_random(struct rx_bench *b);
bool bench_open(struct rx_bench *b, uint64_t seed);
void bench_close(struct rx_bench *b);
void bench_tick(struct rx_bench *b);
/* Puts a frame on the wire; its fate is checked when it comes. Returns its index. */
unsigned bench_send(struct rx_bench *b, const struct frame *f);
/* Until all frames have ended and everything is given back, or too long. False and an entry in wrong if so. */
bool bench_drain(struct rx_bench *b);

#endif
