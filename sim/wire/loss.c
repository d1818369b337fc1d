/* loss.c: frames that do not arrive: by chance, or where the caller says so. */
#include "middleware.h"

static void lose_by_chance(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    if (!middleware_chance(m, way))
        return;
    frame->copies = 0;
    way->counts.lost++;
}

const struct middleware_kind middleware_loss = {
    .name = "loss",
    .valid = middleware_ppm_valid,
    .judge = lose_by_chance,
};

static void lose_what_is_named(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    if (!m->drop(m->arg, way->dir == TOE_SIM_TO_ENGINE, frame->bytes, frame->len))
        return;
    frame->copies = 0;
    way->counts.lost++;
}

const struct middleware_kind middleware_filter = {
    .name = "filter",
    .judge = lose_what_is_named,
};

int toe_wire_filter(struct toe_wire *inner, toe_wire_drop_fn drop, void *arg, struct toe_wire **out)
{
    const struct toe_impairment both = {.kind = TOE_LOSS, .to_engine = true, .from_engine = true};
    struct middleware *m = NULL;
    int rc = middleware_new(inner, &middleware_filter, &both, &m);

    if (rc)
        return rc;
    m->drop = drop;
    m->arg = arg;
    *out = &m->base;
    return 0;
}
