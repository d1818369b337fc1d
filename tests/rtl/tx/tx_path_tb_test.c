/* tx_path: from actions, resets and whole frames to checked frames on the wire. */
#include "tx_bench.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tx_bench b;

static void run(unsigned cycles)
{
    for (unsigned i = 0; i < cycles; i++)
        tx_bench_cycle(&b);
}

/* Everything came out, once, right, and was accounted for. */
static void expect_all_out(void)
{
    unsigned live = 0;
    tx_bench_drain(&b);
    for (unsigned h = 0; h < HANDLES; h++)
        live += b.live[h];
    CU_ASSERT_EQUAL(b.errors, 0);
    CU_ASSERT_EQUAL(b.gap_errors, 0);
    CU_ASSERT_EQUAL(live, 0);
    CU_ASSERT_EQUAL(b.acts.head, b.acts.tail);
    CU_ASSERT_EQUAL(b.rsts.head, b.rsts.tail);
    CU_ASSERT_EQUAL(b.side.head, b.side.tail);
    CU_ASSERT_EQUAL(b.raw.head, b.raw.tail);
    CU_ASSERT_EQUAL(b.stat_frames, b.frames);
    CU_ASSERT_EQUAL(b.stat_segments, b.expect_segments);
    CU_ASSERT_EQUAL(b.stat_rsts, b.expect_rsts);
    CU_ASSERT_EQUAL(b.stat_lost, b.lost);
    CU_ASSERT_EQUAL(b.dut->idle_o, 1);
    tx_bench_free(&b);
}

static void segments_of_all_kinds_leave_with_good_headers_and_checksums(void)
{
    tx_bench_init(&b);
    b.act_percent = 30;
    b.payload_percent = 60;
    b.mss_percent = 30;
    run(400000);
    CU_ASSERT(b.frames > 1000);
    expect_all_out();
}

static void pure_acks_leave_in_order(void)
{
    tx_bench_init(&b);
    b.act_percent = 5;
    run(100000);
    CU_ASSERT(b.frames > 1000);
    expect_all_out();
}

static void resets_without_a_connection_go_to_the_mac_they_came_with(void)
{
    tx_bench_init(&b);
    b.rst_percent = 20;
    run(50000);
    CU_ASSERT(b.from[1] > 1000);
    expect_all_out();
}

/* Every value that the low 16 bits of a sum can have before its carries are folded in. */
static void checksums_that_carry_again_when_folded_are_right(void)
{
    tx_bench_init(&b);
    b.rst_percent = 100;
    b.sweep = true;
    while (b.from[1] < 65536 + 8 && b.cycle < 3000000)
        tx_bench_cycle(&b);
    CU_ASSERT(b.from[1] > 65536);
    expect_all_out();
}

static void whole_frames_are_padded_and_get_their_fcs(void)
{
    tx_bench_init(&b);
    b.side_percent = 10;
    b.raw_percent = 10;
    run(300000);
    CU_ASSERT(b.from[2] > 300 && b.from[3] > 300);
    expect_all_out();
}

static void every_length_from_1_to_1514_is_sent(void)
{
    for (unsigned n = 1; n <= FRAME_MAX; n += n < 200 ? 1 : 17) {
        tx_bench_init(&b);
        b.fixed_copy = n;
        b.raw_percent = 50;
        b.side_percent = 50;
        run(600);
        expect_all_out();
    }
}

static void every_payload_length_around_a_beat_is_sent(void)
{
    for (unsigned n = 1; n <= 1460; n += n < 140 || n > 1425 ? 1 : 101) {
        tx_bench_init(&b);
        b.fixed_payload = n;
        b.payload_percent = 100;
        b.act_percent = 50;
        run(800);
        expect_all_out();
    }
}

static void all_sources_together_lose_nothing_and_keep_their_gaps(void)
{
    tx_bench_init(&b);
    b.act_percent = 30;
    b.payload_percent = 50;
    b.mss_percent = 20;
    b.rst_percent = 3;
    b.side_percent = 3;
    b.raw_percent = 3;
    b.lost_percent = 10;
    run(1000000);
    CU_ASSERT(b.frames > 4000);
    expect_all_out();
}

