/* toe_trace.h: what happened inside the engine: one record for each decision, one for the end of each received frame.
 * The numbers are those of tcb_pkg and reason_pkg; their names and the RFC clause that stands beside them there are made
 * from these packages at build time (sim/gen_names.py). */
#ifndef TOE_TRACE_H
#define TOE_TRACE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TOE_DISPOSITIONS_MAX 32

/* decision_pkg::trace_t, with its time. */
struct toe_trace {
    uint64_t t_ns;
    uint64_t cycle;
    uint8_t kind; /* event_kind_e */
    uint16_t conn;
    uint8_t state_before, state_after; /* state_e */
    uint8_t reason;                    /* reason_e */
    /* the event: a segment's fields; a payload's offset, length and epoch; a command's op and arguments */
    uint32_t ev_seq, ev_ack;
    uint8_t ev_flags; /* as in the TCP header: CWR in bit 7 to FIN in bit 0 */
    uint16_t ev_len_bytes;
    uint16_t ev_window;
    uint8_t ev_op;
    /* the segment that answers it */
    uint8_t act_send;
    uint8_t act_flags;
    uint32_t act_seq, act_ack;
    uint16_t act_len_bytes;
    uint16_t act_window;
    uint16_t deliver_bytes;
    uint8_t rtx, slow; /* rtx_op_e, slow_op_e */
    /* the record afterwards */
    uint32_t iss, irs, una, nxt, max, wnd, smss, rcv_nxt;
};

struct toe_disposition {
    uint64_t t_ns;
    uint64_t cycle;
    uint8_t room; /* 0 rx, 1 side, 2 flow, 3 tcb, 4 link */
    uint8_t what; /* disposition_e */
};

/* Names as the packages write them ("StEstablished", "WhyAckNew", "DispConsumed", "EvSegment", "CmdOpen"); "?" for a
 * number that has none. The clause is the comment that follows the name there, "" without one. Static strings. */
const char *toe_trace_state_name(unsigned state);
const char *toe_trace_kind_name(unsigned kind);
const char *toe_trace_reason_name(unsigned reason);
const char *toe_trace_reason_clause(unsigned reason);
const char *toe_trace_command_name(unsigned op);
const char *toe_trace_disposition_name(unsigned disposition);
const char *toe_trace_disposition_clause(unsigned disposition);
unsigned toe_trace_states(void); /* how many there are */
unsigned toe_trace_reasons(void);
unsigned toe_trace_dispositions(void);

/* Flags as letters in the order of the header, "CEUAPRSF" with '.' for a clear bit; buf holds 9 bytes. Returns buf. */
const char *toe_trace_flags(uint8_t flags, char buf[9]);

/* One line, without newline: time, connection, event, states, reason, answer. Returns what snprintf() would. */
int toe_trace_print(char *buf, size_t cap, const struct toe_trace *trace);

#ifdef __cplusplus
}
#endif
#endif
