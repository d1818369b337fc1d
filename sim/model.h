/* model.h: the verilated engine behind one small table; the only C++ is model.cpp, and trigger_bits.h before it.
 *
 * A model knows beats, not TCP. It runs cycles in one loop of its own and comes back when something wants the attention
 * of the C side: a frame has ended, the engine is idle, or a watched thing happened. All buffers belong to the caller. */
#ifndef TOE_MODEL_H
#define TOE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#include "toe_trace.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_MODEL_MAX_FRAME    (TOE_MODEL_FRAME_BUFFER - 64u)
#define TOE_MODEL_FRAME_BUFFER 16384u
#define TOE_MODEL_LINK_RING    (256u * 1024u) /* a power of two; holds whole beats, so no beat wraps */
#define TOE_MODEL_IDLE_CYCLES  8u             /* idle_o for so long in a row before the engine counts as idle */
#define TOE_MODEL_PHASES       2u             /* event_arbiter has a slot in every second cycle, also while idle */

enum toe_model_stop {
    TOE_MODEL_RX_DONE = 1 << 0,     /* the frame in rx is inside; give the next one */
    TOE_MODEL_TX_FRAME = 1 << 1,    /* tx holds a whole frame; take it and set tx_len to 0 */
    TOE_MODEL_IDLE = 1 << 2,        /* nothing in flight, nothing offered, no deadline due */
    TOE_MODEL_TRACE = 1 << 3,       /* watched: trace is valid */
    TOE_MODEL_DISPOSITION = 1 << 4, /* watched: disp_valid, disp are valid */
    TOE_MODEL_LINK_IN = 1 << 5,     /* watched: a beat was taken from the host */
    TOE_MODEL_LINK_OUT = 1 << 6,    /* watched: a beat was given to the host */
    TOE_MODEL_FAILED = 1 << 7       /* an assertion of the RTL has fired; its message is on stdout */
};

struct toe_model_io {
    /* time */
    uint64_t cycle;     /* advances with each evaluated cycle */
    uint64_t now_us;    /* the engine's microsecond count */
    uint64_t sub_ps;    /* picoseconds beyond it */
    uint64_t period_ps; /* 0: time stands still while cycles run */
    /* controls */
    unsigned watch; /* which of TRACE, DISPOSITION, LINK_IN, LINK_OUT stop the loop */
    bool reset;
    bool free_clocks;    /* read by create: no room's clock stops */
    bool stop_idle;      /* come back when idle */
    uint32_t link_reset; /* cycles for which link_reset is still held; no beat is offered meanwhile */
    /* wire, to the engine: fed from the cycle rx_start on, one beat a cycle */
    const uint8_t *rx; /* NULL: none */
    uint32_t rx_len, rx_pos;
    uint64_t rx_start;
    bool rx_error;
    /* wire, from the engine */
    uint8_t *tx; /* TOE_MODEL_FRAME_BUFFER bytes */
    uint32_t tx_len;
    uint64_t tx_first, tx_last; /* cycles of the first and last beat */
    bool tx_hole;               /* a cycle without a beat inside the frame */
    /* host link: rings of TOE_MODEL_LINK_RING bytes, counted modulo 2^32 */
    uint8_t *in, *out;
    uint32_t in_head, in_tail;   /* the model moves head */
    uint32_t out_head, out_tail; /* the model moves tail */
    /* what the engine says */
    bool idle;           /* idle for TOE_MODEL_IDLE_CYCLES */
    uint32_t idle_count; /* set to 0 to demand that again */
    bool deadline_valid;
    uint32_t deadline_us;
    uint8_t disp_valid;
    uint8_t disp[5];
    uint64_t dispositions[TOE_DISPOSITIONS_MAX];
    struct toe_trace trace; /* without its time */
    /* the waveform, if there is one: from the one microsecond count to the other, which is not included */
    uint64_t fst_from_us, fst_until_us;
    uint64_t fst_cycles; /* in it so far */
};

struct toe_model;

struct toe_model_ops {
    unsigned data_bytes, conns;
    /* seed: of the values that registers and memories have before they are written. NULL: no memory. */
    struct toe_model *(*create)(struct toe_model_io *io, uint64_t seed);
    /* Evaluates at most n cycles; returns bits of enum toe_model_stop, 0 when all n have run. */
    unsigned (*run)(struct toe_model *, uint64_t n);
    /* A waveform of cycles from fst_from_us to fst_until_us; period_ps is its time axis. 0, -EIO, or -ENOTSUP (built without). */
    int (*fst_open)(struct toe_model *, const char *path, uint64_t period_ps);
    void (*fst_flush)(struct toe_model *);
    void (*destroy)(struct toe_model *);
};

/* The models that are linked in, ended by NULL (sim/models.c.in). */
extern const struct toe_model_ops *const toe_models[];

#ifdef __cplusplus
}
#endif
#endif
