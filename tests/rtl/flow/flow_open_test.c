/* flow_path: opens and their releases, tuples that look alike, neighbours. */
#include "flow_cases.h"
#include <stdio.h>

enum { SAME_HASH = 8 }; /* entries that one hash value has place for */

/* ---- opens, hits, releases */

static void an_open_enters_the_table_and_gets_its_iss(void)
{
    bench_reset(b);
    open_now(0, 3, peer(0));
    CU_ASSERT_EQUAL(b->answers, 1);
    struct answer a = last_answer();
    CU_ASSERT(a.conn == 0 && a.inc == 3 && a.err == ERR_NONE && a.iss == bench_iss(b, peer(0)));
}

static void a_segment_of_an_open_connection_hits_within_10_cycles(void)
{
    bench_reset(b);
    open_now(0, 5, peer(0));
    bench_offer(b, peer(0), ACK, 11, 22, 0, 0);
    unsigned cycles = 0;
    bool taken = false;
    do {
        bench_settle(b);
        taken = b->io->seg_ready_o;
        bench_tick(b);
        if (taken)
            b->io->seg_valid_i = 0;
        cycles++;
        bench_settle(b);
    } while (!b->io->ev_valid_o && cycles < 100);
    CU_ASSERT(cycles <= 10);
    bench_tick(b);
    bench_quiet(b, MANY);
    struct event e = last_event();
    CU_ASSERT(b->events == 1 && e.conn == 0 && e.inc == 5 && !e.fresh && e.seq == 11);
    CU_ASSERT_EQUAL(b->disps, 0);
}

static void a_syn_becomes_an_event_within_30_cycles(void)
{
    bench_reset(b);
    bench_listen(b, 2, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, 0, 7, 2);
    unsigned cycles = bench_segment(b, peer(0), SYN, 1, 0, 0, 0);
    CU_ASSERT(cycles > 0 && cycles <= 30);
    bench_quiet(b, MANY);
    struct event e = last_event();
    CU_ASSERT(b->events == 1 && e.conn == 0 && e.inc == 7 && e.fresh && e.iss == bench_iss(b, peer(0)));
}

static void a_final_release_is_told_after_the_entry_has_gone(void)
{
    bench_reset(b);
    open_now(0, 1, peer(0));
    bench_release(b, REL_FINAL, 0, 2, 0);
    while (b->closed == 0 && b->cycle < MANY)
        bench_tick(b);
    CU_ASSERT_EQUAL(b->closed_conn[0], 0);
    bench_segment(b, peer(0), ACK, 1, 2, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disps == 1 && b->disp[0] == DISP_RESET && b->closed == 1);
}

static void a_link_reset_releases_silently(void)
{
    bench_reset(b);
    open_now(0, 1, peer(0));
    release_now(REL_RESET, 0, 2, 0);
    bench_segment(b, peer(0), ACK, 1, 2, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->closed == 0);
}

static void a_second_open_of_a_tuple_is_in_use(void)
{
    if (RTL_CONNS < 2)
        return;
    bench_reset(b);
    open_now(0, 1, peer(0));
    open_now(1, 2, peer(0));
    CU_ASSERT(last_answer().conn == 1 && last_answer().inc == 2 && last_answer().err == ERR_IN_USE);
    open_now(1, 2, peer(1));
    CU_ASSERT(last_answer().err == ERR_NONE);
}