static void a_segment_to_an_unknown_neighbour_is_dropped_and_its_payload_given_back(void)
{
    tx_bench_init(&b);
    b.act_percent = 100;
    b.payload_percent = 50;
    b.lost_percent = 100;
    for (unsigned i = 0; i < 20000; i++) {
        tx_bench_cycle(&b);
        b.acts.head = b.acts.tail;
    }
    CU_ASSERT(b.lost > 500);
    CU_ASSERT_EQUAL(b.frames, 0);
    expect_all_out();
}

/* A segment does not wait for the answer that the one before had, until it is told to forget it. */
static void a_neighbour_that_moves_is_followed_when_that_is_learned(void)
{
    for (unsigned learned = 0; learned < 2; learned++) {
        tx_bench_init(&b);
        b.one_peer = true;
        b.nb_cycles = 8;
        for (unsigned n = 0; n < 3; n++) {
            unsigned errors = b.errors;
            b.moved = n > 0 ? 1 : 0;
            b.dut->tx_nb_forget_i = learned && n == 1;
            tx_bench_cycle(&b);
            b.dut->tx_nb_forget_i = 0;
            b.act_percent = 100;
            for (unsigned sent = b.acts.tail; b.acts.tail == sent;)
                tx_bench_cycle(&b);
            b.act_percent = 0;
            tx_bench_drain(&b);
            CU_ASSERT_EQUAL(b.errors - errors, n == 2 || (n == 1 && learned) ? 1 : 0);
        }
        tx_bench_free(&b);
    }
}

static void nothing_leaves_while_disabled_and_payload_is_given_back(void)
{
    tx_bench_init(&b);
    b.dut->cfg_enable_i = 0;
    b.act_percent = 30;
    b.payload_percent = 50;
    b.side_percent = b.raw_percent = b.rst_percent = 10;
    for (unsigned i = 0; i < 20000; i++) {
        tx_bench_cycle(&b);
        b.acts.head = b.acts.tail;
        b.rsts.head = b.rsts.tail;
        b.side.head = b.side.tail;
        b.raw.head = b.raw.tail;
    }
    tx_bench_drain(&b);
    b.side.head = b.side.tail;
    b.raw.head = b.raw.tail;
    CU_ASSERT(b.freed > 500);
    CU_ASSERT_EQUAL(b.frames, 0);
    CU_ASSERT_EQUAL(b.stat_segments, 0);
    expect_all_out();
}

static double beats_a_frame(void)
{
    return (double)(b.last_start - b.first_start) / (b.starts - 1);
}

static void full_segments_fill_the_wire(void)
{
    double ceiling = (1518 + 20) / (double)DATA_BYTES;
    tx_bench_init(&b);
    b.act_percent = 100;
    b.payload_percent = 100;
    b.fixed_payload = 1460;
    b.nb_cycles = 8;
    run(400000);
    double beats = beats_a_frame();
    printf("\n  full segments: %.4f beats a frame, wire %.4f: %.2f %% of the ceiling\n", beats, ceiling,
           100 * ceiling / beats);
    CU_ASSERT(beats <= ceiling * 1.001);
    expect_all_out();
}

static void pure_acks_fill_the_wire(void)
{
    for (unsigned nb = 2; nb <= 8; nb += 2) {
        double ceiling = (64 + 20) / (double)DATA_BYTES;
        tx_bench_init(&b);
        b.act_percent = 100;
        b.nb_cycles = nb;
        run(40000);
        printf("\n  pure ACKs, neighbour answers in %u: %.4f beats a frame, wire %.4f", nb, beats_a_frame(), ceiling);
        CU_ASSERT(DATA_BYTES > 8 || beats_a_frame() <= ceiling * 1.001);
        expect_all_out();
    }
}

static void a_busy_wire_serves_every_source_in_turn(void)
{
    tx_bench_init(&b);
    b.act_percent = b.rst_percent = b.side_percent = b.raw_percent = 100;
    b.payload_percent = 100;
    b.fixed_payload = 1460;
    b.fixed_copy = 1514;
    run(200000);
    unsigned built = b.from[0] + b.from[1];
    printf("\n  segments %u, resets %u, side %u, raw %u", b.from[0], b.from[1], b.from[2], b.from[3]);
    CU_ASSERT(b.from[2] + 2 >= b.frames / 3 && b.from[3] + 2 >= b.frames / 3 && built + 2 >= b.frames / 3);
    CU_ASSERT(b.from[0] + 2 >= built / 2 && b.from[1] + 2 >= built / 2);
    expect_all_out();
}

