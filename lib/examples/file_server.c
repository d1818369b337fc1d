/* file_server.c: an HTTP/1.1 server for one file, on non-blocking sockets and toe_poll. GET gives the file, PUT and POST
 * store what comes; unmodified clients (curl) use it.
 *
 *   file_server [-p PORT] [-b BACKLOG] [-u UPLOAD] [-n REQUESTS] [-r] [device options] FILE
 *     -u    where an upload goes; without it uploads are refused
 *     -n    ends after so many requests; default: at Ctrl-C
 *     -r    report counters and times at the end
 *
 * A request, from its first byte to toe_close:
 *
 *   HEAD --GET--> REPLY (head) --> FILE (body) --> DRAIN (FIN sent, until the client's) --> closed
 *     |                                ^             ^
 *     +--PUT--> UPLOAD --all came------|--> REPLY ---+
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"

#define CLIENTS_MAX 512
#define HEAD_MAX    8192

enum phase { HEAD, UPLOAD, REPLY, BODY, DRAIN };

struct client {
    struct toe_socket *socket;
    enum phase phase;
    char head[HEAD_MAX + 1];
    size_t head_bytes;
    char reply[512];
    size_t reply_bytes, reply_sent;
    bool file_follows;
    size_t file_sent;
    long long upload_left;
    FILE *upload;
    char upload_name[4096 + 32]; /* while it is not whole */
    struct sha256 hash;
};

struct server {
    struct example ex;
    const uint8_t *file;
    size_t file_bytes;
    const char *upload;
    unsigned long served, next_upload;
    struct client *clients[CLIENTS_MAX];
    struct toe_poll entries[1 + CLIENTS_MAX]; /* the listener, then clients[i] at i + 1 */
    size_t count;
};

/* ------------------------------------------------------------------------------------------------ one request */

static void reply(struct client *client, const char *status, const char *type, size_t bytes)
{
    int n = snprintf(client->reply, sizeof client->reply,
                     "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n", status,
                     type, bytes);

    client->reply_bytes = (size_t)n;
    client->reply_sent = 0;
    client->phase = REPLY;
}

static const char *find_header(const char *head, const char *name)
{
    size_t length = strlen(name);

    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':')
            return line + 3 + length + strspn(line + 3 + length, " ");
    return NULL;
}

static void upload_done(struct server *server, struct client *client)
{
    char hex[65], body[80];
    int n;
    bool stored = fclose(client->upload) == 0 && rename(client->upload_name, server->upload) == 0;

    client->upload = NULL;
    if (!stored) {
        remove(client->upload_name);
        reply(client, "500 Internal Server Error", "text/plain", 0);
        return;
    }
    sha256_end(&client->hash, hex);
    printf("stored %s sha256 %s\n", server->upload, hex);
    n = snprintf(body, sizeof body, "%s\n", hex);
    reply(client, "201 Created", "text/plain", (size_t)n);
    memcpy(client->reply + client->reply_bytes, body, (size_t)n); /* the reply has room for both */
    client->reply_bytes += (size_t)n;
}

static void take_upload(struct server *server, struct client *client, const void *bytes, size_t count)
{
    if ((long long)count > client->upload_left)
        count = (size_t)client->upload_left;
    sha256_add(&client->hash, bytes, count);
    client->upload_left -= (long long)count;
    if (fwrite(bytes, 1, count, client->upload) != count) {
        fclose(client->upload);
        client->upload = NULL;
        remove(client->upload_name);
        reply(client, "507 Insufficient Storage", "text/plain", 0);
    } else if (client->upload_left == 0) {
        upload_done(server, client);
    }
}

