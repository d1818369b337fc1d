/* recovery.c: duplicate ACKs, fast retransmit, fast recovery (RFC 5681 section 3.2, RFC 6582, RFC 3042). */
#include "wire.h"

enum { MSS = 1000 };

/* Ten segments are in flight, more waits. */
static void given_ten_in_flight(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 60000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
}

static void duplicates(peer *p, uint32_t ack, unsigned count)
{
    for (unsigned i = 0; i < count; i++)
        peer_sends(p, ACK, .seq = 1, .ack = ack);
}

/* Of twelve in flight the first is lost and sent again: ssthresh is five segments, cwnd eight. */
static void given_recovering(peer *p)
{
    given_ten_in_flight(p);
    duplicates(p, 1, 2);
    engine_streams(p, 10 * MSS + 1, 2 * MSS, MSS, false);
    duplicates(p, 1, 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS);
}

/* covers: 5681-08, 6928/3042/5682/4015-misc-02 */
static void first_two_duplicates_let_one_new_segment_go_each(peer *p)
{
    given_ten_in_flight(p);
    duplicates(p, 1, 1);
    engine_sends(p, ACK, .seq = 10 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
    duplicates(p, 1, 1);
    engine_sends(p, ACK, .seq = 11 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
}

/* What limited transmit lent is taken back: nothing was lost. covers: 5681-08 */
static void new_ack_after_two_duplicates_leaves_the_window(peer *p)
{
    given_ten_in_flight(p);
    duplicates(p, 1, 2);
    engine_streams(p, 10 * MSS + 1, 2 * MSS, MSS, false);
    peer_sends(p, ACK, .seq = 1, .ack = 4 * MSS + 1); /* 8 in flight; cwnd 10 and one for the ACK */
    engine_streams(p, 12 * MSS + 1, 3 * MSS, MSS, false);
    engine_is_silent(p);
}

/* covers: 5681-06 */
static void third_duplicate_resends_at_once(peer *p)
{
    given_recovering(p);
    engine_is_silent_for(p, ms(100));
}

/* covers: 5681-07 */
static void acks_with_text_or_a_new_window_are_no_duplicates(peer *p)
{
    given_ten_in_flight(p);
    for (uint32_t i = 0; i < 4; i++) {
        peer_sends(p, ACK, .seq = 1 + 10 * i, .ack = 1, .len = 10);
        engine_sends(p, ACK, .seq = 10 * MSS + 1, .ack = 11 + 10 * i);
    }
    for (uint16_t i = 0; i < 4; i++)
        peer_sends(p, ACK, .seq = 41, .ack = 1, .window = (uint16_t)(60000 + i));
    engine_is_silent_for(p, ms(50));
}

/* covers: 5681-07 */
static void without_anything_in_flight_there_are_no_duplicates(peer *p)
{
    given_connected_with(p, 65535, MSS);
    duplicates(p, 1, 5);
    app_writes(p, 30000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    engine_is_silent_for(p, ms(50));
}

/* ssthresh is half of the flight of ten, cwnd that and three; each further duplicate adds one: the fifth makes room for
 * the segment behind the twelve. covers: 5681-09 */
static void further_duplicates_inflate_the_window(peer *p)
{
    given_recovering(p);
    duplicates(p, 1, 4); /* cwnd 8 + 4: twelve are in flight */
    engine_is_silent(p);
    duplicates(p, 1, 1);
    engine_sends(p, ACK, .seq = 12 * MSS + 1, .ack = 1, .len = MSS);
    duplicates(p, 1, 1);
    engine_sends(p, ACK, .seq = 13 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
}

/* The ACK of everything: cwnd is ssthresh, five segments, and avoidance goes on from there. covers: 5681-09, 6582-03, 5681-13 */
static void full_ack_ends_recovery_at_ssthresh(peer *p)
{
    given_recovering(p);
    duplicates(p, 1, 8); /* cwnd 16: four more go */
    engine_streams(p, 12 * MSS + 1, 4 * MSS, MSS, false);
    peer_sends(p, ACK, .seq = 1, .ack = 12 * MSS + 1); /* 4 in flight, ssthresh 5 */
    engine_sends(p, ACK, .seq = 16 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
    for (uint32_t i = 13; i <= 17; i++) /* a window's worth: one segment more */
        peer_sends(p, ACK, .seq = 1, .ack = i * MSS + 1);
    engine_streams(p, 17 * MSS + 1, 6 * MSS, MSS, false);
    engine_is_silent(p);
}

/* A full ACK with little left in flight must not burst: what is in flight and one. covers: 6582-03 */
static void full_ack_of_everything_restarts_small(peer *p)
{
    given_recovering(p);
    peer_sends(p, ACK, .seq = 1, .ack = 12 * MSS + 1);
    engine_streams(p, 12 * MSS + 1, 2 * MSS, MSS, false);
    engine_is_silent(p);
}

/* Three of a window are lost: each partial ACK brings the next one, and no time-out. covers: 6582-02, 6582-04 */
static void each_partial_ack_resends_the_next_hole(peer *p)
{
    given_recovering(p);
    peer_sends(p, ACK, .seq = 1, .ack = 3 * MSS + 1); /* cwnd 8 - 3 + 1: nine in flight */
    engine_sends(p, ACK, .seq = 3 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 7 * MSS + 1); /* cwnd 6 - 4 + 1: five in flight */
    engine_sends(p, ACK, .seq = 7 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 12 * MSS + 1);
    engine_streams(p, 12 * MSS + 1, 2 * MSS, MSS, false);
    engine_is_silent(p);
}

/* A partial ACK takes off what it covers and adds one segment: one new segment goes when two were covered in an inflated
 * window. covers: 6582-02 */
static void partial_ack_deflates_by_what_it_covers(peer *p)
{
    given_recovering(p);
    duplicates(p, 1, 4); /* cwnd 12, twelve in flight */
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 2 * MSS + 1); /* cwnd 12 - 2 + 1 = 11, ten in flight */
    engine_sends(p, ACK, .seq = 2 * MSS + 1, .ack = 1, .len = MSS);
    engine_sends(p, ACK, .seq = 12 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
}

/* More is covered than the window is long: one segment is left of it. covers: 6582-02 */
static void large_partial_ack_leaves_one_segment(peer *p)
{
    given_recovering(p);
    peer_sends(p, ACK, .seq = 1, .ack = 11 * MSS + 1); /* 8 - 11 */
    engine_sends(p, ACK, .seq = 11 * MSS + 1, .ack = 1, .len = MSS);
    engine_is_silent(p);
}

/* covers: 6582-01, 6582-05 */
static void duplicates_after_a_timeout_resend_nothing(peer *p)
{
    given_ten_in_flight(p);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS, .within = ms(300));
    peer_sends(p, ACK, .seq = 1, .ack = MSS + 1);
    engine_streams(p, MSS + 1, 2 * MSS, MSS, false);
    duplicates(p, MSS + 1, 3); /* the peer had the rest: limited transmit may send, nothing goes again */
    engine_streams(p, 3 * MSS + 1, 2 * MSS, MSS, false);
    engine_is_silent(p);
}

/* The segment that was resent is lost too: the timer, which began when it left, finds it. covers: 5681-13, 6582-04 */
static void resent_segment_that_is_lost_times_out(peer *p)
{
    given_recovering(p);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS, .after = ms(200));
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 12 * MSS + 1);
    engine_streams(p, 12 * MSS + 1, 2 * MSS, MSS, false);
}

/* The last segment of a stream, shorter than the others. covers: 5681-06 */
static void short_segment_is_resent_as_it_was(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 3 * MSS + 300);
    engine_streams(p, 1, 3 * MSS, MSS, false);
    peer_sends(p, ACK, .seq = 1, .ack = 3 * MSS + 1);
    engine_sends(p, ACK, .seq = 3 * MSS + 1, .ack = 1, .len = 300);
    duplicates(p, 3 * MSS + 1, 3);
    engine_sends(p, ACK, .seq = 3 * MSS + 1, .ack = 1, .len = 300);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 3 * MSS + 301);
    engine_is_silent_for(p, seconds(1));
}

