/* peer_app.c: what the application does, through toe.h and without ever waiting. */
#include "peer_world.h"

#include "link_gen.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { SETTLE_US = 20, RCV_BUFFER_BYTES = 65535, CHUNK_BYTES = 4096, PEER_PORT = 80 };

static const char *error_text(int64_t result)
{
    return result < 0 ? strerror((int)-result) : "success";
}

static struct toe_socket *new_socket(peer *p, const char *file, int line)
{
    struct toe_socket *s = NULL;
    uint32_t rcv = p->config.rcv_buffer_bytes != 0 ? p->config.rcv_buffer_bytes : RCV_BUFFER_BYTES;

    if (toe_socket(p->device, &s) != 0 || toe_setsockopt(s, TOE_SO_NONBLOCK, 1) != 0 ||
        toe_setsockopt(s, TOE_SO_RCVBUF, rcv) != 0)
        peer_fails(p, file, line, "a socket cannot be made");
    return s;
}

/* The socket for which options were set, or a new one. */
static struct toe_socket *take_socket(peer *p, const char *file, int line)
{
    struct toe_socket *s = p->blank ? p->blank : new_socket(p, file, line);

    p->blank = NULL;
    return s;
}

static short readiness(struct toe_socket *s)
{
    struct toe_poll entry = {.socket = s, .events = TOE_POLLIN | TOE_POLLOUT | TOE_POLLRDHUP};

    toe_poll(&entry, 1, 0);
    return entry.revents;
}

static bool is_decided(peer *p, void *arg)
{
    (void)arg;
    return (readiness(current_flow(p)->app) & (TOE_POLLOUT | TOE_POLLERR | TOE_POLLHUP)) != 0;
}

static bool is_readable(peer *p, void *arg)
{
    return (readiness(arg != NULL ? arg : current_flow(p)->app) & (TOE_POLLIN | TOE_POLLERR | TOE_POLLHUP)) != 0;
}

static int64_t take_error(struct toe_socket *s)
{
    int64_t error = 0;

    toe_getsockopt(s, TOE_SO_ERROR, &error);
    return -error;
}

/* ---- opening ------------------------------------------------------------------------------------------------------- */

void app_connects_at(peer *p, const char *file, int line, uint32_t ip, uint16_t local_port)
{
    flow *f = current_flow(p);
    struct toe_addr local = {.port = local_port != 0 ? local_port : p->next_port++};
    struct toe_addr remote = {.ip = ip, .port = PEER_PORT};
    int result;

    if (p->failed)
        return;
    f->engine_port = local.port;
    f->peer_port = PEER_PORT;
    f->peer_ip = ip;
    f->engine_isn_known = false;
    f->written = f->read = f->peer_next = 0;
    if (f->app == NULL)
        f->app = take_socket(p, file, line);
    if (p->failed)
        return;
    result = toe_bind(f->app, &local);
    if (result != 0)
        peer_fails(p, file, line, "toe_bind: %s", error_text(result));
    result = toe_connect(f->app, &remote);
    if (result != -EINPROGRESS)
        peer_fails(p, file, line, "toe_connect: %s, expected EINPROGRESS", error_text(result));
    world_mark(p);
}

void app_is_connected_at(peer *p, const char *file, int line, bool yes)
{
    flow *f = current_flow(p);
    int64_t error, state = 0;

    if (p->failed)
        return;
    world_wait(p, is_decided, NULL);
    error = take_error(f->app);
    toe_getsockopt(f->app, TOE_SO_STATE, &state);
    if (yes && (error != 0 || (readiness(f->app) & TOE_POLLOUT) == 0))
        peer_fails(p, file, line, "the application is not connected (%s, state %s)", error_text(error),
                   toe_tcp_state_name((enum toe_tcp_state)state));
    if (!yes && (error != 0 || (readiness(f->app) & TOE_POLLOUT) != 0))
        peer_fails(p, file, line, "connecting is over too early (%s)", error_text(error));
}

void app_connect_fails_at(peer *p, const char *file, int line, int err)
{
    flow *f = current_flow(p);
    int64_t error;

    if (p->failed)
        return;
    if (!world_wait(p, is_decided, NULL)) {
        peer_fails(p, file, line, "connecting does not end; expected %s", error_text(err));
        return;
    }
    error = take_error(f->app);
    if (error != err)
        peer_fails(p, file, line, "connecting ended with %s, expected %s", error_text(error), error_text(err));
    toe_close(f->app);
    f->app = NULL;
}

void app_listens_at(peer *p, const char *file, int line, int backlog)
{
    struct toe_addr local = {.port = SERVER_PORT};
    int result;

    if (p->failed)
        return;
    p->listener = take_socket(p, file, line);
    if (p->failed)
        return;
    result = toe_bind(p->listener, &local);
    if (result == 0)
        result = toe_listen(p->listener, backlog);
    if (result != 0)
        peer_fails(p, file, line, "toe_bind or toe_listen: %s", error_text(result));
    after(p, ms(1)); /* the slots are with the engine */
    world_mark(p);
}

