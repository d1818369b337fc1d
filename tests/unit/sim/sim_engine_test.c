/* The real engine in the simulator: two of them on a cable, each with its library, in virtual time. What is tested is
 * that a run repeats itself cycle by cycle, and that time, captures and counts hold under real traffic. */
#include "sim_test.h"

#include <stdio.h>
#include <zlib.h>

#include "toe.h"
#include "toe_back_sim.h"
#include "toe_names_gen.h"

enum { CLIENT, SERVER, ENDS };
enum { TURNS = 200000 };

struct run {
    struct toe_sim *sim[ENDS];
    struct toe_device *device[ENDS];
    struct toe_socket *listener, *client, *server;
    uint32_t digest; /* of every frame and decision with its time, at both engines */
    unsigned traces;
};

struct result {
    uint32_t digest;
    unsigned traces;
    uint64_t received, time_ns;
    struct toe_impair_stats impaired;
    struct toe_sim_stats stats[ENDS];
};

static void add_to_digest(struct run *run, const void *bytes, size_t len)
{
    run->digest = (uint32_t)crc32(run->digest, bytes, (uInt)len);
}

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    add_to_digest(arg, &dir, sizeof dir);
    add_to_digest(arg, times, sizeof *times);
    add_to_digest(arg, frame, len);
}

static void on_trace(void *arg, const struct toe_trace *trace)
{
    struct run *run = arg;
    const uint64_t words[] = {trace->cycle, trace->reason, trace->conn, trace->nxt, trace->rcv_nxt};

    run->traces++;
    add_to_digest(run, words, sizeof words);
    if (getenv("TOE_TEST_TRACE")) {
        char line[512];
        toe_trace_print(line, sizeof line, trace);
        puts(line);
    }
}

static bool make_engine(struct run *run, int end, uint64_t seed, bool free_clocks)
{
    struct toe_sim_config config = {.clock = TOE_SIM_VIRTUAL, .seed = seed + (unsigned)end, .free_clocks = free_clocks};
    const struct toe_sim_watch watch = {.arg = run, .frame = on_frame, .trace = on_trace};

    if (toe_sim_create(&config, &run->sim[end]))
        return false;
    toe_sim_watch(run->sim[end], &watch);
    return true;
}

