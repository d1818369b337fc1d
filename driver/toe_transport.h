/* toe_transport.h: what the driver asks of a way to the engine.
 *
 * A transport is two reliable, ordered byte streams, one each way, without message boundaries. The table is shaped for
 * asynchronous libusb; driver/back/null.c is the template for a new back end.
 *
 * Rules for every member:
 *  1. One thread at a time; a back end starts none and takes no lock. The exception: while one sleeps in
 *     toe_transport_sleep, others may call every member but handle_events and close, so what handle_events knew before it
 *     slept has to be looked at again.
 *  2. Only handle_events and close complete transfers: they call `complete`, nothing else does.
 *  3. Each accepted transfer completes exactly once. Transfers of one direction complete in the order of submission.
 *  4. From submit until `complete` the back end owns buffer and struct; from then on the driver does. `complete` may submit
 *     transfers, the same one included, unless its status is not 0; it calls nothing else of the table.
 *  5. Only handle_events may wait, and never longer than it is told; where it sleeps, it does so in toe_transport_sleep.
 *  6. What the other side sends is opaque bytes: a back end never looks into them.
 */
#ifndef TOE_TRANSPORT_H
#define TOE_TRANSPORT_H

#include <poll.h>
#include <stddef.h>
#include <stdint.h>

struct toe_transport;

struct toe_transfer {
    uint8_t *buffer; /* out: bytes to send; in: room */
    size_t length;   /* out: their count; in: size of the room */
    size_t actual;   /* set at completion: bytes moved. Out with status 0: length.
                                                          In with status 0: 1 to length (a short one is usual) */
    int status;      /* set at completion: 0, -ECANCELED, or -ENODEV: the stream has
                                                          ended or broken; all later transfers end the same way */
    void (*complete)(struct toe_transfer *transfer);
    void *user;                /* the driver's */
    struct toe_transfer *next; /* the back end's while it owns the transfer (see queue below) */
    void *back;                /* likewise, e.g. a struct libusb_transfer; NULL at first submit */
};

struct toe_transport_ops {
    const char *name;

    /* Called any time, also from inside `complete`. Queues the transfer and returns at once; the bytes leave in the order
     * of submission. 0, or -ENODEV / -ENOMEM: not accepted, `complete` is not called. The driver has at most
     * TOE_TRANSFERS_MAX transfers under way in each direction. */
    int (*submit_out)(struct toe_transport *transport, struct toe_transfer *transfer);

    /* The same for receiving. */
    int (*submit_in)(struct toe_transport *transport, struct toe_transfer *transfer);

    /* Called any time for a transfer that was accepted and has not completed. Asks that it complete soon, with -ECANCELED
     * if nothing or only a part was moved (actual says how much) or with 0 if all was; it completes in a later
     * handle_events, or before close returns. 0. */
    int (*cancel)(struct toe_transport *transport, struct toe_transfer *transfer);

    /* Called by each pump. Moves bytes and completes transfers; waits up to timeout_us until at least one has completed,
     * 0: does not wait. Does a bounded piece of work (for a simulated engine: a bounded number of cycles), so that it
     * returns also when the other side never stops. Never called from inside `complete`.
     * Returns the count of completed transfers, or a negative errno for a broken transport (then every transfer
     * completes with -ENODEV in this and later calls). */
    int (*handle_events)(struct toe_transport *transport, uint64_t timeout_us);

    /* Called after open, and again whenever the driver is about to build its pollable descriptor. Writes up to `room`
     * descriptors with the poll(2) events to wait for, returns how many there are; 0 if only time matters. They stay the
     * back end's. The set is fixed from open to close; `events` may be a superset of what is wanted now only if that does
     * not make a poll spin. */
    int (*pollfds)(struct toe_transport *transport, struct pollfd *fds, size_t room);

    /* Called before a wait on the descriptors. How long, at most, until handle_events should be called although no
     * descriptor is ready, in us of real time: 0 now (bytes to move, a simulated engine has work), UINT64_MAX: only the
     * descriptors matter. Like libusb_get_next_timeout. */
    uint64_t (*next_event_us)(struct toe_transport *transport);

    /* The clock in which time-outs are counted, us. NULL member: CLOCK_MONOTONIC. A simulation gives its own time. */
    uint64_t (*now_us)(struct toe_transport *transport);

    /* Called once, before the first transfer. Brings the engine's link to its reset state (both codecs cleared, every
     * connection ended) and throws away bytes of an earlier session, both directions. 0, or -ENODEV. */
    int (*reset)(struct toe_transport *transport);

    /* For transports whose other sides share state (engines of one simulation), so that one lock must guard them all: the
     * one pointer that they have in common. If there is none yet, make() makes it (NULL: no memory), and drop gets it when
     * what is shared ends, after every transport over it. May be called by several threads at once. NULL member: nothing
     * is shared. */
    void *(*shared)(struct toe_transport *transport, void *(*make)(void), void (*drop)(void *made));

    /* Called once, last. Completes what is under way with -ECANCELED and frees the transport. Bytes that were handed over
     * and have not left may be lost. The engine sees a link reset: it ends every connection with RST. */
    void (*close)(struct toe_transport *transport);
};

#define TOE_TRANSFERS_MAX 8

/* Every back end's struct begins with this. */
struct toe_transport {
    const struct toe_transport_ops *ops;
    /* Set by the driver before the first transfer; see toe_transport_sleep. */
    int (*sleep)(void *ctx, struct pollfd *fds, size_t count, uint64_t timeout_us);
    void *sleep_ctx;
};

/* How handle_events sleeps: as poll(2) on count descriptors (0 is allowed), up to timeout_us. Other threads may use the
 * device meanwhile; it comes back early, perhaps with 0, if they left something to do. */
static inline int toe_transport_sleep(struct toe_transport *transport, struct pollfd *fds, size_t count,
                                      uint64_t timeout_us)
{
    int ms = timeout_us < 1000000000 ? (int)((timeout_us + 999) / 1000) : 1000000;

    return transport->sleep ? transport->sleep(transport->sleep_ctx, fds, count, timeout_us)
                            : poll(fds, (nfds_t)count, ms);
}

/* A queue of transfers, for back ends that keep their own. */
struct toe_transfer_queue {
    struct toe_transfer *head, *tail;
};

static inline void toe_transfer_push(struct toe_transfer_queue *queue, struct toe_transfer *transfer)
{
    transfer->next = NULL;
    if (queue->tail)
        queue->tail->next = transfer;
    else
        queue->head = transfer;
    queue->tail = transfer;
    transfer->actual = 0;
    transfer->status = 0;
}

/* Takes the oldest transfer off and completes it. */
static inline void toe_transfer_finish(struct toe_transfer_queue *queue, int status)
{
    struct toe_transfer *transfer = queue->head;
    queue->head = transfer->next;
    if (!queue->head)
        queue->tail = NULL;
    transfer->next = NULL;
    transfer->status = status;
    transfer->complete(transfer);
}

#endif
