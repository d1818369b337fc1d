/* peer_world.c: one test's world: a simulated engine, its library, and the wire between it and the peer. */
#include "peer_world.h"

#include "link_gen.h"
#include "peer_seen.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

const uint8_t ENGINE_MAC[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0x01};
const uint8_t PEER_MAC[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0x02};
const uint8_t OTHER_MAC[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0x03};
const uint8_t GATEWAY_MAC[6] = {0x02, 0x00, 0x00, 0x00, 0x00, 0xfe};
const uint8_t BROADCAST_MAC[6] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};

enum {
    FIRST_PEER_PORT = 40000,
    PUMPS_MAX = 10000,
    TTL_DEFAULT = 64,
    MTU_DEFAULT = 1500,
    ISN_PER_US = 4,
    RTO_MIN_DEFAULT = 200000
};

static const uint8_t isn_key[16] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

uint64_t world_now_ns(const peer *p)
{
    return toe_sim_now_ns(p->sim);
}

uint64_t now_ns(const peer *p)
{
    return world_now_ns(p);
}

us now_us(const peer *p)
{
    return world_now_ns(p) / 1000;
}

flow *current_flow(peer *p)
{
    return &p->flows[p->current];
}

void world_mark(peer *p)
{
    current_flow(p)->mark_ns = world_now_ns(p);
}

bool peer_failed(const peer *p)
{
    return p->failed;
}

/* Each connection has streams of its own, so that mixed-up ones are noticed. */
uint8_t peer_stream_byte(const peer *p, uint32_t offset)
{
    return (uint8_t)((offset * 2654435761u) >> 24 ^ offset ^ 0x5a ^ (uint32_t)p->current * 29);
}

uint8_t app_stream_byte(const peer *p, uint32_t offset)
{
    return (uint8_t)((offset * 2246822519u) >> 23 ^ offset ^ 0x33 ^ (uint32_t)p->current * 43);
}

uint32_t peer_random(peer *p, uint32_t below)
{
    p->random = p->random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((p->random >> 33) % below);
}

/* ---- the log ------------------------------------------------------------------------------------------------------- */

