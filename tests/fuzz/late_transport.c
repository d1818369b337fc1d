/* late_transport.c: see late_transport.h. */
#include "late_transport.h"

#include "toe_transport.h"

#include <errno.h>
#include <stdlib.h>

enum { CYCLES_PER_CALL = 20000, LOOK_NS = 10000, IDLE_NS = 1000000 };

typedef struct {
    struct toe_transport base;
    struct toe_sim *sim;
    const late_link *link;
    fuzz_random random;
    struct toe_transfer_queue out, in;
    uint64_t out_due_ns, in_due_ns; /* the next piece goes then at the earliest */
} late;

static late *self(struct toe_transport *t)
{
    return (late *)t;
}

/* How much may go now, and when the next piece may. */
static size_t piece(late *l, const late_way *way, uint64_t *due_ns, size_t most)
{
    uint64_t now = toe_sim_now_ns(l->sim);
    size_t size;

    if (l->link->prompt)
        return most;
    if (now < *due_ns)
        return 0;
    size = 1 + fuzz_length(&l->random, way->piece_most - 1);
    *due_ns = now + fuzz_below(&l->random, (uint32_t)way->delay_ns + 1);
    if (fuzz_one_in(&l->random, way->stall_in))
        *due_ns += fuzz_below(&l->random, (uint32_t)way->stall_ns + 1);
    return size < most ? size : most;
}

/* Each returns how many transfers it completed. */
static int move_out(late *l)
{
    struct toe_transfer *head = l->out.head;
    size_t left;

    if (head == NULL || toe_sim_link_writable(l->sim) == 0)
        return 0;
    left = head->length - head->actual;
    head->actual +=
        toe_sim_link_write(l->sim, head->buffer + head->actual, piece(l, &l->link->out, &l->out_due_ns, left));
    if (head->actual < head->length)
        return 0;
    toe_transfer_finish(&l->out, 0);
    return 1;
}

static int move_in(late *l)
{
    struct toe_transfer *head = l->in.head;

    if (head == NULL || toe_sim_link_readable(l->sim) == 0)
        return 0;
    head->actual = toe_sim_link_read(l->sim, head->buffer, piece(l, &l->link->in, &l->in_due_ns, head->length));
    if (head->actual == 0)
        return 0;
    toe_transfer_finish(&l->in, 0);
    return 1;
}

static int complete_all(late *l, int status)
{
    int completed = 0;

    for (; l->out.head != NULL; completed++)
        toe_transfer_finish(&l->out, status);
    for (; l->in.head != NULL; completed++)
        toe_transfer_finish(&l->in, status);
    return completed;
}

static int submit(struct toe_transfer_queue *queue, struct toe_transfer *transfer)
{
    toe_transfer_push(queue, transfer);
    return 0;
}

static int submit_out(struct toe_transport *t, struct toe_transfer *transfer)
{
    return submit(&self(t)->out, transfer);
}

static int submit_in(struct toe_transport *t, struct toe_transfer *transfer)
{
    return submit(&self(t)->in, transfer);
}

/* The library cancels only when it closes, and then nothing is read any more. */
static int cancel(struct toe_transport *t, struct toe_transfer *transfer)
{
    (void)t;
    (void)transfer;
    return 0;
}

static int handle_events(struct toe_transport *t, uint64_t timeout_us)
{
    late *l = self(t);
    uint64_t now = toe_sim_now_ns(l->sim);
    uint64_t step =
        toe_sim_busy(l->sim) || l->out.head != NULL || toe_sim_link_readable(l->sim) != 0 ? LOOK_NS : IDLE_NS;

    if (timeout_us != 0 && timeout_us * 1000 < step)
        step = timeout_us * 1000;
    if (toe_sim_run_until_event(l->sim, TOE_SIM_STOP_IDLE, now + step) < 0) {
        complete_all(l, -ENODEV);
        return -ENODEV;
    }
    if (toe_sim_now_ns(l->sim) == now && toe_sim_run_until_ns(l->sim, now + step) < 0)
        return -ENODEV;
    return move_out(l) + move_in(l);
}

static int pollfds(struct toe_transport *t, struct pollfd *fds, size_t room)
{
    (void)t;
    (void)fds;
    (void)room;
    return 0;
}

static uint64_t next_event_us(struct toe_transport *t)
{
    (void)t;
    return 0;
}

static uint64_t now_us(struct toe_transport *t)
{
    return toe_sim_now_ns(self(t)->sim) / 1000;
}

static int reset(struct toe_transport *t)
{
    toe_sim_link_reset(self(t)->sim);
    return 0;
}

static void *shared(struct toe_transport *t, void *(*make)(void), void (*drop)(void *made))
{
    return toe_sim_shared(self(t)->sim, make, drop);
}

static void close_transport(struct toe_transport *t)
{
    complete_all(self(t), -ECANCELED);
    toe_sim_link_reset(self(t)->sim);
    free(t);
}

static const struct toe_transport_ops late_ops = {
    .name = "sim, late",
    .submit_out = submit_out,
    .submit_in = submit_in,
    .cancel = cancel,
    .handle_events = handle_events,
    .pollfds = pollfds,
    .next_event_us = next_event_us,
    .now_us = now_us,
    .reset = reset,
    .shared = shared,
    .close = close_transport,
};

int late_transport(struct toe_sim *sim, uint64_t seed, const late_link *link, struct toe_transport **out)
{
    late *l = calloc(1, sizeof *l);

    if (l == NULL)
        return -ENOMEM;
    l->base.ops = &late_ops;
    l->sim = sim;
    l->link = link;
    l->random = fuzz_seed(seed);
    *out = &l->base;
    return 0;
}

bool late_transport_empty(const struct toe_transport *transport)
{
    const late *l = (const late *)transport;

    return l->out.head == NULL && toe_sim_link_readable(l->sim) == 0;
}
