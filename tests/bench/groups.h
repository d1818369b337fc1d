/* groups.h: the figures of toe-bench, a function a group. Each prints its lines and returns 0, or -1 after a message: a
 * figure could not be measured, or a byte was wrong. bench is room for a world, not opened. */
#ifndef GROUPS_H
#define GROUPS_H

#include "bench.h"

int measure_latency(struct bench *bench, const struct toe_sim_model_info *model);
int measure_goodput(struct bench *bench, const struct toe_sim_model_info *model);
int measure_opens(struct bench *bench, const struct toe_sim_model_info *model);
int measure_events(struct bench *bench, const struct toe_sim_model_info *model);
int measure_small(struct bench *bench, const struct toe_sim_model_info *model);
int measure_speed(struct bench *bench, const struct toe_sim_model_info *model);

#endif
