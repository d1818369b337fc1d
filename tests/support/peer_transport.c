/* peer_transport.c: the in-process transport with time in the test's hands.
 *
 * Under the lockstep clock a pump moves no time, so a call of the library that waits (HELLO, a register) would never see
 * its answer. Here such a wait runs the simulation; a pump that does not wait still moves none. Everything else is the
 * back end's.
 */
#include "peer_world.h"

#include "toe_back_sim.h"
#include "toe_transport.h"

#include <errno.h>
#include <stdlib.h>

typedef struct {
    struct toe_transport base;
    struct toe_transport *inner;
    struct toe_sim *sim;
    bool every_cycle;
} stepped;

static stepped *self(struct toe_transport *t)
{
    return (stepped *)t;
}

static int submit_out(struct toe_transport *t, struct toe_transfer *transfer)
{
    return self(t)->inner->ops->submit_out(self(t)->inner, transfer);
}

static int submit_in(struct toe_transport *t, struct toe_transfer *transfer)
{
    return self(t)->inner->ops->submit_in(self(t)->inner, transfer);
}

static int cancel(struct toe_transport *t, struct toe_transfer *transfer)
{
    return self(t)->inner->ops->cancel(self(t)->inner, transfer);
}

static int handle_events(struct toe_transport *t, uint64_t timeout_us)
{
    stepped *s = self(t);

    if (timeout_us != 0)
        world_advance(s->sim, s->every_cycle, TOE_SIM_STOP_LINK, toe_sim_now_ns(s->sim) + timeout_us * 1000);
    return s->inner->ops->handle_events(s->inner, 0);
}

static int pollfds(struct toe_transport *t, struct pollfd *fds, size_t room)
{
    return self(t)->inner->ops->pollfds(self(t)->inner, fds, room);
}

static uint64_t next_event_us(struct toe_transport *t)
{
    return self(t)->inner->ops->next_event_us(self(t)->inner);
}

static uint64_t clock_us(struct toe_transport *t)
{
    return self(t)->inner->ops->now_us(self(t)->inner);
}

static int reset(struct toe_transport *t)
{
    return self(t)->inner->ops->reset(self(t)->inner);
}

static void close_transport(struct toe_transport *t)
{
    self(t)->inner->ops->close(self(t)->inner);
    free(t);
}

static const struct toe_transport_ops stepped_ops = {
    .name = "sim, stepped by a test",
    .submit_out = submit_out,
    .submit_in = submit_in,
    .cancel = cancel,
    .handle_events = handle_events,
    .pollfds = pollfds,
    .next_event_us = next_event_us,
    .now_us = clock_us,
    .reset = reset,
    .close = close_transport,
};

int peer_transport(struct toe_sim *sim, bool every_cycle, struct toe_transport **out)
{
    stepped *s = calloc(1, sizeof *s);
    int result;

    if (s == NULL)
        return -ENOMEM;
    s->base.ops = &stepped_ops;
    s->sim = sim;
    s->every_cycle = every_cycle;
    result = toe_transport_sim(sim, TOE_SIM_LOCKSTEP, &s->inner);
    if (result != 0) {
        free(s);
        return result;
    }
    *out = &s->base;
    return 0;
}
