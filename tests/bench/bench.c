/* bench.c: see bench.h. */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#define CLOCK_HZ     100000000u
#define SLICE_CYCLES 64
#define BACKLOG      1
#define RESOLVED_MS  3000 /* a SYN-ACK sent again by the engine's timer is included */
#define SETTLE_MS    5

int bench_complain(const char *what)
{
    fprintf(stderr, "toe-bench: %s\n", what);
    return -1;
}

int bench_fail(const struct bench *bench, const char *what)
{
    if (bench_dropped(bench))
        what = "the engine has dropped a frame or broken a rule of the wire";
    return bench_complain(bench->peer.fault ? bench->peer.fault : what);
}

int bench_step(struct bench *bench, uint32_t *step)
{
    if (++*step > BENCH_STEPS_MAX || bench->peer.fault || toe_device_pump(bench->dev, 1) < 0)
        return bench_fail(bench, "the engine does not go on");
    return 0;
}

int bench_settle(struct bench *bench, int ms)
{
    uint64_t end_us = toe_device_now_us(bench->dev) + (uint64_t)ms * 1000;

    while (toe_device_now_us(bench->dev) < end_us)
        if (toe_device_pump(bench->dev, ms) < 0)
            return bench_complain("the device has failed");
    return bench->peer.fault ? bench_complain(bench->peer.fault) : 0;
}

uint64_t bench_dropped(const struct bench *bench)
{
    struct toe_sim_stats stats;
    uint64_t dropped = 0;

    toe_sim_get_stats(bench->sim, &stats);
    for (unsigned i = 0; i < toe_trace_dispositions(); i++)
        if (strncmp(toe_trace_disposition_name(i), "DispDrop", 8) == 0)
            dropped += stats.dispositions[i];
    return dropped + stats.tx_bad_fcs + stats.tx_gap + stats.tx_length;
}

static int open_sim(struct bench *bench, const struct bench_options *options)
{
    const struct toe_sim_config config = {.clock = TOE_SIM_VIRTUAL,
                                          .clock_hz = CLOCK_HZ,
                                          .data_bytes = bench->model.data_bytes,
                                          .conns = bench->model.conns};
    struct toe_sim_watch watch = {.arg = &bench->meter, .frame = wire_meter_frame};

    if (options->watch_decisions)
        watch.trace = wire_meter_trace;
    if (toe_sim_create(&config, &bench->sim))
        return bench_complain("no such engine was built");
    if (toe_sim_wire_attach(bench->sim, &bench->peer.wire))
        return bench_complain("the wire was not taken");
    toe_sim_set_slice(bench->sim, options->slice_cycles ? options->slice_cycles : SLICE_CYCLES);
    toe_sim_watch(bench->sim, &watch);
    return 0;
}

static int open_device(struct bench *bench)
{
    const uint8_t key[16] = {1};
    struct toe_device_config config;
    struct toe_transport *transport;

    toe_device_config_default(&config);
    memcpy(config.mac, ideal_engine_mac, 6);
    config.ip = IDEAL_ENGINE_IP;
    config.isn_key = key;
    if (toe_transport_sim(bench->sim, TOE_SIM_VIRTUAL, &transport) || toe_device_open(transport, &config, &bench->dev))
        return bench_complain("the device does not open");
    return 0;
}

static int listen_there(struct bench *bench, const struct bench_options *options)
{
    const struct toe_addr here = {0, IDEAL_ENGINE_PORT};

    if (toe_socket(bench->dev, &bench->listener) || toe_bind(bench->listener, &here) ||
        toe_setsockopt(bench->listener, TOE_SO_NONBLOCK, 1) || toe_setsockopt(bench->listener, TOE_SO_NODELAY, 1) ||
        (options->sndbuf_bytes && toe_setsockopt(bench->listener, TOE_SO_SNDBUF, options->sndbuf_bytes)) ||
        (options->rcvbuf_bytes && toe_setsockopt(bench->listener, TOE_SO_RCVBUF, options->rcvbuf_bytes)) ||
        toe_listen(bench->listener, options->backlog ? (int)options->backlog : BACKLOG))
        return bench_complain("the device does not listen");
    return 0;
}

/* The first SYN-ACK is lost while the peer's address is being resolved. */
static int resolve(struct bench *bench)
{
    struct ideal_conn *conn;
    struct toe_socket *socket;

    if (bench_settle(bench, SETTLE_MS)) /* so that the engine has the listener's slots */
        return -1;
    conn = ideal_peer_connect(&bench->peer, IDEAL_ENGINE_PORT);
    if (bench_settle(bench, RESOLVED_MS) || toe_accept(bench->listener, &socket, NULL))
        return bench_complain("no connection");
    toe_close(socket);
    ideal_peer_reset(&bench->peer, conn);
    return bench_settle(bench, SETTLE_MS);
}

int bench_open(struct bench *bench, const struct toe_sim_model_info *model, const struct bench_options *options)
{
    memset(bench, 0, sizeof *bench);
    bench->model = *model;
    ideal_peer_start(&bench->peer, model->data_bytes);
    wire_meter_start(&bench->meter, 0);
    if (open_sim(bench, options) || open_device(bench) || listen_there(bench, options) || resolve(bench)) {
        bench_close(bench);
        return -1;
    }
    wire_meter_start(&bench->meter, 0);
    return 0;
}

void bench_close(struct bench *bench)
{
    if (bench->sim)
        bench->dropped = bench_dropped(bench);
    if (bench->dev)
        toe_device_close(bench->dev, 0);
    toe_sim_destroy(bench->sim);
    bench->dev = NULL;
    bench->sim = NULL;
}
