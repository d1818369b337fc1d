/* states.c: RST and SYN in every synchronized state (RFC 9293 section 3.10.7.4, first, second and fourth check). */
#include "wire.h"

static uint32_t window_after(uint32_t rcv_nxt)
{
    return rcv_nxt + 65535 - (rcv_nxt - 1);
}

/* Nothing of what the connection was is left. */
static void is_gone(peer *p, standing at)
{
    engine_is_silent_for(p, seconds(3));
    peer_sends(p, ACK, .seq = at.rcv_nxt, .ack = at.snd_nxt);
    engine_sends(p, RST, .seq = at.snd_nxt);
}

/* The connection is there: a segment left of the window is answered by the ACK of what it expects. */
static void is_there(peer *p, standing at)
{
    peer_sends(p, ACK, .seq = at.rcv_nxt - 1, .ack = at.snd_nxt);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
}

/* covers: 9293x-07, 5961-01 */
static void exact_rst_ends_the_connection(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return; /* close/time_wait.c */
    peer_sends(p, RST, .seq = at.rcv_nxt);
    is_gone(p, at);
}

/* covers: 9293x-07, SHLD-2 */
static void exact_rst_with_ack_and_text_ends_the_connection(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return;
    peer_sends(p, RST | ACK, .seq = at.rcv_nxt, .ack = at.snd_nxt, .len = 20);
    is_gone(p, at);
}

/* covers: 9293x-07, 5961-01, 5961-05 */
static void rst_inside_the_window_is_answered_by_a_challenge_ack(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return;
    peer_sends(p, RST, .seq = at.rcv_nxt + 1);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
    is_there(p, at);
}

/* The peer that really has reset answers the challenge exactly (RFC 5961 section 3.2). covers: 5961-05 */
static void rst_at_the_right_edge_is_challenged_and_the_answer_obeyed(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state != IN_ESTABLISHED && state != IN_FIN_WAIT_1 && state != IN_FIN_WAIT_2)
        return; /* after the peer's FIN there is no right edge worth the name */
    peer_sends(p, RST, .seq = window_after(at.rcv_nxt) - 1);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
    peer_sends(p, RST, .seq = at.rcv_nxt);
    is_gone(p, at);
}

/* covers: 9293x-07, 5961-01 */
static void rst_outside_the_window_is_dropped_silently(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    peer_sends(p, RST, .seq = at.rcv_nxt - 1);
    peer_sends(p, RST, .seq = window_after(at.rcv_nxt) + 1);
    peer_sends(p, RST | ACK, .seq = at.rcv_nxt + 0x40000000, .ack = at.snd_nxt);
    engine_is_silent(p);
    is_there(p, at);
}

/* In TIME-WAIT a SYN above the last number may reopen (MAY-2); below it the rule is the same. covers: 9293x-08, 5961-02 */
static void syn_left_of_the_window_is_answered_by_an_ack(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    peer_sends(p, SYN, .seq = at.rcv_nxt - 2, .mss = 1460);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
    is_there(p, at);
}

/* covers: 9293x-08, 5961-02 */
static void syn_at_rcv_nxt_is_answered_by_a_challenge_ack(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return;
    peer_sends(p, SYN, .seq = at.rcv_nxt, .mss = 1460);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
    is_there(p, at);
}

/* covers: 9293x-08, 5961-02 */
static void syn_right_of_the_window_is_answered_by_an_ack(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return;
    peer_sends(p, SYN, .seq = window_after(at.rcv_nxt) + 100, .mss = 1460);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
    is_there(p, at);
}

/* covers: 9293x-08 */
static void syn_ack_with_text_is_challenged_and_not_taken(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return;
    peer_sends(p, SYN | ACK, .seq = at.rcv_nxt, .ack = at.snd_nxt, .len = 12);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
    is_there(p, at);
}

/* covers: 9293x-09 */
static void segment_without_ack_is_dropped(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    peer_sends(p, FIN, .seq = at.rcv_nxt);
    peer_sends(p, 0, .seq = at.rcv_nxt, .len = 10);
    engine_is_silent(p);
    is_there(p, at);
}

/* covers: 9293x-09 */
static void ack_of_what_was_never_sent_is_answered(peer *p, synchronized_state state)
{
    standing at = given_state(p, state);

    if (state == IN_TIME_WAIT)
        return; /* there only the FIN counts */
    peer_sends(p, ACK, .seq = at.rcv_nxt, .ack = at.snd_nxt + 1);
    engine_sends(p, ACK, .seq = at.snd_nxt, .ack = at.rcv_nxt);
    is_there(p, at);
}

static const wire_test tests[] = {
    TEST_EACH_STATE(exact_rst_ends_the_connection, .rto_min = 10000000),
    TEST_EACH_STATE(exact_rst_with_ack_and_text_ends_the_connection, .rto_min = 10000000),
    TEST_EACH_STATE(rst_inside_the_window_is_answered_by_a_challenge_ack, .rto_min = 10000000),
    TEST_EACH_STATE(rst_at_the_right_edge_is_challenged_and_the_answer_obeyed, .rto_min = 10000000),
    TEST_EACH_STATE(rst_outside_the_window_is_dropped_silently, .rto_min = 10000000),
    TEST_EACH_STATE(syn_left_of_the_window_is_answered_by_an_ack, .rto_min = 10000000),
    TEST_EACH_STATE(syn_at_rcv_nxt_is_answered_by_a_challenge_ack, .rto_min = 10000000),
    TEST_EACH_STATE(syn_right_of_the_window_is_answered_by_an_ack, .rto_min = 10000000),
    TEST_EACH_STATE(syn_ack_with_text_is_challenged_and_not_taken, .rto_min = 10000000),
    TEST_EACH_STATE(segment_without_ack_is_dropped, .rto_min = 10000000),
    TEST_EACH_STATE(ack_of_what_was_never_sent_is_answered, .rto_min = 10000000),
};
const wire_suite reset_states = SUITE("RST and SYN in each synchronized state", tests);
