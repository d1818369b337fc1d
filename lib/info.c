/* info.c: what is known of a connection, and of all of a device. */
#include "private.h"

static uint64_t since(uint64_t now, uint64_t then)
{
    return now > then ? now - then : 0;
}

void toe_conn_info(const struct toe_conn *conn, struct toe_info *info)
{
    uint64_t now = toe_now_us(conn->dev);

    *info = conn->info;
    if (conn->ended)
        info->state = TOE_TCP_CLOSED;
    info->conn = conn->number;
    info->local = conn->local;
    info->peer = conn->peer;
    info->recv_q = toe_conn_readable(conn);
    info->send_q = conn->grant.have - conn->grant.acked;
    info->error = conn->error;
    info->established = conn->announced;
    info->age_us = since(conn->ended ? conn->ended_us : now, conn->began_us);
    info->state_us = since(now, conn->state_since_us);
    info->bytes_acked = conn->grant.acked;
    info->send_limit = conn->grant.limit;
}

/* ------------------------------------------------------------------------------------------------ one connection */

/* What the last snapshot and the last progress said, until the engine answers. */
static void ask(struct toe_conn *conn)
{
    conn->info.state = conn->state;
    conn->info.smss_bytes = conn->grant.smss;
    if (!conn->ended && !conn->dying && !conn->query_waits)
        toe_conn_owe(conn, TOE_OWED_QUERY);
}

static bool unanswered(const struct toe_conn *conn)
{
    return !conn->ended && (conn->query_waits || conn->owed & TOE_OWED_QUERY);
}

int toe_locked_getinfo(struct toe_socket *socket, struct toe_info *info, int timeout_ms)
{
    struct toe_conn *conn = socket->conn;
    struct toe_wait wait;
    int err = 0;

    if (socket->dev->failed)
        return -ENODEV;
    if (!conn && socket->connect_failed)
        *info = socket->failed;
    if (!conn)
        return socket->connect_failed ? 0 : -ENOTCONN;
    ask(conn);
    toe_device_kick(socket->dev);
    toe_wait_start(&wait, socket->dev, socket, timeout_ms < 0 ? 0 : timeout_ms);
    while (!err && unanswered(conn)) {
        err = toe_wait_step(&wait);
        if (socket->conn != conn)
            return err ? err : -ENOTCONN; /* it failed, and another thread was told so */
    }
    toe_conn_info(conn, info);
    return err == -EAGAIN ? -ETIMEDOUT : err;
}

/* ------------------------------------------------------------------------------------------------ all of them */

/* Lent slots are not seen: they are the listener's. */
static bool shown(const struct toe_conn *conn)
{
    return conn && (!conn->listener || conn->announced);
}

static bool some_unanswered(const struct toe_device *dev)
{
    for (uint32_t i = 0; i < dev->numbers.count; i++)
        if (shown(dev->conns[i]) && unanswered(dev->conns[i]))
            return true;
    return false;
}

static void listener_info(const struct toe_listener *listener, struct toe_info *info)
{
    *info = (struct toe_info){.state = TOE_TCP_LISTEN,
                              .conn = TOE_NO_CONN,
                              .local = listener->local,
                              .recv_q = listener->queued,
                              .send_q = listener->backlog};
}

/* It is over, and its socket is still open. */
static const struct toe_info *ended(const struct toe_socket *socket, struct toe_info *info)
{
    if (socket->connect_failed)
        return &socket->failed;
    if (!socket->conn || !socket->conn->ended)
        return NULL;
    toe_conn_info(socket->conn, info);
    return info;
}

static int fill_all(const struct toe_device *dev, struct toe_info *infos, size_t max)
{
    const struct toe_info *over;
    struct toe_info info;
    size_t count = 0;

    for (uint32_t i = 0; i < dev->listener_count; i++)
        if (dev->listeners[i] && dev->listeners[i]->socket && count++ < max)
            listener_info(dev->listeners[i], &infos[count - 1]);
    for (uint32_t i = 0; i < dev->numbers.count; i++)
        if (shown(dev->conns[i]) && count++ < max)
            toe_conn_info(dev->conns[i], &infos[count - 1]);
    for (const struct toe_socket *socket = dev->sockets; socket; socket = socket->next)
        if ((over = ended(socket, &info)) && count++ < max)
            infos[count - 1] = *over;
    return (int)count;
}

int toe_locked_device_getinfo(struct toe_device *dev, struct toe_info *infos, size_t max, int timeout_ms)
{
    struct toe_wait wait;
    int err = 0;

    if (timeout_ms < 0)
        return -EINVAL;
    if (dev->failed)
        return -ENODEV;
    for (uint32_t i = 0; max && i < dev->numbers.count; i++)
        if (shown(dev->conns[i]))
            ask(dev->conns[i]);
    toe_device_kick(dev);
    toe_wait_start(&wait, dev, NULL, timeout_ms);
    while (!err && max && some_unanswered(dev))
        err = toe_wait_step(&wait);
    return err && err != -EAGAIN ? err : fill_all(dev, infos, max);
}
