/* speed.c: how fast the simulator is, busy and idle, in CPU time; and how much of an idle hour it leaves out. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "groups.h"
#include "streams.h"

#define WINDOWS      12u /* what else the machine does slows some of them */
#define WINDOW_BYTES (1000u * IDEAL_MSS)
#define IDLE_CYCLES  2000000u
#define HOUR_US      3600000000u
#define SETTLE_MS    5

struct speed {
    double cycles_s[WINDOWS];
    uint64_t cycles;
    double cpu_s;
};

static double cpu_s(void)
{
    struct timespec now;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void window_starts(struct speed *speed, const struct bench *bench)
{
    speed->cycles = toe_sim_cycles(bench->sim);
    speed->cpu_s = cpu_s();
}

static void window_ends(struct speed *speed, const struct bench *bench, size_t window)
{
    speed->cycles_s[window] = (double)(toe_sim_cycles(bench->sim) - speed->cycles) / (cpu_s() - speed->cpu_s);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void print_speed(struct speed *speed, const char *name)
{
    qsort(speed->cycles_s, WINDOWS, sizeof speed->cycles_s[0], ascending);
    printf("simulation, %s: %.2f M cycles/s of CPU time, median of %u windows (%.2f to %.2f)\n", name,
           speed->cycles_s[WINDOWS / 2] / 1e6, WINDOWS, speed->cycles_s[0] / 1e6, speed->cycles_s[WINDOWS - 1] / 1e6);
}

static int measure_busy(struct bench *bench, struct streams *streams)
{
    struct speed speed;
    uint32_t step = 0;

    for (size_t window = 0; window < WINDOWS; window++) {
        uint64_t end = (window + 1) * WINDOW_BYTES;
        window_starts(&speed, bench);
        streams_peer_sends(bench, streams, WINDOW_BYTES);
        while (streams->got < end)
            if (streams_take(bench, streams) || bench_step(bench, &step))
                return -1;
        window_ends(&speed, bench, window);
    }
    print_speed(&speed, "busy (library and peer included)");
    return 0;
}

static int measure_idle(struct bench *bench)
{
    struct speed speed;

    for (size_t window = 0; window < WINDOWS; window++) {
        window_starts(&speed, bench);
        if (toe_sim_step_cycles(bench->sim, IDLE_CYCLES) < 0)
            return bench_complain("the simulator does not go on");
        window_ends(&speed, bench, window);
    }
    print_speed(&speed, "idle, no cycle left out");
    return 0;
}

static int measure_hour(struct bench *bench)
{
    uint64_t cycles, end_us;

    if (bench_settle(bench, SETTLE_MS))
        return -1;
    cycles = toe_sim_cycles(bench->sim);
    end_us = toe_device_now_us(bench->dev) + HOUR_US;
    while (toe_device_now_us(bench->dev) < end_us)
        if (toe_device_pump(bench->dev, 1000000) < 0)
            return bench_complain("the device has failed");
    printf("simulation, one virtual hour of an idle connection: %llu cycles evaluated\n",
           (unsigned long long)(toe_sim_cycles(bench->sim) - cycles));
    return 0;
}

int measure_speed(struct bench *bench, const struct toe_sim_model_info *model)
{
    const struct bench_options options = {0};
    struct streams streams = {0};
    int err;

    if (bench_open(bench, model, &options))
        return -1;
    err = streams_open(bench, &streams, 1);
    if (!err)
        err = measure_busy(bench, &streams);
    if (!err)
        err = measure_hour(bench);
    if (!err)
        err = measure_idle(bench);
    streams_close(&streams);
    bench_close(bench);
    return err;
}
