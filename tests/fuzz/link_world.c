/* link_world.c: see link_world.h. */
#include "link_world.h"

#include "link_gen.h"
#include "toe_transport.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CLIENT_IP = 0x0a000001, OPEN_MS = 60000, WRITES_MOST = 1000, CLOCK_HZ = 10000000 };

void link_fails(link_world *w, const char *format, ...)
{
    va_list args;

    if (w->failed)
        return;
    w->failed = true;
    fprintf(stderr, "at %.6f ms: ", (double)toe_sim_now_ns(w->side[0].sim) / 1e6);
    va_start(args, format);
    vfprintf(stderr, format, args);
    va_end(args);
    fputc('\n', stderr);
}

int link_world_pumps(link_world *w)
{
    int handled = 0;

    for (int i = 0; i < 2 && !w->failed; i++) {
        int n = toe_device_pump(w->side[i].device, 0);
        if (n < 0)
            link_fails(w, "toe_device_pump: %s", strerror(-n));
        handled += n;
    }
    return handled;
}

static uint64_t up_to(fuzz_random *r, uint64_t most)
{
    return most == 0 ? 0 : fuzz_below(r, (uint32_t)most + 1);
}

/* Small pieces are not late as well: a stream of them would take minutes. A stall may be longer than the least RTO. */
static late_way any_way(fuzz_random *r)
{
    static const uint64_t pieces[] = {8, 64, 500, 4000, 65536}, delays[] = {0, 2000, 50000},
                          stalls[] = {0, 500000, 10000000};
    uint64_t piece = fuzz_pick(r, pieces, 5);

    return (late_way){.piece_most = (uint32_t)piece,
                      .delay_ns = piece < 500 ? 0 : fuzz_pick(r, delays, 3),
                      .stall_in = (uint32_t)(100 + 20000 / piece + fuzz_below(r, 500)),
                      .stall_ns = fuzz_pick(r, stalls, 3)};
}

/* A cable that loses enough for rewinds and ranges. */
static int any_wire(fuzz_random *r, struct toe_wire **ends)
{
    char text[160], why[160];
    struct toe_impair_list list = {0};
    int err = toe_wire_back_to_back(0, &ends[0], &ends[1]);

    snprintf(text, sizeof text, "loss=%u%%,duplicate=%u%%,reorder=%u%%,delay=%uus", (unsigned)up_to(r, 25),
             (unsigned)up_to(r, 3), (unsigned)up_to(r, 3), (unsigned)up_to(r, 500));
    if (err == 0 && toe_impair_parse(&list, text, why, sizeof why) != 0)
        return -EINVAL;
    return err != 0 ? err : toe_wire_impair_all(ends[0], &list, fuzz_next(r), &ends[0]);
}

/* Times so short that recovery costs little simulated time. */
static int write_registers(struct toe_device *device)
{
    static const uint32_t registers[][2] = {{TOE_REG_RTO_MIN_US, 5000},   {TOE_REG_RTO_INITIAL_US, 20000},
                                            {TOE_REG_RTO_MAX_US, 300000}, {TOE_REG_MSL_US, 50000},
                                            {TOE_REG_SYN_RETRIES, 15},    {TOE_REG_DATA_RETRIES, 15}};
    int result = 0;

    for (size_t i = 0; i < sizeof registers / sizeof registers[0]; i++)
        for (int tries = 0; tries == 0 || (result == -EAGAIN && tries < WRITES_MOST); tries++) {
            toe_device_pump(device, 0);
            result = toe_device_write_register(device, registers[i][0], registers[i][1]);
        }
    return result;
}

static int open_side(link_world *w, int i, struct toe_wire *wire)
{
    link_side *side = &w->side[i];
    struct toe_device_config config;
    uint8_t key[16], mac[6] = {2, 0, 0, 0, 0, (uint8_t)(i + 1)};
    int err = toe_sim_wire_attach(side->sim, wire);

    side->world = w;
    side->link = (late_link){.out = any_way(&w->random), .in = any_way(&w->random), .prompt = true};
    if (err == 0)
        err = late_transport(side->sim, fuzz_next(&w->random), &side->link, &side->transport);
    if (err != 0)
        return err;
    fuzz_bytes(&w->random, key, sizeof key);
    toe_device_config_default(&config);
    memcpy(config.mac, mac, sizeof mac);
    config.ip = CLIENT_IP + (uint32_t)i;
    config.isn_key = key;
    config.observe = link_agrees;
    config.observe_ctx = side;
    config.open_timeout_ms = OPEN_MS;
    err = toe_device_open(side->transport, &config, &side->device);
    return err != 0 ? err : write_registers(side->device);
}

link_world *link_world_new(uint64_t seed, unsigned conns)
{
    link_world *w = calloc(1, sizeof *w);
    struct toe_wire *wires[2];
    int err = w == NULL ? -ENOMEM : 0;

    if (err != 0)
        return NULL;
    w->random = fuzz_seed(seed);
    for (int i = 0; i < 2 && err == 0; i++) {
        const struct toe_sim_config sim = {.conns = conns,
                                           .clock = TOE_SIM_VIRTUAL,
                                           .seed = seed,
                                           .clock_hz = CLOCK_HZ,
                                           .start_us = fuzz_next(&w->random) & 0xffffffffffu};
        err = toe_sim_create(&sim, &w->side[i].sim);
    }
    if (err == 0)
        err = toe_sim_join(w->side[0].sim, w->side[1].sim);
    if (err == 0)
        err = any_wire(&w->random, wires);
    for (int i = 0; i < 2 && err == 0; i++)
        err = open_side(w, i, wires[i]);
    if (err != 0) {
        fprintf(stderr, "no world: %s\n", strerror(-err));
        link_world_free(w);
        return NULL;
    }
    w->side[0].link.prompt = w->side[1].link.prompt = false;
    return w;
}

void link_world_free(link_world *w)
{
    w->failed = true; /* what comes now is of no interest */
    for (int i = 1; i >= 0; i--) {
        w->side[i].link.prompt = true;
        if (w->side[i].device != NULL)
            toe_device_close(w->side[i].device, 0);
    }
    for (int i = 0; i < 2; i++)
        toe_sim_destroy(w->side[i].sim);
    free(w);
}
