/* peer.c: what the peer sends, what the engine must send. */
#include "peer_world.h"

#include <stdio.h>
#include <string.h>

enum { EARLY_US = 1000, LATE_US = 3000, PEER_WINDOW = 65535, MSS_OPTION_BYTES = 4, NO_TEXT = 200 };

/* ---- sending ------------------------------------------------------------------------------------------------------- */

static const uint8_t *mac_or(const uint8_t *mac, const uint8_t *usual)
{
    return mac != NULL ? mac : usual;
}

static void fill_options(tcp_header *h, const segment *s)
{
    if (s->options != NULL) {
        memcpy(h->options, s->options, s->option_bytes);
        h->option_bytes = (uint8_t)((s->option_bytes + 3) / 4 * 4);
    } else if (s->mss != 0) {
        h->options[0] = 2;
        h->options[1] = MSS_OPTION_BYTES;
        put16(h->options + 2, s->mss);
        h->option_bytes = MSS_OPTION_BYTES;
    }
}

static void build_segment(const peer *p, const segment *s, frame *out)
{
    const flow *f = &p->flows[p->current];
    uint8_t text[FRAME_MAX_BYTES];
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = s->ip_version != 0 ? s->ip_version : 4,
                      .tos = s->tos,
                      .ttl = s->ttl != 0 ? s->ttl : 64,
                      .proto = PROTO_TCP,
                      .header_bytes = s->ip_header_bytes,
                      .total_bytes = s->ip_total_bytes,
                      .fragment = s->fragment != 0 ? s->fragment : IP_DF,
                      .src = s->src_ip != 0 ? s->src_ip : f->peer_ip,
                      .dst = s->dst_ip != 0 ? s->dst_ip : ENGINE_IP,
                      .option_bytes = (uint8_t)s->ip_option_bytes};
    tcp_header tcp = {.src_port = s->src_port != 0 ? s->src_port : f->peer_port,
                      .dst_port = s->dst_port != 0 ? s->dst_port : f->engine_port,
                      .seq = f->peer_isn + s->seq,
                      .ack = (s->flags & ACK) != 0 ? f->engine_isn + s->ack : 0,
                      .header_bytes = (uint8_t)s->data_offset_bytes,
                      .reserved = (uint8_t)s->reserved,
                      .flags = (uint8_t)s->flags,
                      .urgent = s->urgent,
                      .window = s->window_zero   ? 0
                                : s->window != 0 ? s->window
                                                 : PEER_WINDOW};

    memcpy(eth.dst, mac_or(s->dst_mac, ENGINE_MAC), 6);
    memcpy(eth.src, mac_or(s->src_mac, f->peer_ip == PEER_IP ? PEER_MAC : GATEWAY_MAC), 6);
    if (s->ip_option_bytes != 0)
        memcpy(ip.options, s->ip_options, s->ip_option_bytes);
    fill_options(&tcp, s);
    for (uint32_t i = 0; i < s->len; i++)
        text[i] = peer_stream_byte(p, s->seq + ((s->flags & SYN) != 0) - 1 + i);
    frame_build_tcp(out, &eth, &ip, &tcp, text, s->len, s->faults);
}

void peer_sends_at(peer *p, const char *file, int line, segment s)
{
    frame f;
    uint32_t end;

    if (p->failed)
        return;
    if (s.len > ENGINE_MSS) {
        peer_fails(p, file, line, "the test sends more text than the engine's MSS");
        return;
    }
    build_segment(p, &s, &f);
    peer_sends_frame(p, &f);
    world_mark(p);
    end = s.seq + s.len + ((s.flags & SYN) != 0) + ((s.flags & FIN) != 0);
    if ((s.flags & RST) == 0 && end > current_flow(p)->peer_next)
        current_flow(p)->peer_next = end;
}

void peer_makes(peer *p, frame *f, segment s)
{
    build_segment(p, &s, f);
}

/* ---- expecting ----------------------------------------------------------------------------------------------------- */

typedef struct {
    char text[NO_TEXT];
} description;

