/* common.h: what the examples share: a device from command line options, Ctrl-C, times, SHA-256.
 * Behind it are the only files of the examples that know that the engine may be simulated in this process. */
#ifndef TOE_EXAMPLE_COMMON_H
#define TOE_EXAMPLE_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "toe.h"

struct toe_sim;
struct toe_wire;

struct example {
    struct toe_device *dev;
    struct toe_sim *sim; /* NULL: the engine is elsewhere (--link) */
    struct toe_wire *slirp;
    uint64_t wall_start_us;
    const char *usage;
};

#define EXAMPLE_USAGE 2 /* exit status: not called as it should be */

/* Takes the device options, which are all that begin with --, out of argv, in any place, opens what they say and lets
 * Ctrl-C set example_stop. Or ends the program: status 0 for --help, after `usage` and the device options on stdout; else
 * after a message on stderr that says what to do, EXAMPLE_USAGE for an option that does not exist or has no valid value,
 * 1 for a device that cannot be opened. */
void example_open(struct example *ex, const char *usage, int *argc, char **argv);

/* The rest of argv is not as it should be: closes and shows the usage on stderr. Returns EXAMPLE_USAGE. */
int example_usage(struct example *ex);

/* Closes the device (waiting up to 5 s for its connections), the simulator and its wire. */
void example_close(struct example *ex);

/* Set by SIGINT and SIGTERM. */
bool example_stop(void);

/* A decimal number of at most `most`; false if the text is none. */
bool example_number(const char *text, unsigned long most, unsigned long *value);

/* The address of "host:port" or "host", which may be a name. Behind --wire slirp this machine's loopback is 10.0.2.2.
 * 0, or -1 with a message. */
int example_resolve(const struct example *ex, const char *host, uint16_t port, struct toe_addr *addr);

/* Prints, as "name value" lines on stdout: wall and simulated time, cycles, and each count of --loss and --impair
 * (toe_impair.h) and of the engine that is not 0. */
void example_report(struct example *ex);

uint64_t example_wall_us(void);

/* "no such file" for -ENOENT. */
const char *example_error(long err);

/* Why toe_connect on this socket failed with err, in words if it knows them. */
const char *example_why(struct toe_socket *socket, int err, char words[TOE_INFO_WORDS_BYTES]);

struct sha256 {
    uint32_t state[8];
    uint64_t bytes;
    uint8_t block[64];
};
void sha256_start(struct sha256 *hash);
void sha256_add(struct sha256 *hash, const void *data, size_t count);
void sha256_end(struct sha256 *hash, char hex[65]);

#endif
