/* common.c: a device from command line options. */
#include "common.h"

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
#include "toe_back_sim.h"
#include "toe_sim.h"

static const char device_options[] =
    "device:\n"
    "  --wire slirp            engine simulated here; user-mode network 10.0.2.0/24 (default)\n"
    "  --wire tap[:NAME]       ... on a TAP device\n"
    "  --wire seqpacket:PATH   ... on an AF_UNIX SEQPACKET socket, one frame a packet\n"
    "  --wire pcap:FILE        ... the frames of a capture, at their times     --filter TCPDUMP-EXPRESSION\n"
    "  --link PATH             engine in another process: ./toe sim --link PATH\n"
    "  --ip A.B.C.D/BITS       our address (10.0.2.15/24)     --gateway A.B.C.D (10.0.2.2 with slirp)\n"
    "  --mac XX:XX:XX:XX:XX:XX our MAC (02:00:00:00:00:02)    --mtu BYTES (1500)\n"
    "  --forward HOST:PORT     slirp: connections to 127.0.0.1:HOST reach our PORT\n"
    "simulation:\n"
    "  --loss PERCENT          frames lost each way           --seed N\n"
    "  --impair IMPAIRMENTS    a bad network, see below; may be repeated\n"
    "  --pcap FILE  --fst FILE record frames, waveforms       --data-bytes N  --conns N\n" TOE_IMPAIR_HELP;

struct settings {
    const char *wire, *link, *pcap, *fst, *filter;
    struct toe_device_config device;
    struct toe_sim_config sim;
    struct toe_wire_slirp_forward forward;
    bool forwarded;
    struct toe_impair_list impair;
    char why[160]; /* what is wrong with a value, where there is more to say */
    uint8_t key[16];
};

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

static int complain(const char *what, const char *value, const char *why)
{
    fprintf(stderr, "%s%s%s: %s\n", what, *value ? " " : "", value, why);
    return -1;
}

/* ------------------------------------------------------------------------------------------------ options */

bool example_number(const char *text, unsigned long most, unsigned long *value)
{
    char *end;

    errno = 0;
    *value = strtoul(text, &end, 10);
    return !errno && *text >= '0' && *text <= '9' && !*end && *value <= most;
}

static int read_number(const char *text, unsigned long long max, unsigned long long *value)
{
    char *end;

    errno = 0;
    *value = strtoull(text, &end, 10);
    return errno || end == text || *end || *text == '-' || *value > max ? -1 : 0;
}

static int read_prefix(const char *text, struct toe_device_config *config)
{
    const char *slash = strchr(text, '/');
    char ip[TOE_IP_TEXT_BYTES] = "";
    unsigned long long bits;

    if (!slash || slash - text >= TOE_IP_TEXT_BYTES || read_number(slash + 1, 32, &bits))
        return -1;
    memcpy(ip, text, (size_t)(slash - text));
    config->prefix_bits = (uint8_t)bits;
    return toe_ip_parse(ip, &config->ip);
}

static int read_impair(struct settings *set, const char *format, const char *text)
{
    char full[256];

    if ((size_t)snprintf(full, sizeof full, format, text) >= sizeof full)
        return -1;
    return toe_impair_parse(&set->impair, full, set->why, sizeof set->why);
}

static int read_forward(const char *text, struct settings *set)
{
    char *end;
    unsigned long host = strtoul(text, &end, 10);
    unsigned long long guest;

    if (end == text || *end != ':' || host > 65535 || read_number(end + 1, 65535, &guest) || guest == 0)
        return -1;
    set->forward.host_port = (uint16_t)host;
    set->forward.guest_port = (uint16_t)guest;
    set->forwarded = true;
    return 0;
}

