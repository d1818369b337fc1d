/* poll.c: which sockets are ready. The entries' sockets count as in use until the end, so that none can go away; each
 * device is locked only while it is looked at. */
#include "private.h"

/* With several devices each is given so much of the wait in turn. */
#define TURN_US 1000u

/* Before a device has looked this often without a message or time moving, its clock counts as standing still. */
#define STUCK_ROUNDS 1000

static struct toe_device *device_of(const struct toe_poll *entry)
{
    return entry->socket ? entry->socket->dev : NULL;
}

/* The device of entry `at` if that is the first one with this device, else NULL: so each device has its turn once. */
static struct toe_device *turn_of(const struct toe_poll *entries, size_t at)
{
    struct toe_device *dev = device_of(&entries[at]);

    for (size_t i = 0; dev && i < at; i++)
        if (device_of(&entries[i]) == dev)
            return NULL;
    return dev;
}

/* What this device's entries are ready for. */
static int collect(struct toe_poll *entries, size_t count, const struct toe_device *dev)
{
    int ready = 0;

    for (size_t i = 0; i < count; i++) {
        if (device_of(&entries[i]) != dev)
            continue;
        entries[i].revents =
            entries[i].socket->closing || dev->closing
                ? TOE_POLLNVAL
                : (short)(toe_socket_events(entries[i].socket) & (entries[i].events | TOE_POLLERR | TOE_POLLHUP));
        ready += entries[i].revents != 0;
    }
    return ready;
}

/* One look at each device, waiting up to wait_us in each while nothing is ready. now_us is of the first device. */
static int look_round(struct toe_poll *entries, size_t count, uint64_t wait_us, uint64_t *now_us, int *handled)
{
    bool first = true;
    int ready = 0;

    *handled = 0;
    for (size_t i = 0; i < count; i++) {
        struct toe_device *dev = turn_of(entries, i);
        if (!dev)
            continue;
        toe_guard_lock(dev->guard);
        *handled += toe_device_look(dev, ready ? 0 : wait_us) > 0; /* a failed one shows as TOE_POLLERR */
        ready += collect(entries, count, dev);
        if (first)
            *now_us = toe_now_us(dev);
        first = false;
        toe_guard_unlock(dev->guard);
    }
    return ready;
}

/* Counts the call in. The count of devices, or -EDEADLK. */
static int hold(struct toe_poll *entries, size_t count)
{
    int devices = 0;

    for (size_t i = 0; i < count; i++) {
        const struct toe_device *dev = turn_of(entries, i);
        entries[i].revents = 0;
        devices += dev != NULL;
        if (dev && toe_guard_mine(dev->guard))
            return -EDEADLK;
    }
    for (size_t i = 0; i < count; i++)
        if (entries[i].socket)
            atomic_fetch_add(&entries[i].socket->users, 1);
    return devices;
}

/* Counts it out; a socket that has been released may be gone. Neighbours of one device leave it together. */
static void release(struct toe_poll *entries, size_t count)
{
    for (size_t i = 0; i < count;) {
        struct toe_device *dev = device_of(&entries[i]);

        if (!dev) {
            i++;
            continue;
        }
        toe_guard_lock(dev->guard);
        for (; i < count && (!entries[i].socket || entries[i].socket->dev == dev); i++)
            if (entries[i].socket)
                toe_socket_release(entries[i].socket);
        toe_device_release(dev);
    }
}

int toe_poll(struct toe_poll *entries, size_t count, int timeout_ms)
{
    uint64_t start, now, limit_us = (uint64_t)timeout_ms * 1000;
    unsigned stuck = 0;
    int devices, ready, handled;

    if (timeout_ms < 0)
        return -EINVAL;
    devices = hold(entries, count);
    if (devices <= 0)
        return devices;
    ready = look_round(entries, count, 0, &start, &handled);
    now = start;
    while (!ready && now - start < limit_us && stuck <= STUCK_ROUNDS) {
        uint64_t before = now, left = limit_us - (now - start);

        if (devices > 1 && left > TURN_US)
            left = TURN_US;
        ready = look_round(entries, count, left, &now, &handled);
        stuck = handled || now != before ? 0 : stuck + 1;
    }
    release(entries, count);
    return ready;
}
