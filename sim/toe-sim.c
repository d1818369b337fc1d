/* toe-sim: the simulated engine as a process of its own. The host link is an AF_UNIX stream socket (a closed connection
 * is a link reset), the wire a port of the user's choice. Runs under the real clock until SIGINT or SIGTERM. */
#include "toe_sim.h"
#include "waves.h"

#include <errno.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define CYCLES_PER_TURN 20000 /* about 10 ms: how long signals and the link socket may wait while the engine is busy */
#define LINK_BYTES      65536
#define EXIT_USAGE      2
#define MAX_FORWARDS    16

struct options {
    const char *link, *wire, *filter;
    struct toe_wire_slirp_forward forwards[MAX_FORWARDS];
    size_t forward_count;
    struct toe_impair_list impair;
    struct toe_sim_config config;
    bool print_trace;
};

struct server {
    struct toe_sim *sim;
    int signals, listener, client;
    const char *path; /* of the link socket, once it is ours to remove */
    uint8_t out[LINK_BYTES];
    size_t out_at, out_len; /* read from the engine, not yet taken by the client */
};

static const char usage[] =
    "usage: toe-sim --link SOCKET [--wire WIRE] [options]\n"
    "  --link SOCKET        host link: an AF_UNIX stream socket that is made here\n"
    "  --wire none          frames vanish (default)\n"
    "         tap[:NAME]    a TAP device of this network namespace\n"
    "         slirp         user-mode network 10.0.2.0/24, no privileges\n"
    "         seqpacket:PATH, seqpacket-connect:PATH\n"
    "                       AF_UNIX SEQPACKET, one frame a packet; listens, or connects\n"
    "         pcap:FILE     the frames of a capture, at their recorded times\n"
    "  --filter EXPRESSION  pcap: only these frames, in tcpdump's words, e.g. 'ether dst 02:00:00:00:00:02'\n"
    "  --forward HOST:PORT  slirp: TCP port HOST of 127.0.0.1 reaches PORT of 10.0.2.15; may be repeated\n"
    "  --loss PERCENT       frames lost at random in each direction, e.g. 1%\n"
    "  --impair IMPAIRMENTS a bad network, see below; may be repeated; its counts are printed at the end\n"
    "  --seed N             of the impairments and of what memories hold before they are written (default 1)\n"
    "  --pcap FILE          capture of every frame, pcapng\n"
    "  --fst FILE           waveform\n"
    "  --fst-when PART      ... of FROM-UNTIL in microseconds, or from each decision NAME[+MICROSECONDS] on: a reason "
    "or\n"
    "                       state of --trace, as in FastRetransmit+200, StTimeWait\n"
    "  --trace              print every decision of the engine\n"
    "  --data-bytes N --conns N   which engine (default 8 and 1024)\n" TOE_IMPAIR_HELP;

/* ---- command line ---------------------------------------------------------------------------------------------- */

static bool parse_number(const char *text, uint64_t most, uint64_t *out)
{
    char *end = NULL;

    errno = 0;
    *out = strtoull(text, &end, 0);
    return !errno && end != text && !*end && text[0] != '-' && *out <= most;
}

static bool parse_forward(const char *text, struct toe_wire_slirp_forward *forward)
{
    unsigned host, guest;
    char rest;

    if (sscanf(text, "%5u:%5u%c", &host, &guest, &rest) != 2 || !host || host > 65535 || !guest || guest > 65535)
        return false;
    forward->host_port = (uint16_t)host;
    forward->guest_port = (uint16_t)guest;
    return true;
}

static int bad_value(const char *option, const char *value, const char *wanted)
{
    fprintf(stderr, "toe-sim: %s %s: expected %s\n", option, value, wanted);
    return EXIT_USAGE;
}

static int parse_impair(struct options *o, const char *option, const char *format, const char *value)
{
    char text[256], why[160];

    if ((size_t)snprintf(text, sizeof text, format, value) >= sizeof text)
        return bad_value(option, value, "less text");
    if (!toe_impair_parse(&o->impair, text, why, sizeof why))
        return 0;
    fprintf(stderr, "toe-sim: %s %s: %s\n", option, value, why);
    return EXIT_USAGE;
}

