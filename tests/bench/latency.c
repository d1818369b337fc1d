/* latency.c: cycles from the last beat of a frame in to the first beat of its answer. */
#include <stdio.h>

#include "groups.h"
#include "streams.h"

#define SETTLE_MS 5

static int print(const struct bench *bench, const char *name)
{
    if (!bench->meter.answered)
        return bench_complain("no answer");
    printf("%10u %8u  %-38s %6llu", bench->model.data_bytes, bench->model.conns, name,
           (unsigned long long)(bench->meter.out_first - bench->meter.in_last));
    if (bench->meter.decided)
        printf("   decided after %llu", (unsigned long long)(bench->meter.decided - bench->meter.in_last));
    printf("\n");
    return 0;
}

static int measure(struct bench *bench, struct streams *streams)
{
    wire_meter_expect(&bench->meter);
    ideal_peer_connect(&bench->peer, IDEAL_CLOSED_PORT);
    if (bench_settle(bench, SETTLE_MS) || print(bench, "closed port, SYN in to RST out"))
        return -1;
    wire_meter_expect(&bench->meter);
    if (streams_open(bench, streams, 1) || print(bench, "listening port, SYN in to SYN-ACK out"))
        return -1;
    streams_peer_sends(bench, streams, IDEAL_MSS); /* its ACK waits for the second one */
    if (bench_settle(bench, SETTLE_MS))
        return -1;
    wire_meter_expect(&bench->meter);
    streams_peer_sends(bench, streams, IDEAL_MSS);
    if (bench_settle(bench, SETTLE_MS))
        return -1;
    return print(bench, "full data segment in to ACK out");
}

int measure_latency(struct bench *bench, const struct toe_sim_model_info *model)
{
    const struct bench_options options = {.watch_decisions = true};
    struct streams streams = {0};
    int err;

    printf("latency, cycles from the last beat in to the first beat out\n");
    printf("DATA_BYTES    CONNS\n");
    if (bench_open(bench, model, &options))
        return -1;
    err = measure(bench, &streams);
    streams_close(&streams);
    bench_close(bench);
    return err;
}
