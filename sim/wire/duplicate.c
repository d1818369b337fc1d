/* duplicate.c: frames that arrive twice. The copy comes right behind the frame; what stands behind this middleware may
 * treat the two differently. */
#include "middleware.h"

static void duplicate(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    if (!middleware_chance(m, way))
        return;
    frame->copies = 2;
    way->counts.duplicated++;
}

const struct middleware_kind middleware_duplicate = {
    .name = "duplicate",
    .valid = middleware_ppm_valid,
    .judge = duplicate,
    .holds = true,
};
