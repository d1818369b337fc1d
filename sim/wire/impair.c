/* impair.c: middlewares from what the caller wants, one or a whole list of them, and the sum of what they did. */
#include "middleware.h"

#include <errno.h>

static const struct middleware_kind *const kinds[TOE_IMPAIRMENT_KINDS] = {
    [TOE_LOSS] = &middleware_loss,       [TOE_DUPLICATE] = &middleware_duplicate,
    [TOE_REORDER] = &middleware_reorder, [TOE_DELAY] = &middleware_delay,
    [TOE_CORRUPT] = &middleware_corrupt, [TOE_CORRUPT_FCS] = &middleware_corrupt_fcs,
    [TOE_RATE] = &middleware_rate,
};

int toe_wire_impair(struct toe_wire *inner, const struct toe_impairment *config, struct toe_wire **out)
{
    struct middleware *m = NULL;
    int rc;

    if ((unsigned)config->kind >= TOE_IMPAIRMENT_KINDS || config->limit_frames > TOE_IMPAIR_LIMIT_MOST ||
        !kinds[config->kind]->valid(config))
        return -EINVAL;
    rc = middleware_new(inner, kinds[config->kind], config, &m);
    if (!rc)
        *out = &m->base;
    return rc;
}

/* The first item keeps the seed as it is; splitmix64 started from a near seed would be the same sequence, shifted. */
static uint64_t seed_of(uint64_t seed, size_t i)
{
    uint64_t state = seed + i;

    return i ? middleware_splitmix(&state) : seed;
}

static int wrap_one(struct toe_wire **wire, const struct toe_impair_list *list, size_t i, enum toe_sim_direction dir,
                    uint64_t seed)
{
    struct toe_impairment one = list->items[i];

    one.to_engine = one.to_engine && dir == TOE_SIM_TO_ENGINE;
    one.from_engine = one.from_engine && dir == TOE_SIM_FROM_ENGINE;
    one.seed = seed_of(seed, i);
    return one.to_engine || one.from_engine ? toe_wire_impair(*wire, &one, wire) : 0;
}

int toe_wire_impair_all(struct toe_wire *port, const struct toe_impair_list *list, uint64_t seed, struct toe_wire **out)
{
    struct toe_wire *wire = port;
    int rc = 0;

    /* What comes to the engine meets the innermost first, what leaves it the outermost. */
    for (size_t i = 0; i < list->n && !rc; i++)
        rc = wrap_one(&wire, list, i, TOE_SIM_TO_ENGINE, seed);
    for (size_t i = list->n; i-- > 0 && !rc;)
        rc = wrap_one(&wire, list, i, TOE_SIM_FROM_ENGINE, seed);
    if (!rc) {
        *out = wire;
        return 0;
    }
    while (wire != port) {
        struct middleware *m = (struct middleware *)wire;
        wire = m->inner;
        middleware_free(m);
    }
    return rc;
}

/* ---- what was done --------------------------------------------------------------------------------------------- */

static void add(struct toe_impair_way *sum, const struct middleware_way *way)
{
    sum->lost += way->counts.lost;
    sum->duplicated += way->counts.duplicated;
    sum->reordered += way->counts.reordered;
    sum->delayed += way->counts.delayed;
    sum->corrupted += way->counts.corrupted;
    sum->fcs_broken += way->counts.fcs_broken;
    sum->overflowed += way->counts.overflowed;
    sum->refused += way->counts.refused;
    sum->held += way->held.count;
}

void toe_impair_get_stats(const struct toe_wire *wire, struct toe_impair_stats *out)
{
    const struct middleware *m;

    *out = (struct toe_impair_stats){0};
    for (bool outermost = true; (m = middleware_of(wire)); outermost = false) {
        add(&out->to_engine, &m->ways[TOE_SIM_TO_ENGINE]);
        add(&out->from_engine, &m->ways[TOE_SIM_FROM_ENGINE]);
        out->to_engine.frames = m->ways[TOE_SIM_TO_ENGINE].counts.frames;
        if (outermost)
            out->from_engine.frames = m->ways[TOE_SIM_FROM_ENGINE].counts.frames;
        wire = m->inner;
    }
}