static const char *flags_text(unsigned flags, char text[40])
{
    static const struct {
        unsigned bit;
        const char *name;
    } names[] = {{SYN, "SYN "}, {FIN, "FIN "}, {RST, "RST "}, {PSH, "PSH "},
                 {ACK, "ACK "}, {URG, "URG "}, {ECE, "ECE "}, {CWR, "CWR "}};

    text[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        if ((flags & names[i].bit) != 0)
            strcat(text, names[i].name);
    return text;
}

static int flow_of(const peer *p, const frame_view *v, bool from_engine)
{
    uint16_t engine_port = from_engine ? v->tcp.src_port : v->tcp.dst_port;
    uint16_t peer_port = from_engine ? v->tcp.dst_port : v->tcp.src_port;

    for (int i = 0; i < PEER_FLOWS; i++)
        if (p->flows[i].engine_port == engine_port && p->flows[i].peer_port == peer_port &&
            p->flows[i].peer_ip == (from_engine ? v->ip.dst : v->ip.src))
            return i;
    return UNKNOWN_FLOW;
}

static void log_frame(peer *p, const frame_view *v, uint64_t t_ns, bool from_engine)
{
    char flags[40], text[80];
    int n = flow_of(p, v, from_engine);
    uint32_t engine_isn = n < 0 ? 0 : p->flows[n].engine_isn, peer_isn = n < 0 ? 0 : p->flows[n].peer_isn;

    if (v->kind == FRAME_TCP)
        snprintf(text, sizeof text, "[%d] %sseq=%d ack=%d len=%zu win=%u", n, flags_text(v->tcp.flags, flags),
                 (int)(v->tcp.seq - (from_engine ? engine_isn : peer_isn)),
                 (int)(v->tcp.ack - (from_engine ? peer_isn : engine_isn)), v->payload_bytes, v->tcp.window);
    else if (v->kind == FRAME_ARP)
        snprintf(text, sizeof text, "ARP oper %u about %u.%u.%u.%u", v->arp.oper, v->arp.tpa >> 24,
                 v->arp.tpa >> 16 & 255, v->arp.tpa >> 8 & 255, v->arp.tpa & 255);
    else
        snprintf(text, sizeof text, "other frame, ethertype %04x, protocol %u", v->eth.ethertype, v->ip.proto);
    snprintf(p->log[p->logged++ % LOG_LINES], LOG_LINE_BYTES, "%14.6f ms  %s  %s%s%s", (double)t_ns / 1e6,
             from_engine ? "engine" : "  peer", text, v->fault != NULL ? "  !! " : "",
             v->fault != NULL ? v->fault : "");
}

void peer_fails(peer *p, const char *file, int line, const char *format, ...)
{
    va_list args;
    unsigned first = p->logged > LOG_LINES ? p->logged - LOG_LINES : 0;

    if (p->failed)
        return;
    p->failed = true;
    fprintf(stderr, "\n%s:%d: at %.6f ms: ", file, line, (double)world_now_ns(p) / 1e6);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fprintf(stderr, "\n  the wire until then ([connection], numbers from the initial ones):\n");
    for (unsigned i = first; i < p->logged; i++)
        fprintf(stderr, "  %s\n", p->log[i % LOG_LINES]);
}

/* ---- the wire ------------------------------------------------------------------------------------------------------ */

/* Answers ARP as the peer and as the gateway, as hosts on this wire would. */
static void answer_arp(peer *p, const frame_view *v)
{
    const uint8_t *mac = v->arp.tpa == PEER_IP ? PEER_MAC : v->arp.tpa == GATEWAY_IP ? GATEWAY_MAC : NULL;
    eth_header eth = {.ethertype = ETHERTYPE_ARP};
    arp_packet reply = {.htype = 1, .ptype = ETHERTYPE_IPV4, .hlen = 6, .plen = 4, .oper = ARP_REPLY};
    frame f;

    if (v->arp.oper != ARP_REQUEST || mac == NULL)
        return;
    memcpy(eth.dst, v->arp.sha, 6);
    memcpy(eth.src, mac, 6);
    memcpy(reply.sha, mac, 6);
    reply.spa = v->arp.tpa;
    memcpy(reply.tha, v->arp.sha, 6);
    reply.tpa = v->arp.spa;
    frame_build_arp(&f, &eth, &reply);
    peer_sends_frame(p, &f);
}

static void engine_syn(peer *p, taken_frame *t)
{
    flow *f;

    if (t->flow < 0 || t->view.kind != FRAME_TCP || (t->view.tcp.flags & SYN) == 0)
        return;
    f = &p->flows[t->flow];
    if (!f->engine_isn_known) {
        f->engine_isn = t->view.tcp.seq;
        f->engine_isn_known = true;
    }
    if (t->flow == 0 && !p->isn_seen) {
        p->isn_seen = true;
        p->isn = t->view.tcp.seq;
    }
}

static void frame_left(peer *p, const uint8_t *bytes, size_t len, uint64_t t_ns)
{
    taken_frame *t;
    const char *fault;

    if (len > FRAME_MAX_BYTES || p->queued == WORLD_FRAMES) {
        peer_fails(p, __FILE__, __LINE__, "the engine sent %s",
                   len > FRAME_MAX_BYTES ? "a giant frame" : "too many frames");
        return;
    }
    t = &p->queue[p->queued];
    memcpy(t->bytes.bytes, bytes, len);
    t->bytes.len = len;
    t->t_ns = t_ns;
    frame_parse(t->bytes.bytes, len, &t->view);
    t->flow = t->view.kind == FRAME_TCP ? flow_of(p, &t->view, true) : UNKNOWN_FLOW;
    engine_syn(p, t);
    log_frame(p, &t->view, t_ns, true);
    fault = monitor_engine_frame(&p->watch, &t->view);
    if (fault != NULL)
        peer_fails(p, __FILE__, __LINE__, "monitor: %s", fault);
    p->queued++;
}

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *bytes, size_t len,
                     const struct toe_frame_times *times)
{
    peer *p = arg;
    const uint64_t when[] = {dir, times->first_cycle, times->last_cycle};

    p->history = (uint32_t)crc32(p->history, (const uint8_t *)when, sizeof when);
    p->history = (uint32_t)crc32(p->history, bytes, (uInt)len);
    if (dir == TOE_SIM_FROM_ENGINE)
        frame_left(p, bytes, len, times->first_ns);
}