static void describe_flags(unsigned flags, char *text, size_t room)
{
    snprintf(text, room, "%s%s%s%s%s%s", (flags & SYN) != 0 ? "SYN " : "", (flags & FIN) != 0 ? "FIN " : "",
             (flags & RST) != 0 ? "RST " : "", (flags & PSH) != 0 ? "PSH " : "", (flags & ACK) != 0 ? "ACK " : "",
             (flags & URG) != 0 ? "URG " : "");
}

static description describe_expected(const segment *s)
{
    description d;
    char flags[40], window[24] = "", mss[16] = "", psh[16] = "";

    describe_flags(s->flags, flags, sizeof flags);
    if (s->window != 0 || s->window_zero)
        snprintf(window, sizeof window, " win=%u", s->window_zero ? 0u : s->window);
    if (s->mss != 0)
        snprintf(mss, sizeof mss, " mss=%u", s->mss);
    if (s->psh || s->no_psh)
        snprintf(psh, sizeof psh, s->psh ? " with PSH" : " without PSH");
    snprintf(d.text, sizeof d.text, "%sseq=%u ack=%u len=%u%s%s%s", flags, s->seq, (s->flags & ACK) != 0 ? s->ack : 0,
             s->len, window, mss, psh);
    return d;
}

static description describe_got(const flow *f, const frame_view *v)
{
    description d;
    char flags[40];
    option_view options;

    if (v->kind != FRAME_TCP) {
        snprintf(d.text, sizeof d.text, "a frame that is not TCP (ethertype %04x)", v->eth.ethertype);
        return d;
    }
    describe_flags(v->tcp.flags, flags, sizeof flags);
    options_parse(v->tcp.options, v->tcp.option_bytes, &options);
    snprintf(d.text, sizeof d.text, "%sseq=%d ack=%d len=%zu win=%u mss=%u", flags, (int)(v->tcp.seq - f->engine_isn),
             (v->tcp.flags & ACK) != 0 ? (int)(v->tcp.ack - f->peer_isn) : 0, v->payload_bytes, v->tcp.window,
             options.mss);
    return d;
}

static const char *text_differs(const peer *p, const segment *s, const frame_view *v)
{
    for (uint32_t i = 0; i < s->len; i++)
        if (v->payload[i] != app_stream_byte(p, s->seq - 1 + i))
            return "a byte of the text is not what the application wrote there";
    return NULL;
}

uint32_t seq_of(peer *p, const frame_view *v)
{
    return v->tcp.seq - current_flow(p)->engine_isn;
}

uint32_t ack_of(peer *p, const frame_view *v)
{
    return v->tcp.ack - current_flow(p)->peer_isn;
}

/* NULL, or what differs. */
static const char *differs(const peer *p, const segment *s, const frame_view *v)
{
    const flow *f = &p->flows[p->current];
    unsigned ignored = (s->flags & PSH) != 0 ? 0 : PSH;
    option_view options;

    if (v->kind != FRAME_TCP || v->ip.dst != f->peer_ip || v->tcp.dst_port != f->peer_port ||
        v->tcp.src_port != f->engine_port)
        return "it belongs to another connection";
    if ((v->tcp.flags & ~ignored) != (s->flags & ~ignored))
        return "flags";
    if (s->seq_is_zero ? v->tcp.seq != 0 : v->tcp.seq - f->engine_isn != s->seq)
        return "sequence number";
    if ((s->flags & ACK) != 0 && v->tcp.ack - f->peer_isn != s->ack)
        return "acknowledgment number";
    if (v->payload_bytes != s->len)
        return "length";
    if ((s->window != 0 || s->window_zero) && v->tcp.window != (s->window_zero ? 0 : s->window))
        return "window";
    if ((s->flags & URG) != 0 && v->tcp.urgent != s->urgent)
        return "urgent pointer";
    options_parse(v->tcp.options, v->tcp.option_bytes, &options);
    if (s->mss != 0 && options.mss != s->mss)
        return "MSS";
    if ((s->psh && (v->tcp.flags & PSH) == 0) || (s->no_psh && (v->tcp.flags & PSH) != 0))
        return "PSH";
    return text_differs(p, s, v);
}

static bool on_time(peer *p, const char *file, int line, const segment *s, uint64_t from_ns, uint64_t t_ns)
{
    double late_us = ((double)t_ns - (double)from_ns) / 1000.0;

    if (s->after == 0 || (late_us >= (double)s->after - EARLY_US && late_us <= (double)s->after + LATE_US))
        return true;
    peer_fails(p, file, line, "expected %s\n  %.3f ms after the last step; it left after %.3f ms",
               describe_expected(s).text, (double)s->after / 1000.0, late_us / 1000.0);
    return false;
}