/* Takes one option with its value. 1: it is not one of ours; -1: its value is bad. */
static int take_option(struct settings *set, const char *name, const char *value)
{
    unsigned long long n = 0;

    if (strcmp(name, "--wire") == 0)
        set->wire = value;
    else if (strcmp(name, "--link") == 0)
        set->link = value;
    else if (strcmp(name, "--pcap") == 0)
        set->pcap = value;
    else if (strcmp(name, "--filter") == 0)
        set->filter = value;
    else if (strcmp(name, "--fst") == 0)
        set->fst = value;
    else if (strcmp(name, "--ip") == 0)
        return read_prefix(value, &set->device);
    else if (strcmp(name, "--gateway") == 0)
        return toe_ip_parse(value, &set->device.gateway);
    else if (strcmp(name, "--mac") == 0)
        return toe_mac_parse(value, set->device.mac);
    else if (strcmp(name, "--loss") == 0)
        return read_impair(set, "loss=%s", value);
    else if (strcmp(name, "--impair") == 0)
        return read_impair(set, "%s", value);
    else if (strcmp(name, "--forward") == 0)
        return read_forward(value, set);
    else if (strcmp(name, "--mtu") == 0) {
        if (read_number(value, 9000, &n))
            return -1;
        set->device.mtu_bytes = (uint16_t)n;
    } else if (strcmp(name, "--seed") == 0) {
        if (read_number(value, UINT64_MAX, &n))
            return -1;
        set->sim.seed = n;
        memcpy(set->key, &n, sizeof n); /* the same run again */
        set->device.isn_key = set->key;
    } else if (strcmp(name, "--data-bytes") == 0) {
        if (read_number(value, 64, &n))
            return -1;
        set->sim.data_bytes = (unsigned)n;
    } else if (strcmp(name, "--conns") == 0) {
        if (read_number(value, 65536, &n))
            return -1;
        set->sim.conns = (unsigned)n;
    } else {
        return 1;
    }
    return 0;
}

static int take_options(struct settings *set, int *argc, char **argv)
{
    int kept = 1;

    for (int i = 1; i < *argc; i++) {
        const char *value = i + 1 < *argc ? argv[i + 1] : NULL;
        int result;
        if (strncmp(argv[i], "--", 2) != 0 || !argv[i][2]) {
            argv[kept++] = argv[i];
            continue;
        }
        result = take_option(set, argv[i], value ? value : "");
        if (result > 0)
            return complain(argv[i], "", "no such option; --help lists them");
        if (!value)
            return complain(argv[i], "", "a value is missing; --help lists the options");
        if (result < 0)
            return complain(argv[i], value, *set->why ? set->why : "not a valid value; --help lists the options");
        i++;
    }
    argv[kept] = NULL;
    *argc = kept;
    return 0;
}

/* ------------------------------------------------------------------------------------------------ device */

static int make_wire(struct example *ex, const struct settings *set, struct toe_wire **wire)
{
    const char *arg = strchr(set->wire, ':');
    size_t kind = arg ? (size_t)(arg - set->wire) : strlen(set->wire);
    char why[256] = "";
    int err;

    arg = arg ? arg + 1 : NULL;
    if (set->filter && (kind != 4 || strncmp(set->wire, "pcap", 4) != 0))
        return complain("--filter", set->filter, "needs --wire pcap:FILE");
    if (kind == 5 && strncmp(set->wire, "slirp", 5) == 0 && !arg) {
        err = toe_wire_slirp(&set->forward, set->forwarded, wire);
        if (!err)
            ex->slirp = *wire;
    } else if (kind == 3 && strncmp(set->wire, "tap", 3) == 0) {
        err = toe_wire_tap(arg, NULL, wire);
    } else if (kind == 9 && strncmp(set->wire, "seqpacket", 9) == 0 && arg) {
        err = toe_wire_seqpacket_connect(arg, wire);
    } else if (kind == 4 && strncmp(set->wire, "pcap", 4) == 0 && arg) {
        err = toe_wire_pcap(arg, set->filter, why, sizeof why, wire);
    } else {
        return complain("--wire", set->wire, "not one of slirp, tap[:NAME], seqpacket:PATH, pcap:FILE");
    }
    if (kind == 3 && (err == -EPERM || err == -EACCES))
        return complain("--wire", set->wire,
                        "not permitted; run in a namespace of your own (unshare -Urn), or use --wire slirp");
    if (err == -EADDRINUSE && set->forwarded)
        return complain("--forward", "", "that port of this machine is in use; take another");
    if (err == -EACCES && set->forwarded)
        return complain("--forward", "", "that port of this machine is not permitted; take one above 1023");
    if (err)
        return complain("--wire", set->wire, *why ? why : example_error(err));
    err = toe_wire_impair_all(*wire, &set->impair, set->sim.seed, wire);
    if (err) {
        (*wire)->ops->close(*wire);
        return complain("--impair", "", example_error(err));
    }
    return 0;
}

