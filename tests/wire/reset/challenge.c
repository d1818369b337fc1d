/* challenge.c: what may be forged is answered by an ACK, and not without limit (RFC 5961 sections 5 and 7). */
#include "wire.h"

enum { LIMIT = 10 };
static const uint32_t far_below = (uint32_t)-100000;

/* An ACK too old to be this connection's does not carry text in. covers: 5961-03, MAY-12 */
static void text_with_an_ack_below_the_largest_window_is_challenged(peer *p)
{
    uint32_t acked = 1, in = 1;

    given_connected_with(p, 2000, 1000);
    for (unsigned i = 0; i < 10; i++, acked += 1000) {
        app_writes(p, 1000);
        engine_sends(p, ACK, .seq = acked, .ack = 1, .len = 1000);
        peer_sends(p, ACK, .seq = 1, .ack = acked + 1000, .window = i == 4 ? 3000 : 2000); /* 3000 is the largest */
    }
    peer_sends(p, ACK, .seq = in, .ack = acked - 3000, .len = 10, .window = 2000);
    engine_sends(p, ACK, .seq = acked, .ack = in + 10);
    in += 10;
    peer_sends(p, ACK, .seq = in, .ack = acked - 3001, .len = 10, .window = 2000);
    engine_sends(p, ACK, .seq = acked, .ack = in);
    peer_sends(p, ACK, .seq = in, .ack = acked - 0x7fffffff, .len = 10, .window = 2000);
    engine_sends(p, ACK, .seq = acked, .ack = in);
    app_reads(p, 10);
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = in, .ack = acked, .len = 10, .window = 2000);
    engine_sends(p, ACK, .seq = acked, .ack = in + 10);
    app_reads(p, 10);
}

static unsigned answers(peer *p)
{
    unsigned n = 0;

    while (engine_may_send_frame(p, 50, NULL, NULL))
        n++;
    return n;
}

/* covers: 5961-04 */
static void challenges_are_answered_so_many_times_a_second(peer *p)
{
    static const unsigned flags[] = {RST, SYN, ACK};

    for (unsigned kind = 0; kind < 3; kind++) {
        unsigned n = 0;

        on_connection(p, kind);
        given_connected(p);
        app_writes(p, 1);
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1);
        peer_sends(p, ACK, .seq = 1, .ack = 2);
        for (unsigned i = 0; i < 500; i++) {
            peer_sends(p, flags[kind], .seq = kind == 2 ? 1 : 100 + i, .ack = far_below, .len = kind == 2 ? 5 : 0);
            n += answers(p);
        }
        EXPECT(p, n >= LIMIT && n <= 2 * LIMIT); /* a unit of time may have begun meanwhile */
        after(p, seconds(2));
        peer_sends(p, flags[kind], .seq = kind == 2 ? 1 : 100, .ack = far_below, .len = kind == 2 ? 5 : 0);
        engine_sends(p, ACK, .seq = 2, .ack = 1);
    }
}

/* One connection's limit is nobody else's: it cannot be used to look into another (CVE-2016-5696). covers: 5961-04 */
static void the_limit_of_one_connection_does_not_show_on_another(peer *p)
{
    given_connected(p);
    for (unsigned i = 0; i < 100; i++) {
        peer_sends(p, RST, .seq = 100 + i);
        answers(p);
    }
    on_connection(p, 1);
    given_connected(p);
    peer_sends(p, RST, .seq = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
}

/* Beyond the limit an exact RST still ends, and text still comes in. covers: 5961-04, 5961-01 */
static void everything_else_goes_on_beyond_the_limit(peer *p)
{
    given_connected(p);
    for (unsigned i = 0; i < 100; i++) {
        peer_sends(p, SYN, .seq = 100 + i);
        answers(p);
    }
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 11);
    app_reads(p, 10);
    peer_sends(p, RST, .seq = 11);
    app_read_fails(p, -ECONNRESET);
}

static const wire_test tests[] = {
    TEST(text_with_an_ack_below_the_largest_window_is_challenged),
    TEST(challenges_are_answered_so_many_times_a_second, .conns_at_least = 3),
    TEST(the_limit_of_one_connection_does_not_show_on_another, .conns_at_least = 2),
    TEST(everything_else_goes_on_beyond_the_limit),
};
const wire_suite reset_challenge = SUITE("challenges", tests);
