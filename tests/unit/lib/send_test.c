/* send_test.c: bytes out: what is sent when, what is kept, what holds them back. */
#include "rig.h"

#define TEST(name) static void name(void)

TEST(payload_is_cut_to_the_segment_size_and_the_last_one_pushes)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 3000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 3);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 0, 1000, false));
    CU_ASSERT_TRUE(rig_payload_is(&r, 1, 1000, 1000, false));
    CU_ASSERT_TRUE(rig_payload_is(&r, 2, 2000, 1000, true));
    rig_teardown(&r);
}

TEST(nothing_goes_beyond_the_limit_and_the_edge_says_what_waits)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 7000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_SEND_EDGE), 1);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SEND_EDGE)->h.arg0, 7000);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 5);
    mock_forget(r.mock);
    rig_progress(&r, conn, 1000, 6000, 5000);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 5000, 1000, false));
    rig_teardown(&r);
}

TEST(the_edge_is_looked_at_again_when_the_limit_moves_left)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 4000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_SEND_EDGE), 0);
    mock_forget(r.mock);
    mock_say_progress(r.mock, conn,
                      &(struct toe_e2h_progress){.limit = 500, .epoch = 1, .smss = RIG_SMSS, .wanted = 500});
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SEND_EDGE)->h.arg0, 4000);
    rig_teardown(&r);
}

TEST(a_rewind_sends_again_from_the_wanted_offset_in_the_new_epoch)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 3000, 0);
    rig_settle(&r);
    mock_forget(r.mock);
    mock_say_progress(
        r.mock, conn,
        &(struct toe_e2h_progress){.acked = 1000, .limit = 6000, .epoch = 1, .smss = RIG_SMSS, .wanted = 1000});
    rig_settle(&r);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 1000, 1000, false));
    CU_ASSERT_TRUE(rig_payload_is(&r, 1, 2000, 1000, true));
    CU_ASSERT_EQUAL(r.mock->last[0].h.arg1, 1);
    mock_forget(r.mock);
    /* answered: the wanted offset of the same epoch is not followed any more */
    mock_say_progress(
        r.mock, conn,
        &(struct toe_e2h_progress){.acked = 1000, .limit = 6000, .epoch = 1, .smss = RIG_SMSS, .wanted = 1000});
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 0);
    rig_teardown(&r);
}

TEST(a_range_is_answered_exactly_once_also_when_nothing_is_left)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_e2h_progress ask = {
        .limit = 0, .wanted = 0, .serial = 1, .smss = RIG_SMSS, .flags = TOE_LINK_FLAG_RANGE_OUT};
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_progress(r.mock, conn, &(struct toe_e2h_progress){.smss = RIG_SMSS});
    rig_settle(&r);
    rig_send(s, 0, 10, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 0);
    mock_forget(r.mock);
    mock_say_progress(r.mock, conn, &ask);
    mock_say_progress(r.mock, conn, &ask);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 0, 1, false));
    CU_ASSERT_EQUAL(r.mock->last[0].h.flags, TOE_LINK_FLAG_RANGE);
    CU_ASSERT_EQUAL(r.mock->last[0].h.arg1, 1);
    mock_forget(r.mock);
    ask.acked = ask.wanted = 1;
    ask.limit = 100;
    ask.flags = 0;
    mock_say_progress(r.mock, conn, &ask);
    rig_settle(&r);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 1, 9, true));
    mock_forget(r.mock);
    ask.acked = ask.wanted = 10;
    ask.serial = 2;
    ask.flags = TOE_LINK_FLAG_RANGE_OUT;
    mock_say_progress(r.mock, conn, &ask);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(r.mock->last[0].h.length_bytes, 0);
    CU_ASSERT_EQUAL(r.mock->last[0].h.arg1, 2);
    rig_teardown(&r);
}

TEST(nagle_holds_a_short_segment_while_something_is_unacked)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 10, 0);
    rig_send(s, 10, 10, 0);
    rig_send(s, 20, 10, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 0, 10, true));
    mock_forget(r.mock);
    rig_progress(&r, conn, 10, RIG_LIMIT, 10);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 10, 20, true));
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    rig_teardown(&r);
}

TEST(nodelay_does_not_hold_it)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 10, 0);
    rig_send(s, 10, 10, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_NODELAY, 1), 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(rig_payload_is(&r, 1, 10, 10, true));
    rig_send(s, 20, 10, 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(rig_payload_is(&r, 2, 20, 10, true));
    rig_teardown(&r);
}

TEST(more_and_cork_hold_short_segments_until_they_end)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 10, TOE_MSG_MORE);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 0);
    rig_send(s, 10, 10, 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 0, 20, true));
    rig_progress(&r, conn, 20, RIG_LIMIT, 20);
    mock_forget(r.mock);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_CORK, 1), 0);
    rig_send(s, 20, 1010, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 20, 1000, false));
    rig_progress(&r, conn, 1020, RIG_LIMIT, 1020);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_CORK, 0), 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(rig_payload_is(&r, 1, 1020, 10, true));
    rig_teardown(&r);
}

TEST(shutdown_tells_the_edge_with_fin_and_holds_nothing_back)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 10, 0);
    rig_send(s, 10, 10, 0);
    CU_ASSERT_EQUAL(toe_shutdown(s, TOE_SHUT_WR), 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SEND_EDGE)->h.arg0, 20);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SEND_EDGE)->h.flags, TOE_LINK_FLAG_FIN);
    CU_ASSERT_TRUE(rig_payload_is(&r, 1, 10, 10, true));
    CU_ASSERT_EQUAL(toe_send(s, "x", 1, 0), -EPIPE);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_NO_READER), 0);
    rig_teardown(&r);
}

