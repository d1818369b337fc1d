/* conn.c: a connection number's life on this side: its buffers, what it owes to the engine, its end. */
#include <stdlib.h>
#include <string.h>

#include "private.h"

/* Payload messages in one turn; then the next connection speaks. More would be bursts of one connection, and a burst that
 * comes in has its every second segment ACKed at once instead of by the text that goes out. */
#define PAYLOADS_PER_TURN 1

static bool conn_run(struct toe_work *work);

/* ------------------------------------------------------------------------------------------------ beginning and end */

int toe_conn_new(struct toe_device *dev, enum toe_number_owner owner, const struct toe_options *options,
                 struct toe_conn **out)
{
    struct toe_conn *conn = calloc(1, sizeof *conn);
    uint16_t number;
    int err;

    if (!conn)
        return -ENOMEM;
    err = toe_ring_alloc(&conn->rx, (size_t)options->rcvbuf);
    if (!err && owner == TOE_NUMBER_OPENING)
        err = toe_ring_alloc(&conn->tx, (size_t)options->sndbuf);
    if (!err)
        err = toe_numbers_take(&dev->numbers, owner, &number);
    if (err) {
        toe_ring_free(&conn->rx);
        toe_ring_free(&conn->tx);
        free(conn);
        return err;
    }
    conn->work.run = conn_run;
    conn->dev = dev;
    conn->number = number;
    conn->options = *options;
    conn->began_us = conn->state_since_us = toe_now_us(dev);
    toe_grant_init(&conn->grant);
    conn->received.limit = conn->rx.capacity;
    dev->conns[number] = conn;
    dev->unsettled++;
    *out = conn;
    return 0;
}

void toe_conn_free(struct toe_conn *conn)
{
    struct toe_device *dev = conn->dev;

    toe_notify(dev, (struct toe_notice){.kind = TOE_NOTICE_FREED, .conn = conn->number, .socket = conn->socket});
    toe_work_remove(dev, &conn->work);
    if (conn->number != TOE_NO_CONN)
        dev->conns[conn->number] = NULL;
    if (conn->port_used)
        dev->port_users[conn->local.port]--;
    toe_ring_free(&conn->tx);
    toe_ring_free(&conn->rx);
    free(conn);
}

void toe_conn_work(struct toe_conn *conn)
{
    if (!conn->ended)
        toe_work_add(conn->dev, &conn->work);
}

void toe_conn_owe(struct toe_conn *conn, unsigned owed)
{
    conn->owed |= owed;
    toe_conn_work(conn);
}

void toe_conn_abort(struct toe_conn *conn)
{
    if (conn->ended || conn->dying)
        return;
    toe_conn_owe(conn, TOE_OWED_ABORT);
}

/* What no handle and no queue shows any more goes on by itself until the final CLOSED, or goes now if that has come. */
void toe_conn_detach(struct toe_conn *conn)
{
    conn->socket = NULL;
    conn->listener = NULL;
    conn->closed = true;
    if (conn->ended)
        toe_conn_free(conn);
}

/* The application has taken bytes: the engine is told of the room once it is worth a segment or two (RFC 9293 3.8.6.2.2;
 * when to tell the peer is the engine's business). */
void toe_conn_consumed(struct toe_conn *conn)
{
    uint64_t limit = conn->rx_read + conn->rx.capacity;
    uint64_t worth = 2u * (conn->dev->config.mtu_bytes - 40u);

    if (worth > conn->rx.capacity / 2)
        worth = conn->rx.capacity / 2;
    if (limit - conn->received.limit >= worth && !conn->received.fin)
        toe_conn_owe(conn, TOE_OWED_LIMIT);
}

void toe_conn_watch(struct toe_conn *conn)
{
    const struct toe_options *options = conn->socket ? &conn->socket->options : &conn->options;

    if (options->keepalive || options->user_timeout_ms != 0)
        toe_conn_owe(conn, TOE_OWED_TIMEOUTS);
}

void toe_conn_dress(struct toe_conn *conn)
{
    const struct toe_options *options = conn->socket ? &conn->socket->options : &conn->options;

    if (options->ttl != 0 || options->tos != 0)
        toe_conn_owe(conn, TOE_OWED_PACKET);
}

/* ------------------------------------------------------------------------------------------------ messages out */

