/* segment.c: segments that looked their connection up before it ended, and are judged after it. */
#include "wire.h"

enum { FOLLOWERS = 6 };

/* As fast as the wire carries them: the first ones behind the RST find the connection in the flow table still. */
static void segments_right_behind_a_rst_meet_nothing(peer *p)
{
    frame f;
    frame_view v;
    uint32_t stale;

    given_connected(p);
    peer_sends(p, RST, .seq = 1);
    for (unsigned i = 0; i < FOLLOWERS; i++)
        peer_sends(p, ACK, .seq = 1, .ack = 1, .len = i);
    after(p, ms(1));
    stale = engine_counter(p, "disp_drop_stale");
    EXPECT(p, stale != 0);
    for (uint32_t i = stale; i < FOLLOWERS; i++) { /* those that came later belong to nobody (3.10.7.1) */
        engine_sends_frame(p, ms(1), &f, &v);
        EXPECT(p, v.kind == FRAME_TCP && v.tcp.flags == RST && seq_of(p, &v) == 1);
    }
    engine_is_silent(p);
    app_read_fails(p, -ECONNRESET);
}

static const wire_test tests[] = {
    TEST(segments_right_behind_a_rst_meet_nothing),
};
const wire_suite late_segment = SUITE("late segments", tests);
