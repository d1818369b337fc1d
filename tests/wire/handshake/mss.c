/* mss.c: the maximum segment size (RFC 9293 section 3.7.1). */
#include "wire.h"

static void full_segments_have(peer *p, uint32_t bytes)
{
    app_writes(p, 2 * bytes + 7);
    engine_streams(p, 1, 2 * bytes + 7, bytes, true);
}

/* covers: MUST-14, MUST-16, SHLD-28 */
static void mss_of_the_syn_ack_is_honoured(peer *p)
{
    given_connected_with(p, 65535, 1000);
    full_segments_have(p, 1000);
}

/* covers: MUST-14, MUST-16 */
static void mss_of_the_peers_syn_is_honoured(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 700);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    full_segments_have(p, 700);
}

/* covers: MUST-15 */
static void without_the_option_segments_are_536_bytes(peer *p)
{
    given_connected_with(p, 65535, 0);
    full_segments_have(p, 536);
}

/* covers: MUST-15 */
static void without_the_option_in_the_peers_syn_segments_are_536_bytes(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    full_segments_have(p, 536);
}

/* covers: MUST-16, 6691-04, 6691-06 */
static void segments_never_exceed_our_own_mtu(peer *p)
{
    given_connected_with(p, 65535, 65535);
    full_segments_have(p, 1460);
}

/* covers: MUST-67, MUST-16, 6691-01 */
static void smaller_mtu_makes_a_smaller_mss_both_ways(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0, .mss = 1000 - 40);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    full_segments_have(p, 960);
}

/* covers: 6691-05 */
static void tiny_mss_still_moves_data(peer *p)
{
    given_connected_with(p, 65535, 1);
    app_writes(p, 3);
    for (uint32_t next = 1; next != 4 && !peer_failed(p);) {
        frame f;
        frame_view v;

        engine_sends_frame(p, ms(5), &f, &v);
        EXPECT(p, v.payload_bytes > 0);
        next += (uint32_t)v.payload_bytes;
        peer_sends(p, ACK, .seq = 1, .ack = next);
    }
}

/* The option stands behind others, at an odd place. covers: MUST-4, MUST-6, MUST-64 */
static void mss_is_found_behind_other_options(peer *p)
{
    static const uint8_t options[] = {1, 254, 5, 9, 9, 9, 1, 2, 4, 0x02, 0x58, 0};

    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .options = options, .option_bytes = sizeof options);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    full_segments_have(p, 600);
}

/* covers: MUST-4 */
static void end_of_the_option_list_hides_what_follows(peer *p)
{
    static const uint8_t options[] = {1, 1, 1, 0, 2, 4, 0x02, 0x58};

    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .options = options, .option_bytes = sizeof options);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    full_segments_have(p, 536);
}

/* What Linux sends: MSS, SACK-permitted, timestamps, NOP, window scale; the engine takes the MSS and offers no more.
 * covers: MUST-6 */
static void options_of_a_modern_syn_are_answered_by_mss_alone(peer *p)
{
    static const uint8_t options[] = {2, 4, 0x05, 0xa0, 4, 2, 8, 10, 0, 1, 2, 3, 0, 0, 0, 0, 1, 3, 3, 7};
    frame f;
    frame_view v;

    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .options = options, .option_bytes = sizeof options);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.tcp.flags == (SYN | ACK));
    EXPECT(p, v.tcp.option_bytes == 4 && v.tcp.options[0] == 2);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    full_segments_have(p, 1440);
}

static const wire_test tests[] = {
    TEST(mss_of_the_syn_ack_is_honoured),
    TEST(mss_of_the_peers_syn_is_honoured),
    TEST(without_the_option_segments_are_536_bytes),
    TEST(without_the_option_in_the_peers_syn_segments_are_536_bytes),
    TEST(segments_never_exceed_our_own_mtu),
    TEST(smaller_mtu_makes_a_smaller_mss_both_ways, .mtu = 1000),
    TEST(tiny_mss_still_moves_data),
    TEST(mss_is_found_behind_other_options),
    TEST(end_of_the_option_list_hides_what_follows),
    TEST(options_of_a_modern_syn_are_answered_by_mss_alone),
};
const wire_suite handshake_mss = SUITE("maximum segment size", tests);
