/* middleware.h: what all middlewares of the wire have in common. A middleware is a wire that wraps a wire; what makes it
 * one kind or another is a single function, which says what becomes of a frame. middleware.c does the rest: both
 * directions, the frames that wait, counts, and the wire behind. */
#ifndef TOE_MIDDLEWARE_H
#define TOE_MIDDLEWARE_H

#include "held.h"
#include "toe_impair.h"

struct middleware;

/* One direction of a middleware. */
struct middleware_way {
    enum toe_sim_direction dir;
    bool impaired;
    uint64_t random; /* state of its generator: neither direction disturbs the other */
    struct held_queue held;
    uint64_t serial, newest_out;          /* frames that came; the newest that left */
    uint64_t line_free_ns, line_free_rem; /* rate: when the line is free again, and the part of a nanosecond */
    struct toe_impair_way counts;
};

/* A frame on its way, and what becomes of it. */
struct passing {
    uint8_t *bytes; /* room for TOE_WIRE_MAX_FRAME; to be changed only by kinds that say so */
    size_t len;
    struct toe_wire_tag tag; /* t_ns: when it comes */
    uint64_t due_ns;         /* when it leaves: t_ns, unless the kind makes it later */
    unsigned copies;         /* 1, unless the kind makes it 0 or 2 */
    uint32_t overtake;       /* it leaves earlier, once so many frames have overtaken it; 0: only at due_ns */
};

struct middleware_kind {
    const char *name;
    bool (*valid)(const struct toe_impairment *config);
    void (*judge)(struct middleware *m, struct middleware_way *way, struct passing *frame);
    bool changes_bytes;
    bool holds; /* up to limit_frames of each direction; others hold the copy of one frame at most */
};

struct middleware {
    struct toe_wire base;
    struct toe_wire *inner;
    const struct middleware_kind *kind;
    struct toe_impairment config;
    struct middleware_way ways[2]; /* by enum toe_sim_direction */
    toe_wire_drop_fn drop;         /* filter */
    void *arg;
    uint8_t scratch[TOE_WIRE_MAX_FRAME];
};

/* One of these a file of sim/wire/. */
extern const struct middleware_kind middleware_loss, middleware_filter, middleware_duplicate, middleware_reorder,
    middleware_delay, middleware_corrupt, middleware_corrupt_fcs, middleware_rate;

/* Makes one, of a valid config. 0 or -ENOMEM; inner is owned only if it succeeds. */
int middleware_new(struct toe_wire *inner, const struct middleware_kind *kind, const struct toe_impairment *config,
                   struct middleware **out);

/* Frees a middleware alone; the wire that it wraps stays. */
void middleware_free(struct middleware *m);

/* The middleware that a wire is, or NULL. */
const struct middleware *middleware_of(const struct toe_wire *wire);

uint64_t middleware_splitmix(uint64_t *state);

/* The next number of this direction's sequence. */
uint64_t middleware_random(struct middleware_way *way);

/* True for `ppm` of a million calls. */
static inline bool middleware_chance(struct middleware *m, struct middleware_way *way)
{
    return middleware_random(way) % 1000000 < m->config.ppm;
}

/* A `valid` for kinds whose only parameter is ppm. */
bool middleware_ppm_valid(const struct toe_impairment *config);

#endif
