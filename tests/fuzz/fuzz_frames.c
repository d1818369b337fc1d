/* fuzz_frames.c: frames at random: valid ones for live connections in every state, and the same with any field spoilt, while
 * an application opens, writes, reads, closes and aborts. Afterwards: nothing crashed or hangs, dispositions add up to the
 * frames sent, every connection number is back, fresh connections carry more bytes than the engine's rings hold, and it
 * becomes idle (DESIGN invariants 1, 5, 7). */
#include "fuzz_world.h"

#include <stdio.h>

enum { CONNS = 64, ROUND = 2500, COUNT = 50000 };

static uint64_t dispositions[TOE_DISPOSITIONS_MAX];

/* Mostly at once, so that frames meet in the engine; at times until timers end. */
static uint64_t some_time(world *w)
{
    unsigned how = fuzz_below(&w->random, 1000);

    if (how < 500)
        return 0;
    if (how < 900)
        return 1 + fuzz_below(&w->random, 10);
    if (how < 995)
        return fuzz_below(&w->random, 1000);
    return fuzz_below(&w->random, 400000);
}

static bool round_of_frames(uint64_t seed, uint64_t n, unsigned conns)
{
    world *w = world_new(seed, conns);
    struct toe_sim_stats stats;
    bool whole;

    if (w == NULL)
        return false;
    peer_asks_arp(w);
    for (uint64_t i = 0; i < n && !w->failed; i++) {
        world_sends_something(w);
        if (fuzz_one_in(&w->random, 4))
            app_acts(w);
        world_runs(w, some_time(w));
    }
    whole = !w->failed && world_is_whole(w);
    toe_sim_get_stats(w->sim, &stats);
    for (unsigned i = 0; i < toe_trace_dispositions(); i++)
        dispositions[i] += stats.dispositions[i];
    world_free(w);
    return whole;
}

static void tell(void)
{
    for (unsigned i = 0; i < toe_trace_dispositions(); i++)
        if (dispositions[i] != 0)
            printf("%12llu %s\n", (unsigned long long)dispositions[i], toe_trace_disposition_name(i));
}

int main(int argc, char **argv)
{
    static const fuzz_program program = {.what = "frames at random",
                                         .count = COUNT,
                                         .round = ROUND,
                                         .conns = CONNS,
                                         .run = round_of_frames,
                                         .summary = tell};

    return fuzz_main(argc, argv, &program);
}
