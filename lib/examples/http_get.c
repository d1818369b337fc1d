/* http_get.c: downloads a URL through the engine. Waits in short steps, so that Ctrl-C is noticed.
 *
 *   http_get [options] URL        HTTP/1.0 GET; the body goes to a file, which is there only once it is whole
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
#include <sys/stat.h>
#include <unistd.h>

#include "common.h"

#define HEAD_MAX   16384
#define STEP_MS    250
#define PATIENCE_S 60 /* without a byte */
#define CONNECT_S  30

struct get {
    struct example ex;
    struct toe_socket *socket;
    char host[256], path[2048];
    uint16_t port;
    const char *url, *file; /* file: where the body goes */
    FILE *out;
    char *part; /* out's name until it is whole; NULL: out is stdout or a device */
    bool bar, told;
    long long length; /* Content-Length, or -1 */
    long long done;
    uint64_t start_us, shown_us;
    struct sha256 hash;
};

/* Says what went wrong, once; what is an errno value and nothing more is said by run. */
static int fail(struct get *get, int err, const char *why)
{
    fprintf(stderr, "%s%s: %s\n", get->shown_us ? "\n" : "", get->url, why); /* below the bar */
    get->told = true;
    return err;
}

/* NULL, or what is wrong with the URL. */
static const char *parse_url(struct get *get, const char *url)
{
    const char *host = url + 7;
    const char *path, *colon;
    unsigned long port = 80;
    size_t length;

    if (strncmp(url, "https://", 8) == 0)
        return "https is not spoken here, only http";
    if (strncmp(url, "http://", 7) != 0)
        return "a URL begins with http://";
    if (strpbrk(url, " \r\n\t"))
        return "a URL has no spaces";
    path = strchr(host, '/');
    length = path ? (size_t)(path - host) : strlen(host);
    if (*host == '[')
        return "the engine has no IPv6";
    if (memchr(host, '@', length))
        return "user names are not sent";
    colon = memchr(host, ':', length);
    if (colon) {
        char text[8] = "";
        size_t digits = length - (size_t)(colon + 1 - host);
        memcpy(text, colon + 1, digits < sizeof text - 1 ? digits : sizeof text - 1);
        if (!example_number(text, 65535, &port) || !port)
            return "a port is a number from 1 to 65535";
        length = (size_t)(colon - host);
    }
    if (length == 0)
        return "the host is missing: http://HOST[:PORT]/PATH";
    if (length >= sizeof get->host || (path && strlen(path) >= sizeof get->path))
        return "too long";
    get->port = (uint16_t)port;
    memcpy(get->host, host, length);
    get->host[length] = '\0';
    strcpy(get->path, path ? path : "/");
    return NULL;
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
    if (last) {
        fputc('\n', stderr);
        get->shown_us = 0;
    }
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

static int connect_to(struct get *get, const struct toe_addr *addr)
{
    struct toe_poll entry = {.socket = get->socket, .events = TOE_POLLOUT};
    int64_t error = 0;
    int err;

    toe_setsockopt(get->socket, TOE_SO_NONBLOCK, 1);
    err = toe_connect(get->socket, addr);
    for (int step = 0; err == -EINPROGRESS && step < CONNECT_S * 1000 / STEP_MS && !example_stop(); step++) {
        int ready = toe_poll(&entry, 1, STEP_MS);
        if (ready < 0)
            err = ready;
        else if (ready > 0)
            err = toe_getsockopt(get->socket, TOE_SO_ERROR, &error) ? -ENODEV : -(int)error;
    }
    if (err == -EINPROGRESS)
        err = example_stop() ? -EINTR : -ETIMEDOUT;
    toe_setsockopt(get->socket, TOE_SO_NONBLOCK, 0);
    return err;
}

/* Reads at most `room` bytes. */
static ssize_t read_some(struct get *get, void *bytes, size_t room)
{
    for (int step = 0; step < PATIENCE_S * 1000 / STEP_MS && !example_stop(); step++) {
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
            return line + 3 + length + strspn(line + 3 + length, " \t");
    return NULL;
}

static int take_body(struct get *get, const void *bytes, size_t count)
{
    sha256_add(&get->hash, bytes, count);
    get->done += (long long)count;
    show_bar(get, false);
    return fwrite(bytes, 1, count, get->out) == count ? 0 : -errno;
}

/* Is this an answer whose body can be taken? Learns its length. */
static int judge_head(struct get *get, const char *head)
{
    const char *field = find_header(head, "Content-Length"), *moved = find_header(head, "Location");
    char why[256];
    char *end;

    if (strncmp(head, "HTTP/1.", 7) != 0)
        return fail(get, -EPROTO, "that is not HTTP");
    if (strncmp(head + 8, " 200", 4) != 0) {
        snprintf(why, sizeof why, "the server says: %.*s%s%.*s", (int)strcspn(head, "\r\n"), head,
                 moved ? "; it is at " : "", moved ? (int)strcspn(moved, "\r\n") : 0, moved ? moved : "");
        return fail(get, -EPROTO, why);
    }
    if (find_header(head, "Transfer-Encoding"))
        return fail(get, -EPROTO, "the server sends chunks, which HTTP/1.0 has not");
    get->length = -1;
    if (field) {
        errno = 0;
        get->length = strtoll(field, &end, 10);
        if (errno || end == field || get->length < 0 || *end != '\r')
            return fail(get, -EPROTO, "the answer's Content-Length is not a number");
    }
    return 0;
}

/* Reads the status line and the fields; what follows them in the buffer is already body. */
static int read_head(struct get *get)
{
    char head[HEAD_MAX + 1];
    size_t have = 0;
    char *end = NULL;
    int err;

    while (!end) {
        ssize_t n = have < HEAD_MAX ? read_some(get, head + have, HEAD_MAX - have) : -EMSGSIZE;
        if (n == -EMSGSIZE)
            return fail(get, (int)n, "the head of the answer is too long");
        if (n <= 0)
            return n < 0 ? (int)n : fail(get, -EPROTO, "the server ended without an answer");
        have += (size_t)n;
        head[have] = '\0';
        end = strstr(head, "\r\n\r\n");
    }
    end[2] = '\0';
    err = judge_head(get, head);
    if (err)
        return err;
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
        char why[80];
        snprintf(why, sizeof why, "%lld of %lld bytes came", get->done, get->length);
        return fail(get, -EPROTO, why);
    }
    return 0;
}

/* A file that is there already stays as it is until the new one is whole; a device is written at once. */
static int open_out(struct get *get)
{
    struct stat st;
    size_t room = strlen(get->file) + sizeof ".part";

    if (strcmp(get->file, "-") == 0) {
        get->out = stdout;
        return 0;
    }
    if (stat(get->file, &st) == 0 && !S_ISREG(st.st_mode)) {
        get->out = fopen(get->file, "wb");
        return get->out ? 0 : -errno;
    }
    get->part = malloc(room);
    if (!get->part)
        return -ENOMEM;
    snprintf(get->part, room, "%s.part", get->file);
    get->out = fopen(get->part, "wb");
    if (!get->out) {
        int err = -errno;
        free(get->part);
        get->part = NULL;
        return err;
    }
    return 0;
}

/* Ends the file: whole, or not there. */
static int close_out(struct get *get, int err)
{
    if (get->out && get->out != stdout && fclose(get->out) != 0 && !err)
        err = -errno;
    if (get->part && !err && rename(get->part, get->file) != 0)
        err = -errno;
    if (get->part && err)
        remove(get->part);
    free(get->part);
    return err;
}

static int download(struct get *get)
{
    struct toe_addr addr;
    char text[TOE_ADDR_TEXT_BYTES], words[TOE_INFO_WORDS_BYTES], why[TOE_ADDR_TEXT_BYTES + TOE_INFO_WORDS_BYTES + 16];
    int err;

    if (example_resolve(&get->ex, get->host, get->port, &addr)) {
        get->told = true;
        return -EHOSTUNREACH;
    }
    err = toe_socket(get->ex.dev, &get->socket);
    if (err)
        return err;
    err = connect_to(get, &addr);
    if (err) {
        snprintf(why, sizeof why, "connect to %s: %s", toe_addr_format(&addr, text),
                 example_why(get->socket, err, words));
        return fail(get, err, why);
    }
    toe_setsockopt(get->socket, TOE_SO_RCVTIMEO, STEP_MS);
    get->start_us = example_wall_us();
    err = send_request(get);
    if (!err)
        err = read_head(get);
    if (!err)
        err = read_body(get);
    if (!err && fflush(get->out) != 0)
        err = -errno;
    return err;
}

static const char usage[] = "usage: http_get [-o FILE] [-c SHA256] [-r] [device options] http://HOST[:PORT]/PATH\n"
                            "  -o FILE    where the body goes (default: the last part of PATH; - for stdout)\n"
                            "  -c SHA256  the body must have this hash\n"
                            "  -r         report counters and times\n";

static bool is_sha256(const char *text)
{
    return strlen(text) == 64 && strspn(text, "0123456789abcdefABCDEF") == 64;
}

/* The URL's last part, or index.html. */
static const char *file_of(const struct get *get)
{
    const char *slash = strrchr(get->path, '/');

    return slash && slash[1] ? slash + 1 : "index.html";
}

static int run(struct get *get, const char *check)
{
    char hex[65], why[200];
    int err = open_out(get);

    if (err) {
        fprintf(stderr, "%s: %s\n", get->file, example_error(err));
        return err;
    }
    sha256_start(&get->hash);
    err = download(get);
    sha256_end(&get->hash, hex);
    if (!err && check && strcasecmp(check, hex) != 0) {
        snprintf(why, sizeof why, "the sha256 is %s, not %s", hex, check);
        err = fail(get, -EBADMSG, why);
    }
    err = close_out(get, err);
    if (err && !get->told)
        fail(get, err, example_error(err));
    else if (!err && strcmp(get->file, "-") != 0)
        printf("%s %lld bytes, %.2f s, sha256 %s\n", get->file, get->done,
               (double)(example_wall_us() - get->start_us) / 1e6, hex);
    return err;
}

int main(int argc, char **argv)
{
    static struct get get;
    const char *check = NULL, *why = NULL;
    bool report = false;
    int option, err;

    example_open(&get.ex, usage, &argc, argv);
    while ((option = getopt(argc, argv, "o:c:r")) != -1) {
        if (option == 'o')
            get.file = optarg;
        else if (option == 'c')
            check = optarg;
        else if (option == 'r')
            report = true;
        else
            return example_usage(&get.ex);
    }
    if (optind + 1 != argc)
        return example_usage(&get.ex);
    get.url = argv[optind];
    why = parse_url(&get, get.url);
    if (why || (check && !is_sha256(check))) {
        fprintf(stderr, "%s: %s\n", why ? get.url : check, why ? why : "a SHA-256 has 64 hexadecimal digits");
        example_close(&get.ex);
        return EXAMPLE_USAGE;
    }
    if (!get.file)
        get.file = file_of(&get);
    get.bar = isatty(STDERR_FILENO);
    err = run(&get, check);
    if (report)
        example_report(&get.ex);
    if (get.socket)
        toe_close(get.socket);
    example_close(&get.ex);
    return err ? 1 : 0;
}
