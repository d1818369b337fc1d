/* end.c: the host dies: the link is reset, every connection ends with RST, and the engine is off (DESIGN section 4, Session). */
#include "wire.h"

static void death_of_the_host_resets_each_state(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);
    bool silent = state == IN_CLOSING || state == IN_LAST_ACK || state == IN_TIME_WAIT; /* 3.10.5 */

    host_dies(p);
    if (!silent)
        engine_sends_rst(p, at.snd_nxt);
    engine_is_silent_for(p, seconds(200));
}

static void death_of_the_host_ends_an_open_silently(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    host_dies(p);
    engine_is_silent_for(p, seconds(200));
}

static void death_of_the_host_ends_an_open_that_waits_for_its_neighbour(peer *p)
{
    frame f;
    frame_view v;

    app_connects(p);
    engine_sends_frame(p, ms(5), &f, &v); /* who has PEER_IP? */
    EXPECT(p, v.kind == FRAME_ARP);
    host_dies(p);
    after(p, ms(1));
    while (engine_may_send_frame(p, seconds(10), &f, &v))
        EXPECT(p, v.kind == FRAME_ARP);
}

static void engine_without_a_host_answers_nothing(peer *p)
{
    given_accepted(p);
    host_dies(p);
    engine_sends_rst(p, 1);
    after(p, ms(1)); /* it goes through all its connections first */
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 10);
    on_connection(p, 1);
    peer_sends(p, SYN, .mss = 1460);
    engine_is_silent(p);
}

static const wire_test tests[] = {
    TEST_EACH_STATE(death_of_the_host_resets_each_state),
    TEST(death_of_the_host_ends_an_open_silently),
    TEST_ARP_BY_HAND(death_of_the_host_ends_an_open_that_waits_for_its_neighbour),
    TEST(engine_without_a_host_answers_nothing, .conns_at_least = 2),
};
const wire_suite host_end = SUITE("the end of the host", tests);
