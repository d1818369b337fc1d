/* ring.c: a byte buffer addressed by stream offsets. */
#include "ring.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int toe_ring_alloc(struct toe_ring *ring, size_t capacity)
{
    size_t size = 1;

    while (size < capacity)
        size <<= 1;
    ring->bytes = calloc(size, 1); /* a device may claim bytes that it never gave: they are nobody else's */
    if (!ring->bytes)
        return -ENOMEM;
    ring->size = size;
    ring->capacity = capacity;
    return 0;
}

void toe_ring_free(struct toe_ring *ring)
{
    free(ring->bytes);
    *ring = (struct toe_ring){0};
}

void toe_ring_put(struct toe_ring *ring, uint64_t offset, const void *data, size_t count)
{
    size_t first = toe_ring_run(ring, offset, count);

    memcpy(toe_ring_at(ring, offset), data, first);
    memcpy(ring->bytes, (const uint8_t *)data + first, count - first);
}

void toe_ring_get(const struct toe_ring *ring, uint64_t offset, void *data, size_t count)
{
    size_t first = toe_ring_run(ring, offset, count);

    memcpy(data, toe_ring_at(ring, offset), first);
    memcpy((uint8_t *)data + first, ring->bytes, count - first);
}
