/* tell_engine.c: what an engine decided, from its decision trace, with the clause that stands beside the reason. */
#include <string.h>

#include "tell.h"
#include "toe_names_gen.h"

/* Decisions that change no state and still belong to the story. */
static bool worth_telling(const struct toe_trace *d)
{
    switch (d->reason) {
    case TOE_WHY_RTO_SYN:
    case TOE_WHY_RTO_REWIND:
    case TOE_WHY_RTO_FIN:
    case TOE_WHY_PERSIST:
    case TOE_WHY_SYN_AGAIN:
    case TOE_WHY_UNACCEPTABLE:
    case TOE_WHY_UNACCEPTABLE_RST:
    case TOE_WHY_TEXT_ACK_WAITS:
    case TOE_WHY_DELAYED_ACK:
    case TOE_WHY_TEXT_FILLS:
    case TOE_WHY_TEXT_KEPT:
    case TOE_WHY_TEXT_NO_PLACE:
    case TOE_WHY_TIME_WAIT_AGAIN:
    case TOE_WHY_SYN_CHALLENGE:
    case TOE_WHY_RST_CHALLENGE:
    case TOE_WHY_ACK_TOO_NEW:
    case TOE_WHY_TEXT:
        return true;
    default:
        return d->state_before != d->state_after;
    }
}

static void open_section(struct teller *t, const struct record *r)
{
    const struct toe_trace *d = &r->u.decision;

    switch (d->reason) {
    case TOE_WHY_OPEN_SYN:
        tell_section(t, SEC_SYN);
        break;
    case TOE_WHY_RTO_SYN:
    case TOE_WHY_RTO_REWIND:
    case TOE_WHY_RTO_FIN:
        tell_section(t, SEC_TIMER);
        break;
    case TOE_WHY_LISTEN_SYN:
        tell_section(t, SEC_ANSWER);
        break;
    case TOE_WHY_SYN_SENT_ESTABLISHED:
    case TOE_WHY_SYN_SENT_REFUSED:
        tell_section(t, SEC_CHECK);
        break;
    case TOE_WHY_ESTABLISHED:
        tell_section(t, SEC_ACK);
        break;
    default:
        break;
    }
    if (d->state_after == TOE_TCP_TIME_WAIT)
        tell_section(t, SEC_GONE);
}

/* The peer's address is not in the trace; it is in the segment that was judged. */
static void tell_match(struct teller *t, const struct record *r)
{
    struct decoded f;
    char ip[TOE_IP_TEXT_BYTES];

    if (r->u.decision.reason != TOE_WHY_LISTEN_SYN || !tell_frame_before(t, r->side, r->cycle, &f) ||
        f.kind != FRAME_TCP)
        return;
    text_say(t->out, TEXT_AT, "Port %u has a listener; slot %u becomes the record of %s:%u.", f.port_to,
             r->u.decision.conn, toe_ip_format(f.ip_from, ip), f.port_from);
}

/* Why the answer is one: from the segment that was judged and the SYN's number in the trace. */
static void tell_check(struct teller *t, const struct record *r)
{
    const struct toe_trace *d = &r->u.decision;
    struct decoded f;
    char ack[TELL_SEQ];

    if (d->state_before == TOE_TCP_SYN_SENT && tell_frame_before(t, r->side, r->cycle, &f) && f.kind == FRAME_TCP &&
        f.flags & TCP_ACK && f.ack == d->iss + 1)
        text_say(t->out, TEXT_AT, "The ack, %s, is the SYN's number plus 1: it answers this SYN.",
                 tell_seq(t, r->side, f.ack, ack));
}

/* What the record of the connection holds after a step of the handshake. */
static void tell_tcb(struct teller *t, const struct record *r)
{
    const struct toe_trace *d = &r->u.decision;
    char nxt[TELL_SEQ], una[TELL_SEQ], expected[TELL_SEQ], window[32] = "";

    if (d->state_after != TOE_TCP_SYN_RECEIVED && d->state_after != TOE_TCP_ESTABLISHED)
        return;
    tell_seq(t, r->side, d->una, una);
    if (d->state_before == TOE_TCP_SYN_RECEIVED) { /* the rest was told then */
        text_say(t->out, TEXT_AT, "Its record now: SND.UNA %s, peer's window %u.", una, d->wnd);
        return;
    }
    if (d->state_after == TOE_TCP_ESTABLISHED)
        snprintf(window, sizeof window, "peer's window %u, ", d->wnd);
    text_say(t->out, TEXT_AT, "Its record: IRS %u, RCV.NXT %s, ISS %u,", d->irs,
             tell_seq(t, (enum side) !r->side, d->rcv_nxt, expected), d->iss);
    text_say(t->out, TEXT_AT, "SND.UNA %s, SND.NXT %s, %sMSS %u.", una, tell_seq(t, r->side, d->nxt, nxt), window,
             d->smss);
}

/* The clause without the states that it leads to: they stand before it. */
static int clause_length(const char *clause)
{
    const char *arrow = strstr(clause, "-> ");
    size_t length = arrow ? (size_t)(arrow - clause) : strlen(clause);

    while (length > 0 && strchr(" :", clause[length - 1]))
        length--;
    return (int)length;
}

void tell_decision(struct teller *t, size_t i)
{
    const struct record *r = &t->rec->at[i];
    const struct toe_trace *d = &r->u.decision;
    const char *clause = toe_trace_reason_clause(d->reason);
    char states[64];

    if (!worth_telling(d))
        return;
    open_section(t, r);
    if (d->reason == TOE_WHY_SLOT)
        return; /* the message that lent it was told */
    if (d->act_send && d->act_flags & TCP_SYN) {
        t->isn_known[r->side] = true;
        t->isn[r->side] = d->act_seq;
    }
    if (d->state_before == d->state_after)
        snprintf(states, sizeof states, "stays %s", toe_tcp_state_name((enum toe_tcp_state)d->state_after));
    else
        snprintf(states, sizeof states, "%s -> %s", toe_tcp_state_name((enum toe_tcp_state)d->state_before),
                 toe_tcp_state_name((enum toe_tcp_state)d->state_after));
    text_at(t->out, r->cycle, "%s TCB: %s (%.*s)", tell_side[r->side], states, clause_length(clause), clause);
    tell_match(t, r);
    tell_check(t, r);
    if (d->state_before != d->state_after)
        tell_tcb(t, r);
}

void tell_disposition(struct teller *t, size_t i)
{
    const struct record *r = &t->rec->at[i];
    const struct toe_disposition *d = &r->u.disposition;
    struct decoded f;

    if (d->what == TOE_DISP_CONSUMED || d->what == TOE_DISP_ARP)
        return;
    if (tell_frame_before(t, r->side, r->cycle, &f) && f.kind == FRAME_TCP && f.flags & TCP_SYN) {
        tell_section(t, SEC_ANSWER);
        text_at(t->out, r->cycle, "%s's engine: nobody takes the SYN to port %u:", tell_side[r->side], f.port_to);
    } else {
        text_at(t->out, r->cycle, "%s's engine ends a frame:", tell_side[r->side]);
    }
    text_say(t->out, TEXT_AT, "%s", toe_trace_disposition_clause(d->what));
}