static void as_many_connections_as_configured_fit(void)
{
    bench_reset(b);
    for (uint32_t c = 0; c < RTL_CONNS; c++)
        open_now(c, c, peer(c));
    unsigned good = 0;
    for (uint32_t c = 0; c < RTL_CONNS && c < LOG_ENTRIES; c++)
        good += b->answer[c].err == ERR_NONE && b->answer[c].conn == c;
    CU_ASSERT_EQUAL(good, RTL_CONNS);
    for (uint32_t c = 0; c < RTL_CONNS; c++) {
        bench_segment(b, peer(c), ACK, c, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(last_event().conn == c && last_event().seq == c && last_event().inc == (c & 15));
    }
}

static void entries_survive_a_change_of_the_hash_key(void)
{
    bench_reset(b);
    open_now(0, 1, peer(0));
    b->io->hash_key_i ^= 0x5a5a1234;
    bench_quiet(b, MANY);
    bench_segment(b, peer(0), ACK, 9, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().conn == 0);
    release_now(REL_FINAL, 0, 2, 0);
    open_now(0, 2, peer(0));
    bench_segment(b, peer(0), ACK, 10, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 2 && last_event().inc == 2);
}

/* ---- tuples with the same hash: the local address is not part of it */

static struct tuple twin(uint32_t n)
{
    struct tuple t = peer(0);
    t.local_ip += n;
    return t;
}

static void tuples_with_equal_tags_are_told_apart(void)
{
    if (RTL_CONNS < SAME_HASH)
        return;
    bench_reset(b);
    for (uint32_t n = 0; n < SAME_HASH; n++)
        open_now(n, 0, twin(n));
    for (uint32_t n = 0; n < SAME_HASH; n++) {
        bench_segment(b, twin(n), ACK, n, 0, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(b->events == n + 1 && last_event().conn == n);
    }
    release_now(REL_FINAL, 3, 0, 0);
    bench_segment(b, twin(3), ACK, 3, 0, 0, 0);
    bench_segment(b, twin(4), ACK, 4, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == SAME_HASH + 1 && last_event().conn == 4 && b->disps == 1);
}

static void a_full_set_refuses_opens_and_syns_and_the_slot_stays(void)
{
    if (RTL_CONNS < SAME_HASH + 2)
        return;
    bench_reset(b);
    bench_listen(b, 0, Port, 0);
    bench_tick(b);
    release_now(REL_SLOT, SAME_HASH + 1, 4, 0);
    for (uint32_t n = 0; n < SAME_HASH; n++)
        open_now(n, 0, twin(n));
    open_now(SAME_HASH, 0, twin(SAME_HASH));
    CU_ASSERT(last_answer().conn == SAME_HASH && last_answer().err == ERR_TABLE_FULL);
    bench_segment(b, twin(SAME_HASH), SYN, 0, 0, 5, 9);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 0 && b->disps == 1 && b->disp[0] == DISP_TABLE_FULL && b->frees == 1 && b->freed[0] == 9);
    release_now(REL_FINAL, 0, 1, 0);
    bench_segment(b, twin(SAME_HASH), SYN, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT(b->events == 1 && last_event().fresh && last_event().conn == SAME_HASH + 1 && last_event().inc == 4);
}

/* ---- neighbours */

static void an_unreachable_neighbour_fails_the_open(void)
{
    bench_reset(b);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_FAILED;
    open_now(0, 6, peer(0));
    CU_ASSERT(b->answers == 1 && last_answer().err == ERR_UNREACHABLE && last_answer().inc == 6);
    bench_segment(b, peer(0), ACK, 0, 0, 0, 0);
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->events, 0);
}

static void a_waiting_open_sleeps_until_the_neighbour_table_changes(void)
{
    bench_reset(b);
    uint8_t *state = &b->nb_state[peer(0).remote_ip % NB_IPS];
    *state = NB_PENDING;
    open_now(0, 1, peer(0));
    for (unsigned c = 0; c < 500; c++) {
        bench_tick(b);
        CU_ASSERT_EQUAL(b->io->idle_o, 1);
    }
    CU_ASSERT(b->asks == 1 && b->answers == 0);
    b->io->nb_update_i = 1;
    bench_tick(b);
    bench_quiet(b, MANY);
    CU_ASSERT(b->asks == 2 && b->answers == 0);
    *state = NB_KNOWN;
    b->io->nb_update_i = 1;
    bench_tick(b);
    bench_quiet(b, MANY);
    CU_ASSERT(b->asks == 3 && b->answers == 1 && last_answer().err == ERR_NONE);
}

static void a_change_while_the_open_goes_to_sleep_is_not_lost(void)
{
    for (unsigned at = 0; at < 40; at++) {
        bench_reset(b);
        uint8_t *state = &b->nb_state[peer(0).remote_ip % NB_IPS];
        *state = NB_PENDING;
        bench_open(b, 0, 1, peer(0));
        for (unsigned c = 0; c < at; c++)
            bench_tick(b);
        *state = NB_KNOWN;
        b->io->nb_update_i = 1;
        bench_tick(b);
        bench_quiet(b, MANY);
        bench_quiet(b, MANY);
        CU_ASSERT_EQUAL(b->answers, 1);
    }
}

static void a_new_open_does_not_wait_behind_sleeping_ones(void)
{
    if (RTL_CONNS < 8)
        return;
    bench_reset(b);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_PENDING;
    for (uint32_t c = 0; c < 7; c++)
        open_now(c, 0, peer(8 * c));
    unsigned asks = b->asks;
    open_now(7, 0, peer(1));
    CU_ASSERT(b->answers == 1 && last_answer().conn == 7 && b->asks == asks + 1);
}

static void an_open_given_up_while_it_waits_is_not_answered_and_its_number_can_be_used_again(void)
{
    bench_reset(b);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_PENDING;
    for (unsigned turn = 0; turn < 3 * RTL_CONNS && turn < 300; turn++) {
        open_now(0, turn, peer(0));
        release_now(REL_RESET, 0, turn + 1, 0);
    }
    CU_ASSERT_EQUAL(b->answers, 0);
    open_now(0, 9, peer(1));
    CU_ASSERT(b->answers == 1 && last_answer().inc == 9 && last_answer().err == ERR_NONE);
    b->nb_state[peer(0).remote_ip % NB_IPS] = NB_KNOWN;
    b->io->nb_update_i = 1;
    bench_quiet(b, MANY);
    bench_quiet(b, MANY);
    CU_ASSERT_EQUAL(b->answers, 1);
}

static void an_open_given_up_at_any_moment_leaves_no_entry(void)
{
    for (unsigned at = 0; at < 80; at++) {
        bench_reset(b);
        bench_open(b, 0, 1, peer(0));
        for (unsigned c = 0; c < at; c++)
            bench_tick(b);
        bench_release(b, REL_RESET, 0, 2, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(b->answers <= 1);
        bench_segment(b, peer(0), ACK, 1, 2, 0, 0);
        bench_quiet(b, MANY);
        CU_ASSERT(b->events == 0 && b->disps == 1);
    }
}

static void a_disabled_engine_fails_every_open_also_a_sleeping_one(void)
{
    for (unsigned at = 0; at < 40; at++) {
        bench_reset(b);
        memset(b->nb_state, NB_PENDING, sizeof b->nb_state);
        for (uint32_t c = 0; c < RTL_CONNS && c < 5; c++) {
            bench_open(b, c, c, peer(c));
            bench_tick(b);
        }
        for (unsigned c = 0; c < 5 * at; c++)
            bench_tick(b);
        b->io->enable_i = 0;
        bench_tick(b);
        bench_quiet(b, MANY);
        unsigned asks = b->asks;
        CU_ASSERT_EQUAL(b->answers, RTL_CONNS < 5 ? RTL_CONNS : 5);
        for (unsigned n = 0; n < b->answers; n++)
            CU_ASSERT_EQUAL(b->answer[n].err, ERR_UNREACHABLE);
        open_now(0, 7, peer(1));
        CU_ASSERT(last_answer().inc == 7 && last_answer().err == ERR_UNREACHABLE && b->asks == asks);
    }
}

void add_open_tests(CU_pSuite suite)
{
    CU_ADD_TEST(suite, an_open_enters_the_table_and_gets_its_iss);
    CU_ADD_TEST(suite, a_segment_of_an_open_connection_hits_within_10_cycles);
    CU_ADD_TEST(suite, a_syn_becomes_an_event_within_30_cycles);
    CU_ADD_TEST(suite, a_final_release_is_told_after_the_entry_has_gone);
    CU_ADD_TEST(suite, a_link_reset_releases_silently);
    CU_ADD_TEST(suite, a_second_open_of_a_tuple_is_in_use);
    CU_ADD_TEST(suite, as_many_connections_as_configured_fit);
    CU_ADD_TEST(suite, entries_survive_a_change_of_the_hash_key);
    CU_ADD_TEST(suite, tuples_with_equal_tags_are_told_apart);
    CU_ADD_TEST(suite, a_full_set_refuses_opens_and_syns_and_the_slot_stays);
    CU_ADD_TEST(suite, an_unreachable_neighbour_fails_the_open);
    CU_ADD_TEST(suite, a_waiting_open_sleeps_until_the_neighbour_table_changes);
    CU_ADD_TEST(suite, a_change_while_the_open_goes_to_sleep_is_not_lost);
    CU_ADD_TEST(suite, a_new_open_does_not_wait_behind_sleeping_ones);
    CU_ADD_TEST(suite, an_open_given_up_while_it_waits_is_not_answered_and_its_number_can_be_used_again);
    CU_ADD_TEST(suite, an_open_given_up_at_any_moment_leaves_no_entry);
    CU_ADD_TEST(suite, a_disabled_engine_fails_every_open_also_a_sleeping_one);
}
