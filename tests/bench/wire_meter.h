/* wire_meter.h: counts at the engine's pins, in cycles: what the figures are made of. */
#ifndef WIRE_METER_H
#define WIRE_METER_H

#include "toe_sim.h"

/* Frames of one kind in one direction, without the first ones that are skipped. */
struct wire_count {
    uint64_t skipped, frames, text_bytes;
    uint64_t first_cycle;            /* first beat of the first frame */
    uint64_t last_begin, last_cycle; /* first and last beat of the last one */
};

struct wire_meter {
    struct wire_count text[2], fin[2], bare[2]; /* by enum toe_sim_direction; bare: neither text nor flags but ACK */
    struct wire_count decision;                 /* of the TCB pipeline, where they are watched */
    uint64_t in_last, out_first;                /* last beat in, first beat of the first frame out after it */
    uint64_t decided;                           /* the decision between them; 0: none, or not watched */
    bool waiting, answered;                     /* for the frame in, for its answer */
    uint64_t skip;                              /* frames of each kind that do not count */
};

/* All counts begin again, behind the first `skip` frames of each kind. */
void wire_meter_start(struct wire_meter *meter, uint64_t skip);

/* Cycles from frame to frame. */
double wire_count_each(const struct wire_count *count);

/* From the next frame in, the time to the first frame out. */
void wire_meter_expect(struct wire_meter *meter);

/* Of struct toe_sim_watch; arg is the meter. */
void wire_meter_trace(void *arg, const struct toe_trace *trace);
void wire_meter_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                      const struct toe_frame_times *times);

#endif
