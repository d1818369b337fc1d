/* isn.c: initial sequence numbers (RFC 9293 section 3.4.1, RFC 6528). */
#include "wire.h"

/* The number of the next SYN that the engine sends from this port. */
static uint32_t isn_from(peer *p, uint16_t port)
{
    frame f;
    frame_view v;

    app_connects_from(p, port);
    engine_sends_frame(p, ms(5), &f, &v);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 1);
    app_connect_fails(p, -ECONNREFUSED);
    return v.tcp.seq;
}

/* covers: MUST-8, SHLD-1, 6528-01, 6528-03, 6528-05 */
static void isn_of_one_pair_moves_by_one_in_4_us(peer *p)
{
    uint32_t first = isn_from(p, 51000), second, third;
    us begin = now_us(p), between, end;

    after(p, ms(400));
    second = isn_from(p, 51000);
    between = now_us(p);
    after(p, seconds(2000));
    third = isn_from(p, 51000);
    end = now_us(p);
    /* within 200 counts (0.8 ms): each measurement has the few us of the SYN's way in it */
    EXPECT(p, second - first - (uint32_t)((between - begin) / 4) + 200 < 400);
    EXPECT(p, third - second - (uint32_t)((end - between) / 4) + 200 < 400);
}

/* Neighbouring pairs: no difference of the offsets is small or seen twice. covers: MUST-9, 6528-04, 6528-06 */
static void isns_of_different_pairs_are_unrelated(peer *p)
{
    enum { PAIRS = 12 };
    uint32_t offset[PAIRS];

    for (unsigned i = 0; i < PAIRS; i++)
        offset[i] = isn_from(p, (uint16_t)(52000 + i)) - (uint32_t)(now_us(p) / 4);
    for (unsigned i = 0; i < PAIRS; i++)
        for (unsigned k = i + 1; k < PAIRS; k++)
            EXPECT(p, offset[i] - offset[k] + 100000 > 200000);
    for (unsigned i = 2; i < PAIRS; i++)
        EXPECT(p, (offset[i] - offset[i - 1]) - (offset[i - 1] - offset[i - 2]) + 100000 > 200000);
}

/* covers: SHLD-1, 6528-01 */
static void isn_of_a_passive_open_follows_the_same_rule(peer *p)
{
    uint32_t isn[2];
    us at[2];

    app_listens(p, 1);
    for (int i = 0; i < 2; i++) {
        frame f;
        frame_view v;

        peer_sends(p, SYN, .seq = 0, .mss = 1460);
        engine_sends_frame(p, ms(5), &f, &v);
        isn[i] = v.tcp.seq;
        at[i] = now_us(p);
        peer_sends(p, RST, .seq = 1);
        on_new_life(p);
        after(p, seconds(1));
    }
    EXPECT(p, isn[1] - isn[0] - (uint32_t)((at[1] - at[0]) / 4) + 200 < 400);
}

static const wire_test tests[] = {
    TEST(isn_of_one_pair_moves_by_one_in_4_us),
    TEST(isns_of_different_pairs_are_unrelated),
    TEST(isn_of_a_passive_open_follows_the_same_rule),
};
const wire_suite handshake_isn = SUITE("initial sequence numbers", tests);
