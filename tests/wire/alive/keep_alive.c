/* keep_alive.c: RFC 9293 section 3.8.4. The engine counts in units of 2^20 us and is late rather than early. */
#include "wire.h"

enum { LATE_S = 3 }; /* a part of a unit rounded up, one that has begun at each end */

static void given_kept_alive(peer *p, unsigned idle_s, unsigned interval_s, unsigned count)
{
    given_connected(p);
    app_sets(p, TOE_SO_KEEPIDLE, idle_s);
    app_sets(p, TOE_SO_KEEPINTVL, interval_s);
    app_sets(p, TOE_SO_KEEPCNT, count);
    app_sets(p, TOE_SO_KEEPALIVE, 1);
}

/* A probe comes not before `earliest` and at most LATE_S after it. */
static void probe_comes(peer *p, us begin, unsigned after_s, uint32_t seq, uint32_t ack)
{
    engine_sends(p, ACK, .seq = seq - 1, .ack = ack, .within = begin + seconds(after_s + LATE_S) - now_us(p));
    EXPECT(p, now_us(p) - begin >= seconds(after_s));
}

/* covers: MUST-25 */
static void nothing_is_probed_unless_it_was_asked_for(peer *p)
{
    given_connected(p);
    engine_is_silent_for(p, seconds(3 * 7200));
}

/* covers: MUST-24, MUST-28, SHLD-12, MAY-5, 1122-10 */
static void probe_after_two_hours_by_default(peer *p)
{
    us begin;

    given_connected(p);
    begin = now_us(p);
    app_sets(p, TOE_SO_KEEPALIVE, 1);
    probe_comes(p, begin, 7200, 1, 1);
    begin = now_us(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    engine_is_silent_for(p, seconds(7100));
    probe_comes(p, begin, 7200, 1, 1);
}

/* covers: MUST-24 */
static void keep_alive_ends_when_it_is_switched_off(peer *p)
{
    given_kept_alive(p, 10, 5, 3);
    engine_is_silent_for(p, seconds(8));
    app_sets(p, TOE_SO_KEEPALIVE, 0);
    engine_is_silent_for(p, seconds(1000));
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
}

/* covers: MUST-27, MUST-29, SHLD-12 */
static void answered_probe_begins_the_wait_anew(peer *p)
{
    us begin;

    given_connected(p);
    begin = now_us(p);
    app_sets(p, TOE_SO_KEEPIDLE, 30);
    app_sets(p, TOE_SO_KEEPINTVL, 7);
    app_sets(p, TOE_SO_KEEPCNT, 2);
    app_sets(p, TOE_SO_KEEPALIVE, 1);
    for (unsigned i = 0; i < 5; i++) {
        probe_comes(p, begin, 30, 1, 1);
        begin = now_us(p);
        probe_comes(p, begin, 7, 1, 1); /* the first was lost, or its answer */
        begin = now_us(p);
        peer_sends(p, ACK, .seq = 1, .ack = 1);
    }
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
}

/* covers: MUST-29, MUST-27, MUST-12 */
static void dead_peer_is_given_up_after_the_last_probe(peer *p)
{
    given_kept_alive(p, 20, 5, 4);
    engine_sends(p, ACK, .seq = 0, .ack = 1, .within = seconds(20 + LATE_S));
    for (unsigned i = 1; i < 4; i++)
        probe_comes(p, now_us(p), 5, 1, 1);
    after(p, seconds(4));
    app_has_nothing_to_read(p);
    after(p, seconds(1 + LATE_S));
    engine_sends_rst(p, 1);
    app_read_fails(p, -ETIMEDOUT);
}

/* covers: MUST-26 */
static void what_is_heard_puts_the_probe_off(peer *p)
{
    us begin = 0;
    uint32_t in = 1;

    given_kept_alive(p, 10, 5, 3);
    for (unsigned i = 0; i < 10; i++, in++) {
        engine_is_silent_for(p, seconds(9));
        begin = now_us(p);
        peer_sends(p, ACK, .seq = in, .ack = 1, .len = 1);
        engine_sends(p, ACK, .seq = 1, .ack = in + 1);
    }
    probe_comes(p, begin, 10, 1, in);
    begin = now_us(p);
    peer_sends(p, ACK, .seq = in, .ack = 1);
    engine_is_silent_for(p, seconds(9));
    app_writes(p, 10); /* and so does what we send, once it is ACKed */
    engine_sends(p, ACK, .seq = 1, .ack = in, .len = 10);
    begin = now_us(p);
    peer_sends(p, ACK, .seq = in, .ack = 11);
    probe_comes(p, begin, 10, 11, in);
}

/* While something is in flight its own timer asks. covers: MUST-26 */
static void nothing_is_probed_while_text_is_in_flight(peer *p)
{
    uint32_t sent = 0;

    given_kept_alive(p, 1, 1, 1);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    while (now_us(p) < seconds(100)) {
        frame f;
        frame_view v;

        if (!engine_may_send_frame(p, seconds(10), &f, &v))
            continue;
        EXPECT(p, v.payload_bytes == 10);
        sent++;
    }
    EXPECT(p, sent >= 5);
    peer_sends(p, ACK, .seq = 1, .ack = 11);
    engine_sends(p, ACK, .seq = 10, .ack = 1, .within = seconds(1 + LATE_S));
}

/* covers: MUST-24 */
static void accepted_connection_has_the_listeners_options(peer *p)
{
    us begin;

    app_listens(p, 1);
    app_sets(p, TOE_SO_KEEPIDLE, 5);
    app_sets(p, TOE_SO_KEEPALIVE, 1);
    peer_sends(p, SYN, .mss = ENGINE_MSS);
    engine_sends(p, SYN | ACK, .ack = 1);
    begin = now_us(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    probe_comes(p, begin, 5, 1, 1);
}

/* In FIN-WAIT-2 with a reader, and in CLOSE-WAIT, it goes on. covers: MUST-24 */
static void half_closed_connection_is_probed_too(peer *p)
{
    us begin;

    given_kept_alive(p, 5, 5, 3);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    begin = now_us(p);
    probe_comes(p, begin, 5, 2, 1);
    begin = now_us(p);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    probe_comes(p, begin, 5, 2, 1);
}

/* Nothing of it is left for the next connection of that number. */
static void next_connection_is_not_kept_alive(peer *p)
{
    given_kept_alive(p, 5, 5, 3);
    peer_sends(p, RST, .seq = 1);
    after(p, ms(1));
    app_read_fails(p, -ECONNRESET);
    app_closes(p);
    for (unsigned n = 1; n < 4; n++) {
        on_connection(p, n);
        given_connected(p);
    }
    engine_is_silent_for(p, seconds(8000));
}

static const wire_test tests[] = {
    TEST(nothing_is_probed_unless_it_was_asked_for),
    TEST(probe_after_two_hours_by_default),
    TEST(keep_alive_ends_when_it_is_switched_off),
    TEST(answered_probe_begins_the_wait_anew),
    TEST(dead_peer_is_given_up_after_the_last_probe),
    TEST(what_is_heard_puts_the_probe_off),
    TEST(nothing_is_probed_while_text_is_in_flight, .data_retries = 15),
    TEST(accepted_connection_has_the_listeners_options),
    TEST(half_closed_connection_is_probed_too),
    TEST(next_connection_is_not_kept_alive, .conns_at_least = 4),
};
const wire_suite alive_keep_alive = SUITE("keep-alive", tests);
