/* host.c: well-formed host messages that no honest host sends (invariant 9): the engine loses nothing by them. */
#include "wire.h"

/* Sequence numbers can be compared over half of their space only: an edge farther ahead than that means nothing. */
static void send_edge_beyond_half_the_space_does_not_stop_retransmission(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    host_sends_edge(p, 0x7fffffff);
    host_sends_edge(p, 0xfffffffe);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .within = ms(300));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_is_silent_for(p, ms(500));
}

static void receive_limit_beyond_half_the_space_does_not_shut_the_window(peer *p)
{
    given_connected(p);
    host_sends_limit(p, 0x7fffffff);
    host_sends_limit(p, 0xfffffffe);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .window = 65535);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101, .window = 65535);
}

static const wire_test tests[] = {
    TEST(send_edge_beyond_half_the_space_does_not_stop_retransmission),
    TEST(receive_limit_beyond_half_the_space_does_not_shut_the_window),
};
const wire_suite data_host = SUITE("messages that no honest host sends", tests);