static void start_upload(struct server *server, struct client *client)
{
    const char *length = find_header(client->head, "Content-Length");
    const char *expect = find_header(client->head, "Expect");

    client->upload_left = length ? strtoll(length, NULL, 10) : -1;
    if (!server->upload || client->upload_left < 0) {
        reply(client, server->upload ? "411 Length Required" : "403 Forbidden", "text/plain", 0);
        return;
    }
    snprintf(client->upload_name, sizeof client->upload_name, "%s.part%lu", server->upload, server->next_upload++);
    client->upload = fopen(client->upload_name, "wb");
    if (!client->upload) {
        reply(client, "500 Internal Server Error", "text/plain", 0);
        return;
    }
    sha256_start(&client->hash);
    client->phase = UPLOAD;
    if (expect && strncasecmp(expect, "100-continue", 12) == 0)
        toe_send(client->socket, "HTTP/1.1 100 Continue\r\n\r\n", 25, 0); /* the first bytes: they fit */
}

static void take_request(struct server *server, struct client *client, char *end)
{
    size_t rest = client->head_bytes - (size_t)(end + 4 - client->head);

    end[2] = '\0';
    if (strncmp(client->head, "GET ", 4) == 0 || strncmp(client->head, "HEAD ", 5) == 0) {
        client->file_follows = client->head[0] == 'G';
        reply(client, "200 OK", "application/octet-stream", server->file_bytes);
    } else if (strncmp(client->head, "PUT ", 4) == 0 || strncmp(client->head, "POST ", 5) == 0) {
        start_upload(server, client);
        if (client->phase == UPLOAD)
            take_upload(server, client, end + 4, rest);
    } else {
        reply(client, "405 Method Not Allowed", "text/plain", 0);
    }
}

/* Takes what came. Negative: the connection is over. */
static int receive(struct server *server, struct client *client)
{
    const void *bytes;
    ssize_t n = toe_rx_peek(client->socket, &bytes);
    size_t take = n > 0 ? (size_t)n : 0;

    if (n == -EAGAIN)
        return 0;
    if (n <= 0)
        return n < 0 || client->phase <= UPLOAD || client->phase == DRAIN ? -ECONNRESET : 0;
    if (client->phase == HEAD) {
        char *end;
        if (take > HEAD_MAX - client->head_bytes)
            take = HEAD_MAX - client->head_bytes;
        memcpy(client->head + client->head_bytes, bytes, take);
        client->head_bytes += take;
        client->head[client->head_bytes] = '\0';
        toe_rx_consume(client->socket, take);
        end = strstr(client->head, "\r\n\r\n");
        if (end)
            take_request(server, client, end);
        else if (client->head_bytes == HEAD_MAX)
            reply(client, "431 Request Header Fields Too Large", "text/plain", 0);
        return 0;
    }
    if (client->phase == UPLOAD)
        take_upload(server, client, bytes, take);
    toe_rx_consume(client->socket, take);
    return 0;
}

/* Sends what is due. Negative: the connection is over. */
static int transmit(struct server *server, struct client *client)
{
    while (client->phase == REPLY || client->phase == BODY) {
        bool head = client->phase == REPLY;
        const void *from = head ? (const void *)(client->reply + client->reply_sent) : server->file + client->file_sent;
        size_t left = head ? client->reply_bytes - client->reply_sent : server->file_bytes - client->file_sent;
        ssize_t n = left ? toe_send(client->socket, from, left, head && client->file_follows ? TOE_MSG_MORE : 0) : 0;

        if (n < 0)
            return n == -EAGAIN ? 0 : (int)n;
        *(head ? &client->reply_sent : &client->file_sent) += (size_t)n;
        if ((size_t)n < left)
            continue;
        if (head && client->file_follows) {
            client->phase = BODY;
            continue;
        }
        client->phase = DRAIN;
        server->served++;
        return toe_shutdown(client->socket, TOE_SHUT_WR);
    }
    return 0;
}

/* ------------------------------------------------------------------------------------------------ the loop */

static void drop_client(struct server *server, size_t i)
{
    struct client *client = server->clients[i];

    if (client->upload) {
        fclose(client->upload);
        remove(client->upload_name);
    }
    toe_close(client->socket);
    free(client);
    server->count--;
    server->clients[i] = server->clients[server->count];
    server->entries[i + 1] = server->entries[server->count + 1];
}

