/* frame_check: is this frame what it should be? Written from IEEE 802.3, RFC 791, RFC 1071 and RFC 9293, byte by byte. */
#ifndef FRAME_CHECK_H
#define FRAME_CHECK_H

#include <stdint.h>

/* What a TCP segment should say. Addresses and numbers in host order; MAC addresses in the low 48 bits. */
struct tcp_expect {
    uint64_t dst_mac, src_mac;
    uint32_t src_ip, dst_ip;
    uint16_t src_port, dst_port;
    uint32_t seq, ack;
    uint8_t flags, ttl, tos;
    uint16_t window, urgent;
    uint16_t mss; /* 0: no option */
    unsigned payload_bytes;
    const uint8_t *payload;
};

/* Each returns NULL if all is well, or what is wrong. `frame` runs from destination MAC to FCS. */
const char *frame_check_fcs(const uint8_t *frame, unsigned bytes);
const char *frame_check_tcp(const uint8_t *frame, unsigned bytes, const struct tcp_expect *e);
const char *frame_check_copy(const uint8_t *frame, unsigned bytes, const uint8_t *sent, unsigned sent_bytes);

/* Ones' complement sum of bytes taken as big-endian words, an odd last byte as a high one; not complemented. */
uint16_t frame_sum(const uint8_t *bytes, unsigned count, uint32_t start);

#endif
