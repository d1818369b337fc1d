/* threads.c: several threads on one device: who is inside, who sleeps, who must be woken, and an end that waits for all.
 *
 * Nothing here does anything but count and lock while one thread is alone: a second is seen by dev->followers,
 * guard->sleepers or users, which are then not what they were.
 */
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "private.h"

/* A deadline that came nearer by less than this wakes nobody. */
#define NEARER_US    100u
#define SLEEP_MAX_US 86400000000u

/* ------------------------------------------------------------------------------------------------ in and out */

void toe_device_release(struct toe_device *dev)
{
    if (dev->followers && (dev->leaving || !dev->pumping))
        toe_guard_signal(dev->guard, &dev->changed);
    dev->leaving = false;
    toe_device_wake_others(dev);
    toe_guard_unlock(dev->guard);
}

void toe_socket_release(struct toe_socket *socket)
{
    atomic_fetch_sub(&socket->users, 1);
    socket->dev->leaving = socket->dev->leaving || socket->closing || socket->dev->closing;
}

int toe_enter(struct toe_socket *socket)
{
    int err;

    atomic_fetch_add(&socket->users, 1);
    err = toe_guard_lock(socket->dev->guard);
    if (err) {
        atomic_fetch_sub(&socket->users, 1);
        return err;
    }
    if (!socket->closing && !socket->dev->closing)
        return 0;
    toe_leave(socket);
    return -ECANCELED;
}

void toe_leave(struct toe_socket *socket)
{
    struct toe_device *dev = socket->dev;

    toe_socket_release(socket);
    toe_device_release(dev);
}

int toe_enter_device(struct toe_device *dev)
{
    int err;

    atomic_fetch_add(&dev->users, 1);
    err = toe_guard_lock(dev->guard);
    if (err) {
        atomic_fetch_sub(&dev->users, 1);
        return err;
    }
    if (!dev->closing)
        return 0;
    toe_leave_device(dev);
    return -ECANCELED;
}

void toe_leave_device(struct toe_device *dev)
{
    atomic_fetch_sub(&dev->users, 1);
    dev->leaving = dev->closing;
    toe_device_release(dev);
}

/* ------------------------------------------------------------------------------------------------ sleep */

static uint64_t monotonic_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

int toe_device_sleep(void *ctx, struct pollfd *fds, size_t count, uint64_t timeout_us)
{
    struct toe_device *dev = ctx;
    struct pollfd all[TOE_POLLFDS_MAX + 1];
    struct timespec wait;
    uint64_t times;
    int ready;

    if (timeout_us > SLEEP_MAX_US)
        timeout_us = SLEEP_MAX_US;
    if (count > TOE_POLLFDS_MAX)
        count = TOE_POLLFDS_MAX;
    memcpy(dev->armed, fds, count * sizeof *fds);
    memcpy(all, fds, count * sizeof *fds);
    all[count] = (struct pollfd){.fd = dev->wake_fd, .events = POLLIN};
    wait = (struct timespec){(time_t)(timeout_us / 1000000), (long)(timeout_us % 1000000 * 1000)};
    dev->armed_count = count;
    dev->armed_until_us = monotonic_us() + timeout_us;
    toe_device_wake_others(dev);
    dev->sleeping = true;
    dev->woken = false;
    dev->guard->sleepers++;
    toe_guard_unlock(dev->guard);
    ready = ppoll(all, count + 1, &wait, NULL);
    toe_guard_lock(dev->guard);
    dev->guard->sleepers--;
    dev->sleeping = false;
    if (dev->woken)
        dev->woken = read(dev->wake_fd, &times, sizeof times) < 0; /* never: it was written */
    memcpy(fds, all, count * sizeof *fds);
    return ready > 0 && all[count].revents ? ready - 1 : ready;
}

static void wake(struct toe_device *dev)
{
    const uint64_t once = 1;

    if (dev->woken)
        return;
    dev->woken = true;
    if (write(dev->wake_fd, &once, sizeof once) < 0)
        dev->woken = false;
}

/* There is something to do, or to look at, that was not when it went to sleep. */
static bool overslept(struct toe_device *dev)
{
    struct pollfd fds[TOE_POLLFDS_MAX];
    uint64_t next_us = toe_driver_next_event_us(dev->driver);
    int count;

    if (dev->failed || next_us == 0)
        return true;
    count = toe_driver_pollfds(dev->driver, fds, TOE_POLLFDS_MAX);
    for (int i = 0; i < count; i++)
        if ((size_t)i >= dev->armed_count || fds[i].events & ~dev->armed[i].events)
            return true;
    return next_us < SLEEP_MAX_US && monotonic_us() + next_us + NEARER_US < dev->armed_until_us;
}

void toe_device_wake_others(struct toe_device *dev)
{
    struct toe_device *other;

    if (!dev->guard->sleepers)
        return;
    for (other = dev->guard->devices; other; other = other->guard_next)
        if (other->sleeping && !other->woken && overslept(other))
            wake(other);
}

void toe_device_stir(struct toe_device *dev)
{
    if (dev->followers)
        toe_guard_signal(dev->guard, &dev->changed);
    if (dev->sleeping)
        wake(dev);
}

/* ------------------------------------------------------------------------------------------------ the end */

/* Until `done`, which the end of some call brings about. */
static void wait_until(struct toe_device *dev, bool (*done)(const void *), const void *what)
{
    toe_device_stir(dev);
    while (!done(what)) {
        dev->followers++;
        toe_guard_wait(dev->guard, &dev->changed, SLEEP_MAX_US);
        dev->followers--;
    }
}

static bool socket_empty(const void *socket)
{
    return atomic_load(&((const struct toe_socket *)socket)->users) == 1;
}

void toe_socket_empty(struct toe_socket *socket)
{
    socket->closing = true;
    wait_until(socket->dev, socket_empty, socket);
}

static bool device_empty(const void *what)
{
    const struct toe_device *dev = what;

    for (const struct toe_socket *socket = dev->sockets; socket; socket = socket->next)
        if (atomic_load(&socket->users))
            return false;
    return atomic_load(&dev->users) == 1;
}

void toe_device_empty(struct toe_device *dev)
{
    dev->closing = true;
    wait_until(dev, device_empty, dev);
}
