/* peer_timeout.c: see peer_timeout.h. */
#include "peer_timeout.h"

#include "toe_names_gen.h"

#include <stdlib.h>

bool timeout_init(timeout_rule *rule, unsigned conns, uint64_t least_us)
{
    rule->least_ns = least_us * 1000;
    rule->conns = conns;
    rule->flows = calloc(conns, sizeof *rule->flows);
    return rule->flows != NULL;
}

void timeout_free(timeout_rule *rule)
{
    free(rule->flows);
    rule->flows = NULL;
}

bool timeout_decision(timeout_rule *rule, const struct toe_trace *trace)
{
    timeout_flow *f;

    if (trace->conn >= rule->conns)
        return false;
    f = &rule->flows[trace->conn];
    if (trace->una != f->una) {
        f->una = trace->una;
        f->moved_ns = trace->t_ns;
    }
    return (trace->reason != TOE_WHY_RTO_REWIND && trace->reason != TOE_WHY_RTO_FIN) || f->moved_ns == 0 ||
           trace->t_ns - f->moved_ns >= rule->least_ns;
}
