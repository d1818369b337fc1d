/* fuzz_segment.c: a segment for a connection that lives, valid at first, and what may be changed in its headers. */
#include "fuzz_mutate.h"

#include <string.h>

/* Numbers around the edges that matter: what is next, the window's end, half the space. */
static uint32_t odd_seq(world *w, const flow *f)
{
    const uint64_t edges[] = {f->peer_next,          f->peer_next - 1,           f->peer_next + f->engine_window,
                              f->peer_next + 65535u, f->peer_next + 0x80000000u, f->peer_isn,
                              fuzz_next(&w->random)};

    return fuzz_near(&w->random, (uint32_t)fuzz_pick(&w->random, edges, sizeof edges / sizeof edges[0]));
}

static uint32_t odd_ack(world *w, const flow *f)
{
    const uint64_t edges[] = {f->engine_next,          f->engine_isn,
                              f->engine_next - 65535u, f->engine_next + 0x80000000u,
                              f->engine_next + 1460u,  fuzz_next(&w->random)};

    return fuzz_near(&w->random, (uint32_t)fuzz_pick(&w->random, edges, sizeof edges / sizeof edges[0]));
}

static void odd_options(world *w, uint8_t *options, uint8_t *bytes)
{
    static const uint8_t starts[][4] = {{2, 4, 0, 1},  {2, 4, 0xff, 0xff}, {2, 0},       {2, 3, 1},
                                        {2, 60},       {3, 3, 14, 1},      {4, 2, 1, 1}, {5, 10, 0, 0},
                                        {8, 10, 1, 2}, {0, 2, 4, 1},       {1, 1, 1, 2}, {131, 4, 4, 0}};
    size_t start = fuzz_below(&w->random, sizeof starts / sizeof starts[0] + 1);

    *bytes = (uint8_t)(4 * fuzz_below(&w->random, 11));
    fuzz_bytes(&w->random, options, *bytes);
    if (*bytes != 0 && start < sizeof starts / sizeof starts[0])
        memcpy(options, starts[start], 4);
}

static uint32_t odd_address(world *w)
{
    const uint64_t addresses[] = {ENGINE_IP,   PEER_IP,     GATEWAY_IP,  0,           0xffffffffu,
                                  0x0a0000ffu, 0xe0000001u, 0x7f000001u, 0xc6336407u, fuzz_next(&w->random)};

    return (uint32_t)fuzz_pick(&w->random, addresses, sizeof addresses / sizeof addresses[0]);
}

void mutate_eth(world *w, eth_header *eth)
{
    static const uint8_t macs[][6] = {
        {0xff, 0xff, 0xff, 0xff, 0xff, 0xff}, {0x01, 0, 0x5e, 0, 0, 1}, {0}, {2, 0, 0, 0, 0, 1}};
    uint8_t *mac = fuzz_one_in(&w->random, 2) ? eth->src : eth->dst;

    if (fuzz_one_in(&w->random, 4))
        eth->ethertype = (uint16_t)fuzz_next(&w->random);
    else if (fuzz_one_in(&w->random, 2))
        fuzz_bytes(&w->random, mac, 6);
    else
        memcpy(mac, macs[fuzz_below(&w->random, 4)], 6);
}

void mutate_ip(world *w, ipv4_header *ip)
{
    uint32_t x = (uint32_t)fuzz_next(&w->random);

    switch (fuzz_below(&w->random, 9)) {
    case 0:
        ip->version = (uint8_t)(x & 15);
        break;
    case 1:
        ip->header_bytes = (uint8_t)(4 * (1 + x % 15));
        break;
    case 2:
        ip->total_bytes = (uint16_t)(fuzz_one_in(&w->random, 2) ? x : fuzz_near(&w->random, 40));
        break;
    case 3:
        ip->fragment = (uint16_t)x;
        break;
    case 4:
        ip->ttl = (uint8_t)(x % 3);
        break;
    case 5:
        ip->proto = (uint8_t)(x % 20);
        break;
    case 6:
        ip->src = odd_address(w);
        break;
    case 7:
        ip->dst = odd_address(w);
        break;
    default:
        odd_options(w, ip->options, &ip->option_bytes);
    }
}

