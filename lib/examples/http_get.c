/* http_get.c: downloads a URL through the engine. Blocking calls of toe.h only.
 *
 *   http_get [options] URL        HTTP/1.0 GET; the body goes to a file
 *     -o FILE        default: the last part of the URL's path, or index.html; - for stdout
 *     -c SHA256      the body's hash must be this one
 *     -r             report counters and times
 *
 * Exit status: 0 all of it arrived (and the hash is right), 1 not, 2 usage.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "common.h"

#define HEAD_MAX 16384

struct get {
    struct example ex;
    struct toe_socket *socket;
    char host[256], path[2048];
    uint16_t port;
    const char *file; /* where the body goes */
    FILE *out;
    bool created; /* out is a file of ours, to be removed if this fails */
    bool bar;
    long long length; /* Content-Length, or -1 */
    long long done;
    uint64_t start_us, shown_us;
    struct sha256 hash;
};

static int parse_url(struct get *get, const char *url)
{
    const char *host = strncmp(url, "http://", 7) == 0 ? url + 7 : NULL;
    const char *path, *colon;
    size_t length;

    if (!host)
        return -1;
    path = strchr(host, '/');
    length = path ? (size_t)(path - host) : strlen(host);
    colon = memchr(host, ':', length);
    get->port = 80;
    if (colon) {
        char *end;
        unsigned long port = strtoul(colon + 1, &end, 10);
        if (end != host + length || end == colon + 1 || port == 0 || port > 65535)
            return -1;
        get->port = (uint16_t)port;
        length = (size_t)(colon - host);
    }
    if (length == 0 || length >= sizeof get->host || (path && strlen(path) >= sizeof get->path) ||
        strpbrk(url, " \r\n\t"))
        return -1;
    memcpy(get->host, host, length);
    get->host[length] = '\0';
    strcpy(get->path, path ? path : "/");
    return 0;
}

static void show_bar(struct get *get, bool last)
{
    uint64_t now = example_wall_us();
    double seconds = (double)(now - get->start_us) / 1e6;
    int width = 40, full = get->length > 0 ? (int)(get->done * width / get->length) : 0;

    if (!get->bar || (!last && now - get->shown_us < 100000))
        return;
    get->shown_us = now;
    fprintf(stderr, "\r[%.*s%*s] %7.1f KiB  %6.2f Mb/s ", full, "########################################",
            width - full, "", (double)get->done / 1024, seconds > 0 ? (double)get->done * 8 / seconds / 1e6 : 0.0);
    if (last)
        fputc('\n', stderr);
}

