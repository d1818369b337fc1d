/* receive.c: text from the peer (RFC 9293 section 3.10.7.4, first and seventh check, and 3.8.6). */
#include "wire.h"

/* covers: 1122-08 */
static void text_is_acknowledged_and_delivered(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101);
    app_reads(p, 100);
    peer_sends(p, ACK, .seq = 101, .ack = 1, .len = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1561);
    app_reads(p, 1460);
    app_has_nothing_to_read(p);
}

/* covers: 1122-08, MUST-40 */
static void text_without_psh_is_delivered_and_acknowledged_within_half_a_second(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 2, .within = ms(500));
    app_reads(p, 1);
}

/* Sizes around each beat of the data path and the largest. covers: MUST-3 */
static void text_of_every_size_arrives_whole(peer *p)
{
    static const uint32_t sizes[] = {1,  2,  3,  7,  8,   9,   15,  16,   17,   31,  32,
                                     33, 63, 64, 65, 535, 536, 537, 1452, 1459, 1460};
    uint32_t next = 1;

    given_connected(p);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = sizes[i]);
        next += sizes[i];
        engine_sends(p, ACK, .seq = 1, .ack = next);
        app_reads(p, sizes[i]);
        engine_may_update_window(p, 1, next);
    }
}

/* covers: MUST-59, MUST-1 */
static void burst_that_fills_the_window_is_taken_whole(peer *p)
{
    uint32_t next = 1;

    given_connected(p);
    for (int i = 0; i < 40; i++, next += 1460)
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1460);
    for (uint32_t acked = 1; acked != next && !peer_failed(p);) {
        frame f;
        frame_view v;

        engine_sends_frame(p, ms(5), &f, &v);
        EXPECT(p, v.tcp.flags == ACK && ack_of(p, &v) > acked);
        acked = ack_of(p, &v);
    }
    app_reads(p, 40 * 1460);
    engine_may_update_window(p, 1, next);
}

/* Acceptability, case 1: no text, window 0: only SEG.SEQ = RCV.NXT. covers: 9293x-06, MAY-8 */
static void empty_segment_at_a_closed_window_is_acceptable_at_rcv_nxt_only(peer *p)
{
    uint32_t full = 1 + 4096;

    given_connected(p);
    for (uint32_t next = 1; next != full; next += 1024) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1024);
        engine_sends(p, ACK, .seq = 1, .ack = next + 1024);
    }
    peer_sends(p, ACK, .seq = full, .ack = 1);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = full - 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = full, .window_zero = true);
    peer_sends(p, ACK, .seq = full + 1, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = full, .window_zero = true);
}

/* Acceptability, case 3: text, window 0: never acceptable. covers: 9293x-06, MAY-8 */
static void text_at_a_closed_window_is_refused_and_answered(peer *p)
{
    uint32_t full = 1 + 4096;

    given_connected(p);
    for (uint32_t next = 1; next != full; next += 1024) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1024);
        engine_sends(p, ACK, .seq = 1, .ack = next + 1024);
    }
    for (int probe = 0; probe < 5; probe++) {
        peer_sends(p, ACK, .seq = full, .ack = 1, .len = 1);
        engine_sends(p, ACK, .seq = 1, .ack = full, .window_zero = true);
        after(p, seconds(10));
    }
    app_reads(p, 4096);
    app_has_nothing_to_read(p);
    engine_sends(p, ACK, .seq = 1, .ack = full);
}

/* RFC 9293 section 3.10.7.4: "special allowance should be made to accept valid ACKs". covers: 9293x-06 */
static void ack_at_a_closed_window_is_processed(peer *p)
{
    uint32_t full = 1 + 4096;

    given_connected(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    for (uint32_t next = 1; next != full; next += 1024) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1024);
        engine_sends(p, ACK, .seq = 11, .ack = next + 1024);
    }
    peer_sends(p, ACK, .seq = full, .ack = 11);
    engine_is_silent_for(p, seconds(5)); /* no retransmission: it was heard */
}

