/* opens.c: connections opened and closed, many at a time: the cycles that one takes. The peer closes first, with segments of
 * their own (SYN, ACK, FIN, ACK; or SYN-ACK, FIN, ACK), the application as soon as it is told. So many are under way at a
 * time as the engine takes without dropping a frame. */
#include <errno.h>
#include <stdio.h>

#include "groups.h"

enum { LIVES = 4096, WARM_UP = 512, AT_ONCE = 128, BACKLOG = 512, BUFFER = 4096, SLICE = 16 };

struct opens {
    struct toe_socket *open[AT_ONCE + BACKLOG];
    size_t count;
    uint64_t begun;
};

typedef int begin(struct bench *bench, struct opens *opens);

/* One more life. */
static int begin_passive(struct bench *bench, struct opens *opens)
{
    struct ideal_conn *conn = ideal_peer_connect(&bench->peer, IDEAL_ENGINE_PORT);

    if (!conn)
        return bench_complain("the peer has no connection left");
    conn->closes = true;
    opens->begun++;
    return 0;
}

static int begin_active(struct bench *bench, struct opens *opens)
{
    struct ideal_conn *conn = ideal_peer_listen(&bench->peer);
    struct toe_socket *socket;
    int err;

    if (!conn || toe_socket(bench->dev, &socket) || toe_setsockopt(socket, TOE_SO_NONBLOCK, 1) ||
        toe_setsockopt(socket, TOE_SO_SNDBUF, BUFFER) || toe_setsockopt(socket, TOE_SO_RCVBUF, BUFFER))
        return bench_complain("no socket");
    conn->closes = true;
    err = toe_connect(socket, &(struct toe_addr){IDEAL_PEER_IP, conn->port});
    if (err != -EINPROGRESS)
        return bench_complain("a connection is not begun");
    opens->open[opens->count++] = socket;
    opens->begun++;
    return 0;
}

static int accept_all(struct bench *bench, struct opens *opens)
{
    struct toe_socket *socket;

    while (opens->count < AT_ONCE + BACKLOG && toe_accept(bench->listener, &socket, NULL) == 0) {
        opens->open[opens->count++] = socket;
        if (toe_setsockopt(socket, TOE_SO_NONBLOCK, 1))
            return bench_complain("a connection is not accepted");
    }
    return 0;
}

/* Closes what the peer has closed. */
static int close_ended(struct opens *opens)
{
    char byte;

    for (size_t i = opens->count; i-- > 0;) {
        ssize_t n = toe_recv(opens->open[i], &byte, 1, 0);
        if (n == -EAGAIN || n == -ENOTCONN)
            continue;
        if (n || toe_close(opens->open[i]))
            return bench_complain("a connection ends in another way");
        opens->open[i] = opens->open[--opens->count];
    }
    return 0;
}

/* Leaves the FINs of the engine in the meter. Ends as soon as a frame is dropped. */
static int live(struct bench *bench, uint64_t at_once, begin *begin)
{
    struct opens opens = {.count = 0};
    uint32_t step = 0;

    wire_meter_start(&bench->meter, WARM_UP);
    while (bench->peer.ended < LIVES + WARM_UP && !bench_dropped(bench)) {
        while (bench->peer.opening < BENCH_OPENING && opens.begun - bench->peer.ended < at_once)
            if (begin(bench, &opens))
                return -1;
        if (accept_all(bench, &opens) || close_ended(&opens) || bench_step(bench, &step))
            return -1;
    }
    return bench->peer.resets ? bench_complain("a connection was reset") : 0;
}

static int measure_at(struct bench *bench, const struct toe_sim_model_info *model, uint64_t at_once, begin *begin)
{
    const struct bench_options options = {
        .backlog = BACKLOG, .sndbuf_bytes = BUFFER, .rcvbuf_bytes = BUFFER, .slice_cycles = SLICE};
    int err;

    if (bench_open(bench, model, &options))
        return -1;
    err = live(bench, at_once, begin);
    bench_close(bench);
    return err;
}

static int measure_row(struct bench *bench, const struct toe_sim_model_info *model, const char *name, begin *begin)
{
    for (uint64_t at_once = AT_ONCE; at_once; at_once /= 2) {
        if (measure_at(bench, model, at_once, begin))
            return -1;
        if (bench->dropped)
            continue;
        printf("%10u  %-8s %8llu %15.2f\n", model->data_bytes, name, (unsigned long long)at_once,
               wire_count_each(&bench->meter.fin[TOE_SIM_FROM_ENGINE]));
        return 0;
    }
    return bench_complain("the engine drops frames though one connection opens at a time");
}

int measure_opens(struct bench *bench, const struct toe_sim_model_info *model)
{

    if (model->conns < 2 * BACKLOG)
        return bench_complain("opens want an engine of 1,024 connections at least");
    printf("opens with their closes, %d of them, the peer closes first: cycles for one\n", LIVES);
    printf("DATA_BYTES  open      at once  cycles for one\n");
    if (measure_row(bench, model, "passive", begin_passive) || measure_row(bench, model, "active", begin_active))
        return -1;
    return 0;
}
