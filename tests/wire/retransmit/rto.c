/* rto.c: the retransmission timer (RFC 6298, RFC 9293 section 3.8.1). */
#include "wire.h"

/* A connection whose SYN took `rtt` to be answered: the first sample (RFC 6298 2.2). */
static void given_connected_after(peer *p, us rtt, uint16_t window, uint16_t mss)
{
    app_connects(p);
    engine_sends(p, SYN);
    after(p, rtt);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = mss, .window = window);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

/* covers: 6298-02, MUST-18 */
static void first_sample_r_gives_an_rto_of_3_r(peer *p)
{
    given_connected_after(p, ms(200), 65535, 1460); /* SRTT 200, RTTVAR 100: 200 + 4 * 100 */
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(600));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
}

/* covers: 6298-03, 6298-07, MUST-18 */
static void later_samples_are_averaged(peer *p)
{
    double srtt = 200, rttvar = 100;
    uint32_t next = 1;

    given_connected_after(p, ms(200), 65535, 1460);
    for (unsigned i = 0; i < 6; i++) {
        double r = 100.0 + 60.0 * i;

        app_writes(p, 50);
        engine_sends(p, ACK, .seq = next, .ack = 1, .len = 50);
        next += 50;
        after(p, (us)(r * 1000));
        peer_sends(p, ACK, .seq = 1, .ack = next);
        rttvar = 0.75 * rttvar + 0.25 * (srtt > r ? srtt - r : r - srtt);
        srtt = 0.875 * srtt + 0.125 * r;
    }
    app_writes(p, 50);
    engine_sends(p, ACK, .seq = next, .ack = 1, .len = 50);
    engine_sends(p, ACK, .seq = next, .ack = 1, .len = 50, .after = (us)((srtt + 4 * rttvar) * 1000));
    peer_sends(p, ACK, .seq = 1, .ack = next + 50);
}

/* covers: 6298-04 */
static void rto_is_never_below_its_floor(peer *p)
{
    given_connected(p); /* a round trip of a few us */
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(200));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
}

/* Each time at another place within a microsecond of the engine's count. covers: 6298-08 */
static void time_out_is_never_early(peer *p)
{
    given_connected(p);
    for (uint32_t round = 0, next = 1; round < 12; round++) {
        uint32_t len = 100 + 8 * round;
        uint64_t sent_ns;

        app_writes(p, len);
        engine_sends(p, ACK, .seq = next, .ack = 1, .len = len);
        sent_ns = now_ns(p);
        engine_sends(p, ACK, .seq = next, .ack = 1, .len = len, .within = ms(201));
        EXPECT(p, now_ns(p) - sent_ns >= ms(200) * 1000);
        peer_sends(p, ACK, .seq = 1, .ack = next + len);
        app_writes(p, 1);
        engine_sends(p, ACK, .seq = next + len, .ack = 1, .len = 1);
        peer_sends(p, ACK, .seq = 1, .ack = next + len + 1); /* a sample: no back-off any more */
        next += len + 1;
    }
}

/* covers: 6298-04 */
static void floor_of_one_second_is_a_setting(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = seconds(1));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
}

/* covers: 6298-09, MUST-19, 9293x-14 */
static void rto_doubles_with_each_retransmission(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    for (us rto = 200; rto <= 12800; rto *= 2)
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(rto));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    engine_is_silent_for(p, seconds(60));
}

/* covers: 6298-05 */
static void back_off_stops_at_60_seconds(peer *p)
{
    given_connected(p);
    app_writes(p, 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1);
    for (us rto = 200; rto < 60000; rto *= 2)
        engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = ms(rto));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = seconds(60));
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1, .after = seconds(60));
    peer_sends(p, ACK, .seq = 1, .ack = 2);
}

/* covers: 6298-08 */
static void ack_of_everything_stops_the_timer(peer *p)
{
    given_connected(p);
    app_writes(p, 5000);
    engine_streams(p, 1, 5000, 1460, true);
    engine_is_silent_for(p, seconds(130));
}

