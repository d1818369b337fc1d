/* grant.c: HostIn and HostOut of spec/link/link_send.pml. */
#include "grant.h"

#include <string.h>

void toe_grant_init(struct toe_grant *grant)
{
    memset(grant, 0, sizeof *grant);
}

bool toe_grant_progress(struct toe_grant *grant, const struct toe_e2h_progress *progress)
{
    uint64_t acked = toe_offset_extend(grant->acked, progress->acked);
    uint64_t wanted = toe_offset_extend(acked, progress->wanted);
    bool moved = acked != grant->acked;

    grant->acked = acked;
    grant->limit = toe_offset_extend(acked, progress->limit);
    if (grant->limit - acked > grant->window_max)
        grant->window_max = grant->limit - acked;
    grant->wanted = wanted;
    grant->smss = progress->smss;
    if (progress->epoch != grant->epoch) {
        grant->epoch = progress->epoch;
        grant->epoch_sent = false;
    }
    /* Until payload of the epoch has been sent, the engine's wish is followed each time, not only when the epoch changes:
     * the limit may have moved left meanwhile (the model's variant LITERAL deadlocks). */
    if (!grant->epoch_sent)
        grant->next = wanted;
    /* What was ACKed meanwhile is not sent again (variant NOSKIP). */
    if (grant->next < acked)
        grant->next = acked;
    if (progress->serial != grant->serial) {
        grant->serial = progress->serial;
        grant->range_pending = (progress->flags & TOE_LINK_FLAG_RANGE_OUT) != 0;
    }
    return moved;
}

/* The engine must know what waits beyond its grant, to probe for it, and where FIN stands. Looked at again at each change of
 * the limit, not only when the application writes (variant NOEDGE2). */
static bool edge_due(const struct toe_grant *grant)
{
    return (grant->have > grant->limit && grant->edge < grant->have) || (grant->fin_wanted && !grant->fin_told);
}

/* The answer to a range: what is in flight, up to a segment (fast retransmit); else one byte (window probe). */
static uint32_t range_length(const struct toe_grant *grant)
{
    uint64_t sent = grant->wanted - grant->acked;

    if (grant->acked >= grant->have)
        return 0;
    if (sent == 0)
        return 1;
    if (sent > grant->have - grant->acked)
        sent = grant->have - grant->acked;
    return (uint32_t)(sent < grant->smss ? sent : grant->smss);
}

/* The limit cuts a segment short (sender's silly-window avoidance, RFC 9293 3.8.6.2.1). With others in flight, their ACK
 * will make room for a whole one. With nothing in flight, half of the largest window is worth a segment; less is once the
 * engine's persist timer has asked for the byte behind `acked`: that is the override time-out. What was sent before is
 * wanted again at once, for no timer runs until it leaves. */
static bool silly(const struct toe_grant *grant, uint64_t length)
{
    if (grant->have <= grant->limit || length >= grant->smss)
        return false;
    if (grant->next > grant->acked)
        return true;
    return grant->next >= grant->sent_max && !grant->let_go && length < grant->window_max / 2;
}

/* A short segment may have to wait; not when it was sent before (a rewind asks for it), nor when nothing follows it. */
static bool held(const struct toe_grant *grant, struct toe_grant_policy policy, uint64_t length)
{
    if (length >= grant->smss || grant->next < grant->sent_max || grant->fin_wanted)
        return false;
    return policy.cork || (!policy.nodelay && grant->next > grant->acked);
}

enum toe_grant_step toe_grant_next(const struct toe_grant *grant, struct toe_grant_policy policy,
                                   struct toe_grant_message *message)
{
    uint64_t end = grant->have < grant->limit ? grant->have : grant->limit;
    uint64_t length;

    *message = (struct toe_grant_message){0};
    if (grant->range_pending) {
        message->offset = grant->acked;
        message->length = range_length(grant);
        message->epoch = grant->serial;
        message->push = grant->acked + message->length == grant->have;
        return TOE_GRANT_RANGE;
    }
    if (edge_due(grant)) {
        message->offset = grant->have;
        message->fin = grant->fin_wanted;
        return TOE_GRANT_EDGE;
    }
    if (grant->next >= end || grant->smss == 0)
        return TOE_GRANT_NOTHING;
    length = end - grant->next;
    if (length > grant->smss)
        length = grant->smss;
    if (silly(grant, length) || held(grant, policy, length))
        return TOE_GRANT_NOTHING;
    message->offset = grant->next;
    message->length = (uint32_t)length;
    message->epoch = grant->epoch;
    message->push = grant->next + length == grant->have; /* MUST-61 */
    return TOE_GRANT_PAYLOAD;
}

void toe_grant_sent(struct toe_grant *grant, enum toe_grant_step step, const struct toe_grant_message *message)
{
    uint64_t end = message->offset + message->length;

    switch (step) {
    case TOE_GRANT_NOTHING:
        return;
    case TOE_GRANT_RANGE: /* does not count as payload of the epoch, on either side (variant RNGSENT) */
        grant->range_pending = false;
        grant->let_go = grant->next == grant->acked;
        break;
    case TOE_GRANT_EDGE:
        grant->edge = message->offset;
        grant->fin_told = message->fin;
        return;
    case TOE_GRANT_PAYLOAD:
        grant->next = end;
        grant->epoch_sent = true;
        grant->let_go = false;
        break;
    }
    if (grant->sent_max < end)
        grant->sent_max = end;
}
