/* fuzz_link.c: two honest hosts, their engines, and links between them that are late, chop and stand still, over a cable that
 * loses, so that rewinds and ranges meet whatever is under way. Throughout: engine and host agree (link_agrees.c). At the
 * end: every byte came, each connection ended in order, every connection number is back, and both engines are idle (DESIGN
 * section 4, spec/link; invariants 2, 3, 4, 6). */
#include "link_world.h"

#include "link_gen.h"

#include <stdio.h>

enum { CONNS = 64, COUNT = 300, STEPS_MOST = 2000000, COMPARE_IN = 300, AFTER_LOOKS = 100000, READ_MS = 1000 };

static uint64_t queried, rewinds;

static bool is_over(const link_world *w)
{
    return w->side[0].numbers_out == 0 && w->side[1].numbers_out == 0 && !toe_sim_busy(w->side[0].sim);
}

static void ends_in_order(link_world *w)
{
    for (int i = 0; i < 2; i++)
        w->side[i].link.prompt = true;
    for (int i = 0; i < AFTER_LOOKS && !is_over(w) && !w->failed; i++)
        link_world_pumps(w);
    if (!is_over(w))
        link_fails(w, "%ld and %ld connection numbers never came back, or an engine stays busy", w->side[0].numbers_out,
                   w->side[1].numbers_out);
    for (int i = 0; i < 2 && !w->failed; i++) {
        uint32_t value = 1;
        if (toe_device_read_register(w->side[i].device, TOE_REG_ESTABLISHED, &value, READ_MS) != 0 || value != 0)
            link_fails(w, "%u connections are established that nobody has", value);
    }
}

/* What every connection is doing, as ./toe ss has it. */
static void show(link_world *w)
{
    struct toe_info infos[2 * LINK_FLOWS];
    char line[TOE_INFO_TEXT_BYTES];

    for (int i = 0; i < 2; i++) {
        int count = toe_device_getinfo(w->side[i].device, infos, 2 * LINK_FLOWS, READ_MS);
        fprintf(stderr, "side %d\n%s", i, toe_info_heading());
        for (int k = 0; k < count && k < 2 * LINK_FLOWS; k++)
            fputs(toe_info_format(&infos[k], line), stderr);
    }
}

static bool round_of_link(uint64_t seed, uint64_t n, unsigned conns)
{
    link_world *w = link_world_new(seed, conns);
    bool right;

    (void)n;
    if (w == NULL)
        return false;
    link_apps_open(w);
    for (int i = 0; i < STEPS_MOST && !w->failed && !link_apps_done(w); i++) {
        link_apps_act(w);
        link_world_pumps(w);
        if (fuzz_one_in(&w->random, COMPARE_IN))
            link_compares(w);
    }
    if (!w->failed && !link_apps_done(w))
        link_fails(w, "the streams do not end");
    if (!w->failed)
        ends_in_order(w);
    right = !w->failed;
    if (!right)
        show(w);
    for (int i = 0; i < 2; i++) {
        queried += w->side[i].queried;
        rewinds += w->side[i].rewinds;
    }
    link_world_free(w);
    return right;
}

static void tell(void)
{
    printf("%llu query results compared, %llu rewinds\n", (unsigned long long)queried, (unsigned long long)rewinds);
}

int main(int argc, char **argv)
{
    static const fuzz_program program = {.what = "pairs of late links",
                                         .count = COUNT,
                                         .round = 1,
                                         .conns = CONNS,
                                         .run = round_of_link,
                                         .summary = tell};

    return fuzz_main(argc, argv, &program);
}
