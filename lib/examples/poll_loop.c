/* poll_loop.c: a TOE socket beside other descriptors in one poll(2): stdin goes to the peer, what the peer says to stdout.
 *
 *   poll_loop [device options] HOST PORT
 *
 * The pattern: wait on toe_device_fd and whatever else there is; when it is readable, toe_device_pump(dev, 0); then ask
 * toe_poll(..., 0) which sockets are ready. Nothing here ever waits in the library.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"

struct loop {
    struct example ex;
    struct toe_socket *socket;
    char pending[4096]; /* from stdin, not taken by the socket yet */
    size_t pending_from, pending_to;
    bool input_over, fin_sent;
};

/* False: stdin has ended and everything is sent. */
static int pass_input(struct loop *loop, bool readable)
{
    if (readable && loop->pending_from == loop->pending_to) {
        ssize_t n = read(STDIN_FILENO, loop->pending, sizeof loop->pending);
        loop->pending_from = 0;
        loop->pending_to = n > 0 ? (size_t)n : 0;
        loop->input_over = n <= 0;
    }
    while (loop->pending_from < loop->pending_to) {
        ssize_t n =
            toe_send(loop->socket, loop->pending + loop->pending_from, loop->pending_to - loop->pending_from, 0);
        if (n < 0)
            return n == -EAGAIN ? 0 : (int)n;
        loop->pending_from += (size_t)n;
    }
    if (loop->input_over && !loop->fin_sent) {
        loop->fin_sent = true;
        return toe_shutdown(loop->socket, TOE_SHUT_WR);
    }
    return 0;
}

/* 1: the peer has ended. */
static int pass_output(struct loop *loop)
{
    const void *bytes;
    ssize_t n;

    while ((n = toe_rx_peek(loop->socket, &bytes)) > 0) {
        ssize_t written = write(STDOUT_FILENO, bytes, (size_t)n);
        if (written < 0)
            return -errno;
        toe_rx_consume(loop->socket, (size_t)written);
    }
    return n == -EAGAIN ? 0 : n == 0 ? 1 : (int)n;
}

static int run(struct loop *loop)
{
    struct pollfd fds[2] = {{.fd = toe_device_fd(loop->ex.dev), .events = POLLIN}, {.events = POLLIN}};
    int64_t error = 0;
    int result = 0;

    if (fds[0].fd < 0)
        return fds[0].fd;
    while (!result && !example_stop()) {
        struct toe_poll entry = {.socket = loop->socket, .events = TOE_POLLIN | TOE_POLLOUT};
        bool wants_input = loop->pending_from == loop->pending_to && !loop->input_over;

        fds[1].fd = wants_input ? STDIN_FILENO : -1;
        fds[1].revents = 0;
        if (poll(fds, 2, 1000) < 0 && errno != EINTR)
            return -errno;
        if (fds[0].revents)
            toe_device_pump(loop->ex.dev, 0);
        toe_poll(&entry, 1, 0);
        if (entry.revents & TOE_POLLERR) {
            toe_getsockopt(loop->socket, TOE_SO_ERROR, &error);
            return error ? -(int)error : -ENODEV;
        }
        if (entry.revents & TOE_POLLOUT)
            result = pass_input(loop, fds[1].revents != 0);
        if (!result && entry.revents & TOE_POLLIN)
            result = pass_output(loop);
    }
    return result < 0 ? result : 0;
}

static const char usage[] = "usage: poll_loop [device options] HOST PORT\n";

int main(int argc, char **argv)
{
    static struct loop loop;
    struct toe_addr addr;
    unsigned long port = 0;
    int err;

    example_open(&loop.ex, usage, &argc, argv);
    if (argc != 3 || !example_number(argv[2], 65535, &port) || !port)
        return example_usage(&loop.ex);
    if (example_resolve(&loop.ex, argv[1], (uint16_t)port, &addr)) {
        example_close(&loop.ex);
        return 1;
    }
    err = toe_socket(loop.ex.dev, &loop.socket);
    if (!err)
        err = toe_setsockopt(loop.socket, TOE_SO_NONBLOCK, 1);
    if (!err)
        err = toe_connect(loop.socket, &addr);
    if (!err || err == -EINPROGRESS)
        err = run(&loop);
    if (err)
        fprintf(stderr, "poll_loop: %s\n", example_error(err));
    if (loop.socket)
        toe_close(loop.socket);
    example_close(&loop.ex);
    return err ? 1 : 0;
}
