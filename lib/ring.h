/* ring.h: a byte buffer addressed by stream offsets. Offset n lies at n modulo the size, so a byte keeps its place for as
 * long as it is kept, and nothing is moved. */
#ifndef TOE_RING_H
#define TOE_RING_H

#include <stddef.h>
#include <stdint.h>

struct toe_ring {
    uint8_t *bytes;
    size_t size;     /* a power of two */
    size_t capacity; /* bytes that may be kept; at most size */
};

/* Allocates room for `capacity` bytes, 1 to 2^30. -ENOMEM. */
int toe_ring_alloc(struct toe_ring *ring, size_t capacity);
void toe_ring_free(struct toe_ring *ring);

void toe_ring_put(struct toe_ring *ring, uint64_t offset, const void *data, size_t count);
void toe_ring_get(const struct toe_ring *ring, uint64_t offset, void *data, size_t count);

static inline uint8_t *toe_ring_at(const struct toe_ring *ring, uint64_t offset)
{
    return ring->bytes + (offset & (ring->size - 1));
}

/* How many of `count` bytes from offset lie in one piece. */
static inline size_t toe_ring_run(const struct toe_ring *ring, uint64_t offset, size_t count)
{
    size_t to_end = ring->size - (size_t)(offset & (ring->size - 1));

    return count < to_end ? count : to_end;
}

#endif
