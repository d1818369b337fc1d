/* engine_test.c: two libraries, each on its own simulated engine, one cable between them, one virtual time. The oracle of
 * each side is the other application: every byte is counted and compared. */
#include <dirent.h>
#include <stdlib.h>

#include "rig.h"
#include "toe_back_sim.h"

#define TEST(name) static void name(void)
#define SERVER     ((struct toe_addr){0x0a000002, 80})
#define WAIT_MS    60000

struct pair {
    struct toe_sim *sim[2];
    struct toe_device *dev[2]; /* 0: client 10.0.0.1, 1: server 10.0.0.2 */
};

static void pair_setup(struct pair *p, uint32_t loss_ppm)
{
    static const uint8_t key[16] = {1};
    struct toe_wire *wire[2];

    for (int i = 0; i < 2; i++) {
        const struct toe_sim_config config = {.clock = TOE_SIM_VIRTUAL, .seed = 1};
        CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &p->sim[i]), 0);
    }
    CU_ASSERT_EQUAL_FATAL(toe_sim_join(p->sim[0], p->sim[1]), 0);
    CU_ASSERT_EQUAL_FATAL(toe_wire_back_to_back(0, &wire[0], &wire[1]), 0);
    if (loss_ppm) {
        const struct toe_impairment loss = {TOE_LOSS, .to_engine = true, .from_engine = true, .seed = 3,
                                            .ppm = loss_ppm};
        CU_ASSERT_EQUAL_FATAL(toe_wire_impair(wire[0], &loss, &wire[0]), 0);
    }
    for (int i = 0; i < 2; i++) {
        struct toe_device_config config;
        struct toe_transport *transport;
        toe_device_config_default(&config);
        toe_mac_parse("02:00:00:00:00:01", config.mac);
        config.mac[5] = (uint8_t)(i + 1);
        config.ip = 0x0a000001u + (uint32_t)i;
        config.isn_key = key;
        CU_ASSERT_EQUAL_FATAL(toe_sim_wire_attach(p->sim[i], wire[i]), 0);
        CU_ASSERT_EQUAL_FATAL(toe_transport_sim(p->sim[i], TOE_SIM_VIRTUAL, &transport), 0);
        CU_ASSERT_EQUAL_FATAL(toe_device_open(transport, &config, &p->dev[i]), 0);
    }
}

static void pair_teardown(struct pair *p)
{
    CU_ASSERT_EQUAL(toe_device_close(p->dev[1], WAIT_MS), 0);
    CU_ASSERT_EQUAL(toe_device_close(p->dev[0], WAIT_MS), 0);
    toe_sim_destroy(p->sim[0]);
    toe_sim_destroy(p->sim[1]);
}

static struct toe_socket *pair_listen(struct pair *p, int backlog)
{
    struct toe_socket *s = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_socket(p->dev[1], &s), 0);
    CU_ASSERT_EQUAL_FATAL(toe_bind(s, &(struct toe_addr){0, 80}), 0);
    CU_ASSERT_EQUAL_FATAL(toe_listen(s, backlog), 0);
    toe_device_pump(p->dev[1], 1);
    return s;
}

static char byte_at(size_t stream, size_t offset)
{
    return (char)(offset * 7 + stream * 13 + (offset >> 8));
}

/* One echo client of the crowd. */
struct client {
    size_t sent, got;
    bool done;
};

static void client_send(struct toe_poll *entry, struct client *c, size_t stream, size_t bytes)
{
    char buffer[4096];

    while (c->sent < bytes) {
        size_t n = bytes - c->sent < sizeof buffer ? bytes - c->sent : sizeof buffer;
        ssize_t went;
        for (size_t k = 0; k < n; k++)
            buffer[k] = byte_at(stream, c->sent + k);
        went = toe_send(entry->socket, buffer, n, 0);
        if (went <= 0)
            return;
        c->sent += (size_t)went;
    }
    entry->events = TOE_POLLIN;
    CU_ASSERT_EQUAL(toe_shutdown(entry->socket, TOE_SHUT_WR), 0);
}

