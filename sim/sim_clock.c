/* sim_clock.c: who moves simulated time, and how far.
 *
 * Engines that share a time base advance in slices. Within a slice each runs alone; a slice is no longer than the delay
 * of a cable between two of them, so what one sends in a slice reaches the other after it, and the order in which they
 * run does not matter. A slice also ends when a wire has something to do, so that a delayed frame comes in its cycle. An
 * engine that is idle is not evaluated; where all are idle, time jumps.
 *
 * A jump leaves out whole turns of the engine's phase only; the odd cycle behind it is evaluated. So a run that jumps and
 * one that does not show the same frames in the same cycles.
 *
 * Virtual, lockstep: time is cycle * period. Real: cycles only pace the wire; sim_real.c moves time. */
#include "sim_priv.h"

#include <stdio.h>
#include <stdlib.h>
#include <errno.h>

#define PS_PER_NS 1000u
#define EVENTS    (TOE_SIM_STOP_LINK | TOE_SIM_STOP_FRAME | TOE_SIM_STOP_TRACE | TOE_SIM_STOP_IDLE)

/* ---- units ----------------------------------------------------------------------------------------------------- */

uint64_t sim_cycle_to_ns(const struct toe_sim *sim, uint64_t cycle)
{
    const struct sim_time *time = sim->time;

    return time->mode == TOE_SIM_REAL ? time->real_ns : cycle * time->period_ps / PS_PER_NS;
}

uint64_t sim_ns_to_cycle(const struct toe_sim *sim, uint64_t t_ns)
{
    uint64_t period_ps = sim->time->period_ps;

    if (t_ns > (UINT64_MAX - period_ps) / PS_PER_NS)
        return TOE_SIM_NEVER;
    return (t_ns * PS_PER_NS + period_ps - 1) / period_ps;
}

uint64_t toe_sim_now_ns(const struct toe_sim *sim)
{
    return sim_cycle_to_ns(sim, sim->time->cycle);
}

uint64_t toe_sim_now_us(const struct toe_sim *sim)
{
    return sim->start_us + toe_sim_now_ns(sim) / 1000;
}

uint64_t toe_sim_time_cycles(const struct toe_sim *sim)
{
    return sim->time->cycle;
}

void sim_set_time(struct toe_sim *sim)
{
    const struct sim_time *time = sim->time;
    struct toe_model_io *io = &sim->io;
    uint64_t ps;

    if (time->mode == TOE_SIM_REAL) {
        io->now_us = sim->start_us + time->real_ns / 1000;
        return;
    }
    ps = io->cycle * time->period_ps;
    io->now_us = sim->start_us + ps / SIM_PS_PER_US;
    io->sub_ps = ps % SIM_PS_PER_US;
}

/* ---- one engine ------------------------------------------------------------------------------------------------ */

bool sim_deadline_due(const struct toe_model_io *io)
{
    return io->deadline_valid && (int32_t)(io->deadline_us - (uint32_t)io->now_us) <= 0;
}

static bool engine_busy(const struct toe_sim *sim)
{
    const struct toe_model_io *io = &sim->io;

    return !io->idle || io->link_reset || io->in_tail - io->in_head >= sim->ops->data_bytes ||
           (io->rx && io->rx_start <= io->cycle) || sim_deadline_due(io);
}

/* First cycle at which the engine's next deadline is due; time must be the cycle count. */
static uint64_t deadline_cycle(const struct toe_sim *sim)
{
    const struct toe_model_io *io = &sim->io;
    uint64_t period_ps = sim->time->period_ps;
    uint64_t wait_us, ps;

    if (!io->deadline_valid)
        return TOE_SIM_NEVER;
    wait_us = sim_deadline_due(io) ? 0 : io->deadline_us - (uint32_t)io->now_us;
    ps = (io->now_us - sim->start_us + wait_us) * SIM_PS_PER_US;
    return (ps + period_ps - 1) / period_ps;
}

uint64_t sim_wire_event_ns(const struct toe_sim *sim)
{
    struct toe_wire *wire = sim->wire;

    return wire && wire->ops->next_event_ns ? wire->ops->next_event_ns(wire) : TOE_SIM_NEVER;
}

/* First cycle at which the wire has something to do by itself; time must be the cycle count. */
static uint64_t wire_event_cycle(const struct toe_sim *sim)
{
    return sim->time->mode == TOE_SIM_REAL ? TOE_SIM_NEVER : sim_ns_to_cycle(sim, sim_wire_event_ns(sim));
}

