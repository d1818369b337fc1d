/* frame.h: frames for the receive path, and what RFC 791, 792, 826, 1122 and 9293 say should become of them.
 * Plain bytes and plain C: nothing here is shared with the engine. */
#ifndef TOE_TEST_FRAME_H
#define TOE_TEST_FRAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { FRAME_MAX = 4096 };

struct frame {
    uint8_t b[FRAME_MAX];
    size_t n;
    bool error; /* the PHY reports an error with the last beat */
};

/* What a TCP, ICMP or other IPv4 frame is made of; frame_ip() fills lengths and checksums in. */
struct ip_spec {
    uint64_t dst_mac, src_mac;
    uint32_t src, dst;
    uint8_t proto;
    uint16_t fragment; /* flags and offset field */
    const uint8_t *ip_options;
    size_t ip_options_bytes; /* a multiple of 4, up to 40 */
    uint16_t sport, dport;
    uint32_t seq, ack;
    uint8_t flags;
    uint16_t window, urgent;
    const uint8_t *options; /* TCP */
    size_t options_bytes;   /* a multiple of 4, up to 40 */
    uint8_t icmp_type, icmp_code;
    const uint8_t *payload;
    size_t payload_bytes;
    uint8_t pad_byte; /* Ethernet padding */
    size_t pad_bytes; /* beyond what the minimum frame needs */
};

struct host {
    bool enable;
    uint64_t mac;
    uint32_t ip;
    unsigned prefix;
    unsigned mtu;
};

/* reason_pkg::disposition_e, as far as rx_path uses it */
enum disposition {
    DROP_FCS,
    DROP_LENGTH,
    DROP_OVERFLOW,
    DROP_DISABLED,
    DROP_IP_HEADER,
    DROP_FRAGMENT,
    DROP_SOURCE,
    DROP_TCP_HEADER,
    DROP_TCP_CHECKSUM,
    DROP_SOURCE_ROUTE,
    DROP_ADDRESS,
    DROP_ICMP = 15
};

enum outcome { OUT_DROP, OUT_SEGMENT, OUT_ARP, OUT_ECHO, OUT_RAW };

struct expected {
    enum outcome outcome;
    enum disposition disposition; /* OUT_DROP */
    bool arp;                     /* an ARP packet is put out */
    bool tcp;                     /* counts as a segment received */
    size_t tcp_at;                /* OUT_SEGMENT: where its header is */
    size_t payload_at, payload_bytes;
    bool mss_valid;
    uint16_t mss;
};

uint16_t get16(const uint8_t *p);
uint32_t get32(const uint8_t *p);
uint64_t get48(const uint8_t *p);
void put16(uint8_t *p, unsigned v);
void put32(uint8_t *p, uint32_t v);

void frame_ethernet(struct frame *f, uint64_t dst, uint64_t src, unsigned type);
void frame_pad(struct frame *f, size_t to, uint8_t with);
void frame_fcs(struct frame *f); /* appends it */
void frame_refresh_fcs(struct frame *f);
void frame_ip(struct frame *f, const struct ip_spec *s); /* whole, FCS included */
void frame_arp(struct frame *f, uint64_t dst, uint64_t sha, uint32_t spa, uint32_t tpa, unsigned oper);
void frame_fix_ip_sum(struct frame *f);
void frame_fix_inner_sum(struct frame *f); /* TCP or ICMP, by the lengths in the headers */

struct expected frame_expect(const struct frame *f, const struct host *h);

#endif
