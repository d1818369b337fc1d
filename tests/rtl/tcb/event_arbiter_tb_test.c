/* event_arbiter: the source served longest ago first, nobody's connection twice within six cycles, nothing without room; who comes
 * right behind its connection's last event is told. */
#include <CUnit/Basic.h>
#include <stdbool.h>
#include <string.h>

#include "event_arbiter_tb_ports.h"

enum { SOURCES = 5, NONE = -1 };

struct bench {
    struct event_arbiter_tb *io;
    unsigned conn[SOURCES];
    /* the oracle: sources by when they were served, longest ago first; the last three slots' connections, the latest first */
    int order[SOURCES];
    long recent[3];
    uint32_t seed;
};

static uint32_t pick(struct bench *b, uint32_t most)
{
    b->seed = b->seed * 1664525u + 1013904223u;
    return (b->seed >> 8) % most;
}

static struct bench bench_open(void)
{
    struct bench b = {.io = event_arbiter_tb_new(), .recent = {NONE, NONE, NONE}, .seed = 1};
    for (int s = 0; s < SOURCES; s++) {
        b.order[s] = s;
        b.conn[s] = (unsigned)s;
    }
    b.io->rst_i = 1;
    event_arbiter_tb_clock(b.io);
    event_arbiter_tb_clock(b.io);
    b.io->rst_i = 0;
    return b;
}

/* What goes with a choice: is its connection that of the third slot before, and its number a cycle later. */
static void check_connection(struct bench *b, int taken)
{
    bool again = taken != NONE && b->conn[taken] == b->recent[2];

    CU_ASSERT_EQUAL(b->io->again_o != 0, again);
    event_arbiter_tb_clock(b->io);
    if (taken != NONE)
        CU_ASSERT_EQUAL(b->io->conn_o, b->conn[taken]);
    memmove(b->recent + 1, b->recent, 2 * sizeof(b->recent[0]));
    b->recent[0] = taken == NONE ? NONE : (long)b->conn[taken];
}

/* One slot: the cycle between the slots, then the slot; who was taken, or NONE. */
static int slot(struct bench *b, unsigned valid, unsigned room)
{
    int taken = NONE;

    b->io->valid_i = valid;
    b->io->room_i = room;
    b->io->conn0_i = b->conn[0];
    b->io->conn1_i = b->conn[1];
    b->io->conn2_i = b->conn[2];
    b->io->conn3_i = b->conn[3];
    b->io->conn4_i = b->conn[4];
    b->io->phase_i = 1;
    event_arbiter_tb_eval(b->io);
    CU_ASSERT_EQUAL(b->io->take_o, 0);
    event_arbiter_tb_clock(b->io);
    b->io->phase_i = 0;
    event_arbiter_tb_eval(b->io);
    for (int s = 0; s < SOURCES; s++) {
        if (!(b->io->take_o >> s & 1))
            continue;
        CU_ASSERT_EQUAL(taken, NONE);
        taken = s;
    }
    CU_ASSERT_EQUAL(b->io->any_o != 0, taken != NONE);
    check_connection(b, taken);
    return taken;
}

static int expect(struct bench *b, unsigned valid, unsigned room)
{
    int chosen = NONE;

    for (int i = 0; i < SOURCES && chosen == NONE; i++) {
        int s = b->order[i];
        if ((valid & room) >> s & 1 && b->conn[s] != b->recent[0] && b->conn[s] != b->recent[1])
            chosen = s;
    }
    for (int i = 0; chosen != NONE && i < SOURCES - 1; i++) {
        if (b->order[i] != chosen)
            continue;
        memmove(b->order + i, b->order + i + 1, (size_t)(SOURCES - 1 - i) * sizeof(b->order[0]));
        b->order[SOURCES - 1] = chosen;
    }
    return chosen;
}

static void sources_that_are_always_ready_take_turns(void)
{
    struct bench b = bench_open();
    int served[SOURCES] = {0};

    for (int i = 0; i < 10 * SOURCES; i++) {
        int s = slot(&b, 0x1f, 0x1f);
        CU_ASSERT_NOT_EQUAL_FATAL(s, NONE);
        served[s]++;
    }
    for (int s = 0; s < SOURCES; s++)
        CU_ASSERT_EQUAL(served[s], 10);
    event_arbiter_tb_free(b.io);
}

static void a_connection_comes_again_in_the_third_slot(void)
{
    struct bench b = bench_open();

    for (int i = 0; i < 30; i++)
        CU_ASSERT_EQUAL(slot(&b, 0x04, 0x1f), i % 3 ? NONE : 2);
    event_arbiter_tb_free(b.io);
}

static void a_source_without_room_waits_and_holds_up_nobody(void)
{
    struct bench b = bench_open();

    for (int i = 0; i < 20; i++)
        CU_ASSERT_NOT_EQUAL(slot(&b, 0x1f, 0x1e), 0);
    CU_ASSERT_EQUAL(slot(&b, 0x1f, 0x1f), 0);
    event_arbiter_tb_free(b.io);
}

/* Few connections, so that sources meet; each choice is the model's. */
static void the_one_served_longest_ago_is_first(void)
{
    struct bench b = bench_open();
    int taken = 0;

    for (int i = 0; i < 50000; i++) {
        unsigned valid = pick(&b, 32), room = pick(&b, 8) ? 0x1f : pick(&b, 32);
        for (int s = 0; s < SOURCES; s++)
            b.conn[s] = pick(&b, 6);
        int want = expect(&b, valid, room), got = slot(&b, valid, room);
        CU_ASSERT_EQUAL_FATAL(got, want);
        taken += got != NONE;
    }
    CU_ASSERT(taken > 20000);
    event_arbiter_tb_free(b.io);
}

int main(void)
{
    CU_initialize_registry();
    CU_pSuite s = CU_add_suite("event arbiter", NULL, NULL);
    CU_ADD_TEST(s, sources_that_are_always_ready_take_turns);
    CU_ADD_TEST(s, a_connection_comes_again_in_the_third_slot);
    CU_ADD_TEST(s, a_source_without_room_waits_and_holds_up_nobody);
    CU_ADD_TEST(s, the_one_served_longest_ago_is_first);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed != 0;
}
