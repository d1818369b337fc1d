/* poll.c: which sockets are ready. */
#include "private.h"

/* With several devices each is given so much of the wait in turn. */
#define TURN_US 1000u

/* Collects the devices of the entries in a list; returns how many. */
static unsigned devices_of(const struct toe_poll *entries, size_t count, struct toe_device **list)
{
    unsigned devices = 0;

    *list = NULL;
    for (size_t i = 0; i < count; i++) {
        struct toe_device *dev = entries[i].socket ? entries[i].socket->dev : NULL;
        if (!dev || dev->poll_listed)
            continue;
        dev->poll_listed = true;
        dev->poll_next = *list;
        *list = dev;
        devices++;
    }
    return devices;
}

static int collect(struct toe_poll *entries, size_t count)
{
    int ready = 0;

    for (size_t i = 0; i < count; i++) {
        entries[i].revents = 0;
        if (!entries[i].socket)
            continue;
        entries[i].revents =
            (short)(toe_socket_events(entries[i].socket) & (entries[i].events | TOE_POLLERR | TOE_POLLHUP));
        ready += entries[i].revents != 0;
    }
    return ready;
}

int toe_poll(struct toe_poll *entries, size_t count, int timeout_ms)
{
    struct toe_device *list;
    unsigned devices;
    uint64_t start, now, limit_us = (uint64_t)timeout_ms * 1000;
    unsigned stuck = 0;
    int ready;

    if (timeout_ms < 0)
        return -EINVAL;
    devices = devices_of(entries, count, &list);
    if (!devices)
        return collect(entries, count);
    now = start = toe_now_us(list);
    for (struct toe_device *dev = list; dev; dev = dev->poll_next)
        toe_device_look(dev, 0); /* a failed one shows as TOE_POLLERR */
    while ((ready = collect(entries, count)) == 0) {
        uint64_t before = now, left;
        int handled = 0;

        now = toe_now_us(list);
        if (now - start >= limit_us || stuck > 1000)
            break;
        left = limit_us - (now - start);
        if (devices > 1 && left > TURN_US)
            left = TURN_US;
        for (struct toe_device *dev = list; dev; dev = dev->poll_next)
            handled += toe_device_look(dev, left) > 0;
        stuck = handled || now != before ? 0 : stuck + 1;
    }
    while (list) {
        list->poll_listed = false;
        list = list->poll_next;
    }
    return ready;
}
