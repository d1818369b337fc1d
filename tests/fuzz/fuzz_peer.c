/* fuzz_peer.c: what the peer sees and how it answers: see fuzz_world.h. */
#include "fuzz_world.h"

#include <string.h>

enum { MTU_BYTES = 1500, HONEST_WINDOW = 65535, ANSWERED_OF_FOUR = 3 };

uint8_t app_byte(uint16_t engine_port, uint16_t peer_port, uint32_t offset)
{
    return (uint8_t)((offset * 2246822519u + engine_port * 31u + peer_port * 17u) >> 11);
}

uint8_t peer_byte(uint16_t engine_port, uint16_t peer_port, uint32_t offset)
{
    return (uint8_t)((offset * 2654435761u + engine_port * 13u + peer_port * 29u) >> 13);
}

flow *peer_flow(world *w, uint16_t engine_port, uint16_t peer_port, bool make)
{
    flow *f;

    for (int i = 0; i < FLOWS; i++)
        if (w->flows[i].used && w->flows[i].engine_port == engine_port && w->flows[i].peer_port == peer_port)
            return &w->flows[i];
    if (!make)
        return NULL;
    f = &w->flows[fuzz_below(&w->random, FLOWS)];
    for (int i = 0; i < FLOWS; i++)
        if (!w->flows[i].used)
            f = &w->flows[i];
    *f = (flow){.used = true, .engine_port = engine_port, .peer_port = peer_port};
    f->peer_isn = fuzz_one_in(&w->random, 4) ? fuzz_near(&w->random, 0) : (uint32_t)fuzz_next(&w->random);
    f->peer_next = f->peer_isn + 1;
    return f;
}

void peer_says(world *w, const flow *f, unsigned flags, uint32_t seq, uint32_t ack, uint16_t window, uint32_t len)
{
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = 4, .ttl = 64, .proto = PROTO_TCP, .fragment = IP_DF, .src = PEER_IP, .dst = ENGINE_IP};
    tcp_header tcp = {.src_port = f->peer_port,
                      .dst_port = f->engine_port,
                      .seq = seq,
                      .ack = ack,
                      .flags = (uint8_t)flags,
                      .window = window};
    uint8_t text[FRAME_MAX_BYTES];
    frame out;

    memcpy(eth.dst, FUZZ_ENGINE_MAC, 6);
    memcpy(eth.src, FUZZ_PEER_MAC, 6);
    for (uint32_t i = 0; i < len; i++)
        text[i] = peer_byte(f->engine_port, f->peer_port, seq - f->peer_isn - 1 + i);
    frame_build_tcp(&out, &eth, &ip, &tcp, text, len, 0);
    world_injects(w, &out, false);
}

static void arp(world *w, uint16_t oper, const uint8_t *to, uint32_t spa, uint32_t tpa)
{
    eth_header eth = {.ethertype = ETHERTYPE_ARP};
    arp_packet a = {.htype = 1, .ptype = ETHERTYPE_IPV4, .hlen = 6, .plen = 4, .oper = oper, .spa = spa, .tpa = tpa};
    frame f;

    memcpy(eth.dst, to, 6);
    memcpy(eth.src, FUZZ_PEER_MAC, 6);
    memcpy(a.sha, FUZZ_PEER_MAC, 6);
    memcpy(a.tha, to, 6);
    frame_build_arp(&f, &eth, &a);
    world_injects(w, &f, false);
}

