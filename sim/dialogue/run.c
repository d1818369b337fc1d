/* run.c: a client and a server, each an application on its own library on its own engine, one cable between them, one
 * virtual time. Both applications live in this thread: while one waits, the other's library is pumped as well. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "record.h"
#include "toe_back_sim.h"

#define SERVER_PORT  80
#define CLOSED_PORT  81
#define CLOCK_HZ     100000000u
#define PATIENCE_US  (400 * 1000000ull) /* more than TIME-WAIT and all retransmissions of a lost frame take */
#define SETTLE_PUMPS 2000000

static const char greeting[] = "Hello from the application!\n";

struct run;

struct end {
    struct run *run;
    enum side side;
    struct toe_sim *sim;
    struct toe_device *dev;
    unsigned frames_out;
    unsigned numbers_out; /* connection numbers that the engine holds */
};

struct run {
    const struct dialogue_config *config;
    struct recording *rec;
    struct end end[2];
    struct toe_socket *listener, *client, *server;
    size_t received;
    bool over; /* what follows is clearing away */
};

/* ------------------------------------------------------------------------------------------------ what is recorded */

static void note(struct end *end, struct record record)
{
    if (end->run->over)
        return;
    record.side = end->side;
    record.cycle = record.cycle ? record.cycle : toe_sim_time_cycles(end->sim);
    recording_add(end->run->rec, record);
}

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    note(arg, (struct record){.kind = dir == TOE_SIM_FROM_ENGINE ? REC_FRAME_OUT : REC_FRAME_IN,
                              .cycle = times->first_cycle,
                              .bytes = frame,
                              .length = len});
}

static void on_trace(void *arg, const struct toe_trace *trace)
{
    note(arg, (struct record){.kind = REC_DECISION, .cycle = trace->cycle, .u.decision = *trace});
}

static void on_disposition(void *arg, const struct toe_disposition *disposition)
{
    note(arg, (struct record){.kind = REC_DISPOSITION, .cycle = disposition->cycle, .u.disposition = *disposition});
}

static void on_notice(void *arg, const struct toe_notice *notice)
{
    struct end *end = arg;
    struct record record = {.kind = REC_NOTICE, .bytes = notice->bytes, .length = notice->length, .u.notice = *notice};

    if (notice->kind == TOE_NOTICE_NUMBER)
        end->numbers_out++;
    else if (notice->kind == TOE_NOTICE_NUMBER_BACK && end->numbers_out)
        end->numbers_out--;
    record.u.notice.bytes = NULL;
    record.u.notice.text = NULL;
    note(end, record);
}

static void note_socket(struct end *end, struct toe_socket *socket)
{
    struct record record = {.kind = REC_SOCKET};
    struct toe_addr peer;
    int64_t value = 0;

    record.result = toe_getpeername(socket, &peer);
    toe_getsockname(socket, &record.u.info.local);
    toe_getsockopt(socket, TOE_SO_STATE, &value);
    record.u.info.state = (enum toe_tcp_state)value;
    toe_getsockopt(socket, TOE_SO_CONN, &value);
    record.u.info.conn = value < 0 ? TOE_NO_CONN : (uint32_t)value;
    note(end, record);
}

static void note_info(struct end *end, struct toe_socket *socket)
{
    struct record record = {.kind = REC_INFO};

    record.result = toe_getinfo(socket, &record.u.info, 1000);
    note(end, record);
}

/* ------------------------------------------------------------------------------------------------ the two engines */

static bool on_cable(void *arg, bool to_engine, const uint8_t *frame, size_t len)
{
    struct run *run = arg;
    struct end *from = &run->end[to_engine ? SERVER : CLIENT]; /* the filter sits at the client's plug */

    (void)frame;
    (void)len;
    return run->config->lose && run->config->lose_side == from->side && ++from->frames_out == run->config->lose_number;
}

static int open_device(struct end *end, struct toe_wire *wire, const uint8_t key[16])
{
    const struct recording *rec = end->run->rec;
    struct toe_device_config config;
    struct toe_transport *transport;
    int err = toe_sim_wire_attach(end->sim, wire);

    if (err)
        return err;
    err = toe_transport_sim(end->sim, TOE_SIM_VIRTUAL, &transport);
    if (err)
        return err;
    toe_device_config_default(&config);
    memcpy(config.mac, rec->mac[end->side], 6);
    config.ip = rec->ip[end->side];
    config.isn_key = key;
    config.observe = on_notice;
    config.observe_ctx = end;
    return toe_device_open(transport, &config, &end->dev);
}

static int open_engines(struct run *run)
{
    struct toe_wire *wire[2];
    int err;

    for (int i = 0; i < 2; i++) {
        struct end *end = &run->end[i];
        const struct toe_sim_config config = {.clock = TOE_SIM_VIRTUAL,
                                              .clock_hz = CLOCK_HZ,
                                              .seed = run->config->seed + (uint64_t)i,
                                              .name = i == CLIENT ? "client" : "server",
                                              .pcapng_path = i == CLIENT ? run->config->pcapng : NULL};
        const struct toe_sim_watch watch = {
            .arg = end, .trace = on_trace, .disposition = on_disposition, .frame = on_frame};
        *end = (struct end){.run = run, .side = (enum side)i};
        err = toe_sim_create(&config, &end->sim);
        if (err)
            return err;
        toe_sim_watch(end->sim, &watch);
    }
    err = toe_sim_join(run->end[CLIENT].sim, run->end[SERVER].sim);
    if (err)
        return err;
    err = toe_wire_back_to_back(0, &wire[0], &wire[1]);
    if (err)
        return err;
    err = toe_wire_filter(wire[0], on_cable, run, &wire[0]);
    for (int i = 0; i < 2 && !err; i++) {
        uint8_t key[16] = {(uint8_t)i, 0x5a};
        memcpy(key + 8, &run->config->seed, sizeof run->config->seed);
        err = open_device(&run->end[i], wire[i], key);
    }
    return err;
}

