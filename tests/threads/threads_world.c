/* threads_world.c: two engines on one cable under the wall clock. */
#include "threads_world.h"

#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "private.h" /* of the library: who is inside a socket */
#include "toe_back_sim.h"

atomic_uint world_wrong;

uint64_t world_random(uint64_t *state)
{
    uint64_t z = *state += 0x9e3779b97f4a7c15u; /* splitmix64 */

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint8_t world_byte(unsigned stream, size_t offset)
{
    return (uint8_t)(offset * 7 + stream * 13 + (offset >> 8));
}

/* ------------------------------------------------------------------------------------------------ the engines' thread */

/* Moves what can be moved between the socket and the engine, without waiting. */
static void move(struct world_link *link, struct toe_sim *sim)
{
    ssize_t n;
    size_t taken;

    if (link->fd < 0)
        return;
    if (!link->in_bytes) {
        n = recv(link->fd, link->in, sizeof link->in, MSG_DONTWAIT);
        if (n == 0) { /* the device has closed: the link is reset */
            toe_sim_link_reset(sim);
            close(link->fd);
            link->fd = -1;
            return;
        }
        link->in_bytes = n > 0 ? (size_t)n : 0;
    }
    taken = toe_sim_link_write(sim, link->in, link->in_bytes);
    memmove(link->in, link->in + taken, link->in_bytes - taken);
    link->in_bytes -= taken;
    link->out_bytes += toe_sim_link_read(sim, link->out + link->out_bytes, sizeof link->out - link->out_bytes);
    n = send(link->fd, link->out, link->out_bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
    if (n > 0) {
        memmove(link->out, link->out + n, link->out_bytes - (size_t)n);
        link->out_bytes -= (size_t)n;
    }
}

static void *run_engines(void *arg)
{
    struct world *w = arg;

    while (!atomic_load(&w->stop)) {
        struct pollfd fds[2];
        int stop = toe_sim_run(w->sim[0], toe_sim_now_ns(w->sim[0]) + 1000000, 20000);

        for (int i = 0; i < 2; i++) {
            move(&w->link[i], w->sim[i]);
            fds[i] = (struct pollfd){.fd = w->link[i].fd, .events = POLLIN};
        }
        if (stop & TOE_SIM_STOP_IDLE && !toe_sim_busy(w->sim[0]))
            poll(fds, 2, 1);
    }
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ the world */

static void make_engines(struct world *w)
{
    struct toe_wire *wire[2];

    CU_ASSERT_EQUAL_FATAL(toe_wire_back_to_back(0, &wire[0], &wire[1]), 0);
    for (int i = 0; i < 2; i++) {
        const struct toe_sim_config config = {.clock = TOE_SIM_REAL, .seed = 1};
        CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &w->sim[i]), 0);
        CU_ASSERT_EQUAL_FATAL(toe_sim_wire_attach(w->sim[i], wire[i]), 0);
    }
    CU_ASSERT_EQUAL_FATAL(toe_sim_join(w->sim[0], w->sim[1]), 0);
}

static struct toe_transport *make_transport(struct world *w, int which)
{
    struct toe_transport *transport = NULL;
    int fds[2];

    if (w->kind == TOGETHER) {
        CU_ASSERT_EQUAL_FATAL(toe_transport_sim(w->sim[which], TOE_SIM_REAL, &transport), 0);
        return transport;
    }
    CU_ASSERT_EQUAL_FATAL(socketpair(AF_UNIX, SOCK_STREAM, 0, fds), 0);
    w->link[which].fd = fds[1];
    CU_ASSERT_EQUAL_FATAL(toe_transport_stream(fds[0], &transport), 0);
    return transport;
}

void world_open(struct world *w, enum world_kind kind)
{
    static const uint8_t key[16] = {1};
    struct toe_transport *transport[2];

    w->kind = kind;
    memset(w->link, 0, sizeof w->link);
    atomic_store(&w->stop, false);
    atomic_store(&world_wrong, 0);
    make_engines(w);
    for (int i = 0; i < 2; i++)
        transport[i] = make_transport(w, i);
    if (kind == APART)
        CU_ASSERT_EQUAL_FATAL(pthread_create(&w->engines, NULL, run_engines, w), 0);
    for (int i = 0; i < 2; i++) {
        struct toe_device_config config;
        toe_device_config_default(&config);
        toe_mac_parse("02:00:00:00:00:01", config.mac);
        config.mac[5] = (uint8_t)(i + 1);
        config.ip = SERVER.ip - 1 + (uint32_t)i;
        config.isn_key = key;
        config.open_timeout_ms = 60000;
        config.observe = i ? NULL : w->observe;
        config.observe_ctx = w;
        CU_ASSERT_EQUAL_FATAL(toe_device_open(transport[i], &config, &w->dev[i]), 0);
    }
}

void world_close(struct world *w)
{
    CU_ASSERT_EQUAL(atomic_load(&world_wrong), 0);
    for (int i = 1; i >= 0; i--)
        if (w->dev[i])
            toe_device_close(w->dev[i], 0);
    if (w->kind == APART) {
        atomic_store(&w->stop, true);
        pthread_join(w->engines, NULL);
        for (int i = 0; i < 2; i++)
            if (w->link[i].fd >= 0)
                close(w->link[i].fd);
    }
    toe_sim_destroy(w->sim[0]);
    toe_sim_destroy(w->sim[1]);
}

struct toe_socket *world_listen(struct world *w, int backlog)
{
    struct toe_socket *listener = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_socket(w->dev[1], &listener), 0);
    CU_ASSERT_EQUAL_FATAL(toe_bind(listener, &(struct toe_addr){0, SERVER.port}), 0);
    CU_ASSERT_EQUAL_FATAL(toe_listen(listener, backlog), 0);
    toe_device_pump(w->dev[1], 5); /* LISTEN has reached the engine before any SYN does */
    return listener;
}

void world_connect(struct world *w, struct toe_socket *listener, struct toe_socket **client, struct toe_socket **server)
{
    CU_ASSERT_EQUAL_FATAL(toe_socket(w->dev[0], client), 0);
    CU_ASSERT_EQUAL_FATAL(toe_connect(*client, &SERVER), 0);
    CU_ASSERT_EQUAL_FATAL(toe_accept(listener, server, NULL), 0);
}

void world_wait_inside(const struct toe_socket *socket, unsigned calls)
{
    while (atomic_load(&socket->users) < calls)
        poll(NULL, 0, 1);
}

void world_wait_begun(const struct toe_socket *socket, atomic_bool *over)
{
    while (!atomic_load(&socket->users) && !atomic_load(over))
        poll(NULL, 0, 1);
}

void world_wait_inside_device(const struct toe_device *dev, unsigned calls)
{
    while (atomic_load(&dev->users) < calls)
        poll(NULL, 0, 1);
}

void world_wait_asleep(struct toe_device *dev)
{
    bool asleep = false;

    while (!asleep) {
        toe_guard_lock(dev->guard);
        asleep = dev->sleeping;
        toe_guard_unlock(dev->guard);
        poll(NULL, 0, 1);
    }
}
