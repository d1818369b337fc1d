/* wire_join.c: two TAP devices and the simulator's bad wire between them, so that two Linux stacks meet over the very link
 * that the simulated engine has.
 *
 *   wire_join [--impair TEXT]... [--seed N] [--pcap FILE] NEAR FAR
 *     NEAR    the TAP device that stands where the engine does: `out:` is from it, `in:` to it
 *     FAR     the device behind the wire
 *     --pcap  what crosses NEAR, as the engine's pins would show it
 *
 * Prints "joined" once frames pass, and the counts of the impairments at its end, which is SIGTERM or SIGINT. Exit status:
 * 0; 1: a device cannot be opened or has gone; 2: not called as it should be. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <time.h>

#include "toe_impair.h"
#include "toe_wire.h"
#include "wire/pcapng.h"

#define NS_PER_S   1000000000u
#define SLEEP_NS   100000000u /* at most */
#define BURST      64u        /* frames of one direction before the other is looked at */
#define USAGE      2
#define USAGE_TEXT "usage: wire_join [--impair TEXT]... [--seed N] [--pcap FILE] NEAR FAR\n"

struct join {
    struct toe_wire *near, *far; /* far: with the impairments around it */
    struct toe_pcapng *pcapng;
    uint64_t start_ns, near_refused;
};

static volatile sig_atomic_t stopped;

static void on_signal(int number)
{
    (void)number;
    stopped = 1;
}

static uint64_t now_ns(const struct join *join)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec - join->start_ns;
}

/* Moves what one side has to the other. Returns how many frames, or -ENODEV: a device has gone. */
static int pass(struct join *join, struct toe_wire *from, struct toe_wire *to)
{
    uint8_t frame[TOE_WIRE_MAX_FRAME];
    int count = 0, rc;

    for (; count < (int)BURST; count++) {
        uint64_t t_ns = now_ns(join);
        struct toe_wire_tag tag = {.t_ns = t_ns};
        long len = from->ops->recv(from, frame, t_ns, &tag);
        if (len == -ENODEV)
            return -ENODEV;
        if (len <= 0)
            break;
        if (join->pcapng)
            toe_pcapng_frame(join->pcapng, to == join->near, false, t_ns, frame, (size_t)len);
        tag.t_ns = t_ns;
        rc = to->ops->send(to, frame, (size_t)len, &tag);
        if (rc == -ENODEV)
            return -ENODEV;
        join->near_refused += rc < 0 && to == join->near; /* the other way it is counted by the wire */
    }
    return count;
}

/* Until a device has a frame or one that is held is due. */
static void wait_for_frames(const struct join *join)
{
    struct pollfd fds[2] = {{.fd = join->near->ops->fd(join->near), .events = POLLIN},
                            {.fd = join->far->ops->fd(join->far), .events = POLLIN}};
    uint64_t next = join->far->ops->next_event_ns ? join->far->ops->next_event_ns(join->far) : UINT64_MAX;
    uint64_t now = now_ns(join);
    uint64_t wait = next <= now ? 0 : next - now < SLEEP_NS ? next - now : SLEEP_NS;
    const struct timespec time = {.tv_nsec = (long)wait};

    ppoll(fds, 2, &time, NULL);
}

static int run(struct join *join)
{
    while (!stopped) {
        int out = pass(join, join->near, join->far);
        int rc = join->far->ops->service ? join->far->ops->service(join->far, now_ns(join)) : 0;
        int in = pass(join, join->far, join->near);
        if (out < 0 || in < 0 || rc < 0)
            return -ENODEV;
        if (!out && !in)
            wait_for_frames(join);
    }
    return 0;
}

static void report(const struct join *join)
{
    struct toe_impair_stats stats;
    uint64_t value;
    const char *name;

    printf("refused_by_near %llu\n", (unsigned long long)join->near_refused);
    toe_impair_get_stats(join->far, &stats);
    for (size_t i = 0; (name = toe_impair_count(&stats, i, &value)); i++)
        if (value)
            printf("%s %llu\n", name, (unsigned long long)value);
}

static int open_tap(const char *name, struct toe_wire **wire)
{
    int rc = toe_wire_tap(name, NULL, wire);

    if (rc)
        fprintf(stderr, "wire_join: %s: %s\n", name, strerror(-rc));
    return rc;
}

int main(int argc, char **argv)
{
    const struct sigaction action = {.sa_handler = on_signal};
    struct join join = {0};
    struct toe_impair_list list = {.n = 0};
    const char *pcap = NULL;
    uint64_t seed = 1;
    char why[200];
    int i, rc = 1;

    for (i = 1; i + 1 < argc && strncmp(argv[i], "--", 2) == 0; i += 2) {
        if (strcmp(argv[i], "--impair") == 0 && toe_impair_parse(&list, argv[i + 1], why, sizeof why)) {
            fprintf(stderr, "wire_join: --impair %s: %s\n", argv[i + 1], why);
            return USAGE;
        }
        if (strcmp(argv[i], "--seed") == 0)
            seed = strtoull(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--pcap") == 0)
            pcap = argv[i + 1];
        else if (strcmp(argv[i], "--impair") != 0)
            break;
    }
    if (argc - i != 2) {
        fputs(USAGE_TEXT, stderr);
        return USAGE;
    }
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    prctl(PR_SET_TIMERSLACK, 1000ul); /* ns, instead of 50,000 */
    join.start_ns = now_ns(&join);
    if (open_tap(argv[i], &join.near) || open_tap(argv[i + 1], &join.far))
        goto out;
    rc = toe_wire_impair_all(join.far, &list, seed, &join.far);
    if (!rc && pcap)
        rc = toe_pcapng_open(pcap, "near", 0, &join.pcapng);
    if (rc) {
        fprintf(stderr, "wire_join: %s\n", strerror(-rc));
        goto out;
    }
    printf("joined\n");
    fflush(stdout);
    rc = run(&join);
    report(&join);
out:
    if (join.near)
        join.near->ops->close(join.near);
    if (join.far)
        join.far->ops->close(join.far);
    return toe_pcapng_close(join.pcapng) || rc ? 1 : 0;
}
