/* listen.c: listeners, their slots, and accept.
 *
 *    backlog = slots that the engine holds (lent) + connections that wait for toe_accept (queued), unless numbers or memory
 *    are short: then the listener is starved and filled up when something comes back.
 *
 * A listener outlives its socket until every slot is back: its number may not be used again before.
 */
#include <stdlib.h>

#include "private.h"

/* LISTEN and UNLISTEN, in this order; slots are work of their own, queued behind LISTEN. */
static bool listener_run(struct toe_work *work)
{
    struct toe_listener *listener = (struct toe_listener *)work;
    uint8_t *bytes;

    if (listener->listen_owed) {
        bytes = toe_driver_reserve(listener->dev->driver, TOE_LINK_HEADER_BYTES);
        if (!bytes)
            return false;
        toe_driver_commit(listener->dev->driver,
                          toe_h2e_listen_put(bytes, &(struct toe_h2e_listen){.conn = listener->number,
                                                                             .local_port = listener->local.port,
                                                                             .local_ip = listener->local.ip}));
        listener->listen_owed = false;
    }
    if (listener->unlisten_owed) {
        bytes = toe_driver_reserve(listener->dev->driver, TOE_LINK_HEADER_BYTES);
        if (!bytes)
            return false;
        toe_driver_commit(listener->dev->driver,
                          toe_h2e_unlisten_put(bytes, &(struct toe_h2e_unlisten){.conn = listener->number}));
        listener->unlisten_owed = false;
        if (listener->lent == 0)
            toe_listener_free(listener);
    }
    return true;
}

static int listener_new(struct toe_device *dev, const struct toe_addr *local, struct toe_listener **out)
{
    struct toe_listener *listener;
    uint32_t number = 0;

    while (number < dev->listener_count && dev->listeners[number])
        number++;
    if (number == dev->listener_count)
        return -ENOBUFS;
    listener = calloc(1, sizeof *listener);
    if (!listener)
        return -ENOMEM;
    listener->work.run = listener_run;
    listener->dev = dev;
    listener->number = (uint16_t)number;
    listener->local = *local;
    dev->listeners[number] = listener;
    *out = listener;
    return 0;
}

static void set_starved(struct toe_listener *listener, bool starved)
{
    if (listener->starved == starved)
        return;
    listener->starved = starved;
    if (starved)
        listener->dev->starved_listeners++;
    else
        listener->dev->starved_listeners--;
}

void toe_listener_free(struct toe_listener *listener)
{
    while (listener->queue_head) {
        struct toe_conn *conn = listener->queue_head;
        listener->queue_head = conn->queue_next;
        if (conn->ended)
            toe_conn_free(conn); /* the device knows it no more; only the queue did */
    }
    set_starved(listener, false);
    toe_work_remove(listener->dev, &listener->work);
    listener->dev->listeners[listener->number] = NULL;
    free(listener);
}

/* Lends slots until the backlog is full. */
void toe_listener_fill(struct toe_listener *listener)
{
    struct toe_device *dev = listener->dev;
    int err = 0;

    while (!err && listener->socket && listener->lent + listener->queued < listener->backlog) {
        struct toe_conn *conn;
        err = toe_conn_new(dev, TOE_NUMBER_LENT, &listener->options, &conn);
        if (err)
            break;
        conn->listener = listener;
        listener->lent++;
        toe_notify(dev, (struct toe_notice){.kind = TOE_NOTICE_BUFFERS,
                                            .conn = conn->number,
                                            .socket = listener->socket,
                                            .value = {0, conn->rx.capacity}});
        toe_conn_dress(conn);
        toe_conn_owe(conn, TOE_OWED_SLOT);
    }
    set_starved(listener, err != 0);
}

/* A number or memory has come back. */
void toe_listeners_feed(struct toe_device *dev)
{
    for (uint32_t i = 0; dev->starved_listeners > 0 && i < dev->listener_count; i++)
        if (dev->listeners[i] && dev->listeners[i]->starved)
            toe_listener_fill(dev->listeners[i]);
}

/* A slot is gone: a closed listener may have lost its last one; a living one lends another. */
static void listener_ends(struct toe_listener *listener)
{
    if (!listener->socket && listener->lent == 0 && !listener->unlisten_owed)
        toe_listener_free(listener);
    else
        toe_listener_fill(listener);
}

/* A slot became a connection. Its send buffer is allocated now that something can be sent. */
void toe_listener_announced(struct toe_listener *listener, struct toe_conn *conn)
{
    listener->lent--;
    if (!listener->socket || toe_ring_alloc(&conn->tx, (size_t)conn->options.sndbuf)) {
        toe_conn_abort(conn);
        toe_conn_detach(conn);
        listener_ends(listener);
        return;
    }
    toe_notify(listener->dev, (struct toe_notice){.kind = TOE_NOTICE_BUFFERS,
                                                  .conn = conn->number,
                                                  .value = {conn->tx.capacity, conn->rx.capacity}});
    conn->queue_next = NULL;
    if (listener->queue_tail)
        listener->queue_tail->queue_next = conn;
    else
        listener->queue_head = conn;
    listener->queue_tail = conn;
    listener->queued++;
}

