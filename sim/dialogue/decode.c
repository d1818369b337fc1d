/* decode.c: Ethernet II, ARP (RFC 826), IPv4 (RFC 791) and TCP (RFC 9293 section 3.1) headers. */
#include "decode.h"

#include <string.h>
#include <zlib.h>

#define ETH_BYTES 14u
#define FCS_BYTES 4u

static uint16_t get16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] << 8 | bytes[1]);
}

static uint32_t get32(const uint8_t *bytes)
{
    return (uint32_t)get16(bytes) << 16 | get16(bytes + 2);
}

/* RFC 1071. A good header sums to 0xffff with its checksum. */
static uint32_t add16(uint32_t sum, const uint8_t *bytes, size_t length)
{
    for (size_t i = 0; i + 1 < length; i += 2)
        sum += get16(bytes + i);
    if (length % 2)
        sum += (uint32_t)bytes[length - 1] << 8;
    return sum;
}

static bool sums_up(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum == 0xffff;
}

static uint16_t find_mss(const uint8_t *option, size_t left)
{
    while (left > 0 && option[0] != 0) {
        size_t length = option[0] == 1 ? 1 : left > 1 ? option[1] : 0;
        if (length == 0 || length > left || (option[0] != 1 && length < 2))
            return 0;
        if (option[0] == 2 && length == 4)
            return get16(option + 2);
        option += length;
        left -= length;
    }
    return 0;
}

static void decode_tcp(struct decoded *f, const uint8_t *ip)
{
    const uint8_t *tcp = ip + f->ip_header_bytes;
    size_t length = f->ip_total_bytes - (size_t)f->ip_header_bytes;

    if (length < 20 || (tcp[12] >> 4) * 4u > length || tcp[12] >> 4 < 5)
        return;
    f->kind = FRAME_TCP;
    f->port_from = get16(tcp);
    f->port_to = get16(tcp + 2);
    f->seq = get32(tcp + 4);
    f->ack = get32(tcp + 8);
    f->tcp_header_bytes = (uint8_t)((tcp[12] >> 4) * 4);
    f->flags = tcp[13];
    f->window = get16(tcp + 14);
    f->tcp_checksum = get16(tcp + 16);
    f->mss = find_mss(tcp + 20, f->tcp_header_bytes - 20u);
    f->payload = tcp + f->tcp_header_bytes;
    f->payload_bytes = (uint16_t)(length - f->tcp_header_bytes);
    f->tcp_ok = sums_up(add16(add16((uint32_t)(6 + length), ip + 12, 8), tcp, length));
}

static void decode_ip(struct decoded *f, const uint8_t *ip, size_t room)
{
    if (room < 20 || ip[0] >> 4 != 4)
        return;
    f->ip_header_bytes = (uint8_t)((ip[0] & 15) * 4);
    f->ip_total_bytes = get16(ip + 2);
    f->ip_id = get16(ip + 4);
    f->dont_fragment = ip[6] & 0x40;
    f->ttl = ip[8];
    f->protocol = ip[9];
    f->ip_checksum = get16(ip + 10);
    f->ip_from = get32(ip + 12);
    f->ip_to = get32(ip + 16);
    if (f->ip_header_bytes < 20 || f->ip_total_bytes < f->ip_header_bytes || f->ip_total_bytes > room)
        return;
    f->ip_ok = sums_up(add16(0, ip, f->ip_header_bytes));
    if (f->protocol == 6)
        decode_tcp(f, ip);
}

void decode_frame(struct decoded *f, const uint8_t *bytes, size_t length)
{
    const uint8_t *body = bytes + ETH_BYTES;

    *f = (struct decoded){.length = length};
    if (length < ETH_BYTES + FCS_BYTES)
        return;
    memcpy(f->eth_to, bytes, 6);
    memcpy(f->eth_from, bytes + 6, 6);
    f->eth_type = get16(bytes + 12);
    for (unsigned i = 0; i < FCS_BYTES; i++)
        f->fcs |= (uint32_t)bytes[length - FCS_BYTES + i] << 8 * i;
    f->fcs_ok = crc32(0, bytes, (uInt)(length - FCS_BYTES)) == f->fcs;
    length -= ETH_BYTES + FCS_BYTES;
    if (f->eth_type == 0x0800) {
        decode_ip(f, body, length);
    } else if (f->eth_type == 0x0806 && length >= 28) {
        f->kind = FRAME_ARP;
        f->arp_op = get16(body + 6);
        memcpy(f->arp_mac, body + 8, 6);
        f->arp_from = get32(body + 14);
        f->arp_to = get32(body + 24);
    }
}

uint32_t decoded_span(const struct decoded *f)
{
    return f->payload_bytes + (f->flags & TCP_SYN ? 1u : 0u) + (f->flags & TCP_FIN ? 1u : 0u);
}
