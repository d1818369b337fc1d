/* engine_app.c: the engine's application, over toe.h, without blocking. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "streams.h"

struct engine_conn {
    size_t number, sent;
    bool fin_sent, over;
    struct stream_taken taken;
};

struct engine_app {
    const struct stream_plan *plan;
    struct toe_socket *listener;
    size_t count; /* connections that exist */
    size_t done, wrong;
    struct toe_poll *entries; /* 0: the listener; then one a connection; NULL socket: over */
    struct engine_conn *conns;
};

static void fail(struct engine_app *app, size_t which, const char *why, long err)
{
    struct engine_conn *conn = &app->conns[which];

    printf("\n    engine, connection %zu: %s (%ld)", conn->number, why, err);
    conn->over = true;
    app->wrong++;
    toe_close(app->entries[1 + which].socket);
    app->entries[1 + which].socket = NULL;
}

static void push(struct engine_app *app, size_t which)
{
    struct engine_conn *conn = &app->conns[which];
    struct toe_poll *entry = &app->entries[1 + which];
    size_t length = stream_length(app->plan, TO_LWIP, conn->number);
    uint8_t bytes[STREAM_CHUNK];

    while (conn->sent < length) {
        size_t count = length - conn->sent < sizeof bytes ? length - conn->sent : sizeof bytes;
        ssize_t n;
        stream_fill(app->plan, TO_LWIP, conn->number, conn->sent, bytes, count);
        n = toe_send(entry->socket, bytes, count, TOE_MSG_DONTWAIT);
        if (n == -EAGAIN)
            return;
        if (n < 0) {
            fail(app, which, "send", n);
            return;
        }
        conn->sent += (size_t)n;
    }
    conn->fin_sent = true;
    entry->events = TOE_POLLIN;
    if (toe_shutdown(entry->socket, TOE_SHUT_WR))
        fail(app, which, "shutdown", 0);
}

static void pull(struct engine_app *app, size_t which)
{
    struct engine_conn *conn = &app->conns[which];
    uint8_t bytes[STREAM_CHUNK];
    ssize_t n;

    while ((n = toe_recv(app->entries[1 + which].socket, bytes, sizeof bytes, TOE_MSG_DONTWAIT)) > 0)
        stream_take(&conn->taken, bytes, (size_t)n);
    if (n < 0 && n != -EAGAIN) {
        fail(app, which, "recv", n);
        return;
    }
    conn->taken.ended = n == 0;
    if (conn->taken.ended)
        app->entries[1 + which].events = conn->fin_sent ? 0 : TOE_POLLOUT;
}

/* Both streams have ended here: the bytes are judged, the rest is the engine's. */
static void finish(struct engine_app *app, size_t which)
{
    struct engine_conn *conn = &app->conns[which];

    if (conn->over || !conn->fin_sent || !conn->taken.ended)
        return;
    conn->over = true;
    if (stream_right(&conn->taken, app->plan, FROM_LWIP, conn->number))
        app->done++;
    else
        app->wrong++;
    app->wrong += toe_close(app->entries[1 + which].socket) != 0;
    app->entries[1 + which].socket = NULL;
}

static void add(struct engine_app *app, struct toe_socket *socket, size_t number)
{
    app->conns[app->count] = (struct engine_conn){.number = number};
    app->entries[1 + app->count++] = (struct toe_poll){.socket = socket, .events = TOE_POLLIN | TOE_POLLOUT};
}

static void accept_all(struct engine_app *app)
{
    struct toe_socket *socket;
    struct toe_addr peer;

    while (app->count < app->plan->conns && toe_accept(app->listener, &socket, &peer) == 0)
        add(app, socket, (size_t)peer.port - STREAM_PORTS);
    if (app->count == app->plan->conns)
        app->entries[0].events = 0;
}

void engine_app_step(struct engine_app *app, int timeout_ms)
{
    int ready = toe_poll(app->entries, 1 + app->count, timeout_ms);

    if (ready < 0)
        app->wrong++;
    if (app->entries[0].revents)
        accept_all(app);
    for (size_t i = 0; i < app->count; i++) {
        short revents = app->entries[1 + i].revents;
        if (app->entries[1 + i].socket && revents & (TOE_POLLOUT | TOE_POLLERR) && !app->conns[i].fin_sent)
            push(app, i);
        if (app->entries[1 + i].socket && revents & (TOE_POLLIN | TOE_POLLERR) && !app->conns[i].taken.ended)
            pull(app, i);
        finish(app, i);
    }
}

/* ------------------------------------------------------------------------------------------------ the application */

static struct engine_app *app_new(const struct stream_plan *plan)
{
    struct engine_app *app = calloc(1, sizeof *app);

    if (!app)
        return NULL;
    app->plan = plan;
    app->entries = calloc(1 + plan->conns, sizeof *app->entries);
    app->conns = calloc(plan->conns, sizeof *app->conns);
    if (app->entries && app->conns)
        return app;
    engine_app_free(app);
    return NULL;
}

struct engine_app *engine_app_listen(const struct stream_plan *plan, struct toe_device *dev, uint16_t port)
{
    struct engine_app *app = app_new(plan);

    if (!app || toe_socket(dev, &app->listener) || toe_bind(app->listener, &(struct toe_addr){0, port}) ||
        toe_setsockopt(app->listener, TOE_SO_NONBLOCK, 1) || toe_listen(app->listener, (int)plan->conns))
        return NULL;
    app->entries[0] = (struct toe_poll){.socket = app->listener, .events = TOE_POLLIN};
    return app;
}

struct engine_app *engine_app_connect(const struct stream_plan *plan, struct toe_device *dev, struct toe_addr server)
{
    struct engine_app *app = app_new(plan);

    for (size_t i = 0; app && i < plan->conns; i++) {
        struct toe_socket *socket = NULL;
        int err = toe_socket(dev, &socket);
        if (!err)
            err = toe_bind(socket, &(struct toe_addr){0, (uint16_t)(STREAM_PORTS + i)});
        if (!err)
            err = toe_setsockopt(socket, TOE_SO_NONBLOCK, 1);
        if (!err)
            err = toe_connect(socket, &server);
        add(app, socket, i);
        if (err != -EINPROGRESS)
            fail(app, i, "connect", err);
    }
    return app;
}

size_t engine_app_done(const struct engine_app *app)
{
    return app->done;
}

size_t engine_app_wrong(const struct engine_app *app)
{
    return app->wrong;
}

void engine_app_free(struct engine_app *app)
{
    for (size_t i = 0; app->entries && i < 1 + app->count; i++)
        if (app->entries[i].socket)
            toe_close(app->entries[i].socket);
    free(app->entries);
    free(app->conns);
    free(app);
}
