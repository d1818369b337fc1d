/* slirp.c: libslirp's user-mode network. Its sockets are ordinary sockets of this process; its clock is the
 * simulation's, so a virtual clock moves its TCP timers as well. */
#include "toe_wire.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <slirp/libslirp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define MTU              1500u
#define QUEUE_FRAMES     512u /* libslirp holds back by itself only once its sockets are full */
#define MAX_FDS          1024
#define MAX_FORWARDS     16
#define NS_PER_MS        1000000u
#define NO_TIMEOUT_MS    1000000000u
#define IPV4(a, b, c, d) ((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

struct queued_frame {
    size_t len;
    uint8_t bytes[MTU + 64];
};

struct slirp_wire {
    struct toe_wire base;
    Slirp *slirp;
    uint64_t now_ns;
    uint64_t due_ns; /* libslirp wants to be called by then */
    struct queued_frame *frames;
    size_t head, count;
    /* what libslirp waits for, and the same set in one epoll descriptor */
    struct pollfd fds[MAX_FDS];
    int fd_count;
    int epoll;
    short watched[MAX_FDS]; /* by descriptor: events that epoll has, 0 for none */
    uint16_t ports[MAX_FORWARDS];
    size_t forwards;
};

static struct slirp_wire *self(struct toe_wire *wire)
{
    return (struct slirp_wire *)wire;
}

/* ---- callbacks of libslirp ------------------------------------------------------------------------------------- */

static ssize_t on_send_packet(const void *bytes, size_t len, void *opaque)
{
    struct slirp_wire *w = opaque;
    struct queued_frame *slot;

    /* Dropping is allowed: its TCP sends again. */
    if (w->count == QUEUE_FRAMES || len > sizeof slot->bytes)
        return (ssize_t)len;
    slot = &w->frames[(w->head + w->count++) % QUEUE_FRAMES];
    slot->len = len;
    memcpy(slot->bytes, bytes, len);
    return (ssize_t)len;
}

static void on_guest_error(const char *message, void *opaque)
{
    (void)message;
    (void)opaque;
}

static int64_t on_clock_get_ns(void *opaque)
{
    return (int64_t)((struct slirp_wire *)opaque)->now_ns;
}

/* libslirp has one timer, for IPv6 router advertisements, which is off. */
static void *on_timer_new(SlirpTimerCb callback, void *argument, void *opaque)
{
    (void)callback;
    (void)argument;
    return opaque;
}

static void on_timer_free(void *timer, void *opaque)
{
    (void)timer;
    (void)opaque;
}

static void on_timer_mod(void *timer, int64_t expire_ms, void *opaque)
{
    (void)timer;
    (void)expire_ms;
    (void)opaque;
}

static void on_register_fd(int fd, void *opaque)
{
    (void)fd;
    (void)opaque;
}

/* The descriptor is about to be closed; its number may come again for another socket. */
static void on_unregister_fd(int fd, void *opaque)
{
    struct slirp_wire *w = opaque;

    if (fd < 0 || fd >= MAX_FDS || !w->watched[fd])
        return;
    epoll_ctl(w->epoll, EPOLL_CTL_DEL, fd, NULL);
    w->watched[fd] = 0;
}

static void on_notify(void *opaque)
{
    ((struct slirp_wire *)opaque)->due_ns = 0;
}

static const SlirpCb callbacks = {
    .send_packet = on_send_packet,
    .guest_error = on_guest_error,
    .clock_get_ns = on_clock_get_ns,
    .timer_new = on_timer_new,
    .timer_free = on_timer_free,
    .timer_mod = on_timer_mod,
    .register_poll_fd = on_register_fd,
    .unregister_poll_fd = on_unregister_fd,
    .notify = on_notify,
};

static int add_poll(int fd, int events, void *opaque)
{
    struct slirp_wire *w = opaque;
    short wanted = 0;

    if (w->fd_count == MAX_FDS)
        return -1;
    if (events & SLIRP_POLL_IN)
        wanted |= POLLIN;
    if (events & SLIRP_POLL_OUT)
        wanted |= POLLOUT;
    if (events & SLIRP_POLL_PRI)
        wanted |= POLLPRI;
    w->fds[w->fd_count] = (struct pollfd){.fd = fd, .events = wanted};
    return w->fd_count++;
}

static int get_revents(int i, void *opaque)
{
    const struct slirp_wire *w = opaque;
    int events = 0;
    short got;

    if (i < 0 || i >= w->fd_count)
        return 0;
    got = w->fds[i].revents;
    events |= got & POLLIN ? SLIRP_POLL_IN : 0;
    events |= got & POLLOUT ? SLIRP_POLL_OUT : 0;
    events |= got & POLLPRI ? SLIRP_POLL_PRI : 0;
    events |= got & POLLERR ? SLIRP_POLL_ERR : 0;
    events |= got & POLLHUP ? SLIRP_POLL_HUP : 0;
    return events;
}

/* ---- the port -------------------------------------------------------------------------------------------------- */

/* Gives epoll the set of descriptors that was just asked for. */
static void watch_fds(struct slirp_wire *w)
{
    bool seen[MAX_FDS] = {false};

    for (int i = 0; i < w->fd_count; i++) {
        int fd = w->fds[i].fd;
        struct epoll_event event = {.data.fd = fd};
        if (fd < 0 || fd >= MAX_FDS || seen[fd])
            continue;
        seen[fd] = true;
        /* POLLIN, POLLPRI and POLLOUT have the values of EPOLLIN and so on (epoll_ctl(2)). */
        event.events = (uint32_t)w->fds[i].events;
        if (w->watched[fd] == w->fds[i].events)
            continue;
        if (epoll_ctl(w->epoll, w->watched[fd] ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event) == 0)
            w->watched[fd] = w->fds[i].events;
    }
    for (int fd = 0; fd < MAX_FDS; fd++) {
        if (!w->watched[fd] || seen[fd])
            continue;
        epoll_ctl(w->epoll, EPOLL_CTL_DEL, fd, NULL);
        w->watched[fd] = 0;
    }
}

