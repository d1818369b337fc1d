/* send.c: text to the peer (RFC 9293 sections 3.7, 3.8.6 and 3.9.1.2). */
#include "wire.h"

/* covers: MUST-60, MUST-61 */
static void small_write_leaves_at_once_with_psh(peer *p)
{
    given_connected(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .psh = true);
    peer_sends(p, ACK, .seq = 1, .ack = 11);
    engine_is_silent_for(p, seconds(5));
}

/* covers: MUST-61, SHLD-27, SHLD-28 */
static void psh_is_on_the_last_segment_of_a_write(peer *p)
{
    given_connected(p);
    app_writes(p, 3000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1460, .no_psh = true);
    engine_sends(p, ACK, .seq = 1461, .ack = 1, .len = 1460, .no_psh = true);
    peer_sends(p, ACK, .seq = 1, .ack = 2921);
    engine_sends(p, ACK, .seq = 2921, .ack = 1, .len = 80, .psh = true);
    peer_sends(p, ACK, .seq = 1, .ack = 3001);
}

/* covers: MUST-2 */
static void text_of_every_size_is_sent_whole(peer *p)
{
    static const uint32_t sizes[] = {1,  2,  3,  5,  6,  7,  8,  9,   10,   14,   15,  16,
                                     17, 31, 32, 33, 63, 64, 65, 535, 1453, 1459, 1460};
    uint32_t next = 1;

    given_connected(p);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        app_writes(p, sizes[i]);
        engine_sends(p, ACK, .seq = next, .ack = 1, .len = sizes[i]);
        next += sizes[i];
        peer_sends(p, ACK, .seq = 1, .ack = next);
    }
}

/* covers: SHLD-28 */
static void long_write_is_sent_in_full_segments(peer *p)
{
    given_connected(p);
    app_writes(p, 200000);
    engine_streams(p, 1, 200000, 1460, true);
}

/* covers: SHLD-7 */
static void second_small_write_waits_for_the_ack(peer *p)
{
    given_connected(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    app_writes(p, 10);
    app_writes(p, 5);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 11);
    engine_sends(p, ACK, .seq = 11, .ack = 1, .len = 15, .psh = true);
    peer_sends(p, ACK, .seq = 1, .ack = 26);
}

/* covers: MUST-17 */
static void nodelay_sends_small_writes_at_once(peer *p)
{
    given_connected(p);
    app_sets_nodelay(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 11, .ack = 1, .len = 10);
    app_writes(p, 1);
    engine_sends(p, ACK, .seq = 21, .ack = 1, .len = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 22);
}

/* covers: MUST-1 */
static void window_is_used_to_the_last_byte_and_not_beyond(peer *p)
{
    given_connected_with(p, 4000, 1000);
    app_writes(p, 10000);
    engine_streams(p, 1, 4000, 1000, false);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 2001, .window = 4000);
    engine_streams(p, 4001, 2000, 1000, false);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 6001, .window = 65535);
    engine_streams(p, 6001, 4000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 10001);
}

/* The window is unsigned: 0x8000 and more is much, not negative. covers: MUST-1, REC-1 */
static void window_above_32767_is_used_whole(peer *p)
{
    uint32_t una = 1;

    given_connected_with(p, 36000, 1000);
    app_writes(p, 100000);
    for (uint32_t flight = 10; flight <= 20; flight *= 2) { /* slow start, until the peer's window is the smaller one */
        engine_streams(p, una, flight * 1000, 1000, false);
        for (uint32_t i = 0; i < flight; i++)
            peer_sends(p, ACK, .seq = 1, .ack = una += 1000, .window = 36000);
    }
    engine_streams(p, una, 36000, 1000, false);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = una + 36000, .window = 36000);
    engine_streams(p, una + 36000, 34000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 100001);
}

/* What is left of the window is too small for a whole segment: the next ACK makes room. covers: MUST-38 */
static void rest_of_the_window_waits_for_a_whole_segment(peer *p)
{
    given_connected_with(p, 2500, 1000);
    app_writes(p, 10000);
    engine_streams(p, 1, 2000, 1000, false);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window = 1501); /* one byte more */
    engine_is_silent_for(p, ms(50));
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window = 2000);
    engine_sends(p, ACK, .seq = 2001, .ack = 1, .len = 1000);
    engine_is_silent_for(p, ms(50));
}

/* covers: MUST-16 */
static void window_of_the_syn_ack_counts(peer *p)
{
    given_connected_with(p, 1000, 1460);
    app_writes(p, 3000);
    after(p, ms(5));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 1001);
    engine_streams(p, 1001, 2000, 1460, true);
}

/* covers: MUST-34, SHLD-15 */
static void shrunk_window_stops_new_text(peer *p)
{
    given_connected_with(p, 4000, 1000);
    app_writes(p, 6000);
    engine_streams(p, 1, 4000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window = 2000); /* the edge goes from 4001 back to 3001 */
    engine_is_silent_for(p, ms(150));
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window = 4000);
    engine_streams(p, 4001, 2000, 1000, true);
}

/* covers: MUST-34, SHLD-16 */
static void text_inside_a_shrunk_window_is_sent_again_after_rto(peer *p)
{
    given_connected_with(p, 4000, 1000);
    app_writes(p, 4000);
    engine_streams(p, 1, 4000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window = 1500);
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1000, .within = seconds(2));
    after(p, ms(5));
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window = 4000); /* it was only the peer that was slow */
    engine_may_send(p, ACK, .seq = 2001, .ack = 1, .len = 500);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 4001, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 4101);
}

/* covers: 1122-08 */
static void both_directions_flow_at_once(peer *p)
{
    given_connected(p);
    app_writes(p, 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1460);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1461, .len = 700);
    engine_sends(p, ACK, .seq = 1461, .ack = 701);
    app_writes(p, 20);
    engine_sends(p, ACK, .seq = 1461, .ack = 701, .len = 20);
    peer_sends(p, ACK | PSH, .seq = 701, .ack = 1481, .len = 1);
    engine_sends(p, ACK, .seq = 1481, .ack = 702);
    app_reads(p, 701);
}

/* covers: MUST-60 */
static void accepted_connection_carries_text_both_ways(peer *p)
{
    given_accepted(p);
    app_writes(p, 3);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 3, .psh = true);
    peer_sends(p, ACK, .seq = 1, .ack = 4);
    peer_sends(p, ACK, .seq = 1, .ack = 4, .len = 3);
    engine_sends(p, ACK, .seq = 4, .ack = 4);
    app_reads(p, 3);
}

static const wire_test tests[] = {
    TEST(small_write_leaves_at_once_with_psh),
    TEST(psh_is_on_the_last_segment_of_a_write),
    TEST(text_of_every_size_is_sent_whole),
    TEST(long_write_is_sent_in_full_segments),
    TEST(second_small_write_waits_for_the_ack),
    TEST(nodelay_sends_small_writes_at_once),
    TEST(window_is_used_to_the_last_byte_and_not_beyond),
    TEST(window_above_32767_is_used_whole),
    TEST(rest_of_the_window_waits_for_a_whole_segment),
    TEST(window_of_the_syn_ack_counts),
    TEST(shrunk_window_stops_new_text),
    TEST(text_inside_a_shrunk_window_is_sent_again_after_rto),
    TEST(both_directions_flow_at_once),
    TEST(accepted_connection_carries_text_both_ways),
};
const wire_suite data_send = SUITE("sending", tests);
