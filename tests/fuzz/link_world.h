/* link_world.h: two engines on one bad cable, each with the honest library as its host behind a late link. */
#ifndef LINK_WORLD_H
#define LINK_WORLD_H

#include "fuzz.h"
#include "late_transport.h"
#include "toe.h"

enum { LINK_FLOWS = 4, LINK_PORT = 80 };

typedef struct link_side {
    struct link_world *world;
    struct toe_sim *sim;
    struct toe_device *device;
    struct toe_transport *transport;
    late_link link;
    long numbers_out; /* connection numbers that the library has taken and not got back */
    uint64_t queried; /* query results that were compared */
    uint64_t rewinds;
    bool quiet; /* nothing is under way: what both know is the same */
} link_side;

/* One stream of a connection: the client's, or the server's. */
typedef struct {
    struct toe_socket *socket; /* of who sends it; NULL: closed */
    uint32_t total, written, read;
    bool up, shut, ended;
} link_stream;

typedef struct link_world {
    fuzz_random random;
    link_side side[2]; /* 0: the clients', 1: the server's */
    struct toe_socket *listener;
    unsigned flows, accepted;
    link_stream stream[LINK_FLOWS][2]; /* by who sends */
    bool failed;
} link_world;

/* NULL: it could not be made, and why was said. */
link_world *link_world_new(uint64_t seed, unsigned conns);
void link_world_free(link_world *w);

/* Says what is wrong, once. */
void link_fails(link_world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* One look at each device. Count of messages. */
int link_world_pumps(link_world *w);

/* link_apps.c: one round of what the applications may do, in which nothing is sure to happen; and whether all have all. */
void link_apps_open(link_world *w);
void link_apps_act(link_world *w);
bool link_apps_done(const link_world *w);

/* link_agrees.c: of each message that a device gives to its library: is it what both may believe? */
void link_agrees(void *side, const struct toe_notice *notice);

/* Asks both engines about every connection when nothing is under way, and compares all that both sides of the link hold. */
void link_compares(link_world *w);

#endif
