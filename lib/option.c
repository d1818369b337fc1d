/* option.c: socket options. */
#include "private.h"

static int set_flag(bool *flag, int64_t value)
{
    if (value != 0 && value != 1)
        return -EINVAL;
    *flag = value == 1;
    return 0;
}

static int set_number(int64_t *number, int64_t value, int64_t low, int64_t high)
{
    if (value < low || value > high)
        return -EINVAL;
    *number = value;
    return 0;
}

/* The engine keeps these; it is told of each change while there is a connection. */
static int tell(struct toe_socket *socket, enum toe_owed what, int err)
{
    if (!err && socket->conn) {
        toe_conn_owe(socket->conn, what);
        toe_device_kick(socket->dev);
    }
    return err;
}

int toe_locked_setsockopt(struct toe_socket *socket, enum toe_option option, int64_t value)
{
    struct toe_options *options = &socket->options;
    bool started = socket->conn || socket->listener;
    int err = -ENOPROTOOPT;

    if (socket->dev->failed)
        return -ENODEV;
    switch (option) {
    case TOE_SO_NONBLOCK:
        return set_flag(&options->nonblock, value);
    case TOE_SO_RCVTIMEO:
        return set_number(&options->rcvtimeo_ms, value, 1, INT32_MAX);
    case TOE_SO_SNDTIMEO:
        return set_number(&options->sndtimeo_ms, value, 1, INT32_MAX);
    case TOE_SO_CONNTIMEO:
        return set_number(&options->conntimeo_ms, value, 1, INT32_MAX);
    case TOE_SO_RCVBUF:
        return started ? -EINVAL : set_number(&options->rcvbuf, value, TOE_BUFFER_MIN, TOE_BUFFER_MAX);
    case TOE_SO_SNDBUF:
        return started ? -EINVAL : set_number(&options->sndbuf, value, TOE_BUFFER_MIN, TOE_BUFFER_MAX);
    case TOE_SO_LINGER:
        return set_number(&options->linger_ms, value, -1, INT32_MAX);
    case TOE_SO_REUSEADDR:
        return socket->bound ? -EINVAL : set_flag(&options->reuseaddr, value);
    case TOE_SO_NODELAY:
        err = set_flag(&options->nodelay, value);
        break;
    case TOE_SO_CORK:
        err = set_flag(&options->cork, value);
        break;
    case TOE_SO_KEEPALIVE:
        return tell(socket, TOE_OWED_TIMEOUTS, set_flag(&options->keepalive, value));
    case TOE_SO_KEEPIDLE:
        return tell(socket, TOE_OWED_TIMEOUTS, set_number(&options->keepidle_s, value, 1, TOE_KEEP_MAX_S));
    case TOE_SO_KEEPINTVL:
        return tell(socket, TOE_OWED_TIMEOUTS, set_number(&options->keepintvl_s, value, 1, TOE_KEEP_MAX_S));
    case TOE_SO_KEEPCNT:
        return tell(socket, TOE_OWED_TIMEOUTS, set_number(&options->keepcnt, value, 1, 127));
    case TOE_SO_USER_TIMEOUT:
        return tell(socket, TOE_OWED_TIMEOUTS, set_number(&options->user_timeout_ms, value, 0, TOE_KEEP_MAX_S * 1000));
    case TOE_SO_TTL:
        return tell(socket, TOE_OWED_PACKET, set_number(&options->ttl, value, 0, 255));
    case TOE_SO_TOS:
        if (value & 3)
            return -EINVAL; /* ECN is TCP's own */
        return tell(socket, TOE_OWED_PACKET, set_number(&options->tos, value, 0, 252));
    case TOE_SO_ERROR:
    case TOE_SO_SOFT_ERROR:
    case TOE_SO_ACCEPTCONN:
    case TOE_SO_STATE:
    case TOE_SO_INQ:
    case TOE_SO_OUTQ:
    case TOE_SO_CONN:
    case TOE_SO_URGENT:
        return -ENOPROTOOPT;
    }
    if (!err && socket->conn) { /* a held segment may go now */
        toe_conn_work(socket->conn);
        toe_device_kick(socket->dev);
    }
    return err;
}

static int64_t state_of(const struct toe_socket *socket)
{
    if (socket->listener)
        return TOE_TCP_LISTEN;
    return socket->conn ? (int64_t)socket->conn->state : TOE_TCP_CLOSED;
}

static int64_t in_queue(const struct toe_socket *socket)
{
    if (socket->listener)
        return socket->listener->queued;
    return socket->conn ? (int64_t)toe_conn_readable(socket->conn) : 0;
}

int toe_locked_getsockopt(struct toe_socket *socket, enum toe_option option, int64_t *value)
{
    const struct toe_options *options = &socket->options;
    const struct toe_conn *conn = socket->conn;
    int err = 0;

    if (socket->dev->failed)
        return -ENODEV;
    switch (option) {
    case TOE_SO_NONBLOCK:
        *value = options->nonblock;
        return 0;
    case TOE_SO_RCVTIMEO:
        *value = options->rcvtimeo_ms;
        return 0;
    case TOE_SO_SNDTIMEO:
        *value = options->sndtimeo_ms;
        return 0;
    case TOE_SO_CONNTIMEO:
        *value = options->conntimeo_ms;
        return 0;
    case TOE_SO_RCVBUF:
        *value = options->rcvbuf;
        return 0;
    case TOE_SO_SNDBUF:
        *value = options->sndbuf;
        return 0;
    case TOE_SO_LINGER:
        *value = options->linger_ms;
        return 0;
    case TOE_SO_REUSEADDR:
        *value = options->reuseaddr;
        return 0;
    case TOE_SO_NODELAY:
        *value = options->nodelay;
        return 0;
    case TOE_SO_CORK:
        *value = options->cork;
        return 0;
    case TOE_SO_KEEPALIVE:
        *value = options->keepalive;
        return 0;
    case TOE_SO_KEEPIDLE:
        *value = options->keepidle_s;
        return 0;
    case TOE_SO_KEEPINTVL:
        *value = options->keepintvl_s;
        return 0;
    case TOE_SO_KEEPCNT:
        *value = options->keepcnt;
        return 0;
    case TOE_SO_USER_TIMEOUT:
        *value = options->user_timeout_ms;
        return 0;
    case TOE_SO_TTL:
        *value = options->ttl;
        return 0;
    case TOE_SO_TOS:
        *value = options->tos;
        return 0;
    case TOE_SO_ERROR:
        if (socket->connecting)
            err = toe_socket_established(socket); /* this is how toe_connect's end is asked for */
        if (!err || err == -ENOTCONN)
            err = toe_socket_take_error(socket);
        *value = -err;
        return err == -ENODEV ? err : 0;
    case TOE_SO_SOFT_ERROR:
        *value = 0;
        if (socket->conn) {
            *value = -socket->conn->soft_error;
            socket->conn->soft_error = 0;
        }
        return 0;
    case TOE_SO_ACCEPTCONN:
        *value = socket->listener != NULL;
        return 0;
    case TOE_SO_STATE:
        *value = state_of(socket);
        return 0;
    case TOE_SO_INQ:
        *value = in_queue(socket);
        return 0;
    case TOE_SO_URGENT:
        *value = conn ? (int64_t)toe_conn_urgent(conn) : 0;
        return 0;
    case TOE_SO_OUTQ:
        *value = conn ? (int64_t)(conn->grant.have - conn->grant.acked) : 0;
        return 0;
    case TOE_SO_CONN:
        *value = conn && conn->number != TOE_NO_CONN ? (int64_t)conn->number : -1;
        return 0;
    }
    return -ENOPROTOOPT;
}
