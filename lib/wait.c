/* wait.c: looks at the device, and waits.
 *
 * One thread at a time pumps a device (dev->pumping). A transport that sleeps does so without the lock (threads.c); a thread
 * that comes meanwhile follows: it waits until messages were handled or the pump is free. One that moves simulated time
 * holds the lock while it does, and hands it on after each look.
 */
#include "private.h"

/* A clock that stands still (lockstep) must not hang a wait. */
#define STUCK_LOOKS 1000

static int follow(struct toe_device *dev, uint64_t timeout_us)
{
    uint64_t before = dev->handled;

    if (timeout_us) {
        dev->followers++;
        toe_guard_wait(dev->guard, &dev->changed, timeout_us);
        dev->followers--;
    }
    return dev->failed ? -ENODEV : (int)(dev->handled - before);
}

int toe_device_look(struct toe_device *dev, uint64_t timeout_us)
{
    int handled;

    if (dev->pumping)
        return follow(dev, timeout_us);
    dev->pumping = true;
    toe_work_run(dev);
    handled = toe_driver_pump(dev->driver, timeout_us);
    dev->pumping = false;
    toe_device_kick(dev);
    if (handled > 0)
        dev->handled += (uint64_t)handled;
    if (handled && dev->followers)
        toe_guard_signal(dev->guard, &dev->changed);
    toe_device_wake_others(dev);
    toe_guard_pass(dev->guard);
    return dev->failed ? -ENODEV : handled;
}

void toe_wait_start(struct toe_wait *wait, struct toe_device *dev, const struct toe_socket *socket, int64_t timeout_ms)
{
    *wait = (struct toe_wait){.dev = dev, .socket = socket, .last_us = toe_now_us(dev)};
    wait->deadline_us = wait->last_us + (uint64_t)timeout_ms * 1000;
}

int toe_wait_step(struct toe_wait *wait)
{
    uint64_t now = toe_now_us(wait->dev);
    int handled;

    if ((wait->socket && wait->socket->closing) || (wait->dev->closing && !wait->last))
        return -ECANCELED;
    if (wait->dev->failed)
        return -ENODEV;
    if (now >= wait->deadline_us || wait->stuck >= STUCK_LOOKS)
        return -EAGAIN;
    handled = toe_device_look(wait->dev, wait->deadline_us - now);
    if (handled < 0)
        return handled;
    now = toe_now_us(wait->dev);
    wait->stuck = handled == 0 && now == wait->last_us ? wait->stuck + 1 : 0;
    wait->last_us = now;
    return 0;
}

int toe_locked_pump(struct toe_device *dev, int timeout_ms)
{
    struct toe_wait wait;
    uint64_t now;
    int handled;

    if (timeout_ms < 0)
        return -EINVAL;
    if (dev->failed)
        return -ENODEV;
    toe_wait_start(&wait, dev, NULL, timeout_ms);
    do {
        now = toe_now_us(dev);
        handled = toe_device_look(dev, now < wait.deadline_us ? wait.deadline_us - now : 0);
        wait.stuck = toe_now_us(dev) == now ? wait.stuck + 1 : 0;
        if (handled == 0 && dev->closing)
            return -ECANCELED;
    } while (handled == 0 && toe_now_us(dev) < wait.deadline_us && wait.stuck < STUCK_LOOKS);
    return handled;
}