static bool send_open(struct toe_conn *conn)
{
    const struct toe_h2e_open message = {
        .conn = (uint16_t)conn->number,
        .remote_ip = conn->peer.ip,
        .ports = (uint32_t)conn->peer.port << 16 | conn->local.port,
        .local_ip = conn->local.ip,
        .rcv_limit = (uint32_t)conn->received.limit,
    };
    uint8_t *bytes = toe_driver_reserve(conn->dev->driver, TOE_LINK_HEADER_BYTES + 8);

    if (!bytes)
        return false;
    toe_driver_commit(conn->dev->driver, toe_h2e_open_put(bytes, &message));
    return true;
}

/* The engine's unit of long times is 2^20 us; a part of one counts as a whole one. */
static uint32_t long_time(int64_t us)
{
    return (uint32_t)((us + (1 << 20) - 1) >> 20);
}

static struct toe_h2e_timeouts timeouts_of(const struct toe_conn *conn)
{
    const struct toe_options *options = conn->socket ? &conn->socket->options : &conn->options;
    uint32_t idle = options->keepalive ? long_time(options->keepidle_s * 1000000) : 0;

    return (struct toe_h2e_timeouts){
        .conn = (uint16_t)conn->number,
        .keep_alive = long_time(options->keepintvl_s * 1000000) << 16 | idle,
        .limits = long_time(options->user_timeout_ms * 1000) << 16 | (uint32_t)options->keepcnt,
    };
}

/* The messages that are a header only. */
static bool send_plain(struct toe_conn *conn, unsigned what)
{
    uint8_t *bytes = toe_driver_reserve(conn->dev->driver, TOE_LINK_HEADER_BYTES);
    uint16_t number = (uint16_t)conn->number;
    size_t length = 0;

    if (!bytes)
        return false;
    switch (what) {
    case TOE_OWED_SLOT:
        length = toe_h2e_slot_put(bytes, &(struct toe_h2e_slot){.conn = number,
                                                                .listener = conn->listener->number,
                                                                .rcv_limit = (uint32_t)conn->received.limit});
        break;
    case TOE_OWED_LIMIT:
        conn->received.limit = conn->rx_read + conn->rx.capacity;
        length = toe_h2e_recv_limit_put(
            bytes, &(struct toe_h2e_recv_limit){.conn = number, .rcv_limit = (uint32_t)conn->received.limit});
        break;
    case TOE_OWED_NO_READER:
        length = toe_h2e_no_reader_put(bytes, &(struct toe_h2e_no_reader){.conn = number});
        break;
    case TOE_OWED_ABORT:
        length = toe_h2e_abort_put(bytes, &(struct toe_h2e_abort){.conn = number});
        conn->dying = true;
        break;
    case TOE_OWED_QUERY:
        length = toe_h2e_query_put(bytes, &(struct toe_h2e_query){.conn = number});
        conn->query_waits = true;
        break;
    case TOE_OWED_PACKET: {
        const struct toe_options *options = conn->socket ? &conn->socket->options : &conn->options;

        length = toe_h2e_packet_put(
            bytes,
            &(struct toe_h2e_packet){.conn = number, .ttl_tos = (uint32_t)options->ttl << 8 | (uint32_t)options->tos});
        break;
    }
    case TOE_OWED_TIMEOUTS: {
        const struct toe_h2e_timeouts message = timeouts_of(conn);

        length = toe_h2e_timeouts_put(bytes, &message);
        break;
    }
    default:
        break;
    }
    toe_driver_commit(conn->dev->driver, length);
    return true;
}

static bool send_edge(struct toe_conn *conn, const struct toe_grant_message *grant)
{
    const struct toe_h2e_send_edge message = {
        .conn = (uint16_t)conn->number,
        .flags = grant->fin ? TOE_LINK_FLAG_FIN : 0,
        .offset = (uint32_t)grant->offset,
    };
    uint8_t *bytes = toe_driver_reserve(conn->dev->driver, TOE_LINK_HEADER_BYTES);

    if (!bytes)
        return false;
    toe_driver_commit(conn->dev->driver, toe_h2e_send_edge_put(bytes, &message));
    return true;
}

/* What goes into the urgent pointer of a segment that begins at `offset`; 0: nothing urgent lies in or behind it. What a
 * pointer cannot reach it comes nearer to with each segment (RFC 9293 section 3.8.5). */
static uint32_t urgent_pointer(const struct toe_conn *conn, uint64_t offset)
{
    if (conn->tx_urgent <= offset)
        return 0;
    return conn->tx_urgent - offset < UINT16_MAX ? (uint32_t)(conn->tx_urgent - offset) : UINT16_MAX;
}

