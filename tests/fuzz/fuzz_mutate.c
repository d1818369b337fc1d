/* fuzz_mutate.c: frames of all kinds, then bytes changed, cut or added, with the checksums repaired or not. */
#include "fuzz_mutate.h"

#include <string.h>

enum { BODY_MOST = 1472, FRAME_MOST = 1560 };

static void headers(world *w, eth_header *eth, ipv4_header *ip, uint8_t proto)
{
    *eth = (eth_header){.ethertype = ETHERTYPE_IPV4};
    memcpy(eth->dst, FUZZ_ENGINE_MAC, 6);
    memcpy(eth->src, FUZZ_PEER_MAC, 6);
    *ip = (ipv4_header){.version = 4, .ttl = 64, .proto = proto, .src = PEER_IP, .dst = ENGINE_IP};
    if (fuzz_one_in(&w->random, 10))
        mutate_eth(w, eth);
    if (fuzz_one_in(&w->random, 4))
        mutate_ip(w, ip);
}

static void make_arp(world *w, frame *out)
{
    eth_header eth = {.ethertype = ETHERTYPE_ARP};
    arp_packet a = {.htype = 1,
                    .ptype = ETHERTYPE_IPV4,
                    .hlen = 6,
                    .plen = 4,
                    .oper = (uint16_t)(1 + fuzz_below(&w->random, 2)),
                    .spa = PEER_IP ^ (fuzz_one_in(&w->random, 2) ? fuzz_below(&w->random, 256) : 0),
                    .tpa = ENGINE_IP};

    memcpy(eth.dst, FUZZ_ENGINE_MAC, 6);
    memcpy(eth.src, FUZZ_PEER_MAC, 6);
    memcpy(a.sha, FUZZ_PEER_MAC, 6);
    if (fuzz_one_in(&w->random, 3))
        mutate_eth(w, &eth);
    switch (fuzz_below(&w->random, 8)) {
    case 0:
        a.htype = (uint16_t)fuzz_below(&w->random, 3);
        break;
    case 1:
        a.ptype = (uint16_t)fuzz_next(&w->random);
        break;
    case 2:
        a.hlen = (uint8_t)fuzz_next(&w->random);
        break;
    case 3:
        a.oper = (uint16_t)fuzz_below(&w->random, 12);
        break;
    case 4:
        fuzz_bytes(&w->random, a.sha, 6);
        break;
    case 5:
        a.spa = (uint32_t)fuzz_next(&w->random);
        break;
    case 6:
        a.tpa = (uint32_t)fuzz_next(&w->random);
        break;
    default:
        break;
    }
    frame_build_arp(out, &eth, &a);
}

static void make_echo(world *w, frame *out)
{
    uint8_t body[BODY_MOST], type = fuzz_one_in(&w->random, 6) ? (uint8_t)fuzz_next(&w->random) : ICMP_ECHO_REQUEST;
    uint8_t code = fuzz_one_in(&w->random, 8) ? (uint8_t)fuzz_next(&w->random) : 0;
    size_t len = fuzz_length(&w->random, sizeof body);
    eth_header eth;
    ipv4_header ip;

    headers(w, &eth, &ip, PROTO_ICMP);
    fuzz_bytes(&w->random, body, len);
    frame_build_icmp(out, &eth, &ip, type, code, (uint32_t)fuzz_next(&w->random), body, len,
                     fuzz_one_in(&w->random, 20) ? BAD_ICMP_CHECKSUM : 0);
}

/* About the engine's last packet on a connection, more or less. */
static void make_icmp_error(world *w, frame *out)
{
    static const uint8_t types[] = {3, 3, 3, 3, 4, 5, 11, 12};
    const uint64_t mtus[] = {0, 60, 68, 100, 576, 1006, 1492, 1500, 65535};
    flow *f = &w->flows[fuzz_below(&w->random, FLOWS)];
    uint8_t quote[QUOTE_BYTES], type = types[fuzz_below(&w->random, sizeof types)];
    size_t len = f->quote_bytes;
    eth_header eth;
    ipv4_header ip;

    headers(w, &eth, &ip, PROTO_ICMP);
    memcpy(quote, f->quote, sizeof quote);
    if (fuzz_one_in(&w->random, 3) && len != 0)
        quote[fuzz_below(&w->random, (uint32_t)len)] = (uint8_t)fuzz_next(&w->random);
    if (fuzz_one_in(&w->random, 5))
        len = fuzz_below(&w->random, (uint32_t)len + 1);
    frame_build_icmp(out, &eth, &ip, type, (uint8_t)(fuzz_one_in(&w->random, 2) ? 4 : fuzz_below(&w->random, 17)),
                     (uint32_t)fuzz_pick(&w->random, mtus, sizeof mtus / sizeof mtus[0]), quote, len, 0);
}

