/* link_apps.c: the two applications: see link_world.h. Each stream is a pattern of its own, ended by FIN. */
#include "link_world.h"

#include <errno.h>

enum { CHUNK_BYTES = 3000, TOTAL_MOST = 8000, SERVER_IP = 0x0a000002, CLIENT_PORTS = 20000 };

static const struct toe_addr SERVER = {.ip = SERVER_IP, .port = LINK_PORT};

static uint8_t byte_of(unsigned flow, unsigned from, uint32_t offset)
{
    return (uint8_t)((offset ^ offset >> 8) + flow * 31 + from * 101);
}

static void sets(link_world *w, struct toe_socket *socket)
{
    toe_setsockopt(socket, TOE_SO_NONBLOCK, 1);
    toe_setsockopt(socket, TOE_SO_NODELAY, fuzz_one_in(&w->random, 2));
    toe_setsockopt(socket, TOE_SO_RCVBUF, fuzz_one_in(&w->random, 2) ? 4096 : 65535);
    toe_setsockopt(socket, TOE_SO_SNDBUF, 4096);
}

void link_apps_open(link_world *w)
{
    w->flows = 1 + fuzz_below(&w->random, LINK_FLOWS);
    for (unsigned i = 0; i < w->flows; i++)
        for (unsigned from = 0; from < 2; from++)
            w->stream[i][from].total = (uint32_t)fuzz_length(&w->random, TOTAL_MOST);
    if (toe_socket(w->side[1].device, &w->listener) != 0)
        link_fails(w, "no socket");
    sets(w, w->listener);
    if (toe_bind(w->listener, &(struct toe_addr){.port = LINK_PORT}) != 0 || toe_listen(w->listener, LINK_FLOWS) != 0)
        link_fails(w, "the server cannot listen");
    for (int i = 0; i < 2000; i++) /* a late LISTEN must not cost a refused connection */
        link_world_pumps(w);
    for (unsigned i = 0; i < w->flows; i++) {
        struct toe_socket **client = &w->stream[i][0].socket;
        if (toe_socket(w->side[0].device, client) != 0)
            link_fails(w, "no socket");
        sets(w, *client);
        if (toe_bind(*client, &(struct toe_addr){.port = (uint16_t)(CLIENT_PORTS + i)}) != 0)
            link_fails(w, "connection %u gets no port", i);
    }
}

static void accepts(link_world *w)
{
    struct toe_socket *socket;
    struct toe_addr peer;

    if (w->listener == NULL || toe_accept(w->listener, &socket, &peer) != 0)
        return;
    w->stream[peer.port - CLIENT_PORTS][1].socket = socket;
    if (++w->accepted < w->flows)
        return;
    toe_close(w->listener);
    w->listener = NULL;
}

/* Where ARP was lost too often the client tries again. */
static void connects(link_world *w, unsigned flow)
{
    int result = toe_connect(w->stream[flow][0].socket, &SERVER);

    if (result != 0 && result != -EINPROGRESS && result != -EALREADY && result != -EISCONN && result != -EHOSTUNREACH)
        link_fails(w, "connection %u cannot be opened: %d", flow, result);
}

/* It may be over already, with bytes to read. */
static bool is_up(link_stream *s)
{
    int64_t state = TOE_TCP_CLOSED;

    if (s->socket != NULL && !s->up && toe_getsockopt(s->socket, TOE_SO_STATE, &state) == 0)
        s->up = state >= TOE_TCP_ESTABLISHED;
    return s->socket != NULL && s->up;
}

static void writes(link_world *w, unsigned flow, unsigned from)
{
    link_stream *s = &w->stream[flow][from];
    uint8_t chunk[CHUNK_BYTES];
    uint32_t n = 1 + (uint32_t)fuzz_length(&w->random, sizeof chunk - 1);
    ssize_t taken = 0;

    if (n > s->total - s->written)
        n = s->total - s->written;
    for (uint32_t i = 0; i < n; i++)
        chunk[i] = byte_of(flow, from, s->written + i);
    if (n != 0)
        taken = toe_send(s->socket, chunk, n, fuzz_one_in(&w->random, 4) ? TOE_MSG_MORE : 0);
    if (taken < 0 && taken != -EAGAIN)
        link_fails(w, "flow %u: toe_send: %zd", flow, taken);
    if (taken > 0)
        s->written += (uint32_t)taken;
    if (s->written < s->total || s->shut || fuzz_one_in(&w->random, 2))
        return;
    s->shut = true;
    if (toe_shutdown(s->socket, TOE_SHUT_WR) != 0)
        link_fails(w, "flow %u: toe_shutdown", flow);
}

/* What the other side sends. */
static void reads(link_world *w, unsigned flow, unsigned from)
{
    link_stream *s = &w->stream[flow][from];
    uint8_t chunk[CHUNK_BYTES];
    ssize_t got = toe_recv(w->stream[flow][!from].socket, chunk, 1 + fuzz_length(&w->random, sizeof chunk - 1), 0);

    if (got < 0 && got != -EAGAIN)
        link_fails(w, "flow %u: toe_recv: %zd", flow, got);
    for (ssize_t i = 0; i < got; i++)
        if (chunk[i] != byte_of(flow, from, s->read + (uint32_t)i))
            link_fails(w, "flow %u from side %u: wrong byte at %u", flow, from, s->read + (uint32_t)i);
    if (got > 0)
        s->read += (uint32_t)got;
    if (got == 0 && s->read != s->total)
        link_fails(w, "flow %u from side %u: %u bytes, not %u", flow, from, s->read, s->total);
    s->ended = s->ended || got == 0;
}

void link_apps_act(link_world *w)
{
    unsigned flow = fuzz_below(&w->random, w->flows), side = fuzz_below(&w->random, 2);
    struct toe_socket *socket;
    struct toe_info info;

    accepts(w);
    socket = w->stream[flow][side].socket;
    if (socket != NULL && side == 0 && !w->stream[flow][0].up)
        connects(w, flow);
    if (!is_up(&w->stream[flow][side]))
        return;
    if (fuzz_one_in(&w->random, 8))
        toe_getinfo(socket, &info, 0);
    else if (fuzz_one_in(&w->random, 2) && !w->stream[flow][side].shut)
        writes(w, flow, side);
    else if (!w->stream[flow][!side].ended)
        reads(w, flow, !side);
    if (!w->stream[flow][side].shut || !w->stream[flow][!side].ended)
        return;
    toe_close(socket);
    w->stream[flow][side].socket = NULL;
}

bool link_apps_done(const link_world *w)
{
    for (unsigned i = 0; i < w->flows; i++)
        for (unsigned from = 0; from < 2; from++)
            if (!w->stream[i][from].ended || w->stream[i][from].socket != NULL)
                return false;
    return true;
}
