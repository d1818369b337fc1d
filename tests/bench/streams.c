/* streams.c: see streams.h. */
#include "streams.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define SLOWER_MOST 64u

static int take_connection(struct bench *bench, struct streams *streams)
{
    struct stream *stream = &streams->all[streams->count];
    struct toe_addr addr;
    int err = toe_accept(bench->listener, &stream->socket, &addr);

    if (err)
        return err == -EAGAIN ? 0 : bench_complain("a connection is not accepted");
    stream->peer = ideal_peer_find(&bench->peer, addr.port);
    streams->count++;
    return toe_setsockopt(stream->socket, TOE_SO_NONBLOCK, 1);
}

int streams_open(struct bench *bench, struct streams *streams, size_t count)
{
    uint32_t step = 0;
    size_t begun = 0;

    *streams = (struct streams){.all = calloc(count, sizeof *streams->all)};
    if (!streams->all)
        return bench_complain("no memory");
    while (streams->count < count) {
        for (; begun < count && bench->peer.opening < BENCH_OPENING; begun++)
            if (!ideal_peer_connect(&bench->peer, IDEAL_ENGINE_PORT))
                return bench_complain("the peer has no connection left");
        if (take_connection(bench, streams) || bench_step(bench, &step))
            return -1;
    }
    return 0;
}

void streams_close(struct streams *streams)
{
    free(streams->all);
    streams->all = NULL;
}

void streams_peer_sends(struct bench *bench, struct streams *streams, uint64_t bytes)
{
    for (size_t i = 0; i < streams->count; i++)
        ideal_peer_send(&bench->peer, streams->all[i].peer, streams->all[i].peer->to_send + bytes);
}

int streams_take(struct bench *bench, struct streams *streams)
{
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = &streams->all[i];
        const void *bytes;
        ssize_t n;
        while ((n = toe_rx_peek(stream->socket, &bytes)) > 0) {
            if (n > IDEAL_STREAM)
                n = IDEAL_STREAM;
            if (memcmp(bytes, ideal_peer_text(&bench->peer, stream->peer, stream->got), (size_t)n) != 0)
                return bench_complain("a wrong byte was received");
            stream->got += (uint64_t)n;
            streams->got += (uint64_t)n;
            toe_rx_consume(stream->socket, (size_t)n);
        }
        if (n != -EAGAIN)
            return bench_complain("a connection has ended");
    }
    return 0;
}

int streams_give(struct bench *bench, struct streams *streams, uint64_t end, size_t piece)
{
    if (piece > IDEAL_STREAM)
        piece = IDEAL_STREAM;
    for (size_t i = 0; i < streams->count; i++) {
        struct stream *stream = &streams->all[i];
        ssize_t n = 0;
        while (stream->sent < end && n >= 0) {
            uint64_t left = end - stream->sent;
            n = toe_send(stream->socket, ideal_peer_text(&bench->peer, stream->peer, stream->sent),
                         left < piece ? (size_t)left : piece, 0);
            if (n > 0) {
                stream->sent += (uint64_t)n;
                streams->sent += (uint64_t)n;
            }
        }
        if (n < 0 && n != -EAGAIN)
            return bench_complain("a connection does not take text");
    }
    return 0;
}

int streams_lossless(struct bench *bench, const struct toe_sim_model_info *model, struct load load,
                     unsigned frame_bytes,
                     int (*measure)(struct bench *bench, const struct toe_sim_model_info *model,
                                    const struct load *load))
{
    load.pace_cycles = frame_bytes / model->data_bytes;
    for (unsigned slower = 0; slower < SLOWER_MOST; slower++, load.pace_cycles++) {
        if (measure(bench, model, &load))
            return -1;
        if (!bench->dropped)
            return 0;
    }
    return bench_complain("the engine drops frames at any pace");
}