static void make_other(world *w, frame *out)
{
    uint8_t body[BODY_MOST];
    size_t len = fuzz_length(&w->random, sizeof body);
    eth_header eth;
    ipv4_header ip;

    headers(w, &eth, &ip, fuzz_one_in(&w->random, 2) ? PROTO_UDP : (uint8_t)fuzz_next(&w->random));
    fuzz_bytes(&w->random, body, len);
    frame_build_ipv4(out, &eth, &ip, body, len, fuzz_one_in(&w->random, 10) ? BAD_IP_CHECKSUM : 0);
}

/* ---- bytes --------------------------------------------------------------------------------------------------------- */

static uint16_t pseudo_sum(const uint8_t *packet, size_t len)
{
    uint8_t pseudo[12] = {0};

    memcpy(pseudo, packet + 12, 8);
    pseudo[9] = packet[9];
    put16(pseudo + 10, (uint16_t)len);
    return (uint16_t)~checksum_of(0, pseudo, sizeof pseudo);
}

/* All sums right again, as far as the lengths lie inside the frame. */
static void repair(frame *f)
{
    uint8_t *packet = f->bytes + ETH_BYTES;
    size_t room = f->len < ETH_BYTES + FCS_BYTES ? 0 : f->len - ETH_BYTES - FCS_BYTES, header, total;

    if (room < IPV4_BYTES || get16(f->bytes + 12) != ETHERTYPE_IPV4)
        return;
    header = (size_t)(packet[0] & 15) * 4;
    total = get16(packet + 2);
    if (header < IPV4_BYTES || header > room)
        return;
    put16(packet + 10, 0);
    put16(packet + 10, checksum_of(0, packet, header));
    if (total > room || total < header)
        return;
    if (packet[9] == PROTO_TCP && total - header >= TCP_BYTES) {
        put16(packet + header + 16, 0);
        put16(packet + header + 16, checksum_of(pseudo_sum(packet, total - header), packet + header, total - header));
    } else if (packet[9] == PROTO_ICMP && total - header >= ICMP_BYTES) {
        put16(packet + header + 2, 0);
        put16(packet + header + 2, checksum_of(0, packet + header, total - header));
    }
}

static void mutate_bytes(world *w, frame *f)
{
    size_t most = fuzz_one_in(&w->random, 2) && f->len > 60 ? 60 : f->len;

    switch (fuzz_below(&w->random, 4)) {
    case 0:
        f->len = 1 + fuzz_length(&w->random, f->len - 1);
        break;
    case 1:
        memset(f->bytes + f->len, 0x5a, FRAME_MOST - f->len);
        f->len += fuzz_length(&w->random, FRAME_MOST - f->len);
        break;
    default:
        for (unsigned n = 1 + fuzz_below(&w->random, 4); n > 0; n--)
            f->bytes[fuzz_below(&w->random, (uint32_t)most)] = (uint8_t)fuzz_next(&w->random);
    }
    if (!fuzz_one_in(&w->random, 4))
        repair(f);
}

void world_sends_something(world *w)
{
    frame f;
    unsigned kind = fuzz_below(&w->random, 40);

    if (kind < 28)
        make_segment(w, &f);
    else if (kind < 32)
        make_icmp_error(w, &f);
    else if (kind < 35)
        make_echo(w, &f);
    else if (kind < 38)
        make_arp(w, &f);
    else
        make_other(w, &f);
    if (fuzz_one_in(&w->random, 6) && f.len < FRAME_MOST)
        mutate_bytes(w, &f);
    if (f.len >= FCS_BYTES && !fuzz_one_in(&w->random, 80))
        frame_seal(&f);
    world_injects(w, &f, fuzz_one_in(&w->random, 200));
}
