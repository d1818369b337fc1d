/* path_mtu.c: "fragmentation needed" (RFC 1191, RFC 5927 section 7): smaller segments, sent again at once. */
#include "icmp.h"

enum { FULL = 1460 };

/* Connected; four full segments and a short one are in flight, the first in this frame. */
static void given_flight(peer *p, frame *first)
{
    frame_view v;

    given_connected(p);
    app_sets_nodelay(p);
    app_writes(p, 4 * FULL + 100);
    engine_sends_frame(p, ms(5), first, &v);
    EXPECT(p, v.payload_bytes == FULL);
    engine_streams(p, 1 + FULL, 3 * FULL + 100, FULL, false);
}

/* covers: 1191-02, MUST-54 */
static void everything_in_flight_goes_again_in_smaller_segments_at_once(peer *p)
{
    frame f;
    us begin;

    given_flight(p, &f);
    begin = now_us(p);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 1000});
    engine_streams(p, 1, 4 * FULL + 100, 960, false);
    EXPECT(p, now_us(p) - begin < ms(20)); /* no time-out was needed */
    peer_sends(p, ACK, .seq = 1, .ack = 1 + 4 * FULL + 100);
    app_writes(p, 3 * 960);
    engine_streams(p, 1 + 4 * FULL + 100, 3 * 960, 960, true);
}

/* Neither the back-off nor the congestion window: twelve segments are allowed after the ACK of two. covers: 1191-02 */
static void it_says_nothing_about_congestion(peer *p)
{
    frame f;
    frame_view v;

    given_connected(p);
    app_writes(p, 40 * FULL);
    engine_sends_frame(p, ms(5), &f, &v);
    engine_streams(p, 1 + FULL, 9 * FULL, FULL, false);
    engine_is_silent(p);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 770});
    engine_streams(p, 1, 20 * 730, 730, false); /* the initial window was ten segments of 1460 */
    engine_is_silent(p);
}

/* covers: 1191-04, 5927-06, 1191-03 */
static void size_below_552_is_taken_as_552(peer *p)
{
    static const uint16_t sizes[] = {0, 60, 68, 551, 552};

    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        frame f;

        on_connection(p, i);
        given_flight(p, &f);
        peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = sizes[i]});
        engine_streams(p, 1, 4 * FULL + 100, 512, true);
    }
}

/* covers: 1191-05 */
static void size_that_is_not_smaller_changes_nothing(peer *p)
{
    static const uint16_t sizes[] = {1500, 1501, 9000, 65535};
    frame f;

    given_flight(p, &f);
    for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = sizes[i]});
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1 + 4 * FULL + 100);
    app_writes(p, FULL);
    engine_sends(p, ACK, .seq = 1 + 4 * FULL + 100, .ack = 1, .len = FULL);
}

/* It is known per connection: another, and the MSS of a new SYN, stay as they were. covers: 1191-08 */
static void another_connection_keeps_its_size(peer *p)
{
    frame f;

    given_flight(p, &f);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 1000});
    engine_streams(p, 1, 4 * FULL + 100, 960, true);
    on_connection(p, 1);
    app_connects(p);
    engine_sends(p, SYN, .mss = FULL);
    peer_sends(p, SYN | ACK, .ack = 1, .mss = ENGINE_MSS);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_writes(p, FULL);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = FULL);
}

/* covers: 5927-01, 1191-07 */
static void quote_of_what_is_not_in_flight_changes_nothing(peer *p)
{
    frame f;

    given_flight(p, &f);
    peer_sends(p, ACK, .seq = 1, .ack = 1 + FULL);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 600});
    peer_sends_error(
        p, &f,
        (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 600, .seq_shift = 4 * FULL + 100});
    engine_is_silent(p);
}

/* The FIN alone is in flight: it fits everywhere, and is sent again as ever. covers: 1191-02 */
static void fin_in_flight_is_not_lost(peer *p)
{
    frame f;
    frame_view v;

    given_connected(p);
    app_writes(p, FULL);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = FULL);
    peer_sends(p, ACK, .seq = 1, .ack = 1 + FULL);
    app_shuts_down(p);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.tcp.flags == (FIN | ACK));
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 600});
    engine_sends(p, FIN | ACK, .seq = 1 + FULL, .ack = 1, .within = ms(300));
    peer_sends(p, ACK, .seq = 1, .ack = 2 + FULL);
    engine_is_silent_for(p, seconds(10));
}

/* Text with the FIN behind it goes again, and the FIN again behind it. covers: 1191-02 */
static void text_and_fin_go_again_together(peer *p)
{
    frame f;
    frame_view v;

    given_connected(p);
    app_writes(p, FULL);
    engine_sends_frame(p, ms(5), &f, &v);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1 + FULL, .ack = 1);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 1000});
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 960);
    engine_ends(p, 961, 500, 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2 + FULL);
    engine_is_silent_for(p, seconds(10));
}

/* A probe of a shut window is in flight: its timer goes on. covers: MUST-36 */
static void probes_of_a_shut_window_go_on(peer *p)
{
    frame f;
    frame_view v;

    given_connected_with(p, 100, FULL);
    app_writes(p, 2000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 101, .window_zero = true);
    engine_sends_frame(p, seconds(2), &f, &v);
    EXPECT(p, v.payload_bytes == 1);
    peer_sends_error(p, &f, (icmp_error){.type = UNREACHABLE, .code = FRAGMENTATION_NEEDED, .low = 600});
    engine_sends(p, ACK, .seq = 101, .ack = 1, .len = 1, .within = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_streams(p, 101, 1900, 560, true);
}

static const wire_test tests[] = {
    TEST(everything_in_flight_goes_again_in_smaller_segments_at_once),
    TEST(it_says_nothing_about_congestion),
    TEST(size_below_552_is_taken_as_552, .conns_at_least = 5),
    TEST(size_that_is_not_smaller_changes_nothing),
    TEST(another_connection_keeps_its_size, .conns_at_least = 2),
    TEST(quote_of_what_is_not_in_flight_changes_nothing),
    TEST(fin_in_flight_is_not_lost),
    TEST(text_and_fin_go_again_together),
    TEST(probes_of_a_shut_window_go_on),
};
const wire_suite icmp_path_mtu = SUITE("path MTU", tests);