static void close_engines(struct run *run)
{
    for (int i = 1; i >= 0; i--)
        if (run->end[i].dev)
            toe_device_close(run->end[i].dev, 0);
    for (int i = 0; i < 2; i++)
        toe_sim_destroy(run->end[i].sim);
}

/* Pumps both libraries until `done`, for PATIENCE_US of simulated time at most. */
static bool settle(struct run *run, bool (*done)(struct run *run))
{
    uint64_t limit_us = toe_device_now_us(run->end[CLIENT].dev) + PATIENCE_US;

    for (long i = 0; i < SETTLE_PUMPS && !done(run); i++) {
        if (toe_device_pump(run->end[CLIENT].dev, 1) < 0 || toe_device_pump(run->end[SERVER].dev, 1) < 0 ||
            toe_device_now_us(run->end[CLIENT].dev) > limit_us)
            break;
    }
    return done(run);
}

/* ------------------------------------------------------------------------------------------------ the two applications */

static void call(struct run *run, enum side side, const char *text)
{
    note(&run->end[side], (struct record){.kind = REC_CALL, .text = text});
}

static long returned(struct run *run, enum side side, const char *text, long result)
{
    note(&run->end[side], (struct record){.kind = REC_RETURN, .text = text, .result = result});
    return result;
}

static int listen_there(struct run *run)
{
    struct end *server = &run->end[SERVER];
    const struct toe_addr here = {0, SERVER_PORT};
    int err = toe_socket(server->dev, &run->listener);

    if (!err)
        err = toe_bind(run->listener, &here);
    if (!err) {
        call(run, SERVER, "toe_listen(backlog 1)");
        err = (int)returned(run, SERVER, "toe_listen", toe_listen(run->listener, 1));
    }
    if (!err)
        err = toe_setsockopt(run->listener, TOE_SO_NONBLOCK, 1);
    if (!err)
        toe_device_pump(server->dev, 1);
    return err;
}

static long connect_here(struct run *run)
{
    struct end *client = &run->end[CLIENT];
    const struct toe_addr there = {run->rec->ip[SERVER], run->config->refuse ? CLOSED_PORT : SERVER_PORT};
    char addr[TOE_ADDR_TEXT_BYTES], text[64];
    long err;

    call(run, CLIENT, "toe_socket()");
    err = returned(run, CLIENT, "toe_socket", toe_socket(client->dev, &run->client));
    if (err)
        return err;
    note_socket(client, run->client);
    snprintf(text, sizeof text, "toe_connect(%s)", toe_addr_format(&there, addr));
    call(run, CLIENT, text);
    err = returned(run, CLIENT, "toe_connect", toe_connect(run->client, &there));
    if (err)
        note_socket(client, run->client);
    else
        note_info(client, run->client);
    return err;
}

static bool accepted(struct run *run)
{
    return run->server || toe_accept(run->listener, &run->server, NULL) == 0;
}

static bool all_received(struct run *run)
{
    char bytes[sizeof greeting];
    ssize_t n = toe_recv(run->server, bytes, sizeof bytes, TOE_MSG_DONTWAIT);

    run->received += n > 0 ? (size_t)n : 0;
    return run->received >= sizeof greeting - 1 || (n < 0 && n != -EAGAIN);
}

static bool all_acked(struct run *run)
{
    int64_t left = 0;

    return toe_getsockopt(run->client, TOE_SO_OUTQ, &left) < 0 || left == 0;
}

static bool end_received(struct run *run)
{
    char byte;

    return toe_recv(run->server, &byte, 1, TOE_MSG_DONTWAIT) != -EAGAIN;
}

static bool client_number_back(struct run *run)
{
    return run->end[CLIENT].numbers_out == 0;
}

/* The connection is there: one message, then both close, the client first. */
static void talk(struct run *run)
{
    if (!settle(run, accepted))
        return;
    note_info(&run->end[SERVER], run->server);
    call(run, CLIENT, "toe_send(28 bytes)");
    returned(run, CLIENT, "toe_send", toe_send(run->client, greeting, sizeof greeting - 1, 0));
    settle(run, all_received);
    settle(run, all_acked);
    call(run, CLIENT, "toe_close()");
    returned(run, CLIENT, "toe_close", toe_close(run->client));
    run->client = NULL;
    settle(run, end_received);
    call(run, SERVER, "toe_close()");
    returned(run, SERVER, "toe_close", toe_close(run->server));
    run->server = NULL;
}

int dialogue_run(const struct dialogue_config *config, struct recording *rec)
{
    struct run run = {.config = config, .rec = rec};
    int err;

    *rec = (struct recording){
        .clock_hz = CLOCK_HZ, .ip = {0x0a000001, 0x0a000002}, .mac = {{2, 0, 0, 0, 0, 1}, {2, 0, 0, 0, 0, 2}}};
    err = open_engines(&run);
    if (!err)
        err = listen_there(&run);
    if (!err) {
        if (connect_here(&run) == 0)
            talk(&run);
        if (run.client) {
            call(&run, CLIENT, "toe_close()");
            returned(&run, CLIENT, "toe_close", toe_close(run.client));
        }
        settle(&run, client_number_back);
    }
    run.over = true;
    close_engines(&run);
    if (!err)
        err = rec->error ? rec->error : recording_sort(rec);
    return err;
}
