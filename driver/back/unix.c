/* unix.c: the transport over a connected stream socket, as `./toe sim` offers one.
 *
 * Bytes move in handle_events; submit_out also tries to write at once when nothing is queued before it, so that a message
 * does not wait for the next pump. End of file and every error of the socket end the stream: -ENODEV from then on.
 */
#include "toe_transport.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "toe.h"

struct stream_transport {
    struct toe_transport base;
    struct toe_transfer_queue out, in;
    int fd;
    bool broken;
};

static struct stream_transport *self(struct toe_transport *transport)
{
    return (struct stream_transport *)transport;
}

/* Writes as much of the oldest transfer as the socket takes; `actual` says how far it is. */
static bool write_head(struct stream_transport *stream)
{
    struct toe_transfer *head = stream->out.head;

    while (head->actual < head->length) {
        ssize_t n = send(stream->fd, head->buffer + head->actual, head->length - head->actual, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            if (errno != EAGAIN && errno != EWOULDBLOCK)
                stream->broken = true;
            return false;
        }
        head->actual += (size_t)n;
    }
    return true;
}

static bool read_head(struct stream_transport *stream)
{
    struct toe_transfer *head = stream->in.head;

    for (;;) {
        ssize_t n = recv(stream->fd, head->buffer, head->length, 0);
        if (n > 0) {
            head->actual = (size_t)n;
            return true;
        }
        if (n < 0 && errno == EINTR)
            continue;
        if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK))
            stream->broken = true;
        return false;
    }
}

static int stream_submit_out(struct toe_transport *transport, struct toe_transfer *transfer)
{
    struct stream_transport *stream = self(transport);

    if (stream->broken)
        return -ENODEV;
    toe_transfer_push(&stream->out, transfer);
    if (stream->out.head == transfer)
        write_head(stream);
    return 0;
}

static int stream_submit_in(struct toe_transport *transport, struct toe_transfer *transfer)
{
    if (self(transport)->broken)
        return -ENODEV;
    toe_transfer_push(&self(transport)->in, transfer);
    return 0;
}

static int stream_cancel(struct toe_transport *transport, struct toe_transfer *transfer)
{
    (void)transport;
    transfer->status = -ECANCELED;
    return 0;
}

static int complete_all(struct stream_transport *stream, int status)
{
    int completed = 0;

    for (; stream->out.head; completed++)
        toe_transfer_finish(&stream->out, status);
    for (; stream->in.head; completed++)
        toe_transfer_finish(&stream->in, status);
    return completed;
}

/* One look: at most as many completions as there were transfers, so a fast other side cannot hold us here. */
static int move(struct stream_transport *stream)
{
    int completed = 0;
    bool turn_over = false;

    for (struct toe_transfer *last = stream->out.tail; stream->out.head && !turn_over; completed++) {
        struct toe_transfer *head = stream->out.head;
        int status = head->actual < head->length ? head->status : 0;
        turn_over = head == last;
        if (!status && !write_head(stream))
            break;
        toe_transfer_finish(&stream->out, status);
    }
    turn_over = false;
    for (struct toe_transfer *last = stream->in.tail; stream->in.head && !turn_over; completed++) {
        struct toe_transfer *head = stream->in.head;
        int status = head->status;
        turn_over = head == last;
        if (!status && !read_head(stream))
            break;
        toe_transfer_finish(&stream->in, status);
    }
    return completed;
}

static int stream_handle_events(struct toe_transport *transport, uint64_t timeout_us)
{
    struct stream_transport *stream = self(transport);
    int completed = move(stream);

    if (!completed && !stream->broken && timeout_us) {
        struct pollfd fd = {.fd = stream->fd, .events = POLLIN};
        if (stream->out.head)
            fd.events |= POLLOUT;
        toe_transport_sleep(transport, &fd, 1, timeout_us);
        completed = move(stream);
    }
    if (stream->broken) {
        complete_all(stream, -ENODEV);
        return -ENODEV;
    }
    return completed;
}

static int stream_pollfds(struct toe_transport *transport, struct pollfd *fds, size_t room)
{
    struct stream_transport *stream = self(transport);

    if (room < 1)
        return 0;
    fds[0] = (struct pollfd){.fd = stream->fd, .events = POLLIN};
    if (stream->out.head)
        fds[0].events |= POLLOUT;
    return 1;
}

static uint64_t stream_next_event_us(struct toe_transport *transport)
{
    struct stream_transport *stream = self(transport);
    const struct toe_transfer *head = stream->out.head;

    return stream->broken || (head && head->actual == head->length) ? 0 : UINT64_MAX;
}

/* A new connection is a link in its reset state: the simulator resets when the old one closes. */
static int stream_reset(struct toe_transport *transport)
{
    return self(transport)->broken ? -ENODEV : 0;
}

static void stream_close(struct toe_transport *transport)
{
    struct stream_transport *stream = self(transport);

    complete_all(stream, -ECANCELED);
    close(stream->fd);
    free(stream);
}

static const struct toe_transport_ops stream_ops = {
    .name = "stream",
    .submit_out = stream_submit_out,
    .submit_in = stream_submit_in,
    .cancel = stream_cancel,
    .handle_events = stream_handle_events,
    .pollfds = stream_pollfds,
    .next_event_us = stream_next_event_us,
    .now_us = NULL,
    .reset = stream_reset,
    .close = stream_close,
};

int toe_transport_stream(int fd, struct toe_transport **transport)
{
    struct stream_transport *stream = NULL;
    int flags = fcntl(fd, F_GETFL);
    int err = 0;

    if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
        err = -errno;
        goto out;
    }
    stream = calloc(1, sizeof *stream);
    if (!stream) {
        err = -ENOMEM;
        goto out;
    }
    stream->base.ops = &stream_ops;
    stream->fd = fd;
    *transport = &stream->base;
out:
    if (err && fd >= 0)
        close(fd);
    return err;
}

int toe_transport_unix(const char *path, struct toe_transport **transport)
{
    struct sockaddr_un addr = {.sun_family = AF_UNIX};
    int fd;

    if (strlen(path) >= sizeof addr.sun_path)
        return -ENAMETOOLONG;
    memcpy(addr.sun_path, path, strlen(path) + 1);
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return -errno;
    if (connect(fd, (const struct sockaddr *)&addr, sizeof addr) < 0) {
        int err = -errno;
        close(fd);
        return err;
    }
    return toe_transport_stream(fd, transport);
}
