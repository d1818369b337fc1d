/* rewind.c: what is sent again, and how it goes on (RFC 6298 5.4, DESIGN section 4: the payload comes again from the host). */
#include "wire.h"

/* covers: 6298-09 */
static void earliest_segment_is_sent_again_first(peer *p)
{
    given_connected_with(p, 65535, 1000);
    app_writes(p, 3000);
    engine_streams(p, 1, 3000, 1000, false);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000, .within = ms(250));
    after(p, ms(2));
    peer_sends(p, ACK, .seq = 1, .ack = 3001); /* only the first was lost */
    engine_may_send(p, ACK, .seq = 1001, .ack = 1, .len = 1000);
    engine_may_send(p, ACK, .seq = 2001, .ack = 1, .len = 1000);
    engine_is_silent_for(p, seconds(5));
}

/* covers: 6298-09, MUST-18 */
static void lost_window_is_sent_again_whole(peer *p)
{
    given_connected_with(p, 4000, 1000);
    app_writes(p, 4000);
    engine_streams(p, 1, 4000, 1000, false);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000, .within = ms(250));
    for (uint32_t next = 1001; next != 4001; next += 1000) {
        peer_sends(p, ACK, .seq = 1, .ack = next, .window = 4000);
        engine_sends(p, ACK, .seq = next, .ack = 1, .len = 1000);
    }
    peer_sends(p, ACK, .seq = 1, .ack = 4001);
    engine_is_silent_for(p, seconds(5));
}

/* An ACK inside the text that was sent before the rewind: the engine goes on from there. covers: 6298-08 */
static void partial_ack_after_a_rewind_moves_on(peer *p)
{
    given_connected_with(p, 65535, 1000);
    app_writes(p, 5000);
    engine_streams(p, 1, 5000, 1000, false);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000, .within = ms(250));
    peer_sends(p, ACK, .seq = 1, .ack = 3501);
    for (uint32_t from = 1001; from < 5001; from += 1000)
        engine_may_send(p, ACK, .seq = from, .ack = 1, .len = 1000); /* was on its way before the ACK came */
    engine_may_send(p, ACK, .seq = 3501, .ack = 1, .len = 1000);
    engine_may_send(p, ACK, .seq = 4501, .ack = 1, .len = 500);
    peer_sends(p, ACK, .seq = 1, .ack = 5001);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 5001, .ack = 1, .len = 10);
    peer_sends(p, ACK, .seq = 1, .ack = 5011);
}

/* After a rewind snd.nxt stands below what was sent; an ACK of all of it is good all the same. covers: 9293x-09 */
static void ack_above_snd_nxt_after_a_rewind_is_applied(peer *p)
{
    given_connected_with(p, 3000, 1000);
    app_writes(p, 6000);
    engine_streams(p, 1, 3000, 1000, false);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000, .within = ms(250));
    peer_sends(p, ACK, .seq = 1, .ack = 3001, .window = 3000);
    engine_may_send(p, ACK, .seq = 1001, .ack = 1, .len = 1000);
    engine_may_send(p, ACK, .seq = 2001, .ack = 1, .len = 1000);
    engine_streams(p, 3001, 3000, 1000, true);
    engine_is_silent_for(p, seconds(2));
}

/* Pure ACKs carry SND.MAX after a rewind, or the peer would drop them as old (DESIGN section 2). covers: 9293x-06 */
static void ack_after_a_rewind_has_an_acceptable_sequence_number(peer *p)
{
    frame f;
    frame_view v;

    given_connected_with(p, 2000, 1000);
    app_writes(p, 2000);
    engine_streams(p, 1, 2000, 1000, false);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .window_zero = true); /* the rewind may send nothing */
    after(p, ms(210));
    engine_may_send(p, ACK, .seq = 1, .ack = 1, .len = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .window_zero = true);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.tcp.flags == ACK && ack_of(p, &v) == 11 && seq_of(p, &v) == 2001);
    peer_sends(p, ACK, .seq = 11, .ack = 2001);
    app_reads(p, 10);
    engine_may_send(p, ACK, .seq = 1, .ack = 1, .len = 1);
}

/* covers: 6298-09 */
static void retransmission_carries_the_newest_ack_and_window(peer *p)
{
    given_connected(p);
    app_writes(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 30);
    engine_sends(p, ACK, .seq = 101, .ack = 31);
    engine_sends(p, ACK, .seq = 1, .ack = 31, .len = 100, .window = 65535 - 30, .within = seconds(1));
    peer_sends(p, ACK, .seq = 31, .ack = 101);
    app_reads(p, 30);
}

/* The application wrote more meanwhile. covers: SHLD-28 */
static void retransmission_goes_on_with_new_text(peer *p)
{
    given_connected_with(p, 65535, 1000);
    app_writes(p, 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000, .after = ms(200));
    app_writes(p, 2500);
    peer_sends(p, ACK, .seq = 1, .ack = 1001);
    engine_streams(p, 1001, 2500, 1000, true);
    engine_is_silent_for(p, seconds(2));
}

/* Four segments in ten are lost: all arrives. covers: 6298-09 */
static void stream_with_many_losses_arrives_whole(peer *p)
{
    enum { TOTAL = 12000 };
    uint32_t taken = 1, dice = 12345;

    given_connected_with(p, 3000, 1000);
    app_writes(p, TOTAL);
    for (unsigned n = 0; taken != 1 + TOTAL && n < 200 && !peer_failed(p); n++) {
        frame f;
        frame_view v;

        engine_sends_frame(p, seconds(70), &f, &v);
        dice = dice * 1103515245u + 12345u;
        if ((dice >> 16) % 10 < 4 || seq_of(p, &v) != taken)
            continue; /* lost, or above the hole */
        taken += (uint32_t)v.payload_bytes;
        peer_sends(p, ACK, .seq = 1, .ack = taken, .window = 3000);
    }
    EXPECT(p, taken == 1 + TOTAL);
    engine_is_silent_for(p, seconds(70));
}

static const wire_test tests[] = {
    TEST(earliest_segment_is_sent_again_first),
    TEST(lost_window_is_sent_again_whole),
    TEST(partial_ack_after_a_rewind_moves_on),
    TEST(ack_above_snd_nxt_after_a_rewind_is_applied),
    TEST(ack_after_a_rewind_has_an_acceptable_sequence_number),
    TEST(retransmission_carries_the_newest_ack_and_window),
    TEST(retransmission_goes_on_with_new_text),
    TEST(stream_with_many_losses_arrives_whole),
};
const wire_suite retransmit_rewind = SUITE("what is sent again", tests);