void peer_asks_arp(world *w)
{
    static const uint8_t all[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

    arp(w, ARP_REQUEST, all, PEER_IP, ENGINE_IP);
}

/* ---- rules that hold whatever the peer does ------------------------------------------------------------------------ */

static const char *packet_fault(const frame_view *v)
{
    if (memcmp(v->eth.src, FUZZ_ENGINE_MAC, 6) != 0)
        return "source MAC is not the engine's";
    if (v->kind == FRAME_ARP)
        return NULL;
    if (v->kind != FRAME_TCP && v->kind != FRAME_ICMP)
        return "a frame that nobody asked for";
    if (v->ip.src != ENGINE_IP || v->ip.total_bytes > MTU_BYTES)
        return "IPv4 source or length";
    if (v->kind == FRAME_TCP && v->ip.header_bytes != IPV4_BYTES) /* an echo keeps them (RFC 1122 section 3.2.2.6) */
        return "IPv4 options";
    if ((v->ip.fragment & (IP_MF | IP_OFFSET_MASK)) != 0)
        return "a fragment";
    return NULL;
}

static const char *segment_fault(const frame_view *v)
{
    unsigned flags = v->tcp.flags;
    option_view options;

    if (v->kind != FRAME_TCP)
        return NULL;
    options_parse(v->tcp.options, v->tcp.option_bytes, &options);
    if (options.fault != NULL)
        return options.fault;
    if (v->tcp.reserved != 0 || v->ip.fragment != IP_DF)
        return "reserved bits, or DF is not set";
    if (((flags & SYN) != 0 && (flags & (FIN | RST)) != 0) || (flags & (SYN | ACK | RST)) == 0)
        return "flags that no segment has";
    if ((flags & (RST | SYN)) != 0 && v->payload_bytes != 0)
        return "text on RST or SYN";
    return NULL;
}

/* Text is what the application wrote at that place, whatever was asked to be sent again. */
static bool text_is_right(const flow *f, const frame_view *v)
{
    uint32_t offset = v->tcp.seq - f->engine_isn - 1;

    for (uint32_t i = 0; i < v->payload_bytes; i++)
        if (v->payload[i] != app_byte(f->engine_port, f->peer_port, offset + i))
            return false;
    return true;
}

/* ---- learning and answering ---------------------------------------------------------------------------------------- */

static void learn(flow *f, const frame *bytes, const frame_view *v)
{
    uint32_t end = v->tcp.seq + (uint32_t)v->payload_bytes + ((v->tcp.flags & FIN) != 0);

    if ((v->tcp.flags & SYN) != 0) {
        if (!f->isn_known || f->engine_isn != v->tcp.seq)
            f->received = 0, f->fin_sent = false;
        f->isn_known = true;
        f->engine_isn = v->tcp.seq;
        f->engine_next = end = v->tcp.seq + 1;
    }
    if (end - f->engine_next < 0x80000000u)
        f->engine_next = end;
    if ((v->tcp.flags & (ACK | RST)) == ACK) {
        f->peer_next = v->tcp.ack;
        f->engine_window = v->tcp.window;
    }
    f->quote_bytes =
        bytes->len - ETH_BYTES - FCS_BYTES < QUOTE_BYTES ? bytes->len - ETH_BYTES - FCS_BYTES : QUOTE_BYTES;
    memcpy(f->quote, bytes->bytes + ETH_BYTES, f->quote_bytes);
}

/* As a peer should that keeps only text in order, and closes when the other side does. */
static void answer(world *w, flow *f, const frame_view *v)
{
    uint32_t next = f->engine_isn + 1 + f->received;
    uint16_t window = w->honest || !fuzz_one_in(&w->random, 8) ? HONEST_WINDOW : (uint16_t)fuzz_next(&w->random);
    bool fin = (v->tcp.flags & FIN) != 0;

    if ((v->tcp.flags & RST) != 0)
        return;
    if ((v->tcp.flags & (SYN | ACK)) == SYN) {
        f->peer_next = f->peer_isn + 1;
        peer_says(w, f, SYN | ACK, f->peer_isn, v->tcp.seq + 1, window, 0);
        return;
    }
    if (v->tcp.seq == next)
        f->received += (uint32_t)v->payload_bytes + fin;
    next = f->engine_isn + 1 + f->received;
    if (fin && v->tcp.seq + v->payload_bytes + 1 == next) {
        peer_says(w, f, FIN | ACK, f->peer_next, next, window, 0);
        f->fin_sent = true;
    } else if (v->payload_bytes != 0 || (v->tcp.flags & SYN) != 0 || (fin && !f->fin_sent)) {
        peer_says(w, f, ACK, f->peer_next, next, window, 0);
    }
}

void peer_sees(world *w, const frame *f)
{
    frame_view v;
    const char *fault;
    flow *known;

    frame_parse(f->bytes, f->len, &v);
    if (v.fault == NULL && v.eth.ethertype == ETHERTYPE_RAW)
        return;
    fault = v.fault != NULL ? v.fault : packet_fault(&v);
    fault = fault != NULL ? fault : segment_fault(&v);
    if (fault != NULL)
        world_fails(w, "the engine sent a wrong frame: %s", fault);
    if (v.kind == FRAME_ARP && v.arp.oper == ARP_REQUEST && (v.arp.tpa == PEER_IP || v.arp.tpa == GATEWAY_IP))
        arp(w, ARP_REPLY, FUZZ_ENGINE_MAC, v.arp.tpa, ENGINE_IP);
    if (v.kind != FRAME_TCP || v.ip.dst != PEER_IP)
        return;
    known = peer_flow(w, v.tcp.src_port, v.tcp.dst_port, (v.tcp.flags & (SYN | ACK)) == SYN);
    if (known == NULL)
        return;
    learn(known, f, &v);
    if (w->knows_text && !text_is_right(known, &v))
        world_fails(w, "text that the application did not write there");
    if (w->honest || fuzz_below(&w->random, 4) < ANSWERED_OF_FOUR)
        answer(w, known, &v);
}