/* Acceptability, case 2: no text, window open: RCV.NXT <= SEG.SEQ < RCV.NXT + RCV.WND. covers: 9293x-06 */
static void empty_segment_is_acceptable_inside_the_window_only(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 65535, .ack = 1);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 0, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1 + 65535, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
}

/* Acceptability, case 4: text, window open: its first or its last byte lies inside. covers: 9293x-06 */
static void old_text_is_answered_and_dropped(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 200);
    engine_sends(p, ACK, .seq = 1, .ack = 201);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 200);
    engine_sends(p, ACK, .seq = 1, .ack = 201);
    peer_sends(p, ACK, .seq = 200, .ack = 1, .len = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 201);
    app_reads(p, 200);
    app_has_nothing_to_read(p);
}

/* covers: 9293x-06 */
static void text_right_of_the_window_is_answered_and_dropped(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1 + 4096, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_has_nothing_to_read(p);
}

/* covers: 9293x-11 */
static void old_part_of_a_segment_is_trimmed(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101);
    peer_sends(p, ACK, .seq = 51, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 151);
    peer_sends(p, ACK, .seq = 150, .ack = 1, .len = 2);
    engine_sends(p, ACK, .seq = 1, .ack = 152);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1001);
    app_reads(p, 1000);
    app_has_nothing_to_read(p);
}

/* Every amount of overlap around a beat. covers: 9293x-11 */
static void overlap_of_every_size_is_trimmed_exactly(peer *p)
{
    uint32_t next = 101;

    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101);
    for (uint32_t old = 1; old <= 34; old++) {
        peer_sends(p, ACK, .seq = next - old, .ack = 1, .len = old + 13);
        next += 13;
        engine_sends(p, ACK, .seq = 1, .ack = next);
    }
    app_reads(p, next - 1);
}

/* covers: 9293x-11 */
static void part_beyond_the_right_edge_is_not_taken(peer *p)
{
    given_connected(p);
    for (uint32_t next = 1; next != 1 + 3000; next += 1000) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1000);
        engine_sends(p, ACK, .seq = 1, .ack = next + 1000);
    }
    peer_sends(p, ACK, .seq = 3001, .ack = 1, .len = 1460); /* 1096 bytes of it fit */
    engine_sends(p, ACK, .seq = 1, .ack = 4097, .window_zero = true);
    app_reads(p, 4096);
    app_has_nothing_to_read(p);
    engine_sends(p, ACK, .seq = 1, .ack = 4097);
    engine_may_update_window(p, 1, 4097);
    peer_sends(p, ACK, .seq = 4097, .ack = 1, .len = 364);
    engine_sends(p, ACK, .seq = 1, .ack = 4461);
    app_reads(p, 364);
}

/* covers: 9293x-09 */
static void text_without_ack_flag_is_dropped(peer *p)
{
    given_connected(p);
    peer_sends(p, 0, .seq = 1, .len = 50);
    peer_sends(p, PSH, .seq = 1, .len = 50);
    engine_is_silent(p);
    app_has_nothing_to_read(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 50);
    engine_sends(p, ACK, .seq = 1, .ack = 51);
    app_reads(p, 50);
}

/* The window in each ACK is what is free; reading opens it. covers: SHLD-14, MUST-1 */
static void window_says_how_much_more_is_taken(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1001, .window = 3096);
    peer_sends(p, ACK, .seq = 1001, .ack = 1, .len = 1400);
    engine_sends(p, ACK, .seq = 1, .ack = 2401, .window = 1696);
    app_reads(p, 2400);
    engine_sends(p, ACK, .seq = 1, .ack = 2401, .window = 4096);
    peer_sends(p, ACK, .seq = 2401, .ack = 1, .len = 96);
    engine_sends(p, ACK, .seq = 1, .ack = 2497, .window = 4000);
}

/* covers: MUST-39 */
static void reading_byte_by_byte_does_not_move_the_window_byte_by_byte(peer *p)
{
    uint32_t full = 1 + 4096;
    frame f;
    frame_view v;

    given_connected(p);
    for (uint32_t next = 1; next != full; next += 1024) {
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 1024);
        engine_sends(p, ACK, .seq = 1, .ack = next + 1024);
    }
    for (int i = 0; i < 1000; i++)
        app_reads(p, 1);
    engine_is_silent(p);
    app_reads(p, 3096);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.tcp.flags == ACK && v.tcp.window >= 1460);
    peer_sends(p, ACK, .seq = full, .ack = 1);
    engine_may_send(p, ACK, .seq = 1, .ack = full, .window = 4096);
}

