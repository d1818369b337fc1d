/* reassembly.c: text and FIN above a hole (RFC 9293 section 3.10.7.4, seventh and eighth check: "segments with higher
 * beginning sequence numbers SHOULD be held for later processing", SHLD-31; RFC 5681 section 4.2: ACK at once). */
#include "wire.h"

/* One segment of text; the ACK says `acked` (RFC 5681 section 4.2: at once). */
static void text(peer *p, uint32_t seq, uint32_t len, uint32_t acked)
{
    peer_sends(p, ACK, .seq = seq, .ack = 1, .len = len);
    engine_sends(p, ACK, .seq = 1, .ack = acked);
}

/* Segments of 100 bytes fill what is left before `end`, some of it kept already. */
static void fill(peer *p, uint32_t seq, uint32_t end)
{
    for (; seq < end; seq += 100) {
        peer_sends(p, ACK, .seq = seq, .ack = 1, .len = 100);
        after(p, ms(1));
    }
}

/* Takes ACKs until one says `last`; none goes back. */
static void acks_reach(peer *p, uint32_t last)
{
    uint32_t acked = 1;
    frame_view v;
    frame f;

    while (acked != last && engine_may_send_frame(p, ms(1), &f, &v)) {
        EXPECT(p, ack_of(p, &v) >= acked);
        acked = ack_of(p, &v);
    }
    EXPECT(p, acked == last);
}

/* covers: SHLD-31, MAY-13, 5681-11 */
static void text_above_a_hole_is_kept_and_the_hole_filled_in_one_jump(peer *p)
{
    given_connected(p);
    text(p, 101, 100, 1);
    app_has_nothing_to_read(p);
    text(p, 201, 100, 1);
    text(p, 1, 100, 301);
    app_reads(p, 300);
    text(p, 301, 10, 311);
    app_reads(p, 10);
}

/* Every order of four segments of unequal length: all are kept, whatever comes first, as long as no third hole opens.
 * covers: SHLD-31, 5681-11 */
static void every_order_of_four_segments_ends_in_one_stream(peer *p)
{
    static const uint32_t len[4] = {700, 1, 1460, 33};
    static const uint8_t orders[24][4] = {
        {0, 1, 2, 3}, {0, 1, 3, 2}, {0, 2, 1, 3}, {0, 2, 3, 1}, {0, 3, 1, 2}, {0, 3, 2, 1}, {1, 0, 2, 3}, {1, 0, 3, 2},
        {1, 2, 0, 3}, {1, 2, 3, 0}, {1, 3, 0, 2}, {1, 3, 2, 0}, {2, 0, 1, 3}, {2, 0, 3, 1}, {2, 1, 0, 3}, {2, 1, 3, 0},
        {2, 3, 0, 1}, {2, 3, 1, 0}, {3, 0, 1, 2}, {3, 0, 2, 1}, {3, 1, 0, 2}, {3, 1, 2, 0}, {3, 2, 0, 1}, {3, 2, 1, 0}};
    uint32_t base = 1;

    given_connected(p);
    for (unsigned o = 0; o < 24; o++, base += 2194) {
        bool here[5] = {false};

        for (unsigned i = 0; i < 4; i++) {
            uint32_t seq = base, acked = base;

            for (unsigned j = 0; j < orders[o][i]; j++)
                seq += len[j];
            here[orders[o][i]] = true;
            for (unsigned j = 0; here[j]; j++)
                acked += len[j];
            text(p, seq, len[orders[o][i]], acked);
        }
        app_reads(p, 2194);
        engine_may_update_window(p, 1, base + 2194);
    }
}

/* Two kept pieces, 100 bytes each with holes before them, are met by a third in every way. covers: SHLD-31, 9293x-11 */
static void a_piece_that_overlaps_what_is_kept_widens_it(peer *p)
{
    static const struct {
        uint32_t lo, hi;
    } third[] = {{100, 200}, {100, 201}, {100, 250}, {150, 250}, {200, 300}, {210, 290},
                 {250, 400}, {300, 400}, {300, 500}, {299, 401}, {150, 650}, {400, 500},
                 {450, 550}, {500, 600}, {550, 650}, {600, 700}, {150, 199}, {320, 380}};
    uint32_t base = 1;

    given_connected(p);
    for (unsigned i = 0; i < sizeof third / sizeof third[0]; i++, base += 800) {
        text(p, base + 200, 100, base);
        text(p, base + 400, 200, base);
        text(p, base + third[i].lo, third[i].hi - third[i].lo, base);
        app_has_nothing_to_read(p);
        /* What is missing now comes, a byte more than a hole each time. */
        peer_sends(p, ACK, .seq = base, .ack = 1, .len = 201);
        peer_sends(p, ACK, .seq = base + 200, .ack = 1, .len = 201);
        peer_sends(p, ACK, .seq = base + 400, .ack = 1, .len = 400);
        acks_reach(p, base + 800);
        app_reads(p, 800);
        engine_may_update_window(p, 1, base + 800);
    }
}

