/* streams.c: what goes over the connections. */
#include "streams.h"

#include <string.h>

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u; /* splitmix64's */
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

static uint64_t key(const struct stream_plan *plan, enum stream_way way, size_t number)
{
    return mix(plan->seed * 0x9e3779b97f4a7c15u + number * 2 + way);
}

/* One in eight is empty or a few bytes. */
size_t stream_length(const struct stream_plan *plan, enum stream_way way, size_t number)
{
    uint64_t random = key(plan, way, number);

    return random >> 60 < 2 ? (size_t)(random % 3) : (size_t)(random % plan->longest);
}

void stream_fill(const struct stream_plan *plan, enum stream_way way, size_t number, size_t offset, uint8_t *bytes,
                 size_t to_fill)
{
    uint64_t base = key(plan, way, number), word = 0;

    for (size_t i = 0; i < to_fill; i++, offset++) {
        if (i == 0 || offset % 8 == 0)
            word = mix(base + offset / 8);
        bytes[i] = (uint8_t)(word >> 8 * (offset % 8));
    }
}

void stream_take(struct stream_taken *taken, const void *bytes, size_t count)
{
    if (!taken->bytes)
        sha256_start(&taken->hash);
    sha256_add(&taken->hash, bytes, count);
    taken->bytes += count;
}

bool stream_right(struct stream_taken *taken, const struct stream_plan *plan, enum stream_way way, size_t number)
{
    size_t length = stream_length(plan, way, number);
    uint8_t bytes[STREAM_CHUNK];
    char got[65], wanted[65];
    struct sha256 hash;

    if (taken->bytes != length)
        return false;
    if (!length)
        return true;
    sha256_start(&hash);
    for (size_t done = 0; done < length;) {
        size_t count = length - done < sizeof bytes ? length - done : sizeof bytes;
        stream_fill(plan, way, number, done, bytes, count);
        sha256_add(&hash, bytes, count);
        done += count;
    }
    sha256_end(&hash, wanted);
    sha256_end(&taken->hash, got);
    return memcmp(got, wanted, sizeof got) == 0;
}
