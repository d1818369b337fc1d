/* fuzz_world.h: an engine, its library, an application that does what it likes, and a peer that knows where each connection
 * stands. Time is virtual and the world's. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "fuzz.h"
#include "peer_frame.h"
#include "toe.h"
#include "toe_sim.h"

#define ENGINE_IP  0x0a000001u
#define PEER_IP    0x0a000002u
#define GATEWAY_IP 0x0a0000feu
extern const uint8_t FUZZ_ENGINE_MAC[6], FUZZ_PEER_MAC[6];

enum { FLOWS = 64, SOCKETS = 64, SERVER_PORT = 7000, PEER_PORT = 80, ENGINE_MSS = 1460, QUOTE_BYTES = 64 };

/* One pair of ports as the wire has shown it. */
typedef struct {
    bool used;
    uint16_t engine_port, peer_port;
    bool isn_known; /* the engine has sent a SYN */
    uint32_t engine_isn, engine_next;
    uint32_t peer_isn, peer_next; /* peer_next: what the engine acknowledged last */
    uint16_t engine_window;
    uint8_t quote[QUOTE_BYTES]; /* the beginning of the engine's last packet */
    size_t quote_bytes;
    bool fin_sent;     /* by the honest peer */
    uint32_t received; /* bytes of the engine's stream that the honest peer has */
} flow;

typedef struct {
    struct toe_socket *handle;
    uint16_t local_port, peer_port; /* 0: not known yet */
    uint32_t written, read;
} app_socket;

typedef struct world {
    fuzz_random random;
    struct toe_sim *sim;
    struct toe_device *device;
    struct toe_socket *listener;
    unsigned conns;
    flow flows[FLOWS];
    app_socket sockets[SOCKETS];
    uint16_t next_peer_port;
    uint64_t injected; /* frames given to the engine */
    long numbers_out;  /* connection numbers that the library has taken and not got back */
    bool honest;       /* the peer answers as it should; else only when it likes */
    bool knows_text;   /* text must be app_byte() of its place */
    bool deaf;         /* the host reads nothing for now */
    bool failed;
    void (*host)(struct world *w); /* what stands behind the host link takes its turn */
} world;

/* An engine and the library on its link. */
world *world_new(uint64_t seed, unsigned conns);
void world_free(world *w);

/* The engine alone, in a world of zeros: the caller is the host. 0 or a negative errno. */
int world_begins(world *w, uint64_t seed, unsigned conns, void (*host)(world *w));

/* Says what is wrong, once. */
void world_fails(world *w, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Gives the engine a frame, with its FCS, behind those that it was given before. */
void world_injects(world *w, const frame *f, bool phy_error);

/* Time passes; the library is pumped, what the engine sends is checked, learned from, and answered. */
void world_runs(world *w, uint64_t us);

/* Runs until `ready`, at most so long; false: it did not come to that. */
bool world_waits(world *w, bool (*ready)(world *w), uint64_t us);

/* Frames of this type are the host's own and no business of the peer. */
enum { ETHERTYPE_RAW = 0x88b5 };

/* fuzz_peer.c: the frame of the engine is right in itself, its text is what the application wrote; the peer answers. */
void peer_sees(world *w, const frame *f);
void peer_says(world *w, const flow *f, unsigned flags, uint32_t seq, uint32_t ack, uint16_t window, uint32_t len);
void peer_asks_arp(world *w); /* so that the engine knows the peer's MAC */
flow *peer_flow(world *w, uint16_t engine_port, uint16_t peer_port, bool make);
uint8_t app_byte(uint16_t engine_port, uint16_t peer_port, uint32_t offset);
uint8_t peer_byte(uint16_t engine_port, uint16_t peer_port, uint32_t offset);

/* fuzz_app.c: one thing that an application may do; all that it has, ended at once. */
void app_acts(world *w);
void app_ends_all(world *w);
app_socket *app_connects(world *w);

/* fuzz_mutate.c: one frame, valid or not. */
void world_sends_something(world *w);

/* fuzz_after.c: after all that the engine is as good as new. */
bool world_is_whole(world *w);

#endif
