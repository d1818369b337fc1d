/* abort.c: connections that end without FIN (RFC 9293 sections 3.6.1, 3.10.4 and 3.10.5). */
#include "wire.h"

/* covers: SHLD-3, MUST-12 */
static void close_with_unread_text_sends_rst(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101);
    after(p, ms(1));
    app_closes(p);
    engine_sends_rst(p, 1);
    engine_is_silent_for(p, seconds(5));
}

/* covers: SHLD-3 */
static void text_after_close_is_answered_by_rst(peer *p)
{
    given_connected(p);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    after(p, ms(1));
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 40);
    engine_sends_rst(p, 2);
    engine_is_silent_for(p, seconds(5));
}

/* The number that RFC 9293 section 3.10.5 names: SND.NXT. covers: 9293x-13 */
static void abort_sends_rst_at_snd_nxt(peer *p)
{
    given_connected(p);
    app_writes(p, 30);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 30);
    app_aborts(p);
    engine_sends_rst(p, 31);
    engine_is_silent_for(p, seconds(5));
    peer_sends(p, ACK, .seq = 1, .ack = 31); /* gone */
    engine_sends(p, RST, .seq = 31);
}

static void abort_throws_unsent_text_away(peer *p)
{
    given_connected_with(p, 1000, 1000);
    app_writes(p, 5000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    app_aborts(p);
    engine_sends_rst(p, 1001);
    engine_is_silent_for(p, seconds(5));
}

static void abort_in_close_wait_sends_rst(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 2);
    app_aborts(p);
    engine_sends_rst(p, 1);
    engine_is_silent_for(p, seconds(5));
}

static void number_is_used_again_after_abort(peer *p)
{
    for (unsigned n = 0; n < 4; n++) {
        on_connection(p, n);
        given_connected(p);
        app_aborts(p);
        engine_sends_rst(p, 1);
        after(p, ms(1));
    }
}

/* covers: MUST-12 */
static void rst_of_the_peer_is_told_to_a_reader(peer *p)
{
    given_connected(p);
    peer_sends(p, RST, .seq = 1);
    app_read_fails(p, -ECONNRESET);
}

/* covers: MUST-12 */
static void rst_of_the_peer_is_told_to_a_writer(peer *p)
{
    given_connected(p);
    peer_sends(p, RST, .seq = 1);
    app_write_fails(p, -ECONNRESET);
    app_write_fails(p, -EPIPE);
}

static const wire_test tests[] = {
    TEST(close_with_unread_text_sends_rst),    TEST(text_after_close_is_answered_by_rst),
    TEST(abort_sends_rst_at_snd_nxt),          TEST(abort_throws_unsent_text_away),
    TEST(abort_in_close_wait_sends_rst),       TEST(number_is_used_again_after_abort),
    TEST(rst_of_the_peer_is_told_to_a_reader), TEST(rst_of_the_peer_is_told_to_a_writer),
};
const wire_suite close_abort = SUITE("aborting", tests);
