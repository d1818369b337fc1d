/* back_to_back.c: a cable between two engines in one process. Each direction is a queue of frames with their arrival
 * times; both ends share it and the last one to close frees it. */
#include "toe_wire.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_DELAY_NS 500u
#define FRAMES           256u /* on the cable in one direction; at 500 ns there are never more than a few */

struct cable_frame {
    struct toe_wire_tag tag;
    size_t len;
    uint8_t bytes[TOE_WIRE_MAX_FRAME];
};

struct cable;

struct cable_end {
    struct toe_wire base;
    struct cable *cable;
    struct cable_end *peer; /* NULL once it is closed */
    struct cable_frame *in; /* FRAMES of them, on the way to this end */
    size_t head, count;
};

struct cable {
    struct cable_end ends[2];
};

static struct cable_end *self(struct toe_wire *wire)
{
    return (struct cable_end *)wire;
}

static int cable_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    struct cable_end *to = self(wire)->peer;
    struct cable_frame *slot;

    if (!to)
        return -ENOLINK;
    if (to->count == FRAMES)
        return -ENOBUFS;
    slot = &to->in[(to->head + to->count++) % FRAMES];
    slot->tag = *tag;
    slot->tag.t_ns += wire->delay_ns;
    slot->len = len;
    memcpy(slot->bytes, frame, len);
    return 0;
}

static long cable_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct cable_end *end = self(wire);
    struct cable_frame *slot = &end->in[end->head];

    (void)now_ns;
    if (!end->count)
        return 0;
    end->head = (end->head + 1) % FRAMES;
    end->count--;
    memcpy(buf, slot->bytes, slot->len);
    *tag = slot->tag;
    return (long)slot->len;
}

static uint64_t cable_next_event_ns(struct toe_wire *wire)
{
    struct cable_end *end = self(wire);

    return end->count ? end->in[end->head].tag.t_ns : UINT64_MAX;
}

static void cable_close(struct toe_wire *wire)
{
    struct cable_end *end = self(wire);

    free(end->in);
    end->in = NULL;
    if (end->peer)
        end->peer->peer = NULL;
    else
        free(end->cable);
}

static const struct toe_wire_ops cable_ops = {
    .name = "back to back",
    .send = cable_send,
    .recv = cable_recv,
    .next_event_ns = cable_next_event_ns,
    .close = cable_close,
};

int toe_wire_back_to_back(uint64_t delay_ns, struct toe_wire **a, struct toe_wire **b)
{
    struct cable *cable = calloc(1, sizeof *cable);

    if (!cable)
        return -ENOMEM;
    for (int i = 0; i < 2; i++) {
        struct cable_end *end = &cable->ends[i];
        end->base = (struct toe_wire){&cable_ops, false, delay_ns ? delay_ns : DEFAULT_DELAY_NS, true};
        end->cable = cable;
        end->peer = &cable->ends[1 - i];
        end->in = calloc(FRAMES, sizeof *end->in);
        if (!end->in)
            goto fail;
    }
    *a = &cable->ends[0].base;
    *b = &cable->ends[1].base;
    return 0;

fail:
    free(cable->ends[0].in);
    free(cable->ends[1].in);
    free(cable);
    return -ENOMEM;
}
