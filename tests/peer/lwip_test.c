/* lwip_test.c: the engine against lwIP, in both roles, in virtual time: what each side's application sent is what the other
 * one got, by its hash. lwip_test [--conns N] [--impair TEXT] [--seed N] */
#include <CUnit/Basic.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lwip_wire.h"
#include "streams.h"
#include "toe_back_sim.h"
#include "toe_impair.h"

#define TEST(name) static void name(void)
#define LWIP       ((struct toe_addr){0x0a000001, 80})
#define ENGINE     ((struct toe_addr){0x0a000002, 80})
#define DELAY_NS   50000u
#define LIMIT_US   600000000u /* of virtual time, for one test */
#define CLOSED     9          /* a port where nobody listens */

static struct {
    struct toe_sim *sim;
    struct toe_device *dev;
    size_t conns;
    struct toe_impair_list impairments;
    uint64_t seed;
} world;

static int world_open(void)
{
    const struct toe_sim_config sim = {.clock = TOE_SIM_VIRTUAL, .seed = world.seed};
    struct toe_device_config config;
    struct toe_transport *transport;
    struct toe_wire *wire;
    uint8_t key[16] = {0}, mac[6] = {2, 0, 0, 0, 0, 1};
    int err = lwip_wire_start(LWIP.ip, mac, DELAY_NS, (unsigned)world.seed, &wire);

    if (!err)
        err = toe_wire_impair_all(wire, &world.impairments, world.seed, &wire);
    if (!err)
        err = toe_sim_create(&sim, &world.sim);
    if (!err)
        err = toe_sim_wire_attach(world.sim, wire);
    if (!err)
        err = toe_transport_sim(world.sim, TOE_SIM_VIRTUAL, &transport);
    if (err)
        return err;
    toe_device_config_default(&config);
    memcpy(key, &world.seed, sizeof world.seed);
    config.isn_key = key;
    config.ip = ENGINE.ip;
    mac[5] = 2;
    memcpy(config.mac, mac, 6);
    return toe_device_open(transport, &config, &world.dev);
}

static uint64_t now_us(void)
{
    lwip_wire_now(toe_sim_now_ns(world.sim));
    return toe_device_now_us(world.dev);
}

/* Lets both applications work until each connection has ended on both sides, or something is wrong. */
static void run(const struct stream_plan *plan, struct engine_app *engine, struct lwip_app *lwip)
{
    uint64_t limit = now_us() + LIMIT_US;

    CU_ASSERT_PTR_NOT_NULL_FATAL(engine);
    CU_ASSERT_PTR_NOT_NULL_FATAL(lwip);
    while (now_us() < limit && engine_app_done(engine) + engine_app_wrong(engine) < plan->conns) {
        engine_app_step(engine, 100);
        lwip_app_service(lwip, now_us());
    }
    while (now_us() < limit && lwip_app_done(lwip) + lwip_app_wrong(lwip) < plan->conns) {
        toe_device_pump(world.dev, 100);
        lwip_app_service(lwip, now_us());
    }
    CU_ASSERT_EQUAL(engine_app_done(engine), plan->conns);
    CU_ASSERT_EQUAL(engine_app_wrong(engine), 0);
    CU_ASSERT_EQUAL(lwip_app_done(lwip), plan->conns);
    CU_ASSERT_EQUAL(lwip_app_wrong(lwip), 0);
    CU_ASSERT_EQUAL(lwip_wire_overflows(), 0);
    engine_app_free(engine);
    lwip_app_free(lwip);
    toe_device_pump(world.dev, 10);
}

static struct stream_plan plan_new(size_t longest)
{
    world.seed++;
    return (struct stream_plan){.seed = world.seed, .conns = world.conns, .longest = longest};
}

TEST(the_engine_connects_and_both_send)
{
    struct stream_plan plan = plan_new(200000);
    struct lwip_app *lwip = lwip_app_listen(&plan, LWIP.port);

    run(&plan, engine_app_connect(&plan, world.dev, LWIP), lwip);
}

