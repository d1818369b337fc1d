/* sim_real.c: time under the wall clock.
 *
 * One turn: read the wall clock; move time towards that reading; take from the ports what they hold (a look); run a slice.
 * Time is never ahead of the wall clock. It falls behind where the machine is slow, and catches up again.
 *
 * No timer may fire before input that had come earlier. So time moves
 *  - by at most 1 ms a turn while there is work,
 *  - not past the time of a frame that a wire holds back: that frame is taken when it is due,
 *  - up to a deadline, but not to it, until all that had come to the ports by then is in the engine (entered_ns).
 * The last is known without the frames' times. A port hands frames out in their order, so a look that finds it empty, or
 * took as many frames as a port can hold, has everything that came before the wall clock was read (drained_ns), also where
 * the stream never pauses. A frame carries the drained_ns of the look before it: what has come until then stands in front
 * of it. */
#include "sim_priv.h"

#include <time.h>

#define NS_PER_S     1000000000u
#define STEP_NS      1000000u
#define LOOK_FRAMES  512u           /* a TAP device holds 500 frames, libslirp's port 512, a SEQPACKET socket fewer */
#define LOOK_BYTES   (128u * 1024u) /* no new look while more wait for the engine: the ports are the longer queue */
#define SLICE_CYCLES 256u           /* at most: a segment is answered within 100, and the host is not kept waiting */

static uint64_t wall_ns(const struct sim_time *time)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec - time->real_start_ns;
}

uint64_t sim_next_deadline_ns(const struct sim_time *time)
{
    uint64_t next = TOE_SIM_NEVER;

    for (size_t i = 0; i < time->n; i++) {
        const struct toe_sim *sim = time->members[i];
        const struct toe_model_io *io = &sim->io;
        uint64_t due_us;
        if (!io->deadline_valid)
            continue;
        due_us = io->now_us - sim->start_us;
        if (!sim_deadline_due(io))
            due_us += io->deadline_us - (uint32_t)io->now_us;
        if (due_us * 1000 < next)
            next = due_us * 1000;
    }
    return next;
}

/* The earliest that a wire has to do after now_ns; what is due is not waited for. */
static uint64_t next_wire_event_ns(const struct sim_time *time, uint64_t now_ns)
{
    uint64_t next = TOE_SIM_NEVER;

    for (size_t i = 0; i < time->n; i++) {
        uint64_t event = sim_wire_event_ns(time->members[i]);
        if (event > now_ns && event < next)
            next = event;
    }
    return next;
}

bool sim_any_queued(const struct sim_time *time)
{
    for (size_t i = 0; i < time->n; i++)
        if (sim_wire_queued(time->members[i]))
            return true;
    return false;
}

/* All that had come by then has gone into the engines. */
static uint64_t entered_ns(const struct sim_time *time)
{
    uint64_t entered = time->drained_ns;

    for (size_t i = 0; i < time->n; i++) {
        uint64_t front = sim_wire_front_ns(time->members[i]);
        if (front < entered)
            entered = front;
    }
    return entered;
}

static uint64_t min_ns(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Moves time towards the wall clock, as far as the rules at the top allow. Returns whether it moved. */
static bool step(struct sim_time *time, uint64_t wall, uint64_t entered, uint64_t until_ns)
{
    uint64_t deadline = sim_next_deadline_ns(time);
    uint64_t most = sim_any_busy(time) ? time->real_ns + STEP_NS : deadline;
    uint64_t event = next_wire_event_ns(time, time->real_ns);
    uint64_t target = min_ns(min_ns(wall, until_ns), min_ns(most, event));

    if (target >= deadline)
        target = min_ns(target, entered >= deadline ? entered : deadline - 1);
    if (target <= time->real_ns)
        return false;
    time->real_ns = target;
    for (size_t i = 0; i < time->n; i++)
        sim_set_time(time->members[i]);
    return true;
}

static bool crowded(const struct sim_time *time)
{
    for (size_t i = 0; i < time->n; i++)
        if (sim_wire_waiting(time->members[i]) > LOOK_BYTES)
            return true;
    return false;
}

/* Begins a look, or goes on with the one that found no room. 0, or what a port said last. */
static int look(struct sim_time *time, uint64_t wall)
{
    bool over = true;
    int rc = 0;

    if (!time->looking && crowded(time))
        return 0;
    for (size_t i = 0; i < time->n && !time->looking; i++)
        time->members[i]->look_left = LOOK_FRAMES;
    if (!time->looking)
        time->look_ns = wall;
    for (size_t i = 0; i < time->n; i++) {
        struct toe_sim *sim = time->members[i];
        int pulled = sim_wire_pull(sim, &sim->look_left);
        if (pulled < 0)
            rc = pulled;
        if (pulled > 0 && sim->look_left && sim->wire)
            over = false;
        sim_wire_feed(sim);
    }
    time->looking = !over;
    if (over)
        time->drained_ns = time->look_ns;
    return rc;
}

int sim_run_real(struct toe_sim *sim, uint64_t until_ns, uint64_t budget)
{
    struct sim_time *time = sim->time;

    for (;;) {
        uint64_t wall = wall_ns(time);
        uint64_t entered = entered_ns(time);
        uint64_t before = time->cycle;
        bool moved = step(time, wall, sim_any_busy(time) ? min_ns(entered, time->entered_ns) : entered, until_ns);
        int rc = look(time, wall);
        if (rc < 0)
            return rc;
        if (sim_happened(sim) & TOE_SIM_STOP_LINK)
            return (int)sim_happened(sim);
        if (sim_any_busy(time) || sim_any_queued(time)) {
            if (!budget)
                return (int)(sim_happened(sim) | TOE_SIM_STOP_CYCLES);
            sim_run_all(sim, budget < SLICE_CYCLES ? budget : SLICE_CYCLES, 0);
            budget -= time->cycle - before;
            time->entered_ns = entered;
            continue;
        }
        if (time->real_ns >= until_ns)
            return (int)(sim_happened(sim) | TOE_SIM_STOP_IDLE | TOE_SIM_STOP_TIME);
        /* An event or a deadline was in the way, and is no longer. */
        if (!(time->real_ns < wall && (moved || sim_next_deadline_ns(time) <= time->drained_ns)))
            return (int)(sim_happened(sim) | TOE_SIM_STOP_IDLE);
    }
}
