/* null.c: a transport that takes everything and answers nothing. The template for a new back end: every member of the
 * table is here, in the order of toe_transport.h, and does the least that its contract allows.
 *
 * Its time is its own: it passes only in handle_events, by exactly the time-out, so waits on a null device end at once.
 * A back end with a real other side leaves now_us out and waits there, in toe_transport_sleep.
 */
#include "toe_transport.h"

#include <errno.h>
#include <stdlib.h>

#include "toe.h"

struct null_transport {
    struct toe_transport base; /* first: the table finds the rest from it */
    struct toe_transfer_queue out, in;
    uint64_t now_us;
};

static struct null_transport *self(struct toe_transport *transport)
{
    return (struct null_transport *)transport;
}

/* Submitting only queues: completing here would break rule 2. */
static int null_submit_out(struct toe_transport *transport, struct toe_transfer *transfer)
{
    toe_transfer_push(&self(transport)->out, transfer);
    return 0;
}

static int null_submit_in(struct toe_transport *transport, struct toe_transfer *transfer)
{
    toe_transfer_push(&self(transport)->in, transfer);
    return 0;
}

/* Cancelling marks; handle_events completes. */
static int null_cancel(struct toe_transport *transport, struct toe_transfer *transfer)
{
    (void)transport;
    transfer->status = -ECANCELED;
    return 0;
}

static int null_handle_events(struct toe_transport *transport, uint64_t timeout_us)
{
    struct null_transport *null = self(transport);
    int completed = 0;

    /* What is submitted from inside `complete` waits for the next call: the work of one call is bounded. */
    for (struct toe_transfer *last = null->out.tail; null->out.head; completed++) {
        struct toe_transfer *transfer = null->out.head;
        int status = transfer->status == -ECANCELED ? -ECANCELED : 0;
        transfer->actual = status ? 0 : transfer->length;
        toe_transfer_finish(&null->out, status);
        if (transfer == last)
            break;
    }
    /* Nothing ever comes in, so only cancelled transfers complete, in order from the head. */
    while (null->in.head && null->in.head->status == -ECANCELED) {
        null->in.head->actual = 0;
        toe_transfer_finish(&null->in, -ECANCELED);
        completed++;
    }
    if (!completed)
        null->now_us += timeout_us;
    return completed;
}

static int null_pollfds(struct toe_transport *transport, struct pollfd *fds, size_t room)
{
    (void)transport, (void)fds, (void)room;
    return 0;
}

static uint64_t null_next_event_us(struct toe_transport *transport)
{
    return self(transport)->out.head ? 0 : UINT64_MAX;
}

static uint64_t null_now_us(struct toe_transport *transport)
{
    return self(transport)->now_us;
}

static int null_reset(struct toe_transport *transport)
{
    (void)transport;
    return 0;
}

static void null_close(struct toe_transport *transport)
{
    struct null_transport *null = self(transport);

    while (null->out.head) {
        null->out.head->actual = 0;
        toe_transfer_finish(&null->out, -ECANCELED);
    }
    while (null->in.head) {
        null->in.head->actual = 0;
        toe_transfer_finish(&null->in, -ECANCELED);
    }
    free(null);
}

static const struct toe_transport_ops null_ops = {
    .name = "null",
    .submit_out = null_submit_out,
    .submit_in = null_submit_in,
    .cancel = null_cancel,
    .handle_events = null_handle_events,
    .pollfds = null_pollfds,
    .next_event_us = null_next_event_us,
    .now_us = null_now_us,
    .reset = null_reset,
    .shared = NULL, /* two of these have nothing in common */
    .close = null_close,
};

int toe_transport_null(struct toe_transport **transport)
{
    struct null_transport *null = calloc(1, sizeof *null);

    if (!null)
        return -ENOMEM;
    null->base.ops = &null_ops;
    *transport = &null->base;
    return 0;
}
