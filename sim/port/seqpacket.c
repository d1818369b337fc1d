/* seqpacket.c: frames over AF_UNIX SOCK_SEQPACKET, one a packet, so that any program can be the other end. */
#include "toe_wire.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct seqpacket_wire {
    struct toe_wire base;
    int listener; /* -1: connects */
    int peer;     /* -1: none */
    int epoll;    /* over both, so that the descriptor we show stays the same */
    char *path;   /* to remove */
};

static struct seqpacket_wire *self(struct toe_wire *wire)
{
    return (struct seqpacket_wire *)wire;
}

static int watch_fd(struct seqpacket_wire *w, int fd)
{
    struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};

    return epoll_ctl(w->epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

static void unwatch_fd(struct seqpacket_wire *w, int fd)
{
    epoll_ctl(w->epoll, EPOLL_CTL_DEL, fd, NULL);
}

/* The peer has gone. A listening port waits for the next one. */
static int drop_peer(struct seqpacket_wire *w)
{
    close(w->peer);
    w->peer = -1;
    return w->listener < 0 ? -ENODEV : watch_fd(w, w->listener);
}

static int seqpacket_service(struct toe_wire *wire, uint64_t now_ns)
{
    struct seqpacket_wire *w = self(wire);

    (void)now_ns;
    if (w->peer >= 0)
        return 0;
    if (w->listener < 0)
        return -ENODEV;
    w->peer = accept4(w->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (w->peer < 0)
        return 0;
    /* Others wait in the backlog; while they do, the listener must not look readable. */
    unwatch_fd(w, w->listener);
    return watch_fd(w, w->peer) < 0 ? drop_peer(w) : 0;
}

static int seqpacket_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    struct seqpacket_wire *w = self(wire);

    (void)tag;
    if (w->peer < 0)
        return -ENOTCONN;
    if (send(w->peer, frame, len, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0)
        return 0;
    if (errno == EPIPE || errno == ECONNRESET || errno == ENOTCONN) {
        drop_peer(w);
        return -ENODEV;
    }
    return -errno;
}

static long seqpacket_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct seqpacket_wire *w = self(wire);
    ssize_t len;

    (void)now_ns;
    (void)tag;
    while (w->peer >= 0) {
        /* MSG_TRUNC tells the true length: a packet that is no frame is dropped whole. */
        len = recv(w->peer, buf, TOE_WIRE_MAX_FRAME, MSG_DONTWAIT | MSG_TRUNC);
        if (len > 0 && len <= (ssize_t)TOE_WIRE_MAX_FRAME)
            return (long)len;
        if (len > 0)
            continue;
        if (len < 0 && (errno == EAGAIN || errno == EINTR))
            return 0;
        return drop_peer(w);
    }
    return 0;
}

static int seqpacket_fd(struct toe_wire *wire)
{
    return self(wire)->epoll;
}

static void seqpacket_close(struct toe_wire *wire)
{
    struct seqpacket_wire *w = self(wire);

    if (w->peer >= 0)
        close(w->peer);
    if (w->listener >= 0)
        close(w->listener);
    if (w->epoll >= 0)
        close(w->epoll);
    if (w->path)
        unlink(w->path);
    free(w->path);
    free(w);
}

static const struct toe_wire_ops seqpacket_ops = {
    .name = "seqpacket",
    .send = seqpacket_send,
    .recv = seqpacket_recv,
    .service = seqpacket_service,
    .fd = seqpacket_fd,
    .close = seqpacket_close,
};

static int make(struct seqpacket_wire **out)
{
    struct seqpacket_wire *w = calloc(1, sizeof *w);

    if (!w)
        return -ENOMEM;
    w->base = (struct toe_wire){&seqpacket_ops, true, 0, false};
    w->listener = w->peer = -1;
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    if (w->epoll < 0) {
        int rc = -errno;
        free(w);
        return rc;
    }
    *out = w;
    return 0;
}

static int set_path(struct sockaddr_un *address, const char *path)
{
    size_t len = strlen(path);

    if (!len)
        return -EINVAL;
    if (len >= sizeof address->sun_path)
        return -ENAMETOOLONG;
    memset(address, 0, sizeof *address);
    address->sun_family = AF_UNIX;
    memcpy(address->sun_path, path, len);
    return 0;
}

int toe_wire_seqpacket_listen(const char *path, struct toe_wire **out)
{
    struct sockaddr_un address;
    struct seqpacket_wire *w = NULL;
    int rc = set_path(&address, path);

    if (rc)
        return rc;
    rc = make(&w);
    if (rc)
        return rc;
    w->listener = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (w->listener < 0 || bind(w->listener, (struct sockaddr *)&address, sizeof address) < 0) {
        rc = -errno;
        goto fail;
    }
    w->path = strdup(path);
    if (!w->path) {
        rc = -ENOMEM;
        unlink(path);
        goto fail;
    }
    if (listen(w->listener, 1) < 0) {
        rc = -errno;
        goto fail;
    }
    rc = watch_fd(w, w->listener);
    if (rc)
        goto fail;
    *out = &w->base;
    return 0;

fail:
    seqpacket_close(&w->base);
    return rc;
}

int toe_wire_seqpacket_fd(int fd, struct toe_wire **out)
{
    struct seqpacket_wire *w = NULL;
    int flags = fcntl(fd, F_GETFL);
    int rc;

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0)
        return -errno;
    rc = make(&w);
    if (rc)
        return rc;
    rc = watch_fd(w, fd);
    if (rc) {
        seqpacket_close(&w->base);
        return rc;
    }
    w->peer = fd;
    *out = &w->base;
    return 0;
}

int toe_wire_seqpacket_connect(const char *path, struct toe_wire **out)
{
    struct sockaddr_un address;
    int fd;
    int rc = set_path(&address, path);

    if (rc)
        return rc;
    fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    rc = connect(fd, (struct sockaddr *)&address, sizeof address) < 0 ? -errno : toe_wire_seqpacket_fd(fd, out);
    if (rc)
        close(fd);
    return rc;
}
