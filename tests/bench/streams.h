/* streams.h: many connections of a bench that carry text, both ways. */
#ifndef STREAMS_H
#define STREAMS_H

#include "bench.h"

struct stream {
    struct toe_socket *socket;
    struct ideal_conn *peer;
    uint64_t sent, got; /* bytes that the library took and gave; all that it gave was right */
};

enum way { RECEIVE = 1, SEND = 2, BOTH = RECEIVE | SEND };

/* What a figure puts on the engine. */
struct load {
    size_t connections;
    enum way way;
    unsigned pace_cycles; /* of the peer; below the wire's own it says nothing */
};

struct streams {
    struct stream *all;
    size_t count;
    uint64_t sent, got; /* the sums */
};

/* The peer opens `count` connections, and the listener takes them. 0, or -1 after a message; close in any case. */
int streams_open(struct bench *bench, struct streams *streams, size_t count);

/* Frees the memory; the connections end with the device. */
void streams_close(struct streams *streams);

/* The peer sends so many bytes more on each. */
void streams_peer_sends(struct bench *bench, struct streams *streams, uint64_t bytes);

/* Takes what has come. -1 after a message: a wrong byte, or an end. */
int streams_take(struct bench *bench, struct streams *streams);

/* Gives the library what it takes, up to the offset `end` of each and in calls of `piece` bytes at most. */
int streams_give(struct bench *bench, struct streams *streams, uint64_t end, size_t piece);

/* Runs the load slower by a cycle each time until the engine drops no frame; `frame_bytes` on the wire give the first pace.
 * measure() makes a world and leaves what it has seen in the meter; it may end at the first frame that is dropped. */
int streams_lossless(struct bench *bench, const struct toe_sim_model_info *model, struct load load,
                     unsigned frame_bytes,
                     int (*measure)(struct bench *bench, const struct toe_sim_model_info *model,
                                    const struct load *load));

#endif