/* A slot has come back unused, which happens after UNLISTEN only. */
void toe_listener_slot_back(struct toe_listener *listener)
{
    listener->lent--;
    listener_ends(listener);
}

/* The application has closed the listening socket. */
void toe_listener_close(struct toe_listener *listener)
{
    struct toe_conn *conn = listener->queue_head;

    listener->socket = NULL;
    listener->queue_head = listener->queue_tail = NULL;
    while (conn) {
        struct toe_conn *next = conn->queue_next;
        toe_conn_abort(conn);
        toe_conn_detach(conn);
        conn = next;
    }
    listener->queued = 0;
    set_starved(listener, false);
    listener->unlisten_owed = true;
    toe_work_add(listener->dev, &listener->work);
}

/* Sockets may share a port (TOE_SO_REUSEADDR); of those one may listen. */
static bool listens_at(const struct toe_device *dev, uint16_t port)
{
    for (uint32_t i = 0; i < dev->listener_count; i++)
        if (dev->listeners[i] && dev->listeners[i]->socket && dev->listeners[i]->local.port == port)
            return true;
    return false;
}

int toe_locked_listen(struct toe_socket *socket, int backlog)
{
    struct toe_device *dev = socket->dev;
    bool bound_here = !socket->bound;
    struct toe_listener *listener = socket->listener;
    int err = 0;

    if (dev->failed)
        return -ENODEV;
    if (backlog < 1 || socket->conn)
        return -EINVAL;
    if (listener) {
        if ((unsigned)backlog > listener->backlog)
            listener->backlog = (unsigned)backlog;
        toe_listener_fill(listener);
        toe_device_kick(dev);
        return 0;
    }
    if (bound_here)
        err = toe_locked_bind(socket, &(struct toe_addr){0, 0});
    if (!err && listens_at(dev, socket->local.port))
        err = -EADDRINUSE;
    if (!err)
        err = listener_new(dev, &socket->local, &listener);
    if (err)
        goto out;
    listener->options = socket->options;
    listener->socket = socket;
    listener->backlog = (unsigned)backlog;
    listener->listen_owed = true;
    toe_work_add(dev, &listener->work); /* before its slots */
    toe_listener_fill(listener);
    if (listener->lent == 0) {
        toe_listener_free(listener); /* nothing was told to the device */
        err = -ENOBUFS;
        goto out;
    }
    socket->listener = listener;
    toe_notify(dev, (struct toe_notice){
                        .kind = TOE_NOTICE_STATE, .conn = TOE_NO_CONN, .socket = socket, .state = TOE_TCP_LISTEN});
    toe_device_kick(dev);
out:
    if (err && bound_here && socket->bound) {
        toe_port_hold(dev, socket->local.port, false);
        socket->bound = false;
        socket->local = (struct toe_addr){0, 0};
    }
    return err;
}

/* Takes the oldest connection off the queue. */
static int take(struct toe_socket *socket, struct toe_socket **out, struct toe_addr *peer)
{
    struct toe_listener *listener = socket->listener;
    struct toe_conn *conn = listener->queue_head;
    struct toe_socket *accepted;
    int err;

    if (!conn)
        return -EAGAIN;
    err = toe_socket_new(socket->dev, &accepted);
    if (err)
        return err;
    listener->queue_head = conn->queue_next;
    if (!listener->queue_head)
        listener->queue_tail = NULL;
    listener->queued--;
    conn->queue_next = NULL;
    conn->listener = NULL;
    conn->socket = accepted;
    accepted->conn = conn;
    accepted->local = conn->local;
    accepted->was_connected = true;
    accepted->error = conn->error;
    accepted->options = socket->options;
    toe_conn_watch(conn);
    toe_conn_dress(conn);
    if (peer)
        *peer = conn->peer;
    toe_notify(
        socket->dev,
        (struct toe_notice){.kind = TOE_NOTICE_ACCEPT, .conn = conn->number, .socket = accepted, .state = conn->state});
    *out = accepted;
    toe_listener_fill(listener);
    toe_device_kick(socket->dev);
    return 0;
}

int toe_locked_accept(struct toe_socket *socket, struct toe_socket **connection, struct toe_addr *peer)
{
    struct toe_wait wait;
    int err;

    if (socket->dev->failed)
        return -ENODEV;
    if (!socket->listener)
        return -EINVAL;
    toe_wait_start(&wait, socket->dev, socket, socket->options.rcvtimeo_ms);
    do {
        err = take(socket, connection, peer);
        if (err != -EAGAIN || socket->options.nonblock)
            return err;
        err = toe_wait_step(&wait);
    } while (!err);
    return err;
}
