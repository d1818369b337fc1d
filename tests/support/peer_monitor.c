/* peer_monitor.c: see peer_monitor.h. */
#include "peer_monitor.h"

#include <string.h>

/* An MSS below the least that IP must carry may be taken for that (6691-05). */
enum { MSS_WITHOUT_OPTION = 536, MSS_LEAST = 88 };

static bool after_seq(uint32_t a, uint32_t b)
{
    return a != b && a - b < 0x80000000u;
}

void monitor_init(monitor *m, uint32_t engine_ip, const uint8_t engine_mac[6], uint8_t ttl, uint16_t mtu)
{
    memset(m, 0, sizeof *m);
    m->engine_ip = engine_ip;
    memcpy(m->engine_mac, engine_mac, 6);
    m->ttl = ttl;
    m->mtu = mtu;
}

/* The record of a pair of ports; the oldest gives way when there are too many. */
static monitor_flow *find_flow(monitor *m, uint32_t peer_ip, uint16_t engine_port, uint16_t peer_port)
{
    monitor_flow *free_flow = NULL;

    for (int i = 0; i < MONITOR_FLOWS; i++) {
        monitor_flow *f = &m->flows[i];

        if (f->used && f->peer_ip == peer_ip && f->engine_port == engine_port && f->peer_port == peer_port)
            return f;
        if (!f->used && free_flow == NULL)
            free_flow = f;
    }
    if (free_flow == NULL) {
        memmove(m->flows, m->flows + 1, sizeof m->flows - sizeof m->flows[0]);
        free_flow = &m->flows[MONITOR_FLOWS - 1];
    }
    memset(free_flow, 0, sizeof *free_flow);
    free_flow->used = true;
    free_flow->peer_ip = peer_ip;
    free_flow->engine_port = engine_port;
    free_flow->peer_port = peer_port;
    return free_flow;
}

static uint32_t segment_end(const frame_view *v)
{
    uint32_t end = v->tcp.seq + (uint32_t)v->payload_bytes;

    return end + ((v->tcp.flags & SYN) != 0) + ((v->tcp.flags & FIN) != 0);
}

void monitor_peer_frame(monitor *m, const frame_view *v)
{
    monitor_flow *f;
    option_view options;

    if (v->kind != FRAME_TCP || v->fault != NULL || v->ip.dst != m->engine_ip || (v->tcp.flags & RST) != 0)
        return;
    f = find_flow(m, v->ip.src, v->tcp.dst_port, v->tcp.src_port);
    options_parse(v->tcp.options, v->tcp.option_bytes, &options);
    if ((v->tcp.flags & SYN) != 0 && !f->acked) {
        f->peer_known = true;
        f->peer_isn = v->tcp.seq;
        f->peer_max = segment_end(v);
        f->peer_mss = !options.has_mss ? MSS_WITHOUT_OPTION : options.mss < MSS_LEAST ? MSS_LEAST : options.mss;
    } else if (f->peer_known && after_seq(segment_end(v), f->peer_max)) {
        f->peer_max = segment_end(v);
    }
    if ((v->tcp.flags & ACK) == 0 || !f->open || after_seq(v->tcp.ack, f->engine_max))
        return;
    if (!f->edge_known || after_seq(v->tcp.ack, f->peer_ack))
        f->peer_ack = v->tcp.ack;
    if (!f->edge_known || after_seq(v->tcp.ack + v->tcp.window, f->peer_edge))
        f->peer_edge = v->tcp.ack + v->tcp.window;
    f->edge_known = true;
}

static const char *check_ipv4(const monitor *m, const frame_view *v)
{
    if (memcmp(v->eth.src, m->engine_mac, 6) != 0)
        return "source MAC is not the engine's";
    if (v->ip.src != m->engine_ip)
        return "source address is not the engine's (MUST-45)";
    if (v->ip.header_bytes != IPV4_BYTES)
        return "IP options that nobody asked for";
    if (v->kind == FRAME_TCP && v->ip.fragment != IP_DF)
        return "DF is not set alone (1191-01)";
    if ((v->ip.fragment & (IP_MF | IP_OFFSET_MASK)) != 0)
        return "a fragment";
    if (v->ip.ttl != m->ttl && v->ip.ttl != m->ttl_too)
        return "TTL is not the configured one (MUST-49)";
    if (v->ip.total_bytes > m->mtu)
        return "IP packet is longer than the MTU (6691-04)";
    return NULL;
}

