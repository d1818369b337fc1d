/* options.c: the command line of toe-sim. */
#include "process.h"
#include "waves.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char usage[] =
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

int bad_value(const char *option, const char *value, const char *wanted)
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

int parse_options(int argc, char **argv, struct options *o)
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
