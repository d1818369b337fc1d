/* noise.c: segments that make no sense, from the seed of the run. What the engine answers must keep the monitor's rules,
 * none of its assertions may be reached, and the connection must neither die of it nor take a byte of it. */
#include "wire.h"

enum { SEGMENTS = 300 };

static uint32_t odd_number(peer *p, uint32_t near)
{
    switch (peer_random(p, 4)) {
    case 0:
        return near + peer_random(p, 8) - 4;
    case 1:
        return near + 65535 + peer_random(p, 8) - 4;
    case 2:
        return near + peer_random(p, 0x7fffffff);
    default:
        return near + peer_random(p, 65535);
    }
}

/* Everything apart from an exact RST, an exact FIN and exact text, which would be obeyed. */
static void noise_in_every_state_does_no_harm(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return; /* a SYN may end it (MAY-2) */
    for (unsigned i = 0; i < SEGMENTS && !peer_failed(p); i++) {
        unsigned flags = peer_random(p, 256);
        uint32_t seq = odd_number(p, at.rcv_nxt);

        if (seq == at.rcv_nxt || (flags & SYN) != 0)
            flags &= ~(unsigned)ACK; /* nothing of it is taken: there is no ACK, or there is a SYN */
        if (seq <= at.rcv_nxt)
            flags &= ~(unsigned)(RST | FIN);
        peer_sends(p, flags, .seq = seq, .ack = odd_number(p, at.snd_nxt + 1000), .len = peer_random(p, 3) * 20,
                   .window = (uint16_t)(1 + peer_random(p, 65535)), .urgent = (uint16_t)peer_random(p, 100));
        while (engine_may_send_frame(p, 20, NULL, NULL))
            continue;
    }
    peer_sends(p, ACK, .seq = at.rcv_nxt - 1, .ack = at.snd_nxt);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
}

static const wire_test tests[] = {
    TEST_EACH_STATE(noise_in_every_state_does_no_harm, .rto_min = 60000000, .rto_initial = 1000000),
};
const wire_suite reset_noise = SUITE("noise", tests);
