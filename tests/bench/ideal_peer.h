/* ideal_peer.h: the other end of the wire for measurements: a TCP in C that answers at once, loses nothing and offers a
 * window of 65,535 bytes (RFC 9293 without options but MSS). It is a wire port (toe_wire.h). */
#ifndef IDEAL_PEER_H
#define IDEAL_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "toe_wire.h"

enum {
    IDEAL_MSS = 1460,
    IDEAL_WINDOW = 65535,
    IDEAL_ENGINE_PORT = 7000,
    IDEAL_PEER_PORT = 40000,
    IDEAL_CLOSED_PORT = 7001,
    IDEAL_STREAM = 65521 /* the streams repeat after so many bytes: a prime, so no segment length divides it */
};

#define IDEAL_ENGINE_IP 0x0a000001u
#define IDEAL_PEER_IP   0x0a000002u
extern const uint8_t ideal_engine_mac[6], ideal_peer_mac[6];

struct ideal_peer {
    struct toe_wire wire;
    uint8_t stream[IDEAL_STREAM + IDEAL_MSS]; /* what both sides send */
    uint8_t reply[1514];                      /* one frame that is due before anything else */
    size_t reply_bytes;
    uint16_t peer_port;
    uint32_t engine_isn;
    bool established;
    uint64_t to_send, sent; /* bytes of our stream */
    uint64_t acked, edge;   /* offsets that the engine has ACKed, and allows */
    uint64_t received;      /* bytes of the engine's stream, all right */
    uint64_t acks_due;      /* ACKs that wait to be sent: one a segment */
    uint64_t resets;
    const char *fault; /* NULL, or what the engine did wrong */
};

void ideal_peer_start(struct ideal_peer *peer);

/* Sends a SYN in the next slice. */
void ideal_peer_connect(struct ideal_peer *peer, uint16_t engine_port);

/* Sends a RST in the next slice and forgets the present connection; the next one begins at offset 0. */
void ideal_peer_reset(struct ideal_peer *peer);

#endif
