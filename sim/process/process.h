/* process.h: what the files of toe-sim share. What goes wrong is said on stderr; the result is then an exit status. */
#ifndef TOE_SIM_PROCESS_H
#define TOE_SIM_PROCESS_H

#include "toe_sim.h"

#define EXIT_USAGE   2
#define MAX_FORWARDS 16

struct options {
    const char *link, *wire, *filter;
    struct toe_wire_slirp_forward forwards[MAX_FORWARDS];
    size_t forward_count;
    struct toe_impair_list impair;
    struct toe_sim_config config;
    bool print_trace;
};

/* ---- options.c */
extern const char usage[];

/* 0, an exit status, or -1: help was asked for. */
int parse_options(int argc, char **argv, struct options *o);
int bad_value(const char *option, const char *value, const char *wanted);

/* ---- make.c: the engine, its wire, the socket of its host link. 0 or an exit status. */
int make_sim(const struct options *o, struct toe_sim **sim);
int make_wire(const struct options *o, struct toe_sim *sim);
int make_link(const char *path, int *listener);

#endif
