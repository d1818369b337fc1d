/* echo_server.c: gives every byte back (RFC 862), many connections at once, without copying through a buffer of its own:
 * toe_rx_peek shows what came, toe_send takes it, toe_rx_consume gives back as much as was taken.
 *
 *   echo_server [-p PORT] [-b BACKLOG] [-n CONNECTIONS] [device options]
 *     -n    ends after so many connections have ended; default: at Ctrl-C
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"

#define CONNECTIONS_MAX 1024

struct server {
    struct example ex;
    struct toe_poll entries[1 + CONNECTIONS_MAX]; /* the listener, then the connections */
    size_t count;
    unsigned long served;
};

static void take_new(struct server *server)
{
    struct toe_socket *connection;
    struct toe_addr peer;
    char text[TOE_ADDR_TEXT_BYTES];

    while (server->count < CONNECTIONS_MAX + 1 && toe_accept(server->entries[0].socket, &connection, &peer) == 0) {
        toe_setsockopt(connection, TOE_SO_NONBLOCK, 1);
        server->entries[server->count++] = (struct toe_poll){.socket = connection, .events = TOE_POLLIN};
        printf("%s connected\n", toe_addr_format(&peer, text));
    }
}

/* Echoes what it can. False: the connection is over. */
static bool echo(struct toe_poll *entry)
{
    const void *bytes;
    ssize_t came = toe_rx_peek(entry->socket, &bytes);
    ssize_t went;

    if (came == -EAGAIN)
        return true;
    if (came <= 0)
        return false;
    went = toe_send(entry->socket, bytes, (size_t)came, 0);
    if (went > 0)
        toe_rx_consume(entry->socket, (size_t)went);
    entry->events = went == came ? TOE_POLLIN : TOE_POLLOUT; /* the peer does not read: wait for room */
    return went > 0 || went == -EAGAIN;
}

static int serve(struct server *server, uint16_t port, int backlog, unsigned long limit)
{
    struct toe_socket *listener;
    int err = toe_socket(server->ex.dev, &listener);

    if (!err)
        err = toe_bind(listener, &(struct toe_addr){0, port});
    if (!err)
        err = toe_listen(listener, backlog);
    if (!err)
        err = toe_setsockopt(listener, TOE_SO_NONBLOCK, 1);
    if (err)
        return err;
    server->entries[0] = (struct toe_poll){.socket = listener, .events = TOE_POLLIN};
    server->count = 1;
    printf("listening on port %u\n", (unsigned)port);
    fflush(stdout);
    while (!example_stop() && (!limit || server->served < limit)) {
        int ready = toe_poll(server->entries, server->count, 200);
        if (ready < 0)
            return ready;
        for (size_t i = server->count; i-- > 1;) {
            if (!server->entries[i].revents || echo(&server->entries[i]))
                continue;
            toe_close(server->entries[i].socket);
            server->entries[i] = server->entries[--server->count];
            server->served++;
        }
        if (server->entries[0].revents & TOE_POLLERR)
            return -ENODEV;
        take_new(server);
    }
    return 0;
}

static const char usage[] = "usage: echo_server [-p PORT] [-b BACKLOG] [-n CONNECTIONS] [device options]\n";

int main(int argc, char **argv)
{
    static struct server server;
    unsigned long limit = 0, port = 7, backlog = 16;
    bool bad = false;
    int option, err;

    example_open(&server.ex, usage, &argc, argv);
    while ((option = getopt(argc, argv, "p:b:n:")) != -1) {
        if (option == 'p')
            bad |= !example_number(optarg, 65535, &port) || !port;
        else if (option == 'b')
            bad |= !example_number(optarg, INT_MAX, &backlog) || !backlog;
        else if (option == 'n')
            bad |= !example_number(optarg, ULONG_MAX, &limit);
        else
            bad = true;
    }
    if (bad || optind != argc)
        return example_usage(&server.ex);
    err = serve(&server, (uint16_t)port, (int)backlog, limit);
    if (err)
        fprintf(stderr, "echo_server: %s\n", example_error(err));
    example_close(&server.ex);
    return err ? 1 : 0;
}
