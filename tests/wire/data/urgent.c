/* urgent.c: urgent data, both ways (RFC 9293 section 3.8.5 and 3.10.7.4, sixth check). The pointer is that of MUST-62: it
 * points at the octet behind the urgent data. */
#include "wire.h"

/* ---- sending */

/* covers: MUST-30, MUST-62 */
static void pointer_points_behind_the_urgent_data(peer *p)
{
    given_connected(p);
    app_writes_urgent(p, 10);
    engine_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 10, .urgent = 10, .psh = true);
    peer_sends(p, ACK, .seq = 1, .ack = 11);
    app_writes(p, 5);
    engine_sends(p, ACK, .seq = 11, .ack = 1, .len = 5);
}

/* covers: MUST-30, MUST-31 */
static void every_segment_up_to_the_end_of_the_urgent_data_points_there(peer *p)
{
    given_connected(p);
    app_writes_urgent(p, 5000);
    engine_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 1460, .urgent = 5000);
    engine_sends(p, URG | ACK, .seq = 1461, .ack = 1, .len = 1460, .urgent = 3540);
    engine_sends(p, URG | ACK, .seq = 2921, .ack = 1, .len = 1460, .urgent = 2080);
    engine_sends(p, URG | ACK, .seq = 4381, .ack = 1, .len = 620, .urgent = 620);
}

/* The text before it that waits for room points there too, as soon as it leaves. covers: MUST-31 */
static void text_that_waits_in_front_points_to_it(peer *p)
{
    given_connected_with(p, 1000, 1000);
    app_writes(p, 1500);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    app_writes_urgent(p, 100);
    peer_sends(p, ACK, .seq = 1, .ack = 1001);
    engine_sends(p, URG | ACK, .seq = 1001, .ack = 1, .len = 600, .urgent = 600);
}

/* covers: MUST-31 */
static void what_lies_further_than_a_pointer_reaches_is_pointed_to_as_far_as_it_goes(peer *p)
{
    given_connected(p);
    app_writes_urgent(p, 70000);
    engine_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 1460, .urgent = 65535);
    engine_sends(p, URG | ACK, .seq = 1461, .ack = 1, .len = 1460, .urgent = 65535);
    engine_sends(p, URG | ACK, .seq = 2921, .ack = 1, .len = 1460, .urgent = 65535);
    engine_sends(p, URG | ACK, .seq = 4381, .ack = 1, .len = 1460, .urgent = 65535);
    engine_sends(p, URG | ACK, .seq = 5841, .ack = 1, .len = 1460, .urgent = 70000 - 5840);
}

/* covers: MUST-30 */
static void what_is_sent_again_points_there_again(peer *p)
{
    given_connected(p);
    app_writes_urgent(p, 2000);
    engine_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 1460, .urgent = 2000);
    engine_sends(p, URG | ACK, .seq = 1461, .ack = 1, .len = 540, .urgent = 540);
    engine_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 1460, .urgent = 2000, .within = seconds(4));
    peer_sends(p, ACK, .seq = 1, .ack = 1461);
    engine_sends(p, URG | ACK, .seq = 1461, .ack = 1, .len = 540, .urgent = 540, .within = seconds(8));
}

/* A peer without room hears of it by the probe. covers: MUST-30 */
static void probe_of_a_closed_window_points_there(peer *p)
{
    given_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .window_zero = true);
    app_writes_urgent(p, 300);
    engine_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 1, .urgent = 300, .within = seconds(4));
}

/* Neither Nagle nor a cork holds it. covers: MUST-30 */
static void urgent_data_does_not_wait_for_an_ack(peer *p)
{
    given_connected(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    app_writes(p, 10);
    engine_is_silent_for(p, ms(1));
    app_writes_urgent(p, 1);
    engine_sends(p, URG | ACK, .seq = 11, .ack = 1, .len = 11, .urgent = 11);
}

/* ---- receiving */

/* covers: MUST-30, MUST-32, MUST-33, MUST-62 */
static void application_is_told_and_reads_up_to_the_end(peer *p)
{
    given_connected(p);
    app_sees_urgent(p, 0);
    peer_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 30, .urgent = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 31);
    app_sees_urgent(p, 10);
    EXPECT(p, app_reads_some(p, 4) == 4);
    app_sees_urgent(p, 6);
    EXPECT(p, app_reads_some(p, 100) == 6); /* not across the end */
    app_sees_urgent(p, 0);
    EXPECT(p, app_reads_some(p, 100) == 20);
}

