/* unwanted.c: well-formed payload that its connection does not want (invariant 9): dropped, and nothing comes of it. */
#include "wire.h"

#include "link_gen.h"

enum { NEVER_ASKED = 7, FIRST_EPOCH = 0, FIRST_SERIAL = 1 };

static void payload_after_our_fin_is_acked_is_dropped_and_counted(peer *p)
{
    given_state(p, IN_FIN_WAIT_2);
    EXPECT(p, engine_counter(p, "linkUnwanted") == 0);
    host_sends_payload(p, 0, 1, 0, 1);
    engine_is_silent(p);
    EXPECT(p, engine_counter(p, "linkUnwanted") == 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 30);
    engine_sends(p, ACK, .seq = 2, .ack = 31);
    app_reads(p, 30);
}

static void answer_to_a_range_that_was_not_asked_for_is_dropped(peer *p)
{
    given_connected(p);
    host_sends_payload(p, TOE_LINK_FLAG_RANGE, 0, NEVER_ASKED, 1);
    engine_is_silent(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    host_sends_payload(p, TOE_LINK_FLAG_RANGE, 0, NEVER_ASKED, 1);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_is_silent_for(p, ms(500));
}

static void payload_beyond_the_peers_window_is_not_sent(peer *p)
{
    given_connected_with(p, 0, ENGINE_MSS);
    host_sends_payload(p, 0, 0, FIRST_EPOCH, 1);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .window = 1000);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
}

/* The library would answer with one byte; it sleeps while the engine asks. */
static void answer_to_a_probe_is_one_byte_or_nothing(peer *p)
{
    given_connected_with(p, 0, ENGINE_MSS);
    app_writes(p, 100);
    after(p, ms(1));
    host_sleeps(p, ms(300));
    host_sends_payload(p, TOE_LINK_FLAG_RANGE, 0, FIRST_SERIAL, 2);
    engine_is_silent_for(p, ms(100));
}

static void answer_in_recovery_does_not_go_beyond_what_was_sent(peer *p)
{
    enum { PIECE = 10, PIECES = 4 };

    given_connected(p);
    app_sets_nodelay(p);
    for (uint32_t i = 0; i < PIECES; i++) {
        app_writes(p, PIECE);
        engine_sends(p, ACK, .seq = 1 + i * PIECE, .ack = 1, .len = PIECE);
    }
    for (int i = 0; i < 3; i++)
        peer_sends(p, ACK, .seq = 1, .ack = 1);
    host_sleeps(p, ms(1));
    host_sends_payload(p, TOE_LINK_FLAG_RANGE, 0, FIRST_SERIAL, PIECES * PIECE + 1);
    engine_is_silent_for(p, ms(100));
}

/* It was on its way when the window moved left: its place is right, its epoch is the one before. */
static void payload_of_the_epoch_before_is_dropped(peer *p)
{
    given_connected(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    peer_sends(p, ACK, .seq = 1, .ack = 11, .window = 1000);
    after(p, ms(1));
    host_sends_payload(p, 0, 10, FIRST_EPOCH, 5);
    engine_is_silent(p);
    app_writes(p, 20);
    engine_sends(p, ACK, .seq = 11, .ack = 1, .len = 20);
    peer_sends(p, ACK, .seq = 1, .ack = 31);
}

static const wire_test tests[] = {
    TEST(payload_beyond_the_peers_window_is_not_sent),
    TEST(answer_to_a_probe_is_one_byte_or_nothing),
    TEST(answer_in_recovery_does_not_go_beyond_what_was_sent),
    TEST(payload_after_our_fin_is_acked_is_dropped_and_counted),
    TEST(answer_to_a_range_that_was_not_asked_for_is_dropped),
    TEST(payload_of_the_epoch_before_is_dropped),
};
const wire_suite host_unwanted = SUITE("payload that nobody wants", tests);
