/* tell_frame.c: frames: ARP, the first SYN field by field, others in a line, and a data packet beside its ACK. */
#include <stdarg.h>

#include "tell.h"

#define MAC_TEXT 18

static const char *mac_text(const uint8_t mac[6], char buf[MAC_TEXT])
{
    snprintf(buf, MAC_TEXT, "%02x:%02x:%02x:%02x:%02x:%02x", mac[0], mac[1], mac[2], mac[3], mac[4], mac[5]);
    return buf;
}

static void tell_arp(struct teller *t, const struct record *r, const struct decoded *f, const char *fate)
{
    char from[TOE_IP_TEXT_BYTES], to[TOE_IP_TEXT_BYTES], mac[MAC_TEXT];

    if (t->syn_shown)
        return; /* an entry has aged: no part of this story */
    tell_section(t, SEC_ARP);
    toe_ip_format(f->arp_from, from);
    toe_ip_format(f->arp_to, to);
    if (f->arp_op == 1)
        text_at(t->out, r->cycle, "%s to all: who has %s? Tell %s.%s", tell_side[r->side], to, from, fate);
    else
        text_at(t->out, r->cycle, "%s to %s: %s is at %s.%s", tell_side[r->side], tell_side[!r->side], from,
                mac_text(f->arp_mac, mac), fate);
}

/* The frame that this one repeats: same sender, same first sequence number, same length in sequence space. */
static const struct record *first_time(const struct teller *t, size_t i, const struct decoded *f)
{
    struct decoded other;

    for (size_t k = 0; k < i && decoded_span(f) > 0; k++) {
        const struct record *r = &t->rec->at[k];
        if (r->kind != REC_FRAME_OUT || r->side != t->rec->at[i].side)
            continue;
        decode_frame(&other, r->bytes, r->length);
        if (other.kind == FRAME_TCP && other.seq == f->seq && other.port_from == f->port_from &&
            decoded_span(&other) == decoded_span(f))
            return r;
    }
    return NULL;
}

static void tell_syn(struct teller *t, const struct decoded *f)
{
    FILE *out = t->out;
    char a[MAC_TEXT], b[MAC_TEXT], c[TOE_IP_TEXT_BYTES], d[TOE_IP_TEXT_BYTES], mss[32] = "no MSS", flags[32];

    if (f->mss)
        snprintf(mss, sizeof mss, "MSS %u", f->mss);
    text_say(out, TEXT_AT, "Ethernet: to %s from %s", mac_text(f->eth_to, a), mac_text(f->eth_from, b));
    text_say(out, TEXT_AT + 2, "type 0x%04x (IPv4), %zu bytes, FCS %08x (%s)", f->eth_type, f->length, f->fcs,
             f->fcs_ok ? "right" : "WRONG");
    text_say(out, TEXT_AT, "IPv4: from %s to %s, header %u, total %u bytes", toe_ip_format(f->ip_from, c),
             toe_ip_format(f->ip_to, d), f->ip_header_bytes, f->ip_total_bytes);
    text_say(out, TEXT_AT + 2, "id %u%s, TTL %u, protocol %u (TCP), checksum %04x (%s)", f->ip_id,
             f->dont_fragment ? ", DF set" : "", f->ttl, f->protocol, f->ip_checksum, f->ip_ok ? "right" : "WRONG");
    text_say(out, TEXT_AT, "TCP: from port %u (ephemeral) to port %u (the server)", f->port_from, f->port_to);
    text_say(out, TEXT_AT + 2, "sequence number %u (ISN, RFC 6528), acknowledgment %u", f->seq, f->ack);
    text_say(out, TEXT_AT + 2, "header %u bytes, flags %s, window %u: bytes the peer may send", f->tcp_header_bytes,
             tell_flags(f->flags, flags), f->window);
    text_say(out, TEXT_AT + 2, "checksum %04x (%s), option %s, payload %u bytes", f->tcp_checksum,
             f->tcp_ok ? "right" : "WRONG", mss, f->payload_bytes);
}

static void tell_segment(struct teller *t, size_t i, const struct decoded *f, const char *fate)
{
    const struct record *r = &t->rec->at[i], *first = first_time(t, i, f);
    char flags[32], seq[TELL_SEQ], isn[16] = "", ack[TELL_SEQ + 8] = "", again[80] = "", mss[32] = "", bytes[32] = "";

    if (f->flags & TCP_SYN)
        snprintf(isn, sizeof isn, "%u=", f->seq);
    if (f->flags & TCP_ACK) {
        char number[TELL_SEQ];
        snprintf(ack, sizeof ack, " ack %s", tell_seq(t, (enum side) !r->side, f->ack, number));
    }
    if (first) {
        char time[TEXT_TIME];
        snprintf(again, sizeof again, " RETRANSMITTED, %s after the first.",
                 text_time(time, (r->cycle - first->cycle) * (1000000000u / t->rec->clock_hz)));
    }
    if (f->mss)
        snprintf(mss, sizeof mss, ", MSS %u", f->mss);
    if (f->payload_bytes)
        snprintf(bytes, sizeof bytes, ", %u bytes of data", f->payload_bytes);
    text_at(t->out, r->cycle, "%s: %s seq %s%s%s win %u%s%s.%s%s", tell_side[r->side], tell_flags(f->flags, flags), isn,
            tell_seq(t, r->side, f->seq, seq), ack, f->window, mss, bytes, again, fate);
}

