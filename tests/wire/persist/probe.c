/* probe.c: the window is closed and something waits (RFC 9293 section 3.8.6.1). */
#include "wire.h"

/* The peer's window is zero from the SYN-ACK on. */
static void given_closed_window(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1000, .window_zero = true);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

/* covers: MUST-36, SHLD-29 */
static void zero_window_is_probed_after_one_rto(peer *p)
{
    given_closed_window(p);
    app_writes(p, 500);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = ms(200));
    peer_sends(p, ACK, .seq = 1, .ack = 1, .window_zero = true);
}

/* It has been shut since it was first heard to be. covers: SHLD-29 */
static void window_heard_to_be_shut_again_does_not_postpone_the_probe(peer *p)
{
    given_closed_window(p);
    app_writes(p, 500);
    after(p, ms(120));
    peer_sends(p, ACK, .seq = 1, .ack = 1, .window_zero = true);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = ms(80));
}

/* covers: SHLD-30, MUST-36 */
static void probes_come_at_doubling_intervals(peer *p)
{
    given_closed_window(p);
    app_writes(p, 500);
    for (us wait = 200; wait <= 25600; wait *= 2)
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = ms(wait));
}

/* The peer's answer opens nothing: it is no reason to ask sooner. covers: SHLD-30, MUST-36 */
static void answered_probes_come_at_doubling_intervals(peer *p)
{
    given_closed_window(p);
    app_writes(p, 500);
    for (us wait = 200; wait <= 25600; wait *= 2) {
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = ms(wait));
        peer_sends(p, ACK, .seq = 1, .ack = 1, .window_zero = true);
    }
}

/* covers: SHLD-30, MUST-37 */
static void connection_stays_open_as_long_as_probes_are_acknowledged(peer *p)
{
    given_closed_window(p);
    app_writes(p, 500);
    for (int i = 0; i < 40; i++) {
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(61));
        peer_sends(p, ACK, .seq = 1, .ack = 1, .window_zero = true);
    }
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 500);
    peer_sends(p, ACK, .seq = 1, .ack = 501);
}

/* covers: MUST-36 */
static void probe_that_is_accepted_moves_on_by_one_byte(peer *p)
{
    given_closed_window(p);
    app_writes(p, 500);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(1));
    peer_sends(p, ACK, .seq = 1, .ack = 2, .window_zero = true);
    engine_sends(p, ACK, .seq = 2, .ack = 1, .len = 1, .within = seconds(61));
    peer_sends(p, ACK, .seq = 1, .ack = 3, .window = 1000);
    engine_sends(p, ACK, .seq = 3, .ack = 1, .len = 498);
    peer_sends(p, ACK, .seq = 1, .ack = 501);
    engine_is_silent_for(p, seconds(70));
}

/* The window closes behind text that fits exactly; more waits. covers: MUST-36, SHLD-29 */
static void window_that_closes_later_is_probed(peer *p)
{
    given_connected_with(p, 2000, 1000);
    app_writes(p, 3000);
    engine_streams(p, 1, 2000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 2001, .window_zero = true);
    engine_sends(p, ACK, .seq = 2001, .ack = 1, .len = 1, .after = ms(200));
    peer_sends(p, ACK, .seq = 1, .ack = 2001, .window = 2000);
    engine_sends(p, ACK, .seq = 2001, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 3001);
}

/* The peer opened its window, but that segment was lost. covers: MUST-36 */
static void lost_window_update_does_not_hang_the_connection(peer *p)
{
    given_connected_with(p, 1000, 1000);
    app_writes(p, 2000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window_zero = true);
    after(p, ms(100)); /* here the update is lost */
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1, .within = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 1002, .window = 5000);
    engine_sends(p, ACK, .seq = 1002, .ack = 1, .len = 999);
    peer_sends(p, ACK, .seq = 1, .ack = 2001);
    engine_is_silent_for(p, seconds(70));
}

