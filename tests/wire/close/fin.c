/* fin.c: closing in all orders (RFC 9293 sections 3.6, 3.10.4 and 3.10.7.4, fifth and eighth check). */
#include "wire.h"

/* covers: 9293x-12, 9293x-13, MUST-12 */
static void we_close_first(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    engine_is_silent_for(p, seconds(3));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    app_reads_end(p);
    engine_is_silent_for(p, seconds(5));
}

/* covers: 9293x-12, 9293x-13, MUST-12 */
static void peer_closes_first(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 2);
    app_reads_end(p);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    peer_sends(p, ACK, .seq = 2, .ack = 2);
    engine_is_silent_for(p, seconds(5));
}

/* FIN and ACK of our FIN in one segment. covers: 9293x-12 */
static void fin_that_acks_our_fin_leads_to_time_wait(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    app_reads_end(p);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
}

/* covers: 9293x-12 */
static void both_close_at_once(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1); /* sent before ours arrived: CLOSING */
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    peer_sends(p, ACK, .seq = 2, .ack = 2); /* TIME-WAIT */
    app_reads_end(p);
    engine_is_silent_for(p, seconds(3));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
}

/* covers: 9293x-12 */
static void fin_is_sent_again_in_closing(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 2, .within = ms(250));
    peer_sends(p, ACK, .seq = 2, .ack = 2);
    engine_is_silent_for(p, seconds(5));
}

/* covers: 9293x-14, 6298-09 */
static void fin_is_sent_again_until_it_is_acknowledged(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1, .after = ms(200));
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1, .after = ms(400));
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1, .after = ms(800));
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    engine_is_silent_for(p, seconds(10));
}

/* covers: 9293x-14 */
static void fin_is_sent_again_in_last_ack(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 2);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 2, .after = ms(200));
    peer_sends(p, ACK, .seq = 2, .ack = 2);
    engine_is_silent_for(p, seconds(10));
    peer_sends(p, ACK, .seq = 2, .ack = 2); /* the connection is gone: what comes now meets nothing */
    engine_sends(p, RST, .seq = 2);
}

/* covers: 9293x-13 */
static void text_written_before_close_precedes_the_fin(peer *p)
{
    given_connected_with(p, 65535, 1000);
    app_writes(p, 2500);
    app_closes(p);
    engine_streams(p, 1, 2000, 1000, true);
    engine_ends(p, 2001, 500, 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2502);
    engine_sends(p, ACK, .seq = 2502, .ack = 2);
}

/* covers: 9293x-13, SHLD-16 */
static void fin_waits_for_text_that_the_window_holds_back(peer *p)
{
    given_connected_with(p, 1000, 1000);
    app_writes(p, 2000);
    app_shuts_down(p);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_is_silent_for(p, ms(50));
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window = 5000);
    engine_ends(p, 1001, 1000, 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2002);
}

/* Text and FIN are lost together; both come again, in order. covers: 6298-09 */
static void lost_text_and_fin_are_sent_again_in_order(peer *p)
{
    given_connected(p);
    app_writes(p, 500);
    app_shuts_down(p);
    engine_ends(p, 1, 500, 1);
    engine_ends_within(p, ms(250), 1, 500, 1);
    peer_sends(p, ACK, .seq = 1, .ack = 501);
    engine_sends(p, FIN | ACK, .seq = 501, .ack = 1, .within = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 502);
    engine_is_silent_for(p, seconds(5));
}

/* covers: 9293x-12 */
static void text_with_fin_is_delivered_before_the_end(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | PSH | ACK, .seq = 1, .ack = 1, .len = 123);
    engine_sends(p, ACK, .seq = 1, .ack = 125);
    app_reads(p, 123);
    app_reads_end(p);
}

/* covers: 9293x-12 */
static void fin_again_is_acknowledged_again_and_not_counted_twice(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 12);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 12);
    peer_sends(p, FIN | ACK, .seq = 11, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 12);
    app_reads(p, 10);
    app_reads_end(p);
}

