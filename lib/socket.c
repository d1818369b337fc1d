/* socket.c: the application's handle: made, named, shut down, closed, asked whether it is ready. */
#include <stdlib.h>

#include "private.h"

int toe_socket_new(struct toe_device *dev, struct toe_socket **out)
{
    struct toe_socket *socket = calloc(1, sizeof *socket);

    if (!socket)
        return -ENOMEM;
    socket->dev = dev;
    socket->options = (struct toe_options){
        .rcvtimeo_ms = TOE_WAIT_MS,
        .sndtimeo_ms = TOE_WAIT_MS,
        .conntimeo_ms = TOE_WAIT_MS,
        .rcvbuf = 65535, /* an unscaled window can show all of it */
        .sndbuf = 262144,
        .linger_ms = -1,
        .keepidle_s = 7200, /* MUST-28 */
        .keepintvl_s = 75,
        .keepcnt = 9,
    };
    socket->next = dev->sockets;
    if (dev->sockets)
        dev->sockets->prev = socket;
    dev->sockets = socket;
    *out = socket;
    return 0;
}

/* The handle's memory; what it had was given back before. */
void toe_socket_free(struct toe_socket *socket)
{
    struct toe_device *dev = socket->dev;

    if (socket->prev)
        socket->prev->next = socket->next;
    else
        dev->sockets = socket->next;
    if (socket->next)
        socket->next->prev = socket->prev;
    free(socket);
}

int toe_locked_socket(struct toe_device *dev, struct toe_socket **out)
{
    int err;

    if (dev->failed)
        return -ENODEV;
    err = toe_socket_new(dev, out);
    if (!err)
        toe_notify(dev, (struct toe_notice){.kind = TOE_NOTICE_SOCKET, .conn = TOE_NO_CONN, .socket = *out});
    return err;
}

int toe_socket_take_error(struct toe_socket *socket)
{
    int err = socket->error;

    socket->error = 0;
    return err;
}

int toe_locked_bind(struct toe_socket *socket, const struct toe_addr *addr)
{
    struct toe_device *dev = socket->dev;
    uint16_t port = addr->port;
    int err;

    if (dev->failed)
        return -ENODEV;
    if (socket->bound || socket->conn)
        return -EINVAL;
    if (addr->ip != 0 && addr->ip != dev->config.ip)
        return -EADDRNOTAVAIL;
    if (port == 0) {
        err = toe_port_ephemeral(dev, &port);
        if (err)
            return err;
    } else if (toe_port_held(dev, port) && !(socket->options.reuseaddr && toe_port_shared(dev, port))) {
        return -EADDRINUSE;
    }
    toe_port_hold(dev, port, true);
    socket->local = (struct toe_addr){dev->config.ip, port};
    socket->bound = true;
    return 0;
}

int toe_locked_getsockname(const struct toe_socket *socket, struct toe_addr *addr)
{
    *addr = socket->local;
    return 0;
}

int toe_locked_getpeername(const struct toe_socket *socket, struct toe_addr *addr)
{
    if (!socket->conn || !socket->conn->announced)
        return -ENOTCONN;
    *addr = socket->conn->peer;
    return 0;
}

/* ------------------------------------------------------------------------------------------------ the end */

static void want_fin(struct toe_conn *conn)
{
    if (conn->grant.fin_wanted || conn->ended)
        return;
    conn->grant.fin_wanted = true;
    conn->more = false;
    toe_conn_work(conn);
}

int toe_locked_shutdown(struct toe_socket *socket, enum toe_shutdown_how how)
{
    struct toe_conn *conn;
    int err;

    if (how != TOE_SHUT_RD && how != TOE_SHUT_WR && how != TOE_SHUT_RDWR)
        return -EINVAL;
    err = toe_socket_established(socket);
    if (err)
        return err;
    conn = socket->conn;
    if (how != TOE_SHUT_WR && !conn->shut_rd) {
        conn->shut_rd = true;
        conn->rx_read = conn->received.next;
        conn->rx_shown = conn->rx_read;
        toe_conn_consumed(conn);
    }
    if (how != TOE_SHUT_RD)
        want_fin(conn);
    toe_device_stir(socket->dev);
    toe_device_kick(socket->dev);
    return socket->dev->failed ? -ENODEV : 0;
}

/* Waits until the peer has everything. */
static int linger(struct toe_socket *socket)
{
    struct toe_conn *conn = socket->conn;
    struct toe_wait wait;
    int err = 0;

    toe_device_kick(socket->dev);
    toe_wait_start(&wait, socket->dev, NULL, socket->options.linger_ms);
    while (!err && !conn->fin_acked && !conn->ended)
        err = toe_wait_step(&wait);
    return err;
}

/* RFC 9293 3.9.1.4 for a connection that is up; an abort (3.9.1.5) if data would be thrown away, or if asked for. */
static int close_conn(struct toe_socket *socket)
{
    struct toe_conn *conn = socket->conn;
    int err = 0;

    if (conn->ended || conn->state == TOE_TCP_TIME_WAIT)
        ; /* nothing is left to say */
    else if (!conn->announced || toe_conn_readable(conn) > 0 || socket->options.linger_ms == 0)
        toe_conn_abort(conn);
    else {
        if (!conn->received.fin)
            toe_conn_owe(conn, TOE_OWED_NO_READER);
        want_fin(conn);
        conn->options = socket->options;
        if (socket->options.linger_ms > 0)
            err = linger(socket);
    }
    socket->conn = NULL;
    toe_conn_detach(conn);
    return err;
}

int toe_locked_close(struct toe_socket *socket)
{
    struct toe_device *dev = socket->dev;
    int err = 0;

    if (socket->conn)
        err = close_conn(socket);
    if (socket->listener)
        toe_listener_close(socket->listener);
    if (socket->bound)
        toe_port_hold(dev, socket->local.port, false);
    toe_socket_free(socket);
    toe_device_kick(dev);
    return dev->failed ? -ENODEV : err;
}

/* ------------------------------------------------------------------------------------------------ readiness */

static short connection_events(const struct toe_conn *conn)
{
    short events = 0;

    if (toe_conn_readable(conn) > 0 || toe_conn_read_over(conn))
        events |= TOE_POLLIN;
    if (toe_conn_urgent(conn) > 0 && (toe_conn_readable(conn) > 0 || !toe_conn_read_over(conn)))
        events |= TOE_POLLPRI;
    if (conn->received.fin)
        events |= TOE_POLLRDHUP;
    if (conn->grant.fin_wanted || conn->ended || conn->state == TOE_TCP_CLOSED || toe_conn_tx_free(conn) > 0)
        events |= TOE_POLLOUT;
    if (conn->ended || conn->state == TOE_TCP_CLOSED || (conn->received.fin && conn->grant.fin_wanted))
        events |= TOE_POLLHUP;
    return events;
}

short toe_socket_events(const struct toe_socket *socket)
{
    const struct toe_conn *conn = socket->conn;
    short events = 0;

    if (socket->dev->failed)
        return TOE_POLLIN | TOE_POLLOUT | TOE_POLLERR | TOE_POLLHUP;
    if (socket->error)
        events |= TOE_POLLERR | TOE_POLLIN | TOE_POLLOUT;
    if (socket->listener)
        return socket->listener->queue_head ? events | TOE_POLLIN : events;
    if (!conn)
        return events | TOE_POLLHUP;
    if (conn->announced)
        return events | connection_events(conn);
    if (conn->ended) /* toe_connect has failed */
        return events | TOE_POLLIN | TOE_POLLOUT | TOE_POLLERR | TOE_POLLHUP;
    return events;
}
