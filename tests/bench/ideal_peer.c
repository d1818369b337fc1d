/* ideal_peer.c: see ideal_peer.h. */
#include "ideal_peer.h"

#include <string.h>

enum { PEER_ISN = 1000, APART = 977 /* bytes between the streams of neighbours */ };
enum { DUE_SYN = 1, DUE_SYN_ACK = 2, DUE_ACK = 4, DUE_FIN = 8, DUE_RST = 16 };

#define WIRE_MIN   60u /* bytes of a frame without FCS */
#define WIRE_EXTRA 24u /* FCS, preamble, gap */
#define CYCLE_PS   10000u
#define AHEAD_PS   160000u /* a frame is given so long before the wire is free */

const uint8_t *ideal_peer_text(const struct ideal_peer *peer, const struct ideal_conn *conn, uint64_t offset)
{
    uint64_t start = (uint64_t)(conn - peer->conns) * APART;

    return peer->stream + (start + offset) % IDEAL_STREAM;
}

/* ------------------------------------------------------------------------------------------------ what is due */

static size_t text_due(const struct ideal_peer *peer, const struct ideal_conn *conn)
{
    uint64_t left = conn->to_send - conn->sent;
    size_t bytes = left < peer->segment_bytes ? (size_t)left : peer->segment_bytes;

    return conn->state == IDEAL_OPEN && conn->sent + bytes <= conn->edge ? bytes : 0;
}

static void want(struct ideal_peer *peer, struct ideal_conn *conn)
{
    if (conn->queued || (!conn->due && !text_due(peer, conn)))
        return;
    conn->queued = true;
    conn->next = NULL;
    if (peer->tail)
        peer->tail->next = conn;
    else
        peer->head = conn;
    peer->tail = conn;
}

static struct ideal_conn *whose_turn(struct ideal_peer *peer)
{
    struct ideal_conn *conn = peer->head;

    peer->head = conn->next;
    if (!peer->head)
        peer->tail = NULL;
    conn->queued = false;
    return conn;
}

/* ------------------------------------------------------------------------------------------------ sending */

static size_t build(struct ideal_peer *peer, struct ideal_conn *conn, uint8_t *frame, unsigned flags, size_t bytes)
{
    struct ideal_segment segment = {
        .from_port = conn->port,
        .to_port = conn->engine_port,
        .flags = flags,
        .seq = PEER_ISN + (flags & IDEAL_SYN ? 0 : 1 + (uint32_t)conn->sent + conn->fin_sent),
        .window = IDEAL_WINDOW,
        .text = ideal_peer_text(peer, conn, conn->sent),
        .text_bytes = bytes,
    };

    if (flags & IDEAL_ACK) {
        segment.ack = conn->engine_isn + 1 + (uint32_t)conn->received + conn->fin_seen;
        conn->due &= ~(unsigned)DUE_ACK;
        conn->unacked = 0;
    }
    conn->sent += bytes;
    return ideal_frame_build(frame, &segment);
}

static size_t next_segment(struct ideal_peer *peer, struct ideal_conn *conn, uint8_t *frame)
{
    size_t bytes = text_due(peer, conn);
    size_t len;

    if (conn->due & (DUE_SYN | DUE_SYN_ACK | DUE_RST)) {
        unsigned flags = conn->due & DUE_SYN ? IDEAL_SYN : conn->due & DUE_RST ? IDEAL_RST : IDEAL_SYN | IDEAL_ACK;
        conn->due = 0;
        return build(peer, conn, frame, flags, 0);
    }
    if (bytes || conn->due & DUE_ACK)
        return build(peer, conn, frame, IDEAL_ACK, bytes);
    len = build(peer, conn, frame, IDEAL_FIN | IDEAL_ACK, 0);
    conn->due &= ~(unsigned)DUE_FIN;
    conn->fin_sent = true;
    return len;
}

/* The wire is taken for the frame, or for as long as the pace says. */
static void take_wire(struct ideal_peer *peer, uint64_t now_ps, size_t len, bool text)
{
    uint64_t bytes = (len < WIRE_MIN ? WIRE_MIN : len) + WIRE_EXTRA;
    uint64_t ps = bytes * CYCLE_PS / peer->data_bytes;
    uint64_t pace_ps = text ? (uint64_t)peer->pace_cycles * CYCLE_PS : 0;

    if (peer->wire_free_ps < now_ps)
        peer->wire_free_ps = now_ps;
    peer->wire_free_ps += ps < pace_ps ? pace_ps : ps;
}

static long peer_recv(struct toe_wire *wire, uint8_t *buffer, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct ideal_peer *peer = (struct ideal_peer *)wire;
    uint64_t now_ps = now_ns * 1000;
    size_t len = peer->reply_bytes;
    bool text = false;

    tag->t_ns = now_ns;
    if (peer->wire_free_ps > now_ps + AHEAD_PS)
        return 0;
    if (len) {
        memcpy(buffer, peer->reply, len);
        peer->reply_bytes = 0;
    } else if (peer->head) {
        struct ideal_conn *conn = whose_turn(peer);
        uint64_t sent = conn->sent;
        len = next_segment(peer, conn, buffer);
        text = conn->sent > sent;
        want(peer, conn);
    } else {
        return 0;
    }
    take_wire(peer, now_ps, len, text);
    return (long)len;
}

static uint64_t peer_next_event_ns(struct toe_wire *wire)
{
    const struct ideal_peer *peer = (const struct ideal_peer *)wire;

    if (!peer->head && !peer->reply_bytes)
        return UINT64_MAX;
    return peer->wire_free_ps < AHEAD_PS ? 0 : (peer->wire_free_ps - AHEAD_PS + 999) / 1000;
}