/* covers: 9293x-11 */
static void fin_beyond_the_right_edge_does_not_count(peer *p)
{
    given_connected(p);
    for (uint32_t next = 1; next != 1 + 3000; next += 1000) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1000);
        engine_sends(p, ACK, .seq = 1, .ack = next + 1000);
    }
    peer_sends(p, FIN | ACK, .seq = 3001, .ack = 1, .len = 1096); /* the text fits exactly, the FIN does not */
    engine_sends(p, ACK, .seq = 1, .ack = 4097, .window_zero = true);
    app_reads(p, 4096);
    app_has_nothing_to_read(p);
    engine_sends(p, ACK, .seq = 1, .ack = 4097);
    engine_may_update_window(p, 1, 4097);
    peer_sends(p, FIN | ACK, .seq = 4097, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 4098);
    app_reads_end(p);
}

/* RFC 9293 section 3.6: half close. covers: 9293x-13, MAY-1 */
static void after_shutdown_the_application_still_reads(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 500); /* FIN-WAIT-2 */
    engine_sends(p, ACK, .seq = 2, .ack = 501);
    peer_sends(p, ACK, .seq = 501, .ack = 2, .len = 1000);
    engine_sends(p, ACK, .seq = 2, .ack = 1501);
    app_reads(p, 1500);
    peer_sends(p, FIN | ACK, .seq = 1501, .ack = 2, .len = 7);
    engine_sends(p, ACK, .seq = 2, .ack = 1509);
    app_reads(p, 7);
    app_reads_end(p);
}

/* The peer has not ACKed our FIN yet: FIN-WAIT-1. covers: 9293x-12 */
static void text_in_fin_wait_1_is_delivered(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 50);
    engine_sends(p, ACK, .seq = 2, .ack = 51);
    app_reads(p, 50);
    peer_sends(p, ACK, .seq = 51, .ack = 2);
    engine_is_silent_for(p, seconds(3));
}

/* covers: 9293x-13 */
static void after_the_peers_fin_the_application_still_writes(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 2);
    app_writes(p, 2000);
    engine_sends(p, ACK, .seq = 1, .ack = 2, .len = 1460);
    peer_sends(p, ACK, .seq = 2, .ack = 1461);
    engine_sends(p, ACK, .seq = 1461, .ack = 2, .len = 540);
    peer_sends(p, ACK, .seq = 2, .ack = 2001);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 2001, .ack = 2);
    peer_sends(p, ACK, .seq = 2, .ack = 2002);
}

/* Text after FIN is no text: "this should not occur ... ignore". covers: 9293x-12 */
static void text_after_the_peers_fin_is_ignored(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 2);
    peer_sends(p, ACK, .seq = 2, .ack = 1, .len = 30);
    engine_may_send(p, ACK, .seq = 1, .ack = 2);
    app_reads_end(p);
    app_writes(p, 4);
    engine_sends(p, ACK, .seq = 1, .ack = 2, .len = 4);
    peer_sends(p, ACK, .seq = 2, .ack = 5);
}

static void write_after_shutdown_is_refused(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    app_write_fails(p, -EPIPE);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
}

static const wire_test tests[] = {
    TEST(we_close_first),
    TEST(peer_closes_first),
    TEST(fin_that_acks_our_fin_leads_to_time_wait),
    TEST(both_close_at_once),
    TEST(fin_is_sent_again_in_closing),
    TEST(fin_is_sent_again_until_it_is_acknowledged),
    TEST(fin_is_sent_again_in_last_ack),
    TEST(text_written_before_close_precedes_the_fin),
    TEST(fin_waits_for_text_that_the_window_holds_back),
    TEST(lost_text_and_fin_are_sent_again_in_order),
    TEST(text_with_fin_is_delivered_before_the_end),
    TEST(fin_again_is_acknowledged_again_and_not_counted_twice),
    TEST(fin_beyond_the_right_edge_does_not_count, .rcv_buffer_bytes = 4096),
    TEST(after_shutdown_the_application_still_reads),
    TEST(text_in_fin_wait_1_is_delivered),
    TEST(after_the_peers_fin_the_application_still_writes),
    TEST(text_after_the_peers_fin_is_ignored),
    TEST(write_after_shutdown_is_refused),
};
const wire_suite close_fin = SUITE("FIN", tests);
