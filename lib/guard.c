/* guard.c: a ticket lock. Tickets are drawn from one word; only who finds others before it, or behind it, takes the mutex. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "guard.h"

#define TICKET ((uint64_t)1 << 32)

static uint32_t next_ticket(uint64_t turns)
{
    return (uint32_t)(turns >> 32);
}

static uint32_t whose_turn(uint64_t turns)
{
    return (uint32_t)turns;
}

static uintptr_t self(void)
{
    return (uintptr_t)pthread_self();
}

void *toe_guard_make(void)
{
    struct toe_guard *guard = calloc(1, sizeof *guard);

    if (!guard)
        return NULL;
    pthread_mutex_init(&guard->mutex, NULL);
    pthread_cond_init(&guard->turn, NULL);
    return guard;
}

void toe_guard_drop(void *made)
{
    struct toe_guard *guard = made;

    pthread_cond_destroy(&guard->turn);
    pthread_mutex_destroy(&guard->mutex);
    free(guard);
}

bool toe_guard_mine(struct toe_guard *guard)
{
    return atomic_load_explicit(&guard->owner, memory_order_relaxed) == self();
}

int toe_guard_lock(struct toe_guard *guard)
{
    uint64_t turns;
    uint32_t ticket;

    if (toe_guard_mine(guard))
        return -EDEADLK;
    turns = atomic_fetch_add(&guard->turns, TICKET);
    ticket = next_ticket(turns);
    if (ticket != whose_turn(turns)) {
        pthread_mutex_lock(&guard->mutex);
        while (ticket != whose_turn(atomic_load(&guard->turns)))
            pthread_cond_wait(&guard->turn, &guard->mutex);
        pthread_mutex_unlock(&guard->mutex);
    }
    atomic_store_explicit(&guard->owner, self(), memory_order_relaxed);
    return 0;
}

/* With the mutex. */
static void next_turn(struct toe_guard *guard)
{
    uint64_t turns = atomic_load(&guard->turns);

    atomic_store_explicit(&guard->owner, 0, memory_order_relaxed);
    while (!atomic_compare_exchange_weak(&guard->turns, &turns,
                                         (turns & ~(TICKET - 1)) | (uint32_t)(whose_turn(turns) + 1)))
        ;
    pthread_cond_broadcast(&guard->turn);
}

void toe_guard_unlock(struct toe_guard *guard)
{
    uint32_t ticket = whose_turn(atomic_load(&guard->turns));
    uint64_t alone = (uint64_t)(uint32_t)(ticket + 1) << 32 | ticket;

    atomic_store_explicit(&guard->owner, 0, memory_order_relaxed);
    if (atomic_compare_exchange_strong(&guard->turns, &alone, (alone & ~(TICKET - 1)) | (uint32_t)(ticket + 1)))
        return;
    /* The next one needs the mutex to see that it is its turn. */
    pthread_mutex_lock(&guard->mutex);
    next_turn(guard);
    pthread_mutex_unlock(&guard->mutex);
}

void toe_guard_pass(struct toe_guard *guard)
{
    uint64_t turns = atomic_load_explicit(&guard->turns, memory_order_relaxed);

    if (next_ticket(turns) == (uint32_t)(whose_turn(turns) + 1))
        return;
    toe_guard_unlock(guard);
    toe_guard_lock(guard);
}

void toe_guard_wait(struct toe_guard *guard, pthread_cond_t *cond, uint64_t timeout_us)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    timeout_us += (uint64_t)until.tv_nsec / 1000;
    until.tv_sec += (time_t)(timeout_us / 1000000);
    until.tv_nsec = (long)(timeout_us % 1000000 * 1000);
    pthread_mutex_lock(&guard->mutex);
    next_turn(guard);
    pthread_cond_timedwait(cond, &guard->mutex, &until);
    pthread_mutex_unlock(&guard->mutex);
    toe_guard_lock(guard);
}

void toe_guard_signal(struct toe_guard *guard, pthread_cond_t *cond)
{
    pthread_mutex_lock(&guard->mutex);
    pthread_cond_broadcast(cond);
    pthread_mutex_unlock(&guard->mutex);
}