TEST(lwip_connects_and_both_send)
{
    struct stream_plan plan = plan_new(200000);
    struct engine_app *engine = engine_app_listen(&plan, world.dev, ENGINE.port);

    toe_device_pump(world.dev, 1);
    now_us();
    run(&plan, engine, lwip_app_connect(&plan, ENGINE.ip, ENGINE.port));
}

/* lwIP's application stops reading for ten seconds: its window shuts, and the engine has to probe it. */
TEST(a_window_that_shuts_for_long_opens_again)
{
    struct stream_plan plan = plan_new(400000);
    struct lwip_app *lwip;

    plan.stop_after = 20000;
    plan.stop_us = 10000000;
    lwip = lwip_app_listen(&plan, LWIP.port + 1);
    run(&plan, engine_app_connect(&plan, world.dev, (struct toe_addr){LWIP.ip, LWIP.port + 1}), lwip);
}

TEST(lwip_refuses_where_nobody_listens)
{
    struct toe_socket *socket;

    CU_ASSERT_EQUAL(toe_socket(world.dev, &socket), 0);
    CU_ASSERT_EQUAL(toe_connect(socket, &(struct toe_addr){LWIP.ip, CLOSED}), -ECONNREFUSED);
    CU_ASSERT_EQUAL(toe_close(socket), 0);
}

static err_t ended_with;

static void on_end(void *arg, err_t err)
{
    (void)arg;
    ended_with = err;
}

TEST(the_engine_refuses_where_nobody_listens)
{
    struct tcp_pcb *pcb = tcp_new();
    ip_addr_t ip = IPADDR4_INIT(lwip_htonl(ENGINE.ip));
    uint64_t limit = now_us() + LIMIT_US;

    CU_ASSERT_PTR_NOT_NULL_FATAL(pcb);
    ended_with = ERR_OK;
    tcp_err(pcb, on_end);
    CU_ASSERT_EQUAL(tcp_connect(pcb, &ip, CLOSED, NULL), ERR_OK);
    while (ended_with == ERR_OK && now_us() < limit)
        toe_device_pump(world.dev, 100);
    CU_ASSERT_EQUAL(ended_with, ERR_RST);
}

static void number(const char *text, unsigned long long *value)
{
    char *end;

    *value = strtoull(text, &end, 0);
    if (end == text || *end)
        exit(2);
}

int main(int argc, char **argv)
{
    unsigned long long conns = 1, seed = 1;
    struct toe_impair_stats done;
    uint64_t count;
    char why[128];
    unsigned failures;
    CU_pSuite suite;

    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--conns") == 0)
            number(argv[i + 1], &conns);
        else if (strcmp(argv[i], "--impair") == 0 &&
                 toe_impair_parse(&world.impairments, argv[i + 1], why, sizeof why) == 0)
            continue;
        else if (strcmp(argv[i], "--seed") == 0)
            number(argv[i + 1], &seed);
        else
            return 2;
    }
    world.conns = (size_t)conns;
    world.seed = seed;
    printf("--conns %llu --seed %llu\n", conns, seed);
    if (CU_initialize_registry() != CUE_SUCCESS || world_open())
        return 2;
    suite = CU_add_suite("lwip", NULL, NULL);
#define T(name) CU_add_test(suite, #name, name)
    T(the_engine_connects_and_both_send);
    T(lwip_connects_and_both_send);
    T(a_window_that_shuts_for_long_opens_again);
    T(lwip_refuses_where_nobody_listens);
    T(the_engine_refuses_where_nobody_listens);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    toe_sim_get_impair_stats(world.sim, &done);
    for (size_t i = 0; toe_impair_count(&done, i, &count) != NULL; i++)
        if (count != 0)
            printf("%s %llu\n", toe_impair_count(&done, i, &count), (unsigned long long)count);
    toe_device_close(world.dev, 0);
    toe_sim_destroy(world.sim);
    failures = CU_get_number_of_failures() + CU_get_number_of_tests_failed();
    CU_cleanup_registry();
    return failures ? 1 : 0;
}
