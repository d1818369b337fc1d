/* corrupt.c: frames that arrive changed.
 *
 * corrupt flips one bit and has the FCS computed again, as a switch with bad memory would: only the checksums of IP, TCP
 * and ICMP can notice. One flipped bit changes a ones' complement sum by a power of two, never by a multiple of 65,535, so
 * a sum that covers the bit is certain to notice; two bits might cancel out. The bit is any of
 *   IPv4      the header behind its first byte: a flipped header length would move what the sum covers, and then it
 *             notices with great probability only;
 *   TCP, ICMP the whole segment or message of an IPv4 packet that is no fragment, or right behind an IPv6 header.
 * What has no such bit passes as it is: ARP (no checksum), UDP (the sum may be absent, or become so), fragments but for
 * their IPv4 header, VLAN tags, padding, and whatever is not well formed.
 *
 * corrupt_fcs flips the first and the last bit of a burst of up to 32 bits anywhere in the frame, and each bit between
 * them by chance, and leaves the FCS as it was. CRC-32 is certain to notice a burst of that length (its remainder is not
 * zero), among them pairs 16 bits apart that the sums above do not see. */
#include "middleware.h"

#include <string.h>
#include <zlib.h>

#define ETH_BYTES  14u
#define IPV6_BYTES 40u
#define MIN_FRAME  60u
#define BURST_MOST 32u

static void flip(uint8_t *bytes, size_t bit)
{
    bytes[bit / 8] ^= (uint8_t)(1u << bit % 8); /* least significant first, as on the wire */
}

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

struct range {
    size_t from, to; /* bytes; empty: from == to */
};

static struct range covered_ipv4(const uint8_t *ip, size_t room)
{
    size_t header = (size_t)(ip[0] & 15) * 4, total = get16(ip + 2);
    bool fragment = get16(ip + 6) & 0x3fff; /* more fragments, or an offset */

    if (ip[0] >> 4 != 4 || header < 20 || total < header || total > room)
        return (struct range){0, 0};
    return (struct range){1, !fragment && (ip[9] == 6 || ip[9] == 1) ? total : header};
}

static struct range covered_ipv6(const uint8_t *ip, size_t room)
{
    size_t total = IPV6_BYTES + get16(ip + 4);

    if (room < IPV6_BYTES || ip[0] >> 4 != 6 || total > room || (ip[6] != 6 && ip[6] != 58))
        return (struct range){0, 0};
    return (struct range){IPV6_BYTES, total};
}

/* The bytes of a frame in which no flipped bit escapes a checksum. */
static struct range covered(const uint8_t *frame, size_t len)
{
    struct range range = {0, 0};

    if (len < ETH_BYTES + 20)
        return range;
    if (get16(frame + 12) == 0x0800)
        range = covered_ipv4(frame + ETH_BYTES, len - ETH_BYTES);
    else if (get16(frame + 12) == 0x86dd)
        range = covered_ipv6(frame + ETH_BYTES, len - ETH_BYTES);
    return (struct range){range.from + ETH_BYTES, range.to + ETH_BYTES};
}

static void corrupt(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    struct range range;

    if (!middleware_chance(m, way))
        return;
    range = covered(frame->bytes, frame->len);
    if (range.from >= range.to)
        return;
    flip(frame->bytes, range.from * 8 + middleware_random(way) % ((range.to - range.from) * 8));
    way->counts.corrupted++;
}

const struct middleware_kind middleware_corrupt = {
    .name = "corrupt",
    .valid = middleware_ppm_valid,
    .judge = corrupt,
    .changes_bytes = true,
};

static void flip_burst(uint8_t *bytes, size_t bits, struct middleware_way *way)
{
    size_t at = middleware_random(way) % bits, length = 1 + middleware_random(way) % BURST_MOST;
    uint64_t between = middleware_random(way);

    if (length > bits - at)
        length = bits - at;
    flip(bytes, at);
    for (size_t i = 1; i < length; i++)
        if (i == length - 1 || between >> i & 1)
            flip(bytes, at + i);
}

static void corrupt_fcs(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    uLong before;

    if (!middleware_chance(m, way))
        return;
    way->counts.fcs_broken++;
    if (way->dir == TOE_SIM_FROM_ENGINE && !m->base.carries_fcs) {
        frame->copies = 0;
        return;
    }
    if (frame->len < MIN_FRAME) { /* the FCS is that of the padded frame */
        memset(frame->bytes + frame->len, 0, MIN_FRAME - frame->len);
        frame->len = MIN_FRAME;
    }
    before = crc32(0, frame->bytes, (uInt)frame->len);
    flip_burst(frame->bytes, frame->len * 8, way);
    frame->tag.fcs_error ^= (uint32_t)(before ^ crc32(0, frame->bytes, (uInt)frame->len));
}

const struct middleware_kind middleware_corrupt_fcs = {
    .name = "corrupt-fcs",
    .valid = middleware_ppm_valid,
    .judge = corrupt_fcs,
    .changes_bytes = true,
};