static void on_decision(void *arg, const struct toe_trace *trace)
{
    peer *p = arg;

    seen_decision(trace);
    if (!timeout_decision(&p->timeouts, trace))
        peer_fails(p, __FILE__, __LINE__, "a time-out sooner than the least RTO after an ACK (RFC 6298)");
}

void peer_sends_frame(peer *p, const frame *f)
{
    frame_view v;

    if (p->failed)
        return;
    frame_parse(f->bytes, f->len, &v);
    log_frame(p, &v, world_now_ns(p), false);
    monitor_peer_frame(&p->watch, &v);
    if (toe_sim_wire_inject_raw(p->sim, world_now_ns(p), f->bytes, f->len, false) != 0)
        peer_fails(p, __FILE__, __LINE__, "the simulator takes no more frames");
}

/* Takes an entry out of the queue; entries behind it move, and their views with them. */
void world_drop(peer *p, taken_frame *t)
{
    size_t at = (size_t)(t - p->queue);

    memmove(t, t + 1, (p->queued - at - 1) * sizeof *t);
    p->queued--;
    for (size_t i = at; i < p->queued; i++)
        frame_parse(p->queue[i].bytes.bytes, p->queue[i].bytes.len, &p->queue[i].view);
}

/* ARP that the world answers itself, and the engine's answers to it, are no test's business. */
static void serve_arp(peer *p)
{
    for (size_t i = 0; i < p->queued;) {
        if (p->queue[i].view.kind == FRAME_ARP && !p->config.arp_by_hand) {
            answer_arp(p, &p->queue[i].view);
            world_drop(p, &p->queue[i]);
        } else {
            i++;
        }
    }
}

taken_frame *world_peek(peer *p)
{
    for (size_t i = 0; i < p->queued; i++)
        if (p->queue[i].flow == p->current || p->queue[i].flow == UNKNOWN_FLOW)
            return &p->queue[i];
    return NULL;
}

/* ---- time ---------------------------------------------------------------------------------------------------------- */

static void pump(peer *p)
{
    int handled = 1;

    for (int i = 0; i < PUMPS_MAX && handled > 0; i++)
        handled = toe_device_pump(p->device, 0);
    if (handled < 0 && !p->device_failed) {
        p->device_failed = true;
        peer_fails(p, __FILE__, __LINE__, "the device failed: %s", strerror(-handled));
    }
}

static void take_frames(peer *p)
{
    uint8_t dropped[FRAME_MAX_BYTES];

    while (toe_sim_wire_take(p->sim, dropped, sizeof dropped, NULL) > 0)
        continue; /* on_frame has seen it, with its FCS */
    serve_arp(p);
}

int world_advance(struct toe_sim *sim, bool every_cycle, unsigned stop, uint64_t limit_ns)
{
    int held = toe_sim_link_readable(sim) ? TOE_SIM_STOP_LINK : 0;

    if (!every_cycle)
        return toe_sim_run_until_event(sim, stop, limit_ns);
    while (held >= 0 && !((unsigned)held & stop) && toe_sim_now_ns(sim) < limit_ns)
        held = toe_sim_step_cycles(sim, 1);
    return held;
}

