/* status.c: STATUS (RFC 9293 sections 3.9.1.6 and 3.10.6): what the engine knows is what the wire has shown. */
#include "wire.h"

static void status_tells_state_windows_and_what_was_acknowledged(peer *p)
{
    struct toe_info info;

    given_connected_with(p, 5000, 1000);
    app_writes(p, 600);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 600);
    app_gets_info(p, &info);
    EXPECT(p, info.state == TOE_TCP_ESTABLISHED);
    EXPECT(p, info.bytes_acked == 0 && info.snd_wnd_bytes == 5000);
    peer_sends(p, ACK, .seq = 1, .ack = 601, .len = 40, .window = 4000);
    engine_sends(p, ACK, .seq = 601, .ack = 41);
    app_gets_info(p, &info);
    EXPECT(p, info.bytes_acked == 600 && info.bytes_received == 40);
    EXPECT(p, info.snd_wnd_bytes == 4000 && info.rcv_wnd_bytes == 65535 - 40);
    EXPECT(p, info.smss_bytes == 1000 && info.rto_us >= 200000);
}

static void status_of_each_state_is_that_state(peer *p, synchronized_state state)
{
    static const enum toe_tcp_state told[SYNCHRONIZED_STATES] = {
        TOE_TCP_ESTABLISHED, TOE_TCP_FIN_WAIT_1, TOE_TCP_FIN_WAIT_2, TOE_TCP_CLOSE_WAIT,
        TOE_TCP_CLOSING,     TOE_TCP_LAST_ACK,   TOE_TCP_TIME_WAIT};
    struct toe_info info;

    given_state(p, state);
    app_gets_info(p, &info);
    EXPECT(p, info.state == told[state]);
}

static const wire_test tests[] = {
    TEST(status_tells_state_windows_and_what_was_acknowledged),
    TEST_EACH_STATE(status_of_each_state_is_that_state),
};
const wire_suite host_status = SUITE("status", tests);
