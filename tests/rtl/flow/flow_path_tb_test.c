/* flow_path: listeners, stalls, then random work against a model (flow_random.c). Runs with any RTL_CONNS. */
#include "flow_cases.h"
#include "flow_random.h"
#include <stdio.h>
#include <stdlib.h>

/* ---- listeners and slots */

static void slots_are_lent_first_in_first_out_and_per_listener(void)
{
    if (RTL_CONNS < 6)
        return;
    bench_reset(b);
    bench_listen(b, 0, Port, Local);
    bench_tick(b);
    bench_listen(b, 15, 81, 0);
    bench_tick(b);
    for (uint32_t c = 0; c < 6; c++)
        release_now(REL_SLOT, c, 10 + c, c % 2 ? 15 : 0);
    for (uint32_t n = 0; n < 3; n++) {
        struct tuple t = peer(n);
        bench_segment(b, t, SYN, n, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(last_event().conn == 2 * n && last_event().inc == 10 + 2 * n && last_event().fresh);
        t.local_port = 81;
        bench_segment(b, t, SYN, n, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(last_event().conn == 2 * n + 1 && last_event().inc == 11 + 2 * n && last_event().fresh);
    }
    bench_segment(b, peer(7), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 6 && b->disps == 1 && b->disp[0] == DISP_NO_SLOT && b->resets == 0);
}

static void a_listener_for_another_address_does_not_match(void)
{
    bench_reset(b);
    bench_listen(b, 0, Port, Local + 1);
    bench_tick(b);
    release_now(REL_SLOT, 0, 0, 0);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->resets == 1);
}

static void a_failed_handshake_returns_the_slot_inside(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 1, 3);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    release_now(REL_RETURN, 0, 2, 3);
    bench_segment(b, peer(0), SYN, 5, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 2 && last_event().fresh && last_event().conn == 0 && last_event().inc == 2 &&
              b->closed == 0);
}

static void unlisten_forgets_its_slots(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 1, 3);
    bench_unlisten(b, 3);
    bench_tick(b);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disps == 2 && b->disp[0] == DISP_RESET && b->disp[1] == DISP_NO_SLOT);
}

static void a_slot_on_its_way_when_its_listener_ends_does_not_go_to_the_next(void)
{
    bench_reset(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    bench_release(b, REL_FINAL, 0, 0, 0);
    bench_tick(b);
    bench_release(b, REL_SLOT, 0, 1, 3);
    bench_tick(b);
    bench_unlisten(b, 3);
    bench_tick(b);
    bench_listen(b, 3, Port, 0);
    bench_tick(b);
    bench_quiet(b, MANY);
    bench_segment(b, peer(0), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disp[0] == DISP_NO_SLOT && b->closed == 1);
}

/* It has one outcome: the slot is the SYN's, or the SYN finds no slot or nobody who listens. */
static void a_listener_may_end_in_any_cycle_of_a_syn(void)
{
    unsigned taken = 0;

    for (unsigned at = 0; at < 24; at++) {
        bench_reset(b);
        bench_listen(b, 3, Port, 0);
        bench_tick(b);
        release_now(REL_SLOT, 0, 1, 3);
        bench_offer(b, peer(0), SYN, 0, 0, 0, 0);
        for (unsigned c = 0; c < MANY; c++) {
            if (c == at)
                bench_unlisten(b, 3);
            bench_settle(b);
            bool gone = b->io->seg_valid_i && b->io->seg_ready_o;
            bench_tick(b);
            b->io->seg_valid_i = b->io->seg_valid_i && !gone;
        }
        CU_ASSERT(b->events + b->disps == 1);
        taken += b->events;
    }
    CU_ASSERT(taken > 0 && taken < 24);
}

/* ---- freedom from deadlock */

static void releases_and_opens_go_on_while_segments_are_stalled(void)
{
    if (RTL_CONNS < 4)
        return;
    bench_reset(b);
    open_now(0, 0, peer(0));
    b->io->ev_ready_i = 0;
    unsigned taken = 0;
    while (bench_segment(b, peer(0), ACK, taken, 0, 0, 0) != 0 && taken < 100)
        taken++;
    CU_ASSERT(taken > 0 && taken < 100);
    bench_offer(b, peer(0), ACK, taken, 0, 0, 0);
    for (unsigned turn = 0; turn < 20; turn++) {
        unsigned closed = b->closed, answers = b->answers;
        bench_open(b, 1 + turn % 3, 0, peer(1 + turn % 3));
        for (unsigned c = 0; c < 200; c++)
            bench_tick(b);
        CU_ASSERT_EQUAL(b->answers, answers + 1);
        bench_release(b, REL_FINAL, 1 + turn % 3, 0, 0);
        for (unsigned c = 0; c < 200; c++)
            bench_tick(b);
        CU_ASSERT_EQUAL(b->closed, closed + 1);
    }
    b->io->ev_ready_i = 1;
    CU_ASSERT(bench_segment(b, peer(0), ACK, taken, 0, 0, 0) != 0);
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->events, taken + 1);
    for (unsigned n = 0; n <= taken; n++)
        CU_ASSERT_EQUAL(b->event[n].seq, n);
}

static void releases_and_segments_go_on_while_open_answers_are_stalled(void)
{
    if (RTL_CONNS < 12)
        return;
    bench_reset(b);
    open_now(0, 0, peer(0));
    b->io->open_ev_ready_i = 0;
    for (uint32_t c = 2; c < 12; c++) {
        bench_open(b, c, 0, peer(c));
        bench_tick(b);
    }
    for (unsigned c = 0; c < 500; c++)
        bench_tick(b);
    CU_ASSERT(bench_segment(b, peer(0), ACK, 1, 0, 0, 0) != 0);
    bench_release(b, REL_FINAL, 0, 0, 0);
    for (unsigned c = 0; c < 200; c++)
        bench_tick(b);
    CU_ASSERT(b->events == 1 && b->closed == 1 && b->answers == 1);
    b->io->open_ev_ready_i = 1;
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->answers, 11);
}

static void the_random_run_agrees_with_the_model(void)
{
    bench_reset(b);
    CU_ASSERT_EQUAL(flow_random_run(b, 150000), 0);
}

int main(int argc, char **argv)
{
    b->seed = argc > 1 ? strtoull(argv[1], NULL, 0) | 1 : 20261122;
    printf("seed %llu\n", (unsigned long long)b->seed);
    b->io = flow_path_tb_new();
    if (!b->io || CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite suite = CU_add_suite("flow_path", NULL, NULL);
    add_segment_tests(suite);
    add_open_tests(suite);
    CU_ADD_TEST(suite, slots_are_lent_first_in_first_out_and_per_listener);
    CU_ADD_TEST(suite, a_listener_for_another_address_does_not_match);
    CU_ADD_TEST(suite, a_failed_handshake_returns_the_slot_inside);
    CU_ADD_TEST(suite, unlisten_forgets_its_slots);
    CU_ADD_TEST(suite, a_listener_may_end_in_any_cycle_of_a_syn);
    CU_ADD_TEST(suite, a_slot_on_its_way_when_its_listener_ends_does_not_go_to_the_next);
    CU_ADD_TEST(suite, releases_and_opens_go_on_while_segments_are_stalled);
    CU_ADD_TEST(suite, releases_and_segments_go_on_while_open_answers_are_stalled);
    CU_ADD_TEST(suite, the_random_run_agrees_with_the_model);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    flow_path_tb_free(b->io);
    return failures != 0;
}