void world_run(peer *p, uint64_t t_ns, bool until_frame)
{
    while (!p->failed) {
        uint64_t before = world_now_ns(p);

        pump(p);
        take_frames(p);
        if (before >= t_ns || (until_frame && world_peek(p) != NULL))
            break;
        if (world_advance(p->sim, p->config.every_cycle, TOE_SIM_STOP_LINK | TOE_SIM_STOP_FRAME, t_ns) < 0)
            peer_fails(p, __FILE__, __LINE__, "the simulation failed");
    }
}

bool world_wait(peer *p, bool (*ready)(peer *p, void *arg), void *arg)
{
    uint64_t limit = world_now_ns(p) + ms(EXPECT_WAIT_MS) * 1000;

    for (;;) {
        uint64_t now = world_now_ns(p);

        if (p->failed || ready(p, arg))
            return !p->failed;
        if (now >= limit)
            return false;
        world_run(p, now + 10000, false); /* 10 us: applications look often */
    }
}

void after(peer *p, us t)
{
    if (!p->failed)
        world_run(p, world_now_ns(p) + t * 1000, false);
}

/* ---- birth and death ----------------------------------------------------------------------------------------------- */

static int write_registers(peer *p)
{
    const struct {
        uint32_t address;
        uint64_t value;
    } registers[] = {{TOE_REG_RTO_MIN_US, p->config.rto_min},      {TOE_REG_RTO_INITIAL_US, p->config.rto_initial},
                     {TOE_REG_RTO_MAX_US, p->config.rto_max},      {TOE_REG_MSL_US, p->config.msl},
                     {TOE_REG_SYN_RETRIES, p->config.syn_retries}, {TOE_REG_DATA_RETRIES, p->config.data_retries},
                     {TOE_REG_ARP_AGE_US, p->config.arp_age}};
    int result = p->config.delayed_acks ? 0 : toe_device_write_register(p->device, TOE_REG_ACK_DELAY_US, 0);

    for (size_t i = 0; i < sizeof registers / sizeof registers[0] && result == 0; i++)
        if (registers[i].value != 0)
            result = toe_device_write_register(p->device, registers[i].address, (uint32_t)registers[i].value);
    return result;
}

/* The peer's own question, as a host asks it before its first packet: so the engine knows its MAC. */
static void introduce(peer *p)
{
    eth_header eth = {.ethertype = ETHERTYPE_ARP};
    arp_packet ask = {.htype = 1, .ptype = ETHERTYPE_IPV4, .hlen = 6, .plen = 4, .oper = ARP_REQUEST};
    frame f;

    memcpy(eth.dst, BROADCAST_MAC, 6);
    memcpy(eth.src, PEER_MAC, 6);
    memcpy(ask.sha, PEER_MAC, 6);
    ask.spa = PEER_IP;
    ask.tpa = ENGINE_IP;
    frame_build_arp(&f, &eth, &ask);
    peer_sends_frame(p, &f);
    after(p, ms(1));
}

static int open_device(peer *p, unsigned conns, uint64_t seed, isn_place place)
{
    struct toe_sim_config sim = {.conns = conns,
                                 .clock = TOE_SIM_LOCKSTEP,
                                 .seed = seed,
                                 .start_us = place.start,
                                 .pcapng_path = getenv("TOE_WIRE_PCAPNG"),
                                 .fst_path = getenv("TOE_WIRE_FST")};
    struct toe_sim_watch watch = {.arg = p, .frame = on_frame, .trace = on_decision};
    struct toe_device_config config;
    struct toe_transport *transport;
    int result = toe_sim_create(&sim, &p->sim);

    if (result != 0)
        return result;
    toe_sim_watch(p->sim, &watch);
    result = peer_transport(p->sim, p->config.every_cycle, &transport);
    if (result != 0)
        return result;
    toe_device_config_default(&config);
    memcpy(config.mac, ENGINE_MAC, 6);
    config.ip = ENGINE_IP;
    config.gateway = GATEWAY_IP;
    config.isn_key = isn_key;
    if (p->config.mtu != 0)
        config.mtu_bytes = (uint16_t)p->config.mtu;
    result = toe_device_open(transport, &config, &p->device);
    return result != 0 ? result : write_registers(p);
}

