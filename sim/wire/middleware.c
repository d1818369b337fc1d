/* middleware.c: the wire around a wire.
 *
 * A frame that is neither delayed nor behind others is given on at once. All others are held until their time: frames from
 * the engine leave in send() and service(), those to it in recv(), and next_event_ns() names the first of them, so that
 * the simulation is there when it is due. */
#include "middleware.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static struct middleware *self(struct toe_wire *wire)
{
    return (struct middleware *)wire;
}

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
uint64_t middleware_splitmix(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint64_t middleware_random(struct middleware_way *way)
{
    return middleware_splitmix(&way->random);
}

bool middleware_ppm_valid(const struct toe_impairment *config)
{
    return config->ppm <= 1000000;
}

/* ---- one direction --------------------------------------------------------------------------------------------- */

static void leaves(struct middleware_way *way, uint64_t serial)
{
    if (serial < way->newest_out)
        way->counts.reordered++;
    else
        way->newest_out = serial;
}

/* Decides about a frame, and holds what waits. True: `frame` (as it is now) leaves at once, at frame->tag.t_ns. */
static bool admit(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    const struct held_frame *first = way->held.first;
    struct held_frame like = {.serial = ++way->serial};
    bool at_once;

    way->counts.frames++;
    frame->due_ns = frame->tag.t_ns;
    frame->copies = 1;
    if (way->impaired)
        m->kind->judge(m, way, frame);
    at_once = frame->copies && frame->due_ns == frame->tag.t_ns && !(first && first->tag.t_ns <= frame->due_ns);
    if (at_once)
        leaves(way, like.serial);
    like.tag = frame->tag;
    like.tag.t_ns = frame->due_ns;
    like.overtake = frame->overtake;
    for (unsigned i = at_once; i < frame->copies; i++)
        if (!held_push(&way->held, &like, frame->bytes, frame->len))
            way->counts.overflowed++;
    if (frame->copies && !frame->overtake)
        held_overtaken(&way->held, frame->tag.t_ns);
    return at_once;
}

/* Gives the wire behind what is due. 0, or -ENODEV: it has ended. */
static int release(struct middleware *m, uint64_t now_ns)
{
    struct middleware_way *way = &m->ways[TOE_SIM_FROM_ENGINE];

    for (struct held_frame *first; (first = way->held.first) && first->tag.t_ns <= now_ns;) {
        int rc = m->inner->ops->send(m->inner, first->bytes, first->len, &first->tag);
        leaves(way, first->serial);
        held_pop(&way->held);
        way->counts.refused += rc < 0;
        if (rc == -ENODEV)
            return rc;
    }
    return 0;
}

/* ---- the wire's operations ------------------------------------------------------------------------------------- */

static int middleware_send(struct toe_wire *wire, const uint8_t *bytes, size_t len, const struct toe_wire_tag *tag)
{
    struct middleware *m = self(wire);
    /* A kind that does not change bytes does not write to them. */
    struct passing frame = {.bytes = (uint8_t *)(uintptr_t)bytes, .len = len, .tag = *tag};
    int rc = release(m, tag->t_ns), late;

    if (rc)
        return rc;
    if (m->kind->changes_bytes) {
        memcpy(m->scratch, bytes, len);
        frame.bytes = m->scratch;
    }
    if (admit(m, &m->ways[TOE_SIM_FROM_ENGINE], &frame))
        rc = m->inner->ops->send(m->inner, frame.bytes, frame.len, &frame.tag);
    late = release(m, tag->t_ns);
    return late ? late : rc;
}

static long middleware_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct middleware *m = self(wire);
    struct middleware_way *way = &m->ways[TOE_SIM_TO_ENGINE];

    for (;;) {
        const struct held_frame *first = way->held.first;
        struct passing frame = {.bytes = buf, .tag = *tag};
        long len;
        if (first && first->tag.t_ns <= now_ns) {
            len = (long)first->len;
            *tag = first->tag;
            tag->held = true;
            memcpy(buf, first->bytes, first->len);
            leaves(way, first->serial);
            held_pop(&way->held);
            return len;
        }
        len = m->inner->ops->recv(m->inner, buf, now_ns, &frame.tag);
        if (len <= 0)
            return len;
        frame.len = (size_t)len;
        if (admit(m, way, &frame)) {
            *tag = frame.tag;
            return (long)frame.len;
        }
    }
}

static int middleware_service(struct toe_wire *wire, uint64_t now_ns)
{
    struct toe_wire *inner = self(wire)->inner;
    int rc = release(self(wire), now_ns);

    return !rc && inner->ops->service ? inner->ops->service(inner, now_ns) : rc;
}

static uint64_t middleware_next_event_ns(struct toe_wire *wire)
{
    struct middleware *m = self(wire);
    uint64_t next = m->inner->ops->next_event_ns ? m->inner->ops->next_event_ns(m->inner) : UINT64_MAX;

    for (int dir = 0; dir < 2; dir++) {
        const struct held_frame *first = m->ways[dir].held.first;
        if (first && first->tag.t_ns < next)
            next = first->tag.t_ns;
    }
    return next;
}

static int middleware_fd(struct toe_wire *wire)
{
    struct toe_wire *inner = self(wire)->inner;

    return inner->ops->fd ? inner->ops->fd(inner) : -1;
}

void middleware_free(struct middleware *m)
{
    held_free(&m->ways[0].held);
    held_free(&m->ways[1].held);
    free(m);
}

static void middleware_close(struct toe_wire *wire)
{
    struct toe_wire *inner = self(wire)->inner;

    inner->ops->close(inner);
    middleware_free(self(wire));
}

static const struct toe_wire_ops middleware_ops = {
    .name = "middleware",
    .send = middleware_send,
    .recv = middleware_recv,
    .service = middleware_service,
    .next_event_ns = middleware_next_event_ns,
    .fd = middleware_fd,
    .close = middleware_close,
};

/* ---- making one ------------------------------------------------------------------------------------------------ */

int middleware_new(struct toe_wire *inner, const struct middleware_kind *kind, const struct toe_impairment *config,
                   struct middleware **out)
{
    struct middleware *m = calloc(1, sizeof *m);
    size_t limit = !kind->holds ? 1 : config->limit_frames ? config->limit_frames : TOE_IMPAIR_LIMIT;

    if (!m)
        return -ENOMEM;
    m->base = *inner; /* real_time, delay_ns, carries_fcs: what holds of the wire behind */
    m->base.ops = &middleware_ops;
    m->inner = inner;
    m->kind = kind;
    m->config = *config;
    for (int dir = 0; dir < 2; dir++) {
        struct middleware_way *way = &m->ways[dir];
        way->dir = (enum toe_sim_direction)dir;
        way->impaired = dir == TOE_SIM_TO_ENGINE ? config->to_engine : config->from_engine;
        way->random = dir == TOE_SIM_TO_ENGINE ? config->seed : ~config->seed;
        if (held_init(&way->held, way->impaired ? limit : 1)) {
            middleware_free(m);
            return -ENOMEM;
        }
    }
    *out = m;
    return 0;
}

const struct middleware *middleware_of(const struct toe_wire *wire)
{
    return wire && wire->ops == &middleware_ops ? (const struct middleware *)wire : NULL;
}
