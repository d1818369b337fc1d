/* recv.c: RECEIVE (RFC 9293 3.9.1.3): bytes out of the receive buffer, whose room is then offered again. */
#include "private.h"

#define RECV_FLAGS (TOE_MSG_DONTWAIT | TOE_MSG_PEEK | TOE_MSG_WAITALL)

/* Bytes that are read in one go: up to the end of urgent data, so that the reader sees where that is. */
static ssize_t readable(const struct toe_conn *conn)
{
    size_t bytes = toe_conn_readable(conn), urgent = toe_conn_urgent(conn);

    return (ssize_t)(urgent && urgent < bytes ? urgent : bytes);
}

/* Bytes that wait; 0 at the end; -EAGAIN; or why there will be none. What came in order before an error is given first. */
static ssize_t available(struct toe_socket *socket)
{
    int err = toe_socket_established(socket);

    if (err)
        return err;
    if (toe_conn_readable(socket->conn) > 0)
        return readable(socket->conn);
    if (socket->error)
        return toe_socket_take_error(socket);
    return toe_conn_read_over(socket->conn) ? 0 : -EAGAIN;
}

/* No byte follows the first n, or the end of urgent data does. */
static bool ends_here(const struct toe_conn *conn, size_t n)
{
    return toe_conn_read_over(conn) || toe_conn_urgent(conn) == n;
}

/* Waits until `want` bytes are there, or no more will come, or the time is over; more than the buffer takes is not
 * waited for. */
static ssize_t wait_available(struct toe_socket *socket, size_t want, bool nonblock)
{
    struct toe_wait wait;
    ssize_t n = available(socket);
    int err = 0;

    if (nonblock || (n < 0 && n != -EAGAIN))
        return n;
    toe_wait_start(&wait, socket->dev, socket, socket->options.rcvtimeo_ms);
    while (!err && (n == -EAGAIN || (n > 0 && (size_t)n < want && !ends_here(socket->conn, (size_t)n)))) {
        err = toe_wait_step(&wait);
        if (!err || err == -EAGAIN)
            n = available(socket);
    }
    return err && err != -EAGAIN ? err : n;
}

static void take(struct toe_conn *conn, size_t count)
{
    conn->rx_read += count;
    conn->info.bytes_read += count;
    if (conn->rx_shown < conn->rx_read)
        conn->rx_shown = conn->rx_read;
    toe_conn_consumed(conn);
    if (conn->owed & TOE_OWED_LIMIT)
        toe_device_kick(conn->dev);
}

ssize_t toe_locked_recv(struct toe_socket *socket, void *data, size_t length, int flags)
{
    bool nonblock = socket->options.nonblock || flags & TOE_MSG_DONTWAIT, at_mark = false;
    size_t done = 0;

    if (flags & ~RECV_FLAGS)
        return -EINVAL;
    if (length == 0)
        return toe_socket_established(socket);
    do {
        bool all = flags & TOE_MSG_WAITALL && flags & TOE_MSG_PEEK && !nonblock;
        size_t want = all ? length : 1;
        size_t count;
        ssize_t n;

        if (socket->conn && want > socket->conn->rx.capacity)
            want = socket->conn->rx.capacity;
        n = wait_available(socket, want, nonblock);
        if (n <= 0)
            return done ? (ssize_t)done : n;
        count = (size_t)n < length - done ? (size_t)n : length - done;
        at_mark = toe_conn_urgent(socket->conn) == count;
        toe_ring_get(&socket->conn->rx, socket->conn->rx_read, (uint8_t *)data + done, count);
        done += count;
        if (flags & TOE_MSG_PEEK)
            break;
        take(socket->conn, count);
    } while (flags & TOE_MSG_WAITALL && done < length && !at_mark);
    return (ssize_t)done;
}

ssize_t toe_locked_rx_peek(struct toe_socket *socket, const void **data)
{
    ssize_t n = wait_available(socket, 1, socket->options.nonblock);
    struct toe_conn *conn = socket->conn;

    if (n <= 0)
        return n;
    n = (ssize_t)toe_ring_run(&conn->rx, conn->rx_read, (size_t)n);
    conn->rx_shown = conn->rx_read + (uint64_t)n;
    *data = toe_ring_at(&conn->rx, conn->rx_read);
    return n;
}

int toe_locked_rx_consume(struct toe_socket *socket, size_t length)
{
    int err = toe_socket_established(socket);

    if (err)
        return err;
    if (length > socket->conn->rx_shown - socket->conn->rx_read)
        return -EINVAL;
    take(socket->conn, length);
    return 0;
}
