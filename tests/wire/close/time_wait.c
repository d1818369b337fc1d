/* time_wait.c: the last state of the side that closed first (RFC 9293 section 3.6.1). */
#include "wire.h"

static void given_time_wait(peer *p)
{
    given_connected(p);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
}

/* The connection is there while it ACKs the FIN again, and gone when it answers by RST. covers: MUST-13, 9293x-14 */
static void time_wait_lasts_twice_the_msl(peer *p)
{
    given_time_wait(p);
    after(p, ms(59900));                    /* MSL is 30 s */
    peer_sends(p, ACK, .seq = 1, .ack = 2); /* left of the window */
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(200));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, RST, .seq = 2);
}

/* covers: MUST-13, 9293x-12 */
static void fin_again_in_time_wait_is_acknowledged_and_restarts_it(peer *p)
{
    given_time_wait(p);
    after(p, ms(1500)); /* MSL is 1 s */
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(1900));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(2100));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, RST, .seq = 2);
}

/* covers: MUST-13 */
static void time_wait_after_a_crossing_close_lasts_twice_the_msl(peer *p)
{
    given_connected(p);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(100));
    peer_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(1950));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
}

/* RFC 9293 section 3.10.7.4 second, TIME-WAIT: an exact RST ends it; RFC 1337 would ignore it. Nothing else may happen.
 * covers: 9293x-07 */
static void rst_in_time_wait_is_not_answered(peer *p)
{
    given_time_wait(p);
    peer_sends(p, RST, .seq = 2);
    engine_is_silent_for(p, seconds(3));
}

/* covers: MUST-13 */
static void number_is_used_again_after_time_wait(peer *p)
{
    given_time_wait(p);
    after(p, ms(2100));
    on_connection(p, 1);
    given_connected(p);
    app_writes(p, 9);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 9);
    peer_sends(p, ACK, .seq = 1, .ack = 10);
}

/* The SYN of a new life ends the wait; the peer sends it again, and the listener has it. covers: MAY-2, 9293x-08 */
static void syn_above_the_old_numbers_ends_time_wait_and_the_next_opens(peer *p)
{
    given_accepted(p);
    app_closes(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(10));
    peer_sends(p, SYN, .seq = 100000, .mss = ENGINE_MSS);
    engine_is_silent(p);
    after(p, seconds(1));
    peer_sends(p, SYN, .seq = 100000, .mss = ENGINE_MSS);
    on_new_life(p);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 100001);
    peer_sends(p, ACK, .seq = 100001, .ack = 1);
    app_accepts(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 100001, .len = 10);
}

/* A SYN that is not above the last number, and one with ACK, RST or FIN, is an old or a foolish one. covers: MAY-2, 5961-02, 5961-06 */
static void other_syns_do_not_end_time_wait(peer *p)
{
    given_time_wait(p);
    peer_sends(p, SYN, .seq = 0, .mss = ENGINE_MSS);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    peer_sends(p, SYN, .seq = 2, .mss = ENGINE_MSS);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    peer_sends(p, SYN | ACK, .seq = 100000, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    peer_sends(p, SYN | FIN, .seq = 100000);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, seconds(1));
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
}

/* While one pair of addresses waits, another connection works. covers: MUST-13 */
static void time_wait_does_not_disturb_others(peer *p)
{
    given_time_wait(p);
    on_connection(p, 1);
    given_connected(p);
    after(p, seconds(3));
    app_writes(p, 9);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 9);
    peer_sends(p, ACK, .seq = 1, .ack = 10);
}

static const wire_test tests[] = {
    TEST(time_wait_lasts_twice_the_msl),
    TEST(fin_again_in_time_wait_is_acknowledged_and_restarts_it, .msl = 1000000),
    TEST(time_wait_after_a_crossing_close_lasts_twice_the_msl, .msl = 1000000),
    TEST(rst_in_time_wait_is_not_answered),
    TEST(number_is_used_again_after_time_wait, .msl = 1000000),
    TEST(syn_above_the_old_numbers_ends_time_wait_and_the_next_opens),
    TEST(other_syns_do_not_end_time_wait),
    TEST(time_wait_does_not_disturb_others, .msl = 1000000, .conns_at_least = 2),
};
const wire_suite close_time_wait = SUITE("TIME-WAIT", tests);