static void client_recv(struct toe_poll *entry, struct client *c, size_t stream, size_t bytes)
{
    char buffer[4096];
    ssize_t n;

    while ((n = toe_recv(entry->socket, buffer, sizeof buffer, 0)) > 0) {
        size_t wrong = 0;
        for (size_t k = 0; k < (size_t)n; k++)
            wrong += buffer[k] != byte_at(stream, c->got + k);
        CU_ASSERT_EQUAL(wrong, 0);
        c->got += (size_t)n;
    }
    if (n == -EAGAIN)
        return;
    CU_ASSERT_EQUAL(n, 0);
    CU_ASSERT_EQUAL(c->got, bytes);
    CU_ASSERT_EQUAL(toe_close(entry->socket), 0);
    entry->socket = NULL;
    c->done = true;
}

static void server_echo(struct toe_poll *entry)
{
    const void *data;
    ssize_t n = toe_rx_peek(entry->socket, &data);
    ssize_t went;

    if (n == -EAGAIN)
        return;
    if (n <= 0) {
        CU_ASSERT_EQUAL(n, 0);
        CU_ASSERT_EQUAL(toe_close(entry->socket), 0);
        entry->socket = NULL;
        return;
    }
    went = toe_send(entry->socket, data, (size_t)n, 0);
    if (went > 0)
        toe_rx_consume(entry->socket, (size_t)went);
    entry->events = went == n ? TOE_POLLIN : TOE_POLLOUT;
}

/* `count` connections at once, each sends `bytes` and reads them back; both applications in one loop. */
static void crowd(struct pair *p, size_t count, size_t bytes)
{
    struct toe_poll *entries = calloc(1 + 2 * count, sizeof *entries);
    struct client *clients = calloc(count, sizeof *clients);
    size_t accepted = 0, done = 0;

    CU_ASSERT_PTR_NOT_NULL_FATAL(entries);
    CU_ASSERT_PTR_NOT_NULL_FATAL(clients);
    entries[0] = (struct toe_poll){pair_listen(p, (int)count), TOE_POLLIN, 0};
    toe_setsockopt(entries[0].socket, TOE_SO_NONBLOCK, 1);
    for (size_t i = 0; i < count; i++) {
        entries[1 + i].events = TOE_POLLIN | TOE_POLLOUT;
        CU_ASSERT_EQUAL_FATAL(toe_socket(p->dev[0], &entries[1 + i].socket), 0);
        toe_setsockopt(entries[1 + i].socket, TOE_SO_NONBLOCK, 1);
        CU_ASSERT_EQUAL(toe_connect(entries[1 + i].socket, &SERVER), -EINPROGRESS);
    }
    while (done < count && toe_poll(entries, 1 + 2 * count, WAIT_MS) > 0) {
        struct toe_poll *fresh = &entries[1 + count + accepted];
        while (accepted < count && toe_accept(entries[0].socket, &fresh->socket, NULL) == 0) {
            toe_setsockopt(fresh->socket, TOE_SO_NONBLOCK, 1);
            fresh++->events = TOE_POLLIN;
            accepted++;
        }
        for (size_t i = 0; i < count; i++) {
            struct toe_poll *entry = &entries[1 + i];
            if (entry->revents & TOE_POLLERR)
                CU_FAIL("a connection failed");
            if (entry->socket && entry->revents & TOE_POLLOUT && entry->events & TOE_POLLOUT)
                client_send(entry, &clients[i], i, bytes);
            if (entry->socket && entry->revents & TOE_POLLIN)
                client_recv(entry, &clients[i], i, bytes);
            done += clients[i].done;
            clients[i].done = false;
        }
        for (size_t i = 0; i < accepted; i++)
            if (entries[1 + count + i].socket && entries[1 + count + i].revents)
                server_echo(&entries[1 + count + i]);
    }
    CU_ASSERT_EQUAL(done, count);
    free(clients);
    free(entries);
}

/* Neither the library nor a simulated engine starts one, Verilator's own included. */
TEST(two_devices_on_two_engines_have_one_thread)
{
    struct pair p;
    unsigned threads = 0;
    DIR *tasks;

    pair_setup(&p, 0);
    tasks = opendir("/proc/self/task");
    CU_ASSERT_PTR_NOT_NULL_FATAL(tasks);
    for (const struct dirent *task; (task = readdir(tasks));)
        threads += task->d_name[0] != '.';
    closedir(tasks);
    CU_ASSERT_EQUAL(threads, 1);
    pair_teardown(&p);
}

