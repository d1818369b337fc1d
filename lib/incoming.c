/* incoming.c: messages from the device, which driver/message_check.c holds against what it may say. Nothing is sent from
 * here; what has to be said is queued as work. */
#include <string.h>

#include "private.h"

static const char *on_payload(struct toe_conn *conn, const uint8_t *bytes)
{
    struct toe_e2h_payload payload;
    uint64_t offset, next;
    const char *why;

    toe_e2h_payload_get(&payload, bytes);
    why = toe_check_payload(&conn->received, &payload);
    if (why)
        return why;
    offset = toe_offset_extend(conn->received.next, payload.offset);
    next = toe_offset_extend(conn->received.next, payload.rcv_offset);
    conn->info.bytes_received += next - conn->received.next;
    conn->received.next = next;
    if (conn->closed) {
        /* It came after the application has closed: SHLD-3. */
        toe_conn_abort(conn);
        conn->rx_read = conn->received.next;
    } else if (conn->shut_rd) {
        conn->rx_read = conn->received.next;
        toe_conn_consumed(conn);
    } else {
        toe_ring_put(&conn->rx, offset, bytes + TOE_LINK_HEADER_BYTES, payload.length_bytes);
    }
    return NULL;
}

/* RCV.UP moves to the right only (RFC 9293 section 3.10.7.4, sixth check). */
static const char *on_urgent(struct toe_conn *conn, const uint8_t *bytes)
{
    struct toe_e2h_urgent urgent;
    const char *why;
    int64_t end;

    toe_e2h_urgent_get(&urgent, bytes);
    why = toe_check_urgent(&conn->received, &urgent);
    if (why)
        return why;
    end = (int64_t)conn->received.next + (int32_t)(urgent.offset - (uint32_t)conn->received.next);
    if (end > (int64_t)conn->rx_urgent)
        conn->rx_urgent = (uint64_t)end;
    return NULL;
}

static const char *on_progress(struct toe_conn *conn, const uint8_t *bytes)
{
    struct toe_e2h_progress progress;
    uint8_t epoch = conn->grant.epoch, serial = conn->grant.serial;
    const char *why;

    if (!toe_e2h_progress_get(&progress, bytes))
        return "malformed PROGRESS";
    why = toe_check_progress(&conn->grant, &progress);
    if (why)
        return why;
    toe_grant_progress(&conn->grant, &progress);
    conn->info.rewinds += conn->grant.epoch != epoch;
    conn->info.ranges += conn->grant.serial != serial;
    toe_conn_work(conn);
    return NULL;
}

/* The first word about a connection: it is ESTABLISHED, and with whom. */
static const char *on_announce(struct toe_conn *conn, const struct toe_e2h_snapshot *snapshot)
{
    struct toe_addr local = {.ip = snapshot->local_ip, .port = (uint16_t)snapshot->ports};
    struct toe_addr peer = {.ip = snapshot->remote_ip, .port = (uint16_t)(snapshot->ports >> 16)};

    if (conn->listener) {
        if (local.port != conn->listener->local.port || local.ip != conn->dev->config.ip)
            return "announcement for another listener";
        conn->local = local;
        conn->peer = peer;
        conn->dev->port_users[local.port]++;
        conn->port_used = true;
    } else if (peer.ip != conn->peer.ip || peer.port != conn->peer.port || local.port != conn->local.port ||
               local.ip != conn->local.ip) {
        return "announcement of another connection";
    }
    toe_numbers_up(&conn->dev->numbers, (uint16_t)conn->number);
    conn->announced = true;
    if (conn->listener)
        conn->began_us = toe_now_us(conn->dev);
    conn->grant.smss = snapshot->smss;
    toe_conn_work(conn);
    return NULL;
}

static void settle(struct toe_conn *conn)
{
    if (conn->settled)
        return;
    conn->settled = true;
    conn->dev->unsettled--;
}

/* The number is the host's again. What was received stays for the application to read. */
static void on_final(struct toe_conn *conn)
{
    struct toe_device *dev = conn->dev;
    struct toe_listener *listener = conn->listener;

    toe_notify(dev,
               (struct toe_notice){
                   .kind = TOE_NOTICE_NUMBER_BACK, .conn = conn->number, .socket = conn->socket, .error = conn->error});
    toe_numbers_back(&dev->numbers, (uint16_t)conn->number);
    dev->conns[conn->number] = NULL;
    conn->number = TOE_NO_CONN;
    conn->ended = true;
    conn->ended_us = toe_now_us(dev);
    toe_work_remove(dev, &conn->work);
    settle(conn);
    if (conn->port_used)
        dev->port_users[conn->local.port]--;
    conn->port_used = false;
    if (listener && !conn->announced) {
        toe_conn_free(conn);
        toe_listener_slot_back(listener);
    } else if (!listener && !conn->socket) {
        toe_conn_free(conn);
    }
    toe_listeners_feed(dev);
}