/* Segments that follow on each other make no new hole, on either side of either piece: one jump per hole. covers: SHLD-31 */
static void both_pieces_grow_at_both_ends(peer *p)
{
    given_connected(p);
    text(p, 301, 100, 1);
    text(p, 701, 100, 1);
    text(p, 401, 100, 1);
    text(p, 801, 100, 1);
    text(p, 201, 100, 1);
    text(p, 601, 100, 1);
    text(p, 901, 1, 1);
    text(p, 1, 200, 501);
    text(p, 501, 100, 902);
    app_reads(p, 901);
}

/* The first hole is filled: the ACK covers the first piece and not the second. covers: SHLD-31, 5681-11 */
static void filling_the_first_of_two_holes_acknowledges_up_to_the_second(peer *p)
{
    given_connected(p);
    text(p, 101, 100, 1);
    text(p, 301, 100, 1);
    text(p, 1, 100, 201);
    app_reads(p, 200);
    app_has_nothing_to_read(p);
    text(p, 401, 100, 201);
    text(p, 201, 100, 501);
    app_reads(p, 300);
}

/* One segment over everything: the hole, both pieces, the hole between them and more. covers: SHLD-31, 9293x-11 */
static void a_segment_over_both_pieces_takes_all(peer *p)
{
    given_connected(p);
    text(p, 101, 100, 1);
    text(p, 301, 100, 1);
    text(p, 1, 300, 401);
    app_reads(p, 400);
    text(p, 501, 100, 401);
    text(p, 701, 100, 401);
    text(p, 401, 600, 1001);
    app_reads(p, 600);
}

/* At least two intervals are kept; behind a third hole text may be forgotten, but what is nearer is not. covers: SHLD-31 */
static void what_is_nearest_is_kept_when_there_are_many_holes(peer *p)
{
    given_connected(p);
    for (uint32_t seq = 1801; seq > 1; seq -= 200)
        text(p, seq, 100, 1); /* from the right to the left: each is nearer */
    text(p, 1, 200, 301);
    text(p, 301, 100, 501);
    app_reads(p, 500);
    fill(p, 501, 1901);
    acks_reach(p, 1901);
    app_reads(p, 1400);
}

/* Text behind a third hole is answered at once too, kept or not. covers: MAY-13, 5681-11 */
static void text_behind_a_third_hole_is_answered_at_once(peer *p)
{
    given_connected(p);
    for (uint32_t seq = 201; seq < 2001; seq += 200)
        text(p, seq, 100, 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 400);
    engine_sends(p, ACK, .seq = 1, .ack = 501);
    app_reads(p, 500);
    fill(p, 501, 1901);
    acks_reach(p, 1901);
    app_reads(p, 1400);
}

/* Text above a hole beyond the right edge is cut there. covers: 9293x-11, SHLD-31 */
static void text_above_a_hole_is_trimmed_at_the_right_edge(peer *p)
{
    given_connected(p);
    text(p, 4001, 1000, 1);
    text(p, 4096, 1, 1);
    text(p, 2601, 1400, 1);
    text(p, 1401, 1200, 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 1400);
    engine_sends(p, ACK, .seq = 1, .ack = 4097, .window_zero = true);
    app_reads(p, 4096);
    app_has_nothing_to_read(p);
    engine_sends(p, ACK, .seq = 1, .ack = 4097);
    engine_may_update_window(p, 1, 4097);
    text(p, 4097, 904, 5001);
    app_reads(p, 904);
}

/* The window does not move for text above a hole: its place was promised before. covers: SHLD-14 */
static void window_stays_while_there_is_a_hole(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .window = 4096);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 2001, .window = 2096);
    app_reads(p, 2000);
}

/* A FIN above a hole ends the stream once the hole is filled, and not before. covers: 9293x-12, SHLD-31 */
static void fin_above_a_hole_waits_for_the_hole(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 101, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 202);
    app_reads(p, 200);
    app_reads_end(p);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 202);
    peer_sends(p, ACK, .seq = 202, .ack = 2);
    engine_is_silent(p);
}

/* The FIN came alone, and its text after it, last piece first. covers: 9293x-12, SHLD-31 */
static void fin_alone_above_a_hole_waits_for_all_of_its_text(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 301, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    text(p, 201, 100, 1);
    text(p, 1, 100, 101);
    app_reads(p, 100);
    app_has_nothing_to_read(p);
    text(p, 101, 100, 302);
    app_reads(p, 200);
    app_reads_end(p);
    /* The same FIN again is old. */
    peer_sends(p, FIN | ACK, .seq = 301, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 302);
}

