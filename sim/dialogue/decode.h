/* decode.h: a captured frame, read back field by field. */
#ifndef DIALOGUE_DECODE_H
#define DIALOGUE_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TCP_FIN 0x01
#define TCP_SYN 0x02
#define TCP_RST 0x04
#define TCP_PSH 0x08
#define TCP_ACK 0x10

struct decoded {
    enum { FRAME_OTHER, FRAME_ARP, FRAME_TCP } kind;
    size_t length; /* with FCS */
    uint8_t eth_to[6], eth_from[6];
    uint16_t eth_type;
    uint32_t fcs;
    bool fcs_ok;
    /* ARP */
    uint16_t arp_op;
    uint8_t arp_mac[6];
    uint32_t arp_from, arp_to;
    /* IPv4 */
    uint8_t ip_header_bytes, ttl, protocol;
    uint16_t ip_total_bytes, ip_id, ip_checksum;
    bool dont_fragment, ip_ok;
    uint32_t ip_from, ip_to;
    /* TCP */
    uint16_t port_from, port_to, window, tcp_checksum, mss; /* mss 0: no option */
    uint32_t seq, ack;
    uint8_t tcp_header_bytes, flags;
    bool tcp_ok;
    const uint8_t *payload;
    uint16_t payload_bytes;
};

/* Reads a frame from destination MAC to FCS. What is too short or malformed stays FRAME_OTHER. */
void decode_frame(struct decoded *frame, const uint8_t *bytes, size_t length);

/* Sequence numbers that the segment takes: text, SYN, FIN. */
uint32_t decoded_span(const struct decoded *frame);

#endif
