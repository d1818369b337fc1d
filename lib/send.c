/* send.c: SEND (RFC 9293 3.9.1.2): bytes into the send buffer, where they stay until they are ACKed. */
#include "private.h"

#define SEND_FLAGS (TOE_MSG_DONTWAIT | TOE_MSG_MORE | TOE_MSG_OOB)

/* Free bytes in the buffer, or why there will be none. */
static ssize_t room(struct toe_socket *socket)
{
    struct toe_conn *conn;
    size_t free_bytes;
    int err = toe_socket_established(socket);

    if (err)
        return err;
    conn = socket->conn;
    if (socket->error)
        return toe_socket_take_error(socket);
    if (conn->grant.fin_wanted || conn->ended || conn->state == TOE_TCP_CLOSED)
        return -EPIPE;
    free_bytes = toe_conn_tx_free(conn);
    return free_bytes ? (ssize_t)free_bytes : -EAGAIN;
}

static void written(struct toe_conn *conn, size_t count, int flags)
{
    conn->grant.have += count;
    conn->info.bytes_written += count;
    conn->more = (flags & TOE_MSG_MORE) != 0;
    if (flags & TOE_MSG_OOB && count > 0)
        conn->tx_urgent = conn->grant.have;
    toe_conn_work(conn);
    toe_device_kick(conn->dev);
}

/* room, waiting for it. */
static ssize_t wait_room(struct toe_socket *socket, bool nonblock)
{
    struct toe_wait wait;
    ssize_t n = room(socket);
    int err;

    if (n != -EAGAIN || nonblock)
        return n;
    toe_wait_start(&wait, socket->dev, socket, socket->options.sndtimeo_ms);
    do {
        err = toe_wait_step(&wait);
        if (err)
            return err;
        n = room(socket);
    } while (n == -EAGAIN);
    return n;
}

ssize_t toe_locked_send(struct toe_socket *socket, const void *data, size_t length, int flags)
{
    bool nonblock = socket->options.nonblock || flags & TOE_MSG_DONTWAIT;
    size_t done = 0;

    if (flags & ~SEND_FLAGS)
        return -EINVAL;
    socket->reserved = 0;
    do {
        ssize_t n = wait_room(socket, nonblock || done == length);
        size_t count;

        if (n < 0 && length == 0 && n == -EAGAIN)
            return 0;
        if (n < 0 && done == 0)
            return n;
        if (n < 0) {
            written(socket->conn, 0, flags); /* nothing follows after all */
            break;
        }
        count = (size_t)n < length - done ? (size_t)n : length - done;
        if (count == 0)
            return 0;
        toe_ring_put(&socket->conn->tx, socket->conn->grant.have, (const uint8_t *)data + done, count);
        done += count;
        written(socket->conn, count, done < length && !nonblock ? flags | TOE_MSG_MORE : flags);
    } while (done < length && !nonblock);
    return (ssize_t)done;
}

ssize_t toe_locked_tx_reserve(struct toe_socket *socket, void **data)
{
    ssize_t n = wait_room(socket, socket->options.nonblock);
    struct toe_conn *conn = socket->conn;

    socket->reserved = 0;
    if (n < 0)
        return n;
    socket->reserved = toe_ring_run(&conn->tx, conn->grant.have, (size_t)n);
    *data = toe_ring_at(&conn->tx, conn->grant.have);
    return (ssize_t)socket->reserved;
}

int toe_locked_tx_commit(struct toe_socket *socket, size_t length, int flags)
{
    ssize_t n;

    if (flags & ~TOE_MSG_MORE || length > socket->reserved)
        return -EINVAL;
    n = room(socket);
    if (n < 0)
        return (int)n;
    socket->reserved = 0;
    written(socket->conn, length, flags);
    return 0;
}
