/* peer_world.h: what the files of the scripted peer share; tests see peer.h only. */
#ifndef PEER_WORLD_H
#define PEER_WORLD_H

#include "peer.h"
#include "peer_monitor.h"
#include "peer_timeout.h"
#include "peer_transport.h"

#include "toe.h"
#include "toe_sim.h"

enum { WORLD_FRAMES = 4096, LOG_LINES = 40, LOG_LINE_BYTES = 120, UNKNOWN_FLOW = -1, EXPECT_WAIT_MS = 5 };

typedef struct {
    frame bytes;
    frame_view view; /* view.payload points into bytes */
    uint64_t t_ns;   /* its first beat */
    int flow;
} taken_frame;

/* One pair of ports and both applications' progress. */
typedef struct {
    uint32_t peer_ip;
    uint16_t engine_port, peer_port;
    bool engine_isn_known;
    uint32_t engine_isn, peer_isn;
    uint64_t mark_ns; /* last segment either way, or what the application did last */
    struct toe_socket *app;
    uint32_t written, read;
    uint32_t peer_next; /* offset that follows the highest one that the peer sent */
} flow;

struct peer {
    peer_config config;
    struct toe_sim *sim;
    struct toe_device *device;
    struct toe_socket *listener;
    struct toe_socket *blank; /* options were set for it; it neither connects nor listens yet */
    bool failed;
    monitor watch;
    timeout_rule timeouts;
    flow flows[PEER_FLOWS];
    int current;
    uint32_t peer_isn;
    bool isn_seen;
    uint32_t isn;
    uint16_t next_port;
    uint64_t random;
    bool device_failed;
    taken_frame queue[WORLD_FRAMES]; /* frames of the engine that no step has looked at */
    size_t queued;
    char log[LOG_LINES][LOG_LINE_BYTES];
    unsigned logged;
    uint32_t history;
};

flow *current_flow(peer *p);

/* Lets simulated time pass to t_ns, or until a frame waits when `until_frame`. Answers ARP, pumps the library. */
void world_run(peer *p, uint64_t t_ns, bool until_frame);

/* The oldest waiting frame of the current connection, or NULL. */
taken_frame *world_peek(peer *p);
void world_drop(peer *p, taken_frame *f);

/* Runs until `ready` says so, at most EXPECT_WAIT_MS. */
bool world_wait(peer *p, bool (*ready)(peer *p, void *arg), void *arg);

/* Runs until one of the events of `stop` (LINK, FRAME) holds, at most to limit_ns, jumping idle time or not. Returns as
 * toe_sim_run_until_event(). */
int world_advance(struct toe_sim *sim, bool every_cycle, unsigned stop, uint64_t limit_ns);

/* One message on the host link, past the library. */
void host_writes(peer *p, const char *file, int line, const uint8_t *message, size_t count);

uint64_t world_now_ns(const peer *p);
void world_mark(peer *p);

#endif
