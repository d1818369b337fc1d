#include "frame_check.h"

#include <stddef.h>
#include <string.h>

enum { ETH_BYTES = 14, IP_BYTES = 20, TCP_BYTES = 20, FCS_BYTES = 4, MIN_BYTES = 64 };

static uint64_t get(const uint8_t *p, unsigned bytes)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < bytes; i++)
        v = v << 8 | p[i];
    return v;
}

uint16_t frame_sum(const uint8_t *bytes, unsigned count, uint32_t start)
{
    uint32_t sum = start;
    for (unsigned i = 0; i < count; i++)
        sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)sum;
}

/* 802.3 clause 3.2.9, one bit at a time; the FCS goes out least significant bit first. */
const char *frame_check_fcs(const uint8_t *frame, unsigned bytes)
{
    uint32_t crc = 0xffffffff;
    if (bytes < MIN_BYTES)
        return "shorter than 64 bytes";
    for (unsigned i = 0; i < bytes - FCS_BYTES; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            uint32_t in = (frame[i] >> bit ^ crc) & 1;
            crc = crc >> 1 ^ (in ? 0xedb88320 : 0);
        }
    crc = ~crc;
    for (unsigned i = 0; i < FCS_BYTES; i++)
        if (frame[bytes - FCS_BYTES + i] != (uint8_t)(crc >> 8 * i))
            return "FCS";
    return NULL;
}

static const char *check_padding(const uint8_t *frame, unsigned bytes, unsigned used)
{
    unsigned padded = used + FCS_BYTES < MIN_BYTES ? MIN_BYTES - FCS_BYTES : used;
    if (bytes != padded + FCS_BYTES)
        return "frame length";
    for (unsigned i = used; i < padded; i++)
        if (frame[i])
            return "padding not zero";
    return NULL;
}

static const char *check_eth_ip(const uint8_t *f, const struct tcp_expect *e, unsigned total)
{
    const uint8_t *ip = f + ETH_BYTES;
    if (get(f, 6) != e->dst_mac || get(f + 6, 6) != e->src_mac)
        return "MAC address";
    if (get(f + 12, 2) != 0x0800)
        return "ethertype";
    if (ip[0] != 0x45 || ip[1] != e->tos)
        return "IP version, header length or DSCP";
    if (get(ip + 2, 2) != total)
        return "IP total length";
    if (get(ip + 4, 4) != 0x00004000)
        return "IP identification or fragment field";
    if (ip[8] != e->ttl || ip[9] != 6)
        return "TTL or protocol";
    if (get(ip + 12, 4) != e->src_ip || get(ip + 16, 4) != e->dst_ip)
        return "IP address";
    return frame_sum(ip, IP_BYTES, 0) == 0xffff ? NULL : "IP checksum";
}

static const char *check_tcp(const uint8_t *f, const struct tcp_expect *e, unsigned tcp_bytes)
{
    const uint8_t *ip = f + ETH_BYTES, *tcp = ip + IP_BYTES;
    unsigned options = e->mss ? 4 : 0;
    if (get(tcp, 2) != e->src_port || get(tcp + 2, 2) != e->dst_port)
        return "port";
    if (get(tcp + 4, 4) != e->seq || get(tcp + 8, 4) != e->ack)
        return "SEQ or ACK";
    if (tcp[12] != (TCP_BYTES + options) / 4 << 4 || tcp[13] != e->flags)
        return "data offset or flags";
    if (get(tcp + 14, 2) != e->window || get(tcp + 18, 2) != e->urgent)
        return "window or urgent pointer";
    if (e->mss && get(tcp + TCP_BYTES, 4) != (0x02040000u | e->mss))
        return "MSS option";
    if (memcmp(tcp + TCP_BYTES + options, e->payload, e->payload_bytes) != 0)
        return "payload";
    uint32_t pseudo = frame_sum(ip + 12, 8, 6 + tcp_bytes);
    return frame_sum(tcp, tcp_bytes, pseudo) == 0xffff ? NULL : "TCP checksum";
}

const char *frame_check_tcp(const uint8_t *frame, unsigned bytes, const struct tcp_expect *e)
{
    unsigned tcp_bytes = TCP_BYTES + (e->mss ? 4u : 0u) + e->payload_bytes;
    unsigned total = IP_BYTES + tcp_bytes;
    const char *wrong = check_padding(frame, bytes, ETH_BYTES + total);
    if (!wrong)
        wrong = frame_check_fcs(frame, bytes);
    if (!wrong)
        wrong = check_eth_ip(frame, e, total);
    if (!wrong)
        wrong = check_tcp(frame, e, tcp_bytes);
    return wrong;
}

const char *frame_check_copy(const uint8_t *frame, unsigned bytes, const uint8_t *sent, unsigned sent_bytes)
{
    const char *wrong = check_padding(frame, bytes, sent_bytes);
    if (!wrong)
        wrong = frame_check_fcs(frame, bytes);
    if (!wrong && memcmp(frame, sent, sent_bytes) != 0)
        wrong = "bytes of the frame";
    return wrong;
}
