/* unwanted.c: well-formed payload that its connection does not want (invariant 9): dropped, and nothing comes of it. */
#include "wire.h"

#include "link_gen.h"

enum { NEVER_ASKED = 7 };

static void payload_after_our_fin_is_acked_is_dropped_and_counted(peer *p)
{
    given_state(p, IN_FIN_WAIT_2);
    EXPECT(p, engine_counter(p, "linkUnwanted") == 0);
    host_sends_payload(p, 0, 1, 0);
    engine_is_silent(p);
    EXPECT(p, engine_counter(p, "linkUnwanted") == 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2, .len = 30);
    engine_sends(p, ACK, .seq = 2, .ack = 31);
    app_reads(p, 30);
}

static void answer_to_a_range_that_was_not_asked_for_is_dropped(peer *p)
{
    given_connected(p);
    host_sends_payload(p, TOE_LINK_FLAG_RANGE, 0, NEVER_ASKED);
    engine_is_silent(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    host_sends_payload(p, TOE_LINK_FLAG_RANGE, 0, NEVER_ASKED);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_is_silent_for(p, ms(500));
}

static const wire_test tests[] = {
    TEST(payload_after_our_fin_is_acked_is_dropped_and_counted),
    TEST(answer_to_a_range_that_was_not_asked_for_is_dropped),
};
const wire_suite host_unwanted = SUITE("payload that nobody wants", tests);