/* Next cycle at which something happens in or at this engine, itself idle. */
static uint64_t next_cycle(struct toe_sim *sim)
{
    uint64_t next = sim->time->mode == TOE_SIM_REAL ? TOE_SIM_NEVER : deadline_cycle(sim);

    if (sim->io.rx && sim->io.rx_start < next)
        next = sim->io.rx_start;
    if (wire_event_cycle(sim) < next)
        next = wire_event_cycle(sim);
    return next;
}

/* How much of `cycles` idle ones may be left out; at least one remains when it is 0. */
static uint64_t jump_of(uint64_t cycles)
{
    return cycles - cycles % TOE_MODEL_PHASES;
}

static void set_trace_time(struct toe_sim *sim)
{
    sim->io.trace.cycle = sim->io.cycle - 1;
    sim->io.trace.t_ns = sim_cycle_to_ns(sim, sim->io.trace.cycle);
}

static void show_dispositions(struct toe_sim *sim)
{
    uint64_t cycle = sim->io.cycle - 1;
    struct toe_disposition d = {.t_ns = sim_cycle_to_ns(sim, cycle), .cycle = cycle};

    if (!sim->watch.disposition)
        return;
    for (uint8_t room = 0; room < 5; room++) {
        if (!(sim->io.disp_valid >> room & 1))
            continue;
        d.room = room;
        d.what = sim->io.disp[room];
        sim->watch.disposition(sim->watch.arg, &d);
    }
}

/* An assertion of the RTL fired: what was recorded is worth more than ever. The message is on stdout already. */
static void fail(struct toe_sim *sim)
{
    toe_pcapng_flush(sim->pcapng);
    sim->ops->fst_flush(sim->model);
    fprintf(stderr, "%s: an assertion of the engine failed in cycle %llu; captures are written up to it\n", sim->name,
            (unsigned long long)sim->io.cycle);
    fflush(NULL);
    abort();
}

static void handle(struct toe_sim *sim, unsigned stop)
{
    if (stop & TOE_MODEL_RX_DONE)
        sim_wire_rx_done(sim);
    if (stop & TOE_MODEL_DISPOSITION)
        show_dispositions(sim);
    if (stop & TOE_MODEL_TRACE) {
        sim->seen |= TOE_SIM_STOP_TRACE;
        set_trace_time(sim);
        waves_decision(&sim->waves, &sim->io.trace, sim->io.now_us - sim->start_us);
        sim_set_waves(sim);
        if (sim->watch.trace)
            sim->watch.trace(sim->watch.arg, &sim->io.trace);
    }
    if (stop & TOE_MODEL_LINK_IN)
        sim_link_beat(sim, TOE_SIM_TO_ENGINE);
    if (stop & TOE_MODEL_LINK_OUT)
        sim_link_beat(sim, TOE_SIM_FROM_ENGINE);
    if (stop & TOE_MODEL_TX_FRAME)
        sim_wire_tx_frame(sim);
    if (stop & TOE_MODEL_FAILED)
        fail(sim);
}

/* Evaluates up to n cycles, until the model has something to say; handles it. */
static void run_model(struct toe_sim *sim, uint64_t n)
{
    uint64_t before = sim->io.cycle;
    unsigned stop;

    sim_wire_feed(sim);
    stop = sim->ops->run(sim->model, n);
    sim->evaluated += sim->io.cycle - before;
    handle(sim, stop);
}

void sim_evaluate(struct toe_sim *sim, uint64_t n)
{
    uint64_t end = sim->io.cycle + n;

    sim->io.stop_idle = false;
    while (sim->io.cycle < end)
        run_model(sim, end - sim->io.cycle);
}

unsigned sim_happened(const struct toe_sim *sim)
{
    return (sim->seen & TOE_SIM_STOP_TRACE) | (toe_sim_link_readable(sim) ? (unsigned)TOE_SIM_STOP_LINK : 0u) |
           (sim_wire_takeable(sim) ? (unsigned)TOE_SIM_STOP_FRAME : 0u);
}

/* How long an idle engine stays so by itself, at most to `end`. */
static uint64_t idle_until(const struct toe_sim *sim, uint64_t end)
{
    const struct toe_model_io *io = &sim->io;
    uint64_t next = sim->time->mode == TOE_SIM_REAL ? TOE_SIM_NEVER : deadline_cycle(sim);

    if (io->rx && io->rx_start < next)
        next = io->rx_start;
    return next > io->cycle && next < end ? next : end;
}

