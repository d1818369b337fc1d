/* sim.c: the life of a simulated engine, and who watches it. */
#include "sim_priv.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RESET_CYCLES 16
#define PS_PER_S     1000000000000u

static const struct toe_model_ops *find_model(unsigned data_bytes, unsigned conns)
{
    for (size_t i = 0; toe_models[i]; i++)
        if (toe_models[i]->data_bytes == data_bytes && toe_models[i]->conns == conns)
            return toe_models[i];
    return NULL;
}

size_t toe_sim_models(struct toe_sim_model_info *out, size_t cap)
{
    size_t n = 0;

    for (; toe_models[n]; n++)
        if (n < cap)
            out[n] = (struct toe_sim_model_info){toe_models[n]->data_bytes, toe_models[n]->conns};
    return n;
}

static uint64_t wall_ns(clockid_t clock)
{
    struct timespec now;

    clock_gettime(clock, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static struct sim_time *time_create(const struct toe_sim_config *config, uint32_t clock_hz)
{
    struct sim_time *time = calloc(1, sizeof *time);

    if (!time)
        return NULL;
    time->mode = config->clock;
    time->period_ps = PS_PER_S / clock_hz;
    time->real_start_ns = wall_ns(CLOCK_MONOTONIC);
    pthread_mutex_init(&time->making, NULL);
    return time;
}

static void time_free(struct sim_time *time)
{
    if (time->shared)
        time->drop(time->shared);
    pthread_mutex_destroy(&time->making);
    free(time);
}

/* Why a file cannot be written; the library that writes waveforms does not say. */
static int try_to_write(const char *path)
{
    FILE *file = fopen(path, "wb");

    if (!file)
        return -errno;
    fclose(file);
    return 0;
}

static int open_captures(struct toe_sim *sim, const struct toe_sim_config *config)
{
    /* A capture under the real clock carries the time of day; otherwise it starts at 0 and is the same in each run. */
    uint64_t epoch_ns = config->clock == TOE_SIM_REAL ? wall_ns(CLOCK_REALTIME) : 0;
    int rc = 0;

    if (config->pcapng_path)
        rc = toe_pcapng_open(config->pcapng_path, sim->name, epoch_ns, &sim->pcapng);
    if (!rc && config->fst_path)
        rc = try_to_write(config->fst_path);
    if (!rc && config->fst_path)
        rc = sim->ops->fst_open(sim->model, config->fst_path, sim->time->period_ps);
    return rc;
}

/* Which events the model comes back for. */
static void watch_model(struct toe_sim *sim)
{
    bool trace = sim->watch.trace || sim->waves.by_decision;

    sim->io.watch = (trace ? (unsigned)TOE_MODEL_TRACE : 0u) |
                    (sim->watch.disposition ? (unsigned)TOE_MODEL_DISPOSITION : 0u) |
                    (sim->watch.message ? (unsigned)(TOE_MODEL_LINK_IN | TOE_MODEL_LINK_OUT) : 0u);
}

void sim_set_waves(struct toe_sim *sim)
{
    uint64_t until_us = sim->start_us + sim->waves.until_us;

    sim->io.fst_from_us = sim->start_us + sim->waves.from_us;
    sim->io.fst_until_us = until_us < sim->start_us ? UINT64_MAX : until_us;
}

static void reset_engine(struct toe_sim *sim)
{
    uint64_t period_ps = sim->io.period_ps;

    /* Time stands still, so that time 0 is the first cycle after reset. */
    sim->io.period_ps = 0;
    sim->io.reset = true;
    sim_evaluate(sim, RESET_CYCLES);
    sim->io.reset = false;
    sim->io.period_ps = period_ps;
    sim->io.cycle = 0;
    sim->io.tx_len = 0;
    sim->io.tx_hole = false;
    sim->io.out_head = sim->io.out_tail = 0;
    sim->io.idle_count = 0;
    sim->io.idle = false;
    sim->evaluated = 0;
    memset(&sim->stats, 0, sizeof sim->stats);
}

int toe_sim_create(const struct toe_sim_config *config, struct toe_sim **out)
{
    uint32_t clock_hz = config->clock_hz ? config->clock_hz : 100000000;
    const struct toe_model_ops *ops =
        find_model(config->data_bytes ? config->data_bytes : 8, config->conns ? config->conns : 1024);
    struct toe_sim *sim;
    struct waves waves;
    int rc = -ENOMEM;

    if (PS_PER_S % clock_hz || waves_parse(&waves, config->fst_when))
        return -EINVAL;
    if (!ops)
        return -ENOTSUP;
    sim = calloc(1, sizeof *sim);
    if (!sim)
        return -ENOMEM;
    sim->ops = ops;
    sim->slice = SIM_DEFAULT_SLICE;
    sim->start_us = config->start_us;
    sim->name = strdup(config->name ? config->name : "toe0");
    sim->time = time_create(config, clock_hz);
    if (!sim->name || !sim->time)
        goto fail;
    sim->time->members[sim->time->n++] = sim;
    sim->io.period_ps = config->clock == TOE_SIM_REAL ? 0 : sim->time->period_ps;
    sim->io.now_us = config->start_us;
    sim->io.free_clocks = config->free_clocks;
    sim->waves = waves;
    watch_model(sim);
    sim_set_waves(sim);
    rc = sim_wire_init(sim);
    if (rc)
        goto fail;
    rc = sim_link_init(sim);
    if (rc)
        goto fail;
    rc = -ENOMEM;
    sim->model = ops->create(&sim->io, config->seed);
    if (!sim->model)
        goto fail;
    reset_engine(sim);
    rc = open_captures(sim, config);
    if (rc)
        goto fail;
    *out = sim;
    return 0;

fail:
    toe_sim_destroy(sim);
    return rc;
}

static void time_leave(struct toe_sim *sim)
{
    struct sim_time *time = sim->time;
    size_t kept = 0;

    if (!time)
        return;
    for (size_t i = 0; i < time->n; i++)
        if (time->members[i] != sim)
            time->members[kept++] = time->members[i];
    time->n = kept;
    if (!kept)
        time_free(time);
    sim->time = NULL;
}

void toe_sim_destroy(struct toe_sim *sim)
{
    if (!sim)
        return;
    if (sim->wire)
        sim->wire->ops->close(sim->wire);
    toe_pcapng_close(sim->pcapng);
    if (sim->model)
        sim->ops->destroy(sim->model);
    time_leave(sim);
    sim_wire_free(sim);
    sim_link_free(sim);
    free(sim->name);
    free(sim);
}

int toe_sim_join(struct toe_sim *sim, struct toe_sim *other)
{
    struct sim_time *time = sim->time;

    if (sim == other || time == other->time || time->mode != other->time->mode ||
        time->period_ps != other->time->period_ps || time->cycle || other->time->cycle || other->time->n != 1)
        return -EINVAL;
    if (time->n == SIM_GROUP_MAX)
        return -ENOSPC;
    time_leave(other);
    other->time = time;
    time->members[time->n++] = other;
    sim_set_time(other);
    return 0;
}

void *toe_sim_shared(struct toe_sim *sim, void *(*make)(void), void (*drop)(void *made))
{
    struct sim_time *time = sim->time;

    pthread_mutex_lock(&time->making);
    if (!time->shared) {
        time->shared = make();
        time->drop = drop;
    }
    pthread_mutex_unlock(&time->making);
    return time->shared;
}

void toe_sim_set_slice(struct toe_sim *sim, uint32_t cycles)
{
    sim->slice = cycles < 1 ? 1 : cycles > 65536 ? 65536 : cycles;
}

void toe_sim_watch(struct toe_sim *sim, const struct toe_sim_watch *watch)
{
    struct toe_sim_watch none = {0};

    sim->watch = watch ? *watch : none;
    if (sim->watch.message && sim_link_watch(sim) < 0)
        sim->watch.message = NULL;
    watch_model(sim);
}

void toe_sim_get_stats(const struct toe_sim *sim, struct toe_sim_stats *out)
{
    *out = sim->stats;
    out->fst_cycles = sim->io.fst_cycles;
    memcpy(out->dispositions, sim->io.dispositions, sizeof out->dispositions);
}

uint64_t toe_sim_cycles(const struct toe_sim *sim)
{
    return sim->evaluated;
}
