/* message_check.h: everything from the device is hostile until one of these has accepted it (invariant 9).
 *
 * Each check returns NULL, or a constant text that says which rule was broken; the caller then fails the device. A check
 * changes nothing. After it, lengths lie inside their buffers, numbers inside their tables, offsets inside what exists.
 */
#ifndef TOE_MESSAGE_CHECK_H
#define TOE_MESSAGE_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "grant.h"
#include "link_gen.h"
#include "numbers.h"

/* The largest window that TCP can express (RFC 7323 2.3). */
#define TOE_WINDOW_MAX_BYTES (1u << 30)

/* A header, before its body is waited for: known type, exact or bounded length; HELLO first and once; for messages about a
 * connection: number below conns. conns is 0 until HELLO. */
const char *toe_check_header(const struct toe_link_header *header, uint32_t conns);

/* HELLO: our version and session, a width of 4 to 64 and a power of two, 1 to 65,536 connections. */
const char *toe_check_hello(const struct toe_e2h_hello *hello, uint32_t session);

/* Whether the device may speak about this number at all, and in this way. */
const char *toe_check_owner(enum toe_number_owner owner, const struct toe_link_header *header);

/* PROGRESS against what was sent: ACKed moves right and not beyond what was sent; wanted lies between the two; the limit is
 * not left of ACKed nor more than a window right of it; segment size, epoch and serial in range. */
const char *toe_check_progress(const struct toe_grant *grant, const struct toe_e2h_progress *progress);

/* What has been received on a connection. */
struct toe_received {
    uint64_t next;  /* every byte below has come; above it there may be some, with holes */
    uint64_t limit; /* as told to the engine: nothing at or above may come */
    bool fin;       /* FIN was reported */
};

/* PAYLOAD: not empty, not below what has been received, below the limit, not after FIN. Its receive offset stays what it was
 * when the payload lies above a hole; otherwise it is the payload's end, or further on, where what came earlier ends: still
 * below the limit. (That those bytes did come is the device's word.) */
const char *toe_check_payload(const struct toe_received *received, const struct toe_e2h_payload *payload);

/* URGENT: no further than a pointer reaches from the receive limit. It may lie anywhere below. */
const char *toe_check_urgent(const struct toe_received *received, const struct toe_e2h_urgent *urgent);

/* SNAPSHOT: state and error in range; FIN only when all text below it has come, and it does not go away again; an
 * announcement only once, in a synchronized state, with a segment size and a remote end; final only with CLOSED. */
const char *toe_check_snapshot(const struct toe_received *received, enum toe_number_owner owner,
                               const struct toe_e2h_snapshot *snapshot);

#endif
