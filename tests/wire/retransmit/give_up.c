/* give_up.c: too many retransmissions (RFC 9293 section 3.8.3, R2, and 3.10.8). */
#include "wire.h"

/* covers: MUST-20, 9293x-14, MUST-12 */
static void connection_ends_after_the_configured_retries(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(200));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(400));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(800));
    after(p, ms(1550));
    app_has_nothing_to_read(p);
    after(p, ms(60));
    app_read_fails(p, -ETIMEDOUT);
    engine_is_silent_for(p, seconds(10));
}

/* covers: SHLD-10, SHLD-11, MUST-20 */
static void r2_is_a_hundred_seconds_or_more(peer *p)
{
    us begin;

    given_connected(p);
    app_writes(p, 1);
    begin = now_us(p);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1);
    while (!peer_failed(p) && now_us(p) - begin < seconds(100)) {
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(62));
    }
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    app_writes(p, 1);
    engine_sends(p, ACK, .seq = 2, .ack = 1, .len = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 3);
}

/* R1: after three retransmissions the application can know that something is wrong; the connection goes on. covers: SHLD-9,
 * SHLD-10, MUST-20 */
static void trouble_is_told_between_r1_and_r2(peer *p)
{
    int64_t error = 0;

    given_connected(p);
    app_writes(p, 1);
    for (unsigned sent = 0; sent < 4; sent++) {
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(2));
        app_asks(p, TOE_SO_SOFT_ERROR, &error);
        EXPECT(p, error == 0);
    }
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .within = seconds(2));
    app_asks(p, TOE_SO_SOFT_ERROR, &error);
    EXPECT(p, error == ETIMEDOUT);
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    app_writes(p, 1);
    engine_sends(p, ACK, .seq = 2, .ack = 1, .len = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 3);
}

/* covers: MUST-20 */
static void an_ack_in_time_begins_the_count_anew(peer *p)
{
    given_connected(p);
    for (uint32_t round = 0; round < 3; round++) {
        app_writes(p, 10);
        engine_sends(p, ACK, .seq = 1 + 10 * round, .ack = 1, .len = 10);
        engine_sends(p, ACK, .seq = 1 + 10 * round, .ack = 1, .len = 10, .within = seconds(20));
        engine_sends(p, ACK, .seq = 1 + 10 * round, .ack = 1, .len = 10, .within = seconds(20));
        peer_sends(p, ACK, .seq = 1, .ack = 11 + 10 * round);
    }
    app_has_nothing_to_read(p);
}

/* covers: MUST-20, 9293x-14 */
static void fin_that_nobody_acknowledges_ends_the_connection(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1, .after = ms(200));
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1, .after = ms(400));
    after(p, ms(810));
    app_read_fails(p, -ETIMEDOUT);
    engine_is_silent_for(p, seconds(5));
}

/* The peer's host has gone: its number is free for the next connection. covers: MUST-20 */
static void number_of_a_dead_connection_is_used_again(peer *p)
{
    given_connected(p);
    app_writes(p, 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = ms(200));
    after(p, seconds(1));
    app_read_fails(p, -ETIMEDOUT);
    app_closes(p);
    on_connection(p, 1);
    given_connected(p);
    app_writes(p, 20);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 20);
    peer_sends(p, ACK, .seq = 1, .ack = 21);
}

static const wire_test tests[] = {
    TEST(connection_ends_after_the_configured_retries, .data_retries = 3),
    TEST(r2_is_a_hundred_seconds_or_more),
    TEST(trouble_is_told_between_r1_and_r2),
    TEST(an_ack_in_time_begins_the_count_anew, .data_retries = 3),
    TEST(fin_that_nobody_acknowledges_ends_the_connection, .data_retries = 2),
    TEST(number_of_a_dead_connection_is_used_again, .data_retries = 1),
};
const wire_suite retransmit_give_up = SUITE("giving up", tests);
