/* ack.c: the ACK and window fields (RFC 9293 section 3.10.7.4, fifth check). */
#include "wire.h"

/* covers: 9293x-09 */
static void ack_above_what_was_sent_is_answered_not_applied(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 102);
    engine_sends(p, ACK, .seq = 101, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 101 + 0x40000000);
    engine_sends(p, ACK, .seq = 101, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .within = seconds(2)); /* still not ACKed */
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_is_silent_for(p, seconds(5));
}

/* covers: 9293x-09 */
static void text_with_an_ack_above_what_was_sent_is_dropped(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 40);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 40);
    engine_sends(p, ACK, .seq = 1, .ack = 41);
    app_reads(p, 40);
}

/* covers: 9293x-09 */
static void duplicate_ack_changes_nothing(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    peer_sends(p, ACK, .seq = 1, .ack = 51);
    engine_is_silent_for(p, seconds(3));
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 101, .ack = 1, .len = 10);
    peer_sends(p, ACK, .seq = 1, .ack = 111);
}

/* An old ACK does not stop the text that it comes with. covers: 9293x-09 */
static void text_with_an_old_ack_is_taken(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    peer_sends(p, ACK, .seq = 1, .ack = 51, .len = 30);
    engine_sends(p, ACK, .seq = 101, .ack = 31);
    app_reads(p, 30);
}

/* covers: 6298-08 */
static void ack_inside_a_segment_is_applied(peer *p)
{
    given_connected(p);
    app_writes(p, 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 401);
    engine_sends(p, ACK, .seq = 401, .ack = 1, .len = 600, .within = seconds(2)); /* only what is missing comes again */
    peer_sends(p, ACK, .seq = 1, .ack = 1001);
    engine_is_silent_for(p, seconds(3));
}

/* covers: 9293x-10 */
static void window_of_an_older_segment_is_ignored(peer *p)
{
    given_connected_with(p, 3000, 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .window = 2000); /* WL1 = 1 */
    engine_sends(p, ACK, .seq = 1, .ack = 11);
    peer_sends(p, ACK, .seq = 11, .ack = 1, .len = 10, .window = 2000); /* WL1 = 11 */
    engine_sends(p, ACK, .seq = 1, .ack = 21);
    peer_sends(p, ACK, .seq = 5, .ack = 1, .len = 20, .window = 9000); /* acceptable, but SEG.SEQ < WL1 */
    engine_sends(p, ACK, .seq = 1, .ack = 25);
    app_writes(p, 5000);
    engine_streams(p, 1, 2000, 1000, false);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 25, .ack = 2001, .window = 9000);
    engine_streams(p, 2001, 3000, 1000, true);
    app_reads(p, 24);
}

/* covers: 9293x-10 */
static void window_of_an_older_ack_is_ignored(peer *p)
{
    given_connected_with(p, 3000, 1000);
    app_writes(p, 2000);
    engine_streams(p, 1, 2000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 2001, .window = 1000); /* WL2 = 2001 */
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window = 9000); /* the same sequence number, an older ACK */
    app_writes(p, 3000);
    engine_sends(p, ACK, .seq = 2001, .ack = 1, .len = 1000);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 3001, .window = 9000);
    engine_streams(p, 3001, 2000, 1000, true);
}

/* WL1 = SEG.SEQ and WL2 = SEG.ACK: a pure window update. covers: 9293x-10 */
static void window_update_without_new_ack_is_applied(peer *p)
{
    given_connected_with(p, 1000, 1000);
    app_writes(p, 3000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_is_silent_for(p, ms(50));
    peer_sends(p, ACK, .seq = 1, .ack = 1, .window = 3000);
    engine_streams(p, 1001, 2000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 3001);
}

/* covers: 5681-12 */
static void one_segment_is_answered_by_one_ack(peer *p)
{
    given_connected(p);
    for (uint32_t i = 0; i < 10; i++)
        peer_sends(p, ACK, .seq = 1 + 100 * i, .ack = 1, .len = 100);
    for (uint32_t i = 0; i < 10; i++)
        engine_may_send(p, ACK, .seq = 1, .ack = 101 + 100 * i);
    engine_is_silent(p);
    app_reads(p, 1000);
    engine_is_silent(p);
}

/* ACKs and empty segments are never answered, or two engines would talk for ever. covers: 9293x-06 */
static void acceptable_ack_is_not_answered(peer *p)
{
    given_connected(p);
    for (int i = 0; i < 10; i++)
        peer_sends(p, ACK, .seq = 1, .ack = 1);
    engine_is_silent_for(p, seconds(1));
}

/* A segment that was overtaken does not say what the window is, but what it ACKs is ACKed: also beyond a right edge that a
 * later one has moved left. (fuzz_frames, seed 2) covers: MUST-34 */
static void ack_beyond_a_right_edge_that_moved_left_is_applied(peer *p)
{
    given_connected(p);
    app_writes(p, 3000);
    engine_streams(p, 1, 2920, 1460, false);
    peer_sends(p, ACK, .seq = 11, .ack = 1, .len = 10, .window = 100); /* the later one */
    engine_sends(p, ACK, .seq = 2921, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2921, .len = 10);
    engine_sends(p, ACK, .seq = 2921, .ack = 21);
    app_reads(p, 20);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 21, .ack = 2921);
    engine_sends(p, ACK, .seq = 2921, .ack = 21, .len = 80);
    peer_sends(p, ACK, .seq = 21, .ack = 3001);
}

static const wire_test tests[] = {
    TEST(ack_beyond_a_right_edge_that_moved_left_is_applied),
    TEST(ack_above_what_was_sent_is_answered_not_applied),
    TEST(text_with_an_ack_above_what_was_sent_is_dropped),
    TEST(duplicate_ack_changes_nothing),
    TEST(text_with_an_old_ack_is_taken),
    TEST(ack_inside_a_segment_is_applied),
    TEST(window_of_an_older_segment_is_ignored),
    TEST(window_of_an_older_ack_is_ignored),
    TEST(window_update_without_new_ack_is_applied),
    TEST(one_segment_is_answered_by_one_ack),
    TEST(acceptable_ack_is_not_answered),
};
const wire_suite data_ack = SUITE("acknowledgments and windows", tests);
