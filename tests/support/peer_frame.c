/* peer_frame.c: see peer_frame.h. */
#include "peer_frame.h"

#include <string.h>

enum { FRAME_MIN_BYTES = 64, ARP_BYTES = 28, PSEUDO_BYTES = 12 };

uint16_t get16(const uint8_t *at)
{
    return (uint16_t)(at[0] << 8 | at[1]);
}

uint32_t get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

void put16(uint8_t *at, uint16_t v)
{
    at[0] = (uint8_t)(v >> 8);
    at[1] = (uint8_t)v;
}

void put32(uint8_t *at, uint32_t v)
{
    put16(at, (uint16_t)(v >> 16));
    put16(at + 2, (uint16_t)v);
}

/* IEEE 802.3 clause 3.2.9, one bit at a time: generator 0x04C11DB7, each byte least significant bit first. */
uint32_t fcs_of(const uint8_t *bytes, size_t len)
{
    uint32_t crc = 0xffffffffu;

    for (size_t i = 0; i < len; i++)
        for (unsigned bit = 0; bit < 8; bit++) {
            bool odd = ((crc ^ (uint32_t)(bytes[i] >> bit)) & 1u) != 0;
            crc = crc >> 1 ^ (odd ? 0xedb88320u : 0);
        }
    return ~crc;
}

