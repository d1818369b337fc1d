/* toe-bench: the figures that need only the simulator, each with its name. `./toe bench` runs it.
 *
 * One connection of the default engine, MTU 1500, virtual time; the host side is the real library and driver. Every byte
 * is compared. Exit status: 0, or 1 when a figure could not be measured or a byte was wrong.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "ideal_peer.h"
#include "toe.h"
#include "toe_back_sim.h"

#define FRAMES         12000u
#define FRAME_BEATS    192.25 /* a full frame with preamble, FCS and gap, 8 bytes a beat */
#define CLOCK_HZ       100000000u
#define SLICE_CYCLES   64 /* how long an answer of the peer may be late */
#define STEPS_MAX      2000000u
#define SETTLE_MS      5
#define RESOLVED_MS    3000 /* a SYN-ACK sent again by the engine's timer is included */
#define HOUR_US        3600000000u
#define DATA_FRAME_MIN 100u /* bytes; what is longer carries text */

struct bench {
    struct toe_sim *sim;
    struct toe_device *dev;
    struct toe_socket *listener, *socket;
    struct ideal_peer peer;
    uint64_t in_last, out_first; /* cycles: last beat in, first beat of the first frame out after it */
    uint64_t text_first, text_last;
    bool waiting, answered; /* for the answer to the next frame in */
};

static int complain(const char *what)
{
    fprintf(stderr, "toe-bench: %s\n", what);
    return -1;
}

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    struct bench *b = arg;

    (void)frame;
    if (dir == TOE_SIM_TO_ENGINE && b->waiting) {
        b->in_last = times->last_cycle;
        b->waiting = false;
        b->answered = false;
    } else if (dir == TOE_SIM_FROM_ENGINE && !b->waiting && !b->answered) {
        b->out_first = times->first_cycle;
        b->answered = true;
    }
    if (len >= DATA_FRAME_MIN) {
        if (!b->text_first)
            b->text_first = times->first_cycle;
        b->text_last = times->last_cycle;
    }
}

static int open_bench(struct bench *b)
{
    const struct toe_sim_config sim = {.clock = TOE_SIM_VIRTUAL, .clock_hz = CLOCK_HZ};
    const struct toe_sim_watch watch = {.arg = b, .frame = on_frame};
    const uint8_t key[16] = {1};
    struct toe_device_config config;
    struct toe_transport *transport;

    ideal_peer_start(&b->peer);
    if (toe_sim_create(&sim, &b->sim))
        return complain("no simulator");
    if (toe_sim_wire_attach(b->sim, &b->peer.wire))
        return complain("the wire was not taken");
    toe_sim_set_slice(b->sim, SLICE_CYCLES);
    toe_sim_watch(b->sim, &watch);
    toe_device_config_default(&config);
    memcpy(config.mac, ideal_engine_mac, 6);
    config.ip = IDEAL_ENGINE_IP;
    config.isn_key = key;
    if (toe_transport_sim(b->sim, TOE_SIM_VIRTUAL, &transport) || toe_device_open(transport, &config, &b->dev))
        return complain("the device does not open");
    if (toe_socket(b->dev, &b->listener) || toe_bind(b->listener, &(struct toe_addr){0, IDEAL_ENGINE_PORT}) ||
        toe_listen(b->listener, 1))
        return complain("the device does not listen");
    return 0;
}

static void close_bench(struct bench *b)
{
    if (b->dev)
        toe_device_close(b->dev, 0);
    toe_sim_destroy(b->sim);
}

static int settle_for(struct bench *b, int ms)
{
    uint64_t end_us = toe_device_now_us(b->dev) + (uint64_t)ms * 1000;

    while (toe_device_now_us(b->dev) < end_us)
        if (toe_device_pump(b->dev, ms) < 0)
            return complain("the device has failed");
    return b->peer.fault ? complain(b->peer.fault) : 0;
}

static int settle(struct bench *b)
{
    return settle_for(b, SETTLE_MS);
}

/* Pumps until *count has reached `want`, in steps that come back as soon as the engine has said something. */
static int pump_until(struct bench *b, const uint64_t *count, uint64_t want)
{
    for (uint32_t step = 0; *count < want; step++)
        if (step == STEPS_MAX || b->peer.fault || toe_device_pump(b->dev, 1) < 0)
            return complain(b->peer.fault ? b->peer.fault : "the engine does not go on");
    return 0;
}

static int print_latency(struct bench *b, const char *name)
{
    if (!b->answered)
        return complain("no answer");
    printf("%-46s %8llu cycles\n", name, (unsigned long long)(b->out_first - b->in_last));
    return 0;
}

/* The peer's MAC is learned first, so that ARP is in no figure. */
static int measure_latency(struct bench *b)
{
    b->waiting = true;
    ideal_peer_connect(&b->peer, IDEAL_CLOSED_PORT);
    if (settle(b))
        return -1;
    b->waiting = true;
    ideal_peer_connect(&b->peer, IDEAL_CLOSED_PORT);
    if (settle(b) || print_latency(b, "latency: closed port, SYN in to RST out"))
        return -1;
    /* The first SYN-ACK is lost while the peer's address is being resolved; the second connection is the one measured. */
    b->peer.peer_port++;
    b->waiting = true;
    ideal_peer_connect(&b->peer, IDEAL_ENGINE_PORT);
    if (settle_for(b, RESOLVED_MS) || !b->peer.established)
        return complain("no connection");
    if (toe_setsockopt(b->listener, TOE_SO_NONBLOCK, 1) || toe_accept(b->listener, &b->socket, NULL))
        return complain("the connection is not accepted");
    toe_close(b->socket);
    if (settle(b))
        return -1;
    ideal_peer_reset(&b->peer);
    if (settle(b))
        return -1;
    b->peer.peer_port++;
    b->waiting = true;
    ideal_peer_connect(&b->peer, IDEAL_ENGINE_PORT);
    if (settle(b) || print_latency(b, "latency: listening port, SYN in to SYN-ACK out"))
        return -1;
    if (toe_accept(b->listener, &b->socket, NULL))
        return complain("the connection is not accepted");
    b->peer.to_send = IDEAL_MSS; /* its ACK waits for the second one */
    if (settle(b))
        return -1;
    b->waiting = true;
    b->peer.to_send = 2 * IDEAL_MSS;
    if (settle(b))
        return -1;
    return print_latency(b, "latency: full data segment in to ACK out");
}