TEST(the_send_buffer_keeps_every_byte_until_it_is_acked)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_poll entry = {.events = TOE_POLLOUT};
    static char bytes[8192];
    int64_t queued;

    rig_setup(&r);
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_SNDBUF, 5000), 0);
    CU_ASSERT_EQUAL_FATAL(toe_connect(s, &PEER), 0);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_NONBLOCK, 1), 0);
    rig_settle(&r);
    mock_forget(r.mock);
    rig_fill(bytes, sizeof bytes, 0);
    CU_ASSERT_EQUAL(toe_send(s, bytes, sizeof bytes, 0), 5000);
    CU_ASSERT_EQUAL(toe_send(s, bytes, 1, 0), -EAGAIN);
    entry.socket = s;
    CU_ASSERT_EQUAL(toe_poll(&entry, 1, 0), 0);
    rig_progress(&r, 0, 1500, 6500, 5000);
    CU_ASSERT_EQUAL(toe_poll(&entry, 1, 0), 1);
    CU_ASSERT_EQUAL(toe_send(s, bytes + 5000, 3192, 0), 1500);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_OUTQ, &queued), 0);
    CU_ASSERT_EQUAL(queued, 5000);
    rig_settle(&r);
    mock_forget(r.mock);
    /* all of it again, across the end of the ring */
    mock_say_progress(
        r.mock, 0,
        &(struct toe_e2h_progress){.acked = 1500, .limit = 6500, .wanted = 1500, .epoch = 2, .smss = RIG_SMSS});
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 5);
    for (unsigned i = 0; i < 5; i++)
        CU_ASSERT_TRUE(rig_payload_is(&r, i, 1500 + 1000 * i, 1000, i == 4));
    rig_teardown(&r);
}

static uint32_t acked_by_idle;

static void ack_a_bit(struct mock *mock)
{
    acked_by_idle += 1000;
    mock_say_progress(
        mock, 0,
        &(struct toe_e2h_progress){
            .acked = acked_by_idle, .limit = acked_by_idle + 4000, .wanted = acked_by_idle, .smss = RIG_SMSS});
}

TEST(a_blocking_send_waits_for_room_and_at_most_its_time)
{
    struct rig r;
    struct toe_socket *s;
    static char bytes[20000];
    uint64_t before;

    rig_setup(&r);
    toe_socket(r.dev, &s);
    toe_setsockopt(s, TOE_SO_SNDBUF, 4096);
    toe_setsockopt(s, TOE_SO_SNDTIMEO, 30);
    CU_ASSERT_EQUAL_FATAL(toe_connect(s, &PEER), 0);
    acked_by_idle = 0;
    r.mock->step_us = 10000;
    r.mock->on_idle = ack_a_bit;
    CU_ASSERT_EQUAL(toe_send(s, bytes, sizeof bytes, 0), sizeof bytes);
    r.mock->on_idle = NULL;
    before = r.mock->now_us;
    CU_ASSERT_TRUE(toe_send(s, bytes, sizeof bytes, 0) < 4097);
    CU_ASSERT_EQUAL(r.mock->now_us - before, 30000);
    CU_ASSERT_EQUAL(toe_send(s, bytes, sizeof bytes, 0), -EAGAIN);
    rig_teardown(&r);
}

TEST(reserve_and_commit_send_in_place)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    void *room;
    ssize_t n;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    n = toe_tx_reserve(s, &room);
    CU_ASSERT_EQUAL(n, 262144);
    rig_fill(room, 500, 0);
    CU_ASSERT_EQUAL(toe_tx_commit(s, 262145, 0), -EINVAL);
    CU_ASSERT_EQUAL(toe_tx_commit(s, 500, 0), 0);
    CU_ASSERT_EQUAL(toe_tx_commit(s, 1, 0), -EINVAL);
    rig_settle(&r);
    CU_ASSERT_TRUE(rig_payload_is(&r, 0, 0, 500, true));
    rig_teardown(&r);
}

TEST(a_full_link_delays_and_loses_nothing)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_progress(r.mock, conn, &(struct toe_e2h_progress){.limit = 70000, .smss = 1460});
    rig_settle(&r);
    r.mock->out_room = 1;
    rig_send(s, 0, 70000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 47); /* and a short one, held */
    for (unsigned i = 0; i < 47; i++)
        CU_ASSERT_TRUE(rig_payload_is(&r, i, 1460 * i, 1460, false));
    rig_teardown(&r);
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(payload_is_cut_to_the_segment_size_and_the_last_one_pushes),
        T(nothing_goes_beyond_the_limit_and_the_edge_says_what_waits),
        T(the_edge_is_looked_at_again_when_the_limit_moves_left),
        T(a_rewind_sends_again_from_the_wanted_offset_in_the_new_epoch),
        T(a_range_is_answered_exactly_once_also_when_nothing_is_left),
        T(nagle_holds_a_short_segment_while_something_is_unacked),
        T(nodelay_does_not_hold_it),
        T(more_and_cork_hold_short_segments_until_they_end),
        T(shutdown_tells_the_edge_with_fin_and_holds_nothing_back),
        T(the_send_buffer_keeps_every_byte_until_it_is_acked),
        T(a_blocking_send_waits_for_room_and_at_most_its_time),
        T(reserve_and_commit_send_in_place),
        T(a_full_link_delays_and_loses_nothing),
    };

    return rig_main("sending", tests, sizeof tests / sizeof tests[0]);
}
