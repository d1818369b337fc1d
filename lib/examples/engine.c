/* engine.c: the engine that the options name, simulated in this process. */
#include "settings.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int make_wire(struct example *ex, const struct settings *set, struct toe_wire **wire)
{
    const char *arg = strchr(set->wire, ':');
    size_t kind = arg ? (size_t)(arg - set->wire) : strlen(set->wire);
    char why[256] = "";
    int err;

    arg = arg ? arg + 1 : NULL;
    if (set->filter && (kind != 4 || strncmp(set->wire, "pcap", 4) != 0))
        return example_complain("--filter", set->filter, "needs --wire pcap:FILE");
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
        return example_complain("--wire", set->wire, "not one of slirp, tap[:NAME], seqpacket:PATH, pcap:FILE");
    }
    if (kind == 3 && (err == -EPERM || err == -EACCES))
        return example_complain("--wire", set->wire,
                                "not permitted; run in a namespace of your own (unshare -Urn), or use --wire slirp");
    if (err == -EADDRINUSE && set->forwarded)
        return example_complain("--forward", "", "that port of this machine is in use; take another");
    if (err == -EACCES && set->forwarded)
        return example_complain("--forward", "", "that port of this machine is not permitted; take one above 1023");
    if (err)
        return example_complain("--wire", set->wire, *why ? why : example_error(err));
    err = toe_wire_impair_all(*wire, &set->impair, set->sim.seed, wire);
    if (err) {
        (*wire)->ops->close(*wire);
        return example_complain("--impair", "", example_error(err));
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

int example_make_engine(struct example *ex, struct settings *set, struct toe_transport **transport)
{
    struct toe_wire *wire = NULL;
    int err;

    set->sim.clock = TOE_SIM_REAL;
    set->sim.pcapng_path = set->pcap;
    set->sim.fst_path = set->fst;
    err = toe_sim_create(&set->sim, &ex->sim);
    if (err == -ENOTSUP)
        return no_model();
    if (err == -EINVAL && set->sim.fst_when)
        return example_complain("--fst-when", set->sim.fst_when,
                                "not FROM-UNTIL, nor NAME[+MICROSECONDS] of a reason or a state");
    if (err && set->pcap && set->fst)
        return example_complain("one of --pcap, --fst", "", example_error(err));
    if (err)
        return example_complain(set->pcap  ? "--pcap"
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
        return example_complain("--wire", set->wire, example_error(err));
    }
    err = toe_transport_sim(ex->sim, TOE_SIM_REAL, transport);
    return err ? example_complain("simulator", "", example_error(err)) : 0;
}