static void name_flows(peer *p)
{
    for (int i = 0; i < PEER_FLOWS; i++)
        p->flows[i] = (flow){.peer_ip = PEER_IP,
                             .engine_port = SERVER_PORT,
                             .peer_port = (uint16_t)(FIRST_PEER_PORT + i),
                             .peer_isn = p->peer_isn + (uint32_t)i * 100003u};
    p->next_port = 50000;
}

peer *peer_new(unsigned conns, uint64_t seed, const peer_config *config, isn_place place)
{
    peer *p = calloc(1, sizeof *p);
    int result;

    if (p == NULL)
        return NULL;
    p->config = *config;
    p->peer_isn = place.peer_isn;
    p->random = seed;
    name_flows(p);
    monitor_init(&p->watch, ENGINE_IP, ENGINE_MAC, TTL_DEFAULT, config->mtu != 0 ? (uint16_t)config->mtu : MTU_DEFAULT);
    result = timeout_init(&p->timeouts, conns, config->rto_min != 0 ? config->rto_min : RTO_MIN_DEFAULT) ? 0 : -ENOMEM;
    if (result == 0)
        result = open_device(p, conns, seed, place);
    if (result == 0)
        after(p, ms(1)); /* the configuration is with the engine */
    if (result != 0) {
        fprintf(stderr, "no engine with %u connections: %s\n", conns, strerror(-result));
        toe_sim_destroy(p->sim);
        timeout_free(&p->timeouts);
        free(p);
        return NULL;
    }
    if (!config->arp_by_hand)
        introduce(p);
    return p;
}

bool peer_free(peer *p)
{
    bool passed;

    for (size_t i = 0; i < p->queued && !p->failed; i++)
        if (p->queue[i].view.kind == FRAME_TCP)
            peer_fails(p, __FILE__, __LINE__, "a segment that no step expected is left over");
    passed = !p->failed;
    toe_device_close(p->device, 0);
    seen_dispositions(p->sim);
    toe_sim_destroy(p->sim);
    timeout_free(&p->timeouts);
    free(p);
    return passed;
}

bool peer_isn_seen(const peer *p, uint32_t *isn)
{
    *isn = p->isn;
    return p->isn_seen;
}

us peer_start_for(uint32_t seen, uint32_t wanted)
{
    return (us)(wanted - seen) * ISN_PER_US;
}

uint32_t peer_history(const peer *p)
{
    return p->history;
}

uint64_t engine_cycles(const peer *p)
{
    return toe_sim_cycles(p->sim);
}

void on_connection(peer *p, unsigned n)
{
    p->current = (int)n;
}

void on_stray(peer *p, uint16_t engine_port)
{
    flow *f;

    p->current = PEER_FLOWS - 1;
    f = current_flow(p);
    f->engine_port = engine_port;
    f->engine_isn_known = true;
    f->engine_isn = p->peer_isn ^ 0x0f0f0f0fu;
}

void on_new_life(peer *p)
{
    current_flow(p)->engine_isn_known = false;
}

uint32_t engine_counter(peer *p, const char *name)
{
    uint32_t value = 0;

    for (size_t i = 0; i < TOE_COUNTERS_COUNT; i++)
        if (strcmp(toe_counters[i].name, name) == 0) {
            if (!p->failed && toe_device_read_register(p->device, toe_counters[i].address, &value, EXPECT_WAIT_MS) != 0)
                peer_fails(p, __FILE__, __LINE__, "counter %s cannot be read", name);
            return value;
        }
    peer_fails(p, __FILE__, __LINE__, "there is no counter %s", name);
    return 0;
}
