/* api.c: the doors. Every public call on a device or a socket takes the device's lock here, does what it is for, and gives
 * the lock back; who waits in between gives it back meanwhile (wait.c). The calls with a door of their own are toe_poll,
 * which may hold several devices, and toe_device_open and toe_device_close. */
#include "private.h"

/* The body of a call on `socket`, or on `dev`: the value of CALL, made inside, or why it could not be made. */
#define IN_SOCKET(TYPE, SOCKET, CALL)      \
    do {                                   \
        TYPE result = toe_enter((SOCKET)); \
        if (!result) {                     \
            result = CALL;                 \
            toe_leave((SOCKET));           \
        }                                  \
        return result;                     \
    } while (0)

#define IN_DEVICE(DEV, CALL)                  \
    do {                                      \
        int result = toe_enter_device((DEV)); \
        if (!result) {                        \
            result = CALL;                    \
            toe_leave_device((DEV));          \
        }                                     \
        return result;                        \
    } while (0)

int toe_device_pump(struct toe_device *dev, int timeout_ms)
{
    IN_DEVICE(dev, toe_locked_pump(dev, timeout_ms));
}

int toe_device_fd(struct toe_device *dev)
{
    IN_DEVICE(dev, toe_locked_fd(dev));
}

/* HELLO is known since toe_device_open, and does not change. */
void toe_device_limits(const struct toe_device *dev, struct toe_device_limits *limits)
{
    const struct toe_e2h_hello *hello = toe_driver_hello(dev->driver);

    *limits = (struct toe_device_limits){.conns = hello->conns,
                                         .listeners = hello->listeners,
                                         .data_bytes = hello->data_bytes,
                                         .features = hello->features,
                                         .session = hello->session};
}

/* Has no way to fail, so an observer may ask as well. */
uint64_t toe_device_now_us(const struct toe_device *dev)
{
    int err = toe_guard_lock(dev->guard);
    uint64_t now = toe_now_us(dev);

    if (!err)
        toe_guard_unlock(dev->guard);
    return now;
}

int toe_device_read_register(struct toe_device *dev, uint32_t address, uint32_t *value, int timeout_ms)
{
    IN_DEVICE(dev, toe_locked_read_register(dev, address, value, timeout_ms));
}

int toe_device_write_register(struct toe_device *dev, uint32_t address, uint32_t value)
{
    IN_DEVICE(dev, toe_locked_write_register(dev, address, value));
}

int toe_device_getinfo(struct toe_device *dev, struct toe_info *infos, size_t max, int timeout_ms)
{
    IN_DEVICE(dev, toe_locked_device_getinfo(dev, infos, max, timeout_ms));
}

int toe_device_serve_status(struct toe_device *dev, const char *path)
{
    IN_DEVICE(dev, toe_locked_serve_status(dev, path));
}

int toe_device_send_frame(struct toe_device *dev, const void *frame, size_t length)
{
    IN_DEVICE(dev, toe_locked_send_frame(dev, frame, length));
}

int toe_socket(struct toe_device *dev, struct toe_socket **socket)
{
    IN_DEVICE(dev, toe_locked_socket(dev, socket));
}

int toe_bind(struct toe_socket *socket, const struct toe_addr *addr)
{
    IN_SOCKET(int, socket, toe_locked_bind(socket, addr));
}

int toe_listen(struct toe_socket *socket, int backlog)
{
    IN_SOCKET(int, socket, toe_locked_listen(socket, backlog));
}

int toe_accept(struct toe_socket *socket, struct toe_socket **connection, struct toe_addr *peer)
{
    IN_SOCKET(int, socket, toe_locked_accept(socket, connection, peer));
}

int toe_connect(struct toe_socket *socket, const struct toe_addr *peer)
{
    IN_SOCKET(int, socket, toe_locked_connect(socket, peer));
}

ssize_t toe_send(struct toe_socket *socket, const void *data, size_t length, int flags)
{
    IN_SOCKET(ssize_t, socket, toe_locked_send(socket, data, length, flags));
}

ssize_t toe_recv(struct toe_socket *socket, void *data, size_t length, int flags)
{
    IN_SOCKET(ssize_t, socket, toe_locked_recv(socket, data, length, flags));
}

ssize_t toe_rx_peek(struct toe_socket *socket, const void **data)
{
    IN_SOCKET(ssize_t, socket, toe_locked_rx_peek(socket, data));
}

int toe_rx_consume(struct toe_socket *socket, size_t length)
{
    IN_SOCKET(int, socket, toe_locked_rx_consume(socket, length));
}

ssize_t toe_tx_reserve(struct toe_socket *socket, void **data)
{
    IN_SOCKET(ssize_t, socket, toe_locked_tx_reserve(socket, data));
}

int toe_tx_commit(struct toe_socket *socket, size_t length, int flags)
{
    IN_SOCKET(int, socket, toe_locked_tx_commit(socket, length, flags));
}

int toe_shutdown(struct toe_socket *socket, enum toe_shutdown_how how)
{
    IN_SOCKET(int, socket, toe_locked_shutdown(socket, how));
}

/* To count a call in, the socket's record is written; it is nobody's constant. */
int toe_getsockname(const struct toe_socket *socket, struct toe_addr *addr)
{
    IN_SOCKET(int, (struct toe_socket *)socket, toe_locked_getsockname(socket, addr));
}

int toe_getpeername(const struct toe_socket *socket, struct toe_addr *addr)
{
    IN_SOCKET(int, (struct toe_socket *)socket, toe_locked_getpeername(socket, addr));
}

int toe_setsockopt(struct toe_socket *socket, enum toe_option option, int64_t value)
{
    IN_SOCKET(int, socket, toe_locked_setsockopt(socket, option, value));
}

int toe_getsockopt(struct toe_socket *socket, enum toe_option option, int64_t *value)
{
    IN_SOCKET(int, socket, toe_locked_getsockopt(socket, option, value));
}

int toe_getinfo(struct toe_socket *socket, struct toe_info *info, int timeout_ms)
{
    IN_SOCKET(int, socket, toe_locked_getinfo(socket, info, timeout_ms));
}

int toe_close(struct toe_socket *socket)
{
    struct toe_device *dev = socket->dev;
    int err = toe_enter(socket);

    if (err)
        return err;
    toe_socket_empty(socket);
    atomic_fetch_add(&dev->users, 1); /* the socket ends before the call does */
    err = toe_locked_close(socket);
    toe_leave_device(dev);
    return err;
}
