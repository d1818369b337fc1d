/* small.c: the smallest segments, one byte of text each: the cycles from one to the next, and from one decision of the TCB
 * pipeline to the next. The peer ACKs each second one. It sends as fast as the engine takes without dropping any: from the
 * wire's own pace on, slower by a cycle until none is lost. */
#include <stdio.h>

#include "groups.h"
#include "streams.h"

enum {
    SEGMENTS = 8192,
    WARM_UP = 2048,
    SLICE = 8,
    BUFFER = 65536,
    FRAME_WIRE = 84,
    PACE_MOST = 64,
    SENDS = 3,
    AHEAD = 512
};
enum way { RECEIVE = 1, SEND = 2, BOTH = RECEIVE | SEND };

/* A call a byte and a segment a call, as long as the driver has a transfer left for each. */
static int give(struct bench *bench, struct streams *streams)
{
    for (int i = 0; i < SENDS && streams->sent - bench->peer.received < AHEAD; i++) {
        struct stream *stream = &streams->all[streams->sent % streams->count];
        if (toe_send(stream->socket, ideal_peer_text(&bench->peer, stream->peer, stream->sent), 1, 0) != 1)
            return bench_complain("a connection does not take text");
        stream->sent++;
        streams->sent++;
    }
    return 0;
}

/* Until enough segments were counted each way that is wanted, or one was dropped. Both ways go on to the end. */
static int carry(struct bench *bench, struct streams *streams, enum way way)
{
    const struct wire_count *text = bench->meter.text;
    uint64_t most = 8 * (SEGMENTS + WARM_UP) / streams->count;
    uint32_t step = 0;

    wire_meter_start(&bench->meter, WARM_UP);
    if (way & RECEIVE)
        streams_peer_sends(bench, streams, most);
    while (((way & RECEIVE && text[TOE_SIM_TO_ENGINE].frames < SEGMENTS) ||
            (way & SEND && text[TOE_SIM_FROM_ENGINE].frames < SEGMENTS)) &&
           !bench_dropped(bench))
        if (streams_take(bench, streams) || (way & SEND && give(bench, streams)) || bench_step(bench, &step))
            return -1;
    if (text[TOE_SIM_FROM_ENGINE].text_bytes != text[TOE_SIM_FROM_ENGINE].frames)
        return bench_complain("a segment of the engine has more than a byte");
    return 0;
}

/* Leaves what it has seen in the meter. */
static int measure_at(struct bench *bench, const struct toe_sim_model_info *model, size_t count, enum way way,
                      unsigned pace_cycles)
{
    const struct bench_options options = {
        .backlog = (unsigned)count, .sndbuf_bytes = BUFFER, .watch_decisions = true, .slice_cycles = SLICE};
    struct streams streams;
    int err;

    if (bench_open(bench, model, &options))
        return -1;
    bench->peer.segment_bytes = 1;
    bench->peer.pace_cycles = pace_cycles;
    bench->peer.ack_every = 2;
    err = streams_open(bench, &streams, count);
    if (!err)
        err = carry(bench, &streams, way);
    streams_close(&streams);
    bench_close(bench);
    return err;
}

static int measure_way(struct bench *bench, const struct toe_sim_model_info *model, size_t count, enum way way)
{
    for (unsigned pace = 0; pace < PACE_MOST; pace++) {
        if (measure_at(bench, model, count, way, pace))
            return -1;
        if (!bench->dropped)
            return 0;
    }
    return bench_complain("the engine drops frames at any pace");
}

static int measure_row(struct bench *bench, const struct toe_sim_model_info *model, size_t count)
{
    const struct wire_count *text = bench->meter.text;
    double receive, send;

    if (measure_way(bench, model, count, RECEIVE))
        return -1;
    receive = wire_count_each(&text[TOE_SIM_TO_ENGINE]);
    if (measure_way(bench, model, count, SEND))
        return -1;
    send = wire_count_each(&text[TOE_SIM_FROM_ENGINE]);
    if (measure_way(bench, model, count, BOTH))
        return -1;
    printf("%10u %12zu %8.2f %10.2f %10.2f %13.2f %7.2f %10.2f\n", model->data_bytes, count,
           (double)FRAME_WIRE / model->data_bytes, receive, send, wire_count_each(&text[TOE_SIM_TO_ENGINE]),
           wire_count_each(&text[TOE_SIM_FROM_ENGINE]), wire_count_each(&bench->meter.decision));
    fflush(stdout);
    return 0;
}

int measure_small(struct bench *bench, const struct toe_sim_model_info *model)
{
    static const size_t counts[] = {1, 64};

    printf("smallest segments, %d of them: cycles from one to the next; both ways, also from decision to decision\n",
           SEGMENTS);
    printf("DATA_BYTES  connections     wire    receive       send      both: in     out  decisions\n");
    for (size_t i = 0; i < 2 && counts[i] <= model->conns; i++)
        if (measure_row(bench, model, counts[i]))
            return -1;
    return 0;
}
