/* goodput.c: text of full segments as a share of what the wire carries, for some numbers of connections and each way. The
 * peer sends as fast as the engine takes without dropping a frame: as fast as the wire where it can. */
#include <stdio.h>

#include "groups.h"
#include "streams.h"

#define FRAMES     12000u /* each way, all connections together */
#define FRAME_WIRE 1538   /* bytes of a full frame with FCS, preamble and gap */
#define SNDBUF     65536  /* there may be a thousand of them */

static double percent(const struct bench *bench, enum toe_sim_direction dir)
{
    const struct wire_count *text = &bench->meter.text[dir];
    double cycles = (double)(text->last_cycle - text->first_cycle + 1);

    return 100. * (double)text->text_bytes / IDEAL_MSS * FRAME_WIRE / bench->model.data_bytes / cycles;
}

static int carry(struct bench *bench, struct streams *streams, enum way way, uint64_t bytes)
{
    const struct wire_count *text = bench->meter.text;
    uint64_t in = way & RECEIVE ? bytes * streams->count : 0;
    uint64_t out = way & SEND ? bytes * streams->count : 0;
    uint32_t step = 0;

    wire_meter_start(&bench->meter, 0);
    if (in)
        streams_peer_sends(bench, streams, bytes);
    while ((streams->got < in || bench->peer.received < out) && !bench_dropped(bench))
        if (streams_take(bench, streams) || streams_give(bench, streams, out ? bytes : 0, IDEAL_STREAM) ||
            bench_step(bench, &step))
            return -1;
    if (bench_dropped(bench))
        return 0;
    if (text[TOE_SIM_TO_ENGINE].text_bytes != in || text[TOE_SIM_FROM_ENGINE].text_bytes != out)
        return bench_complain("text was sent twice, though nothing was lost");
    return 0;
}

static int measure(struct bench *bench, const struct toe_sim_model_info *model, const struct load *load)
{
    const struct bench_options options = {.backlog = (unsigned)load->connections, .sndbuf_bytes = SNDBUF};
    struct streams streams;
    int err;

    if (bench_open(bench, model, &options))
        return -1;
    bench->peer.pace_cycles = load->pace_cycles;
    err = streams_open(bench, &streams, load->connections);
    if (!err)
        err = carry(bench, &streams, load->way, FRAMES / load->connections * IDEAL_MSS);
    streams_close(&streams);
    bench_close(bench);
    return err;
}

static int measure_row(struct bench *bench, const struct toe_sim_model_info *model, size_t count)
{
    double receive, send;

    if (streams_lossless(bench, model, (struct load){count, RECEIVE, 0}, FRAME_WIRE, measure))
        return -1;
    receive = percent(bench, TOE_SIM_TO_ENGINE);
    if (streams_lossless(bench, model, (struct load){count, SEND, 0}, FRAME_WIRE, measure))
        return -1;
    send = percent(bench, TOE_SIM_FROM_ENGINE);
    if (streams_lossless(bench, model, (struct load){count, BOTH, 0}, FRAME_WIRE, measure))
        return -1;
    printf("%10u %12zu %10.2f %10.2f %13.2f %7.2f %14llu %6llu\n", model->data_bytes, count, receive, send,
           percent(bench, TOE_SIM_TO_ENGINE), percent(bench, TOE_SIM_FROM_ENGINE),
           (unsigned long long)bench->meter.bare[TOE_SIM_TO_ENGINE].frames,
           (unsigned long long)bench->meter.bare[TOE_SIM_FROM_ENGINE].frames);
    fflush(stdout);
    return 0;
}

int measure_goodput(struct bench *bench, const struct toe_sim_model_info *model)
{
    static const size_t counts[] = {1, 64, 1000};

    printf("goodput, per cent of the wire: %u full segments each way, every byte compared\n", FRAMES);
    printf("DATA_BYTES  connections    receive       send      both: in     out  bare ACKs: in    out\n");
    for (size_t i = 0; i < 3 && counts[i] <= model->conns; i++)
        if (measure_row(bench, model, counts[i]))
            return -1;
    return 0;
}
