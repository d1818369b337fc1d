/* delayed_ack.c: an ACK waits for a second segment or for text to ride on, 40 ms at most (RFC 9293 section 3.8.6.3; RFC 5681
 * section 4.2). */
#include "wire.h"

enum { FULL = 1460 };

/* covers: SHLD-18, MUST-40 */
static void lone_segment_is_acknowledged_after_the_delay(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101, .after = ms(40));
    app_reads(p, 100);
    engine_is_silent_for(p, seconds(1));
}

/* Delivery does not wait for the ACK. covers: SHLD-18 */
static void text_is_delivered_while_its_ack_waits(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 100);
    after(p, ms(1));
    app_reads(p, 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101, .within = ms(40));
}

/* covers: SHLD-19, 5681-11, MUST-58, 1122-09 */
static void every_second_full_segment_is_acknowledged_at_once(peer *p)
{
    given_connected(p);
    for (uint32_t seq = 1; seq < 1 + 20 * FULL; seq += 2 * FULL) {
        peer_sends(p, ACK, .seq = seq, .ack = 1, .len = FULL);
        engine_is_silent_for(p, ms(5));
        peer_sends(p, ACK, .seq = seq + FULL, .ack = 1, .len = FULL);
        engine_sends(p, ACK, .seq = 1, .ack = seq + 2 * FULL, .within = ms(1));
    }
    app_reads(p, 20 * FULL);
    engine_may_update_window(p, 1, 1 + 20 * FULL);
    engine_is_silent_for(p, seconds(1));
}

/* covers: SHLD-19, MUST-58 */
static void burst_of_ten_gives_five_acks(peer *p)
{
    given_connected(p);
    for (unsigned i = 0; i < 10; i++)
        peer_sends(p, ACK, .seq = 1 + i * FULL, .ack = 1, .len = FULL);
    for (unsigned i = 1; i <= 5; i++)
        engine_sends(p, ACK, .seq = 1, .ack = 1 + 2 * i * FULL);
    engine_is_silent_for(p, seconds(1));
    app_reads(p, 10 * FULL);
    engine_may_update_window(p, 1, 1 + 10 * FULL);
}

/* Small ones count as well: a sender of small segments does not wait longer. */
static void every_second_small_segment_is_acknowledged_at_once(peer *p)
{
    given_connected(p);
    for (uint32_t seq = 1; seq < 101; seq += 2) {
        peer_sends(p, ACK, .seq = seq, .ack = 1, .len = 1);
        peer_sends(p, ACK, .seq = seq + 1, .ack = 1, .len = 1);
        engine_sends(p, ACK, .seq = 1, .ack = seq + 2, .within = ms(1));
    }
    app_reads(p, 100);
}

/* covers: 5681-11, MAY-13 */
static void hole_and_its_filling_are_acknowledged_at_once(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 101, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .within = ms(1));
    peer_sends(p, ACK, .seq = 301, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .within = ms(1));
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 50); /* a part of the hole */
    engine_sends(p, ACK, .seq = 1, .ack = 51, .within = ms(1));
    peer_sends(p, ACK, .seq = 51, .ack = 1, .len = 50);
    engine_sends(p, ACK, .seq = 1, .ack = 201, .within = ms(1));
    peer_sends(p, ACK, .seq = 201, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 401, .within = ms(1));
    app_reads(p, 400);
    engine_is_silent_for(p, seconds(1));
}

/* covers: 9293x-12, 5681-11 */
static void fin_old_text_and_text_beyond_the_window_are_answered_at_once(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101, .within = ms(1));
    peer_sends(p, ACK, .seq = 51, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 151, .within = ms(1));
    peer_sends(p, ACK, .seq = 151 + 65535, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 151, .within = ms(1));
    peer_sends(p, FIN | ACK, .seq = 151, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 162, .within = ms(1));
    app_reads(p, 160);
    app_reads_end(p);
    engine_is_silent_for(p, seconds(1));
}

/* covers: 9293x-12 */
static void text_that_reaches_a_fin_that_came_early_is_acknowledged_at_once(peer *p)
{
    given_connected(p);
    peer_sends(p, FIN | ACK, .seq = 101, .ack = 1);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .within = ms(1));
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 102, .within = ms(1));
}

