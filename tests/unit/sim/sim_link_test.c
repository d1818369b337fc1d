/* The host link of a loop engine: rings, reset, message watching. */
#include "sim_test.h"

#include <stdio.h>

static void bytes_come_back_in_order_under_any_chunking(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    unsigned seed = 12345;
    uint64_t sent = 0, received = 0;
    uint8_t chunk[5000];

    printf("\n    seed %u ", seed);
    while (received < 3000000) {
        size_t want = (size_t)(rand_r(&seed) % 5000) + 1, n;
        for (size_t i = 0; i < want; i++)
            chunk[i] = (sent + i) % 8 ? (uint8_t)((sent + i) * 13 >> 3) : 0x10; /* first byte: no command */
        sent += toe_sim_link_write(sim, chunk, want);
        CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, (uint64_t)(rand_r(&seed) % 600)) >= 0);
        n = toe_sim_link_read(sim, chunk, (size_t)(rand_r(&seed) % 5000));
        for (size_t i = 0; i < n; i++, received++)
            if (chunk[i] != (received % 8 ? (uint8_t)(received * 13 >> 3) : 0x10)) {
                CU_FAIL("byte differs");
                received = UINT64_MAX / 2;
            }
    }
    toe_sim_destroy(sim);
}

static void a_host_that_does_not_read_stops_its_link_and_loses_nothing(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);
    uint8_t zeros[4096] = {0};
    size_t sent = 0, got = 0, n;

    for (int i = 0; i < 300; i++) {
        sent += toe_sim_link_write(sim, zeros, sizeof zeros);
        toe_sim_step_cycles(sim, 600);
    }
    /* Two full rings and the loop's own beat. */
    CU_ASSERT_EQUAL(sent, 2 * 256 * 1024 + 8);
    CU_ASSERT_EQUAL(toe_sim_link_writable(sim), 0);
    for (int i = 0; i < 400; i++) {
        while ((n = toe_sim_link_read(sim, zeros, sizeof zeros)) > 0)
            got += n;
        toe_sim_step_cycles(sim, 600);
    }
    CU_ASSERT_EQUAL(got, sent);
    toe_sim_destroy(sim);
}

static void a_reset_forgets_both_rings_and_what_the_engine_held(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);
    uint8_t bytes[64];

    memset(bytes, 1, sizeof bytes);
    toe_sim_link_write(sim, bytes, sizeof bytes - 3); /* not a whole number of beats */
    toe_sim_step_cycles(sim, 3);
    toe_sim_link_reset(sim);
    memset(bytes, 2, sizeof bytes);
    toe_sim_link_write(sim, bytes, 8);
    CU_ASSERT_TRUE(toe_sim_busy(sim));
    toe_sim_step_cycles(sim, 50);
    CU_ASSERT_EQUAL(toe_sim_link_readable(sim), 8);
    toe_sim_link_read(sim, bytes, sizeof bytes);
    CU_ASSERT_EQUAL(bytes[0], 2);
    toe_sim_destroy(sim);
}

struct messages {
    size_t len[8];
    uint64_t cycle[8];
    enum toe_sim_direction dir[8];
    uint8_t first[8];
    unsigned n;
};

static void on_message(void *arg, enum toe_sim_direction dir, const uint8_t *message, size_t len, uint64_t t_ns,
                       uint64_t cycle)
{
    struct messages *m = arg;

    if (m->n == 8)
        return;
    CU_ASSERT_EQUAL(t_ns, cycle * 10);
    m->len[m->n] = len;
    m->cycle[m->n] = cycle;
    m->dir[m->n] = dir;
    m->first[m->n++] = message[0];
}

static void messages_are_shown_whole_with_the_cycle_of_their_last_beat(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);
    struct messages seen = {.n = 0};
    struct toe_sim_watch watch = {.arg = &seen, .message = on_message};
    uint8_t bytes[16 + 24 + 16] = {0};

    toe_sim_watch(sim, &watch);
    bytes[0] = 0x31; /* body of 20 bytes, padded to 24 */
    bytes[4] = 20;
    bytes[40] = 0x32; /* empty body */
    toe_sim_link_write(sim, bytes, sizeof bytes);
    toe_sim_step_cycles(sim, 20);
    CU_ASSERT_EQUAL_FATAL(seen.n, 4);
    CU_ASSERT_TRUE(seen.dir[0] == TOE_SIM_TO_ENGINE && seen.first[0] == 0x31 && seen.len[0] == 40);
    CU_ASSERT_EQUAL(seen.cycle[0], 4);
    CU_ASSERT_TRUE(seen.dir[1] == TOE_SIM_FROM_ENGINE && seen.first[1] == 0x31 && seen.len[1] == 40);
    CU_ASSERT_EQUAL(seen.cycle[1], 5);
    CU_ASSERT_TRUE(seen.dir[2] == TOE_SIM_TO_ENGINE && seen.first[2] == 0x32 && seen.len[2] == 16);
    CU_ASSERT_EQUAL(seen.cycle[2], 6);
    CU_ASSERT_EQUAL(seen.cycle[3], 7);
    toe_sim_destroy(sim);
}

static void a_message_of_absurd_length_does_no_harm(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct messages seen = {.n = 0};
    struct toe_sim_watch watch = {.arg = &seen, .message = on_message};
    uint8_t bytes[4096];

    memset(bytes, 0x7f, sizeof bytes);
    toe_sim_watch(sim, &watch);
    for (int i = 0; i < 100; i++) {
        toe_sim_link_write(sim, bytes, sizeof bytes);
        toe_sim_run(sim, TOE_SIM_NEVER, 10000);
        toe_sim_link_read(sim, bytes, sizeof bytes);
    }
    CU_ASSERT_EQUAL(seen.n, 0);
    toe_sim_destroy(sim);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(bytes_come_back_in_order_under_any_chunking),
        SIM_CASE(a_host_that_does_not_read_stops_its_link_and_loses_nothing),
        SIM_CASE(a_reset_forgets_both_rings_and_what_the_engine_held),
        SIM_CASE(messages_are_shown_whole_with_the_cycle_of_their_last_beat),
        SIM_CASE(a_message_of_absurd_length_does_no_harm),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("host link", tests);
}
