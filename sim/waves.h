/* waves.h: which part of a run a waveform holds: fst_when of toe_sim.h. */
#ifndef TOE_WAVES_H
#define TOE_WAVES_H

#include <stdbool.h>
#include <stdint.h>

#include "toe_trace.h"

struct waves {
    uint64_t from_us, until_us; /* simulated time; until: not included */
    bool by_decision;
    bool by_state;
    unsigned wanted;    /* reason or state */
    uint64_t length_us; /* of what a decision starts */
};

/* 0, or -EINVAL with *waves undefined. NULL: the whole run. */
int waves_parse(struct waves *waves, const char *text);

/* A decision at simulated time t_us: moves the part that is recorded, if this is one that is waited for. */
void waves_decision(struct waves *waves, const struct toe_trace *trace, uint64_t t_us);

#endif
