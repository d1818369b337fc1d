/* events.c: events of the TCB pipeline that neither the wire nor the peer holds up: the host sets the time-outs of one
 * connection after the other, a message of one header each. The cycles from one decision to the next within such a round. */
#include <stdio.h>

#include "groups.h"
#include "streams.h"

enum { ROUNDS = 16, AT_ONCE = 8, IDLE_S = 60 };

/* One message for each connection, until all are decided. Some leave at once, before the others: the first AT_ONCE do
 * not count. */
static int round_of(struct bench *bench, struct streams *streams)
{
    uint32_t step = 0;

    wire_meter_start(&bench->meter, AT_ONCE);
    for (size_t i = 0; i < streams->count; i++)
        if (toe_setsockopt(streams->all[i].socket, TOE_SO_KEEPIDLE, IDLE_S))
            return bench_complain("a connection does not take a time-out");
    while (bench->meter.decision.frames < streams->count - AT_ONCE)
        if (bench_step(bench, &step))
            return -1;
    return 0;
}

static int carry(struct bench *bench, struct streams *streams)
{
    double cycles = 0;

    for (int i = 0; i < ROUNDS; i++) {
        if (round_of(bench, streams))
            return -1;
        cycles += wire_count_each(&bench->meter.decision);
    }
    printf("%10u %12zu %8.2f\n", bench->model.data_bytes, streams->count, cycles / ROUNDS);
    fflush(stdout);
    return 0;
}

static int measure(struct bench *bench, const struct toe_sim_model_info *model, size_t connections)
{
    const struct bench_options options = {.backlog = (unsigned)connections, .watch_decisions = true};
    struct streams streams;
    int err;

    if (bench_open(bench, model, &options))
        return -1;
    err = streams_open(bench, &streams, connections);
    if (!err)
        err = carry(bench, &streams);
    streams_close(&streams);
    bench_close(bench);
    return err;
}

int measure_events(struct bench *bench, const struct toe_sim_model_info *model)
{
    static const size_t counts[] = {64, 1000};

    printf("events, %d rounds of a message to each connection: cycles from decision to decision\n", ROUNDS);
    printf("DATA_BYTES  connections    cycles\n");
    for (size_t i = 0; i < sizeof counts / sizeof counts[0] && counts[i] <= model->conns; i++)
        if (measure(bench, model, counts[i]))
            return -1;
    return 0;
}