/* ------------------------------------------------------------------------------------------------ receiving */

static void take_text(struct ideal_peer *peer, struct ideal_conn *conn, const struct ideal_segment *segment)
{
    if (segment->seq != conn->engine_isn + 1 + (uint32_t)conn->received + conn->fin_seen)
        peer->fault = "a segment is not the next one, though nothing was lost";
    else if (segment->text_bytes > IDEAL_MSS ||
             memcmp(segment->text, ideal_peer_text(peer, conn, conn->received), segment->text_bytes) != 0)
        peer->fault = "a wrong byte";
    conn->received += segment->text_bytes;
    peer->received += segment->text_bytes;
    if (segment->text_bytes && ++conn->unacked >= peer->ack_every)
        conn->due |= DUE_ACK;
    if (segment->flags & IDEAL_FIN) {
        conn->fin_seen = true;
        conn->due |= DUE_ACK;
        peer->ended += conn->fin_sent;
    }
}

static void take_ack(struct ideal_conn *conn, const struct ideal_segment *segment)
{
    uint32_t passed = segment->ack - (PEER_ISN + 1 + (uint32_t)conn->acked);

    if (conn->acked + passed <= conn->sent) /* one more where it ACKs our FIN */
        conn->acked += passed;
    conn->edge = conn->acked + segment->window;
}

static void open_end(struct ideal_peer *peer, struct ideal_conn *conn, const struct ideal_segment *segment)
{
    peer->opening--;
    conn->state = IDEAL_OPEN;
    conn->edge = segment->window;
    if (conn->closes)
        conn->due |= DUE_FIN;
}

static void take_segment(struct ideal_peer *peer, struct ideal_conn *conn, const struct ideal_segment *segment)
{
    if (segment->flags & IDEAL_RST) {
        peer->resets++;
        peer->opening -= conn->state == IDEAL_OPENING;
        conn->reset = true;
        conn->state = IDEAL_CLOSED;
        conn->due = 0;
    } else if (segment->flags & IDEAL_SYN) {
        conn->engine_isn = segment->seq;
        conn->engine_port = segment->from_port;
        if (segment->flags & IDEAL_ACK)
            open_end(peer, conn, segment);
        else
            conn->state = IDEAL_OPENING;
        conn->due |= segment->flags & IDEAL_ACK ? DUE_ACK : DUE_SYN_ACK;
    } else if (conn->state != IDEAL_CLOSED) {
        if (conn->state == IDEAL_OPENING)
            open_end(peer, conn, segment);
        take_ack(conn, segment);
        take_text(peer, conn, segment);
    }
}

static int peer_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    struct ideal_peer *peer = (struct ideal_peer *)wire;
    struct ideal_segment segment;
    struct ideal_conn *conn;

    (void)tag;
    if (!ideal_frame_read(frame, len, &segment)) {
        size_t reply = ideal_frame_arp(peer->reply, frame, len);
        if (reply)
            peer->reply_bytes = reply;
        else
            peer->fault = "a malformed packet";
        return 0;
    }
    if (ideal_frame_fault(frame))
        peer->fault = ideal_frame_fault(frame);
    conn = ideal_peer_find(peer, segment.to_port);
    if (!conn) {
        peer->fault = "a segment for nobody";
        return 0;
    }
    take_segment(peer, conn, &segment);
    want(peer, conn);
    return 0;
}

static void peer_close(struct toe_wire *wire)
{
    (void)wire; /* the caller's memory */
}

/* ------------------------------------------------------------------------------------------------ the bench's side */

void ideal_peer_start(struct ideal_peer *peer, unsigned data_bytes)
{
    static const struct toe_wire_ops ops = {.name = "ideal peer",
                                            .send = peer_send,
                                            .recv = peer_recv,
                                            .next_event_ns = peer_next_event_ns,
                                            .close = peer_close};

    memset(peer, 0, sizeof *peer);
    peer->wire.ops = &ops;
    peer->data_bytes = data_bytes;
    peer->segment_bytes = IDEAL_MSS;
    peer->ack_every = 1;
    for (uint32_t i = 0; i < IDEAL_STREAM; i++)
        peer->stream[i] = peer->stream[i + IDEAL_STREAM] = (uint8_t)(i * 2654435761u >> 24);
}

struct ideal_conn *ideal_peer_listen(struct ideal_peer *peer)
{
    struct ideal_conn *conn;

    if (peer->count == IDEAL_CONNS)
        return NULL;
    conn = &peer->conns[peer->count];
    conn->port = (uint16_t)(IDEAL_PORT_FIRST + peer->count++);
    peer->opening++;
    return conn;
}

struct ideal_conn *ideal_peer_connect(struct ideal_peer *peer, uint16_t engine_port)
{
    struct ideal_conn *conn = ideal_peer_listen(peer);

    if (conn) {
        conn->engine_port = engine_port;
        conn->state = IDEAL_OPENING;
        conn->due = DUE_SYN;
        want(peer, conn);
    }
    return conn;
}

struct ideal_conn *ideal_peer_find(struct ideal_peer *peer, uint16_t port)
{
    uint32_t at = (uint32_t)port - IDEAL_PORT_FIRST;

    return at < peer->count ? &peer->conns[at] : NULL;
}

void ideal_peer_send(struct ideal_peer *peer, struct ideal_conn *conn, uint64_t end)
{
    conn->to_send = end;
    want(peer, conn);
}

void ideal_peer_reset(struct ideal_peer *peer, struct ideal_conn *conn)
{
    conn->state = IDEAL_CLOSED;
    conn->due = DUE_RST;
    want(peer, conn);
}