/* It is told before the data has come, and without text. covers: MUST-31, MUST-32, MUST-33 */
static void urgent_data_that_is_still_to_come_is_told(peer *p)
{
    given_connected(p);
    peer_sends(p, URG | ACK, .seq = 1, .ack = 1, .urgent = 3000);
    app_sees_urgent(p, 3000);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 1000);
    engine_sends(p, ACK, .seq = 1, .ack = 1001);
    app_reads(p, 1000);
    app_sees_urgent(p, 2000);
    peer_sends(p, URG | ACK, .seq = 1001, .ack = 1, .len = 1, .urgent = 65535);
    engine_sends(p, ACK, .seq = 1, .ack = 1002);
    app_sees_urgent(p, 65535);
    engine_is_silent(p);
}

/* The pointer never goes back; one behind what was read is nothing new. covers: MUST-32 */
static void an_older_pointer_changes_nothing(peer *p)
{
    given_connected(p);
    peer_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 100, .urgent = 80);
    engine_sends(p, ACK, .seq = 1, .ack = 101);
    peer_sends(p, URG | ACK, .seq = 101, .ack = 1, .urgent = 0);
    app_sees_urgent(p, 100);
    peer_sends(p, URG | ACK, .seq = 51, .ack = 1, .len = 60, .urgent = 5);
    engine_sends(p, ACK, .seq = 1, .ack = 111);
    app_sees_urgent(p, 100);
    app_reads(p, 110);
    app_sees_urgent(p, 0);
    peer_sends(p, URG | ACK, .seq = 101, .ack = 1, .len = 20, .urgent = 9);
    engine_sends(p, ACK, .seq = 1, .ack = 121);
    app_sees_urgent(p, 0);
    peer_sends(p, URG | ACK, .seq = 121, .ack = 1, .urgent = 1);
    app_sees_urgent(p, 10 + 1);
}

/* covers: MUST-66, MUST-32 */
static void urgent_is_told_at_a_closed_window(peer *p)
{
    given_connected(p);
    for (uint32_t seq = 1; seq < 4097; seq += 1024) {
        peer_sends(p, ACK, .seq = seq, .ack = 1, .len = 1024);
        engine_sends(p, ACK, .seq = 1, .ack = seq + 1024);
    }
    peer_sends(p, URG | ACK, .seq = 4097, .ack = 1, .len = 10, .urgent = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 4097, .window_zero = true);
    app_sees_urgent(p, 4096 + 10);
}

/* Text above a hole points from its own beginning. covers: MUST-32 */
static void urgent_text_above_a_hole_is_told_at_once(peer *p)
{
    given_connected(p);
    peer_sends(p, URG | ACK, .seq = 501, .ack = 1, .len = 100, .urgent = 50);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_sees_urgent(p, 550);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 500);
    engine_sends(p, ACK, .seq = 1, .ack = 601);
    EXPECT(p, app_reads_some(p, 4000) == 550);
    EXPECT(p, app_reads_some(p, 4000) == 50);
}

/* What is outside the window, or follows a FIN, says nothing. covers: MUST-30 */
static void urgent_of_what_is_not_accepted_counts_for_nothing(peer *p)
{
    given_connected(p);
    peer_sends(p, URG | ACK, .seq = 90001, .ack = 1, .len = 10, .urgent = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_sees_urgent(p, 0);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 12);
    peer_sends(p, URG | ACK, .seq = 12, .ack = 1, .urgent = 100); /* CLOSE-WAIT: ignored */
    app_sees_urgent(p, 0);
    app_reads(p, 10);
    app_reads_end(p);
}

/* The segment that completes the handshake may say it too. covers: MUST-32 */
static void urgent_on_the_last_segment_of_the_handshake_is_told(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = ENGINE_MSS);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, URG | ACK, .seq = 1, .ack = 1, .len = 8, .urgent = 8);
    engine_sends(p, ACK, .seq = 1, .ack = 9);
    app_accepts(p);
    app_sees_urgent(p, 8);
    app_reads(p, 8);
    app_sees_urgent(p, 0);
}

static const wire_test tests[] = {
    TEST(pointer_points_behind_the_urgent_data),
    TEST(every_segment_up_to_the_end_of_the_urgent_data_points_there),
    TEST(text_that_waits_in_front_points_to_it),
    TEST(what_lies_further_than_a_pointer_reaches_is_pointed_to_as_far_as_it_goes),
    TEST(what_is_sent_again_points_there_again),
    TEST(probe_of_a_closed_window_points_there),
    TEST(urgent_data_does_not_wait_for_an_ack),
    TEST(application_is_told_and_reads_up_to_the_end),
    TEST(urgent_data_that_is_still_to_come_is_told),
    TEST(an_older_pointer_changes_nothing),
    TEST(urgent_is_told_at_a_closed_window, .rcv_buffer_bytes = 4096),
    TEST(urgent_text_above_a_hole_is_told_at_once),
    TEST(urgent_of_what_is_not_accepted_counts_for_nothing),
    TEST(urgent_on_the_last_segment_of_the_handshake_is_told),
};
const wire_suite data_urgent = SUITE("urgent data", tests);
