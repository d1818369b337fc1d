/* settings.h: what the device options of the examples say; for common.c, options.c and engine.c only. */
#ifndef TOE_EXAMPLE_SETTINGS_H
#define TOE_EXAMPLE_SETTINGS_H

#include "common.h"
#include "toe_back_sim.h"
#include "toe_sim.h"

struct settings {
    const char *wire, *link, *pcap, *fst, *filter, *status;
    struct toe_device_config device;
    struct toe_sim_config sim;
    struct toe_wire_slirp_forward forward;
    bool forwarded;
    struct toe_impair_list impair;
    char why[160]; /* what is wrong with a value, where there is more to say */
    uint8_t key[16];
};

extern const char example_device_options[]; /* for the usage */

/* Takes the device options out of argv. 0, or -1 after a message. */
int example_take_options(struct settings *set, int *argc, char **argv);

/* Makes the engine, simulated here, its wire, and the transport to it. 0, or -1 after a message. */
int example_make_engine(struct example *ex, struct settings *set, struct toe_transport **transport);

/* "what value: why" on stderr. -1 */
int example_complain(const char *what, const char *value, const char *why);

#endif