static int send_request(struct get *get)
{
    char request[4096];
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.0\r\nHost: %s:%u\r\nUser-Agent: opentoe\r\nAccept: */*\r\n\r\n", get->path,
                          get->host, (unsigned)get->port);
    ssize_t n;

    if (length < 0 || (size_t)length >= sizeof request)
        return -EMSGSIZE;
    n = toe_send(get->socket, request, (size_t)length, 0);
    return n < 0 ? (int)n : n == length ? 0 : -ETIMEDOUT;
}

/* Reads at most `room` bytes, waiting in short steps so that Ctrl-C is noticed; a minute without a byte is too long. */
static ssize_t read_some(struct get *get, void *bytes, size_t room)
{
    for (int step = 0; step < 240 && !example_stop(); step++) {
        ssize_t n = toe_recv(get->socket, bytes, room, 0);
        if (n != -EAGAIN)
            return n;
    }
    return example_stop() ? -EINTR : -ETIMEDOUT;
}

static const char *find_header(const char *head, const char *name)
{
    size_t length = strlen(name);

    for (const char *line = strstr(head, "\r\n"); line; line = strstr(line + 2, "\r\n"))
        if (strncasecmp(line + 2, name, length) == 0 && line[2 + length] == ':')
            return line + 3 + length;
    return NULL;
}

static int take_body(struct get *get, const void *bytes, size_t count)
{
    sha256_add(&get->hash, bytes, count);
    get->done += (long long)count;
    show_bar(get, false);
    return fwrite(bytes, 1, count, get->out) == count ? 0 : -errno;
}

/* Reads the status line and the fields; what follows them in the buffer is already body. */
static int read_head(struct get *get)
{
    char head[HEAD_MAX + 1];
    size_t have = 0;
    const char *field;
    char *end = NULL;

    while (!end) {
        ssize_t n = have < HEAD_MAX ? read_some(get, head + have, HEAD_MAX - have) : -EMSGSIZE;
        if (n <= 0)
            return n < 0 ? (int)n : -EPROTO;
        have += (size_t)n;
        head[have] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    end[2] = '\0';
    if (strncmp(head, "HTTP/1.", 7) != 0 || strncmp(head + 8, " 200", 4) != 0) {
        fprintf(stderr, "server: %.*s\n", (int)strcspn(head, "\r\n"), head);
        return -EPROTO;
    }
    field = find_header(head, "Content-Length");
    get->length = field ? strtoll(field, NULL, 10) : -1;
    end += 4;
    return take_body(get, end, have - (size_t)(end - head));
}

static int read_body(struct get *get)
{
    static char buffer[65536];

    while (get->length < 0 || get->done < get->length) {
        ssize_t n = read_some(get, buffer, sizeof buffer);
        int err;
        if (n < 0)
            return (int)n;
        if (n == 0)
            break;
        err = take_body(get, buffer, (size_t)n);
        if (err)
            return err;
    }
    show_bar(get, true);
    if (get->length >= 0 && get->done != get->length) {
        fprintf(stderr, "%lld of %lld bytes came\n", get->done, get->length);
        return -EPROTO;
    }
    return 0;
}

static int open_out(struct get *get)
{
    if (strcmp(get->file, "-") == 0) {
        get->out = stdout;
        return 0;
    }
    get->out = fopen(get->file, "wb");
    get->created = get->out != NULL;
    return get->out ? 0 : -errno;
}

static int download(struct get *get)
{
    struct toe_addr addr;
    char text[TOE_ADDR_TEXT_BYTES];
    int err;

    if (example_resolve(&get->ex, get->host, get->port, &addr))
        return -EHOSTUNREACH;
    err = toe_socket(get->ex.dev, &get->socket);
    if (err)
        return err;
    toe_setsockopt(get->socket, TOE_SO_CONNTIMEO, 30000);
    err = toe_connect(get->socket, &addr);
    if (err) {
        fprintf(stderr, "connect to %s: %s\n", toe_addr_format(&addr, text), example_error(err));
        return err;
    }
    toe_setsockopt(get->socket, TOE_SO_RCVTIMEO, 250);
    get->start_us = example_wall_us();
    err = send_request(get);
    if (!err)
        err = open_out(get);
    if (!err)
        err = read_head(get);
    if (!err)
        err = read_body(get);
    if (get->out && fflush(get->out) != 0 && !err)
        err = -errno;
    return err;
}

static int usage(void)
{
    fprintf(stderr,
            "usage: http_get [-o FILE] [-c SHA256] [-r] [device options] http://HOST[:PORT]/PATH\n"
            "  -o FILE    where the body goes (default: the last part of PATH; - for stdout)\n"
            "  -c SHA256  the body must have this hash\n"
            "  -r         report counters and times\n%s",
            example_options);
    return 2;
}

int main(int argc, char **argv)
{
    static struct get get;
    const char *check = NULL, *slash;
    bool report = false;
    char hex[65];
    int option, err;

    if (argc > 1 && strcmp(argv[1], "--help") == 0)
        return usage(), 0;
    if (example_open(&get.ex, &argc, argv))
        return 1;
    while ((option = getopt(argc, argv, "o:c:r")) != -1) {
        if (option == 'o')
            get.file = optarg;
        else if (option == 'c')
            check = optarg;
        else if (option == 'r')
            report = true;
        else
            goto bad_usage;
    }
    if (optind + 1 != argc || parse_url(&get, argv[optind]))
        goto bad_usage;
    slash = strrchr(get.path, '/');
    if (!get.file)
        get.file = slash && slash[1] ? slash + 1 : "index.html";
    get.bar = isatty(STDERR_FILENO);
    sha256_start(&get.hash);
    err = download(&get);
    sha256_end(&get.hash, hex);
    if (!err && check && strcasecmp(check, hex) != 0) {
        fprintf(stderr, "sha256 is %s, not %s\n", hex, check);
        err = -EBADMSG;
    }
    if (err)
        fprintf(stderr, "%s: %s\n", argv[optind], example_error(err));
    else if (get.out != stdout)
        printf("%s %lld bytes, %.2f s, sha256 %s\n", get.file, get.done,
               (double)(example_wall_us() - get.start_us) / 1e6, hex);
    if (report)
        example_report(&get.ex);
    if (get.socket)
        toe_close(get.socket);
    example_close(&get.ex);
    if (get.created)
        fclose(get.out);
    if (err && get.created)
        remove(get.file);
    return err ? 1 : 0;
bad_usage:
    example_close(&get.ex);
    return usage();
}
