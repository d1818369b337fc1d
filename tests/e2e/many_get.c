/* many_get.c: many connections at once, each fetching its own part of one file (HTTP/1.1 Range), data interleaved.
 *
 *   many_get -n COUNT -b BYTES -f COPY [device options] HOST PORT PATH
 *
 * Connection i asks for bytes i * BYTES and following, only once all connections are ESTABLISHED. Every byte is compared
 * with COPY. A connection must come back after another one had its turn, else the data was not interleaved.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "common.h"

#define COUNT_MAX  512
#define HEAD_MAX   2048
#define TURN_BYTES 2048
#define PATIENCE_S 45

struct get {
    struct toe_socket *socket;
    bool connected, asked, body;
    char head[HEAD_MAX + 1];
    size_t head_bytes, done;
};

struct many {
    struct example ex;
    struct get gets[COUNT_MAX];
    struct toe_poll entries[COUNT_MAX];
    unsigned long count, bytes;
    const char *host, *path, *copy_name;
    uint8_t *copy;
    size_t copy_bytes, connected, finished;
    size_t last;         /* that gave bytes */
    unsigned long turns; /* how often another one gave bytes */
};

static int load(struct many *many)
{
    FILE *file = fopen(many->copy_name, "rb");

    if (!file)
        return -errno;
    many->copy_bytes = many->count * many->bytes;
    many->copy = malloc(many->copy_bytes + 1);
    if (!many->copy || fread(many->copy, 1, many->copy_bytes, file) != many->copy_bytes) {
        fclose(file);
        return -EINVAL;
    }
    return fclose(file) ? -errno : 0;
}

static int start(struct many *many, const struct toe_addr *addr)
{
    for (size_t i = 0; i < many->count; i++) {
        struct get *get = &many->gets[i];
        int err = toe_socket(many->ex.dev, &get->socket);
        if (!err)
            err = toe_setsockopt(get->socket, TOE_SO_NONBLOCK, 1);
        if (!err)
            err = toe_connect(get->socket, addr);
        if (err && err != -EINPROGRESS)
            return err;
        many->entries[i] = (struct toe_poll){.socket = get->socket, .events = TOE_POLLOUT};
    }
    return 0;
}

/* The connection is there; its request waits for the others. */
static int take_connected(struct many *many, size_t i)
{
    int64_t error = 0;
    int err = toe_getsockopt(many->gets[i].socket, TOE_SO_ERROR, &error);

    if (err || error)
        return err ? err : -(int)error;
    many->gets[i].connected = true;
    many->entries[i].events = 0;
    many->connected++;
    return 0;
}

static int ask_all(struct many *many)
{
    for (size_t i = 0; i < many->count; i++) {
        char request[1024];
        int length = snprintf(request, sizeof request,
                              "GET %s HTTP/1.1\r\nHost: %s\r\nRange: bytes=%zu-%zu\r\nConnection: close\r\n\r\n",
                              many->path, many->host, i * many->bytes, (i + 1) * many->bytes - 1);
        ssize_t n = length < (int)sizeof request ? toe_send(many->gets[i].socket, request, (size_t)length, 0) : -EINVAL;
        if (n != length)
            return n < 0 ? (int)n : -EAGAIN;
        many->gets[i].asked = true;
        many->entries[i].events = TOE_POLLIN;
    }
    return 0;
}

static int take_body(struct many *many, size_t i, const void *bytes, size_t n)
{
    struct get *get = &many->gets[i];

    if (n > many->bytes - get->done)
        return -EMSGSIZE;
    if (memcmp(bytes, many->copy + i * many->bytes + get->done, n) != 0) {
        fprintf(stderr, "connection %zu: wrong byte after %zu\n", i, get->done);
        return -EBADMSG;
    }
    many->turns += many->last != i;
    many->last = i;
    get->done += n;
    return 0;
}

