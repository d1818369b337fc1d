/* side_bench.h: drives side_path_tb: frames in and out as bytes, lookups, virtual time. */
#ifndef SIDE_BENCH_H
#define SIDE_BENCH_H

#include <stdbool.h>
#include <stdint.h>

#include "side_path_tb_ports.h"

#ifndef RTL_DATA_BYTES
#define RTL_DATA_BYTES 8
#endif
#define RTL_NEIGHBOURS 64

enum neighbour { NEIGHBOUR_KNOWN, NEIGHBOUR_PENDING, NEIGHBOUR_FAILED };
enum arp_oper { ARP_REQUEST = 1, ARP_REPLY = 2 };
enum { FRAMES = 64, FRAME_MAX = 4096 };

#define OUR_MAC       UINT64_C(0x02a1b2c3d4e5)
#define OUR_IP        UINT32_C(0x0a000002)
#define GATEWAY_IP    UINT32_C(0x0a0000fe)
#define BROADCAST_MAC UINT64_C(0xffffffffffff)

struct frame {
    unsigned bytes;
    uint8_t data[FRAME_MAX];
};

struct bench {
    struct side_path_tb *io;
    unsigned ready_of_8;        /* how often the output takes a beat */
    uint32_t seed, rng;         /* TOE_SEED sets it */
    unsigned frames;            /* complete ones */
    struct frame frame[FRAMES]; /* the first of them since bench_forget() */
    struct frame growing;
    unsigned updates, arp, echoes, drops, requests_in, requests_out;
};

struct lookup {
    enum neighbour state;
    uint64_t mac;
    unsigned cycles;
};

struct bench *bench_new(void);
void bench_free(struct bench *b);
uint32_t bench_random(struct bench *b);

/* Forgets frames and counts. */
void bench_forget(struct bench *b);
void bench_clock(struct bench *b);
void bench_clocks(struct bench *b, unsigned n);
void bench_until_idle(struct bench *b);

/* Advances virtual time as the simulator does: only from deadline to deadline. */
void bench_advance(struct bench *b, uint64_t us);

/* An ARP packet arrives; returns when it has been dealt with. */
void bench_arp(struct bench *b, enum arp_oper oper, uint64_t sha, uint32_t spa, uint32_t tpa);

/* A question at the port of tx_path (0) or flow_path (1), held until it is answered. */
struct lookup bench_lookup(struct bench *b, int port, uint32_t ip);

/* A frame arrives as a copy; `gaps_of_8`: how often a cycle passes without a beat. */
void bench_copy(struct bench *b, const uint8_t *data, unsigned bytes, bool echo, unsigned gaps_of_8);

/* The 42 bytes of an ARP frame from us. */
void arp_frame(uint8_t *out, uint64_t dst, enum arp_oper oper, uint64_t tha, uint32_t tpa);

#endif
