/* stray.c: segments that belong to no connection (RFC 9293 section 3.10.7.1). */
#include "wire.h"

enum { CLOSED_PORT = 9999 };

/* covers: 9293x-01 */
static void syn_to_a_closed_port_is_refused(peer *p)
{
    on_stray(p, CLOSED_PORT);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 1);
}

/* The RST acknowledges everything that occupies sequence numbers. covers: 9293x-01 */
static void segment_without_ack_is_answered_with_its_length(peer *p)
{
    on_stray(p, CLOSED_PORT);
    peer_sends(p, 0, .seq = 5, .len = 100);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 105);
    peer_sends(p, FIN, .seq = 5);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 6);
    peer_sends(p, SYN | FIN, .seq = 5, .len = 10);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 17);
    peer_sends(p, SYN, .seq = 5, .len = 1);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 7);
    peer_sends(p, 0, .seq = 5);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 5);
}

/* covers: 9293x-01 */
static void segment_with_ack_is_answered_at_that_number(peer *p)
{
    on_stray(p, CLOSED_PORT);
    peer_sends(p, ACK, .seq = 5, .ack = 1000);
    engine_sends(p, RST, .seq = 1000);
    peer_sends(p, ACK | PSH, .seq = 5, .ack = 1, .len = 700);
    engine_sends(p, RST, .seq = 1);
    peer_sends(p, SYN | ACK, .seq = 5, .ack = 2);
    engine_sends(p, RST, .seq = 2);
    peer_sends(p, FIN | ACK, .seq = 5, .ack = 3);
    engine_sends(p, RST, .seq = 3);
    peer_sends(p, FIN | SYN | ACK | URG, .seq = 5, .ack = 4, .len = 9, .urgent = 3);
    engine_sends(p, RST, .seq = 4);
}

/* covers: 9293x-01 */
static void rst_gets_no_reply(peer *p)
{
    on_stray(p, CLOSED_PORT);
    peer_sends(p, RST, .seq = 0);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 7);
    peer_sends(p, RST | SYN, .seq = 0);
    peer_sends(p, RST | FIN | ACK, .seq = 0, .ack = 7, .len = 30);
    engine_is_silent(p);
}

/* A RST without a connection answers to where the frame came from (DESIGN section 2); no ARP is needed first. */
static void refusal_goes_back_to_the_sender_of_the_frame(peer *p)
{
    frame f;
    frame_view v;

    on_stray(p, CLOSED_PORT);
    peer_sends(p, SYN, .seq = 0, .src_mac = OTHER_MAC);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.kind == FRAME_TCP && v.tcp.flags == (RST | ACK));
    for (int i = 0; i < 6; i++)
        EXPECT(p, v.eth.dst[i] == OTHER_MAC[i]);
}

/* covers: 9293x-01 */
static void segment_of_a_live_connection_with_another_port_is_stray(peer *p)
{
    frame f;
    frame_view v;

    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .src_port = 81);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.kind == FRAME_TCP && v.tcp.flags == RST && v.tcp.dst_port == 81 && seq_of(p, &v) == 1);
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 11);
    app_reads(p, 10);
}

static void hundred_strays_in_a_row_are_all_answered_or_counted(peer *p)
{
    uint32_t before = engine_counter(p, "tcpOutRsts");

    on_stray(p, CLOSED_PORT);
    for (uint32_t i = 0; i < 100; i++) {
        peer_sends(p, SYN, .seq = i, .mss = 1460);
        engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = i + 1);
    }
    EXPECT(p, engine_counter(p, "tcpOutRsts") - before == 100);
}

static const wire_test tests[] = {
    TEST(syn_to_a_closed_port_is_refused),
    TEST(segment_without_ack_is_answered_with_its_length),
    TEST(segment_with_ack_is_answered_at_that_number),
    TEST(rst_gets_no_reply),
    TEST(refusal_goes_back_to_the_sender_of_the_frame),
    TEST(segment_of_a_live_connection_with_another_port_is_stray),
    TEST(hundred_strays_in_a_row_are_all_answered_or_counted),
};
const wire_suite reset_stray = SUITE("segments without a connection", tests);