/* The connection is with the application or in a queue: errors of one that the application has closed are nobody's. While it
 * lives an error is soft: it is kept, and is why nobody answered if the connection then times out. */
static void on_error(struct toe_conn *conn, unsigned code)
{
    struct toe_info *info = &conn->info;
    int error = toe_why_errno(code);

    if (!error || conn->error)
        return;
    if (conn->state != TOE_TCP_CLOSED) {
        conn->soft_error = info->soft_error = error;
        info->soft_error_why = toe_why_words(code);
        return;
    }
    info->error_why = toe_why_words(code);
    if (error == -ETIMEDOUT && info->soft_error)
        error = info->soft_error;
    conn->error = error;
    if (conn->socket && !conn->socket->error)
        conn->socket->error = error;
}

static const char *on_snapshot(struct toe_conn *conn, const uint8_t *bytes)
{
    struct toe_device *dev = conn->dev;
    enum toe_number_owner owner = toe_numbers_owner(&dev->numbers, (uint16_t)conn->number);
    enum toe_tcp_state before = conn->state;
    struct toe_listener *lender = NULL;
    struct toe_e2h_snapshot snapshot;
    const char *why;

    if (!toe_e2h_snapshot_get(&snapshot, bytes))
        return "malformed SNAPSHOT";
    why = toe_check_snapshot(&conn->received, owner, &snapshot);
    if (!why && snapshot.flags & TOE_LINK_FLAG_ANNOUNCE) {
        lender = conn->listener;
        why = on_announce(conn, &snapshot);
    }
    if (why)
        return why;
    if (conn->announced && snapshot.flags & TOE_LINK_FLAG_FIN)
        conn->received.fin = true;
    if (conn->announced && snapshot.flags & TOE_LINK_FLAG_FIN_ACKED)
        conn->fin_acked = true;
    conn->state = (enum toe_tcp_state)(snapshot.state_error & 0xff);
    on_error(conn, snapshot.state_error >> 8 & 0xff);
    if (conn->state != before)
        conn->state_since_us = toe_now_us(dev);
    if (conn->state != before)
        toe_notify(dev, (struct toe_notice){.kind = TOE_NOTICE_STATE,
                                            .conn = conn->number,
                                            .socket = conn->socket,
                                            .state = conn->state,
                                            .error = conn->error});
    if (conn->state == TOE_TCP_TIME_WAIT)
        settle(conn);
    if (lender)
        toe_listener_announced(lender, conn);
    if (snapshot.flags & TOE_LINK_FLAG_FINAL)
        on_final(conn);
    return NULL;
}

static const char *on_query_result(struct toe_conn *conn, const uint8_t *bytes)
{
    struct toe_e2h_query_result result;
    struct toe_info *info = &conn->info;

    if (!conn->query_waits || !toe_e2h_query_result_get(&result, bytes))
        return "query result that was not asked for";
    if ((result.state_error & 0xff) >= TOE_STATE_COUNT)
        return "state out of range";
    conn->query_waits = false;
    info->state = (enum toe_tcp_state)(result.state_error & 0xff);
    info->smss_bytes = result.smss;
    info->srtt_us = result.srtt_us8 / 8;
    info->rttvar_us = result.rttvar_us4 / 4;
    info->rto_us = result.rto_us;
    info->retries = result.retries;
    info->in_flight_bytes = result.wanted - result.acked;
    info->snd_wnd_bytes = result.snd_wnd;
    info->cwnd_bytes = result.cwnd;
    info->rcv_wnd_bytes = result.rcv_wnd;
    info->iss = result.iss;
    info->irs = result.irs;
    return NULL;
}

const char *toe_incoming(void *ctx, const struct toe_link_header *header, const uint8_t *bytes)
{
    struct toe_device *dev = ctx;
    struct toe_conn *conn;
    const char *why;

    if (header->type == TOE_E2H_RAW_FRAME) {
        if (dev->config.raw_frame)
            dev->config.raw_frame(dev->config.raw_frame_ctx, bytes + TOE_LINK_HEADER_BYTES, header->length_bytes);
        return NULL;
    }
    if (!dev->conns)
        return "message before the session was set up"; /* in the same pump as HELLO */
    why = toe_check_owner(toe_numbers_owner(&dev->numbers, header->conn), header);
    if (why)
        return why;
    conn = dev->conns[header->conn];
    switch (header->type) {
    case TOE_E2H_PAYLOAD:
        return on_payload(conn, bytes);
    case TOE_E2H_URGENT:
        return on_urgent(conn, bytes);
    case TOE_E2H_PROGRESS:
        return on_progress(conn, bytes);
    case TOE_E2H_SNAPSHOT:
        return on_snapshot(conn, bytes);
    case TOE_E2H_QUERY_RESULT:
        return on_query_result(conn, bytes);
    default:
        return "unknown message type";
    }
}