/* covers: 6298-08 */
static void ack_of_new_text_restarts_the_timer(peer *p)
{
    given_connected(p);
    app_sets_nodelay(p);
    app_writes(p, 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    app_writes(p, 1000);
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1000);
    after(p, ms(150));
    peer_sends(p, ACK, .seq = 1, .ack = 1001); /* a sample of 150 ms: RTO at least that from now */
    engine_is_silent_for(p, ms(195));
    engine_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1000, .within = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 2001);
}

/* covers: 6298-08 */
static void duplicate_acks_do_not_restart_the_timer(peer *p)
{
    given_connected(p);
    app_writes(p, 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    for (int i = 0; i < 2; i++) {
        after(p, ms(90));
        peer_sends(p, ACK, .seq = 1, .ack = 1);
    }
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000, .after = ms(20));
    peer_sends(p, ACK, .seq = 1, .ack = 1001);
}

/* covers: 6298-08 */
static void text_sent_while_the_timer_runs_does_not_restart_it(peer *p)
{
    given_connected(p);
    app_sets_nodelay(p);
    app_writes(p, 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1460);
    after(p, ms(150));
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1461, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1460, .after = ms(50));
    engine_may_send(p, ACK, .seq = 1461, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 1561);
}

/* covers: 6298-06, MUST-18 */
static void late_ack_of_a_retransmission_is_no_sample(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(200));
    after(p, ms(350)); /* counted from the first transmission: 550 ms; a sample would make RTO 70 + 4 * 137 ms or so */
    peer_sends(p, ACK, .seq = 1, .ack = 101);
    app_writes(p, 50);
    engine_sends(p, ACK, .seq = 101, .ack = 1, .len = 50);
    peer_sends(p, ACK, .seq = 1, .ack = 151); /* a good sample of a few us */
    app_writes(p, 50);
    engine_sends(p, ACK, .seq = 151, .ack = 1, .len = 50);
    engine_sends(p, ACK, .seq = 151, .ack = 1, .len = 50, .after = ms(200));
    peer_sends(p, ACK, .seq = 1, .ack = 201);
}

/* RFC 6298 section 5, end: RTO stays backed off until a new measurement. covers: 6298-06, 6298-09, MUST-18 */
static void back_off_is_kept_until_there_is_a_new_sample(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = ms(200));
    peer_sends(p, ACK, .seq = 1, .ack = 101); /* no sample (Karn) */
    app_writes(p, 50);
    engine_sends(p, ACK, .seq = 101, .ack = 1, .len = 50);
    engine_sends(p, ACK, .seq = 101, .ack = 1, .len = 50, .after = ms(400));
    peer_sends(p, ACK, .seq = 1, .ack = 151);
}

/* covers: 6298-10 */
static void after_a_lost_syn_text_begins_with_an_rto_of_3_seconds(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    engine_sends(p, SYN, .after = seconds(1));
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = seconds(3));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
}

/* covers: 6298-10 */
static void after_a_lost_syn_ack_text_begins_with_an_rto_of_3_seconds(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .after = seconds(1));
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100, .after = seconds(3));
    peer_sends(p, ACK, .seq = 1, .ack = 101);
}

static const wire_test tests[] = {
    TEST(first_sample_r_gives_an_rto_of_3_r),
    TEST(later_samples_are_averaged),
    TEST(rto_is_never_below_its_floor),
    TEST(time_out_is_never_early),
    TEST(floor_of_one_second_is_a_setting, .rto_min = 1000000),
    TEST(rto_doubles_with_each_retransmission),
    TEST(back_off_stops_at_60_seconds),
    TEST(ack_of_everything_stops_the_timer),
    TEST(ack_of_new_text_restarts_the_timer),
    TEST(duplicate_acks_do_not_restart_the_timer),
    TEST(text_sent_while_the_timer_runs_does_not_restart_it),
    TEST(late_ack_of_a_retransmission_is_no_sample),
    TEST(back_off_is_kept_until_there_is_a_new_sample),
    TEST(after_a_lost_syn_text_begins_with_an_rto_of_3_seconds),
    TEST(after_a_lost_syn_ack_text_begins_with_an_rto_of_3_seconds),
};
const wire_suite retransmit_rto = SUITE("retransmission time-out", tests);
