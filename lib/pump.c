/* pump.c: work, and the pollable descriptor of a device. */
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "private.h"

/* ------------------------------------------------------------------------------------------------ work */

void toe_work_add(struct toe_device *dev, struct toe_work *work)
{
    if (work->queued)
        return;
    work->queued = true;
    work->next = NULL;
    work->prev = dev->work_tail;
    if (dev->work_tail)
        dev->work_tail->next = work;
    else
        dev->work_head = work;
    dev->work_tail = work;
}

void toe_work_remove(struct toe_device *dev, struct toe_work *work)
{
    if (!work->queued)
        return;
    work->queued = false;
    *(work->prev ? &work->prev->next : &dev->work_head) = work->next;
    *(work->next ? &work->next->prev : &dev->work_tail) = work->prev;
}

static void put_first(struct toe_device *dev, struct toe_work *work)
{
    work->queued = true;
    work->prev = NULL;
    work->next = dev->work_head;
    *(work->next ? &work->next->prev : &dev->work_tail) = work;
    dev->work_head = work;
}

/* Everyone in the list speaks in turn until the link is full; who could not speak stays first. What may not be reordered
 * (LISTEN, then its slots) is queued in its order and so leaves in it. */
void toe_work_run(struct toe_device *dev)
{
    while (dev->work_head && !dev->failed) {
        struct toe_work *work = dev->work_head;

        toe_work_remove(dev, work);
        if (!work->run(work)) {
            put_first(dev, work);
            return;
        }
    }
}

/* ------------------------------------------------------------------------------------------------ descriptor */

/* Brings the epoll set and the timer up to date with what would wake the device now. */
static void arm(struct toe_device *dev)
{
    struct pollfd fds[TOE_POLLFDS_MAX];
    struct itimerspec when = {0};
    uint64_t next_us = toe_driver_next_event_us(dev->driver);
    int count = toe_driver_pollfds(dev->driver, fds, TOE_POLLFDS_MAX);

    for (int i = 0; i < count; i++) {
        struct epoll_event event = {.events = (uint32_t)fds[i].events, .data.fd = fds[i].fd};
        if (epoll_ctl(dev->epoll_fd, EPOLL_CTL_MOD, fds[i].fd, &event) < 0)
            epoll_ctl(dev->epoll_fd, EPOLL_CTL_ADD, fds[i].fd, &event);
    }
    if (dev->failed)
        next_us = 0;
    if (next_us != UINT64_MAX) {
        when.it_value.tv_sec = (time_t)(next_us / 1000000);
        when.it_value.tv_nsec = (long)(next_us % 1000000 * 1000);
        if (next_us == 0)
            when.it_value.tv_nsec = 1; /* 0 would disarm */
    }
    timerfd_settime(dev->timer_fd, 0, &when, NULL);
}

int toe_locked_fd(struct toe_device *dev)
{
    struct epoll_event event = {.events = EPOLLIN};
    int err;

    if (dev->failed)
        return -ENODEV;
    if (dev->epoll_fd >= 0) {
        arm(dev);
        return dev->epoll_fd;
    }
    dev->timer_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    dev->epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    event.data.fd = dev->timer_fd;
    if (dev->timer_fd >= 0 && dev->epoll_fd >= 0 &&
        epoll_ctl(dev->epoll_fd, EPOLL_CTL_ADD, dev->timer_fd, &event) == 0) {
        arm(dev);
        return dev->epoll_fd;
    }
    err = -errno;
    if (dev->timer_fd >= 0)
        close(dev->timer_fd);
    if (dev->epoll_fd >= 0)
        close(dev->epoll_fd);
    dev->timer_fd = dev->epoll_fd = -1;
    return err;
}

/* ------------------------------------------------------------------------------------------------ after each call */

void toe_device_kick(struct toe_device *dev)
{
    toe_work_run(dev);
    toe_driver_flush(dev->driver);
    if (dev->epoll_fd >= 0)
        arm(dev);
}

void toe_notify(struct toe_device *dev, struct toe_notice notice)
{
    if (!dev->config.observe)
        return;
    notice.time_us = toe_now_us(dev);
    dev->config.observe(dev->config.observe_ctx, &notice);
}