static void act_room_means_that_eight_more_actions_fit(void)
{
    unsigned full = 0;
    tx_bench_init(&b);
    b.act_percent = 100; /* eight in a row for each look at act_room_o; the RTL asserts that none is lost */
    b.nb_cycles = 8;
    b.side_percent = 100;
    b.fixed_copy = 1514;
    for (unsigned i = 0; i < 50000; i++) {
        tx_bench_cycle(&b);
        full += !b.dut->act_room_o;
    }
    CU_ASSERT(full > 20000);
    CU_ASSERT(b.from[0] > 100);
    expect_all_out();
}

static void an_idle_engine_answers_at_once(void)
{
    for (unsigned payload = 0; payload < 2; payload++) {
        for (unsigned nb = 1; nb <= 4; nb++) {
            tx_bench_init(&b);
            b.nb_cycles = nb;
            b.payload_percent = payload * 100;
            b.fixed_payload = 1000;
            run(50);
            b.act_percent = 100;
            for (unsigned i = 0; i < 50 && b.frame_bytes == 0; i++) {
                tx_bench_cycle(&b);
                if (b.acts.tail)
                    b.act_percent = 0;
            }
            printf("\n  %s, neighbour answers in %u: first beat %u cycles after the action",
                   payload ? "payload" : "ACK", nb, (unsigned)(b.last_start - b.act_cycle));
            CU_ASSERT(b.last_start - b.act_cycle <= (DATA_BYTES > 8 ? 18 : 14) + nb);
            expect_all_out();
        }
    }
}

int main(int argc, char **argv)
{
    unsigned long seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 20261122;
    tx_rng_seed(seed);
    printf("seed %lu, DATA_BYTES %d\n", seed, DATA_BYTES);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite s = CU_add_suite("tx_path", NULL, NULL);
    CU_add_test(s, "pure ACKs leave in order", pure_acks_leave_in_order);
    CU_add_test(s, "segments of all kinds leave with good headers and checksums",
                segments_of_all_kinds_leave_with_good_headers_and_checksums);
    CU_add_test(s, "resets without a connection go to the MAC they came with",
                resets_without_a_connection_go_to_the_mac_they_came_with);
    CU_add_test(s, "checksums that carry again when folded are right",
                checksums_that_carry_again_when_folded_are_right);
    CU_add_test(s, "whole frames are padded and get their FCS", whole_frames_are_padded_and_get_their_fcs);
    CU_add_test(s, "every length from 1 to 1514 is sent", every_length_from_1_to_1514_is_sent);
    CU_add_test(s, "every payload length around a beat is sent", every_payload_length_around_a_beat_is_sent);
    CU_add_test(s, "all sources together lose nothing and keep their gaps",
                all_sources_together_lose_nothing_and_keep_their_gaps);
    CU_add_test(s, "a segment to an unknown neighbour is dropped and its payload given back",
                a_segment_to_an_unknown_neighbour_is_dropped_and_its_payload_given_back);
    CU_add_test(s, "a neighbour that moves is followed when that is learned",
                a_neighbour_that_moves_is_followed_when_that_is_learned);
    CU_add_test(s, "nothing leaves while disabled and payload is given back",
                nothing_leaves_while_disabled_and_payload_is_given_back);
    CU_add_test(s, "full segments fill the wire", full_segments_fill_the_wire);
    CU_add_test(s, "pure ACKs fill the wire", pure_acks_fill_the_wire);
    CU_add_test(s, "a busy wire serves every source in turn", a_busy_wire_serves_every_source_in_turn);
    CU_add_test(s, "act_room means that eight more actions fit", act_room_means_that_eight_more_actions_fit);
    CU_add_test(s, "an idle engine answers at once", an_idle_engine_answers_at_once);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed != 0;
}