static int parse_option(struct options *o, int option, const char *value)
{
    uint64_t n = 0;

    switch (option) {
    case 'l':
        o->link = value;
        return 0;
    case 'w':
        o->wire = value;
        return 0;
    case 'f':
        if (o->forward_count == MAX_FORWARDS || !parse_forward(value, &o->forwards[o->forward_count]))
            return bad_value("--forward", value, "HOST:PORT, two port numbers (at most 16 times)");
        o->forward_count++;
        return 0;
    case 'x':
        o->filter = value;
        return 0;
    case 'o':
        return parse_impair(o, "--loss", "loss=%s", value);
    case 'i':
        return parse_impair(o, "--impair", "%s", value);
    case 's':
        if (!parse_number(value, UINT64_MAX, &o->config.seed))
            return bad_value("--seed", value, "a number");
        return 0;
    case 'p':
        o->config.pcapng_path = value;
        return 0;
    case 'F':
        o->config.fst_path = value;
        return 0;
    case 'W':
        if (waves_parse(&(struct waves){0}, value))
            return bad_value("--fst-when", value, "FROM-UNTIL, or NAME[+MICROSECONDS] of a reason or a state");
        o->config.fst_when = value;
        return 0;
    case 't':
        o->print_trace = true;
        return 0;
    case 'd':
    case 'c':
        if (!parse_number(value, 65536, &n) || !n)
            return bad_value(option == 'd' ? "--data-bytes" : "--conns", value, "a number from 1 to 65536");
        *(option == 'd' ? &o->config.data_bytes : &o->config.conns) = (unsigned)n;
        return 0;
    default:
        fprintf(stderr, "toe-sim --help lists the options.\n");
        return EXIT_USAGE;
    }
}

