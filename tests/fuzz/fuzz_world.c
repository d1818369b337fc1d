/* fuzz_world.c: see fuzz_world.h. */
#include "fuzz_world.h"

#include "link_gen.h"
#include "peer_transport.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const uint8_t FUZZ_ENGINE_MAC[6] = {0x02, 0, 0, 0, 0, 0x01}, FUZZ_PEER_MAC[6] = {0x02, 0, 0, 0, 0, 0x02};

enum { PUMPS_MAX = 1000, FIRST_PEER_PORT = 20000 };

void world_fails(world *w, const char *format, ...)
{
    va_list args;

    if (w->failed)
        return;
    w->failed = true;
    fprintf(stderr, "at %.6f ms, after %llu frames: ", (double)toe_sim_now_ns(w->sim) / 1e6,
            (unsigned long long)w->injected);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

static void observe(void *ctx, const struct toe_notice *notice)
{
    world *w = ctx;

    if (notice->kind == TOE_NOTICE_MESSAGE_OUT &&
        (notice->bytes[0] == TOE_H2E_OPEN || notice->bytes[0] == TOE_H2E_SLOT))
        w->numbers_out++;
    else if (notice->kind == TOE_NOTICE_NUMBER_BACK)
        w->numbers_out--;
    else if (notice->kind == TOE_NOTICE_FAILED)
        world_fails(w, "the device failed: %s", notice->text);
}

/* With TOE_FUZZ_TRACE, every decision on stderr. */
static void print_decision(void *arg, const struct toe_trace *trace)
{
    char line[256];

    (void)arg;
    toe_trace_print(line, sizeof line, trace);
    fprintf(stderr, "%s\n", line);
}

/* Times so short that a connection that nobody answers ends within the round. */
static int write_registers(struct toe_device *device)
{
    static const struct {
        uint32_t address, value;
    } registers[] = {{TOE_REG_RTO_MIN_US, 5000},   {TOE_REG_RTO_INITIAL_US, 20000}, {TOE_REG_RTO_MAX_US, 300000},
                     {TOE_REG_MSL_US, 50000},      {TOE_REG_SYN_RETRIES, 2},        {TOE_REG_DATA_RETRIES, 4},
                     {TOE_REG_FIN_WAIT_US, 500000}};
    int result = 0;

    for (size_t i = 0; i < sizeof registers / sizeof registers[0] && result >= 0; i++) {
        result = toe_device_pump(device, 1);
        if (result >= 0)
            result = toe_device_write_register(device, registers[i].address, registers[i].value);
    }
    return result;
}

int world_begins(world *w, uint64_t seed, unsigned conns, void (*host)(world *w))
{
    struct toe_sim_config sim = {.conns = conns, .clock = TOE_SIM_LOCKSTEP, .seed = seed};
    int result;

    w->random = fuzz_seed(seed);
    w->conns = conns;
    w->next_peer_port = FIRST_PEER_PORT;
    w->host = host;
    sim.start_us = fuzz_next(&w->random) & 0xffffffffffu;
    sim.pcapng_path = getenv("TOE_WIRE_PCAPNG");
    result = toe_sim_create(&sim, &w->sim);
    if (result != 0)
        fprintf(stderr, "no engine with %u connections: %s\n", conns, strerror(-result));
    else if (getenv("TOE_FUZZ_TRACE") != NULL)
        toe_sim_watch(w->sim, &(struct toe_sim_watch){.trace = print_decision});
    return result;
}

static int open_device(world *w)
{
    struct toe_device_config config;
    struct toe_transport *transport;
    uint8_t key[16];
    int result = peer_transport(w->sim, false, &transport);

    if (result != 0)
        return result;
    fuzz_bytes(&w->random, key, sizeof key);
    toe_device_config_default(&config);
    memcpy(config.mac, FUZZ_ENGINE_MAC, 6);
    config.ip = ENGINE_IP;
    config.gateway = GATEWAY_IP;
    config.isn_key = key;
    config.observe = observe;
    config.observe_ctx = w;
    result = toe_device_open(transport, &config, &w->device);
    return result != 0 ? result : write_registers(w->device);
}

static void pump(world *w)
{
    int handled = 1;

    for (int i = 0; i < PUMPS_MAX && handled > 0; i++)
        handled = toe_device_pump(w->device, 0);
    if (handled != 0)
        world_fails(w, "%s", handled > 0 ? "the device never stops talking" : strerror(-handled));
}

world *world_new(uint64_t seed, unsigned conns)
{
    world *w = calloc(1, sizeof *w);
    int result;

    if (w == NULL)
        return NULL;
    result = world_begins(w, seed, conns, pump);
    if (result == 0)
        result = open_device(w);
    if (result != 0) {
        fprintf(stderr, "no device: %s\n", strerror(-result));
        toe_sim_destroy(w->sim);
        free(w);
        return NULL;
    }
    w->knows_text = true;
    world_runs(w, 1000);
    return w;
}

void world_free(world *w)
{
    w->failed = true; /* what comes now is of no interest */
    toe_device_close(w->device, 0);
    toe_sim_destroy(w->sim);
    free(w);
}

void world_injects(world *w, const frame *f, bool phy_error)
{
    if (toe_sim_wire_inject_raw(w->sim, toe_sim_now_ns(w->sim), f->bytes, f->len, phy_error) != 0)
        world_fails(w, "the simulator takes no more frames");
    else
        w->injected++;
}

static void take_frames(world *w)
{
    frame f;
    long len;

    while ((len = toe_sim_wire_take(w->sim, f.bytes, sizeof f.bytes - FCS_BYTES, NULL)) > 0) {
        f.len = (size_t)len + FCS_BYTES; /* the simulation has checked the FCS and counts wrong ones */
        frame_seal(&f);
        peer_sees(w, &f);
    }
    if (len < 0)
        world_fails(w, "the engine sent a giant frame");
}

void world_runs(world *w, uint64_t us)
{
    uint64_t limit_ns = toe_sim_now_ns(w->sim) + us * 1000;

    while (!w->failed) {
        w->host(w);
        take_frames(w);
        if (toe_sim_now_ns(w->sim) >= limit_ns)
            break;
        if (toe_sim_run_until_event(w->sim, TOE_SIM_STOP_FRAME | (w->deaf ? 0 : TOE_SIM_STOP_LINK), limit_ns) < 0)
            world_fails(w, "the simulation failed");
    }
}

bool world_waits(world *w, bool (*ready)(world *w), uint64_t us)
{
    uint64_t limit_ns = toe_sim_now_ns(w->sim) + us * 1000;

    while (!w->failed && !ready(w)) {
        if (toe_sim_now_ns(w->sim) >= limit_ns)
            return false;
        world_runs(w, 1 + us / 1000);
    }
    return !w->failed;
}