/* ------------------------------------------------------------------------------------------------ side by side */

struct pair {
    enum side side[2];
    struct decoded f[2];
};

__attribute__((format(printf, 4, 5))) static void row(FILE *out, const char *name, bool right, const char *format, ...)
{
    char cell[64];
    va_list args;

    va_start(args, format);
    vsnprintf(cell, sizeof cell, format, args);
    va_end(args);
    if (right)
        fprintf(out, "%.30s\n", cell);
    else
        fprintf(out, "%*s%-14s%-24.23s", TEXT_AT, "", name, cell);
}

/* The first record before i of a data frame of the other side that this one acknowledges. */
static bool find_data(const struct teller *t, size_t i, struct pair *pair)
{
    for (size_t k = 0; k < i; k++) {
        const struct record *r = &t->rec->at[k];
        if (r->kind != REC_FRAME_OUT || r->side == t->rec->at[i].side)
            continue;
        decode_frame(&pair->f[0], r->bytes, r->length);
        if (pair->f[0].kind == FRAME_TCP && pair->f[0].payload_bytes &&
            pair->f[0].seq + pair->f[0].payload_bytes == pair->f[1].ack) {
            pair->side[0] = r->side;
            pair->side[1] = t->rec->at[i].side;
            return true;
        }
    }
    return false;
}

static void tell_pair(struct teller *t, const struct pair *p)
{
    char flags[32], seq[TELL_SEQ];

    for (int k = 0; k < 2; k++)
        row(t->out, "Side by side:", k, "%s, %s > %s", k ? "CONTROL ONLY" : "DATA", tell_side[p->side[k]],
            tell_side[!p->side[k]]);
    for (int k = 0; k < 2; k++)
        row(t->out, "frame", k, "%zu bytes, %u of them IP", p->f[k].length, p->f[k].ip_total_bytes);
    for (int k = 0; k < 2; k++)
        row(t->out, "flags", k, "%s", tell_flags(p->f[k].flags, flags));
    for (int k = 0; k < 2; k++)
        row(t->out, "seq", k, "%u=%s", p->f[k].seq, tell_seq(t, p->side[k], p->f[k].seq, seq));
    for (int k = 0; k < 2; k++)
        row(t->out, "ack", k, "%u=%s", p->f[k].ack, tell_seq(t, !p->side[k], p->f[k].ack, seq));
    for (int k = 0; k < 2; k++)
        row(t->out, "window", k, "%u", p->f[k].window);
    for (int k = 0; k < 2; k++)
        row(t->out, "payload", k, "%u bytes", p->f[k].payload_bytes);
    text_say(t->out, TEXT_AT, "The ack is the data's seq plus its %u bytes: all of it arrived.", p->f[0].payload_bytes);
}

void tell_frame(struct teller *t, size_t i)
{
    const struct record *r = &t->rec->at[i];
    const bool arrived = t->arrived[i];
    struct decoded f;
    struct pair pair;
    char fate[48] = "";

    decode_frame(&f, r->bytes, r->length);
    if (!arrived)
        snprintf(fate, sizeof fate, " LOST: it never reached the %s.", tell_side[!r->side]);
    if (f.kind == FRAME_ARP)
        tell_arp(t, r, &f, fate);
    if (f.kind != FRAME_TCP)
        return;
    if (f.flags & TCP_SYN && !t->isn_known[r->side]) {
        t->isn_known[r->side] = true;
        t->isn[r->side] = f.seq;
    }
    if (f.flags & TCP_SYN && !(f.flags & TCP_ACK) && !t->syn_shown) {
        t->syn_shown = true;
        tell_section(t, SEC_SYN);
        text_at(t->out, r->cycle, "%s > %s: SYN.%s", tell_side[r->side], tell_side[!r->side], fate);
        tell_syn(t, &f);
        return;
    }
    tell_segment(t, i, &f, fate);
    pair.f[1] = f;
    if (!t->pair_shown && arrived && decoded_span(&f) == 0 && !(f.flags & TCP_RST) && find_data(t, i, &pair)) {
        t->pair_shown = true;
        tell_pair(t, &pair);
    }
}
