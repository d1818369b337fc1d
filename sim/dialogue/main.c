/* main.c: toe-dialogue, one connection told from its record. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "record.h"

static const char usage[] = "usage: toe-dialogue [options]\n"
                            "  --lose [client:|server:]N  the Nth frame that this side sends is lost (server)\n"
                            "                             ARP counts: server:2 is the SYN-ACK\n"
                            "  --refuse                   connect to a port on which nobody listens\n"
                            "  --seed N                   other initial sequence numbers (1)\n"
                            "  --pcap FILE                also capture the client's wire (pcapng)\n"
                            "  --svg FILE                 also draw it, as a sequence diagram\n";

static bool read_number(const char *text, uint64_t max, uint64_t *value)
{
    char *end;

    errno = 0;
    *value = strtoull(text, &end, 10);
    return !errno && end != text && !*end && *text != '-' && *value <= max;
}

static bool read_loss(const char *text, struct dialogue_config *config)
{
    uint64_t number;

    config->lose = true;
    config->lose_side = strncmp(text, "client:", 7) == 0 ? CLIENT : SERVER;
    if (strncmp(text, "client:", 7) == 0 || strncmp(text, "server:", 7) == 0)
        text += 7;
    if (!read_number(text, 1000000, &number) || number == 0)
        return false;
    config->lose_number = (unsigned)number;
    return true;
}

static int draw(const struct recording *rec, const char *path)
{
    FILE *out = fopen(path, "w");
    int err = out ? dialogue_draw(rec, out) : -errno;

    if (out && fclose(out) && !err)
        err = -errno;
    return err;
}

int main(int argc, char **argv)
{
    static const struct option options[] = {
        {"lose", required_argument, NULL, 'l'},
        {"refuse", no_argument, NULL, 'r'},
        {"seed", required_argument, NULL, 's'},
        {"pcap", required_argument, NULL, 'p'},
        {"svg", required_argument, NULL, 'g'},
        {"help", no_argument, NULL, 'h'},
        {NULL, 0, NULL, 0},
    };
    struct dialogue_config config = {.seed = 1};
    struct recording rec = {0};
    const char *svg = NULL, *what;
    bool good = true;
    int option, err;

    while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
        if (option == 'h') {
            fputs(usage, stdout);
            return 0;
        }
        if (option == 'l')
            good = good && read_loss(optarg, &config);
        else if (option == 's')
            good = good && read_number(optarg, UINT64_MAX - 1, &config.seed);
        else if (option == 'r')
            config.refuse = true;
        else if (option == 'p')
            config.pcapng = optarg;
        else if (option == 'g')
            svg = optarg;
        else
            good = false;
    }
    if (!good || optind != argc) {
        fputs(usage, stderr);
        return 2;
    }
    err = dialogue_run(&config, &rec);
    if (!err)
        err = dialogue_tell(&rec, stdout);
    what = config.pcapng;
    if (!err && svg) {
        err = draw(&rec, svg);
        what = svg;
    }
    if (err)
        fprintf(stderr, "toe-dialogue: %s%s%s\n", what ? what : "", what ? ": " : "", strerror(-err));
    recording_free(&rec);
    return err || fflush(stdout) ? 1 : 0;
}