/* RFC 1071: the ones' complement of the ones' complement sum; an odd last byte counts as the high half of a word. */
uint16_t checksum_of(uint32_t start, const uint8_t *bytes, size_t len)
{
    uint32_t sum = start;

    for (size_t i = 0; i < len; i++) {
        sum += (i & 1) != 0 ? bytes[i] : (uint32_t)bytes[i] << 8;
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return (uint16_t) ~((sum & 0xffff) + (sum >> 16));
}

/* RFC 9293 section 3.1: source, destination, zero, protocol, TCP length. */
static uint16_t tcp_checksum(uint32_t src, uint32_t dst, const uint8_t *segment, size_t len)
{
    uint8_t pseudo[PSEUDO_BYTES];

    put32(pseudo, src);
    put32(pseudo + 4, dst);
    pseudo[8] = 0;
    pseudo[9] = PROTO_TCP;
    put16(pseudo + 10, (uint16_t)len);
    return checksum_of((uint16_t)~checksum_of(0, pseudo, sizeof pseudo), segment, len);
}

static void eth_begin(frame *f, const eth_header *eth)
{
    memset(f, 0, sizeof *f);
    memcpy(f->bytes, eth->dst, 6);
    memcpy(f->bytes + 6, eth->src, 6);
    put16(f->bytes + 12, eth->ethertype);
    f->len = ETH_BYTES;
}

/* Pads to 60 bytes and adds the FCS, which goes out least significant byte first. */
static void eth_end(frame *f, unsigned faults)
{
    uint32_t fcs;

    if (f->len < FRAME_MIN_BYTES - FCS_BYTES)
        f->len = FRAME_MIN_BYTES - FCS_BYTES;
    fcs = fcs_of(f->bytes, f->len);
    if ((faults & BAD_FCS) != 0)
        fcs ^= 0x00010000u;
    for (unsigned i = 0; i < FCS_BYTES; i++)
        f->bytes[f->len++] = (uint8_t)(fcs >> 8 * i);
}

void frame_seal(frame *f)
{
    uint32_t fcs = fcs_of(f->bytes, f->len - FCS_BYTES);

    for (unsigned i = 0; i < FCS_BYTES; i++)
        f->bytes[f->len - FCS_BYTES + i] = (uint8_t)(fcs >> 8 * i);
}

void frame_build_arp(frame *f, const eth_header *eth, const arp_packet *arp)
{
    uint8_t *at;

    eth_begin(f, eth);
    at = f->bytes + ETH_BYTES;
    put16(at, arp->htype);
    put16(at + 2, arp->ptype);
    at[4] = arp->hlen;
    at[5] = arp->plen;
    put16(at + 6, arp->oper);
    memcpy(at + 8, arp->sha, 6);
    put32(at + 14, arp->spa);
    memcpy(at + 18, arp->tha, 6);
    put32(at + 24, arp->tpa);
    f->len += ARP_BYTES;
    eth_end(f, 0);
}

void frame_build_ipv4(frame *f, const eth_header *eth, const ipv4_header *ip, const uint8_t *body, size_t body_bytes,
                      unsigned faults)
{
    size_t header = IPV4_BYTES + ip->option_bytes;
    uint8_t *at;

    eth_begin(f, eth);
    at = f->bytes + ETH_BYTES;
    at[0] = (uint8_t)((unsigned)ip->version << 4 | (unsigned)(ip->header_bytes != 0 ? ip->header_bytes : header) / 4);
    at[1] = ip->tos;
    put16(at + 2, ip->total_bytes != 0 ? ip->total_bytes : (uint16_t)(header + body_bytes));
    put16(at + 4, ip->id);
    put16(at + 6, ip->fragment);
    at[8] = ip->ttl;
    at[9] = ip->proto;
    put32(at + 12, ip->src);
    put32(at + 16, ip->dst);
    memcpy(at + IPV4_BYTES, ip->options, ip->option_bytes);
    put16(at + 10, checksum_of(0, at, header));
    if ((faults & BAD_IP_CHECKSUM) != 0)
        at[10] ^= 0x40;
    memcpy(at + header, body, body_bytes);
    f->len += header + body_bytes;
    eth_end(f, faults);
}

void frame_build_tcp(frame *f, const eth_header *eth, const ipv4_header *ip, const tcp_header *tcp,
                     const uint8_t *payload, size_t payload_bytes, unsigned faults)
{
    uint8_t at[FRAME_MAX_BYTES] = {0};
    size_t header = TCP_BYTES + tcp->option_bytes;
    size_t len = header + payload_bytes;
    uint8_t offset_bytes = tcp->header_bytes != 0 ? tcp->header_bytes : (uint8_t)header;

    put16(at, tcp->src_port);
    put16(at + 2, tcp->dst_port);
    put32(at + 4, tcp->seq);
    put32(at + 8, tcp->ack);
    at[12] = (uint8_t)(offset_bytes / 4 << 4 | tcp->reserved);
    at[13] = tcp->flags;
    put16(at + 14, tcp->window);
    put16(at + 18, tcp->urgent);
    memcpy(at + TCP_BYTES, tcp->options, tcp->option_bytes);
    if (payload_bytes != 0)
        memcpy(at + header, payload, payload_bytes);
    put16(at + 16, tcp_checksum(ip->src, ip->dst, at, len));
    if ((faults & BAD_TCP_CHECKSUM) != 0)
        at[17] ^= 0x01;
    if ((faults & ZERO_TCP_CHECKSUM) != 0)
        put16(at + 16, 0);
    frame_build_ipv4(f, eth, ip, at, len, faults);
}

void frame_build_icmp(frame *f, const eth_header *eth, const ipv4_header *ip, uint8_t type, uint8_t code, uint32_t rest,
                      const uint8_t *payload, size_t payload_bytes, unsigned faults)
{
    uint8_t at[FRAME_MAX_BYTES] = {0};

    at[0] = type;
    at[1] = code;
    put32(at + 4, rest);
    if (payload_bytes != 0)
        memcpy(at + ICMP_BYTES, payload, payload_bytes);
    put16(at + 2, checksum_of(0, at, ICMP_BYTES + payload_bytes));
    if ((faults & BAD_ICMP_CHECKSUM) != 0)
        at[3] ^= 0x10;
    frame_build_ipv4(f, eth, ip, at, ICMP_BYTES + payload_bytes, faults);
}

static void arp_parse(const uint8_t *at, size_t len, frame_view *v)
{
    if (len < ARP_BYTES) {
        v->fault = "ARP packet shorter than 28 bytes";
        return;
    }
    v->arp.htype = get16(at);
    v->arp.ptype = get16(at + 2);
    v->arp.hlen = at[4];
    v->arp.plen = at[5];
    v->arp.oper = get16(at + 6);
    memcpy(v->arp.sha, at + 8, 6);
    v->arp.spa = get32(at + 14);
    memcpy(v->arp.tha, at + 18, 6);
    v->arp.tpa = get32(at + 24);
    v->kind = FRAME_ARP;
}

static void tcp_parse(const uint8_t *at, size_t len, frame_view *v)
{
    tcp_header *h = &v->tcp;

    if (len < TCP_BYTES) {
        v->fault = "TCP segment shorter than its header";
        return;
    }
    h->src_port = get16(at);
    h->dst_port = get16(at + 2);
    h->seq = get32(at + 4);
    h->ack = get32(at + 8);
    h->header_bytes = (uint8_t)(at[12] >> 4 << 2);
    h->reserved = at[12] & 0xf;
    h->flags = at[13];
    h->window = get16(at + 14);
    h->urgent = get16(at + 18);
    if (h->header_bytes < TCP_BYTES || h->header_bytes > len) {
        v->fault = "TCP data offset out of the segment";
        return;
    }
    h->option_bytes = (uint8_t)(h->header_bytes - TCP_BYTES);
    memcpy(h->options, at + TCP_BYTES, h->option_bytes);
    if (tcp_checksum(v->ip.src, v->ip.dst, at, len) != 0)
        v->fault = "TCP checksum wrong (MUST-2)";
    v->payload = at + h->header_bytes;
    v->payload_bytes = len - h->header_bytes;
    v->kind = FRAME_TCP;
}

static void icmp_parse(const uint8_t *at, size_t len, frame_view *v)
{
    if (len < ICMP_BYTES) {
        v->fault = "ICMP message shorter than its header";
        return;
    }
    if (checksum_of(0, at, len) != 0)
        v->fault = "ICMP checksum wrong";
    v->icmp_type = at[0];
    v->icmp_code = at[1];
    v->icmp_rest = get32(at + 4);
    v->payload = at + ICMP_BYTES;
    v->payload_bytes = len - ICMP_BYTES;
    v->kind = FRAME_ICMP;
}

static void ipv4_parse(const uint8_t *at, size_t len, frame_view *v)
{
    ipv4_header *h = &v->ip;

    if (len < IPV4_BYTES) {
        v->fault = "IPv4 packet shorter than its header";
        return;
    }
    h->version = at[0] >> 4;
    h->header_bytes = (uint8_t)((at[0] & 0xf) << 2);
    h->tos = at[1];
    h->total_bytes = get16(at + 2);
    h->id = get16(at + 4);
    h->fragment = get16(at + 6);
    h->ttl = at[8];
    h->proto = at[9];
    h->src = get32(at + 12);
    h->dst = get32(at + 16);
    if (h->version != 4 || h->header_bytes < IPV4_BYTES || h->header_bytes > h->total_bytes || h->total_bytes > len) {
        v->fault = "IPv4 version or lengths wrong";
        return;
    }
    if (checksum_of(0, at, h->header_bytes) != 0)
        v->fault = "IPv4 header checksum wrong";
    v->kind = FRAME_IPV4_OTHER;
    if (h->proto == PROTO_TCP)
        tcp_parse(at + h->header_bytes, (size_t)h->total_bytes - h->header_bytes, v);
    else if (h->proto == PROTO_ICMP)
        icmp_parse(at + h->header_bytes, (size_t)h->total_bytes - h->header_bytes, v);
}

void frame_parse(const uint8_t *bytes, size_t len, frame_view *v)
{
    uint32_t fcs = 0;

    memset(v, 0, sizeof *v);
    if (len < FRAME_MIN_BYTES) {
        v->fault = "frame shorter than 64 bytes";
        return;
    }
    for (unsigned i = 0; i < FCS_BYTES; i++)
        fcs |= (uint32_t)bytes[len - FCS_BYTES + i] << 8 * i;
    memcpy(v->eth.dst, bytes, 6);
    memcpy(v->eth.src, bytes + 6, 6);
    v->eth.ethertype = get16(bytes + 12);
    if (v->eth.ethertype == ETHERTYPE_ARP)
        arp_parse(bytes + ETH_BYTES, len - ETH_BYTES - FCS_BYTES, v);
    else if (v->eth.ethertype == ETHERTYPE_IPV4)
        ipv4_parse(bytes + ETH_BYTES, len - ETH_BYTES - FCS_BYTES, v);
    if (fcs != fcs_of(bytes, len - FCS_BYTES))
        v->fault = "FCS wrong";
}

void options_parse(const uint8_t *options, size_t len, option_view *v)
{
    size_t i = 0;

    memset(v, 0, sizeof *v);
    while (i < len && options[i] != 0) {
        if (options[i] == 1) {
            i++;
            continue;
        }
        if (i + 1 >= len || options[i + 1] < 2 || i + options[i + 1] > len) {
            v->fault = "option length wrong (MUST-68)";
            return;
        }
        if (options[i] == 2 && options[i + 1] == 4) {
            v->has_mss = true;
            v->mss = get16(options + i + 2);
        } else {
            v->other = true;
        }
        i += options[i + 1];
    }
    for (; i < len; i++)
        if (options[i] != 0)
            v->fault = "bytes after the end of the option list are not zero (MUST-69)";
}
