/* ideal_peer.c: see ideal_peer.h. */
#include "ideal_peer.h"

#include <string.h>

enum { ETH = 14, IP = 20, TCP = 20, HEADERS = ETH + IP + TCP, ARP = 28, SYN_OPTION = 4 };
enum { FIN = 1, SYN = 2, RST = 4, PSH = 8, ACK = 16 };
enum { PEER_ISN = 1000 };

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

static size_t build(struct ideal_peer *peer, uint8_t *frame, unsigned flags, uint16_t port, uint64_t offset,
                    size_t payload)
{
    uint8_t *ip = frame + ETH, *tcp = ip + IP;
    size_t option = flags & SYN ? SYN_OPTION : 0;
    size_t segment = TCP + option + payload;

    memcpy(frame, ideal_engine_mac, 6);
    memcpy(frame + 6, ideal_peer_mac, 6);
    put16(frame + 12, 0x0800);
    memset(ip, 0, IP + TCP + option);
    ip[0] = 0x45;
    put16(ip + 2, (unsigned)(IP + segment));
    put16(ip + 6, 0x4000); /* DF */
    ip[8] = 64;
    ip[9] = 6;
    put32(ip + 12, IDEAL_PEER_IP);
    put32(ip + 16, IDEAL_ENGINE_IP);
    put16(ip + 10, ~sum_of(0, ip, IP) & 0xffff);
    put16(tcp, peer->peer_port);
    put16(tcp + 2, port);
    put32(tcp + 4, PEER_ISN + (flags & SYN ? 0 : 1 + (uint32_t)offset));
    if (flags & ACK)
        put32(tcp + 8, peer->engine_isn + 1 + (uint32_t)peer->received);
    tcp[12] = (uint8_t)((TCP + option) / 4 << 4);
    tcp[13] = (uint8_t)flags;
    put16(tcp + 14, IDEAL_WINDOW);
    if (option) {
        tcp[TCP] = 2; /* MSS, RFC 9293 section 3.7.1 */
        tcp[TCP + 1] = SYN_OPTION;
        put16(tcp + TCP + 2, IDEAL_MSS);
    }
    memcpy(tcp + TCP + option, peer->stream + offset % IDEAL_STREAM, payload);
    put16(tcp + 16, ~tcp_sum(ip, segment) & 0xffff);
    return ETH + IP + segment;
}

static void answer_arp(struct ideal_peer *peer, const uint8_t *frame)
{
    uint8_t *reply = peer->reply;

    if (get16(frame + ETH + 6) != 1 || get32(frame + ETH + 24) != IDEAL_PEER_IP)
        return;
    memcpy(reply, frame, ETH + ARP);
    memcpy(reply, ideal_engine_mac, 6);
    memcpy(reply + 6, ideal_peer_mac, 6);
    put16(reply + ETH + 6, 2);
    memcpy(reply + ETH + 8, ideal_peer_mac, 6);
    put32(reply + ETH + 14, IDEAL_PEER_IP);
    memcpy(reply + ETH + 18, ideal_engine_mac, 6);
    put32(reply + ETH + 24, IDEAL_ENGINE_IP);
    peer->reply_bytes = ETH + ARP;
}

static void take_text(struct ideal_peer *peer, uint32_t seq, const uint8_t *text, size_t n)
{
    if (!n)
        return;
    if (seq != peer->engine_isn + 1 + (uint32_t)peer->received)
        peer->fault = "a segment is not the next one, though nothing was lost";
    else if (n > IDEAL_MSS || memcmp(text, peer->stream + peer->received % IDEAL_STREAM, n) != 0)
        peer->fault = "a wrong byte";
    else
        peer->received += n;
    peer->acks_due++;
}

static void take_segment(struct ideal_peer *peer, const uint8_t *frame, size_t len)
{
    const uint8_t *ip = frame + ETH, *tcp = ip + IP;
    size_t segment = get16(ip + 2) - (size_t)IP;
    size_t header = (size_t)(tcp[12] >> 4) * 4;
    unsigned flags = tcp[13];

    if (ip[0] != 0x45 || get16(ip + 2) < IP + TCP || len < ETH + IP + segment || header < TCP || header > segment) {
        peer->fault = "a malformed packet";
    } else if (sum_of(0, ip, IP) != 0xffff || tcp_sum(ip, segment) != 0xffff) {
        peer->fault = "a wrong checksum";
    } else if (get16(tcp + 2) != peer->peer_port) {
        return; /* of a connection that was forgotten */
    } else if (flags & RST) {
        peer->resets++;
    } else if (flags & SYN) {
        peer->engine_isn = get32(tcp + 4);
        peer->edge = get16(tcp + 14);
        peer->established = true;
        peer->acks_due++;
    } else {
        peer->acked += (uint32_t)(get32(tcp + 8) - (PEER_ISN + 1 + (uint32_t)peer->acked));
        peer->edge = peer->acked + get16(tcp + 14);
        take_text(peer, get32(tcp + 4), tcp + header, segment - header);
    }
}

static int peer_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    struct ideal_peer *peer = (struct ideal_peer *)wire;

    (void)tag;
    if (len >= ETH + ARP && get16(frame + 12) == 0x0806)
        answer_arp(peer, frame);
    else if (len >= HEADERS && get16(frame + 12) == 0x0800 && frame[ETH + 9] == 6)
        take_segment(peer, frame, len);
    return 0;
}

static long peer_recv(struct toe_wire *wire, uint8_t *buffer, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct ideal_peer *peer = (struct ideal_peer *)wire;
    size_t n = peer->reply_bytes;

    tag->t_ns = now_ns;
    if (n) {
        memcpy(buffer, peer->reply, n);
        peer->reply_bytes = 0;
        return (long)n;
    }
    if (peer->sent < peer->to_send) {
        uint64_t left = peer->to_send - peer->sent;
        size_t payload = left < IDEAL_MSS ? (size_t)left : (size_t)IDEAL_MSS;
        if (peer->sent + payload <= peer->edge) {
            n = build(peer, buffer, ACK, IDEAL_ENGINE_PORT, peer->sent, payload);
            peer->sent += payload;
            return (long)n;
        }
    }
    if (!peer->acks_due)
        return 0;
    peer->acks_due--;
    return (long)build(peer, buffer, ACK, IDEAL_ENGINE_PORT, peer->sent, 0);
}

static void peer_close(struct toe_wire *wire)
{
    (void)wire; /* the caller's memory */
}

void ideal_peer_start(struct ideal_peer *peer)
{
    static const struct toe_wire_ops ops = {
        .name = "ideal peer", .send = peer_send, .recv = peer_recv, .close = peer_close};

    memset(peer, 0, sizeof *peer);
    peer->wire.ops = &ops;
    peer->peer_port = IDEAL_PEER_PORT;
    for (uint32_t i = 0; i < IDEAL_STREAM; i++)
        peer->stream[i] = (uint8_t)(i * 2654435761u >> 24);
    memcpy(peer->stream + IDEAL_STREAM, peer->stream, IDEAL_MSS);
}

void ideal_peer_connect(struct ideal_peer *peer, uint16_t engine_port)
{
    peer->reply_bytes = build(peer, peer->reply, SYN, engine_port, 0, 0);
}

void ideal_peer_reset(struct ideal_peer *peer)
{
    peer->reply_bytes = build(peer, peer->reply, RST, IDEAL_ENGINE_PORT, peer->sent, 0);
    peer->established = false;
    peer->to_send = peer->sent = peer->acked = peer->edge = peer->received = peer->acks_due = 0;
}
