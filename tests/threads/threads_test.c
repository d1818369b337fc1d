/* threads_test.c: several threads on one device, in both worlds of threads_world.h. The oracle is the other side's
 * application: every byte is compared; and that each call that waits comes back, with the error that toe.h names. */
#include <stdlib.h>
#include <string.h>

#include "link_gen.h"
#include "threads_tests.h"

#define TEST(name) static void name(struct world *w)

static uint64_t seed = 1;

static pthread_t start(void *(*run)(void *), void *arg)
{
    pthread_t thread;

    CU_ASSERT_EQUAL_FATAL(pthread_create(&thread, NULL, run, arg), 0);
    return thread;
}

/* ------------------------------------------------------------------------------------------------ streams */

struct stream {
    struct toe_socket *socket;
    unsigned number;
    size_t bytes;
};

static void *send_all(void *arg)
{
    const struct stream *s = arg;
    uint8_t buffer[3000];
    size_t done = 0;

    while (done < s->bytes) {
        size_t count = s->bytes - done < sizeof buffer ? s->bytes - done : sizeof buffer;
        ssize_t n;
        for (size_t i = 0; i < count; i++)
            buffer[i] = world_byte(s->number, done + i);
        n = toe_send(s->socket, buffer, count, 0);
        EXPECT(n == (ssize_t)count);
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    EXPECT(toe_shutdown(s->socket, TOE_SHUT_WR) == 0);
    return NULL;
}

static void *receive_all(void *arg)
{
    const struct stream *s = arg;
    uint8_t buffer[5000];
    size_t done = 0, wrong = 0;
    ssize_t n;

    while ((n = toe_recv(s->socket, buffer, sizeof buffer, 0)) > 0)
        for (ssize_t i = 0; i < n; i++)
            wrong += buffer[i] != world_byte(s->number, done++);
    EXPECT(n == 0);
    EXPECT(wrong == 0);
    EXPECT(done == s->bytes);
    return NULL;
}

/* Gives back what comes; one thread a connection. */
static void *echo(void *arg)
{
    struct toe_socket *socket = arg;
    uint8_t buffer[4096];
    ssize_t n;

    while ((n = toe_recv(socket, buffer, sizeof buffer, 0)) > 0)
        EXPECT(toe_send(socket, buffer, (size_t)n, 0) == n);
    EXPECT(n == 0);
    EXPECT(toe_close(socket) == 0);
    return NULL;
}

struct door {
    struct toe_socket *listener;
    unsigned count;
    pthread_t echoes[64];
};

static void *accept_all(void *arg)
{
    struct door *door = arg;

    for (unsigned i = 0; i < door->count; i++) {
        struct toe_socket *socket = NULL;
        EXPECT(toe_accept(door->listener, &socket, NULL) == 0);
        door->echoes[i] = start(echo, socket);
    }
    for (unsigned i = 0; i < door->count; i++)
        pthread_join(door->echoes[i], NULL);
    return NULL;
}

static void *ask(void *arg)
{
    struct stream *s = arg;
    pthread_t sender;

    EXPECT(toe_connect(s->socket, &SERVER) == 0);
    sender = start(send_all, s);
    receive_all(s);
    pthread_join(sender, NULL);
    EXPECT(toe_close(s->socket) == 0);
    return NULL;
}

struct bystander {
    struct toe_device *dev;
    struct toe_socket *socket; /* NULL: pump */
    atomic_bool *stop;
};

/* A thread that pumps, or polls a socket on which nothing happens, beside those that work. */
static void *stand_by(void *arg)
{
    const struct bystander *b = arg;

    while (!atomic_load(b->stop)) {
        struct toe_poll entry = {.socket = b->socket, .events = TOE_POLLIN};
        EXPECT((b->socket ? toe_poll(&entry, 1, 20) : toe_device_pump(b->dev, 20)) >= 0);
    }
    return NULL;
}

TEST(connections_of_many_threads_keep_their_bytes_apart)
{
    struct door door = {.listener = world_listen(w, 12), .count = 12};
    struct stream streams[12];
    atomic_bool stop = false;
    struct toe_socket *quiet = NULL;
    struct bystander pump = {.dev = w->dev[1], .stop = &stop}, poll = {.dev = w->dev[0], .stop = &stop};
    pthread_t threads[15];

    CU_ASSERT_EQUAL_FATAL(toe_socket(w->dev[0], &quiet), 0);
    CU_ASSERT_EQUAL_FATAL(toe_listen(quiet, 1), 0);
    poll.socket = quiet;
    for (unsigned i = 0; i < 12; i++) {
        streams[i] = (struct stream){.number = i, .bytes = 1 + world_random(&seed) % 60000};
        CU_ASSERT_EQUAL_FATAL(toe_socket(w->dev[0], &streams[i].socket), 0);
    }
    threads[12] = start(accept_all, &door);
    threads[13] = start(stand_by, &pump);
    threads[14] = start(stand_by, &poll);
    for (unsigned i = 0; i < 12; i++)
        threads[i] = start(ask, &streams[i]);
    for (unsigned i = 0; i < 13; i++)
        pthread_join(threads[i], NULL);
    atomic_store(&stop, true);
    pthread_join(threads[13], NULL);
    pthread_join(threads[14], NULL);
}

/* Who has sent all and goes leaves bytes in the send buffer, which only a pump of that device takes further. */
TEST(one_socket_is_sent_on_and_received_from_at_once)
{
    struct toe_socket *client = NULL, *server = NULL;
    struct stream streams[2][2];
    atomic_bool stop = false;
    struct bystander pumps[2] = {{.dev = w->dev[0], .stop = &stop}, {.dev = w->dev[1], .stop = &stop}};
    pthread_t threads[6];

    world_connect(w, world_listen(w, 1), &client, &server);
    for (unsigned i = 0; i < 2; i++) {
        size_t bytes = 200000 + world_random(&seed) % 100000;
        streams[i][0] = (struct stream){i ? server : client, i, bytes};
        streams[i][1] = (struct stream){i ? client : server, i, bytes};
        threads[i] = start(send_all, &streams[i][0]);
        threads[2 + i] = start(receive_all, &streams[i][1]);
        threads[4 + i] = start(stand_by, &pumps[i]);
    }
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    atomic_store(&stop, true);
    pthread_join(threads[4], NULL);
    pthread_join(threads[5], NULL);
}

/* ------------------------------------------------------------------------------------------------ ends */

struct blocked {
    struct toe_socket *socket;
    struct toe_device *dev;
    ssize_t result;
    atomic_bool over; /* of receive_much */
};

static void *block_in_recv(void *arg)
{
    struct blocked *b = arg;
    uint8_t bytes[100];

    b->result = toe_recv(b->socket, bytes, sizeof bytes, TOE_MSG_WAITALL);
    return NULL;
}

static void *block_in_send(void *arg)
{
    static const uint8_t bytes[1000000];
    struct blocked *b = arg;

    do {
        b->result = toe_send(b->socket, bytes, sizeof bytes, 0);
    } while (b->result == (ssize_t)sizeof bytes);
    return NULL;
}

static void *block_in_accept(void *arg)
{
    struct blocked *b = arg;
    struct toe_socket *accepted;

    b->result = toe_accept(b->socket, &accepted, NULL);
    return NULL;
}

static void *block_in_connect(void *arg)
{
    struct blocked *b = arg;

    b->result = toe_connect(b->socket, &(struct toe_addr){0x0a000063, 80}); /* nobody answers ARP */
    return NULL;
}

static void *block_in_poll(void *arg)
{
    struct blocked *b = arg;
    struct toe_poll entry = {.socket = b->socket, .events = TOE_POLLIN};

    b->result = toe_poll(&entry, 1, 100000) == 1 ? entry.revents : 0;
    return NULL;
}

static void *block_in_pump(void *arg)
{
    struct blocked *b = arg;

    while ((b->result = toe_device_pump(b->dev, 100000)) >= 0)
        ;
    return NULL;
}

TEST(closing_a_socket_ends_what_other_threads_wait_for_on_it)
{
    struct toe_socket *listener = world_listen(w, 2), *client = NULL, *server = NULL;
    struct blocked recv = {0}, poll = {0}, accept = {0}, connect = {0};
    pthread_t threads[4];

    world_connect(w, listener, &client, &server);
    recv.socket = poll.socket = client;
    accept.socket = listener;
    CU_ASSERT_EQUAL_FATAL(toe_socket(w->dev[0], &connect.socket), 0);
    threads[0] = start(block_in_recv, &recv);
    threads[1] = start(block_in_poll, &poll);
    threads[2] = start(block_in_accept, &accept);
    threads[3] = start(block_in_connect, &connect);
    world_wait_inside(client, 2);
    world_wait_inside(listener, 1);
    world_wait_inside(connect.socket, 1);
    CU_ASSERT_EQUAL(toe_close(client), 0);
    CU_ASSERT_EQUAL(toe_close(listener), 0);
    CU_ASSERT_EQUAL(toe_close(connect.socket), 0);
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CU_ASSERT_EQUAL(recv.result, -ECANCELED);
    CU_ASSERT_EQUAL(poll.result, TOE_POLLNVAL);
    CU_ASSERT_EQUAL(accept.result, -ECANCELED);
    CU_ASSERT_EQUAL(connect.result, -ECANCELED);
}

/* What the send buffer and the peer's take is not known to the test: the first call that waited tells how much went. */
TEST(closing_a_socket_ends_a_send_that_waits_for_room)
{
    struct toe_socket *client = NULL, *server = NULL;
    struct blocked send = {0};
    pthread_t thread;

    world_connect(w, world_listen(w, 1), &client, &server);
    send.socket = client;
    thread = start(block_in_send, &send);
    world_wait_inside(client, 1);
    while (toe_device_pump(w->dev[1], 20) > 0) /* until the buffers of both sides are full */
        ;
    toe_close(client);
    pthread_join(thread, NULL);
    CU_ASSERT_TRUE(send.result == -ECANCELED || (send.result > 0 && send.result < 1000000));
}

TEST(shutdown_ends_what_another_thread_waits_for)
{
    struct toe_socket *client = NULL, *server = NULL;
    struct blocked recv = {0}, send = {0};
    pthread_t threads[2];

    world_connect(w, world_listen(w, 1), &client, &server);
    recv.socket = server;
    send.socket = client;
    threads[0] = start(block_in_send, &send);
    world_wait_inside(client, 1);
    CU_ASSERT_EQUAL(toe_shutdown(client, TOE_SHUT_WR), 0);
    pthread_join(threads[0], NULL);
    CU_ASSERT_TRUE(send.result == -EPIPE || (send.result > 0 && send.result < 1000000));

    recv.socket = client;
    threads[1] = start(block_in_recv, &recv);
    world_wait_inside(client, 1);
    CU_ASSERT_EQUAL(toe_shutdown(client, TOE_SHUT_RD), 0);
    pthread_join(threads[1], NULL);
    CU_ASSERT_EQUAL(recv.result, 0);
}

TEST(closing_the_device_ends_every_wait_on_it)
{
    struct toe_socket *listener = world_listen(w, 2), *client = NULL, *server = NULL;
    struct blocked b[4] = {{0}};
    pthread_t threads[4];

    world_connect(w, listener, &client, &server);
    b[0].socket = b[1].socket = server;
    b[2].socket = listener;
    b[3].dev = w->dev[1];
    threads[0] = start(block_in_recv, &b[0]);
    threads[1] = start(block_in_poll, &b[1]);
    threads[2] = start(block_in_accept, &b[2]);
    world_wait_inside(server, 2);
    world_wait_inside(listener, 1);
    threads[3] = start(block_in_pump, &b[3]);
    world_wait_inside_device(w->dev[1], 1);
    CU_ASSERT_EQUAL(toe_device_close(w->dev[1], 0), -ETIMEDOUT); /* the connection is cut off */
    w->dev[1] = NULL;
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
    CU_ASSERT_EQUAL(b[0].result, -ECANCELED);
    CU_ASSERT_EQUAL(b[1].result, TOE_POLLNVAL);
    CU_ASSERT_EQUAL(b[2].result, -ECANCELED);
    CU_ASSERT_EQUAL(b[3].result, -ECANCELED);
}

static void *block_in_close(void *arg)
{
    struct blocked *b = arg;

    b->result = toe_close(b->socket);
    return NULL;
}

/* The server reads nothing, so that what is sent is never ACKed. */
TEST(closing_the_device_ends_a_close_that_lingers)
{
    static const uint8_t bytes[200000];
    struct toe_socket *client = NULL, *server = NULL;
    struct blocked close = {0};
    pthread_t thread;

    world_connect(w, world_listen(w, 1), &client, &server);
    CU_ASSERT_EQUAL(toe_setsockopt(client, TOE_SO_LINGER, 100000), 0);
    CU_ASSERT_EQUAL(toe_send(client, bytes, sizeof bytes, TOE_MSG_DONTWAIT), sizeof bytes);
    close.socket = client;
    thread = start(block_in_close, &close);
    world_wait_asleep(w->dev[0]);
    CU_ASSERT_EQUAL(toe_device_close(w->dev[0], 0), -ETIMEDOUT);
    w->dev[0] = NULL;
    pthread_join(thread, NULL);
    CU_ASSERT_EQUAL(close.result, -ECANCELED);
}

/* A thread sends until it is told to stop; another waits for more than will come; the test closes that socket anywhere in
 * between. */
static void *send_until_reset(void *arg)
{
    struct blocked *b = arg;
    static const uint8_t bytes[700];

    while ((b->result = toe_send(b->socket, bytes, sizeof bytes, 0)) > 0)
        ;
    EXPECT(b->result == -ECONNRESET || b->result == -EPIPE);
    EXPECT(toe_close(b->socket) == 0);
    return NULL;
}

static void *receive_much(void *arg)
{
    static _Thread_local uint8_t bytes[20000];
    struct blocked *b = arg;

    /* One call: none may begin beside toe_close. */
    b->result = toe_recv(b->socket, bytes, sizeof bytes, TOE_MSG_WAITALL | TOE_MSG_PEEK);
    atomic_store(&b->over, true);
    return NULL;
}

TEST(closes_race_with_data_and_with_waits)
{
    struct toe_socket *listener = world_listen(w, 4);
    atomic_bool stop = false;
    struct bystander pump = {.dev = w->dev[1], .stop = &stop}; /* for the resets of what is closed */
    pthread_t pumping = start(stand_by, &pump);

    for (unsigned round = 0; round < 10; round++) {
        struct blocked in[4] = {{0}}, out[4] = {{0}};
        pthread_t threads[8];
        for (unsigned i = 0; i < 4; i++) {
            world_connect(w, listener, &out[i].socket, &in[i].socket);
            threads[i] = start(receive_much, &in[i]);
            threads[4 + i] = start(send_until_reset, &out[i]);
            world_wait_begun(in[i].socket, &in[i].over);
        }
        for (unsigned i = 0; i < 4; i++) {
            toe_device_pump(w->dev[world_random(&seed) % 2], (int)(world_random(&seed) % 3));
            toe_setsockopt(in[i].socket, TOE_SO_LINGER, 0);
            EXPECT(toe_close(in[i].socket) == 0);
        }
        for (unsigned i = 0; i < 8; i++)
            pthread_join(threads[i], NULL);
        for (unsigned i = 0; i < 4; i++)
            EXPECT(in[i].result == -ECANCELED || in[i].result > 0);
    }
    atomic_store(&stop, true);
    pthread_join(pumping, NULL);
}

/* The sending thread does not wait and does not pump: the one that sleeps has to wake up for it, and the server's for
 * what then comes there. */
TEST(a_sleeping_thread_carries_away_what_another_sends)
{
    struct toe_socket *client = NULL, *server = NULL;
    struct blocked recv = {0};
    uint8_t bytes[100] = {1, 2, 3};
    pthread_t threads[2];

    world_connect(w, world_listen(w, 1), &client, &server);
    CU_ASSERT_EQUAL(toe_setsockopt(client, TOE_SO_RCVTIMEO, 20000), 0);
    recv.socket = client;
    threads[0] = start(block_in_recv, &recv);
    threads[1] = start(echo, server);
    world_wait_asleep(w->dev[0]);
    world_wait_asleep(w->dev[1]);
    CU_ASSERT_EQUAL(toe_send(client, bytes, sizeof bytes, 0), sizeof bytes);
    pthread_join(threads[0], NULL);
    CU_ASSERT_EQUAL(recv.result, sizeof bytes);
    CU_ASSERT_EQUAL(toe_shutdown(client, TOE_SHUT_WR), 0);
    pthread_join(threads[1], NULL);
}

/* ------------------------------------------------------------------------------------------------ the device's own */

struct reader {
    struct toe_device *dev;
    uint32_t address, value;
};

static void *read_often(void *arg)
{
    const struct reader *r = arg;

    for (int i = 0; i < 30; i++) {
        uint32_t value = 0;
        EXPECT(toe_device_read_register(r->dev, r->address, &value, 60000) == 0);
        EXPECT(value == r->value);
    }
    return NULL;
}

TEST(each_thread_reads_its_own_register)
{
    struct reader readers[4] = {{w->dev[0], TOE_REG_IP, SERVER.ip - 1},
                                {w->dev[0], TOE_REG_MTU_BYTES, 1500},
                                {w->dev[0], TOE_REG_TTL, 64},
                                {w->dev[1], TOE_REG_IP, SERVER.ip}};
    pthread_t threads[4];

    for (unsigned i = 0; i < 4; i++)
        threads[i] = start(read_often, &readers[i]);
    for (unsigned i = 0; i < 4; i++)
        pthread_join(threads[i], NULL);
}

static atomic_uint refused;

static void meddle(void *ctx, const struct toe_notice *notice)
{
    struct world *w = ctx;
    struct toe_socket *socket;

    if (!w->dev[0] || notice->kind != TOE_NOTICE_SOCKET)
        return;
    EXPECT(toe_socket(w->dev[0], &socket) == -EDEADLK);
    EXPECT(toe_device_now_us(w->dev[0]) >= notice->time_us);
    atomic_fetch_add(&refused, 1);
}

TEST(a_call_from_an_observer_is_refused)
{
    struct toe_socket *socket = NULL;

    CU_ASSERT_EQUAL(toe_socket(w->dev[0], &socket), 0);
    CU_ASSERT_EQUAL(atomic_load(&refused), 1);
}

/* ------------------------------------------------------------------------------------------------ main */

static const struct {
    const char *name;
    void (*run)(struct world *w);
    void (*observe)(void *ctx, const struct toe_notice *notice);
} tests[] = {
#define T(name) #name, name
    {T(connections_of_many_threads_keep_their_bytes_apart), NULL},
    {T(one_socket_is_sent_on_and_received_from_at_once), NULL},
    {T(closing_a_socket_ends_what_other_threads_wait_for_on_it), NULL},
    {T(closing_a_socket_ends_a_send_that_waits_for_room), NULL},
    {T(shutdown_ends_what_another_thread_waits_for), NULL},
    {T(closing_the_device_ends_every_wait_on_it), NULL},
    {T(closing_the_device_ends_a_close_that_lingers), NULL},
    {T(closes_race_with_data_and_with_waits), NULL},
    {T(a_sleeping_thread_carries_away_what_another_sends), NULL},
    {T(each_thread_reads_its_own_register), NULL},
    {T(a_call_from_an_observer_is_refused), meddle},
    {T(others_ask_until_the_device_closes), NULL},
};
static enum world_kind kind;
static size_t next_test;

static void run_next(void)
{
    struct world w = {.observe = tests[next_test].observe};
    void (*run)(struct world * w) = tests[next_test++].run;

    world_open(&w, kind);
    run(&w);
    world_close(&w);
}

/* threads_test together|apart [SEED] */
int main(int argc, char **argv)
{
    CU_pSuite suite;
    unsigned failures;

    if (argc < 2 || CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    kind = strcmp(argv[1], "apart") == 0 ? APART : TOGETHER;
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 0);
    printf("seed %llu\n", (unsigned long long)seed);
    suite = CU_add_suite(argv[1], NULL, NULL);
    for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++)
        CU_add_test(suite, tests[i].name, run_next);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures() + CU_get_number_of_tests_failed();
    CU_cleanup_registry();
    return failures ? 1 : 0;
}
