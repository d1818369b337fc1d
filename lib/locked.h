/* locked.h: the public calls as they are inside the lock: what toe.h says of toe_X holds for toe_locked_X, in this thread. */
#ifndef TOE_LOCKED_H
#define TOE_LOCKED_H

#include "toe.h"

int toe_locked_pump(struct toe_device *device, int timeout_ms);
int toe_locked_fd(struct toe_device *device);
int toe_locked_read_register(struct toe_device *device, uint32_t address, uint32_t *value, int timeout_ms);
int toe_locked_write_register(struct toe_device *device, uint32_t address, uint32_t value);
int toe_locked_device_getinfo(struct toe_device *device, struct toe_info *infos, size_t max, int timeout_ms);
int toe_locked_serve_status(struct toe_device *device, const char *path);
int toe_locked_send_frame(struct toe_device *device, const void *frame, size_t length);
int toe_locked_socket(struct toe_device *device, struct toe_socket **socket);

int toe_locked_bind(struct toe_socket *socket, const struct toe_addr *addr);
int toe_locked_listen(struct toe_socket *socket, int backlog);
int toe_locked_accept(struct toe_socket *socket, struct toe_socket **connection, struct toe_addr *peer);
int toe_locked_connect(struct toe_socket *socket, const struct toe_addr *peer);
ssize_t toe_locked_send(struct toe_socket *socket, const void *data, size_t length, int flags);
ssize_t toe_locked_recv(struct toe_socket *socket, void *data, size_t length, int flags);
ssize_t toe_locked_rx_peek(struct toe_socket *socket, const void **data);
int toe_locked_rx_consume(struct toe_socket *socket, size_t length);
ssize_t toe_locked_tx_reserve(struct toe_socket *socket, void **data);
int toe_locked_tx_commit(struct toe_socket *socket, size_t length, int flags);
int toe_locked_shutdown(struct toe_socket *socket, enum toe_shutdown_how how);
int toe_locked_getsockname(const struct toe_socket *socket, struct toe_addr *addr);
int toe_locked_getpeername(const struct toe_socket *socket, struct toe_addr *addr);
int toe_locked_setsockopt(struct toe_socket *socket, enum toe_option option, int64_t value);
int toe_locked_getsockopt(struct toe_socket *socket, enum toe_option option, int64_t *value);
int toe_locked_getinfo(struct toe_socket *socket, struct toe_info *info, int timeout_ms);

/* The socket is gone afterwards. No other call may be under way on it. */
int toe_locked_close(struct toe_socket *socket);

#endif
