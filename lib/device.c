/* device.c: opening, configuring and closing a device; registers and raw frames. */
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/random.h>
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

/* ------------------------------------------------------------------------------------------------ configuration */

void toe_device_config_default(struct toe_device_config *config)
{
    *config = (struct toe_device_config){
        .prefix_bits = 24,
        .mtu_bytes = 1500,
        .ttl = 64,
        .port_first = 49152,
        .port_last = 65535,
        .open_timeout_ms = 5000,
    };
}

static bool unicast(uint32_t ip)
{
    uint32_t first = ip >> 24;

    return first != 0 && first != 127 && first < 224;
}

static bool config_valid(const struct toe_device_config *config)
{
    bool mac_zero = true;

    for (int i = 0; i < 6; i++)
        mac_zero = mac_zero && config->mac[i] == 0;
    return !mac_zero && !(config->mac[0] & 1) && unicast(config->ip) && config->prefix_bits <= 32 &&
           (config->gateway == 0 || unicast(config->gateway)) && config->mtu_bytes >= 68 && config->mtu_bytes <= 9000 &&
           config->ttl > 0 && config->port_first > 0 && config->port_first <= config->port_last;
}

static uint32_t word(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* Fills bytes from the kernel's entropy. */
static int entropy(void *bytes, size_t count)
{
    return getrandom(bytes, count, 0) == (ssize_t)count ? 0 : -ENODEV;
}

struct setting {
    uint32_t address, value;
};

/* Writes the configuration in order; `enable` is last, so that the engine answers only with all of it. */
static int configure(struct toe_device *dev, const uint8_t isn_key[16], const uint32_t *hash_key)
{
    const struct toe_device_config *config = &dev->config;
    const uint8_t *mac = config->mac;
    const struct setting settings[] = {
        {TOE_REG_MAC_0, (uint32_t)mac[2] << 24 | (uint32_t)mac[3] << 16 | (uint32_t)mac[4] << 8 | mac[5]},
        {TOE_REG_MAC_1, (uint32_t)mac[0] << 8 | mac[1]},
        {TOE_REG_IP, config->ip},
        {TOE_REG_PREFIX_BITS, config->prefix_bits},
        {TOE_REG_GATEWAY, config->gateway},
        {TOE_REG_MTU_BYTES, config->mtu_bytes},
        {TOE_REG_TTL, config->ttl},
        {TOE_REG_ISN_KEY_0, word(isn_key)},
        {TOE_REG_ISN_KEY_1, word(isn_key + 4)},
        {TOE_REG_ISN_KEY_2, word(isn_key + 8)},
        {TOE_REG_ISN_KEY_3, word(isn_key + 12)},
        {TOE_REG_HASH_KEY, hash_key ? *hash_key : 0},
        {TOE_REG_ENABLE, 1},
    };

    for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
        int err;
        if (settings[i].address == TOE_REG_HASH_KEY && !hash_key)
            continue; /* a run that can be repeated keeps the reset value */
        err = toe_driver_write_register(dev->driver, settings[i].address, settings[i].value);
        if (err)
            return err;
    }
    toe_driver_flush(dev->driver);
    return 0;
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

/* Keys, session number and the place of the first ephemeral port: from the configuration or from the kernel. */
static int make_secrets(struct toe_device *dev, const uint8_t *given, uint8_t isn_key[16], uint32_t *hash_key)
{
    int err;

    if (given) {
        memcpy(isn_key, given, 16);
        if (!dev->config.session)
            dev->config.session = 1;
        return 0;
    }
    err = entropy(isn_key, 16);
    if (!err)
        err = entropy(hash_key, sizeof *hash_key);
    if (!err && !dev->config.session)
        err = entropy(&dev->config.session, sizeof dev->config.session);
    dev->port_next = *hash_key % 65536; /* ephemeral ports start anywhere (RFC 6056) */
    return err;
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
    dev->port_held = calloc(65536 / 8, 1);
    if (!dev->port_users || !dev->port_held)
        return -ENOMEM;
    err = make_secrets(dev, config->isn_key, isn_key, &hash_key);
    if (!err)
        err = greet(dev);
    if (!err)
        err = make_tables(dev);
    if (!err)
        err = configure(dev, isn_key, config->isn_key ? NULL : &hash_key);
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
    if (!err && !config_valid(config))
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

/* ------------------------------------------------------------------------------------------------ registers, frames */

/* One read is under way at a time; another thread's is waited for. */
static int read_register(struct toe_device *dev, uint32_t address, uint32_t *value, struct toe_wait *wait)
{
    int err = 0;

    while (!err && dev->reading)
        err = toe_wait_step(wait);
    if (err)
        return err;
    dev->reading = true;
    /* -EBUSY: the answer to a read that timed out is still to come; it is not ours. */
    while ((err = toe_driver_start_read(dev->driver, address)) == -EAGAIN || err == -EBUSY) {
        err = toe_wait_step(wait);
        if (err)
            break;
    }
    while (!err && !toe_driver_read_done(dev->driver, value))
        err = toe_wait_step(wait);
    dev->reading = false;
    toe_device_stir(dev);
    return err;
}

int toe_locked_read_register(struct toe_device *dev, uint32_t address, uint32_t *value, int timeout_ms)
{
    struct toe_wait wait;
    int err;

    if (timeout_ms < 0 || address % 4)
        return -EINVAL;
    if (dev->failed)
        return -ENODEV;
    toe_wait_start(&wait, dev, NULL, timeout_ms);
    err = read_register(dev, address, value, &wait);
    return dev->failed ? -ENODEV : err == -EAGAIN ? -ETIMEDOUT : err;
}

int toe_locked_write_register(struct toe_device *dev, uint32_t address, uint32_t value)
{
    int err;

    if (dev->failed)
        return -ENODEV;
    if (address % 4)
        return -EINVAL;
    err = toe_driver_write_register(dev->driver, address, value);
    toe_device_kick(dev);
    return dev->failed ? -ENODEV : err;
}

int toe_locked_send_frame(struct toe_device *dev, const void *frame, size_t length)
{
    const struct toe_h2e_raw_frame message = {.length_bytes = (uint32_t)length};
    uint8_t *bytes;

    if (dev->failed)
        return -ENODEV;
    if (length < TOE_LINK_RAW_MIN_BYTES || length > TOE_LINK_RAW_MAX_BYTES)
        return -EMSGSIZE;
    bytes = toe_driver_reserve(dev->driver, TOE_LINK_HEADER_BYTES + length);
    if (!bytes)
        return dev->failed ? -ENODEV : -EAGAIN;
    toe_h2e_raw_frame_put(bytes, &message);
    memcpy(bytes + TOE_LINK_HEADER_BYTES, frame, length);
    toe_driver_commit(dev->driver, TOE_LINK_HEADER_BYTES + length);
    toe_device_kick(dev);
    return 0;
}
