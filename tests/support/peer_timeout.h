/* peer_timeout.h: a rule that every decision of the engine keeps: no retransmission time-out sooner than the least RTO after an ACK
 * of new text, which starts the timer anew (RFC 6298 clauses 2.4 and 5.3). So one that was under way when the ACK came is ignored.
 */
#ifndef PEER_TIMEOUT_H
#define PEER_TIMEOUT_H

#include "toe_trace.h"

#include <stdbool.h>
#include <stdint.h>

typedef struct {
    uint32_t una;
    uint64_t moved_ns; /* when SND.UNA last moved */
} timeout_flow;

typedef struct {
    uint64_t least_ns;
    unsigned conns;
    timeout_flow *flows; /* one a connection number */
} timeout_rule;

/* False: no memory. Give it back with timeout_free(), which takes a rule of zeros, too. */
bool timeout_init(timeout_rule *rule, unsigned conns, uint64_t least_us);
void timeout_free(timeout_rule *rule);

/* Decisions in their order. False: this one breaks the rule. */
bool timeout_decision(timeout_rule *rule, const struct toe_trace *trace);

#endif
