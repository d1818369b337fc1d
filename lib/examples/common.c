/* common.c: a device from command line options, and what else the examples share. */
#include "settings.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "link_gen.h"

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
    stop_signal = number;
}

bool example_stop(void)
{
    return stop_signal != 0;
}

uint64_t example_wall_us(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

const char *example_error(long err)
{
    if (err == -ENODEV)
        return "the engine has gone";
    return strerror(err < 0 ? (int)-err : (int)err);
}

const char *example_why(struct toe_socket *socket, int err, char words[TOE_INFO_WORDS_BYTES])
{
    struct toe_info info;
    bool known = toe_getinfo(socket, &info, 0) == 0 && info.error == err;

    return known ? toe_info_words(&info, words) : example_error(err);
}

int example_complain(const char *what, const char *value, const char *why)
{
    fprintf(stderr, "%s%s%s: %s\n", what, *value ? " " : "", value, why);
    return -1;
}

static int serve_status(struct toe_device *dev, const char *path)
{
    int err = path ? toe_device_serve_status(dev, path) : 0;

    if (err)
        example_complain("--status", path,
                         err == -EADDRINUSE ? "another program serves there, or it is no socket; take another path"
                                            : example_error(err));
    return err;
}

/* 0, or the exit status. */
static int open_device(struct example *ex, int *argc, char **argv)
{
    struct settings set = {.wire = "slirp"};
    struct toe_transport *transport = NULL;
    int err;

    toe_device_config_default(&set.device);
    toe_mac_parse("02:00:00:00:00:02", set.device.mac);
    toe_ip_parse("10.0.2.15", &set.device.ip);
    if (example_take_options(&set, argc, argv))
        return EXAMPLE_USAGE;
    if (set.link && set.impair.n) {
        example_complain("--impair or --loss", "",
                         "the engine is in another process; give them to that one: ./toe sim --link ...");
        return EXAMPLE_USAGE;
    }
    if (!set.link && !set.device.gateway && strcmp(set.wire, "slirp") == 0)
        toe_ip_parse("10.0.2.2", &set.device.gateway);
    set.forward.guest_ip = set.device.ip;
    signal(SIGINT, on_signal);
    signal(SIGTERM, on_signal);
    if (set.link) {
        err = toe_transport_unix(set.link, &transport);
        if (err) {
            example_complain("--link", set.link,
                             err == -ECONNREFUSED || err == -ENOENT
                                 ? "no engine listens there; start ./toe sim --link SOCKET"
                                 : example_error(err));
            goto fail;
        }
    } else if (example_make_engine(ex, &set, &transport)) {
        goto fail;
    }
    err = toe_device_open(transport, &set.device, &ex->dev);
    if (!err && !serve_status(ex->dev, set.status))
        return 0;
    if (!err) {
        toe_device_close(ex->dev, 0);
        goto fail;
    }
    example_complain("device", set.link ? set.link : set.wire,
                     err == -EINVAL                  ? "--ip, --gateway, --mac or --mtu is not possible"
                     : err == -ETIMEDOUT && set.link ? "it does not answer; is another program using that engine?"
                                                     : example_error(err));
fail:
    toe_sim_destroy(ex->sim);
    ex->sim = NULL;
    return 1;
}

void example_open(struct example *ex, const char *usage, int *argc, char **argv)
{
    int status;

    if (*argc > 1 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        printf("%s%s", usage, example_device_options);
        exit(0);
    }
    *ex = (struct example){.usage = usage, .wall_start_us = example_wall_us()};
    status = open_device(ex, argc, argv);
    if (status)
        exit(status);
}

int example_usage(struct example *ex)
{
    fprintf(stderr, "%s%s", ex->usage, example_device_options);
    example_close(ex);
    return EXAMPLE_USAGE;
}

void example_close(struct example *ex)
{
    if (ex->dev)
        toe_device_close(ex->dev, stop_signal ? 0 : 5000);
    toe_sim_destroy(ex->sim);
    *ex = (struct example){0};
}

int example_resolve(const struct example *ex, const char *host, uint16_t port, struct toe_addr *addr)
{
    const struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
    struct addrinfo *list = NULL;
    int err = getaddrinfo(host, NULL, &hints, &list);

    if (err)
        return example_complain("host", host, gai_strerror(err));
    addr->ip = ntohl(((const struct sockaddr_in *)(const void *)list->ai_addr)->sin_addr.s_addr);
    addr->port = port;
    freeaddrinfo(list);
    if (addr->ip >> 24 != 127)
        return 0;
    if (!ex->slirp)
        return example_complain("host", host,
                                "is the engine itself; behind libslirp this machine's loopback is 10.0.2.2");
    toe_ip_parse("10.0.2.2", &addr->ip);
    return 0;
}

static void report_impairments(const struct toe_sim *sim)
{
    struct toe_impair_stats stats;
    const char *name;
    uint64_t value;

    toe_sim_get_impair_stats(sim, &stats);
    for (size_t i = 0; (name = toe_impair_count(&stats, i, &value)); i++)
        if (value)
            printf("%s %llu\n", name, (unsigned long long)value);
}

void example_report(struct example *ex)
{
    printf("wall_us %llu\n", (unsigned long long)(example_wall_us() - ex->wall_start_us));
    if (ex->sim) {
        printf("simulated_us %llu\n", (unsigned long long)(toe_sim_now_ns(ex->sim) / 1000));
        printf("cycles %llu\n", (unsigned long long)toe_sim_cycles(ex->sim));
        report_impairments(ex->sim);
    }
    for (size_t i = 0; ex->dev && i < TOE_COUNTERS_COUNT; i++) {
        uint32_t value;
        if (toe_device_read_register(ex->dev, toe_counters[i].address, &value, 1000))
            return;
        if (value)
            printf("%s %u\n", toe_counters[i].name, value);
    }
}
