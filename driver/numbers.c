/* numbers.c: who owns which connection number. */
#include "numbers.h"

#include <errno.h>
#include <stdlib.h>

int toe_numbers_init(struct toe_numbers *numbers, uint32_t count)
{
    *numbers = (struct toe_numbers){.count = count, .free_count = count};
    numbers->free_ring = calloc(count, sizeof *numbers->free_ring);
    numbers->owner = calloc(count, sizeof *numbers->owner);
    if (!numbers->free_ring || !numbers->owner) {
        toe_numbers_free(numbers);
        return -ENOMEM;
    }
    for (uint32_t i = 0; i < count; i++)
        numbers->free_ring[i] = (uint16_t)i;
    return 0;
}

void toe_numbers_free(struct toe_numbers *numbers)
{
    free(numbers->free_ring);
    free(numbers->owner);
    *numbers = (struct toe_numbers){0};
}

int toe_numbers_take(struct toe_numbers *numbers, enum toe_number_owner owner, uint16_t *number)
{
    if (numbers->free_count == 0)
        return -ENOBUFS;
    *number = numbers->free_ring[numbers->free_first];
    numbers->free_first = (numbers->free_first + 1) % numbers->count;
    numbers->free_count--;
    numbers->owner[*number] = (uint8_t)owner;
    return 0;
}

void toe_numbers_up(struct toe_numbers *numbers, uint16_t number)
{
    numbers->owner[number] = TOE_NUMBER_UP;
}

void toe_numbers_back(struct toe_numbers *numbers, uint16_t number)
{
    uint32_t last = (numbers->free_first + numbers->free_count) % numbers->count;

    numbers->owner[number] = TOE_NUMBER_HOST;
    numbers->free_ring[last] = number;
    numbers->free_count++;
}
