/* window.c: the congestion window: its first size, slow start, congestion avoidance, the time-out (RFC 5681 section 3.1). */
#include "wire.h"

enum { MSS = 1000 };

/* Sends `count` ACKs, one for each full segment from `una` on. */
static uint32_t acks_each(peer *p, uint32_t una, unsigned count, uint32_t mss)
{
    for (unsigned i = 0; i < count; i++) {
        una += mss;
        peer_sends(p, ACK, .seq = 1, .ack = una);
    }
    return una;
}

/* RFC 6928: ten segments. covers: 5681-01, 6928/3042/5682/4015-misc-01 */
static void first_flight_is_ten_segments(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 30000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* covers: 5681-01, 6928/3042/5682/4015-misc-01 */
static void first_flight_of_large_segments_is_14600_bytes(peer *p)
{
    given_connected(p);
    app_writes(p, 30000);
    engine_streams(p, 1, 14600, 1460, false);
    engine_is_silent_for(p, ms(100));
}

/* covers: 5681-01 */
static void passive_side_starts_with_ten_segments_too(peer *p)
{
    given_accepted(p);
    app_writes(p, 30000);
    engine_streams(p, 1, 14600, 1460, false);
    engine_is_silent_for(p, ms(100));
}

/* covers: 5681-02 */
static void lost_syn_makes_the_first_flight_one_segment(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    engine_sends(p, SYN, .after = seconds(1));
    peer_sends(p, SYN | ACK, .ack = 1, .mss = MSS);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    app_writes(p, 10000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS);
    engine_is_silent_for(p, ms(100));
}

/* Each ACK of a full segment lets two go. covers: 5681-03, MUST-19 */
static void slow_start_doubles_the_flight(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 60000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    acks_each(p, 1, 10, MSS);
    engine_streams(p, 10 * MSS + 1, 20 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* An ACK of two segments counts as one. covers: 5681-03 */
static void slow_start_adds_one_segment_for_an_ack(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 60000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    acks_each(p, 1, 5, 2 * MSS);
    engine_streams(p, 10 * MSS + 1, 15 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* ACK division: what counts is bytes. covers: 5681-03 */
static void many_acks_of_few_bytes_grow_by_bytes(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 60000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    acks_each(p, 1, 10, 100);
    engine_streams(p, 10 * MSS + 1, 2 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* The window that nobody uses does not grow. covers: 6928/3042/5682/4015-misc-05 */
static void what_the_application_does_not_use_does_not_grow(peer *p)
{
    uint32_t seq = 1;

    given_connected_with(p, 65535, MSS);
    for (unsigned i = 0; i < 20; i++, seq += MSS) {
        app_writes(p, MSS);
        engine_sends(p, ACK, .seq = seq, .ack = 1, .len = MSS);
        peer_sends(p, ACK, .seq = 1, .ack = seq + MSS);
    }
    app_writes(p, 30000);
    engine_streams(p, seq, 10 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* After a time-out: one segment, then slow start up to half of what was in flight, then one segment a round trip.
 * covers: 5681-04, 5681-05, MUST-19 */
static void timeout_begins_again_with_one_segment(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 60000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS, .within = ms(300));
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = MSS + 1);
    engine_streams(p, MSS + 1, 2 * MSS, MSS, false); /* cwnd 2 */
    engine_is_silent_for(p, ms(50));
    acks_each(p, MSS + 1, 2, MSS);
    engine_streams(p, 3 * MSS + 1, 4 * MSS, MSS, false); /* cwnd 4 */
    engine_is_silent_for(p, ms(50));
    acks_each(p, 3 * MSS + 1, 4, MSS); /* the first makes it 5, which is ssthresh; the rest count */
    engine_streams(p, 7 * MSS + 1, 5 * MSS, MSS, false);
    engine_is_silent_for(p, ms(50));
    acks_each(p, 7 * MSS + 1, 5, MSS); /* 8 segments counted: one more, 3 left over */
    engine_streams(p, 12 * MSS + 1, 6 * MSS, MSS, false);
    engine_is_silent_for(p, ms(50));
}

/* The second time-out of the same segment does not halve again. covers: 5681-05 */
static void back_off_leaves_ssthresh(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 60000);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS, .within = ms(300));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS, .within = ms(600));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS, .within = ms(1200));
    peer_sends(p, ACK, .seq = 1, .ack = MSS + 1);
    engine_streams(p, MSS + 1, 2 * MSS, MSS, false);
    acks_each(p, MSS + 1, 2, MSS);
    engine_streams(p, 3 * MSS + 1, 4 * MSS, MSS, false); /* still slow start: ssthresh is 5 segments, not 2 */
    engine_is_silent_for(p, ms(50));
}

static void given_twenty_segments_of_window(peer *p, us pause)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 10 * MSS);
    engine_streams(p, 1, 10 * MSS, MSS, false);
    acks_each(p, 1, 10, MSS);
    after(p, pause);
}

/* covers: 5681-10 */
static void idle_time_out_restarts_with_the_first_window(peer *p)
{
    given_twenty_segments_of_window(p, ms(300));
    app_writes(p, 30000);
    engine_streams(p, 10 * MSS + 1, 10 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* The host was told of the smaller window before it wrote: it sends nothing that the engine throws away. */
static void host_hears_of_the_restart(peer *p)
{
    struct toe_info info;

    given_twenty_segments_of_window(p, ms(300));
    app_writes(p, 30000);
    engine_streams(p, 10 * MSS + 1, 10 * MSS, MSS, false);
    app_gets_info(p, &info);
    EXPECT(p, info.bytes_sent == 20 * MSS && info.bytes_resent == 0);
}

/* covers: 5681-10 */
static void shorter_pause_leaves_the_window(peer *p)
{
    given_twenty_segments_of_window(p, ms(100));
    app_writes(p, 30000);
    engine_streams(p, 10 * MSS + 1, 20 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* A window below the first one does not grow by waiting. covers: 5681-10 */
static void restart_does_not_raise_the_window(peer *p)
{
    given_connected_with(p, 65535, MSS);
    app_writes(p, 3 * MSS);
    engine_streams(p, 1, 3 * MSS, MSS, false);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = MSS, .within = ms(300));
    peer_sends(p, ACK, .seq = 1, .ack = 3 * MSS + 1);
    after(p, seconds(5));
    app_writes(p, 30000);
    engine_streams(p, 3 * MSS + 1, 2 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

/* With the peer's window the smaller one, that one counts. covers: MUST-1 */
static void smaller_window_counts(peer *p)
{
    given_connected_with(p, 4000, MSS);
    app_writes(p, 30000);
    engine_streams(p, 1, 4 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 4 * MSS + 1);
    engine_streams(p, 4 * MSS + 1, 10 * MSS, MSS, false);
    engine_is_silent_for(p, ms(100));
}

static const wire_test tests[] = {
    TEST(first_flight_is_ten_segments),
    TEST(first_flight_of_large_segments_is_14600_bytes),
    TEST(passive_side_starts_with_ten_segments_too),
    TEST(lost_syn_makes_the_first_flight_one_segment),
    TEST(slow_start_doubles_the_flight),
    TEST(slow_start_adds_one_segment_for_an_ack),
    TEST(many_acks_of_few_bytes_grow_by_bytes),
    TEST(what_the_application_does_not_use_does_not_grow),
    TEST(timeout_begins_again_with_one_segment),
    TEST(back_off_leaves_ssthresh),
    TEST(idle_time_out_restarts_with_the_first_window),
    TEST(host_hears_of_the_restart),
    TEST(shorter_pause_leaves_the_window),
    TEST(restart_does_not_raise_the_window),
    TEST(smaller_window_counts),
};
const wire_suite congestion_window = SUITE("congestion window", tests);