void engine_sends_at(peer *p, const char *file, int line, segment s)
{
    flow *f = current_flow(p);
    uint64_t from_ns = f->mark_ns, limit_ns = world_now_ns(p) + ms(EXPECT_WAIT_MS) * 1000;
    taken_frame *t;
    const char *difference;

    if (p->failed)
        return;
    if (s.after != 0)
        limit_ns = from_ns + (s.after + LATE_US) * 1000;
    if (s.within != 0)
        limit_ns = world_now_ns(p) + s.within * 1000;
    world_run(p, limit_ns, true);
    t = world_peek(p);
    if (t == NULL) {
        peer_fails(p, file, line, "expected %s\n  got nothing", describe_expected(&s).text);
        return;
    }
    difference = differs(p, &s, &t->view);
    if (difference != NULL) {
        peer_fails(p, file, line, "expected %s\n  got      %s\n  differs: %s", describe_expected(&s).text,
                   describe_got(f, &t->view).text, difference);
        return;
    }
    if (!on_time(p, file, line, &s, from_ns, t->t_ns))
        return;
    f->mark_ns = t->t_ns;
    world_drop(p, t);
}

void engine_sends_rst_at(peer *p, const char *file, int line, uint32_t seq)
{
    frame f;
    frame_view v;

    if (engine_sends_frame_at(p, file, line, ms(EXPECT_WAIT_MS), &f, &v) &&
        (v.kind != FRAME_TCP || (v.tcp.flags | ACK) != (RST | ACK) || seq_of(p, &v) != seq))
        peer_fails(p, file, line, "expected RST seq=%u\n  got      %s", seq, describe_got(current_flow(p), &v).text);
}

bool engine_may_send_at(peer *p, segment s)
{
    flow *f = current_flow(p);
    taken_frame *t;

    if (p->failed)
        return false;
    world_run(p, world_now_ns(p) + (s.within != 0 ? s.within : ms(EXPECT_WAIT_MS)) * 1000, true);
    t = world_peek(p);
    if (t == NULL || differs(p, &s, &t->view) != NULL)
        return false;
    f->mark_ns = t->t_ns;
    world_drop(p, t);
    return true;
}

void engine_may_update_window(peer *p, uint32_t seq, uint32_t ack)
{
    while (engine_may_send(p, ACK, .seq = seq, .ack = ack))
        continue;
}

void engine_ends_at(peer *p, const char *file, int line, uint32_t seq, uint32_t len, uint32_t ack, us within)
{
    segment together = {.flags = FIN | ACK, .seq = seq, .ack = ack, .len = len, .within = within};
    segment text = {.flags = ACK, .seq = seq, .ack = ack, .len = len};

    if (engine_may_send_at(p, together))
        return;
    engine_sends_at(p, file, line, text);
    engine_sends_at(p, file, line, (segment){.flags = FIN | ACK, .seq = seq + len, .ack = ack});
}

bool engine_may_send_frame(peer *p, us wait, frame *f, frame_view *v)
{
    taken_frame *t;

    if (p->failed)
        return false;
    world_run(p, world_now_ns(p) + wait * 1000, true);
    t = world_peek(p);
    if (t == NULL)
        return false;
    if (f != NULL) {
        *f = t->bytes;
        frame_parse(f->bytes, f->len, v);
    }
    current_flow(p)->mark_ns = t->t_ns;
    world_drop(p, t);
    return true;
}

void engine_is_silent_at(peer *p, const char *file, int line, us t)
{
    taken_frame *f;

    if (p->failed)
        return;
    world_run(p, world_now_ns(p) + t * 1000, true);
    f = world_peek(p);
    if (f != NULL)
        peer_fails(p, file, line, "expected nothing for %.3f ms\n  got      %s", (double)t / 1000.0,
                   describe_got(current_flow(p), &f->view).text);
}