/* Takes one engine to the end of a slice; returns early, in the cycle, if one of `stop` holds. */
static void run_slice(struct toe_sim *sim, uint64_t end, unsigned stop)
{
    struct toe_model_io *io = &sim->io;

    io->stop_idle = true;
    while (io->cycle < end) {
        uint64_t most = end - io->cycle, jump = 0;
        sim_wire_feed(sim);
        if (!engine_busy(sim)) {
            most = idle_until(sim, end) - io->cycle;
            jump = jump_of(most);
        }
        if (jump) {
            io->cycle += jump;
            sim_set_time(sim);
            continue;
        }
        run_model(sim, most);
        if (sim_happened(sim) & stop)
            return;
    }
}

/* ---- all that share a time base -------------------------------------------------------------------------------- */

static int pull_all(struct sim_time *time)
{
    int rc = 0;

    for (size_t i = 0; i < time->n; i++) {
        unsigned most = UINT32_MAX;
        int pulled = sim_wire_pull(time->members[i], &most);
        if (pulled < 0)
            rc = pulled;
        sim_wire_feed(time->members[i]);
    }
    return rc;
}

bool sim_any_busy(const struct sim_time *time)
{
    for (size_t i = 0; i < time->n; i++)
        if (engine_busy(time->members[i]))
            return true;
    return false;
}

static uint64_t next_cycle_of_all(const struct sim_time *time)
{
    uint64_t next = TOE_SIM_NEVER;

    for (size_t i = 0; i < time->n; i++) {
        uint64_t mine = next_cycle(time->members[i]);
        if (mine < next)
            next = mine;
    }
    return next;
}

static void set_cycle(struct sim_time *time, uint64_t cycle)
{
    time->cycle = cycle;
    for (size_t i = 0; i < time->n; i++) {
        time->members[i]->io.cycle = cycle;
        sim_set_time(time->members[i]);
    }
}

static uint64_t slice_cycles(const struct sim_time *time)
{
    uint64_t slice = UINT64_MAX;

    for (size_t i = 0; i < time->n; i++) {
        const struct toe_sim *sim = time->members[i];
        uint64_t delay = sim->wire ? sim->wire->delay_ns * PS_PER_NS / time->period_ps : 0;
        if (sim->slice < slice)
            slice = sim->slice;
        uint64_t event = wire_event_cycle(sim);
        if (delay && delay < slice)
            slice = delay;
        if (event > time->cycle && event - time->cycle < slice)
            slice = event - time->cycle;
    }
    return slice;
}

void sim_run_all(struct toe_sim *sim, uint64_t most, unsigned stop)
{
    struct sim_time *time = sim->time;
    uint64_t slice = slice_cycles(time);
    uint64_t end;

    if (slice > most)
        slice = most;
    if (stop && time->n > 1)
        slice = 1;
    end = time->cycle + slice;
    for (size_t i = 0; i < time->n; i++) {
        bool mine = time->members[i] == sim;
        run_slice(time->members[i], end, mine ? stop : 0);
    }
    set_cycle(time, stop && time->n == 1 ? sim->io.cycle : end);
}

struct limits {
    uint64_t cycle;     /* of simulated time */
    uint64_t budget;    /* cycles to evaluate; a jump counts as one */
    unsigned stop;      /* events to stop at, in their cycle */
    bool hold_for_host; /* come back at the end of a slice, and do not jump, while the host has bytes to read */
};

/* Virtual and lockstep. */
static int advance(struct toe_sim *sim, struct limits limits)
{
    struct sim_time *time = sim->time;
    unsigned hold = limits.hold_for_host ? (unsigned)TOE_SIM_STOP_LINK : 0u;

    for (;;) {
        uint64_t left = limits.cycle - time->cycle;
        int rc = pull_all(time);
        if (rc < 0)
            return rc;
        if (sim_happened(sim) & (limits.stop | hold))
            return (int)sim_happened(sim);
        if (time->cycle >= limits.cycle)
            return (int)(sim_happened(sim) | TOE_SIM_STOP_TIME);
        if (!limits.budget)
            return (int)(sim_happened(sim) | TOE_SIM_STOP_CYCLES);
        if (sim_any_busy(time)) {
            uint64_t before = time->cycle;
            sim_run_all(sim, left < limits.budget ? left : limits.budget, limits.stop);
            limits.budget -= time->cycle - before;
            continue;
        }
        uint64_t next = next_cycle_of_all(time), jump;
        if ((next == TOE_SIM_NEVER && limits.cycle == TOE_SIM_NEVER) || limits.stop & TOE_SIM_STOP_IDLE)
            return (int)(sim_happened(sim) | TOE_SIM_STOP_IDLE);
        /* A port that says "now" and then has nothing must not hold time. */
        if (next <= time->cycle)
            next = time->cycle + 1;
        if (next > limits.cycle)
            next = limits.cycle;
        jump = jump_of(next - time->cycle);
        if (jump)
            set_cycle(time, time->cycle + jump);
        else
            sim_run_all(sim, next - time->cycle, limits.stop);
        limits.budget--;
    }
}

