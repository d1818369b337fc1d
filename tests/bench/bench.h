/* bench.h: the world that every figure is measured in: one simulated engine in virtual time, the real library and driver,
 * and the ideal peer at the other end of the wire. */
#ifndef BENCH_H
#define BENCH_H

#include "ideal_peer.h"
#include "toe.h"
#include "toe_back_sim.h"
#include "wire_meter.h"

#define BENCH_STEPS_MAX 2000000u /* pumps that a figure may take */
#define BENCH_OPENING   4u       /* connections that open at a time: with more SYNs in a row frames are dropped */

struct bench {
    struct toe_sim_model_info model;
    struct toe_sim *sim;
    struct toe_device *dev;
    struct toe_socket *listener;
    struct ideal_peer peer;
    struct wire_meter meter;
    uint64_t dropped; /* frames that the engine had dropped when the world was closed */
};

/* What a bench may be set to before it is opened; 0: the default. */
struct bench_options {
    unsigned backlog;
    int64_t sndbuf_bytes, rcvbuf_bytes;
    bool watch_decisions;
    uint32_t slice_cycles; /* how long an answer of the peer may be late */
};

/* Makes the world, with a listener at IDEAL_ENGINE_PORT, and lets the two ends learn each other's MAC, so that ARP is in no
 * figure. 0, or -1 after a message; then it is closed. */
int bench_open(struct bench *bench, const struct toe_sim_model_info *model, const struct bench_options *options);
void bench_close(struct bench *bench);

/* Says what went wrong; returns -1. */
int bench_complain(const char *what);

/* Says what the peer saw that was wrong, or `what`; returns -1. */
int bench_fail(const struct bench *bench, const char *what);

/* Pumps once; the engine, or the time of one step, has moved on. -1 after a message: something is wrong, or this was the
 * last of the steps that `*step` counts. */
int bench_step(struct bench *bench, uint32_t *step);

/* Frames that the engine has dropped, or sent against the rules of the wire: FCS, gaps, lengths. */
uint64_t bench_dropped(const struct bench *bench);

/* Pumps for so many virtual milliseconds. */
int bench_settle(struct bench *bench, int ms);

#endif
