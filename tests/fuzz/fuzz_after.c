/* fuzz_after.c: after all that the engine is as good as new: see fuzz_world.h. */
#include "fuzz_world.h"

#include "link_gen.h"

#include <stdio.h>
#include <string.h>

enum {
    QUIET_US = 100000000, /* longer than any connection may take to end here */
    READ_WAIT_MS = 100,
    RING_BYTES =
        200000, /* more than both of the engine's rings hold, so a place in them that never came back would show */
    LEAST_BYTES = 3000,
    PIECE_BYTES = 1000,
    AHEAD_BYTES = 16000
};

static bool numbers_are_back(world *w)
{
    return w->numbers_out == 0;
}

static bool is_idle(world *w)
{
    return !toe_sim_busy(w->sim);
}

static uint32_t reg(world *w, uint32_t address)
{
    uint32_t value = 0;

    if (!w->failed && toe_device_read_register(w->device, address, &value, READ_WAIT_MS) != 0)
        world_fails(w, "register %03x does not answer", address);
    return value;
}

/* Invariant 7: every frame ended under one disposition; counters, trace and what was sent agree. */
static void sums_are_exact(world *w)
{
    struct toe_sim_stats stats;
    uint64_t sum = 0;

    toe_sim_get_stats(w->sim, &stats);
    for (unsigned i = 0; i < toe_trace_dispositions(); i++) {
        uint32_t counted = reg(w, TOE_REG_DISP_DROP_FCS + 4 * i);

        if (counted != stats.dispositions[i])
            world_fails(w, "%s: counter %u, trace %llu", toe_trace_disposition_name(i), counted,
                        (unsigned long long)stats.dispositions[i]);
        sum += stats.dispositions[i];
    }
    if (sum != w->injected || reg(w, TOE_REG_ETHER_STATS_PKTS) != w->injected)
        world_fails(w, "%llu frames, %llu dispositions, etherStatsPkts %u", (unsigned long long)w->injected,
                    (unsigned long long)sum, reg(w, TOE_REG_ETHER_STATS_PKTS));
    if (stats.tx_bad_fcs != 0 || stats.tx_gap != 0 || stats.tx_length != 0)
        world_fails(w, "the engine's frames: %llu with a wrong FCS, %llu with a wrong gap, %llu with a wrong length",
                    (unsigned long long)stats.tx_bad_fcs, (unsigned long long)stats.tx_gap,
                    (unsigned long long)stats.tx_length);
}

static void everything_is_over(world *w)
{
    world_waits(w, numbers_are_back, QUIET_US);
    if (w->numbers_out != 0)
        world_fails(w, "%ld connection numbers never came back", w->numbers_out);
    if (!world_waits(w, is_idle, 1000000))
        world_fails(w, "the engine does not become idle");
    if (reg(w, TOE_REG_ESTABLISHED) != 0)
        world_fails(w, "connections are established that nobody has");
    world_runs(w, 1000);
    sums_are_exact(w);
}

/* ---- as many connections as the engine has, each with bytes both ways ---------------------------------------------- */

static bool take(world *w, app_socket *s, uint32_t total)
{
    uint8_t chunk[PIECE_BYTES];
    ssize_t n;

    while (s->written < total) {
        uint32_t len = total - s->written < sizeof chunk ? total - s->written : (uint32_t)sizeof chunk;

        for (uint32_t i = 0; i < len; i++)
            chunk[i] = app_byte(s->local_port, s->peer_port, s->written + i);
        n = toe_send(s->handle, chunk, len, 0);
        if (n <= 0)
            break;
        s->written += (uint32_t)n;
    }
    while ((n = toe_recv(s->handle, chunk, sizeof chunk, 0)) > 0) {
        for (ssize_t i = 0; i < n; i++)
            if (chunk[i] != peer_byte(s->local_port, s->peer_port, s->read + (uint32_t)i))
                world_fails(w, "a fresh connection delivers a wrong byte");
        s->read += (uint32_t)n;
    }
    return s->read == total;
}

/* The peer's text, a piece at a time from what the engine has acknowledged on. True: the engine's text has come. */
static bool peer_pushes(world *w, const flow *f, uint32_t total)
{
    uint32_t at = f->peer_next - f->peer_isn - 1, end = at + AHEAD_BYTES < total ? at + AHEAD_BYTES : total;

    for (; at < end; at += PIECE_BYTES)
        peer_says(w, f, ACK | PSH, f->peer_isn + 1 + at, f->engine_isn + 1 + f->received, 65535,
                  total - at < PIECE_BYTES ? total - at : PIECE_BYTES);
    return f->received == total;
}

static bool exchange(world *w, uint32_t total)
{
    bool done = true;

    for (int i = 0; i < SOCKETS && !w->failed; i++) {
        app_socket *s = &w->sockets[i];
        flow *f = s->handle == NULL ? NULL : peer_flow(w, s->local_port, s->peer_port, false);
        int64_t state = 0;

        if (s->handle == NULL)
            continue;
        toe_getsockopt(s->handle, TOE_SO_STATE, &state);
        if (f == NULL || state != TOE_TCP_ESTABLISHED) {
            done = false;
            continue;
        }
        done = take(w, s, total) && done;
        done = peer_pushes(w, f, total) && done;
        world_runs(w, 100);
    }
    return done;
}

static void fresh_connections_work(world *w)
{
    uint32_t open = w->conns < SOCKETS ? w->conns : SOCKETS;
    uint32_t total = RING_BYTES / open > LEAST_BYTES ? RING_BYTES / open : LEAST_BYTES;
    bool done = false;

    memset(w->flows, 0, sizeof w->flows);
    for (uint32_t i = 0; i < open; i++)
        if (app_connects(w) == NULL)
            world_fails(w, "connection %u of %u cannot be opened", i + 1, open);
    for (int tries = 0; tries < 2000 && !done && !w->failed; tries++) {
        world_runs(w, 100);
        done = exchange(w, total);
    }
    if (!done)
        world_fails(w, "fresh connections do not carry their bytes");
    for (int i = 0; i < SOCKETS; i++)
        if (w->sockets[i].handle != NULL) {
            toe_close(w->sockets[i].handle);
            w->sockets[i].handle = NULL;
        }
}

bool world_is_whole(world *w)
{
    w->honest = true;
    app_ends_all(w);
    peer_asks_arp(w);
    everything_is_over(w);
    fresh_connections_work(w);
    everything_is_over(w);
    return !w->failed;
}
