/* jump.c: a run that jumps over idle time is the run that does not, and an idle connection costs next to nothing. */
#include "wire.h"

static void text_is_sent_again_in_the_same_cycle(peer *p)
{
    given_connected(p);
    after(p, 1237);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .within = ms(1));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .within = ms(2));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_is_silent_for(p, ms(2));
}

static void closed_window_is_probed_in_the_same_cycle(peer *p)
{
    given_connected_with(p, 1000, 1000);
    app_writes(p, 2000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window_zero = true);
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1, .within = ms(1));
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1, .within = ms(2));
    peer_sends(p, ACK, .seq = 1, .ack = 1001, .window = 1000);
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 2001);
    engine_is_silent_for(p, ms(1));
}

static void old_neighbour_and_time_wait_end_in_the_same_cycle(peer *p)
{
    given_connected(p);
    after(p, ms(1) + 3);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(1) + 7);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 2); /* TIME-WAIT begins anew */
    engine_sends(p, ACK, .seq = 2, .ack = 2);
    after(p, ms(2) + 11);
    peer_sends(p, ACK, .seq = 2, .ack = 2); /* and is over */
    engine_sends(p, RST, .seq = 2);
    app_reads_end(p);
}

/* The timer of the last segment was stopped, the neighbour becomes old: two walks, and nothing after them. */
static void hour_of_an_idle_connection_costs_a_few_hundred_cycles(peer *p)
{
    uint64_t before;

    given_connected(p);
    app_writes(p, 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 1001);
    after(p, ms(1));
    before = engine_cycles(p);
    engine_is_silent_for(p, seconds(3600));
    EXPECT(p, engine_cycles(p) - before < 500);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 10);
    peer_sends(p, ACK, .seq = 1, .ack = 1011);
}

static const wire_test tests[] = {
    TEST_WITHOUT_JUMPS(text_is_sent_again_in_the_same_cycle, .rto_min = 501),
    TEST_WITHOUT_JUMPS(closed_window_is_probed_in_the_same_cycle, .rto_min = 501),
    TEST_WITHOUT_JUMPS(old_neighbour_and_time_wait_end_in_the_same_cycle, .arp_age = 700, .msl = 1000),
    TEST(hour_of_an_idle_connection_costs_a_few_hundred_cycles),
};
const wire_suite idle_jump = SUITE("idle time", tests);
