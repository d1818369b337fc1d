/* flow_random.h: random work on flow_path against a plain model. */
#ifndef FLOW_RANDOM_H
#define FLOW_RANDOM_H

#include "flow_bench.h"

/* Runs `cycles` of segments, opens, releases, listens, unlistens and tuple reads with stalls on every output, then
 * lets everything come to rest. Prints what differs from the model; returns how often that was. */
unsigned flow_random_run(struct bench *b, unsigned cycles);

#endif