bool engine_sends_frame_at(peer *p, const char *file, int line, us wait, frame *out, frame_view *v)
{
    taken_frame *t;

    memset(out, 0, sizeof *out);
    memset(v, 0, sizeof *v);
    if (p->failed)
        return false;
    world_run(p, world_now_ns(p) + wait * 1000, true);
    t = world_peek(p);
    if (t == NULL) {
        peer_fails(p, file, line, "expected a frame, got nothing");
        return false;
    }
    *out = t->bytes;
    frame_parse(out->bytes, out->len, v);
    current_flow(p)->mark_ns = t->t_ns;
    world_drop(p, t);
    return true;
}

void engine_streams_at(peer *p, const char *file, int line, uint32_t from, uint32_t bytes, uint32_t mss, bool acks)
{
    uint32_t end = from + bytes, peer_next = current_flow(p)->peer_next;

    while (!p->failed && from != end) {
        uint32_t len = end - from < mss ? end - from : mss;

        engine_sends_at(p, file, line, (segment){.flags = ACK, .seq = from, .ack = peer_next, .len = len});
        from += len;
        if (acks)
            peer_sends_at(p, file, line, (segment){.flags = ACK, .seq = peer_next, .ack = from});
    }
}

/* ---- beginnings ---------------------------------------------------------------------------------------------------- */

void given_connected_at(peer *p, const char *file, int line, uint16_t window, uint16_t mss)
{
    app_connects_at(p, file, line, PEER_IP, 0);
    engine_sends_at(p, file, line, (segment){.flags = SYN});
    peer_sends_at(p, file, line,
                  (segment){.flags = SYN | ACK, .ack = 1, .mss = mss, .window = window, .window_zero = window == 0});
    engine_sends_at(p, file, line, (segment){.flags = ACK, .seq = 1, .ack = 1});
    app_is_connected_at(p, file, line, true);
}

void given_accepted_at(peer *p, const char *file, int line)
{
    app_listens_at(p, file, line, 1);
    peer_sends_at(p, file, line, (segment){.flags = SYN, .mss = ENGINE_MSS});
    engine_sends_at(p, file, line, (segment){.flags = SYN | ACK, .ack = 1});
    peer_sends_at(p, file, line, (segment){.flags = ACK, .seq = 1, .ack = 1});
    app_accepts_at(p, file, line);
}

const char *const state_names[SYNCHRONIZED_STATES] = {"ESTABLISHED", "FIN-WAIT-1", "FIN-WAIT-2", "CLOSE-WAIT",
                                                      "CLOSING",     "LAST-ACK",   "TIME-WAIT"};

/* The peer's FIN comes and is ACKed. */
static void peer_finishes(peer *p, const char *file, int line, uint32_t ack, uint32_t engine_seq)
{
    peer_sends_at(p, file, line, (segment){.flags = FIN | ACK, .seq = 1, .ack = ack});
    engine_sends_at(p, file, line, (segment){.flags = ACK, .seq = engine_seq, .ack = 2});
}

static void app_finishes(peer *p, const char *file, int line, uint32_t ack)
{
    app_shuts_down_at(p, file, line);
    engine_sends_at(p, file, line, (segment){.flags = FIN | ACK, .seq = 1, .ack = ack});
}

standing given_state_at(peer *p, const char *file, int line, synchronized_state state)
{
    bool our_fin = state != IN_ESTABLISHED && state != IN_CLOSE_WAIT;
    bool peer_fin = state == IN_CLOSE_WAIT || state == IN_CLOSING || state == IN_LAST_ACK || state == IN_TIME_WAIT;

    given_connected_at(p, file, line, 65535, ENGINE_MSS);
    if (state == IN_CLOSE_WAIT || state == IN_LAST_ACK)
        peer_finishes(p, file, line, 1, 1);
    if (our_fin)
        app_finishes(p, file, line, state == IN_LAST_ACK ? 2 : 1);
    if (state == IN_FIN_WAIT_2)
        peer_sends_at(p, file, line, (segment){.flags = ACK, .seq = 1, .ack = 2});
    if (state == IN_CLOSING)
        peer_finishes(p, file, line, 1, 2);
    if (state == IN_TIME_WAIT)
        peer_finishes(p, file, line, 2, 2);
    after(p, ms(1));
    return (standing){.snd_nxt = our_fin ? 2 : 1, .rcv_nxt = peer_fin ? 2 : 1};
}
