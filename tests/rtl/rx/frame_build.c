/* frame_build: see frame.h */
#include "frame.h"

#include <string.h>

uint16_t get16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}
uint32_t get32(const uint8_t *p)
{
    return (uint32_t)get16(p) << 16 | get16(p + 2);
}
uint64_t get48(const uint8_t *p)
{
    return (uint64_t)get16(p) << 32 | get32(p + 2);
}

void put16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

void put32(uint8_t *p, uint32_t v)
{
    put16(p, v >> 16);
    put16(p + 2, v & 0xFFFFu);
}

static void put48(uint8_t *p, uint64_t v)
{
    put16(p, (unsigned)(v >> 32) & 0xFFFFu);
    put32(p + 2, (uint32_t)v);
}

static uint32_t crc_of(const uint8_t *p, size_t n)
{
    uint32_t r = 0xFFFFFFFFu;
    for (size_t i = 0; i < n; i++)
        for (int b = 0; b < 8; b++)
            r = (r >> 1) ^ (0xEDB88320u & (0u - ((r ^ (uint32_t)(p[i] >> b)) & 1u)));
    return ~r;
}

static uint32_t sum_of(const uint8_t *p, size_t n)
{
    uint32_t s = 0;
    for (size_t i = 0; i < n; i++)
        s += i % 2 ? p[i] : (uint32_t)p[i] << 8;
    return s;
}

static unsigned fold(uint32_t s)
{
    while (s >> 16)
        s = (s & 0xFFFFu) + (s >> 16);
    return s;
}

void frame_ethernet(struct frame *f, uint64_t dst, uint64_t src, unsigned type)
{
    memset(f, 0, sizeof *f);
    put48(f->b, dst);
    put48(f->b + 6, src);
    put16(f->b + 12, type);
    f->n = 14;
}

void frame_pad(struct frame *f, size_t to, uint8_t with)
{
    while (f->n < to)
        f->b[f->n++] = with;
}

void frame_fcs(struct frame *f)
{
    uint32_t c = crc_of(f->b, f->n);
    for (int i = 0; i < 4; i++)
        f->b[f->n++] = (uint8_t)(c >> (8 * i));
}

void frame_refresh_fcs(struct frame *f)
{
    f->n -= 4;
    frame_fcs(f);
}

void frame_fix_ip_sum(struct frame *f)
{
    uint8_t *ip = f->b + 14;
    put16(ip + 10, 0);
    put16(ip + 10, ~fold(sum_of(ip, (ip[0] & 15u) * 4u)) & 0xFFFFu);
}

void frame_fix_inner_sum(struct frame *f)
{
    uint8_t *ip = f->b + 14;
    size_t header = (ip[0] & 15u) * 4u, total = get16(ip + 2);
    if (total < header || 14 + total > FRAME_MAX)
        return;
    uint8_t *in = ip + header;
    size_t n = total - header;
    if (ip[9] == 6 && n >= 20) {
        put16(in + 16, 0);
        put16(in + 16, ~fold(sum_of(ip + 12, 8) + 6 + (uint32_t)n + sum_of(in, n)) & 0xFFFFu);
    } else if (ip[9] == 1 && n >= 4) {
        put16(in + 2, 0);
        put16(in + 2, ~fold(sum_of(in, n)) & 0xFFFFu);
    }
}

static size_t inner(uint8_t *p, const struct ip_spec *s)
{
    size_t n = 0;
    if (s->proto == 6) {
        put16(p, s->sport);
        put16(p + 2, s->dport);
        put32(p + 4, s->seq);
        put32(p + 8, s->ack);
        p[12] = (uint8_t)((5 + s->options_bytes / 4) << 4);
        p[13] = s->flags;
        put16(p + 14, s->window);
        put16(p + 18, s->urgent);
        n = 20;
        if (s->options_bytes)
            memcpy(p + n, s->options, s->options_bytes);
        n += s->options_bytes;
    } else if (s->proto == 1) {
        p[0] = s->icmp_type;
        p[1] = s->icmp_code;
        put32(p + 4, 0x12340001u);
        n = 8;
    }
    if (s->payload_bytes)
        memcpy(p + n, s->payload, s->payload_bytes);
    return n + s->payload_bytes;
}

void frame_ip(struct frame *f, const struct ip_spec *s)
{
    frame_ethernet(f, s->dst_mac, s->src_mac, 0x0800);
    uint8_t *ip = f->b + 14;
    size_t header = 20 + s->ip_options_bytes;
    size_t n = inner(ip + header, s);
    ip[0] = (uint8_t)(0x40u | header / 4);
    put16(ip + 2, (unsigned)(header + n));
    put16(ip + 4, 0xBEEF);
    put16(ip + 6, s->fragment);
    ip[8] = 64;
    ip[9] = s->proto;
    put32(ip + 12, s->src);
    put32(ip + 16, s->dst);
    if (s->ip_options_bytes)
        memcpy(ip + 20, s->ip_options, s->ip_options_bytes);
    f->n = 14 + header + n;
    frame_fix_inner_sum(f);
    frame_fix_ip_sum(f);
    frame_pad(f, f->n < 60 ? 60 : f->n, s->pad_byte);
    frame_pad(f, f->n + s->pad_bytes, s->pad_byte);
    frame_fcs(f);
}

void frame_arp(struct frame *f, uint64_t dst, uint64_t sha, uint32_t spa, uint32_t tpa, unsigned oper)
{
    frame_ethernet(f, dst, sha, 0x0806);
    uint8_t *a = f->b + 14;
    put16(a, 1);
    put16(a + 2, 0x0800);
    a[4] = 6;
    a[5] = 4;
    put16(a + 6, oper);
    put48(a + 8, sha);
    put32(a + 14, spa);
    put32(a + 24, tpa);
    f->n += 28;
    frame_pad(f, 60, 0xA5);
    frame_fcs(f);
}
