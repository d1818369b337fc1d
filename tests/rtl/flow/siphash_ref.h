/* siphash_ref.h: SipHash-2-4 as Aumasson and Bernstein describe it (2012, section 2), byte by byte; the tests' oracle. */
#ifndef SIPHASH_REF_H
#define SIPHASH_REF_H

#include <stddef.h>
#include <stdint.h>

/* The message's word number `word`, little-endian; the last one is padded and carries the length. */
static inline uint64_t siphash_ref_word(const uint8_t *msg, size_t bytes, size_t word)
{
    uint64_t m = 0;
    for (size_t b = 0; b < 8 && 8 * word + b < bytes; b++)
        m |= (uint64_t)msg[8 * word + b] << (8 * b);
    if (word == bytes / 8)
        m |= (uint64_t)(bytes & 0xff) << 56;
    return m;
}

static inline uint64_t siphash_ref_rotl(uint64_t x, int n)
{
    return (x << n) | (x >> (64 - n));
}

static inline void siphash_ref_rounds(uint64_t v[4], int count)
{
    while (count-- > 0) {
        v[0] += v[1];
        v[2] += v[3];
        v[1] = siphash_ref_rotl(v[1], 13) ^ v[0];
        v[3] = siphash_ref_rotl(v[3], 16) ^ v[2];
        v[0] = siphash_ref_rotl(v[0], 32);
        v[2] += v[1];
        v[0] += v[3];
        v[1] = siphash_ref_rotl(v[1], 17) ^ v[2];
        v[3] = siphash_ref_rotl(v[3], 21) ^ v[0];
        v[2] = siphash_ref_rotl(v[2], 32);
    }
}

static inline uint64_t siphash_ref(uint64_t k0, uint64_t k1, const uint8_t *msg, size_t bytes)
{
    uint64_t v[4] = {k0 ^ 0x736f6d6570736575u, k1 ^ 0x646f72616e646f6du, k0 ^ 0x6c7967656e657261u,
                     k1 ^ 0x7465646279746573u};
    for (size_t w = 0; w <= bytes / 8; w++) {
        uint64_t m = siphash_ref_word(msg, bytes, w);
        v[3] ^= m;
        siphash_ref_rounds(v, 2);
        v[0] ^= m;
    }
    v[2] ^= 0xff;
    siphash_ref_rounds(v, 4);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

#endif