/* covers: MUST-5 */
static void options_on_every_segment_are_skipped(peer *p)
{
    static const uint8_t options[] = {1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 253, 4, 1, 2};

    given_connected(p);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 333, .options = options, .option_bytes = sizeof options);
    engine_sends(p, ACK, .seq = 1, .ack = 334);
    app_reads(p, 333);
    app_writes(p, 5);
    engine_sends(p, ACK, .seq = 1, .ack = 334, .len = 5);
    peer_sends(p, ACK, .seq = 334, .ack = 6, .options = options, .option_bytes = sizeof options);
    engine_is_silent_for(p, seconds(3));
    peer_sends(p, FIN | ACK, .seq = 334, .ack = 6, .options = options, .option_bytes = sizeof options);
    engine_sends(p, ACK, .seq = 6, .ack = 335);
    app_reads_end(p);
}

/* covers: MUST-6, MUST-64 */
static void unknown_options_of_every_length_are_skipped(peer *p)
{
    uint32_t next = 1;

    given_connected(p);
    for (unsigned len = 2; len <= 40; len++) {
        uint8_t options[40] = {0xaa, (uint8_t)len};

        for (unsigned i = 2; i < len; i++)
            options[i] = (uint8_t)i;
        peer_sends(p, ACK, .seq = next, .ack = 1, .len = 20, .options = options, .option_bytes = len);
        next += 20;
        engine_sends(p, ACK, .seq = 1, .ack = next);
    }
    app_reads(p, next - 1);
}

/* RFC 9293 section 3.1, MUST-7: survive; what the segment's fate is, is left open. covers: MUST-7 */
static void illegal_option_lengths_do_no_harm(peer *p)
{
    static const uint8_t bad[][4] = {{2, 0, 5, 180}, {2, 1, 5, 180},   {8, 5, 0, 0},
                                     {8, 0, 0, 0},   {254, 255, 0, 0}, {1, 1, 1, 2}};

    given_connected(p);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10, .options = bad[i], .option_bytes = 4);
        engine_may_send(p, ACK, .seq = 1, .ack = 11);
    }
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 11);
    app_reads(p, 10);
    app_has_nothing_to_read(p);
}

static const wire_test tests[] = {
    TEST(text_is_acknowledged_and_delivered),
    TEST(text_without_psh_is_delivered_and_acknowledged_within_half_a_second),
    TEST(text_of_every_size_arrives_whole),
    TEST(burst_that_fills_the_window_is_taken_whole),
    TEST(empty_segment_at_a_closed_window_is_acceptable_at_rcv_nxt_only, .rcv_buffer_bytes = 4096),
    TEST(text_at_a_closed_window_is_refused_and_answered, .rcv_buffer_bytes = 4096),
    TEST(ack_at_a_closed_window_is_processed, .rcv_buffer_bytes = 4096),
    TEST(empty_segment_is_acceptable_inside_the_window_only),
    TEST(old_text_is_answered_and_dropped),
    TEST(text_right_of_the_window_is_answered_and_dropped, .rcv_buffer_bytes = 4096),
    TEST(old_part_of_a_segment_is_trimmed),
    TEST(overlap_of_every_size_is_trimmed_exactly),
    TEST(part_beyond_the_right_edge_is_not_taken, .rcv_buffer_bytes = 4096),
    TEST(text_without_ack_flag_is_dropped),
    TEST(window_says_how_much_more_is_taken, .rcv_buffer_bytes = 4096),
    TEST(reading_byte_by_byte_does_not_move_the_window_byte_by_byte, .rcv_buffer_bytes = 4096),
    TEST(options_on_every_segment_are_skipped),
    TEST(unknown_options_of_every_length_are_skipped),
    TEST(illegal_option_lengths_do_no_harm),
};
const wire_suite data_receive = SUITE("receiving", tests);
