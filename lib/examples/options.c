/* options.c: the device options of a command line. */
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char example_device_options[] =
    "device:\n"
    "  --wire slirp            engine simulated here; user-mode network 10.0.2.0/24 (default)\n"
    "  --wire tap[:NAME]       ... on a TAP device\n"
    "  --wire seqpacket:PATH   ... on an AF_UNIX SEQPACKET socket, one frame a packet\n"
    "  --wire pcap:FILE        ... the frames of a capture, at their times     --filter TCPDUMP-EXPRESSION\n"
    "  --link PATH             engine in another process: ./toe sim --link PATH\n"
    "  --ip A.B.C.D/BITS       our address (10.0.2.15/24)     --gateway A.B.C.D (10.0.2.2 with slirp)\n"
    "  --mac XX:XX:XX:XX:XX:XX our MAC (02:00:00:00:00:02)    --mtu BYTES (1500)\n"
    "  --forward HOST:PORT     slirp: connections to 127.0.0.1:HOST reach our PORT\n"
    "  --status PATH           a socket where ./toe ss PATH asks what the connections are doing\n"
    "simulation:\n"
    "  --loss PERCENT          frames lost each way           --seed N\n"
    "  --impair IMPAIRMENTS    a bad network, see below; may be repeated\n"
    "  --pcap FILE  --fst FILE record frames, waveforms       --data-bytes N  --conns N\n"
    "  --fst-when PART         waveform of FROM-UNTIL (us) only, or from decisions on, as in "
    "FastRetransmit+200\n" TOE_IMPAIR_HELP;

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
    else if (strcmp(name, "--fst-when") == 0)
        set->sim.fst_when = value;
    else if (strcmp(name, "--status") == 0)
        set->status = value;
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

int example_take_options(struct settings *set, int *argc, char **argv)
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
            return example_complain(argv[i], "", "no such option; --help lists them");
        if (!value)
            return example_complain(argv[i], "", "a value is missing; --help lists the options");
        if (result < 0)
            return example_complain(argv[i], value,
                                    *set->why ? set->why : "not a valid value; --help lists the options");
        i++;
    }
    argv[kept] = NULL;
    *argc = kept;
    return 0;
}
