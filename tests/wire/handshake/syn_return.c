/* syn_return.c: another SYN inside the window of a connection in SYN-RECEIVED that came from LISTEN (RFC 9293 section
 * 3.10.7.4, fourth): the connection returns to LISTEN, silently, and its slot serves the next one. */
#include "wire.h"

static void syn_in_syn_received_returns_the_slot_silently(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, SYN, .seq = 100, .mss = 1460);
    engine_is_silent_for(p, seconds(10));
    app_has_nothing_to_accept(p);
    on_connection(p, 1);
    peer_sends(p, SYN, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* The same where the application has opened: as in the synchronized states (RFC 5961 section 4). */
static void syn_in_syn_received_of_an_active_open_is_challenged(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, SYN, .seq = 100, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_not_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

static const wire_test tests[] = {
    TEST(syn_in_syn_received_of_an_active_open_is_challenged),
    TEST(syn_in_syn_received_returns_the_slot_silently),
};
const wire_suite handshake_syn_return = SUITE("SYN in SYN-RECEIVED", tests);
