/* peer_seen.c: see peer_seen.h. */
#include "peer_seen.h"

#include "toe_names_gen.h"

#include <stdio.h>

static uint64_t reasons[TOE_REASON_COUNT], dispositions[TOE_DISPOSITION_COUNT];

void seen_decision(const struct toe_trace *trace)
{
    if (trace->reason < TOE_REASON_COUNT)
        reasons[trace->reason]++;
}

void seen_dispositions(const struct toe_sim *sim)
{
    struct toe_sim_stats stats;

    toe_sim_get_stats(sim, &stats);
    for (size_t i = 0; i < TOE_DISPOSITION_COUNT; i++)
        dispositions[i] += stats.dispositions[i];
}

static bool write_all(FILE *out, const char *const *names, const uint64_t *counts, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (fprintf(out, "%s %llu\n", names[i], (unsigned long long)counts[i]) < 0)
            return false;
    return true;
}

bool seen_write(const char *path)
{
    FILE *out = fopen(path, "w");
    bool written;

    if (out == NULL)
        return false;
    written = write_all(out, toe_gen_reason_names, reasons, TOE_REASON_COUNT) &&
              write_all(out, toe_gen_disposition_names, dispositions, TOE_DISPOSITION_COUNT);
    return fclose(out) == 0 && written;
}
