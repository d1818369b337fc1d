/* window_field.c: the window that is offered: at most what its field holds (RFC 9293 section 3.1), and told again when it has
 * opened by a segment (section 3.8.6.2.2). */
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

/* The library waits for more by itself; here the host tells of each step. */
static void window_that_opens_by_less_than_a_segment_is_not_told(peer *p)
{
    given_connected(p);
    host_sends_limit(p, WINDOW + 100);
    engine_is_silent(p);
    host_sends_limit(p, WINDOW + ENGINE_MSS);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .window = WINDOW);
    host_sends_limit(p, WINDOW + ENGINE_MSS + 100);
    engine_is_silent(p);
}

static const wire_test tests[] = {
    TEST(window_that_opens_by_less_than_a_segment_is_not_told),
    TEST(large_buffer_is_offered_as_the_largest_window, .rcv_buffer_bytes = 100000),
};
const wire_suite data_window_field = SUITE("the window field", tests);
