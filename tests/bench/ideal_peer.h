/* ideal_peer.h: the other end of the wire for measurements: a TCP in C that answers at once, loses nothing, keeps the wire
 * full while it has something to say, and offers windows of 65,535 bytes (RFC 9293 without options but MSS). It has many
 * connections, which speak in turn. An ACK goes with text where there is some to send. It is a wire port (toe_wire.h). */
#ifndef IDEAL_PEER_H
#define IDEAL_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ideal_frame.h"
#include "toe_wire.h"

enum {
    IDEAL_WINDOW = 65535,
    IDEAL_ENGINE_PORT = 7000,
    IDEAL_CLOSED_PORT = 7001,
    IDEAL_PORT_FIRST = 10000, /* the peer's; each connection has its own */
    IDEAL_CONNS = 16384,
    IDEAL_STREAM = 65521 /* a stream repeats after so many bytes: a prime, so no segment length divides it */
};

enum ideal_state { IDEAL_CLOSED, IDEAL_OPENING, IDEAL_OPEN };

struct ideal_conn {
    struct ideal_conn *next; /* in the queue of those that have something to say, */
    bool queued;             /*   once at most */
    bool closes;             /* FIN as soon as it is open */
    bool fin_sent, fin_seen, reset;
    enum ideal_state state;
    uint16_t port, engine_port;
    uint32_t engine_isn;
    unsigned due;           /* segments without text that wait to be sent: bits of ideal_peer.c */
    unsigned unacked;       /* segments with text since our last ACK */
    uint64_t to_send, sent; /* bytes of our stream */
    uint64_t acked, edge;   /* offsets that the engine has ACKed, and allows */
    uint64_t received;      /* bytes of the engine's stream, all right */
};

struct ideal_peer {
    struct toe_wire wire;
    uint8_t stream[2 * IDEAL_STREAM];
    uint8_t reply[IDEAL_FRAME_MAX]; /* to ARP; goes first */
    size_t reply_bytes;
    struct ideal_conn conns[IDEAL_CONNS];
    uint32_t count; /* of connections that were made */
    struct ideal_conn *head, *tail;
    unsigned data_bytes;   /* a beat of the wire, 10 ns */
    uint64_t wire_free_ps; /* when our last frame and the gap behind it will have passed */
    /* how it speaks; may be changed after the start */
    size_t segment_bytes; /* text in a segment at most */
    unsigned pace_cycles; /* from one segment with text to the next at least */
    unsigned ack_every;   /* segments with text for one ACK */
    /* what it has seen */
    uint64_t received; /* bytes of text of all connections */
    uint64_t ended;    /* connections of which both ends have closed */
    uint64_t resets;
    uint32_t opening;  /* connections that were made and are not open yet */
    const char *fault; /* NULL, or what the engine did wrong */
};

void ideal_peer_start(struct ideal_peer *peer, unsigned data_bytes);

/* Opens a connection; NULL: all have been used. */
struct ideal_conn *ideal_peer_connect(struct ideal_peer *peer, uint16_t engine_port);

/* Makes a connection that the engine may open, to its port. */
struct ideal_conn *ideal_peer_listen(struct ideal_peer *peer);

/* The connection of a port of ours, or NULL. */
struct ideal_conn *ideal_peer_find(struct ideal_peer *peer, uint16_t port);

/* Sends its stream up to the offset `end`. */
void ideal_peer_send(struct ideal_peer *peer, struct ideal_conn *conn, uint64_t end);

/* Resets it: it ends here. */
void ideal_peer_reset(struct ideal_peer *peer, struct ideal_conn *conn);

/* The bytes that both ends of a connection send from `offset` on, IDEAL_STREAM at least; no two connections have the same
 * at one offset. */
const uint8_t *ideal_peer_text(const struct ideal_peer *peer, const struct ideal_conn *conn, uint64_t offset);

#endif