static void ask_what_to_wait_for(struct slirp_wire *w)
{
    uint32_t timeout_ms = NO_TIMEOUT_MS;

    w->fd_count = 0;
    slirp_pollfds_fill(w->slirp, &timeout_ms, add_poll, w);
    w->due_ns = timeout_ms == NO_TIMEOUT_MS ? UINT64_MAX : w->now_ns + (uint64_t)timeout_ms * NS_PER_MS;
    watch_fds(w);
}

static int slirp_service(struct toe_wire *wire, uint64_t now_ns)
{
    struct slirp_wire *w = self(wire);
    int ready;

    w->now_ns = now_ns;
    ready = poll(w->fds, (nfds_t)w->fd_count, 0);
    slirp_pollfds_poll(w->slirp, ready < 0, get_revents, w);
    ask_what_to_wait_for(w);
    return 0;
}

static int slirp_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    struct slirp_wire *w = self(wire);

    w->now_ns = tag->t_ns > w->now_ns ? tag->t_ns : w->now_ns;
    slirp_input(w->slirp, frame, (int)len);
    return 0;
}

static long slirp_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct slirp_wire *w = self(wire);
    const struct queued_frame *slot = &w->frames[w->head];

    if (!w->count)
        return 0;
    w->head = (w->head + 1) % QUEUE_FRAMES;
    w->count--;
    (void)now_ns;
    (void)tag;
    memcpy(buf, slot->bytes, slot->len);
    return (long)slot->len;
}

static uint64_t slirp_next_event_ns(struct toe_wire *wire)
{
    const struct slirp_wire *w = self(wire);

    return w->count ? w->now_ns : w->due_ns;
}

static int slirp_fd(struct toe_wire *wire)
{
    return self(wire)->epoll;
}

static void slirp_close(struct toe_wire *wire)
{
    struct slirp_wire *w = self(wire);

    if (w->slirp)
        slirp_cleanup(w->slirp);
    if (w->epoll >= 0)
        close(w->epoll);
    free(w->frames);
    free(w);
}

static const struct toe_wire_ops slirp_ops = {
    .name = "slirp",
    .send = slirp_send,
    .recv = slirp_recv,
    .service = slirp_service,
    .next_event_ns = slirp_next_event_ns,
    .fd = slirp_fd,
    .close = slirp_close,
};

static struct in_addr address(uint32_t host_order)
{
    return (struct in_addr){.s_addr = htonl(host_order)};
}

/* libslirp does not tell which port it got for 0, so one that is free is looked for first. */
static int free_port(const struct toe_wire_slirp_forward *f, uint32_t ip, uint16_t *port)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr = address(ip)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, (f->udp ? SOCK_DGRAM : SOCK_STREAM) | SOCK_CLOEXEC, 0);
    int rc = 0;

    if (fd < 0)
        return -errno;
    if (bind(fd, (struct sockaddr *)&at, len) < 0 || getsockname(fd, (struct sockaddr *)&at, &len) < 0)
        rc = -errno;
    *port = ntohs(at.sin_port);
    close(fd);
    return rc;
}

static int add_forward(struct slirp_wire *w, const struct toe_wire_slirp_forward *f)
{
    uint32_t host = f->host_ip ? f->host_ip : IPV4(127, 0, 0, 1);
    uint32_t guest = f->guest_ip ? f->guest_ip : IPV4(10, 0, 2, 15);
    uint16_t port = f->host_port;
    int rc = port ? 0 : free_port(f, host, &port);

    if (rc)
        return rc;
    if (slirp_add_hostfwd(w->slirp, f->udp, address(host), port, address(guest), f->guest_port) < 0)
        return -EADDRINUSE;
    w->ports[w->forwards++] = port;
    return 0;
}

int toe_wire_slirp(const struct toe_wire_slirp_forward *forwards, size_t n, struct toe_wire **out)
{
    const SlirpConfig config = {
        .version = 1,
        .in_enabled = true,
        .vnetwork = address(IPV4(10, 0, 2, 0)),
        .vnetmask = address(IPV4(255, 255, 255, 0)),
        .vhost = address(IPV4(10, 0, 2, 2)),
        .vdhcp_start = address(IPV4(10, 0, 2, 15)),
        .vnameserver = address(IPV4(10, 0, 2, 3)),
        .if_mtu = MTU,
        .if_mru = MTU,
    };
    struct slirp_wire *w;
    int rc = -ENOMEM;

    if (n > MAX_FORWARDS)
        return -EINVAL;
    w = calloc(1, sizeof *w);
    if (!w)
        return -ENOMEM;
    w->base = (struct toe_wire){&slirp_ops, false, 0, false};
    w->epoll = epoll_create1(EPOLL_CLOEXEC);
    w->frames = calloc(QUEUE_FRAMES, sizeof *w->frames);
    if (w->epoll < 0 || !w->frames)
        goto fail;
    w->slirp = slirp_new(&config, &callbacks, w);
    if (!w->slirp)
        goto fail;
    for (size_t i = 0; i < n; i++) {
        rc = add_forward(w, &forwards[i]);
        if (rc)
            goto fail;
    }
    ask_what_to_wait_for(w);
    *out = &w->base;
    return 0;

fail:
    slirp_close(&w->base);
    return rc;
}

uint16_t toe_wire_slirp_port(const struct toe_wire *slirp, size_t i)
{
    const struct slirp_wire *w = (const struct slirp_wire *)slirp;

    return i < w->forwards ? w->ports[i] : 0;
}
