/* peer_frame.h: the test peer's own wire codec: Ethernet II, ARP, IPv4, ICMP and TCP, built and parsed byte by byte.
 *
 * It shares nothing with the engine, the simulation or the library: checksums are added bit by bit or word by word here,
 * as RFC 1071, RFC 9293 section 3.1 and IEEE 802.3 clause 3.2.9 say, so that an error in the engine cannot hide in it.
 * Frames run from the destination MAC to the FCS. Numbers are in host byte order, lengths in bytes.
 */
#ifndef PEER_FRAME_H
#define PEER_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FRAME_MAX_BYTES = 2048, FCS_BYTES = 4, ETH_BYTES = 14, IPV4_BYTES = 20, TCP_BYTES = 20, ICMP_BYTES = 8 };

enum { ETHERTYPE_IPV4 = 0x0800, ETHERTYPE_ARP = 0x0806 };
enum { PROTO_ICMP = 1, PROTO_TCP = 6, PROTO_UDP = 17 };
enum { ARP_REQUEST = 1, ARP_REPLY = 2 };
enum { ICMP_ECHO_REPLY = 0, ICMP_ECHO_REQUEST = 8 };

/* TCP control bits, RFC 9293 section 3.1. */
enum { FIN = 0x01, SYN = 0x02, RST = 0x04, PSH = 0x08, ACK = 0x10, URG = 0x20, ECE = 0x40, CWR = 0x80 };

/* IPv4 fragment word, RFC 791. */
enum { IP_DF = 0x4000, IP_MF = 0x2000, IP_OFFSET_MASK = 0x1fff };

typedef struct {
    uint8_t bytes[FRAME_MAX_BYTES];
    size_t len;
} frame;

typedef struct {
    uint8_t dst[6], src[6];
    uint16_t ethertype;
} eth_header;

typedef struct {
    uint16_t htype, ptype;
    uint8_t hlen, plen;
    uint16_t oper;
    uint8_t sha[6];
    uint32_t spa;
    uint8_t tha[6];
    uint32_t tpa;
} arp_packet;

typedef struct {
    uint8_t version, tos, ttl, proto;
    uint8_t header_bytes;
    uint16_t total_bytes, id, fragment;
    uint32_t src, dst;
    uint8_t options[40];
    uint8_t option_bytes;
} ipv4_header;

typedef struct {
    uint16_t src_port, dst_port;
    uint32_t seq, ack;
    uint8_t header_bytes; /* data offset times 4 */
    uint8_t reserved;     /* the four reserved bits */
    uint8_t flags;
    uint16_t window, urgent;
    uint8_t options[40];
    uint8_t option_bytes;
} tcp_header;

/* What of a built frame is wrong on purpose. */
enum {
    BAD_FCS = 1 << 0,
    BAD_IP_CHECKSUM = 1 << 1,
    BAD_TCP_CHECKSUM = 1 << 2,
    BAD_ICMP_CHECKSUM = 1 << 3,
    ZERO_TCP_CHECKSUM = 1 << 4
};

/* Building. `h` fields header_bytes, total_bytes: 0 means the value that fits; another is written as it is. */
void frame_build_arp(frame *f, const eth_header *eth, const arp_packet *arp);
void frame_build_tcp(frame *f, const eth_header *eth, const ipv4_header *ip, const tcp_header *tcp,
                     const uint8_t *payload, size_t payload_bytes, unsigned faults);
void frame_build_icmp(frame *f, const eth_header *eth, const ipv4_header *ip, uint8_t type, uint8_t code, uint32_t rest,
                      const uint8_t *payload, size_t payload_bytes, unsigned faults);

/* Any packet: header checksum of IPv4 and FCS are added, the body is taken as it is. */
void frame_build_ipv4(frame *f, const eth_header *eth, const ipv4_header *ip, const uint8_t *body, size_t body_bytes,
                      unsigned faults);

/* Writes the right FCS at the end of a frame that was changed. */
void frame_seal(frame *f);

/* A received frame, taken apart. `fault` is NULL, or says in words what the wire formats forbid. */
typedef enum { FRAME_OTHER, FRAME_ARP, FRAME_TCP, FRAME_ICMP, FRAME_IPV4_OTHER } frame_kind;

typedef struct {
    frame_kind kind;
    const char *fault;
    eth_header eth;
    arp_packet arp;
    ipv4_header ip;
    tcp_header tcp;
    uint8_t icmp_type, icmp_code;
    uint32_t icmp_rest;
    const uint8_t *payload; /* inside the frame that was parsed */
    size_t payload_bytes;
} frame_view;

/* Takes a frame apart and checks everything a receiver may check: FCS, length, padding of zeros (IEEE 802.3 clause
 * 3.2.8 leaves it free, so padding is not a fault), IPv4 and TCP or ICMP checksum, lengths against each other. */
void frame_parse(const uint8_t *bytes, size_t len, frame_view *v);

/* Option block, RFC 9293 section 3.2. */
typedef struct {
    bool has_mss;
    uint16_t mss;
    bool other;        /* any option but EOL, NOP and MSS */
    const char *fault; /* NULL, or how the block is malformed (MUST-68, MUST-69) */
} option_view;

void options_parse(const uint8_t *options, size_t len, option_view *v);

uint32_t fcs_of(const uint8_t *bytes, size_t len);
uint16_t checksum_of(uint32_t start, const uint8_t *bytes, size_t len);

uint16_t get16(const uint8_t *at);
uint32_t get32(const uint8_t *at);
void put16(uint8_t *at, uint16_t v);
void put32(uint8_t *at, uint32_t v);

#endif