TEST(a_megabyte_goes_there_and_back)
{
    struct pair p;

    pair_setup(&p, 0);
    crowd(&p, 1, 1000000);
    pair_teardown(&p);
}

TEST(a_hundred_connections_at_once_keep_their_bytes_apart)
{
    struct pair p;

    pair_setup(&p, 0);
    crowd(&p, 100, 10000);
    pair_teardown(&p);
}

TEST(lost_frames_cost_time_and_no_byte)
{
    struct pair p;

    pair_setup(&p, 20000);
    crowd(&p, 10, 30000);
    pair_teardown(&p);
}

TEST(connect_says_refused_and_unreachable)
{
    struct pair p;
    struct toe_socket *s;

    pair_setup(&p, 0);
    CU_ASSERT_EQUAL(toe_socket(p.dev[0], &s), 0);
    CU_ASSERT_EQUAL(toe_connect(s, &SERVER), -ECONNREFUSED);
    CU_ASSERT_EQUAL(toe_connect(s, &(struct toe_addr){0x0a000063, 80}), -EHOSTUNREACH);
    CU_ASSERT_EQUAL(toe_connect(s, &(struct toe_addr){0x01010101, 80}), -EHOSTUNREACH); /* no gateway */
    pair_teardown(&p);
}

TEST(an_abort_is_a_reset_for_the_other_side)
{
    struct pair p;
    struct toe_socket *listener, *c, *s;
    char byte;

    pair_setup(&p, 0);
    listener = pair_listen(&p, 1);
    CU_ASSERT_EQUAL(toe_socket(p.dev[0], &c), 0);
    CU_ASSERT_EQUAL_FATAL(toe_connect(c, &SERVER), 0);
    CU_ASSERT_EQUAL_FATAL(toe_accept(listener, &s, NULL), 0);
    toe_setsockopt(c, TOE_SO_LINGER, 0);
    CU_ASSERT_EQUAL(toe_close(c), 0);
    CU_ASSERT_EQUAL(toe_recv(s, &byte, 1, 0), -ECONNRESET);
    CU_ASSERT_EQUAL(toe_send(s, &byte, 1, 0), -EPIPE);
    pair_teardown(&p);
}

TEST(getinfo_tells_what_both_engines_know)
{
    struct pair p;
    struct toe_socket *listener, *c, *s;
    struct toe_info client, server;

    pair_setup(&p, 0);
    listener = pair_listen(&p, 1);
    CU_ASSERT_EQUAL(toe_socket(p.dev[0], &c), 0);
    CU_ASSERT_EQUAL_FATAL(toe_connect(c, &SERVER), 0);
    CU_ASSERT_EQUAL_FATAL(toe_accept(listener, &s, NULL), 0);
    CU_ASSERT_EQUAL(toe_getinfo(c, &client, 1000), 0);
    CU_ASSERT_EQUAL(toe_getinfo(s, &server, 1000), 0);
    CU_ASSERT_EQUAL(client.state, TOE_TCP_ESTABLISHED);
    CU_ASSERT_EQUAL(client.iss, server.irs);
    CU_ASSERT_EQUAL(client.irs, server.iss);
    CU_ASSERT_EQUAL(client.smss_bytes, 1460);
    CU_ASSERT_EQUAL(client.local.port, server.peer.port);
    CU_ASSERT_EQUAL(client.snd_wnd_bytes, 65535);
    CU_ASSERT_EQUAL(toe_close(c), 0); /* else the server's side would wait for its FIN */
    pair_teardown(&p);
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(a_megabyte_goes_there_and_back),
        T(a_hundred_connections_at_once_keep_their_bytes_apart),
        T(lost_frames_cost_time_and_no_byte),
        T(connect_says_refused_and_unreachable),
        T(an_abort_is_a_reset_for_the_other_side),
        T(getinfo_tells_what_both_engines_know),
        T(two_devices_on_two_engines_have_one_thread),
    };

    return rig_main("engine", tests, sizeof tests / sizeof tests[0]);
}
