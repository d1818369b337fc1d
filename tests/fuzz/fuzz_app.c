/* fuzz_app.c: what the application does: see fuzz_world.h. It never waits. */
#include "fuzz_world.h"

#include <errno.h>

enum { BACKLOG_MOST = 16, CHUNK_BYTES = 6000 };

static app_socket *free_place(world *w)
{
    for (int i = 0; i < SOCKETS; i++)
        if (w->sockets[i].handle == NULL)
            return &w->sockets[i];
    return NULL;
}

static app_socket *any_socket(world *w)
{
    unsigned from = fuzz_below(&w->random, SOCKETS);

    for (unsigned i = 0; i < SOCKETS; i++)
        if (w->sockets[(from + i) % SOCKETS].handle != NULL)
            return &w->sockets[(from + i) % SOCKETS];
    return NULL;
}

app_socket *app_connects(world *w)
{
    app_socket *s = free_place(w);
    struct toe_addr remote = {.ip = PEER_IP, .port = PEER_PORT}, local;
    int result;

    if (s == NULL)
        return NULL;
    *s = (app_socket){0};
    if (toe_socket(w->device, &s->handle) != 0) {
        world_fails(w, "no socket");
        return NULL;
    }
    if (!w->honest && fuzz_one_in(&w->random, 20))
        remote.ip = ENGINE_IP ^ fuzz_below(&w->random, 256); /* perhaps nobody, perhaps the engine itself */
    toe_setsockopt(s->handle, TOE_SO_NONBLOCK, 1);
    result = toe_connect(s->handle, &remote);
    if (result != -EINPROGRESS || toe_getsockname(s->handle, &local) != 0) {
        toe_close(s->handle);
        s->handle = NULL;
        return NULL;
    }
    s->local_port = local.port;
    s->peer_port = remote.port;
    return s;
}

static void accepts(world *w)
{
    app_socket *s = free_place(w);
    struct toe_addr from = {0};

    if (s == NULL || w->listener == NULL)
        return;
    *s = (app_socket){.local_port = SERVER_PORT};
    if (toe_accept(w->listener, &s->handle, &from) != 0)
        s->handle = NULL;
    s->peer_port = from.port;
}

static void listens(world *w)
{
    struct toe_addr local = {.port = SERVER_PORT};
    int backlog = 1 + (int)fuzz_below(&w->random, BACKLOG_MOST);

    if (w->listener != NULL && !fuzz_one_in(&w->random, 4))
        return;
    if (w->listener != NULL) {
        toe_close(w->listener);
        w->listener = NULL;
        return;
    }
    if (toe_socket(w->device, &w->listener) != 0) {
        world_fails(w, "no socket");
        return;
    }
    toe_setsockopt(w->listener, TOE_SO_NONBLOCK, 1);
    if (toe_bind(w->listener, &local) != 0 || toe_listen(w->listener, backlog) != 0) {
        toe_close(w->listener);
        w->listener = NULL;
    }
}

static void writes(world *w, app_socket *s)
{
    uint8_t chunk[CHUNK_BYTES];
    uint32_t n = (uint32_t)fuzz_length(&w->random, sizeof chunk);
    ssize_t taken;

    for (uint32_t i = 0; i < n; i++)
        chunk[i] = app_byte(s->local_port, s->peer_port, s->written + i);
    taken = toe_send(s->handle, chunk, n, fuzz_one_in(&w->random, 4) ? TOE_MSG_MORE : 0);
    if (taken > 0)
        s->written += (uint32_t)taken;
}

static void reads(world *w, app_socket *s)
{
    uint8_t chunk[CHUNK_BYTES];
    ssize_t got = toe_recv(s->handle, chunk, 1 + fuzz_length(&w->random, sizeof chunk - 1), 0);

    if (got > 0)
        s->read += (uint32_t)got;
}

static void sets(world *w, app_socket *s)
{
    static const struct {
        enum toe_option option;
        int64_t value;
    } settings[] = {{TOE_SO_NODELAY, 1},   {TOE_SO_NODELAY, 0},        {TOE_SO_CORK, 1},    {TOE_SO_CORK, 0},
                    {TOE_SO_KEEPIDLE, 1},  {TOE_SO_KEEPINTVL, 1},      {TOE_SO_KEEPCNT, 2}, {TOE_SO_KEEPALIVE, 1},
                    {TOE_SO_KEEPALIVE, 0}, {TOE_SO_USER_TIMEOUT, 2000}};
    size_t i = fuzz_below(&w->random, sizeof settings / sizeof settings[0]);

    toe_setsockopt(s->handle, settings[i].option, settings[i].value);
}

static void closes(world *w, app_socket *s)
{
    if (fuzz_one_in(&w->random, 3))
        toe_setsockopt(s->handle, TOE_SO_LINGER, 0);
    toe_close(s->handle);
    s->handle = NULL;
}

void app_acts(world *w)
{
    app_socket *s = any_socket(w);
    unsigned what = fuzz_below(&w->random, 20);

    if (what < 3 || s == NULL) {
        if (fuzz_one_in(&w->random, 3))
            listens(w);
        else
            app_connects(w);
    } else if (what < 6) {
        accepts(w);
    } else if (what < 11) {
        writes(w, s);
    } else if (what < 16) {
        reads(w, s);
    } else if (what == 16) {
        toe_shutdown(s->handle, (enum toe_shutdown_how)fuzz_below(&w->random, 3));
    } else if (what == 17) {
        sets(w, s);
    } else if (what == 18) {
        struct toe_info info;

        toe_getinfo(s->handle, &info, fuzz_one_in(&w->random, 2) ? 0 : 1);
    } else {
        closes(w, s);
    }
}

void app_ends_all(world *w)
{
    if (w->listener != NULL)
        toe_close(w->listener);
    w->listener = NULL;
    for (int i = 0; i < SOCKETS; i++) {
        if (w->sockets[i].handle == NULL)
            continue;
        toe_setsockopt(w->sockets[i].handle, TOE_SO_LINGER, 0);
        toe_close(w->sockets[i].handle);
        w->sockets[i].handle = NULL;
    }
}
