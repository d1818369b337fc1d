/* tell.c: the dialogue, a filter over a record. It walks the record once, in the order of cycles, and each paragraph
 * begins with the record that gives it its name; what did not happen has no line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tell.h"

const char *const tell_side[2] = {"client", "server"};

static const char *const titles[SECTIONS] = {
    [SEC_LISTEN] = "Before: the server listens",
    [SEC_BLANK] = "A blank socket",
    [SEC_CONNECT] = "toe_connect(): one message to the engine",
    [SEC_ARP] = "Prelude: the peer's MAC address (ARP)",
    [SEC_SYN] = "SYN: the segment that the RTL built",
    [SEC_ANSWER] = "The server's engine looks for who listens on that port",
    [SEC_TIMER] = "Nothing came back: the retransmission timer",
    [SEC_CHECK] = "The client's engine checks the answer",
    [SEC_ACK] = "The third segment of the handshake arrives",
    [SEC_RETURN] = "toe_connect() returns",
    [SEC_DATA] = "Data, and a packet that only controls",
    [SEC_CLOSE] = "Closing: each direction by its own FIN",
    [SEC_GONE] = "TIME-WAIT, and the records go",
};

void tell_section(struct teller *t, enum section section)
{
    if (t->opened[section])
        return;
    t->opened[section] = true;
    fprintf(t->out, "\n%u. %s\n", ++t->sections, titles[section]);
}

const char *tell_flags(uint8_t flags, char buf[32])
{
    static const struct {
        uint8_t bit;
        const char *name;
    } names[] = {{TCP_SYN, "SYN"}, {TCP_FIN, "FIN"}, {TCP_RST, "RST"}, {TCP_PSH, "PSH"}, {TCP_ACK, "ACK"}};
    size_t length = 0;

    buf[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if (flags & names[i].bit)
            length += (size_t)snprintf(buf + length, 32 - length, "%s%s", length ? " " : "", names[i].name);
    return length ? buf : "no flags";
}

const char *tell_seq(const struct teller *t, enum side side, uint32_t seq, char buf[TELL_SEQ])
{
    uint32_t offset = seq - t->isn[side];

    if (!t->isn_known[side])
        snprintf(buf, TELL_SEQ, "%u", seq);
    else
        snprintf(buf, TELL_SEQ, "%c+%u", tell_side[side][0], offset);
    return buf;
}

/* A frame that arrives is the oldest equal one that left shortly before and has not arrived yet: the cable keeps the order,
 * and a retransmission comes much later than a frame takes. */
#define TRANSIT_CYCLES 10000

void tell_match_frames(struct teller *t)
{
    for (size_t k = 0; k < t->rec->count; k++) {
        const struct record *in = &t->rec->at[k];
        for (size_t i = 0; in->kind == REC_FRAME_IN && i < k; i++) {
            const struct record *out = &t->rec->at[i];
            if (out->kind != REC_FRAME_OUT || out->side == in->side || t->arrived[i] || out->length != in->length ||
                out->cycle + TRANSIT_CYCLES < in->cycle || memcmp(out->bytes, in->bytes, in->length) != 0)
                continue;
            t->arrived[i] = true;
            break;
        }
    }
}

bool tell_frame_before(const struct teller *t, enum side side, uint64_t cycle, struct decoded *frame)
{
    for (size_t k = t->rec->count; k-- > 0;) {
        const struct record *r = &t->rec->at[k];
        if (r->kind != REC_FRAME_IN || r->side != side || r->cycle > cycle)
            continue;
        decode_frame(frame, r->bytes, r->length);
        return true;
    }
    return false;
}

const struct record *tell_reached(const struct teller *t, enum side side, enum toe_tcp_state state)
{
    for (size_t k = 0; k < t->rec->count; k++) {
        const struct record *r = &t->rec->at[k];
        if (r->kind == REC_DECISION && r->side == side && r->u.decision.state_after == state &&
            r->u.decision.state_before != state)
            return r;
    }
    return NULL;
}

static void tell_opening(struct teller *t)
{
    size_t frames[2] = {0, 0}, messages = 0, decisions = 0;
    char a[TOE_IP_TEXT_BYTES], b[TOE_IP_TEXT_BYTES];

    for (size_t k = 0; k < t->rec->count; k++) {
        const struct record *r = &t->rec->at[k];
        frames[r->side] += r->kind == REC_FRAME_OUT;
        decisions += r->kind == REC_DECISION;
        messages += r->kind == REC_NOTICE &&
                    (r->u.notice.kind == TOE_NOTICE_MESSAGE_IN || r->u.notice.kind == TOE_NOTICE_MESSAGE_OUT);
    }
    fprintf(t->out, "What connect() means: two TCP engines in RTL, one cable\n");
    text_say(
        t->out, 0,
        "client %s, server %s. All is from this run's record: %zu and %zu frames, %zu host-link messages, %zu "
        "decisions. "
        "Left: clock cycle, of %.0f ns. TCB: an engine's record of a connection. c+1, s+1: client's, server's initial "
        "sequence number (ISN) plus 1. ISS, IRS: own, peer's ISN. 3.10: section of RFC 9293.",
        toe_ip_format(t->rec->ip[CLIENT], a), toe_ip_format(t->rec->ip[SERVER], b), frames[CLIENT], frames[SERVER],
        messages, decisions, 1e9 / (double)t->rec->clock_hz);
}

int dialogue_tell(const struct recording *rec, FILE *out)
{
    struct teller t = {.rec = rec, .out = out};

    t.arrived = calloc(rec->count + 1, sizeof *t.arrived);
    if (!t.arrived)
        return -ENOMEM;
    tell_match_frames(&t);
    tell_opening(&t);
    for (size_t i = 0; i < rec->count; i++) {
        switch (rec->at[i].kind) {
        case REC_CALL:
            tell_call(&t, i);
            break;
        case REC_RETURN:
            tell_return(&t, i);
            break;
        case REC_SOCKET:
        case REC_INFO:
            tell_socket(&t, i);
            break;
        case REC_NOTICE:
            tell_notice(&t, i);
            break;
        case REC_FRAME_OUT:
            tell_frame(&t, i);
            break;
        case REC_DECISION:
            tell_decision(&t, i);
            break;
        case REC_DISPOSITION:
            tell_disposition(&t, i);
            break;
        case REC_FRAME_IN: /* seen where it left */
            break;
        }
    }
    free(t.arrived);
    return 0;
}
