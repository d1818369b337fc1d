/* crossing.c: both sides open at once (RFC 9293 section 3.5, figure 7). */
#include "wire.h"

/* covers: MUST-10, 9293x-05 */
static void crossing_syns_make_one_connection(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    app_is_not_connected(p);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_may_send(p, ACK, .seq = 1, .ack = 1); /* its SYN lies left of the window */
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    engine_is_silent(p);
}

/* covers: MUST-10 */
static void crossing_connection_carries_data_both_ways(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0);
    peer_sends(p, SYN, .seq = 0, .mss = 1000);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    app_sets_nodelay(p);
    app_writes(p, 1500);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 500, .psh = true);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1501, .len = 70);
    engine_sends(p, ACK, .seq = 1501, .ack = 71);
    app_reads(p, 70);
}

/* covers: 9293x-05, 6298-09 */
static void syn_ack_of_a_crossing_open_is_sent_again(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0);
    after(p, ms(300));
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .within = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

/* covers: MUST-11, 9293x-07 */
static void rst_in_syn_received_of_an_active_open_is_refusal(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, RST, .seq = 1);
    app_connect_fails(p, -ECONNREFUSED);
    engine_is_silent_for(p, seconds(3));
}

/* covers: 9293x-13 */
static void close_in_syn_received_sends_fin_or_rst(peer *p)
{
    frame f;
    frame_view v;

    app_connects(p);
    engine_sends(p, SYN, .seq = 0);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    app_closes(p);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, (v.tcp.flags & (FIN | RST)) != 0);
}

static const wire_test tests[] = {
    TEST(crossing_syns_make_one_connection),        TEST(crossing_connection_carries_data_both_ways),
    TEST(syn_ack_of_a_crossing_open_is_sent_again), TEST(rst_in_syn_received_of_an_active_open_is_refusal),
    TEST(close_in_syn_received_sends_fin_or_rst),
};
const wire_suite handshake_crossing = SUITE("simultaneous open", tests);
