/* loss.c: middlewares that lose frames: by chance (seeded), or where the caller says so. A middleware is a wire that
 * wraps a wire; this file is the pattern for further ones. */
#include "toe_wire.h"

#include <errno.h>
#include <stdlib.h>

struct loss_wire {
    struct toe_wire base;
    struct toe_wire *inner;
    struct toe_wire_loss config;
    struct toe_wire_loss_stats stats;
    uint64_t to_engine_state, from_engine_state; /* one generator a direction: neither disturbs the other */
    toe_wire_drop_fn drop;                       /* NULL: by chance */
    void *arg;
};

static struct loss_wire *self(struct toe_wire *wire)
{
    return (struct loss_wire *)wire;
}

/* splitmix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014). */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static bool is_lost(struct loss_wire *loss, bool to_engine, const uint8_t *frame, size_t len)
{
    uint64_t *state = to_engine ? &loss->to_engine_state : &loss->from_engine_state;
    uint32_t ppm = to_engine ? loss->config.to_engine_ppm : loss->config.from_engine_ppm;
    bool lost = loss->drop ? loss->drop(loss->arg, to_engine, frame, len) : next_random(state) % 1000000 < ppm;

    if (to_engine) {
        loss->stats.to_engine++;
        loss->stats.to_engine_lost += lost;
    } else {
        loss->stats.from_engine++;
        loss->stats.from_engine_lost += lost;
    }
    return lost;
}

static int loss_send(struct toe_wire *wire, const uint8_t *frame, size_t len, uint64_t t_ns)
{
    struct loss_wire *loss = self(wire);

    if (is_lost(loss, false, frame, len))
        return 0;
    return loss->inner->ops->send(loss->inner, frame, len, t_ns);
}

static long loss_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, uint64_t *t_ns)
{
    struct loss_wire *loss = self(wire);
    long len;

    do {
        len = loss->inner->ops->recv(loss->inner, buf, now_ns, t_ns);
    } while (len > 0 && is_lost(loss, true, buf, (size_t)len));
    return len;
}

static int loss_service(struct toe_wire *wire, uint64_t now_ns)
{
    struct toe_wire *inner = self(wire)->inner;

    return inner->ops->service ? inner->ops->service(inner, now_ns) : 0;
}

static uint64_t loss_next_event_ns(struct toe_wire *wire)
{
    struct toe_wire *inner = self(wire)->inner;

    return inner->ops->next_event_ns ? inner->ops->next_event_ns(inner) : UINT64_MAX;
}

static int loss_fd(struct toe_wire *wire)
{
    struct toe_wire *inner = self(wire)->inner;

    return inner->ops->fd ? inner->ops->fd(inner) : -1;
}

static void loss_close(struct toe_wire *wire)
{
    struct toe_wire *inner = self(wire)->inner;

    inner->ops->close(inner);
    free(wire);
}

static const struct toe_wire_ops loss_ops = {
    .name = "loss",
    .send = loss_send,
    .recv = loss_recv,
    .service = loss_service,
    .next_event_ns = loss_next_event_ns,
    .fd = loss_fd,
    .close = loss_close,
};

static struct loss_wire *wrap(struct toe_wire *inner)
{
    struct loss_wire *loss = calloc(1, sizeof *loss);

    if (!loss)
        return NULL;
    loss->base = (struct toe_wire){&loss_ops, inner->real_time, inner->delay_ns};
    loss->inner = inner;
    return loss;
}

int toe_wire_loss(struct toe_wire *inner, const struct toe_wire_loss *config, struct toe_wire **out)
{
    struct loss_wire *loss;

    if (config->to_engine_ppm > 1000000 || config->from_engine_ppm > 1000000)
        return -EINVAL;
    loss = wrap(inner);
    if (!loss)
        return -ENOMEM;
    loss->config = *config;
    loss->to_engine_state = config->seed;
    loss->from_engine_state = ~config->seed;
    *out = &loss->base;
    return 0;
}

void toe_wire_loss_get(const struct toe_wire *loss, struct toe_wire_loss_stats *out)
{
    *out = ((const struct loss_wire *)loss)->stats;
}

int toe_wire_filter(struct toe_wire *inner, toe_wire_drop_fn drop, void *arg, struct toe_wire **out)
{
    struct loss_wire *loss = wrap(inner);

    if (!loss)
        return -ENOMEM;
    loss->drop = drop;
    loss->arg = arg;
    *out = &loss->base;
    return 0;
}