static int no_model(void)
{
    struct toe_sim_model_info models[16];
    size_t count = toe_sim_models(models, 16);

    fprintf(stderr, "this build has no such engine (or no waveforms); it has --data-bytes, --conns:");
    for (size_t i = 0; i < count && i < 16; i++)
        fprintf(stderr, " %u,%u", models[i].data_bytes, models[i].conns);
    fprintf(stderr, "\n");
    return -1;
}

static int open_sim(struct example *ex, struct settings *set, struct toe_transport **transport)
{
    struct toe_wire *wire = NULL;
    int err;

    set->sim.clock = TOE_SIM_REAL;
    set->sim.pcapng_path = set->pcap;
    set->sim.fst_path = set->fst;
    err = toe_sim_create(&set->sim, &ex->sim);
    if (err == -ENOTSUP)
        return no_model();
    if (err && set->pcap && set->fst)
        return complain("one of --pcap, --fst", "", example_error(err));
    if (err)
        return complain(set->pcap  ? "--pcap"
                        : set->fst ? "--fst"
                                   : "simulator",
                        set->pcap  ? set->pcap
                        : set->fst ? set->fst
                                   : "",
                        example_error(err));
    if (make_wire(ex, set, &wire))
        return -1;
    err = toe_sim_wire_attach(ex->sim, wire);
    if (err) {
        wire->ops->close(wire);
        return complain("--wire", set->wire, example_error(err));
    }
    err = toe_transport_sim(ex->sim, TOE_SIM_REAL, transport);
    return err ? complain("simulator", "", example_error(err)) : 0;
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
    if (take_options(&set, argc, argv))
        return EXAMPLE_USAGE;
    if (set.link && set.impair.n) {
        complain("--impair or --loss", "",
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
            complain("--link", set.link,
                     err == -ECONNREFUSED || err == -ENOENT ? "no engine listens there; start ./toe sim --link SOCKET"
                                                            : example_error(err));
            goto fail;
        }
    } else if (open_sim(ex, &set, &transport)) {
        goto fail;
    }
    err = toe_device_open(transport, &set.device, &ex->dev);
    if (!err)
        return 0;
    complain("device", set.link ? set.link : set.wire,
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
        printf("%s%s", usage, device_options);
        exit(0);
    }
    *ex = (struct example){.usage = usage, .wall_start_us = example_wall_us()};
    status = open_device(ex, argc, argv);
    if (status)
        exit(status);
}

int example_usage(struct example *ex)
{
    fprintf(stderr, "%s%s", ex->usage, device_options);
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
        return complain("host", host, gai_strerror(err));
    addr->ip = ntohl(((const struct sockaddr_in *)(const void *)list->ai_addr)->sin_addr.s_addr);
    addr->port = port;
    freeaddrinfo(list);
    if (addr->ip >> 24 != 127)
        return 0;
    if (!ex->slirp)
        return complain("host", host, "is the engine itself; behind libslirp this machine's loopback is 10.0.2.2");
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
