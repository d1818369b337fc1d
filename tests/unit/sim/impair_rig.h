/* impair_rig.h: what the tests of middlewares share: a scripted wire, a clock that goes from event to event, a log. */
#ifndef IMPAIR_RIG_H
#define IMPAIR_RIG_H

#include "sim_test.h"

#define MS 1000000u
#define US 1000u

enum { RIG_FRAMES = 8192, RIG_BYTES = 128 };

/* One frame that came out. */
struct rig_out {
    uint64_t t_ns;
    uint32_t number, fcs_error;
    size_t len;
    uint8_t bytes[RIG_BYTES]; /* the first ones */
};

struct rig {
    struct toe_wire base; /* the port behind the middlewares */
    struct toe_wire *wire;
    const uint8_t *template; /* frames are copies of it; NULL: counted bytes */
    size_t len;
    uint64_t interval_ns;
    uint32_t n, sent; /* frames to give to the middlewares on the port's side, given */
    uint64_t now_ns;
    bool closed;
    struct rig_out out[RIG_FRAMES];
    size_t count;
};

#define BOTH_WAYS(dir) for (enum toe_sim_direction dir = TOE_SIM_TO_ENGINE; dir <= TOE_SIM_FROM_ENGINE; dir++)

/* The rig alone; then middlewares are put around rig->wire. */
struct rig *rig_new(void);
void rig_free(struct rig *rig);

/* Puts a middleware around it that works in one direction. */
void rig_add(struct rig *rig, enum toe_sim_direction dir, struct toe_impairment impairment);

/* Lets n frames of len bytes pass in a direction, one each interval_ns from time 0 on, then waits until nothing is held.
 * Frame number i (from 0) carries i in its last four bytes. What comes out is in rig->out. */
void rig_pass(struct rig *rig, enum toe_sim_direction dir, uint32_t n, size_t len, uint64_t interval_ns);

struct toe_impair_way rig_counts(const struct rig *rig, enum toe_sim_direction dir);

#endif
