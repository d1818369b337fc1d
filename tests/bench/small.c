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

static int measure(struct bench *bench, const struct toe_sim_model_info *model, const struct load *load)
{
    const struct bench_options options = {
        .backlog = (unsigned)load->connections, .sndbuf_bytes = BUFFER, .watch_decisions = true, .slice_cycles = SLICE};
    struct streams streams;
    int err;

    if (bench_open(bench, model, &options))
        return -1;
    bench->peer.segment_bytes = 1;
    bench->peer.pace_cycles = load->pace_cycles;
    bench->peer.ack_every = 2;
    err = streams_open(bench, &streams, load->connections);
    if (!err)
        err = carry(bench, &streams, load->way);
    streams_close(&streams);
    bench_close(bench);
    return err;
}

static int measure_row(struct bench *bench, const struct toe_sim_model_info *model, size_t count)
{
    const struct wire_count *text = bench->meter.text;
    double receive, send;

    if (streams_lossless(bench, model, (struct load){count, RECEIVE, 0}, FRAME_WIRE, measure))
        return -1;
    receive = wire_count_each(&text[TOE_SIM_TO_ENGINE]);
    if (streams_lossless(bench, model, (struct load){count, SEND, 0}, FRAME_WIRE, measure))
        return -1;
    send = wire_count_each(&text[TOE_SIM_FROM_ENGINE]);
    if (streams_lossless(bench, model, (struct load){count, BOTH, 0}, FRAME_WIRE, measure))
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