/* 0, an exit status, or -1: help was asked for. */
static int parse_options(int argc, char **argv, struct options *o)
{
    static const struct option names[] = {
        {"link", required_argument, NULL, 'l'},
        {"wire", required_argument, NULL, 'w'},
        {"forward", required_argument, NULL, 'f'},
        {"filter", required_argument, NULL, 'x'},
        {"loss", required_argument, NULL, 'o'},
        {"impair", required_argument, NULL, 'i'},
        {"seed", required_argument, NULL, 's'},
        {"pcap", required_argument, NULL, 'p'},
        {"fst", required_argument, NULL, 'F'},
        {"fst-when", required_argument, NULL, 'W'},
        {"trace", no_argument, NULL, 't'},
        {"data-bytes", required_argument, NULL, 'd'},
        {"conns", required_argument, NULL, 'c'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    int option;

    while ((option = getopt_long(argc, argv, "h", names, NULL)) != -1) {
        int rc = option == 'h' ? -1 : parse_option(o, option, optarg);
        if (rc)
            return rc;
    }
    if (optind < argc) {
        fprintf(stderr, "toe-sim: what is %s? toe-sim --help lists the options.\n", argv[optind]);
        return EXIT_USAGE;
    }
    if (!o->link) {
        fprintf(stderr, "toe-sim: --link SOCKET is missing: the host needs a way to the engine.\n");
        return EXIT_USAGE;
    }
    if (o->filter && strncmp(o->wire, "pcap:", 5) != 0) {
        fprintf(stderr, "toe-sim: --filter needs --wire pcap:FILE.\n");
        return EXIT_USAGE;
    }
    if (o->forward_count && strcmp(o->wire, "slirp") != 0) {
        fprintf(stderr, "toe-sim: --forward needs --wire slirp.\n");
        return EXIT_USAGE;
    }
    return 0;
}

/* ---- making everything ----------------------------------------------------------------------------------------- */

static const char *wire_advice(const char *wire, int rc)
{
    if (strncmp(wire, "tap", 3) == 0 && (rc == -EPERM || rc == -EACCES))
        return "; run it under `unshare -Urn`, as root, or use --wire slirp";
    if (strncmp(wire, "tap", 3) == 0 && rc == -EINVAL)
        return "; the name of a device has 1 to 15 characters";
    if (strncmp(wire, "tap", 3) == 0 && (rc == -ENOENT || rc == -ENODEV))
        return "; the kernel has no TUN/TAP driver here (modprobe tun), or use --wire slirp";
    if (rc == -EADDRINUSE)
        return "; remove the file, or stop the process that uses it";
    return "";
}

/* The wire alone: 0 with NULL for none, or an exit status. */
static int make_port(const struct options *o, struct toe_wire **wire)
{
    const char *w = o->wire;
    char why[256] = "";
    int rc;

    if (strcmp(w, "none") == 0)
        return 0;
    if (strcmp(w, "tap") == 0)
        rc = toe_wire_tap(NULL, NULL, wire);
    else if (strncmp(w, "tap:", 4) == 0)
        rc = toe_wire_tap(w + 4, NULL, wire);
    else if (strcmp(w, "slirp") == 0)
        rc = toe_wire_slirp(o->forwards, o->forward_count, wire);
    else if (strncmp(w, "seqpacket:", 10) == 0)
        rc = toe_wire_seqpacket_listen(w + 10, wire);
    else if (strncmp(w, "seqpacket-connect:", 18) == 0)
        rc = toe_wire_seqpacket_connect(w + 18, wire);
    else if (strncmp(w, "pcap:", 5) == 0)
        rc = toe_wire_pcap(w + 5, o->filter, why, sizeof why, wire);
    else
        return bad_value("--wire", w, "none, tap[:NAME], slirp, seqpacket:PATH, seqpacket-connect:PATH or pcap:FILE");
    if (rc) {
        fprintf(stderr, "toe-sim: --wire %s: %s%s\n", w, *why ? why : strerror(-rc), wire_advice(w, rc));
        return EXIT_FAILURE;
    }
    if (strncmp(w, "tap", 3) == 0)
        printf("toe-sim: TAP device %s\n", toe_wire_tap_name(*wire));
    return 0;
}

static int make_wire(const struct options *o, struct toe_sim *sim)
{
    struct toe_wire *wire = NULL;
    int status = make_port(o, &wire), rc;

    if (status || !wire)
        return status;
    rc = toe_wire_impair_all(wire, &o->impair, o->config.seed, &wire);
    if (rc) {
        wire->ops->close(wire);
        fprintf(stderr, "toe-sim: --impair: %s\n", strerror(-rc));
        return EXIT_FAILURE;
    }
    toe_sim_wire_attach(sim, wire);
    return 0;
}

static int make_sim(const struct options *o, struct toe_sim **sim)
{
    struct toe_sim_model_info models[16];
    size_t n = toe_sim_models(models, 16);
    int rc = toe_sim_create(&o->config, sim);

    if (!rc)
        return 0;
    if (rc == -ENOTSUP) {
        fprintf(stderr, "toe-sim: this build has no such engine%s; it has (--data-bytes, --conns):",
                o->config.fst_path ? ", or was built without waveforms (TOE_WAVES)" : "");
        for (size_t i = 0; i < n && i < 16; i++)
            fprintf(stderr, " %u,%u", models[i].data_bytes, models[i].conns);
        fprintf(stderr, "\n");
        return EXIT_USAGE;
    }
    if (o->config.pcapng_path && o->config.fst_path)
        fprintf(stderr, "toe-sim: --pcap %s or --fst %s: %s\n", o->config.pcapng_path, o->config.fst_path,
                strerror(-rc));
    else if (o->config.pcapng_path || o->config.fst_path)
        fprintf(stderr, "toe-sim: %s: %s\n", o->config.pcapng_path ? o->config.pcapng_path : o->config.fst_path,
                strerror(-rc));
    else
        fprintf(stderr, "toe-sim: cannot make the engine: %s\n", strerror(-rc));
    return EXIT_FAILURE;
}

/* A socket file whose owner was killed refuses connections; it may go. */
static bool remove_stale(const struct sockaddr_un *address)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    struct stat st;
    bool stale = fd >= 0 && lstat(address->sun_path, &st) == 0 && S_ISSOCK(st.st_mode) &&
                 connect(fd, (const struct sockaddr *)address, sizeof *address) < 0 && errno == ECONNREFUSED;

    if (fd >= 0)
        close(fd);
    return stale && unlink(address->sun_path) == 0;
}

static int make_link(const char *path, struct server *s)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};

    if (!*path || strlen(path) >= sizeof address.sun_path) {
        fprintf(stderr, "toe-sim: --link %s: a socket path has 1 to %zu bytes\n", path, sizeof address.sun_path - 1);
        return EXIT_USAGE;
    }
    memcpy(address.sun_path, path, strlen(path));
    s->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s->listener < 0)
        goto fail;
    if (bind(s->listener, (struct sockaddr *)&address, sizeof address) < 0 &&
        (errno != EADDRINUSE || !remove_stale(&address) ||
         bind(s->listener, (struct sockaddr *)&address, sizeof address) < 0))
        goto fail;
    s->path = path;
    if (listen(s->listener, 4) < 0)
        goto fail;
    return 0;

fail:
    fprintf(stderr, "toe-sim: --link %s: %s%s\n", path, strerror(errno),
            errno == EADDRINUSE ? "; remove the file, or stop the process that uses it" : "");
    return EXIT_FAILURE;
}

static int make_signals(struct server *s)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigprocmask(SIG_BLOCK, &set, NULL);
    s->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    return s->signals < 0 ? EXIT_FAILURE : 0;
}

/* ---- running --------------------------------------------------------------------------------------------------- */

static void drop_client(struct server *s)
{
    close(s->client);
    s->client = -1;
    s->out_at = s->out_len = 0;
    toe_sim_link_reset(s->sim);
}

