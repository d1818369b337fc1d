/* numbers.h: who owns which connection number (DESIGN section 4, "Numbers"; spec/link/link_numbers.pml).
 *
 *              take (slot)                announce
 *       HOST ---------------> LENT ------------------------> UP
 *        | ^                   |   final CLOSED               |
 *        | +-------------------+------------------------------+
 *        |    take (open)               announce              |
 *        +---------------> OPENING --------------------------->
 *
 * The device moves a number to UP and back to HOST; the host takes it. Reuse before the final CLOSED would let an old
 * message meet a new connection (the model's variant EARLY).
 */
#ifndef TOE_NUMBERS_H
#define TOE_NUMBERS_H

#include <stdbool.h>
#include <stdint.h>

enum toe_number_owner {
    TOE_NUMBER_HOST,    /* the device may not speak about it */
    TOE_NUMBER_LENT,    /* an accept slot: invisible until it is ESTABLISHED */
    TOE_NUMBER_OPENING, /* an active open */
    TOE_NUMBER_UP       /* announced */
};

struct toe_numbers {
    uint32_t count; /* numbers in all: CONNS */
    uint32_t free_count;
    uint32_t free_first; /* index of the oldest in the ring */
    uint16_t *free_ring; /* the host's, in the order in which they came back: the longest unused goes first */
    uint8_t *owner;
};

/* count: 1 to 65,536. -ENOMEM. */
int toe_numbers_init(struct toe_numbers *numbers, uint32_t count);
void toe_numbers_free(struct toe_numbers *numbers);

/* Takes a number, as `owner` (LENT or OPENING). -ENOBUFS: none is left. */
int toe_numbers_take(struct toe_numbers *numbers, enum toe_number_owner owner, uint16_t *number);

/* The device has announced it. */
void toe_numbers_up(struct toe_numbers *numbers, uint16_t number);

/* The final CLOSED has come, or the device was never told. */
void toe_numbers_back(struct toe_numbers *numbers, uint16_t number);

static inline enum toe_number_owner toe_numbers_owner(const struct toe_numbers *numbers, uint16_t number)
{
    return (enum toe_number_owner)numbers->owner[number];
}

#endif
