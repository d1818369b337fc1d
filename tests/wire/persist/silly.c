/* silly.c: the sender's part against silly windows (RFC 9293 section 3.8.6.2.1): what the window cuts short waits for more,
 * for its half, or for the override time-out, which is the RTO. */
#include "wire.h"

/* 4,000 bytes were sent and ACKed; the application has more, and the peer's window is now so large. */
static void given_small_window(peer *p, uint16_t window)
{
    given_connected_with(p, 4000, 1000);
    app_writes(p, 6000);
    engine_streams(p, 1, 4000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window = window);
}

/* covers: MUST-38 */
static void one_byte_of_window_is_not_filled_at_once(peer *p)
{
    given_small_window(p, 1);
    engine_sends(p, ACK, .seq = 4001, .ack = 1, .len = 1, .after = ms(200));
}

/* covers: MUST-38 */
static void what_fits_leaves_in_one_segment_when_the_time_is_over(peer *p)
{
    given_small_window(p, 300);
    engine_sends(p, ACK, .seq = 4001, .ack = 1, .len = 300, .after = ms(200));
    peer_sends(p, ACK, .seq = 1, .ack = 4301, .window = 200);
    engine_sends(p, ACK, .seq = 4301, .ack = 1, .len = 200, .after = ms(200));
    peer_sends(p, ACK, .seq = 1, .ack = 4501, .window = 4000);
    engine_sends(p, ACK, .seq = 4501, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 5501, .window = 4000);
    engine_sends(p, ACK, .seq = 5501, .ack = 1, .len = 500);
}

/* covers: MUST-38 */
static void window_that_opens_ends_the_wait(peer *p)
{
    given_small_window(p, 300);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window = 1000);
    engine_sends(p, ACK, .seq = 4001, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 5001, .window = 4000);
    engine_sends(p, ACK, .seq = 5001, .ack = 1, .len = 1000);
}

/* A window that is shut is probed. covers: MUST-38, MUST-36 */
static void window_that_shuts_during_the_wait_is_probed(peer *p)
{
    given_small_window(p, 300);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window_zero = true);
    engine_sends(p, ACK, .seq = 4001, .ack = 1, .len = 1, .within = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window = 4000);
    engine_sends(p, ACK, .seq = 4001, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 5001, .ack = 1, .len = 1000);
}

/* Half of the largest window is worth a segment. covers: MUST-38 */
static void half_of_the_largest_window_is_filled_at_once(peer *p)
{
    given_connected_with(p, 600, 1000);
    app_writes(p, 2000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 600);
    peer_sends(p, ACK, .seq = 1, .ack = 601, .window = 300);
    engine_sends(p, ACK, .seq = 601, .ack = 1, .len = 300);
    peer_sends(p, ACK, .seq = 1, .ack = 901, .window = 299);
    engine_is_silent_for(p, ms(150));
    engine_sends(p, ACK, .seq = 901, .ack = 1, .len = 299, .within = seconds(1));
}

/* All that is left fits. covers: MUST-38 */
static void last_of_the_text_leaves_at_once(peer *p)
{
    given_connected_with(p, 4000, 1000);
    app_writes(p, 4200);
    engine_streams(p, 1, 4000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 4001, .window = 200);
    engine_sends(p, ACK, .seq = 4001, .ack = 1, .len = 200);
}

/* What was sent before is sent again at once, as much as fits. covers: MUST-38 */
static void lost_segment_is_sent_again_into_a_small_window(peer *p)
{
    given_connected_with(p, 4000, 1000);
    app_writes(p, 6000);
    engine_streams(p, 1, 4000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 3001, .window = 1000);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 3001, .window = 1100);
    engine_sends(p, ACK, .seq = 3001, .ack = 1, .len = 1000, .within = seconds(2));
}

static const wire_test tests[] = {
    TEST(one_byte_of_window_is_not_filled_at_once),
    TEST(what_fits_leaves_in_one_segment_when_the_time_is_over),
    TEST(window_that_opens_ends_the_wait),
    TEST(window_that_shuts_during_the_wait_is_probed),
    TEST(half_of_the_largest_window_is_filled_at_once),
    TEST(last_of_the_text_leaves_at_once),
    TEST(lost_segment_is_sent_again_into_a_small_window),
};
const wire_suite persist_silly = SUITE("silly windows", tests);
