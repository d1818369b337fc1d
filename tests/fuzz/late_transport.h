/* late_transport.h: a host link to a simulated engine in this process that is as bad as one may be: bytes leave in pieces of any
 * size, late, and each direction stands still at times, for longer than a retransmission time-out too. Nothing is lost or
 * reordered: that is what a transport promises.
 */
#ifndef LATE_TRANSPORT_H
#define LATE_TRANSPORT_H

#include "fuzz.h"
#include "toe_sim.h"

struct toe_transport;

/* How bad: at each look a piece is at most `piece_most` bytes, and the next one may go after up to `delay_ns`; once in
 * `stall_in` pieces the direction stands still for up to `stall_ns`. */
typedef struct {
    uint32_t piece_most;
    uint64_t delay_ns;
    uint32_t stall_in;
    uint64_t stall_ns;
} late_way;

typedef struct {
    late_way out, in; /* seen from the host */
    bool prompt;      /* for now, all at once; may be changed at any time */
} late_link;

/* The engine's simulation runs under the virtual clock; `link` outlives the transport. 0 or -ENOMEM. */
int late_transport(struct toe_sim *sim, uint64_t seed, const late_link *link, struct toe_transport **out);

/* Nothing is on its way in either direction. */
bool late_transport_empty(const struct toe_transport *transport);

#endif