static const char *check_flags(const frame_view *v, const monitor_flow *f)
{
    unsigned flags = v->tcp.flags;

    if (v->tcp.reserved != 0)
        return "reserved bits are set";
    if ((flags & SYN) != 0 && (flags & (FIN | RST)) != 0)
        return "SYN together with FIN or RST";
    if ((flags & (ACK | RST)) == 0 && !((flags & SYN) != 0 && !f->acked))
        return "ACK is missing on a segment after the first SYN";
    if ((flags & URG) == 0 && v->tcp.urgent != 0)
        return "urgent pointer without URG";
    if ((flags & (RST | SYN)) != 0 && v->payload_bytes != 0)
        return "text on RST or SYN";
    return NULL;
}

static const char *check_options(const frame_view *v)
{
    option_view options;

    options_parse(v->tcp.options, v->tcp.option_bytes, &options);
    if (options.fault != NULL)
        return options.fault;
    if (options.has_mss && (v->tcp.flags & SYN) == 0)
        return "MSS option outside SYN (MUST-65)";
    if (!options.has_mss && (v->tcp.flags & SYN) != 0)
        return "SYN without the MSS option (SHLD-5)";
    return NULL;
}

static const char *check_acknowledgment(const frame_view *v, monitor_flow *f)
{
    uint32_t edge = v->tcp.ack + v->tcp.window;

    if ((v->tcp.flags & ACK) == 0)
        return NULL;
    if (!f->peer_known || after_seq(v->tcp.ack, f->peer_max))
        return "acknowledges what the peer never sent";
    if (f->acked && after_seq(f->engine_ack, v->tcp.ack))
        return "acknowledgment goes back";
    if (f->acked && after_seq(f->engine_edge, edge))
        return "right window edge moves left (SHLD-14)";
    f->acked = true;
    f->engine_ack = v->tcp.ack;
    f->engine_edge = edge;
    return NULL;
}

static const char *check_text(const frame_view *v, const monitor_flow *f)
{
    uint32_t end = v->tcp.seq + (uint32_t)v->payload_bytes;

    if (v->payload_bytes == 0)
        return NULL;
    if (!f->peer_known || !f->edge_known)
        return "text before the handshake is over";
    if (v->payload_bytes > f->peer_mss)
        return "text is longer than the peer's MSS (MUST-16)";
    if (after_seq(end, f->peer_edge) && !(v->payload_bytes == 1 && v->tcp.seq == f->peer_ack))
        return "text beyond the window that the peer offered (invariant 8)";
    return NULL;
}

static const char *check_tcp(monitor *m, const frame_view *v)
{
    monitor_flow *f = find_flow(m, v->ip.dst, v->tcp.src_port, v->tcp.dst_port);
    bool first_syn = (v->tcp.flags & (SYN | ACK)) == SYN;
    const char *fault;

    /* A SYN that is not the last one again begins another life of the pair of ports. */
    if ((v->tcp.flags & SYN) != 0 && f->open && v->tcp.seq + 1 != f->engine_max) {
        bool peer_known = f->peer_known && !first_syn;
        monitor_flow last = *f;

        memset(f, 0, sizeof *f);
        f->used = true;
        f->peer_ip = last.peer_ip;
        f->engine_port = last.engine_port;
        f->peer_port = last.peer_port;
        f->peer_known = peer_known;
        if (peer_known) {
            f->peer_isn = v->tcp.ack - 1;
            f->peer_max = v->tcp.ack;
            f->peer_mss = last.peer_mss;
        }
    }
    fault = check_flags(v, f);
    if (fault == NULL)
        fault = check_options(v);
    if ((v->tcp.flags & RST) != 0)
        return fault;
    if (fault == NULL)
        fault = check_acknowledgment(v, f);
    if (fault == NULL)
        fault = check_text(v, f);
    if (!f->open || after_seq(segment_end(v), f->engine_max))
        f->engine_max = segment_end(v);
    f->open = true;
    return fault;
}

const char *monitor_engine_frame(monitor *m, const frame_view *v)
{
    const char *fault = v->fault;

    if (fault == NULL && memcmp(v->eth.src, m->engine_mac, 6) != 0)
        return "source MAC is not the engine's";
    if (v->kind != FRAME_TCP && v->kind != FRAME_ICMP)
        return fault;
    if (fault == NULL)
        fault = check_ipv4(m, v);
    if (fault == NULL && v->kind == FRAME_TCP)
        fault = check_tcp(m, v);
    return fault;
}
