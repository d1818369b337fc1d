/* connect.c: active open.
 *
 *   blank --toe_connect--> OPEN sent --announcement--> connected
 *             ^                |
 *             +---- failed ----+   final CLOSED with an error, or our time-out (then the number is aborted and goes on
 *                                  without the socket until its final CLOSED)
 */
#include "private.h"

/* MUST-46: broadcast, multicast and invalid addresses are refused. */
static bool connectable(const struct toe_device *dev, uint32_t ip)
{
    uint32_t mask = dev->config.prefix_bits ? ~0u << (32 - dev->config.prefix_bits) : 0;
    uint32_t first = ip >> 24;
    bool subnet = dev->config.prefix_bits < 31 && (ip & mask) == (dev->config.ip & mask);

    if (first == 0 || first == 127 || first >= 224)
        return false;
    return !(subnet && ((ip & ~mask) == 0 || (ip & ~mask) == ~mask));
}

/* What toe_getinfo tells from now on. */
static void remember(struct toe_socket *socket, int error, const char *why)
{
    toe_conn_info(socket->conn, &socket->failed);
    socket->failed.state = TOE_TCP_CLOSED;
    socket->failed.conn = TOE_NO_CONN;
    socket->failed.error = error;
    socket->failed.error_why = why;
    socket->connect_failed = true;
}

/* Gives back what toe_connect took, except the number, which lives on by itself. */
static void unconnect(struct toe_socket *socket)
{
    struct toe_conn *conn = socket->conn;

    socket->conn = NULL;
    socket->connecting = false;
    if (conn)
        toe_conn_detach(conn);
    if (socket->auto_port) {
        toe_port_hold(socket->dev, socket->local.port, false);
        socket->local = (struct toe_addr){0, 0};
        socket->bound = socket->auto_port = false;
    }
}

/* -EINPROGRESS, 0, or why it failed: then the socket is blank again. */
static int outcome(struct toe_socket *socket)
{
    struct toe_conn *conn = socket->conn;
    int err = conn->error;

    if (conn->announced) {
        socket->connecting = false;
        socket->was_connected = true;
        return 0; /* what may have gone wrong since is told by the next call */
    }
    if (!conn->ended)
        return -EINPROGRESS;
    if (err)
        remember(socket, err, conn->info.error_why);
    else
        remember(socket, err = -ECONNABORTED, "the engine ended it and gave no reason");
    unconnect(socket);
    socket->error = 0;
    return err;
}

static int start(struct toe_socket *socket, const struct toe_addr *peer)
{
    struct toe_device *dev = socket->dev;
    struct toe_conn *conn;
    int err;

    if (!socket->bound) {
        err = toe_port_ephemeral(dev, &socket->local.port);
        if (err)
            return err;
        socket->local.ip = dev->config.ip;
        socket->bound = socket->auto_port = true;
        toe_port_hold(dev, socket->local.port, true);
    }
    err = toe_conn_new(dev, TOE_NUMBER_OPENING, &socket->options, &conn);
    if (err) {
        unconnect(socket);
        return err;
    }
    conn->socket = socket;
    conn->local = socket->local;
    conn->peer = *peer;
    conn->port_used = true;
    dev->port_users[conn->local.port]++;
    socket->conn = conn;
    socket->connecting = true;
    socket->connect_failed = false;
    socket->error = 0;
    toe_notify(dev, (struct toe_notice){.kind = TOE_NOTICE_NUMBER, .conn = conn->number, .socket = socket});
    toe_notify(dev, (struct toe_notice){.kind = TOE_NOTICE_BUFFERS,
                                        .conn = conn->number,
                                        .socket = socket,
                                        .value = {conn->tx.capacity, conn->rx.capacity}});
    toe_conn_dress(conn);
    toe_conn_owe(conn, TOE_OWED_OPEN);
    toe_conn_watch(conn);
    toe_device_kick(dev);
    return 0;
}

int toe_locked_connect(struct toe_socket *socket, const struct toe_addr *peer)
{
    struct toe_device *dev = socket->dev;
    struct toe_wait wait;
    int err;

    if (dev->failed)
        return -ENODEV;
    if (socket->conn && socket->connecting) {
        err = socket->connect_waits ? -EINPROGRESS : outcome(socket);
        return err == -EINPROGRESS ? -EALREADY : err;
    }
    if (socket->conn)
        return -EISCONN;
    if (socket->listener || peer->port == 0)
        return -EINVAL;
    if (!connectable(dev, peer->ip))
        return -ENETUNREACH;
    err = start(socket, peer);
    if (err || socket->options.nonblock)
        return dev->failed ? -ENODEV : err ? err : -EINPROGRESS;
    toe_wait_start(&wait, dev, socket, socket->options.conntimeo_ms);
    while ((err = outcome(socket)) == -EINPROGRESS) {
        socket->connect_waits = true;
        err = toe_wait_step(&wait);
        socket->connect_waits = false;
        if (err == -EAGAIN) {
            toe_conn_abort(socket->conn);
            remember(socket, -ETIMEDOUT, "toe_connect gave up, by TOE_SO_CONNTIMEO");
            unconnect(socket);
            toe_device_kick(dev);
            return -ETIMEDOUT;
        }
        if (err)
            return err;
    }
    return err;
}

int toe_socket_established(struct toe_socket *socket)
{
    int err;

    if (socket->dev->failed)
        return -ENODEV;
    if (!socket->conn)
        return socket->error ? toe_socket_take_error(socket) : -ENOTCONN;
    if (!socket->connecting)
        return 0;
    if (socket->connect_waits) /* the result is for the thread that waits for it */
        return socket->conn->announced ? 0 : -ENOTCONN;
    err = outcome(socket);
    return err == -EINPROGRESS ? -ENOTCONN : err;
}
