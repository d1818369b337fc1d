/* frame_expect: what should become of a frame; see frame.h. Reads bytes, in the order of the RFCs. */
#include "frame.h"

#include <string.h>

static bool fcs_is_good(const struct frame *f)
{
    struct frame again = *f;
    if (f->n < 4)
        return false;
    frame_refresh_fcs(&again);
    return memcmp(again.b, f->b, f->n) == 0;
}

static uint16_t ones_sum(const uint8_t *p, size_t n, uint32_t s)
{
    for (size_t i = 0; i + 1 < n; i += 2)
        s += get16(p + i);
    if (n % 2)
        s += (uint32_t)p[n - 1] << 8;
    while (s > 0xFFFF)
        s = (s >> 16) + (s & 0xFFFF);
    return (uint16_t)s;
}

static bool is_broadcast(const struct host *h, uint32_t a)
{
    if (a == 0xFFFFFFFFu)
        return true;
    if (h->prefix > 30)
        return false;
    uint32_t hosts = h->prefix ? (1u << (32 - h->prefix)) - 1u : 0xFFFFFFFFu;
    return a == ((h->ip & ~hosts) | hosts);
}

static bool is_multicast(uint32_t a)
{
    return a >= 0xE0000000u && a < 0xF0000000u;
}

/* RFC 791 3.1 allows a source route anywhere among the options. The engine takes any option byte of that value for one. */
static bool has_source_route(const uint8_t *ip, size_t header)
{
    for (size_t i = 20; i < header; i++)
        if (ip[i] == 131 || ip[i] == 137)
            return true;
    return false;
}

static void read_options(const uint8_t *p, size_t n, struct expected *e)
{
    size_t i = 0;
    while (i < n && p[i] != 0) {
        if (p[i] == 1) {
            i++;
            continue;
        }
        if (i + 1 >= n || p[i + 1] < 2 || i + p[i + 1] > n)
            return;
        if (p[i] == 2 && p[i + 1] == 4) {
            e->mss_valid = true;
            e->mss = get16(p + i + 2);
            return;
        }
        i += p[i + 1];
    }
}

static struct expected drop(enum disposition d)
{
    return (struct expected){.outcome = OUT_DROP, .disposition = d};
}
static struct expected raw(void)
{
    return (struct expected){.outcome = OUT_RAW};
}

static struct expected expect_tcp(const struct frame *f, size_t at, size_t n)
{
    const uint8_t *t = f->b + at;
    struct expected e = {.outcome = OUT_DROP, .disposition = DROP_TCP_HEADER, .tcp = true};
    size_t offset = (t[12] >> 4) * 4u;
    if (offset < 20 || offset > n)
        return e;
    e.disposition = DROP_TCP_CHECKSUM;
    uint32_t pseudo = ones_sum(f->b + 26, 8, 6 + (uint32_t)n);
    if (ones_sum(t, n, pseudo) != 0xFFFF)
        return e;
    e.outcome = OUT_SEGMENT;
    e.tcp_at = at;
    e.payload_at = at + offset;
    e.payload_bytes = n - offset;
    if (t[13] & 2)
        read_options(t + 20, offset - 20, &e);
    return e;
}

static struct expected expect_ip(const struct frame *f, const struct host *h)
{
    const uint8_t *ip = f->b + 14;
    size_t header = (ip[0] & 15u) * 4u, total = get16(ip + 2);
    uint32_t src = get32(ip + 12), dst = get32(ip + 16);
    bool group = f->b[0] & 1;
    if (ip[0] >> 4 != 4 || header < 20)
        return drop(DROP_IP_HEADER);
    if (total < header || total > f->n - 18)
        return drop(DROP_LENGTH);
    if (ones_sum(ip, header, 0) != 0xFFFF)
        return drop(DROP_IP_HEADER);
    if (dst != h->ip)
        return ip[9] == 6 && (is_multicast(dst) || is_broadcast(h, dst)) ? drop(DROP_ADDRESS) : raw();
    if (get16(ip + 6) & 0x3FFF)
        return drop(DROP_FRAGMENT);
    if (has_source_route(ip, header))
        return drop(DROP_SOURCE_ROUTE);
    if (src == 0 || src >> 24 == 127 || is_multicast(src) || is_broadcast(h, src) || src == h->ip || (f->b[6] & 1))
        return drop(DROP_SOURCE);
    if (ip[9] == 6)
        return group ? drop(DROP_ADDRESS) : expect_tcp(f, 14 + header, total - header);
    if (ip[9] == 1 && total - header >= 8 && ip[header] == 8 && ip[header + 1] == 0 && !group) {
        if (ones_sum(ip + header, total - header, 0) != 0xFFFF)
            return drop(DROP_ICMP);
        return (struct expected){.outcome = OUT_ECHO};
    }
    return raw();
}

struct expected frame_expect(const struct frame *f, const struct host *h)
{
    static const uint8_t arp_form[6] = {0, 1, 8, 0, 6, 4};
    if (f->error || !fcs_is_good(f))
        return drop(DROP_FCS);
    if (f->n < 64 || f->n > h->mtu + 18)
        return drop(DROP_LENGTH);
    if (!h->enable)
        return drop(DROP_DISABLED);
    if (!(f->b[0] & 1) && get48(f->b) != h->mac)
        return drop(DROP_ADDRESS);
    if (get16(f->b + 12) == 0x0800)
        return expect_ip(f, h);
    struct expected e = raw();
    if (get16(f->b + 12) == 0x0806 && memcmp(f->b + 14, arp_form, 6) == 0) {
        e.arp = true;
        if (get32(f->b + 38) == h->ip)
            e.outcome = OUT_ARP;
    }
    return e;
}
