/* device.c: opening and closing a device. */
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "private.h"
#include "toe_transport.h"

/* ------------------------------------------------------------------------------------------------ the driver's client */

static void on_tap(void *ctx, bool out, const struct toe_link_header *header, const uint8_t *bytes, size_t length)
{
    struct toe_device *dev = ctx;
    struct toe_notice notice = {.kind = out ? TOE_NOTICE_MESSAGE_OUT : TOE_NOTICE_MESSAGE_IN,
                                .conn = TOE_NO_CONN,
                                .bytes = bytes,
                                .length = length};

    if (!dev->config.observe)
        return;
    if (dev->conns && header->conn < dev->numbers.count && dev->conns[header->conn]) {
        notice.conn = header->conn;
        notice.socket = dev->conns[header->conn]->socket;
        notice.state = dev->conns[header->conn]->state;
    }
    toe_notify(dev, notice);
}

static void on_failed(void *ctx, const char *why)
{
    struct toe_device *dev = ctx;

    dev->failed = true;
    toe_notify(dev, (struct toe_notice){.kind = TOE_NOTICE_FAILED, .conn = TOE_NO_CONN, .error = -ENODEV, .text = why});
}

static uint64_t driver_now_us(void *ctx)
{
    return toe_driver_now_us(ctx);
}

/* ------------------------------------------------------------------------------------------------ open and close */

/* Puts the device behind the lock that its transport asks for, and takes it. -ENOMEM, or why there is no descriptor. */
static int guard_make(struct toe_device *dev, struct toe_transport *transport)
{
    pthread_condattr_t attr;

    dev->guard =
        transport->ops->shared ? transport->ops->shared(transport, toe_guard_make, toe_guard_drop) : toe_guard_make();
    if (!dev->guard)
        return -ENOMEM;
    toe_guard_lock(dev->guard);
    dev->guard->shared = transport->ops->shared != NULL;
    dev->guard_next = dev->guard->devices;
    dev->guard->devices = dev;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&dev->changed, &attr);
    pthread_condattr_destroy(&attr);
    dev->users = 1; /* until the call is over */
    dev->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    return dev->wake_fd < 0 ? -errno : 0;
}

/* Undoes it: the device is not behind the lock any more, which is given back. */
static void guard_leave(struct toe_device *dev)
{
    struct toe_guard *guard = dev->guard;
    struct toe_device **link = &guard->devices;
    bool shared;

    while (*link != dev)
        link = &(*link)->guard_next;
    *link = dev->guard_next;
    pthread_cond_destroy(&dev->changed);
    if (dev->wake_fd >= 0)
        close(dev->wake_fd);
    toe_device_wake_others(dev);
    shared = guard->shared; /* then it may be gone once another thread has it */
    toe_guard_unlock(guard);
    if (!shared)
        toe_guard_drop(guard);
}

/* Frees everything, the transport by toe_driver_close, and gives the lock back. */
static void device_free(struct toe_device *dev)
{
    for (uint32_t i = 0; dev->listeners && i < dev->listener_count; i++)
        if (dev->listeners[i])
            toe_listener_free(dev->listeners[i]);
    for (uint32_t i = 0; dev->conns && i < dev->numbers.count; i++)
        if (dev->conns[i])
            toe_conn_free(dev->conns[i]);
    while (dev->sockets)
        toe_socket_free(dev->sockets);
    if (dev->timer_fd >= 0)
        close(dev->timer_fd);
    if (dev->epoll_fd >= 0)
        close(dev->epoll_fd);
    if (dev->driver)
        toe_driver_close(dev->driver);
    guard_leave(dev);
    toe_numbers_free(&dev->numbers);
    free(dev->conns);
    free(dev->listeners);
    free(dev->port_users);
    free(dev->port_held);
    free(dev);
}

static int greet(struct toe_device *dev)
{
    struct toe_wait wait;
    int err = toe_driver_greet(dev->driver, dev->config.session);

    if (err)
        return err;
    toe_wait_start(&wait, dev, NULL, dev->config.open_timeout_ms);
    while (!toe_driver_hello(dev->driver)) {
        err = toe_wait_step(&wait);
        if (err)
            return err == -EAGAIN ? -ETIMEDOUT : toe_driver_error(dev->driver);
    }
    return 0;
}

/* Tables of the size that HELLO told. */
static int make_tables(struct toe_device *dev)
{
    const struct toe_e2h_hello *hello = toe_driver_hello(dev->driver);
    int err = toe_numbers_init(&dev->numbers, hello->conns);

    if (err)
        return err;
    dev->listener_count = hello->listeners;
    dev->conns = calloc(hello->conns, sizeof *dev->conns);
    dev->listeners = calloc(hello->listeners + 1u, sizeof *dev->listeners);
    return dev->conns && dev->listeners ? 0 : -ENOMEM;
}

/* The session, inside the lock. */
static int device_start(struct toe_device *dev, struct toe_transport *transport, const struct toe_device_config *config)
{
    const struct toe_driver_client client = {
        .message = toe_incoming, .tap = on_tap, .failed = on_failed, .sleep = toe_device_sleep, .ctx = dev};
    uint8_t isn_key[16];
    uint32_t hash_key = 0;
    int err = toe_driver_open(transport, &client, &dev->driver);

    if (err)
        return err;
    dev->clock = config->clock ? *config->clock : (struct toe_clock){.now_us = driver_now_us, .ctx = dev->driver};
    dev->config.clock = NULL;
    dev->port_users = calloc(65536, sizeof *dev->port_users);
    dev->port_held = calloc(65536, sizeof *dev->port_held);
    if (!dev->port_users || !dev->port_held)
        return -ENOMEM;
    err = toe_config_secrets(dev, config->isn_key, isn_key, &hash_key);
    if (!err)
        err = greet(dev);
    if (!err)
        err = make_tables(dev);
    if (!err)
        err = toe_configure(dev, isn_key, config->isn_key ? NULL : &hash_key);
    explicit_bzero(isn_key, sizeof isn_key);
    return err;
}

int toe_device_open(struct toe_transport *transport, const struct toe_device_config *config, struct toe_device **out)
{
    struct toe_device *dev = calloc(1, sizeof *dev);
    int err = dev ? 0 : -ENOMEM;

    if (!err) {
        dev->config = *config;
        dev->config.isn_key = NULL;
        dev->epoll_fd = dev->timer_fd = -1;
        err = guard_make(dev, transport);
    }
    if (!err && !toe_config_valid(config))
        err = -EINVAL;
    if (err)
        transport->ops->close(transport);
    else
        err = device_start(dev, transport, config);
    if (!err) {
        *out = dev;
        toe_leave_device(dev);
    } else if (dev && dev->guard) {
        device_free(dev);
    } else {
        free(dev);
    }
    return err;
}

int toe_device_close(struct toe_device *dev, int timeout_ms)
{
    struct toe_wait wait;
    int err = toe_enter_device(dev);

    if (err)
        return err;
    toe_device_empty(dev);
    toe_status_end(dev);
    err = dev->failed ? -ENODEV : 0;
    while (dev->sockets) {
        dev->sockets->options.linger_ms = dev->sockets->options.linger_ms == 0 ? 0 : -1; /* one wait, below, for all */
        toe_locked_close(dev->sockets);
    }
    toe_wait_start(&wait, dev, NULL, timeout_ms < 0 ? 0 : timeout_ms);
    wait.last = true;
    while (!err && dev->unsettled > 0)
        err = toe_wait_step(&wait);
    device_free(dev);
    return err == -EAGAIN ? -ETIMEDOUT : err;
}
