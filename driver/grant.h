/* grant.h: what one connection may and must send: the host's side of grants, epochs and ranges.
 *
 * DESIGN section 4, "Grants and epochs", as it was model-checked: toe_grant_progress is HostIn and toe_grant_next is HostOut
 * of spec/link/link_send.pml. Pure state, no buffers: offsets only. Offsets are 64-bit here and their low 32 bits on the
 * link.
 *
 *      0 ........ acked ........ next ........ sent_max ........ have
 *        freed          kept, sent      kept, was sent     kept, new
 *                               ^ goes back on a rewind
 */
#ifndef TOE_GRANT_H
#define TOE_GRANT_H

#include <stdbool.h>
#include <stdint.h>

#include "link_gen.h"

struct toe_grant {
    uint64_t acked;    /* every byte below is the peer's */
    uint64_t next;     /* the next payload goes from here */
    uint64_t sent_max; /* no byte at or above was ever sent */
    uint64_t limit;    /* payload may go up to here */
    uint64_t wanted;   /* the engine's SND.NXT as last told: below it is what was sent */
    uint64_t have;     /* the application has written up to here */
    uint64_t edge;     /* send edge as last told */
    uint16_t smss;     /* bytes; 0: not told yet */
    uint8_t epoch;
    uint8_t serial;      /* range request as last seen */
    uint64_t window_max; /* the most that the engine ever granted beyond `acked` */
    bool let_go;         /* a window too small to be worth a segment has been waited for long enough */
    bool epoch_sent;     /* payload carrying `epoch` has been sent */
    bool range_pending;  /* `serial` has not been answered */
    bool fin_wanted;     /* the application has shut its side: `have` is final */
    bool fin_told;
};

enum toe_grant_step {
    TOE_GRANT_NOTHING,
    TOE_GRANT_RANGE, /* PAYLOAD with the range flag; a segment of what was sent, else 1; 0: nothing is left */
    TOE_GRANT_EDGE,  /* SEND_EDGE */
    TOE_GRANT_PAYLOAD
};

struct toe_grant_message {
    uint64_t offset;
    uint32_t length;
    uint8_t epoch; /* payload: epoch; range: serial */
    bool push;
    bool fin; /* edge */
};

/* When to push a segment shorter than smss; that is the host's part of sending (RFC 9293 3.7.4, SHLD-7). */
struct toe_grant_policy {
    bool nodelay; /* not held for an ACK (no Nagle) */
    bool cork;    /* held until it is full */
};

void toe_grant_init(struct toe_grant *grant);

/* Takes a PROGRESS that toe_check_progress accepted. Returns true if bytes were ACKed. */
bool toe_grant_progress(struct toe_grant *grant, const struct toe_e2h_progress *progress);

/* What to send now, if anything. Changes nothing: the caller may have no room, and ask again later. */
enum toe_grant_step toe_grant_next(const struct toe_grant *grant, struct toe_grant_policy policy,
                                   struct toe_grant_message *message);

/* The message that toe_grant_next gave has been queued for the device. */
void toe_grant_sent(struct toe_grant *grant, enum toe_grant_step step, const struct toe_grant_message *message);

/* The 64-bit offset at or above `base` with these low 32 bits. */
static inline uint64_t toe_offset_extend(uint64_t base, uint32_t low)
{
    return base + (uint32_t)(low - (uint32_t)base);
}

#endif