static void mutate_tcp(world *w, const flow *f, tcp_header *tcp)
{
    uint32_t x = (uint32_t)fuzz_next(&w->random);

    switch (fuzz_below(&w->random, 14)) {
    case 0:
    case 1:
    case 2:
        tcp->seq = odd_seq(w, f);
        break;
    case 3:
    case 4:
    case 5:
        tcp->ack = odd_ack(w, f);
        break;
    case 6:
        tcp->flags = (uint8_t)x;
        break;
    case 7:
        tcp->flags ^= (uint8_t)(1u << (x & 7));
        break;
    case 8:
        tcp->window = (uint16_t)(x % 4 == 0 ? x >> 16 : x % 4 - 1);
        break;
    case 9:
        tcp->urgent = (uint16_t)x;
        break;
    case 10:
        tcp->header_bytes = (uint8_t)(4 * (1 + x % 15));
        break;
    case 11:
        tcp->reserved = (uint8_t)(x & 15);
        break;
    case 12:
        *(x & 1 ? &tcp->src_port : &tcp->dst_port) = (uint16_t)(x & 2 ? x >> 16 : fuzz_near(&w->random, SERVER_PORT));
        break;
    default:
        odd_options(w, tcp->options, &tcp->option_bytes);
    }
}

static void with_mss(tcp_header *tcp, uint16_t mss)
{
    tcp->options[0] = 2;
    tcp->options[1] = tcp->option_bytes = 4;
    put16(tcp->options + 2, mss);
}

/* A segment that its connection would take, or that at least is one. Returns the length of its text. */
static size_t choose(world *w, const flow *f, tcp_header *tcp)
{
    unsigned kind = fuzz_below(&w->random, 32);

    tcp->flags = ACK;
    if (kind < 12) {
        tcp->flags |= fuzz_one_in(&w->random, 2) ? PSH : 0;
        return 1 + fuzz_length(&w->random, ENGINE_MSS - 1);
    }
    if (kind < 16) { /* above a hole, or partly old */
        tcp->seq = fuzz_near(&w->random, tcp->seq + fuzz_below(&w->random, 3) * 1000u);
        return 1 + fuzz_length(&w->random, ENGINE_MSS - 1);
    }
    if (kind < 22) {
        tcp->window = fuzz_one_in(&w->random, 4) ? 0 : (uint16_t)fuzz_next(&w->random);
        return 0;
    }
    if (kind < 24) {
        tcp->flags = FIN | ACK;
        return fuzz_one_in(&w->random, 2) ? fuzz_length(&w->random, 100) : 0;
    }
    if (kind == 24) {
        tcp->flags = fuzz_one_in(&w->random, 2) ? RST : RST | ACK;
        return 0;
    }
    if (kind < 31 || f->isn_known) {
        tcp->flags = kind < 29 ? SYN : SYN | ACK;
        tcp->seq = f->peer_isn;
        with_mss(tcp, (uint16_t)(fuzz_one_in(&w->random, 4) ? fuzz_next(&w->random) : ENGINE_MSS));
    }
    return 0;
}

static flow *some_flow(world *w)
{
    flow *f = &w->flows[fuzz_below(&w->random, FLOWS)];

    if (f->used && !fuzz_one_in(&w->random, 12))
        return f;
    return peer_flow(w, SERVER_PORT, w->next_peer_port++, true);
}

void make_segment(world *w, frame *out)
{
    flow *f = some_flow(w);
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = 4, .ttl = 64, .proto = PROTO_TCP, .fragment = IP_DF, .src = PEER_IP, .dst = ENGINE_IP};
    tcp_header tcp = {.src_port = f->peer_port,
                      .dst_port = f->engine_port,
                      .seq = f->isn_known ? f->peer_next : f->peer_isn,
                      .ack = f->engine_next,
                      .window = 65535};
    uint8_t text[FRAME_MAX_BYTES];
    size_t len;

    memcpy(eth.dst, FUZZ_ENGINE_MAC, 6);
    memcpy(eth.src, FUZZ_PEER_MAC, 6);
    if (f->isn_known) {
        len = choose(w, f, &tcp);
    } else {
        tcp.flags = SYN;
        len = 0;
        with_mss(&tcp, ENGINE_MSS);
    }
    for (unsigned n = fuzz_one_in(&w->random, 2) ? 1 + fuzz_below(&w->random, 3) : 0; n > 0; n--) {
        unsigned layer = fuzz_below(&w->random, 8);

        if (layer == 0)
            mutate_eth(w, &eth);
        else if (layer < 3)
            mutate_ip(w, &ip);
        else
            mutate_tcp(w, f, &tcp);
    }
    for (size_t i = 0; i < len; i++)
        text[i] = peer_byte(f->engine_port, f->peer_port, tcp.seq - f->peer_isn - 1 + (uint32_t)i);
    frame_build_tcp(out, &eth, &ip, &tcp, text, len, fuzz_one_in(&w->random, 60) ? BAD_TCP_CHECKSUM : 0);
}
