/* reorder.c: frames that are overtaken. One that is chosen waits until gap_frames others of its direction have passed it,
 * so the places that it loses do not depend on how fast frames come; a time limit lets the last frame of a burst go.
 * Chosen frames do not overtake each other. */
#include "middleware.h"

static bool valid(const struct toe_impairment *config)
{
    return middleware_ppm_valid(config) && config->gap_frames && config->delay_ns &&
           config->delay_ns <= TOE_IMPAIR_TIME_MOST;
}

static void reorder(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    /* Without room it keeps its place. */
    if (!middleware_chance(m, way) || held_full(&way->held))
        return;
    frame->due_ns = frame->tag.t_ns + m->config.delay_ns;
    frame->overtake = m->config.gap_frames;
}

const struct middleware_kind middleware_reorder = {
    .name = "reorder",
    .valid = valid,
    .judge = reorder,
    .holds = true,
};