static bool send_payload(struct toe_conn *conn, enum toe_grant_step step, const struct toe_grant_message *grant)
{
    const uint32_t urgent = urgent_pointer(conn, grant->offset);
    const struct toe_h2e_payload message = {
        .conn = (uint16_t)conn->number,
        .flags = (uint8_t)((step == TOE_GRANT_RANGE ? TOE_LINK_FLAG_RANGE : 0) |
                           (grant->push ? TOE_LINK_FLAG_PUSH : 0) | (urgent ? TOE_LINK_FLAG_URGENT : 0)),
        .length_bytes = grant->length,
        .offset = (uint32_t)grant->offset,
        .epoch_urgent = urgent << 16 | grant->epoch,
    };
    uint8_t *bytes = toe_driver_reserve(conn->dev->driver, TOE_LINK_HEADER_BYTES + grant->length);
    uint64_t fresh;

    if (!bytes)
        return false;
    toe_h2e_payload_put(bytes, &message);
    toe_ring_get(&conn->tx, grant->offset, bytes + TOE_LINK_HEADER_BYTES, grant->length);
    toe_driver_commit(conn->dev->driver, TOE_LINK_HEADER_BYTES + grant->length);

    fresh = grant->offset + grant->length;
    fresh = fresh > conn->grant.sent_max ? fresh - conn->grant.sent_max : 0;
    if (fresh > grant->length)
        fresh = grant->length;
    conn->info.bytes_sent += fresh;
    conn->info.bytes_resent += grant->length - fresh;
    return true;
}

/* What the engine's grant lets go or asks for. Returns false if the link is full. */
static bool send_granted(struct toe_conn *conn)
{
    const struct toe_options *options = conn->socket ? &conn->socket->options : &conn->options;
    struct toe_grant_policy policy = {.nodelay = options->nodelay,
                                      .cork = !conn->closed && (options->cork || conn->more)};

    if (urgent_pointer(conn, conn->grant.next)) /* it waits for nothing */
        policy = (struct toe_grant_policy){.nodelay = true};

    for (int i = 0; i < PAYLOADS_PER_TURN; i++) {
        struct toe_grant_message message;
        enum toe_grant_step step = toe_grant_next(&conn->grant, policy, &message);

        if (step == TOE_GRANT_NOTHING)
            return true;
        if (!(step == TOE_GRANT_EDGE ? send_edge(conn, &message) : send_payload(conn, step, &message)))
            return false;
        toe_grant_sent(&conn->grant, step, &message);
    }
    toe_conn_work(conn); /* more: after the others */
    return true;
}

static bool send_owed(struct toe_conn *conn, const unsigned *what, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!(conn->owed & what[i]))
            continue;
        if (!send_plain(conn, what[i]))
            return false;
        conn->owed &= ~what[i];
    }
    return true;
}

/* In this order: what its packets say, what makes the connection, its end by force, then room, the application's close,
 * payload and FIN. */
static bool conn_run(struct toe_work *work)
{
    static const unsigned early[] = {TOE_OWED_TIMEOUTS, TOE_OWED_QUERY};
    static const unsigned plain[] = {TOE_OWED_TIMEOUTS, TOE_OWED_LIMIT, TOE_OWED_NO_READER, TOE_OWED_QUERY};
    static const unsigned first[] = {TOE_OWED_PACKET};
    struct toe_conn *conn = (struct toe_conn *)work;

    if (!conn->dying && !send_owed(conn, first, sizeof first / sizeof first[0]))
        return false;
    if (conn->owed & TOE_OWED_OPEN) {
        if (!send_open(conn))
            return false;
        conn->owed &= ~(unsigned)TOE_OWED_OPEN;
    }
    if (conn->owed & TOE_OWED_SLOT) {
        if (!send_plain(conn, TOE_OWED_SLOT))
            return false;
        conn->owed &= ~(unsigned)TOE_OWED_SLOT;
    }
    if (conn->dying)
        return true;
    if (conn->owed & TOE_OWED_ABORT) {
        if (!send_plain(conn, TOE_OWED_ABORT))
            return false;
        conn->owed = 0;
        return true;
    }
    if (!conn->announced)
        return conn->listener || send_owed(conn, early, sizeof early / sizeof early[0]);
    if (!send_owed(conn, plain, sizeof plain / sizeof plain[0]))
        return false;
    return conn->state == TOE_TCP_CLOSED || send_granted(conn);
}
