/* fuzz_host.c: a hostile host: well-formed messages that make no sense and malformed ones, past the library, while a peer
 * does what it likes on the wire. The engine counts them or stops the link with a code, says nothing about numbers that are
 * the host's, gives every number back, and a new session finds it as good as new (DESIGN invariants 5, 6, 7, 9). */
#include "fuzz_host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNS = 64, ROUND = 2500, COUNT = 50000, SESSION_MOST = 600, MIDDLE_BYTES = 400 };

static uint64_t errors[8], sessions, in_order;

static const number *still_out(hostile *h)
{
    for (unsigned i = 0; i < h->w.conns; i++)
        if (h->numbers[i].out && !h->numbers[i].unsure)
            return &h->numbers[i];
    return NULL;
}

static bool all_back(world *w)
{
    return still_out((hostile *)w) == NULL;
}

static bool is_idle(world *w)
{
    return !toe_sim_busy(w->sim);
}

/* Every frame ended under one disposition, counted in the engine since it was made. */
static void sums_are_exact(hostile *h)
{
    uint64_t sum = 0;
    uint32_t value = 0;

    for (unsigned i = 0; i < toe_trace_dispositions(); i++) {
        if (!host_reads_register(h, TOE_REG_DISP_DROP_FCS + 4 * i, &value))
            world_fails(&h->w, "a register does not answer");
        sum += value;
    }
    host_reads_register(h, TOE_REG_ETHER_STATS_PKTS, &value);
    if (sum != h->w.injected || value != h->w.injected)
        world_fails(&h->w, "%llu frames, dispositions %llu, etherStatsPkts %u", (unsigned long long)h->w.injected,
                    (unsigned long long)sum, value);
}

static void begin_session(hostile *h)
{
    uint8_t early[64] = {0};

    toe_sim_link_reset(h->w.sim);
    h->input_bytes = 0;
    h->hello = h->stopped = h->w.deaf = h->value_due = false;
    memset(h->numbers, 0, sizeof h->numbers);
    if (fuzz_one_in(&h->w.random, 10)) { /* it may say anything before hello, and is told so, or not */
        fuzz_bytes(&h->w.random, early, sizeof early);
        host_says(h, early, sizeof early);
        world_runs(&h->w, 200);
        toe_sim_link_reset(h->w.sim);
        h->input_bytes = 0;
        h->stopped = false;
    }
    h->hello = false;
    host_says_hello(h);
    for (int i = 0; i < 100 && !h->hello && !h->w.failed; i++)
        world_runs(&h->w, 10);
    if (!h->hello || h->stopped)
        world_fails(&h->w, "no hello after a link reset");
    host_configures(h);
    peer_asks_arp(&h->w);
}

/* Everything ends when it is told to: each number that is out comes back. */
static void end_session(hostile *h)
{
    uint8_t message[TOE_LINK_HEADER_BYTES];

    h->w.deaf = false;
    for (uint16_t i = 0; i < PORTS; i++)
        host_says(h, message, (uint32_t)toe_h2e_unlisten_put(message, &(struct toe_h2e_unlisten){.conn = i}));
    for (uint16_t i = 0; i < h->w.conns; i++)
        host_says(h, message, (uint32_t)toe_h2e_abort_put(message, &(struct toe_h2e_abort){.conn = i}));
    world_waits(&h->w, all_back, 20000000);
    if (still_out(h) != NULL)
        world_fails(&h->w, "number %ld never came back", (long)(still_out(h) - h->numbers));
    if (!world_waits(&h->w, is_idle, 1000000))
        world_fails(&h->w, "the engine does not become idle");
    sums_are_exact(h);
    in_order++;
}

/* After a malformed message the engine takes everything and says nothing more about it. */
static void stopped_link_stays_stopped(hostile *h)
{
    uint8_t bytes[MIDDLE_BYTES];

    fuzz_bytes(&h->w.random, bytes, sizeof bytes);
    host_says(h, bytes, sizeof bytes);
    host_says_hello(h);
    h->hello = false;
    world_runs(&h->w, 1000);
    if (h->hello)
        world_fails(&h->w, "hello on a link that had stopped");
}

static void session(hostile *h, uint64_t most)
{
    uint64_t n = 1 + fuzz_below(&h->w.random, SESSION_MOST), end;
    bool polite = fuzz_one_in(&h->w.random, 2);

    begin_session(h);
    end = h->messages + (n < most ? n : most);
    while (h->messages < end && !h->stopped && !h->w.failed) {
        if (!polite && fuzz_one_in(&h->w.random, 150))
            host_says_nonsense(h);
        else
            host_says_something(h);
        if (fuzz_one_in(&h->w.random, 4))
            world_sends_something(&h->w);
        if (fuzz_one_in(&h->w.random, 50))
            h->w.deaf = !h->w.deaf;
        if (fuzz_one_in(&h->w.random, 2))
            world_runs(&h->w, fuzz_one_in(&h->w.random, 100) ? fuzz_below(&h->w.random, 400000)
                                                             : fuzz_below(&h->w.random, 20));
    }
    sessions++;
    if (h->stopped)
        stopped_link_stays_stopped(h);
    else if (polite && !h->w.failed)
        end_session(h);
}

static bool round_of_messages(uint64_t seed, uint64_t n, unsigned conns)
{
    hostile *h = conns <= CONNS_MOST ? calloc(1, sizeof *h) : NULL;
    bool whole;

    if (h == NULL || world_begins(&h->w, seed, conns, hostile_reads) != 0) {
        free(h);
        return false;
    }
    while (h->messages < n && !h->w.failed)
        session(h, n - h->messages);
    if (!h->w.failed)
        begin_session(h);
    h->w.honest = true;
    if (!h->w.failed)
        end_session(h);
    whole = !h->w.failed;
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
        errors[i] += h->errors[i];
    toe_sim_destroy(h->w.sim);
    free(h);
    return whole;
}

static void tell(void)
{
    printf("%llu sessions, %llu ended in order; link_error:", (unsigned long long)sessions,
           (unsigned long long)in_order);
    for (unsigned i = 1; i <= TOE_LINK_ERROR_BAD_REGISTER; i++)
        printf(" %s %llu", toe_link_error_code_name(i), (unsigned long long)errors[i]);
    putchar('\n');
}

int main(int argc, char **argv)
{
    static const fuzz_program program = {.what = "messages at random",
                                         .count = COUNT,
                                         .round = ROUND,
                                         .conns = CONNS,
                                         .run = round_of_messages,
                                         .summary = tell};

    return fuzz_main(argc, argv, &program);
}
