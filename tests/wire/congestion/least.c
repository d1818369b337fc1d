/* least.c: half of a small flight is not taken for ssthresh: two segments are the least (RFC 5681 section 3.1, equation 4). */
#include "wire.h"

enum { PIECE = 10, PIECES = 4 };

static void given_small_flight(peer *p, uint32_t pieces)
{
    given_connected(p);
    app_sets_nodelay(p);
    for (uint32_t i = 0; i < pieces; i++) {
        app_writes(p, PIECE);
        engine_sends(p, ACK, .seq = 1 + i * PIECE, .ack = 1, .len = PIECE);
    }
}

/* RFC 5681 section 3.2: cwnd is ssthresh and the three segments that have left the network. */
static void fast_retransmit_of_a_small_flight_leaves_five_segments(peer *p)
{
    struct toe_info info;

    given_small_flight(p, PIECES);
    for (int i = 0; i < 3; i++)
        peer_sends(p, ACK, .seq = 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = PIECES * PIECE);
    app_gets_info(p, &info);
    EXPECT(p, info.cwnd_bytes == 5 * ENGINE_MSS);
    peer_sends(p, ACK, .seq = 1, .ack = 1 + PIECES * PIECE);
}

/* Slow start goes on until two segments: what is ACKed is added at once. */
static void slow_start_after_a_timeout_of_a_small_flight_goes_to_two_segments(peer *p)
{
    struct toe_info info;

    given_small_flight(p, 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = PIECE, .within = ms(250));
    app_writes(p, ENGINE_MSS - PIECE);
    engine_sends(p, ACK, .seq = 1 + PIECE, .ack = 1, .len = ENGINE_MSS - PIECE);
    peer_sends(p, ACK, .seq = 1, .ack = 1 + PIECE);
    after(p, ms(1));
    app_gets_info(p, &info);
    EXPECT(p, info.cwnd_bytes == ENGINE_MSS + PIECE);
    peer_sends(p, ACK, .seq = 1, .ack = 1 + ENGINE_MSS);
}

static const wire_test tests[] = {
    TEST(fast_retransmit_of_a_small_flight_leaves_five_segments),
    TEST(slow_start_after_a_timeout_of_a_small_flight_goes_to_two_segments),
};
const wire_suite congestion_least = SUITE("the least ssthresh", tests);
