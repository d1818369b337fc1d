/* window_field.c: the window that is offered: at most what its field holds (RFC 9293 section 3.1), and when it is told again
 * (section 3.8.6.2.2). */
#include "wire.h"

enum { WINDOW = 65535 };

static void large_buffer_is_offered_as_the_largest_window(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101, .window = 65535);
    app_reads(p, 100);
    peer_sends(p, ACK | PSH, .seq = 101, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1101, .window = 65535);
}

/* What the peer still sees of the window is enough for now, and the next ACK will say the rest. The library waits for more
 * by itself; here the host tells of each step. covers: MUST-39 */
static void window_that_opens_to_less_than_twice_its_size_is_not_told(peer *p)
{
    enum { TAKEN = 40000, SEEN = WINDOW - TAKEN };

    given_connected(p);
    for (uint32_t seq = 0; seq < TAKEN; seq += 1000) {
        peer_sends(p, ACK, .seq = 1 + seq, .ack = 1, .len = 1000);
        engine_sends(p, ACK, .seq = 1, .ack = 1001 + seq, .window = (uint16_t)(WINDOW - seq - 1000));
    }
    host_sends_limit(p, TAKEN + 2 * SEEN - 1);
    engine_is_silent(p);
    host_sends_limit(p, TAKEN + 2 * SEEN);
    engine_sends(p, ACK, .seq = 1, .ack = 1 + TAKEN, .window = 2 * SEEN);
    host_sends_limit(p, TAKEN + 2 * SEEN + 5000);
    engine_is_silent(p);
}

static const wire_test tests[] = {
    TEST(window_that_opens_to_less_than_twice_its_size_is_not_told),
    TEST(large_buffer_is_offered_as_the_largest_window, .rcv_buffer_bytes = 100000),
};
const wire_suite data_window_field = SUITE("the window field", tests);
