/* toe-sim: the simulated engine as a process of its own. The host link is an AF_UNIX stream socket (a closed connection
 * is a link reset), the wire a port of the user's choice. Runs under the real clock until SIGINT or SIGTERM. */
#include "process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define CYCLES_PER_TURN 20000 /* about 10 ms: how long signals and the link socket may wait while the engine is busy */
#define LINK_BYTES      65536

struct server {
    struct toe_sim *sim;
    int signals, listener, client;
    const char *path; /* of the link socket, once it is ours to remove */
    uint8_t out[LINK_BYTES];
    size_t out_at, out_len; /* read from the engine, not yet taken by the client */
};

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
        status = make_link(o.link, &s->listener);
    if (!status) {
        s->path = o.link;
        if (o.print_trace)
            toe_sim_watch(s->sim, &watch);
        printf("toe-sim: ready: link %s, wire %s\n", o.link, o.wire);
        status = serve(s);
        print_impairments(s->sim);
    }
    release(s);
    return status;
}