static void print_goodput(const struct bench *b, const char *name, uint64_t bytes)
{
    uint64_t cycles = b->text_last - b->text_first + 1;
    double share = (double)bytes / IDEAL_MSS * FRAME_BEATS / (double)cycles;

    printf("%-46s %8.2f %% of the wire (%llu bytes, %llu cycles)\n", name, share * 100, (unsigned long long)bytes,
           (unsigned long long)cycles);
}

static double cpu_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int drain(struct bench *b, uint64_t *got)
{
    const void *bytes;
    ssize_t n;

    while ((n = toe_rx_peek(b->socket, &bytes)) > 0) {
        size_t at = (size_t)(*got % IDEAL_STREAM), most = IDEAL_STREAM - at;
        if ((size_t)n > most)
            n = (ssize_t)most;
        if (memcmp(bytes, b->peer.stream + at, (size_t)n))
            return complain("a wrong byte was received");
        *got += (uint64_t)n;
        toe_rx_consume(b->socket, (size_t)n);
    }
    return n == -EAGAIN ? 0 : complain("the connection has ended");
}

/* How fast the simulation was, window by window: what else the machine does slows some of them. */
enum { WINDOWS = 12 };

struct speed {
    double cycles_s[WINDOWS];
    uint32_t windows;
    uint64_t cycles;
    double cpu_s;
};

static void speed_window(struct speed *speed, const struct bench *b, bool ends)
{
    uint64_t cycles = toe_sim_cycles(b->sim);
    double now_s = cpu_s();

    if (ends && speed->windows < WINDOWS)
        speed->cycles_s[speed->windows++] = (double)(cycles - speed->cycles) / (now_s - speed->cpu_s);
    speed->cycles = cycles;
    speed->cpu_s = now_s;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_speed(struct speed *speed)
{
    qsort(speed->cycles_s, speed->windows, sizeof(speed->cycles_s[0]), ascending);
    printf("%-46s %8.2f M cycles/s of CPU time: median of %u windows (%.2f to %.2f), library and peer included\n",
           "simulation, busy", speed->cycles_s[speed->windows / 2] / 1e6, speed->windows, speed->cycles_s[0] / 1e6,
           speed->cycles_s[speed->windows - 1] / 1e6);
}

static int measure_receive(struct bench *b)
{
    struct speed speed = {0};
    uint64_t bytes = (uint64_t)FRAMES * IDEAL_MSS, got = 0, end = b->peer.sent + bytes;

    if (drain(b, &got)) /* what the latency was measured with */
        return -1;
    b->text_first = 0;
    b->peer.to_send = end;
    speed_window(&speed, b, false);
    for (uint32_t step = 0; got < end; step++) {
        if (step == STEPS_MAX || b->peer.fault || toe_device_pump(b->dev, 1) < 0 || drain(b, &got))
            return complain(b->peer.fault ? b->peer.fault : "receiving does not go on");
        if (got >= (speed.windows + 1) * bytes / WINDOWS)
            speed_window(&speed, b, true);
    }
    print_goodput(b, "goodput: receive", bytes);
    print_speed(&speed);
    return 0;
}

static int measure_send(struct bench *b)
{
    uint64_t bytes = (uint64_t)FRAMES * IDEAL_MSS, sent = 0;

    b->text_first = 0;
    for (uint32_t step = 0; sent < bytes; step++) {
        size_t at = (size_t)(sent % IDEAL_STREAM), most = IDEAL_STREAM - at;
        ssize_t n = toe_send(b->socket, b->peer.stream + at, most < bytes - sent ? most : (size_t)(bytes - sent), 0);
        if (n > 0)
            sent += (uint64_t)n;
        else if (n != -EAGAIN || step == STEPS_MAX || b->peer.fault || toe_device_pump(b->dev, 1) < 0)
            return complain(b->peer.fault ? b->peer.fault : "sending does not go on");
    }
    if (pump_until(b, &b->peer.received, bytes))
        return -1;
    print_goodput(b, "goodput: send", bytes);
    return 0;
}

static int measure_idle(struct bench *b)
{
    uint64_t cycles, end_us;

    if (settle(b))
        return -1;
    cycles = toe_sim_cycles(b->sim);
    end_us = toe_device_now_us(b->dev) + HOUR_US;
    while (toe_device_now_us(b->dev) < end_us)
        if (toe_device_pump(b->dev, 1000000) < 0)
            return complain("the device has failed");
    printf("%-46s %8llu cycles evaluated\n", "one virtual hour of an idle connection",
           (unsigned long long)(toe_sim_cycles(b->sim) - cycles));
    return 0;
}

int main(void)
{
    static struct bench bench;
    int err = open_bench(&bench);

    if (!err)
        err = measure_latency(&bench);
    if (!err)
        err = toe_setsockopt(bench.socket, TOE_SO_NONBLOCK, 1);
    if (!err)
        err = measure_receive(&bench);
    if (!err)
        err = measure_send(&bench);
    if (!err)
        err = measure_idle(&bench);
    close_bench(&bench);
    return err ? 1 : 0;
}