static void accept_client(struct server *s)
{
    if (s->client >= 0)
        return;
    s->client = accept4(s->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (s->client >= 0)
        toe_sim_link_reset(s->sim);
}

/* Client to engine. False: the client has gone. */
static bool pump_in(struct server *s)
{
    uint8_t buffer[LINK_BYTES];
    size_t room = toe_sim_link_writable(s->sim);
    ssize_t n;

    if (!room)
        return true;
    n = recv(s->client, buffer, room < sizeof buffer ? room : sizeof buffer, 0);
    if (n > 0)
        toe_sim_link_write(s->sim, buffer, (size_t)n);
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
}

/* Engine to client; what the socket does not take now waits in out. */
static bool pump_out(struct server *s)
{
    for (;;) {
        ssize_t n;
        if (s->out_at == s->out_len) {
            s->out_at = 0;
            s->out_len = toe_sim_link_read(s->sim, s->out, sizeof s->out);
            if (!s->out_len)
                return true;
        }
        n = send(s->client, s->out + s->out_at, s->out_len - s->out_at, MSG_NOSIGNAL);
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
        s->out_at += (size_t)n;
    }
}

/* Waits for whatever comes first; not at all while the engine is busy. True: a signal asks us to end. */
static bool wait_for_work(struct server *s, bool busy)
{
    struct pollfd fds[4] = {{.fd = s->signals, .events = POLLIN},
                            {.fd = s->client >= 0 ? -1 : s->listener, .events = POLLIN},
                            {.fd = s->client, .events = 0},
                            {.fd = toe_sim_fd(s->sim), .events = POLLIN}};
    uint64_t now = toe_sim_now_ns(s->sim), next = toe_sim_next_event_ns(s->sim);
    uint64_t wait = busy || next <= now ? 0 : next - now;
    struct timespec limit = {.tv_sec = (time_t)(wait / 1000000000), .tv_nsec = (long)(wait % 1000000000)};

    if (toe_sim_link_writable(s->sim))
        fds[2].events |= POLLIN;
    if (s->out_at < s->out_len)
        fds[2].events |= POLLOUT;
    ppoll(fds, 4, next == TOE_SIM_NEVER && !busy ? NULL : &limit, NULL);
    return fds[0].revents != 0;
}

static int serve(struct server *s)
{
    for (;;) {
        int stop;
        accept_client(s);
        if (s->client >= 0 && !(pump_in(s) && pump_out(s)))
            drop_client(s);
        stop = toe_sim_run(s->sim, TOE_SIM_NEVER, CYCLES_PER_TURN);
        if (stop < 0) {
            fprintf(stderr, "toe-sim: the wire has gone: %s\n", strerror(-stop));
            return EXIT_FAILURE;
        }
        if (s->client >= 0 && !pump_out(s))
            drop_client(s);
        if (wait_for_work(s, toe_sim_busy(s->sim)))
            return EXIT_SUCCESS;
    }
}

static void print_trace(void *arg, const struct toe_trace *trace)
{
    char line[512];

    (void)arg;
    toe_trace_print(line, sizeof line, trace);
    puts(line);
}

static void print_impairments(const struct toe_sim *sim)
{
    struct toe_impair_stats stats;
    const char *name;
    uint64_t value;

    toe_sim_get_impair_stats(sim, &stats);
    for (size_t i = 0; (name = toe_impair_count(&stats, i, &value)); i++)
        if (value)
            printf("toe-sim: %s %llu\n", name, (unsigned long long)value);
}

static void release(struct server *s)
{
    if (s->client >= 0)
        close(s->client);
    if (s->listener >= 0)
        close(s->listener);
    if (s->signals >= 0)
        close(s->signals);
    if (s->path)
        unlink(s->path);
    toe_sim_destroy(s->sim);
    free(s);
}

int main(int argc, char **argv)
{
    struct options o = {.wire = "none", .config = {.clock = TOE_SIM_REAL, .seed = 1}};
    const struct toe_sim_watch watch = {.trace = print_trace};
    struct server *s;
    int status = parse_options(argc, argv, &o);

    if (status) {
        if (status < 0)
            fputs(usage, stdout);
        return status < 0 ? EXIT_SUCCESS : status;
    }
    setvbuf(stdout, NULL, _IOLBF, 0);
    s = calloc(1, sizeof *s);
    if (!s)
        return EXIT_FAILURE;
    s->signals = s->listener = s->client = -1;
    status = make_signals(s);
    if (!status)
        status = make_sim(&o, &s->sim);
    if (!status)
        status = make_wire(&o, s->sim);
    if (!status)
        status = make_link(o.link, s);
    if (!status) {
        if (o.print_trace)
            toe_sim_watch(s->sim, &watch);
        printf("toe-sim: ready: link %s, wire %s\n", o.link, o.wire);
        status = serve(s);
        print_impairments(s->sim);
    }
    release(s);
    return status;
}