void app_stops_listening_at(peer *p, const char *file, int line)
{
    int result;

    if (p->failed)
        return;
    result = toe_close(p->listener);
    p->listener = NULL;
    if (result != 0)
        peer_fails(p, file, line, "toe_close of the listener: %s", error_text(result));
    world_mark(p);
}

void app_accepts_at(peer *p, const char *file, int line)
{
    flow *f = current_flow(p);
    struct toe_addr from = {0};
    int result;

    if (p->failed)
        return;
    world_wait(p, is_readable, p->listener);
    result = toe_accept(p->listener, &f->app, &from);
    if (result != 0)
        peer_fails(p, file, line, "toe_accept: %s", error_text(result));
    else if (from.ip != f->peer_ip || from.port != f->peer_port)
        peer_fails(p, file, line, "toe_accept gave %08x:%u, expected %08x:%u", from.ip, from.port, f->peer_ip,
                   f->peer_port);
    f->written = f->read = 0;
    after(p, SETTLE_US); /* the new slot is with the engine */
}

void app_has_nothing_to_accept_at(peer *p, const char *file, int line)
{
    struct toe_socket *s;
    int result;

    if (p->failed)
        return;
    after(p, ms(1));
    result = toe_accept(p->listener, &s, NULL);
    if (result != -EAGAIN)
        peer_fails(p, file, line, "toe_accept: %s, expected EAGAIN", error_text(result));
}

/* ---- data ---------------------------------------------------------------------------------------------------------- */

void app_writes_at(peer *p, const char *file, int line, uint32_t bytes)
{
    flow *f = current_flow(p);
    uint8_t chunk[CHUNK_BYTES];

    while (!p->failed && bytes != 0) {
        uint32_t n = bytes < sizeof chunk ? bytes : (uint32_t)sizeof chunk;
        bool last = n == bytes;
        ssize_t result;

        for (uint32_t i = 0; i < n; i++)
            chunk[i] = app_stream_byte(p, f->written + i);
        result = toe_send(f->app, chunk, n, last ? 0 : TOE_MSG_MORE);
        if (result != (ssize_t)n) {
            peer_fails(p, file, line, "toe_send of %u bytes: %zd (%s)", n, result, error_text(result));
            return;
        }
        f->written += n;
        bytes -= n;
    }
    if (!p->failed)
        world_mark(p);
}

void app_writes_urgent_at(peer *p, const char *file, int line, uint32_t bytes)
{
    flow *f = current_flow(p);
    uint8_t *text = malloc(bytes);
    ssize_t result;

    for (uint32_t i = 0; text && i < bytes; i++)
        text[i] = app_stream_byte(p, f->written + i);
    if (text && !p->failed) {
        result = toe_send(f->app, text, bytes, TOE_MSG_OOB);
        if (result != (ssize_t)bytes)
            peer_fails(p, file, line, "toe_send of %u urgent bytes: %zd (%s)", bytes, result, error_text(result));
        f->written += bytes;
        world_mark(p);
    }
    free(text);
}

void app_write_fails_at(peer *p, const char *file, int line, int err)
{
    ssize_t result;

    if (p->failed)
        return;
    after(p, ms(1));
    result = toe_send(current_flow(p)->app, "x", 1, 0);
    if (result != err)
        peer_fails(p, file, line, "toe_send: %zd (%s), expected %s", result, error_text(result), error_text(err));
}

void app_reads_at(peer *p, const char *file, int line, uint32_t bytes)
{
    flow *f = current_flow(p);
    uint8_t chunk[CHUNK_BYTES];

    while (!p->failed && bytes != 0) {
        uint32_t n = bytes < sizeof chunk ? bytes : (uint32_t)sizeof chunk;
        ssize_t result;

        world_wait(p, is_readable, NULL);
        result = toe_recv(f->app, chunk, n, 0);
        if (result <= 0) {
            peer_fails(p, file, line, "toe_recv: %zd (%s), expected %u bytes more", result, error_text(result), bytes);
            return;
        }
        for (uint32_t i = 0; i < (uint32_t)result; i++)
            if (chunk[i] != peer_stream_byte(p, f->read + i)) {
                peer_fails(p, file, line, "byte %u of the stream is not what the peer sent there", f->read + i);
                return;
            }
        f->read += (uint32_t)result;
        bytes -= (uint32_t)result;
    }
    after(p, SETTLE_US); /* the new receive limit is with the engine */
}