/* covers: MUST-35, MUST-34, SHLD-17 */
static void window_shrunk_to_zero_with_text_in_flight_is_probed(peer *p)
{
    given_connected_with(p, 3000, 1000);
    app_writes(p, 3000);
    engine_streams(p, 1, 3000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window_zero = true);
    for (int i = 0; i < 20; i++) {
        frame f;
        frame_view v;

        engine_sends_frame(p, seconds(62), &f, &v);
        EXPECT(p, seq_of(p, &v) == 1001 && v.payload_bytes >= 1);
        peer_sends(p, ACK, .seq = 1, .ack = 1001, .window_zero = true);
    }
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 3001, .window = 3000);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 3001, .ack = 1, .len = 10);
    peer_sends(p, ACK, .seq = 1, .ack = 3011);
}

static void nothing_to_send_means_no_probe(peer *p)
{
    given_closed_window(p);
    engine_is_silent_for(p, seconds(100));
}

/* covers: MUST-36 */
static void opening_of_the_window_stops_the_probes(peer *p)
{
    given_closed_window(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(1));
    peer_sends(p, ACK, .seq = 1, .ack = 1, .window = 4000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_is_silent_for(p, seconds(100));
}

/* Text that was sent into the opened window and lost needs the retransmission timer again. covers: 6298-09 */
static void loss_after_a_probe_is_retransmitted(peer *p)
{
    given_closed_window(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(1));
    peer_sends(p, ACK, .seq = 1, .ack = 2, .window = 4000);
    engine_sends(p, ACK, .seq = 2, .ack = 1, .len = 99);
    engine_sends(p, ACK, .seq = 2, .ack = 1, .len = 99, .within = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
}

/* The sender's silly window override: what is too little to send at once goes after a time. covers: MUST-38 */
static void window_too_small_for_a_full_segment_does_not_hang(peer *p)
{
    uint32_t taken = 1;

    given_connected_with(p, 4000, 1000);
    app_writes(p, 4300);
    engine_streams(p, 1, 4000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window = 100);
    for (taken = 4001; taken != 4301 && !peer_failed(p);) {
        frame f;
        frame_view v;

        engine_sends_frame(p, seconds(62), &f, &v);
        EXPECT(p, seq_of(p, &v) == taken && v.payload_bytes >= 1 && v.payload_bytes <= 100);
        taken += (uint32_t)v.payload_bytes;
        peer_sends(p, ACK, .seq = 1, .ack = taken, .window = 100);
    }
    engine_is_silent_for(p, seconds(70));
}

/* covers: MUST-36, 9293x-13 */
static void close_behind_a_closed_window_still_ends_in_order(peer *p)
{
    given_closed_window(p);
    app_writes(p, 100);
    app_shuts_down(p);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(1));
    peer_sends(p, ACK, .seq = 1, .ack = 2, .window = 4000);
    engine_ends(p, 2, 99, 1);
    peer_sends(p, ACK, .seq = 1, .ack = 102);
    engine_is_silent_for(p, seconds(70));
}

static const wire_test tests[] = {
    TEST(zero_window_is_probed_after_one_rto),
    TEST(window_heard_to_be_shut_again_does_not_postpone_the_probe),
    TEST(probes_come_at_doubling_intervals),
    TEST(answered_probes_come_at_doubling_intervals),
    TEST(connection_stays_open_as_long_as_probes_are_acknowledged),
    TEST(probe_that_is_accepted_moves_on_by_one_byte),
    TEST(window_that_closes_later_is_probed),
    TEST(lost_window_update_does_not_hang_the_connection),
    TEST(window_shrunk_to_zero_with_text_in_flight_is_probed),
    TEST(nothing_to_send_means_no_probe),
    TEST(opening_of_the_window_stops_the_probes),
    TEST(loss_after_a_probe_is_retransmitted),
    TEST(window_too_small_for_a_full_segment_does_not_hang),
    TEST(close_behind_a_closed_window_still_ends_in_order),
};
const wire_suite persist_probe = SUITE("window probes", tests);