/* A closed window is told at once: the peer would go on counting on it. */
static void text_that_does_not_fit_is_answered_at_once(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = FULL);
    peer_sends(p, ACK, .seq = 1 + FULL, .ack = 1, .len = FULL);
    engine_sends(p, ACK, .seq = 1, .ack = 1 + 2 * FULL, .within = ms(1));
    peer_sends(p, ACK, .seq = 1 + 2 * FULL, .ack = 1, .len = FULL); /* 1176 bytes of it fit */
    engine_sends(p, ACK, .seq = 1, .ack = 1 + 4096, .window_zero = true, .within = ms(1));
}

/* Text of ours carries the ACK, and no other follows. covers: SHLD-18, MUST-58 */
static void answer_carries_the_ack(peer *p)
{
    uint32_t in = 1, out = 1;

    given_connected(p);
    for (unsigned i = 0; i < 10; i++, in += 100, out += 50) {
        peer_sends(p, ACK | PSH, .seq = in, .ack = out, .len = 100);
        after(p, ms(10));
        app_reads(p, 100);
        app_writes(p, 50);
        engine_sends(p, ACK, .seq = out, .ack = in + 100, .len = 50);
        after(p, ms(7));
    }
    peer_sends(p, ACK, .seq = in, .ack = out);
    engine_is_silent_for(p, seconds(1));
}

/* The delay is counted from the segment that waits, whatever was sent before. covers: MUST-40, SHLD-18 */
static void each_ack_has_the_whole_delay(peer *p)
{
    uint32_t in = 1;

    given_connected(p);
    app_writes(p, 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    peer_sends(p, ACK, .seq = 1, .ack = 1001);
    for (unsigned i = 0; i < 30; i++, in++) {
        peer_sends(p, ACK, .seq = in, .ack = 1001, .len = 1);
        engine_sends(p, ACK, .seq = 1001, .ack = in + 1, .after = ms(40));
        after(p, ms(3 + 5 * i));
    }
    app_reads(p, 30);
    engine_is_silent_for(p, seconds(1));
}

/* Another connection of the same number owes nothing. */
static void reset_connection_owes_no_ack(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    peer_sends(p, RST, .seq = 101);
    engine_is_silent_for(p, ms(20));
    app_reads(p, 100);
    app_read_fails(p, -ECONNRESET);
    app_closes(p);
    on_connection(p, 1);
    given_connected(p);
    engine_is_silent_for(p, ms(100));
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101, .after = ms(40));
}

/* In FIN-WAIT-1 and FIN-WAIT-2 the other direction goes on as before. covers: SHLD-18, SHLD-19 */
static void acks_wait_after_our_fin_too(peer *p)
{
    given_connected(p);
    app_shuts_down(p);
    engine_sends(p, FIN | ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 2, .ack = 101, .after = ms(40));
    peer_sends(p, ACK, .seq = 101, .ack = 2, .len = 100);
    peer_sends(p, ACK, .seq = 201, .ack = 2, .len = 100);
    engine_sends(p, ACK, .seq = 2, .ack = 301, .within = ms(1));
    peer_sends(p, ACK, .seq = 301, .ack = 2, .len = 100);
    engine_is_silent_for(p, ms(10));
    peer_sends(p, FIN | ACK, .seq = 401, .ack = 2);
    engine_sends(p, ACK, .seq = 2, .ack = 402, .within = ms(1));
    app_reads(p, 400);
    app_reads_end(p);
    engine_is_silent_for(p, seconds(1));
}

#define DELAYED(f, ...) TEST(f, .delayed_acks = true, __VA_ARGS__)
static const wire_test tests[] = {
    DELAYED(lone_segment_is_acknowledged_after_the_delay),
    DELAYED(text_is_delivered_while_its_ack_waits),
    DELAYED(every_second_full_segment_is_acknowledged_at_once),
    DELAYED(burst_of_ten_gives_five_acks),
    DELAYED(every_second_small_segment_is_acknowledged_at_once),
    DELAYED(hole_and_its_filling_are_acknowledged_at_once),
    DELAYED(fin_old_text_and_text_beyond_the_window_are_answered_at_once),
    DELAYED(text_that_reaches_a_fin_that_came_early_is_acknowledged_at_once),
    DELAYED(text_that_does_not_fit_is_answered_at_once, .rcv_buffer_bytes = 4096),
    DELAYED(answer_carries_the_ack),
    DELAYED(each_ack_has_the_whole_delay),
    DELAYED(reset_connection_owes_no_ack),
    DELAYED(acks_wait_after_our_fin_too),
};
const wire_suite data_delayed_ack = SUITE("delayed ACKs", tests);
