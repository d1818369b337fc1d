/* ideal_frame.c: see ideal_frame.h. */
#include "ideal_frame.h"

#include <string.h>

enum { ETH = 14, IP = 20, TCP = 20, HEADERS = ETH + IP + TCP, ARP = 28, SYN_OPTION = 4 };
enum { TYPE_IP = 0x0800, TYPE_ARP = 0x0806, ARP_REQUEST = 1, ARP_REPLY = 2 };

const uint8_t ideal_engine_mac[6] = {0x02, 0, 0, 0, 0, 0x01};
const uint8_t ideal_peer_mac[6] = {0x02, 0, 0, 0, 0, 0x02};

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static void put32(uint8_t *at, uint32_t value)
{
    put16(at, value >> 16);
    put16(at + 2, value & 0xffff);
}

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static uint32_t get32(const uint8_t *at)
{
    return (uint32_t)get16(at) << 16 | get16(at + 2);
}

/* RFC 1071, without the last complement. */
static uint32_t sum_of(uint32_t sum, const uint8_t *bytes, size_t n)
{
    for (; n > 1; bytes += 2, n -= 2)
        sum += get16(bytes);
    sum += n ? (uint32_t)*bytes << 8 : 0;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

/* Sum of the TCP segment behind an IPv4 header, with the pseudo header of RFC 9293 section 3.1. */
static uint32_t tcp_sum(const uint8_t *ip, size_t segment_bytes)
{
    return sum_of(sum_of(6 + (uint32_t)segment_bytes, ip + 12, 8), ip + IP, segment_bytes);
}

size_t ideal_frame_build(uint8_t *frame, const struct ideal_segment *segment)
{
    uint8_t *ip = frame + ETH, *tcp = ip + IP;
    size_t option = segment->flags & IDEAL_SYN ? SYN_OPTION : 0;
    size_t bytes = TCP + option + segment->text_bytes;

    memcpy(frame, ideal_engine_mac, 6);
    memcpy(frame + 6, ideal_peer_mac, 6);
    put16(frame + 12, TYPE_IP);
    memset(ip, 0, IP + TCP + option);
    ip[0] = 0x45;
    put16(ip + 2, (unsigned)(IP + bytes));
    put16(ip + 6, 0x4000); /* DF */
    ip[8] = 64;
    ip[9] = 6;
    put32(ip + 12, IDEAL_PEER_IP);
    put32(ip + 16, IDEAL_ENGINE_IP);
    put16(ip + 10, ~sum_of(0, ip, IP) & 0xffff);
    put16(tcp, segment->from_port);
    put16(tcp + 2, segment->to_port);
    put32(tcp + 4, segment->seq);
    put32(tcp + 8, segment->ack);
    tcp[12] = (uint8_t)((TCP + option) / 4 << 4);
    tcp[13] = (uint8_t)segment->flags;
    put16(tcp + 14, segment->window);
    if (option) {
        tcp[TCP] = 2; /* MSS, RFC 9293 section 3.7.1 */
        tcp[TCP + 1] = SYN_OPTION;
        put16(tcp + TCP + 2, IDEAL_MSS);
    }
    if (segment->text_bytes)
        memcpy(tcp + TCP + option, segment->text, segment->text_bytes);
    put16(tcp + 16, ~tcp_sum(ip, bytes) & 0xffff);
    return ETH + IP + bytes;
}

bool ideal_frame_read(const uint8_t *frame, size_t len, struct ideal_segment *segment)
{
    const uint8_t *ip = frame + ETH, *tcp = ip + IP;
    size_t bytes, header;

    if (len < HEADERS || get16(frame + 12) != TYPE_IP || ip[0] != 0x45 || ip[9] != 6)
        return false;
    bytes = get16(ip + 2);
    header = (size_t)(tcp[12] >> 4) * 4;
    if (bytes < IP + TCP || len < ETH + bytes || header < TCP || IP + header > bytes)
        return false;
    *segment = (struct ideal_segment){
        .from_port = (uint16_t)get16(tcp),
        .to_port = (uint16_t)get16(tcp + 2),
        .seq = get32(tcp + 4),
        .ack = get32(tcp + 8),
        .flags = tcp[13],
        .window = (uint16_t)get16(tcp + 14),
        .text = tcp + header,
        .text_bytes = bytes - IP - header,
    };
    return true;
}

const char *ideal_frame_fault(const uint8_t *frame)
{
    const uint8_t *ip = frame + ETH;

    return sum_of(0, ip, IP) == 0xffff && tcp_sum(ip, get16(ip + 2) - (size_t)IP) == 0xffff ? NULL : "a wrong checksum";
}

size_t ideal_frame_arp(uint8_t *reply, const uint8_t *frame, size_t len)
{
    if (len < ETH + ARP || get16(frame + 12) != TYPE_ARP || get16(frame + ETH + 6) != ARP_REQUEST ||
        get32(frame + ETH + 24) != IDEAL_PEER_IP)
        return 0;
    memcpy(reply, frame, ETH + ARP);
    memcpy(reply, ideal_engine_mac, 6);
    memcpy(reply + 6, ideal_peer_mac, 6);
    put16(reply + ETH + 6, ARP_REPLY);
    memcpy(reply + ETH + 8, ideal_peer_mac, 6);
    put32(reply + ETH + 14, IDEAL_PEER_IP);
    memcpy(reply + ETH + 18, ideal_engine_mac, 6);
    put32(reply + ETH + 24, IDEAL_ENGINE_IP);
    return ETH + ARP;
}
