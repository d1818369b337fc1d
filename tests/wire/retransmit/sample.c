/* sample.c: which ACK ends the measurement of a round trip (RFC 6298 section 2, RFC 9293 section 3.8.1). */
#include "wire.h"

enum { LEN = 1000, HALF = 500 };

/* The handshake gave R = 0. A sample of 190 ms makes SRTT 23.75 ms, RTTVAR 47.5 ms, RTO 213.75 ms; one of 10 ms would leave
 * RTO at its floor, 200 ms. */
static void ack_of_a_part_of_the_timed_segment_is_no_sample(peer *p)
{
    given_connected(p);
    app_writes(p, LEN);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = LEN);
    after(p, ms(10));
    peer_sends(p, ACK, .seq = 1, .ack = 1 + HALF);
    after(p, ms(180));
    peer_sends(p, ACK, .seq = 1, .ack = 1 + LEN);
    after(p, ms(1));
    app_writes(p, LEN);
    engine_sends(p, ACK, .seq = 1 + LEN, .ack = 1, .len = LEN);
    engine_sends(p, ACK, .seq = 1 + LEN, .ack = 1, .len = LEN, .after = 213750);
    peer_sends(p, ACK, .seq = 1, .ack = 1 + 2 * LEN);
}

static const wire_test tests[] = {
    TEST(ack_of_a_part_of_the_timed_segment_is_no_sample),
};
const wire_suite retransmit_sample = SUITE("round trip samples", tests);
