#include "icmp.h"

#include <string.h>

static void add32(uint8_t *at, int32_t shift)
{
    uint32_t value = (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];

    value += (uint32_t)shift;
    for (int i = 3; i >= 0; i--, value >>= 8)
        at[i] = (uint8_t)value;
}

void peer_sends_error(peer *p, const frame *about, icmp_error e)
{
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = 4, .ttl = 64, .proto = PROTO_ICMP, .src = GATEWAY_IP, .dst = ENGINE_IP, .id = 99};
    size_t bytes = e.quote_bytes ? e.quote_bytes : LEAST_QUOTE;
    uint8_t quote[1500];
    frame f;

    if (peer_failed(p))
        return;
    memcpy(eth.dst, ENGINE_MAC, 6);
    memcpy(eth.src, PEER_MAC, 6);
    memcpy(quote, about->bytes + ETH_BYTES, bytes);
    if (e.quoted_options)
        quote[0] = 0x46;
    quote[8] = 1; /* TTL, as the router saw it */
    add32(quote + IPV4_BYTES, e.port_shift);
    add32(quote + IPV4_BYTES + 4, e.seq_shift);
    frame_build_icmp(&f, &eth, &ip, e.type, e.code, e.low, quote, bytes, e.faults);
    peer_sends_frame(p, &f);
    after(p, ms(1));
}