/* ---- the run calls --------------------------------------------------------------------------------------------- */

int toe_sim_run(struct toe_sim *sim, uint64_t until_ns, uint64_t max_cycles)
{
    struct limits limits = {
        .cycle = until_ns == TOE_SIM_NEVER ? TOE_SIM_NEVER : sim_ns_to_cycle(sim, until_ns),
        .budget = max_cycles,
        .hold_for_host = true,
    };

    sim->seen = 0;
    switch (sim->time->mode) {
    case TOE_SIM_REAL:
        return sim_run_real(sim, until_ns, max_cycles);
    case TOE_SIM_VIRTUAL:
        return advance(sim, limits);
    case TOE_SIM_LOCKSTEP:
        break;
    }
    return (int)sim_happened(sim);
}

int toe_sim_run_until_ns(struct toe_sim *sim, uint64_t t_ns)
{
    struct limits limits = {.cycle = sim_ns_to_cycle(sim, t_ns), .budget = UINT64_MAX};

    if (sim->time->mode == TOE_SIM_REAL || limits.cycle == TOE_SIM_NEVER)
        return -EINVAL;
    sim->seen = 0;
    return advance(sim, limits);
}

int toe_sim_run_until_event(struct toe_sim *sim, unsigned stop, uint64_t limit_ns)
{
    struct limits limits = {.cycle = sim_ns_to_cycle(sim, limit_ns), .budget = UINT64_MAX, .stop = stop & EVENTS};
    unsigned watched = sim->io.watch;
    int rc;

    if (sim->time->mode == TOE_SIM_REAL || limits.cycle == TOE_SIM_NEVER)
        return -EINVAL;
    sim->seen = 0;
    if (stop & TOE_SIM_STOP_TRACE)
        sim->io.watch |= TOE_MODEL_TRACE;
    if (stop & TOE_SIM_STOP_LINK)
        sim->io.watch |= TOE_MODEL_LINK_OUT;
    rc = advance(sim, limits);
    sim->io.watch = watched;
    return rc;
}

int toe_sim_step_cycles(struct toe_sim *sim, uint64_t n)
{
    struct sim_time *time = sim->time;

    if (time->mode == TOE_SIM_REAL)
        return -EINVAL;
    sim->seen = 0;
    while (n) {
        int rc = pull_all(time);
        uint64_t slice = slice_cycles(time);
        if (rc < 0)
            return rc;
        if (slice > n)
            slice = n;
        for (size_t i = 0; i < time->n; i++)
            sim_evaluate(time->members[i], slice);
        set_cycle(time, time->cycle + slice);
        n -= slice;
    }
    return (int)(sim_happened(sim) | TOE_SIM_STOP_CYCLES);
}

/* ---- what comes next ------------------------------------------------------------------------------------------- */

bool toe_sim_busy(const struct toe_sim *sim)
{
    return sim_any_busy(sim->time) || (sim->time->mode == TOE_SIM_REAL && sim_any_queued(sim->time));
}

uint64_t toe_sim_next_event_ns(const struct toe_sim *sim)
{
    const struct sim_time *time = sim->time;
    uint64_t next, cycle;

    if (toe_sim_busy(sim))
        return toe_sim_now_ns(sim);
    if (time->mode != TOE_SIM_REAL) {
        cycle = next_cycle_of_all(time);
        return cycle == TOE_SIM_NEVER ? TOE_SIM_NEVER : sim_cycle_to_ns(sim, cycle);
    }
    next = sim_next_deadline_ns(time);
    for (size_t i = 0; i < time->n; i++) {
        uint64_t port = sim_wire_event_ns(time->members[i]);
        if (port < next)
            next = port;
    }
    return next;
}
