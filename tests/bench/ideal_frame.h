/* ideal_frame.h: the packets of the ideal peer: Ethernet, IPv4 and TCP without options but MSS, and answers to ARP. */
#ifndef IDEAL_FRAME_H
#define IDEAL_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { IDEAL_FIN = 1, IDEAL_SYN = 2, IDEAL_RST = 4, IDEAL_PSH = 8, IDEAL_ACK = 16 };
enum { IDEAL_MSS = 1460, IDEAL_FRAME_MAX = 1514 };

#define IDEAL_ENGINE_IP 0x0a000001u
#define IDEAL_PEER_IP   0x0a000002u
extern const uint8_t ideal_engine_mac[6], ideal_peer_mac[6];

struct ideal_segment {
    uint16_t from_port, to_port;
    uint32_t seq, ack;
    unsigned flags;
    uint16_t window;
    const uint8_t *text;
    size_t text_bytes;
};

/* Builds a frame from the peer to the engine; returns its bytes. A SYN gets the MSS option. */
size_t ideal_frame_build(uint8_t *frame, const struct ideal_segment *segment);

/* Reads a TCP frame of either direction, FCS or padding behind it allowed. False: it is no TCP over IPv4. */
bool ideal_frame_read(const uint8_t *frame, size_t len, struct ideal_segment *segment);

/* What is wrong with the checksums of a frame that ideal_frame_read has taken, or NULL. */
const char *ideal_frame_fault(const uint8_t *frame);

/* Builds the answer to an ARP request for the peer's address; returns its bytes, 0 if the frame is none. */
size_t ideal_frame_arp(uint8_t *reply, const uint8_t *frame, size_t len);

#endif
