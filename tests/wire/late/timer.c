/* timer.c: a time-out that was under way when the ACK came that it waited for: its arm count is old, it is ignored. */
#include "wire.h"

enum { LEN = 10, EARLIEST_US = 8, STEPS = 50, BYTES_A_STEP = 16, RTO_US = 200000 };

/* Delays what follows by so many steps of two cycles: a frame for somebody else goes before it. */
static void wire_is_busy(peer *p, unsigned steps)
{
    frame f;

    peer_makes(p, &f, (segment){.flags = ACK, .dst_mac = OTHER_MAC, .dst_ip = PEER_IP, .len = steps * BYTES_A_STEP});
    peer_sends_frame(p, &f);
}

/* Sends two segments and says when the first left, which started the timer. */
static us text_leaves(peer *p, uint32_t seq)
{
    us sent;

    app_writes(p, LEN);
    engine_sends(p, ACK, .seq = seq, .ack = 1, .len = LEN);
    sent = now_us(p);
    app_writes(p, LEN);
    engine_sends(p, ACK, .seq = seq + LEN, .ack = 1, .len = LEN);
    return sent;
}

/* The ACK of the first, which restarts the timer, comes at each moment, two cycles apart, from some microseconds before the
 * time-out shows until it does. */
static void ack_at_the_moment_of_the_time_out_does_no_harm(peer *p)
{
    uint32_t seq = 1;
    us sent, shows;

    given_connected(p);
    app_sets_nodelay(p);
    sent = text_leaves(p, seq);
    engine_sends(p, ACK, .seq = seq, .ack = 1, .len = 2 * LEN, .within = ms(250));
    shows = now_us(p) - sent;
    EXPECT(p, shows >= RTO_US && shows < RTO_US + 2000);
    for (us early = EARLIEST_US; early > 0; early--)
        for (unsigned step = 0; step < STEPS && !peer_failed(p); step++) {
            seq += 2 * LEN;
            peer_sends(p, ACK, .seq = 1, .ack = seq);
            while (engine_may_send_frame(p, ms(1), NULL, NULL))
                continue;
            sent = text_leaves(p, seq);
            after(p, sent + shows - early - now_us(p));
            wire_is_busy(p, step);
            peer_sends(p, ACK, .seq = 1, .ack = seq + LEN);
            while (engine_may_send_frame(p, ms(1), NULL, NULL)) /* what the time-out sends again, if it came first */
                continue;
        }
    peer_sends(p, ACK, .seq = 1, .ack = seq + 2 * LEN);
    engine_is_silent_for(p, seconds(1));
}

static const wire_test tests[] = {
    TEST(ack_at_the_moment_of_the_time_out_does_no_harm, .rto_min = RTO_US, .rto_max = RTO_US),
};
const wire_suite late_timer = SUITE("late time-outs", tests);
