/* sim.c: the transport to a simulated engine in this process (toe_back_sim.h says what each clock means). */
#include "toe_back_sim.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "toe_transport.h"

/* Cycles in one handle_events: a tenth of a second of the machine, or less. */
#define CYCLES_PER_CALL 100000
/* Simulated time that a call with time-out 0 may use. */
#define BUSY_STEP_NS    10000u
#define IDLE_STEP_NS    1000000u

struct sim_transport {
    struct toe_transport base;
    struct toe_transfer_queue out, in;
    struct toe_sim *sim;
    enum toe_sim_clock clock;
    bool broken; /* the wire port has ended */
};

static struct sim_transport *self(struct toe_transport *transport)
{
    return (struct sim_transport *)transport;
}

static bool write_one(struct sim_transport *back, struct toe_transfer *transfer)
{
    transfer->actual +=
        toe_sim_link_write(back->sim, transfer->buffer + transfer->actual, transfer->length - transfer->actual);
    return transfer->actual == transfer->length;
}

/* Hands over what the ring takes of all transfers, in order; completes none. The engine must have it before it runs: time
 * would jump past it otherwise. */
static void write_all(struct sim_transport *back)
{
    for (struct toe_transfer *transfer = back->out.head; transfer; transfer = transfer->next)
        if (!transfer->status && !write_one(back, transfer))
            return;
}

static int sim_submit_out(struct toe_transport *transport, struct toe_transfer *transfer)
{
    struct sim_transport *back = self(transport);

    if (back->broken)
        return -ENODEV;
    toe_transfer_push(&back->out, transfer);
    write_all(back);
    return 0;
}

static int sim_submit_in(struct toe_transport *transport, struct toe_transfer *transfer)
{
    if (self(transport)->broken)
        return -ENODEV;
    toe_transfer_push(&self(transport)->in, transfer);
    return 0;
}

static int sim_cancel(struct toe_transport *transport, struct toe_transfer *transfer)
{
    (void)transport;
    transfer->status = -ECANCELED;
    return 0;
}

static int complete_all(struct sim_transport *back, int status)
{
    int completed = 0;

    for (; back->out.head; completed++)
        toe_transfer_finish(&back->out, status);
    for (; back->in.head; completed++)
        toe_transfer_finish(&back->in, status);
    return completed;
}

/* Moves what the simulator's two rings allow; at most one turn over the transfers that are queued now. */
static int move(struct sim_transport *back)
{
    int completed = 0;
    bool turn_over = false;

    for (struct toe_transfer *last = back->out.tail; back->out.head && !turn_over; completed++) {
        struct toe_transfer *head = back->out.head;
        int status = head->actual < head->length ? head->status : 0;
        turn_over = head == last;
        if (!status && !write_one(back, head))
            break;
        toe_transfer_finish(&back->out, status);
    }
    turn_over = false;
    for (struct toe_transfer *last = back->in.tail; back->in.head && !turn_over; completed++) {
        struct toe_transfer *head = back->in.head;
        int status = head->status;
        turn_over = head == last;
        if (!status) {
            head->actual = toe_sim_link_read(back->sim, head->buffer, head->length);
            if (!head->actual)
                break;
        }
        toe_transfer_finish(&back->in, status);
    }
    return completed;
}

/* How far this call may take simulated time. */
static uint64_t until_ns(const struct sim_transport *back, uint64_t timeout_us)
{
    uint64_t now = toe_sim_now_ns(back->sim);
    uint64_t next;

    if (timeout_us)
        return timeout_us < (TOE_SIM_NEVER - now) / 1000 ? now + timeout_us * 1000 : TOE_SIM_NEVER;
    if (back->clock == TOE_SIM_REAL) /* the wall clock is the limit */
        return TOE_SIM_NEVER;
    if (toe_sim_busy(back->sim) || back->out.head)
        return now + BUSY_STEP_NS;
    next = toe_sim_next_event_ns(back->sim);
    if (next > now && next - now < IDLE_STEP_NS)
        return next;
    return next == TOE_SIM_NEVER ? now : now + IDLE_STEP_NS;
}