static bool make_device(struct run *run, int end)
{
    static const uint8_t key[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    struct toe_transport *transport = NULL;
    struct toe_device_config config;

    toe_device_config_default(&config);
    memcpy(config.mac, (const uint8_t[]){2, 0, 0, 0, 0, (uint8_t)(end + 1)}, 6);
    config.ip = 0x0a000001u + (unsigned)end;
    config.isn_key = key;
    return toe_transport_sim(run->sim[end], TOE_SIM_VIRTUAL, &transport) == 0 &&
           toe_device_open(transport, &config, &run->device[end]) == 0;
}

/* impair: of the client's plug, NULL for none. */
static bool make_cable(struct run *run, uint64_t seed, const char *impair)
{
    struct toe_impair_list list = {.n = 0};
    struct toe_wire *a = NULL, *b = NULL;
    char why[100];

    if (toe_sim_join(run->sim[CLIENT], run->sim[SERVER]) || toe_wire_back_to_back(0, &a, &b) ||
        (impair && toe_impair_parse(&list, impair, why, sizeof why)) || toe_wire_impair_all(a, &list, seed, &a))
        return false;
    return toe_sim_wire_attach(run->sim[CLIENT], a) == 0 && toe_sim_wire_attach(run->sim[SERVER], b) == 0;
}

static bool connect_ends(struct run *run)
{
    const struct toe_addr at = {.ip = 0x0a000002u, .port = 80};
    bool ok = toe_socket(run->device[SERVER], &run->listener) == 0 && toe_bind(run->listener, &at) == 0 &&
              toe_listen(run->listener, 4) == 0 && toe_socket(run->device[CLIENT], &run->client) == 0;

    if (ok)
        toe_device_pump(run->device[SERVER], 0);
    if (!ok || toe_connect(run->client, &at))
        return false;
    return toe_accept(run->listener, &run->server, NULL) == 0;
}

/* Sends `bytes` from client to server; returns how many arrived right. */
static uint64_t transfer(struct run *run, uint64_t bytes)
{
    static uint8_t out[16384], in[16384];
    uint64_t sent = 0, got = 0;

    toe_setsockopt(run->client, TOE_SO_NONBLOCK, 1);
    toe_setsockopt(run->server, TOE_SO_NONBLOCK, 1);
    for (int turn = 0; turn < TURNS && got < bytes; turn++) {
        uint64_t want = bytes - sent < sizeof out ? bytes - sent : sizeof out;
        ssize_t n;
        for (uint64_t i = 0; i < want; i++)
            out[i] = (uint8_t)((sent + i) * 2654435761u >> 13);
        n = want ? toe_send(run->client, out, (size_t)want, 0) : 0;
        if (n > 0)
            sent += (uint64_t)n;
        toe_device_pump(run->device[CLIENT], 0);
        toe_device_pump(run->device[SERVER], 0);
        while ((n = toe_recv(run->server, in, sizeof in, 0)) > 0)
            for (ssize_t i = 0; i < n; i++, got++)
                if (in[i] != (uint8_t)(got * 2654435761u >> 13))
                    return got;
    }
    return got;
}

static struct result run_pair_clocked(uint64_t seed, const char *impair, uint64_t bytes, bool free_clocks)
{
    struct run run = {.digest = 0};
    struct result result = {.digest = 0};

    CU_ASSERT_TRUE_FATAL(make_engine(&run, CLIENT, seed, free_clocks));
    CU_ASSERT_TRUE_FATAL(make_engine(&run, SERVER, seed, free_clocks));
    CU_ASSERT_TRUE_FATAL(make_cable(&run, seed, impair));
    CU_ASSERT_TRUE_FATAL(make_device(&run, CLIENT));
    CU_ASSERT_TRUE_FATAL(make_device(&run, SERVER));
    CU_ASSERT_TRUE_FATAL(connect_ends(&run));
    result.received = transfer(&run, bytes);
    result.time_ns = toe_sim_now_ns(run.sim[CLIENT]);
    result.digest = run.digest;
    result.traces = run.traces;
    toe_sim_get_impair_stats(run.sim[CLIENT], &result.impaired);
    for (int end = 0; end < ENDS; end++)
        toe_sim_get_stats(run.sim[end], &result.stats[end]);
    for (int end = 0; end < ENDS; end++)
        toe_device_close(run.device[end], 0);
    for (int end = 0; end < ENDS; end++)
        toe_sim_destroy(run.sim[end]);
    return result;
}

static struct result run_pair(uint64_t seed, const char *impair, uint64_t bytes)
{
    return run_pair_clocked(seed, impair, bytes, false);
}

static void the_same_seed_gives_the_same_run(void)
{
    struct result a = run_pair(7, "loss=2%", 200000), b = run_pair(7, "loss=2%", 200000),
                  c = run_pair(8, "loss=2%", 200000);

    CU_ASSERT_EQUAL(a.received, 200000);
    CU_ASSERT_TRUE(a.impaired.to_engine.lost + a.impaired.from_engine.lost > 0);
    CU_ASSERT_EQUAL(a.digest, b.digest);
    CU_ASSERT_EQUAL(a.traces, b.traces);
    CU_ASSERT_EQUAL(a.time_ns, b.time_ns);
    CU_ASSERT_EQUAL(c.received, 200000);
    CU_ASSERT_NOT_EQUAL(a.digest, c.digest);
}

/* clock_gate.sv: a room whose clock stands still would have done nothing. */
static void an_idle_room_that_is_clocked_does_nothing(void)
{
    struct result gated = run_pair_clocked(9, "loss=2%", 200000, false),
                  running = run_pair_clocked(9, "loss=2%", 200000, true);

    CU_ASSERT_EQUAL(gated.received, 200000);
    CU_ASSERT_TRUE(gated.impaired.to_engine.lost + gated.impaired.from_engine.lost > 0);
    CU_ASSERT_EQUAL(gated.digest, running.digest);
    CU_ASSERT_EQUAL(gated.traces, running.traces);
    CU_ASSERT_EQUAL(gated.time_ns, running.time_ns);
}

static void the_engine_keeps_the_rules_of_the_wire_and_accounts_for_every_frame(void)
{
    struct result r = run_pair(3, NULL, 500000);

    CU_ASSERT_EQUAL(r.received, 500000);
    for (int end = 0; end < ENDS; end++) {
        const struct toe_sim_stats *s = &r.stats[end];
        uint64_t ended = 0;
        CU_ASSERT_EQUAL(s->tx_bad_fcs, 0);
        CU_ASSERT_EQUAL(s->tx_gap, 0);
        CU_ASSERT_EQUAL(s->tx_length, 0);
        for (int i = 0; i < TOE_DISPOSITIONS_MAX; i++)
            ended += s->dispositions[i];
        /* The last one or two may be inside. */
        CU_ASSERT_TRUE(ended <= s->rx_frames && ended + 2 >= s->rx_frames);
    }
}

/* Everything at once: each byte arrives, twice the same run, and what was corrupted ends where it must: at the FCS of
 * the engine that it came to, or at a sum, and nowhere else. */
static void a_bad_network_is_survived_and_repeats_itself(void)
{
    static const char *const all = "loss=1%,duplicate=1%,reorder=1%,corrupt=1%,corrupt-fcs=1%,"
                                   "delay=100us,jitter=2us,rate=500mbit,limit=100";
    struct result a = run_pair(5, all, 300000), b = run_pair(5, all, 300000);
    uint64_t corrupted = a.impaired.to_engine.corrupted + a.impaired.from_engine.corrupted;
    uint64_t broken = a.impaired.to_engine.fcs_broken + a.impaired.from_engine.fcs_broken;

    CU_ASSERT_EQUAL(a.received, 300000);
    CU_ASSERT_EQUAL(a.digest, b.digest);
    CU_ASSERT_EQUAL(a.time_ns, b.time_ns);
    CU_ASSERT_EQUAL(memcmp(&a.impaired, &b.impaired, sizeof a.impaired), 0);
    CU_ASSERT_TRUE(corrupted > 0 && broken > 0 && a.impaired.from_engine.duplicated > 0);
    CU_ASSERT_TRUE(a.impaired.from_engine.lost > 0 && a.impaired.from_engine.reordered > 0);
    for (int end = 0; end < ENDS; end++) {
        const struct toe_impair_way *way = end == CLIENT ? &a.impaired.to_engine : &a.impaired.from_engine;
        const uint64_t *ended = a.stats[end].dispositions;
        uint64_t at_fcs = ended[TOE_DISP_DROP_FCS];
        uint64_t at_sums = ended[TOE_DISP_DROP_IP_HEADER] + ended[TOE_DISP_DROP_TCP_CHECKSUM];
        /* A few may still be on their way, or be changed twice. */
        CU_ASSERT_TRUE(at_fcs <= way->fcs_broken && at_fcs + way->held + 2 >= way->fcs_broken);
        CU_ASSERT_TRUE(at_sums <= way->corrupted && at_sums + way->held + 2 >= way->corrupted);
    }
}

/* Registers hold anything before reset, also a frame or a message: nobody hears of it. */
static void what_an_engine_says_before_its_reset_is_not_heard(void)
{
    for (uint64_t seed = 120; seed < 180; seed++) {
        struct toe_sim_config config = {.clock = TOE_SIM_VIRTUAL, .seed = seed};
        struct toe_sim *sim;
        uint8_t frame[TOE_WIRE_MAX_FRAME];

        CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &sim), 0);
        CU_ASSERT_EQUAL(toe_sim_wire_take(sim, frame, sizeof frame, NULL), 0);
        CU_ASSERT_EQUAL(toe_sim_link_readable(sim), 0);
        toe_sim_destroy(sim);
    }
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(what_an_engine_says_before_its_reset_is_not_heard),
        SIM_CASE(the_same_seed_gives_the_same_run),
        SIM_CASE(an_idle_room_that_is_clocked_does_nothing),
        SIM_CASE(a_bad_network_is_survived_and_repeats_itself),
        SIM_CASE(the_engine_keeps_the_rules_of_the_wire_and_accounts_for_every_frame),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("engine", tests);
}
