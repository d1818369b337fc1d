/* guard.h: the lock of a device, or of all devices whose transports share something (the engines of one simulation).
 *
 *      toe_guard_lock ... everything that touches a device or its transport ... toe_guard_unlock
 *            |  ^
 *            |  '---- toe_guard_pass: who works long lets those in who wait
 *            '------- toe_guard_wait, and who sleeps in poll (wait.c), have given it back meanwhile
 *
 * It goes to whoever asked first: a plain mutex is taken again by the thread that has just given it back, before another
 * has woken up, and who runs a simulated engine would keep the others out for as long as it waits. Alone, a thread pays
 * two atomic operations a call.
 */
#ifndef TOE_GUARD_H
#define TOE_GUARD_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct toe_device;

struct toe_guard {
    _Atomic uint64_t turns;  /* the next ticket in the upper half, the one whose turn it is in the lower */
    _Atomic uintptr_t owner; /* thread; 0: none */
    pthread_mutex_t mutex;   /* held for moments only, by who has to wait or has to wake somebody */
    pthread_cond_t turn;
    bool shared; /* owned by what the transports share */
    struct toe_device *devices;
    unsigned sleepers; /* of these, whose pumping thread is asleep */
};

/* NULL: no memory. Drop: nobody has it or wants it, and no device is behind it. As a transport's `shared` wants them. */
void *toe_guard_make(void);
void toe_guard_drop(void *guard);

/* 0, or -EDEADLK: this thread has it already (an observer called the library). */
int toe_guard_lock(struct toe_guard *guard);
bool toe_guard_mine(struct toe_guard *guard);

/* Nothing of the guard is touched by this call any more once another thread can have it: that one may drop it. */
void toe_guard_unlock(struct toe_guard *guard);

/* All with the lock, which they return with. Pass: whoever asked before has had it. Wait: gives it back until cond (clock:
 * CLOCK_MONOTONIC) is signalled, or timeout_us is over. */
void toe_guard_pass(struct toe_guard *guard);
void toe_guard_wait(struct toe_guard *guard, pthread_cond_t *cond, uint64_t timeout_us);
void toe_guard_signal(struct toe_guard *guard, pthread_cond_t *cond);

#endif