/* 1: the head is whole and the rest of what was read, *rest bytes at its end, is body. */
static int take_head(struct get *get, const char *bytes, size_t n, size_t *rest)
{
    char *end;

    if (n > HEAD_MAX - get->head_bytes)
        return -EMSGSIZE;
    memcpy(get->head + get->head_bytes, bytes, n);
    get->head_bytes += n;
    get->head[get->head_bytes] = '\0';
    end = strstr(get->head, "\r\n\r\n");
    if (!end)
        return 0;
    *rest = get->head_bytes - (size_t)(end + 4 - get->head);
    return strncmp(get->head, "HTTP/1.1 206", 12) == 0 ? 1 : -EPROTO;
}

static int take_input(struct many *many, size_t i)
{
    struct get *get = &many->gets[i];
    char bytes[TURN_BYTES];
    size_t rest;
    ssize_t n = toe_recv(get->socket, bytes, get->body ? sizeof bytes : 512, 0);
    int err = 0;

    if (n == -EAGAIN)
        return 0;
    if (n < 0)
        return (int)n;
    if (n == 0) {
        many->finished++;
        many->entries[i].socket = NULL;
        return get->done == many->bytes ? 0 : -EPROTO;
    }
    rest = (size_t)n;
    if (!get->body) {
        err = take_head(get, bytes, (size_t)n, &rest);
        if (err <= 0)
            return err;
        get->body = true;
    }
    return rest ? take_body(many, i, bytes + ((size_t)n - rest), rest) : 0;
}

static int run(struct many *many)
{
    uint64_t end_us = example_wall_us() + PATIENCE_S * 1000000ull;

    while (many->finished < many->count) {
        int err = toe_poll(many->entries, many->count, 200);
        if (example_stop())
            return -EINTR;
        if (example_wall_us() > end_us)
            return -ETIMEDOUT;
        for (size_t i = 0; err >= 0 && i < many->count; i++) {
            if (!many->entries[i].revents)
                continue;
            if (!many->gets[i].connected)
                err = take_connected(many, i);
            else if (many->gets[i].asked)
                err = take_input(many, i);
        }
        if (err >= 0 && many->connected == many->count && !many->gets[0].asked)
            err = ask_all(many);
        if (err < 0)
            return err;
    }
    if (many->turns <= many->count && many->count > 1) {
        fprintf(stderr, "not interleaved: %lu turns of %lu connections\n", many->turns, many->count);
        return -EPROTO;
    }
    return 0;
}

static const char usage[] = "usage: many_get -n COUNT -b BYTES -f COPY [device options] HOST PORT PATH\n";

int main(int argc, char **argv)
{
    static struct many many;
    struct toe_addr addr;
    int option, port, err;

    example_open(&many.ex, usage, &argc, argv);
    while ((option = getopt(argc, argv, "n:b:f:")) != -1) {
        if (option == 'n')
            many.count = strtoul(optarg, NULL, 10);
        else if (option == 'b')
            many.bytes = strtoul(optarg, NULL, 10);
        else if (option == 'f')
            many.copy_name = optarg;
        else
            many.count = COUNT_MAX + 1;
    }
    port = optind + 3 == argc ? atoi(argv[optind + 1]) : 0;
    if (many.count < 1 || many.count > COUNT_MAX || many.bytes < 1 || many.bytes > 1 << 24 || !many.copy_name ||
        port < 1 || port > 65535)
        return example_usage(&many.ex);
    many.host = argv[optind];
    many.path = argv[optind + 2];
    many.last = SIZE_MAX;
    err = load(&many);
    if (!err)
        err = example_resolve(&many.ex, many.host, (uint16_t)port, &addr) ? -EHOSTUNREACH : start(&many, &addr);
    if (!err)
        err = run(&many);
    if (err)
        fprintf(stderr, "many_get: %s; %zu connected, %zu finished of %lu\n", example_error(err), many.connected,
                many.finished, many.count);
    else
        printf("%lu connections at once, %zu bytes, %lu turns\n", many.count, many.copy_bytes, many.turns);
    for (size_t i = 0; i < many.count && many.gets[i].socket; i++)
        toe_close(many.gets[i].socket);
    example_close(&many.ex);
    free(many.copy);
    return err ? 1 : 0;
}
