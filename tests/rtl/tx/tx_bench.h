/* tx_bench: the neighbours of tx_path in a test: TCB pipeline, flow table, segment buffer, neighbour table, other
 * sources of frames, and a wire that checks every frame and every gap.
 */
#ifndef TX_BENCH_H
#define TX_BENCH_H

#include "frame_check.h"
#include "tx_path_tb_ports.h"

#include <stdbool.h>

enum {
    DATA_BYTES = RTL_DATA_BYTES,
    BEAT_MAX = 64,
    RING_BYTES = 65536,
    HANDLES = 32,
    CONNS = 64,
    QUEUE = 64,
    FRAME_MAX = 1514
};

struct tx_segment {
    struct tcp_expect expect;
    uint8_t payload[1460];
    bool lost; /* the neighbour does not answer */
    bool own_ttl;
    unsigned handle;
};

struct tx_copy {
    uint8_t bytes[FRAME_MAX];
    unsigned count;
};

struct tx_copies { /* side or raw frames: sent from tail, checked at head */
    struct tx_copy queue[QUEUE];
    unsigned head, tail, at;
    bool busy;
    unsigned sent;
};

struct tx_segments {
    struct tx_segment queue[QUEUE];
    unsigned head, tail;
};

struct tx_bench {
    struct tx_path_tb *dut;
    /* knobs, in percent where not said otherwise */
    unsigned act_percent, rst_percent, side_percent, raw_percent;
    unsigned payload_percent, mss_percent, lost_percent;
    unsigned fixed_payload; /* bytes of every payload; 0: random */
    unsigned fixed_copy;    /* bytes of every side and raw frame; 0: random */
    bool sweep;             /* resets differ in the low half of the remote address only, which counts up */
    bool one_peer;          /* all segments go to the first connection's peer */
    uint64_t moved;         /* what the neighbours' MACs differ by from those that are expected */
    unsigned nb_cycles;     /* latency of the neighbour's answer; 0: random 1..8 */
    /* state of the neighbours */
    uint32_t local_ip;
    uint64_t mac;
    struct tcp_expect tuple_of[CONNS]; /* only addresses and ports */
    uint8_t ring[RING_BYTES];
    bool live[HANDLES];
    unsigned live_addr[HANDLES], live_bytes[HANDLES];
    unsigned credit; /* actions that may be sent without looking at act_room_o */
    unsigned since_act;
    unsigned nb_wait;
    uint32_t nb_ip;
    uint8_t read[2][BEAT_MAX]; /* beats read one and two cycles ago */
    struct tx_segments acts, rsts;
    struct tx_copies side, raw;
    /* the wire */
    uint8_t frame[FRAME_MAX + 4 + 64];
    unsigned frame_bytes;
    bool inside;
    uint64_t cycle, start_cycle, first_start, last_start;
    int64_t wire_free; /* byte time */
    unsigned starts, frames, errors, gap_errors, freed, lost;
    unsigned stat_frames, stat_segments, stat_rsts, stat_lost, expect_segments, expect_rsts;
    unsigned from[4];   /* frames by source: actions, resets, side, raw */
    uint64_t act_cycle; /* when the last action was given */
};

void tx_bench_init(struct tx_bench *b);
void tx_bench_cycle(struct tx_bench *b);
void tx_bench_drain(struct tx_bench *b); /* no new input until idle; expects that everything came out */
void tx_bench_free(struct tx_bench *b);
void tx_rng_seed(uint64_t seed);
uint32_t tx_rnd(uint32_t below);

#endif
