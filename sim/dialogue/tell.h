/* tell.h: what the parts of the teller share. */
#ifndef DIALOGUE_TELL_H
#define DIALOGUE_TELL_H

#include "decode.h"
#include "record.h"
#include "text.h"

enum section {
    SEC_LISTEN,
    SEC_BLANK,
    SEC_CONNECT,
    SEC_ARP,
    SEC_SYN,
    SEC_ANSWER,
    SEC_TIMER,
    SEC_CHECK,
    SEC_ACK,
    SEC_RETURN,
    SEC_DATA,
    SEC_CLOSE,
    SEC_GONE,
    SECTIONS
};

struct teller {
    const struct recording *rec;
    FILE *out;
    bool opened[SECTIONS];
    unsigned sections;
    bool isn_known[2];
    uint32_t isn[2];
    bool *arrived; /* by record, of frames that left: it reached the other engine */
    bool syn_shown, pair_shown;
};

/* Opens the paragraph of this name, unless it is open. */
void tell_section(struct teller *t, enum section section);

extern const char *const tell_side[2]; /* "client", "server" */

/* Fills t->arrived, which has room for every record. */
void tell_match_frames(struct teller *t);

/* tell_frame.c: record number i, a frame that left. */
void tell_frame(struct teller *t, size_t i);

/* tell_engine.c: a decision, the end of a frame. */
void tell_decision(struct teller *t, size_t i);
void tell_disposition(struct teller *t, size_t i);

/* tell_host.c: calls, sockets, messages of the host link, steps of the library. */
void tell_call(struct teller *t, size_t i);
void tell_return(struct teller *t, size_t i);
void tell_socket(struct teller *t, size_t i);
void tell_notice(struct teller *t, size_t i);

/* "SYN ACK"; buf holds 32 bytes. Returns buf. */
const char *tell_flags(uint8_t flags, char buf[32]);

/* "c+1" for the sequence number ISN + 1 of the client, the number itself while the ISN is unknown; buf holds TELL_SEQ
 * bytes. Returns buf. */
#define TELL_SEQ 16
const char *tell_seq(const struct teller *t, enum side side, uint32_t seq, char buf[TELL_SEQ]);

/* The frame that last reached this side up to that cycle; false: none. */
bool tell_frame_before(const struct teller *t, enum side side, uint64_t cycle, struct decoded *frame);

/* Earliest record of the decision in which this side got into that state; NULL: it never did. */
const struct record *tell_reached(const struct teller *t, enum side side, enum toe_tcp_state state);

#endif