void app_sees_urgent_at(peer *p, const char *file, int line, uint32_t bytes)
{
    struct toe_poll entry = {.socket = current_flow(p)->app, .events = TOE_POLLPRI};
    int64_t urgent = -1;

    if (p->failed)
        return;
    after(p, SETTLE_US);
    toe_poll(&entry, 1, 0);
    if (toe_getsockopt(entry.socket, TOE_SO_URGENT, &urgent) != 0 || urgent != bytes)
        peer_fails(p, file, line, "TOE_SO_URGENT is %lld, expected %u", (long long)urgent, bytes);
    else if ((entry.revents & TOE_POLLPRI) != (bytes ? TOE_POLLPRI : 0))
        peer_fails(p, file, line, "TOE_POLLPRI is %s with %u urgent bytes", bytes ? "not set" : "set", bytes);
}

uint32_t app_reads_some(peer *p, uint32_t most)
{
    flow *f = current_flow(p);
    uint8_t chunk[CHUNK_BYTES];
    ssize_t result;

    if (p->failed)
        return 0;
    after(p, SETTLE_US);
    result = toe_recv(f->app, chunk, most < sizeof chunk ? most : sizeof chunk, 0);
    if (result <= 0)
        return 0;
    for (uint32_t i = 0; i < (uint32_t)result; i++)
        if (chunk[i] != peer_stream_byte(p, f->read + i))
            peer_fails(p, __FILE__, __LINE__, "byte %u of the stream is not what the peer sent there", f->read + i);
    f->read += (uint32_t)result;
    after(p, SETTLE_US);
    return (uint32_t)result;
}

void app_read_gives_at(peer *p, const char *file, int line, int expected)
{
    uint8_t byte;
    ssize_t result;

    if (p->failed)
        return;
    if (expected == -EAGAIN)
        after(p, ms(1));
    else
        world_wait(p, is_readable, NULL);
    result = toe_recv(current_flow(p)->app, &byte, 1, 0);
    if (result != expected)
        peer_fails(p, file, line, "toe_recv: %zd (%s), expected %d (%s)", result, error_text(result), expected,
                   error_text(expected));
}

/* ---- closing ------------------------------------------------------------------------------------------------------- */

void app_shuts_down_at(peer *p, const char *file, int line)
{
    int result;

    if (p->failed)
        return;
    result = toe_shutdown(current_flow(p)->app, TOE_SHUT_WR);
    if (result != 0)
        peer_fails(p, file, line, "toe_shutdown: %s", error_text(result));
    world_mark(p);
}

void app_closes_at(peer *p, const char *file, int line)
{
    flow *f = current_flow(p);
    int result;

    if (p->failed)
        return;
    result = toe_close(f->app);
    f->app = NULL;
    if (result != 0)
        peer_fails(p, file, line, "toe_close: %s", error_text(result));
    world_mark(p);
}

void app_aborts_at(peer *p, const char *file, int line)
{
    int result;

    if (p->failed)
        return;
    result = toe_setsockopt(current_flow(p)->app, TOE_SO_LINGER, 0);
    if (result != 0)
        peer_fails(p, file, line, "toe_setsockopt(TOE_SO_LINGER): %s", error_text(result));
    app_closes_at(p, file, line);
}

void app_sets_at(peer *p, const char *file, int line, enum toe_option option, int64_t value)
{
    flow *f = current_flow(p);
    int result;

    if (p->failed)
        return;
    if (!f->app && !p->listener && !p->blank)
        p->blank = new_socket(p, file, line);
    if (p->failed)
        return;
    result = toe_setsockopt(f->app ? f->app : p->listener ? p->listener : p->blank, option, value);
    if (result != 0)
        peer_fails(p, file, line, "toe_setsockopt(%d, %lld): %s", (int)option, (long long)value, error_text(result));
    if (option == TOE_SO_TTL)
        p->watch.ttl_too = (uint8_t)value;
}

void app_asks_at(peer *p, const char *file, int line, enum toe_option option, int64_t *value)
{
    int result;

    if (p->failed)
        return;
    result = toe_getsockopt(current_flow(p)->app, option, value);
    if (result != 0)
        peer_fails(p, file, line, "toe_getsockopt(%d): %s", (int)option, error_text(result));
}

/* ---- the host link, past the library ------------------------------------------------------------------------------- */

void host_writes(peer *p, const char *file, int line, const uint8_t *message, size_t count)
{
    if (p->failed)
        return;
    if (toe_sim_link_write(p->sim, message, count) != count)
        peer_fails(p, file, line, "the host link is full");
    world_run(p, world_now_ns(p) + SETTLE_US * 1000, false);
}

void host_sends_edge_at(peer *p, const char *file, int line, uint32_t offset)
{
    uint8_t message[TOE_LINK_HEADER_BYTES];
    size_t count = toe_h2e_send_edge_put(message, &(struct toe_h2e_send_edge){.offset = offset});

    host_writes(p, file, line, message, count);
}

void host_sends_limit_at(peer *p, const char *file, int line, uint32_t offset)
{
    uint8_t message[TOE_LINK_HEADER_BYTES];
    size_t count = toe_h2e_recv_limit_put(message, &(struct toe_h2e_recv_limit){.rcv_limit = offset});

    host_writes(p, file, line, message, count);
}