static void take_clients(struct server *server)
{
    struct toe_socket *socket;

    while (server->count < CLIENTS_MAX && toe_accept(server->entries[0].socket, &socket, NULL) == 0) {
        struct client *client = calloc(1, sizeof *client);
        if (!client) {
            toe_close(socket);
            return;
        }
        toe_setsockopt(socket, TOE_SO_NONBLOCK, 1);
        client->socket = socket;
        server->clients[server->count] = client;
        server->entries[++server->count] = (struct toe_poll){.socket = socket, .events = TOE_POLLIN};
    }
}

static int serve(struct server *server, unsigned long limit)
{
    while (!example_stop() && (!limit || server->served < limit || server->count > 0)) {
        int ready = toe_poll(server->entries, server->count + 1, 200);
        if (ready < 0)
            return ready;
        if (server->entries[0].revents & TOE_POLLERR)
            return -ENODEV;
        for (size_t i = server->count; i-- > 0;) {
            struct client *client = server->clients[i];
            int err = 0;
            if (!server->entries[i + 1].revents)
                continue;
            if (server->entries[i + 1].revents & (TOE_POLLIN | TOE_POLLERR))
                err = receive(server, client);
            if (!err)
                err = transmit(server, client);
            if (err < 0)
                drop_client(server, i);
            else
                server->entries[i + 1].events =
                    client->phase == REPLY || client->phase == BODY ? TOE_POLLOUT : TOE_POLLIN;
        }
        take_clients(server);
    }
    return 0;
}

static int start(struct server *server, uint16_t port, int backlog, const char *file)
{
    struct toe_socket *listener;
    struct stat st;
    int fd = open(file, O_RDONLY | O_CLOEXEC);
    int err = fd < 0 || fstat(fd, &st) < 0 ? -errno : 0;

    if (!err && st.st_size > 0) {
        void *map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED)
            err = -errno;
        server->file = map;
        server->file_bytes = (size_t)st.st_size;
    }
    if (fd >= 0)
        close(fd);
    if (err) {
        fprintf(stderr, "%s: %s\n", file, example_error(err));
        return err;
    }
    err = toe_socket(server->ex.dev, &listener);
    if (!err)
        err = toe_bind(listener, &(struct toe_addr){0, port});
    if (!err)
        err = toe_listen(listener, backlog);
    if (!err)
        err = toe_setsockopt(listener, TOE_SO_NONBLOCK, 1);
    if (err) {
        fprintf(stderr, "port %u: %s\n", (unsigned)port, example_error(err));
        return err;
    }
    server->entries[0] = (struct toe_poll){.socket = listener, .events = TOE_POLLIN};
    printf("listening on port %u\n", (unsigned)port);
    fflush(stdout);
    return 0;
}

static const char usage[] =
    "usage: file_server [-p PORT] [-b BACKLOG] [-u UPLOAD] [-n REQUESTS] [-r] [device options] FILE\n";

int main(int argc, char **argv)
{
    static struct server server;
    unsigned long limit = 0, port = 80, backlog = 16;
    bool report = false, bad = false;
    int option, err;

    example_open(&server.ex, usage, &argc, argv);
    while ((option = getopt(argc, argv, "p:b:u:n:r")) != -1) {
        switch (option) {
        case 'p':
            bad |= !example_number(optarg, 65535, &port) || !port;
            break;
        case 'b':
            bad |= !example_number(optarg, INT_MAX, &backlog) || !backlog;
            break;
        case 'u':
            server.upload = optarg;
            bad |= strlen(optarg) > 4096;
            break;
        case 'n':
            bad |= !example_number(optarg, ULONG_MAX, &limit);
            break;
        case 'r':
            report = true;
            break;
        default:
            bad = true;
        }
    }
    if (bad || optind + 1 != argc)
        return example_usage(&server.ex);
    err = start(&server, (uint16_t)port, (int)backlog, argv[optind]);
    if (!err) {
        err = serve(&server, limit);
        if (err)
            fprintf(stderr, "file_server: %s\n", example_error(err));
    }
    while (server.count > 0)
        drop_client(&server, 0);
    if (report)
        example_report(&server.ex);
    example_close(&server.ex);
    if (server.file)
        munmap((void *)(uintptr_t)server.file, server.file_bytes);
    return err ? 1 : 0;
}
