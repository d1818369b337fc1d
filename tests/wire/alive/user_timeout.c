/* user_timeout.c: RFC 9293 sections 3.8.3 (R2 set by the application) and 3.10.8 (USER TIMEOUT); RFC 5482's name for it. */
#include "wire.h"

enum { LATE_S = 3 };

/* The connection ends between `after_s` and a little later; retransmissions until then are taken. */
static void ends_after(peer *p, us begin, unsigned after_s)
{
    while (now_us(p) < begin + seconds(after_s) - 1000)
        engine_may_send_frame(p, begin + seconds(after_s) - 1000 - now_us(p), NULL, NULL);
    app_has_nothing_to_read(p);
    while (now_us(p) < begin + seconds(after_s + LATE_S))
        engine_may_send_frame(p, begin + seconds(after_s + LATE_S) - now_us(p), NULL, NULL);
    app_read_fails(p, -ETIMEDOUT);
    engine_is_silent_for(p, seconds(200));
}

/* covers: MUST-21, MUST-20 */
static void text_that_nobody_acknowledges_ends_the_connection(peer *p)
{
    us begin;

    given_connected(p);
    app_sets(p, TOE_SO_USER_TIMEOUT, 20000);
    app_writes(p, 10);
    begin = now_us(p);
    ends_after(p, begin, 20);
}

/* It is counted from when the peer began to owe an ACK, not from the last one that came. covers: MUST-21 */
static void idle_time_does_not_count(peer *p)
{
    us begin;

    given_connected(p);
    app_sets(p, TOE_SO_USER_TIMEOUT, 20000);
    engine_is_silent_for(p, seconds(1000));
    app_writes(p, 10);
    begin = now_us(p);
    ends_after(p, begin, 20);
}

/* Each ACK that is new begins the time anew. covers: MUST-21 */
static void ack_that_is_new_begins_it_anew(peer *p)
{
    us begin = 0;

    given_connected(p);
    app_sets(p, TOE_SO_USER_TIMEOUT, 10000);
    app_writes(p, 5 * 1460);
    for (uint32_t acked = 1; acked < 1 + 4 * 1460; acked += 1460) {
        us until = now_us(p) + seconds(8);

        while (now_us(p) < until)
            engine_may_send_frame(p, until - now_us(p), NULL, NULL);
        begin = now_us(p);
        peer_sends(p, ACK, .seq = 1, .ack = acked + 1460);
    }
    ends_after(p, begin, 10);
}

/* Longer than R2 of the engine: the engine's own limit comes first. covers: MUST-20 */
static void r2_of_the_engine_holds_beside_it(peer *p)
{
    given_connected(p);
    app_sets(p, TOE_SO_USER_TIMEOUT, 10000000);
    app_writes(p, 10);
    for (us until = seconds(30); now_us(p) < until;)
        engine_may_send_frame(p, until - now_us(p), NULL, NULL);
    app_read_fails(p, -ETIMEDOUT);
}

/* covers: MUST-37 */
static void answered_probes_of_a_shut_window_are_progress(peer *p)
{
    given_connected_with(p, 100, 1460);
    app_sets(p, TOE_SO_USER_TIMEOUT, 5000);
    app_writes(p, 200);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 101, .window_zero = true);
    for (us until = seconds(600); now_us(p) < until;)
        if (engine_may_send_frame(p, until - now_us(p), NULL, NULL))
            peer_sends(p, ACK, .seq = 1, .ack = 101, .window_zero = true);
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    for (unsigned i = 0; i < 3; i++)
        engine_may_send_frame(p, ms(5), NULL, NULL);
    peer_sends(p, ACK, .seq = 1, .ack = 201);
    app_has_nothing_to_read(p);
}

/* covers: MUST-21, MUST-37 */
static void unanswered_probes_of_a_shut_window_are_not(peer *p)
{
    us begin;

    given_connected_with(p, 100, 1460);
    app_sets(p, TOE_SO_USER_TIMEOUT, 30000);
    app_writes(p, 200);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    begin = now_us(p);
    peer_sends(p, ACK, .seq = 1, .ack = 101, .window_zero = true);
    ends_after(p, begin, 30);
}

/* A SYN that nobody answers. covers: MUST-21, MUST-22 */
static void connecting_ends_too(peer *p)
{
    app_connects(p);
    app_sets(p, TOE_SO_USER_TIMEOUT, 5000);
    for (us until = now_us(p) + seconds(5 + LATE_S); now_us(p) < until;)
        engine_may_send_frame(p, until - now_us(p), NULL, NULL);
    app_connect_fails(p, -ETIMEDOUT);
    engine_is_silent_for(p, seconds(200));
}

static const wire_test tests[] = {
    TEST(text_that_nobody_acknowledges_ends_the_connection),
    TEST(idle_time_does_not_count),
    TEST(ack_that_is_new_begins_it_anew),
    TEST(r2_of_the_engine_holds_beside_it, .data_retries = 4),
    TEST(answered_probes_of_a_shut_window_are_progress),
    TEST(unanswered_probes_of_a_shut_window_are_not),
    TEST(connecting_ends_too),
};
const wire_suite alive_user_timeout = SUITE("user time-out", tests);