/* One segment fills both holes, and the FIN is at the end of the second piece. covers: 9293x-12, SHLD-31 */
static void fin_behind_the_second_piece_is_taken_with_it(peer *p)
{
    given_connected(p);
    text(p, 101, 100, 1);
    peer_sends(p, FIN | ACK, .seq = 301, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    text(p, 1, 350, 402);
    app_reads(p, 400);
    app_reads_end(p);
}

/* A FIN beyond the right edge is not remembered: text may pass its place. covers: 9293x-11 */
static void fin_above_a_hole_beyond_the_right_edge_does_not_count(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 4001, .ack = 1, .len = 200);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    for (uint32_t seq = 1; seq < 4001; seq += 1000) {
        text(p, seq, 1000, seq + 1000 < 4001 ? seq + 1000 : 4097);
        app_reads(p, 1000);
        engine_may_update_window(p, 1, seq + 1000 < 4001 ? seq + 1000 : 4097);
    }
    text(p, 4097, 104, 4201);
    text(p, 4201, 100, 4301);
    app_reads(p, 300);
    app_has_nothing_to_read(p);
}

/* Text that reaches the FIN itself, with nothing kept. covers: 9293x-12 */
static void text_that_ends_at_a_fin_that_came_early_takes_it(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 1001, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    text(p, 1, 999, 1000);
    text(p, 999, 2, 1002);
    app_reads(p, 1000);
    app_reads_end(p);
}

/* What lies behind a FIN does not exist, whatever was kept there. */
static void fin_in_order_ends_the_stream_although_text_was_kept_behind_it(peer *p)
{
    for (unsigned n = 0; n < 2; n++) {
        uint32_t end = n == 0 ? 201 : 451; /* inside the first, inside the second */

        on_connection(p, n);
        given_connected(p);
        text(p, 151, 100, 1);
        text(p, 401, 100, 1);
        peer_sends(p, FIN | ACK, .seq = 1, .ack = 1, .len = end - 1);
        engine_sends(p, ACK, .seq = 1, .ack = end + 1);
        app_reads(p, end - 1);
        app_reads_end(p);
        text(p, end + 1, 100, end + 1);
        app_reads_end(p);
    }
}

/* A FIN inside of what was kept is never reached; the connection goes on. */
static void fin_inside_kept_text_does_no_harm(peer *p)
{
    given_connected(p);
    text(p, 101, 100, 1);
    peer_sends(p, FIN | ACK, .seq = 150, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    text(p, 1, 100, 201);
    app_reads(p, 200);
    text(p, 201, 100, 301);
    app_reads(p, 100);
    peer_sends(p, FIN | ACK, .seq = 301, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 302);
    app_reads_end(p);
}

/* Nothing kept on one use of a connection number shows on the next. */
static void nothing_is_left_of_a_connection_that_was_reset(peer *p)
{
    given_connected(p);
    text(p, 101, 100, 1);
    text(p, 301, 100, 1);
    peer_sends(p, FIN | ACK, .seq = 501, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    peer_sends(p, RST | ACK, .seq = 1, .ack = 1);
    app_read_fails(p, -ECONNRESET);
    app_closes(p);
    on_connection(p, 1);
    given_connected(p);
    text(p, 1, 100, 101);
    text(p, 101, 200, 301);
    text(p, 301, 200, 501);
    app_reads(p, 500);
    app_has_nothing_to_read(p);
}

/* Text above a hole in FIN-WAIT-1 and FIN-WAIT-2 is kept as well. covers: SHLD-31 */
static void text_above_a_hole_is_kept_after_our_fin(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 101, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 2, .ack = 1);
    peer_sends(p, ACK, .seq = 201, .ack = 2, .len = 100);
    engine_sends(p, ACK, .seq = 2, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 301, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 100);
    engine_sends(p, ACK, .seq = 2, .ack = 302);
    app_reads(p, 300);
    app_reads_end(p);
}

static const wire_test tests[] = {
    TEST(text_above_a_hole_is_kept_and_the_hole_filled_in_one_jump),
    TEST(every_order_of_four_segments_ends_in_one_stream),
    TEST(a_piece_that_overlaps_what_is_kept_widens_it),
    TEST(both_pieces_grow_at_both_ends),
    TEST(filling_the_first_of_two_holes_acknowledges_up_to_the_second),
    TEST(a_segment_over_both_pieces_takes_all),
    TEST(what_is_nearest_is_kept_when_there_are_many_holes),
    TEST(text_behind_a_third_hole_is_answered_at_once),
    TEST(text_above_a_hole_is_trimmed_at_the_right_edge, .rcv_buffer_bytes = 4096),
    TEST(window_stays_while_there_is_a_hole, .rcv_buffer_bytes = 4096),
    TEST(fin_above_a_hole_waits_for_the_hole),
    TEST(fin_alone_above_a_hole_waits_for_all_of_its_text),
    TEST(fin_behind_the_second_piece_is_taken_with_it),
    TEST(fin_above_a_hole_beyond_the_right_edge_does_not_count, .rcv_buffer_bytes = 4096),
    TEST(text_that_ends_at_a_fin_that_came_early_takes_it),
    TEST(fin_in_order_ends_the_stream_although_text_was_kept_behind_it, .conns_at_least = 2),
    TEST(fin_inside_kept_text_does_no_harm),
    TEST(nothing_is_left_of_a_connection_that_was_reset),
    TEST(text_above_a_hole_is_kept_after_our_fin),
};
const wire_suite data_reassembly = SUITE("reassembly", tests);