/* Only the FIN is unanswered: duplicates ask for nothing, the timer sends it again. covers: 5681-06 */
static void fin_alone_waits_for_the_timer(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 101, .ack = 1);
    duplicates(p, 101, 4);
    engine_sends(p, FIN | ACK, .seq = 101, .ack = 1, .within = ms(300));
    peer_sends(p, ACK, .seq = 1, .ack = 102);
}

/* Small segments bring more duplicate ACKs than their window has large ones: what each lends comes to an end, and the peer's
 * window says how far one may go. covers: 5681-08 */
static void duplicates_without_end_leave_the_window_open(peer *p)
{
    given_recovering(p);
    duplicates(p, 1, 1050);
    engine_streams(p, 12 * MSS + 1, 48 * MSS, MSS, false);
    engine_is_silent_for(p, ms(1)); /* the duplicates that are still on the wire */
    app_writes(p, 5000);
    engine_streams(p, 60 * MSS + 1, 5 * MSS, MSS, false);
    engine_is_silent(p);
}

static const wire_test tests[] = {
    TEST(first_two_duplicates_let_one_new_segment_go_each),
    TEST(new_ack_after_two_duplicates_leaves_the_window),
    TEST(third_duplicate_resends_at_once),
    TEST(acks_with_text_or_a_new_window_are_no_duplicates),
    TEST(without_anything_in_flight_there_are_no_duplicates),
    TEST(further_duplicates_inflate_the_window),
    TEST(duplicates_without_end_leave_the_window_open),
    TEST(full_ack_ends_recovery_at_ssthresh),
    TEST(full_ack_of_everything_restarts_small),
    TEST(each_partial_ack_resends_the_next_hole),
    TEST(partial_ack_deflates_by_what_it_covers),
    TEST(large_partial_ack_leaves_one_segment),
    TEST(duplicates_after_a_timeout_resend_nothing),
    TEST(resent_segment_that_is_lost_times_out),
    TEST(short_segment_is_resent_as_it_was),
    TEST(fin_alone_waits_for_the_timer),
};
const wire_suite congestion_recovery = SUITE("loss recovery", tests);