/* Real clock, nothing to do: sleep until the wire port has input, the next event is due, or the time-out is over. */
static void wait_real(struct sim_transport *back, uint64_t until)
{
    uint64_t now = toe_sim_now_ns(back->sim);
    uint64_t next = toe_sim_next_event_ns(back->sim);
    struct pollfd fd = {.fd = toe_sim_fd(back->sim), .events = POLLIN};

    if (next < until)
        until = next;
    if (until > now)
        toe_transport_sleep(&back->base, &fd, fd.fd >= 0, (until - now + 999) / 1000);
}

static int sim_handle_events(struct toe_transport *transport, uint64_t timeout_us)
{
    struct sim_transport *back = self(transport);
    uint64_t until = until_ns(back, timeout_us);
    int completed = 0;

    for (int turn = 0; turn < 2 && !back->broken; turn++) {
        int stop;

        write_all(back);
        stop = toe_sim_run(back->sim, until, CYCLES_PER_CALL);
        if (stop < 0)
            back->broken = true;
        completed = move(back);
        if (completed || back->clock != TOE_SIM_REAL || !timeout_us || !(stop & TOE_SIM_STOP_IDLE) || turn == 1)
            break;
        wait_real(back, until);
    }
    if (back->broken) {
        complete_all(back, -ENODEV);
        return -ENODEV;
    }
    return completed;
}

static int sim_pollfds(struct toe_transport *transport, struct pollfd *fds, size_t room)
{
    int fd = toe_sim_fd(self(transport)->sim);

    if (fd < 0 || room < 1)
        return 0;
    fds[0] = (struct pollfd){.fd = fd, .events = POLLIN};
    return 1;
}

static uint64_t sim_next_event_us(struct toe_transport *transport)
{
    struct sim_transport *back = self(transport);
    uint64_t now, next;

    if (back->broken || back->out.head || toe_sim_link_readable(back->sim) || toe_sim_busy(back->sim))
        return 0;
    if (back->clock == TOE_SIM_LOCKSTEP)
        return UINT64_MAX;
    next = toe_sim_next_event_ns(back->sim);
    if (next == TOE_SIM_NEVER)
        return UINT64_MAX;
    now = toe_sim_now_ns(back->sim);
    if (back->clock == TOE_SIM_VIRTUAL || next <= now)
        return 0;
    return (next - now) / 1000 + 1;
}

static uint64_t sim_now_us(struct toe_transport *transport)
{
    return toe_sim_now_ns(self(transport)->sim) / 1000;
}

static int sim_reset(struct toe_transport *transport)
{
    toe_sim_link_reset(self(transport)->sim);
    return 0;
}

/* Running one engine runs those that share its time. */
static void *sim_shared(struct toe_transport *transport, void *(*make)(void), void (*drop)(void *made))
{
    return toe_sim_shared(self(transport)->sim, make, drop);
}

static void sim_close(struct toe_transport *transport)
{
    struct sim_transport *back = self(transport);

    complete_all(back, -ECANCELED);
    toe_sim_link_reset(back->sim);
    free(back);
}

static const struct toe_transport_ops sim_ops = {
    .name = "sim",
    .submit_out = sim_submit_out,
    .submit_in = sim_submit_in,
    .cancel = sim_cancel,
    .handle_events = sim_handle_events,
    .pollfds = sim_pollfds,
    .next_event_us = sim_next_event_us,
    .now_us = sim_now_us,
    .reset = sim_reset,
    .shared = sim_shared,
    .close = sim_close,
};

int toe_transport_sim(struct toe_sim *sim, enum toe_sim_clock clock, struct toe_transport **transport)
{
    struct sim_transport *back = calloc(1, sizeof *back);

    if (!back)
        return -ENOMEM;
    back->base.ops = &sim_ops;
    back->sim = sim;
    back->clock = clock;
    *transport = &back->base;
    return 0;
}
