/* data_test.c: bytes both ways: what is sent when, what is kept, what is told about room, how a stream ends. */
#include "rig.h"

#define TEST(name) static void name(void)

static const char pattern[] = "0123456789abcdefghijklmnopqrstuvwxyz";

static void fill(char *bytes, size_t count, size_t from)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = pattern[(from + i) % 36];
}

/* Offset, length and push flag of the i-th PAYLOAD heard; checks its bytes. */
static bool payload_is(const struct rig *r, unsigned i, uint32_t offset, uint32_t length, bool push)
{
    for (unsigned m = 0; m < r->mock->last_count; m++) {
        const struct mock_message *message = &r->mock->last[m];
        if (message->h.type != TOE_H2E_PAYLOAD || i-- > 0)
            continue;
        for (uint32_t b = 0; b < length && b < message->h.length_bytes; b++)
            if (message->body[b] != (uint8_t)pattern[(offset + b) % 36])
                return false;
        return message->h.arg0 == offset && message->h.length_bytes == length &&
               !(message->h.flags & TOE_LINK_FLAG_PUSH) == !push;
    }
    return false;
}

static void send_pattern(struct toe_socket *s, size_t from, size_t count, int flags)
{
    static char bytes[70000];

    fill(bytes, count, from);
    CU_ASSERT_EQUAL(toe_send(s, bytes, count, flags), (ssize_t)count);
}

/* ------------------------------------------------------------------------------------------------ sending */

TEST(payload_is_cut_to_the_segment_size_and_the_last_one_pushes)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    send_pattern(s, 0, 3000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 3);
    CU_ASSERT_TRUE(payload_is(&r, 0, 0, 1000, false));
    CU_ASSERT_TRUE(payload_is(&r, 1, 1000, 1000, false));
    CU_ASSERT_TRUE(payload_is(&r, 2, 2000, 1000, true));
    rig_teardown(&r);
}

TEST(nothing_goes_beyond_the_limit_and_the_edge_says_what_waits)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    send_pattern(s, 0, 7000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_SEND_EDGE), 1);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SEND_EDGE)->h.arg0, 7000);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 5);
    mock_forget(r.mock);
    rig_progress(&r, conn, 1000, 6000, 5000);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(payload_is(&r, 0, 5000, 1000, false));
    rig_teardown(&r);
}

TEST(the_edge_is_looked_at_again_when_the_limit_moves_left)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    send_pattern(s, 0, 4000, 0);
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
    send_pattern(s, 0, 3000, 0);
    rig_settle(&r);
    mock_forget(r.mock);
    mock_say_progress(
        r.mock, conn,
        &(struct toe_e2h_progress){.acked = 1000, .limit = 6000, .epoch = 1, .smss = RIG_SMSS, .wanted = 1000});
    rig_settle(&r);
    CU_ASSERT_TRUE(payload_is(&r, 0, 1000, 1000, false));
    CU_ASSERT_TRUE(payload_is(&r, 1, 2000, 1000, true));
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
    send_pattern(s, 0, 10, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 0);
    mock_forget(r.mock);
    mock_say_progress(r.mock, conn, &ask);
    mock_say_progress(r.mock, conn, &ask);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(payload_is(&r, 0, 0, 1, false));
    CU_ASSERT_EQUAL(r.mock->last[0].h.flags, TOE_LINK_FLAG_RANGE);
    CU_ASSERT_EQUAL(r.mock->last[0].h.arg1, 1);
    mock_forget(r.mock);
    ask.acked = ask.wanted = 1;
    ask.limit = 100;
    ask.flags = 0;
    mock_say_progress(r.mock, conn, &ask);
    rig_settle(&r);
    CU_ASSERT_TRUE(payload_is(&r, 0, 1, 9, true));
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
    send_pattern(s, 0, 10, 0);
    send_pattern(s, 10, 10, 0);
    send_pattern(s, 20, 10, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(payload_is(&r, 0, 0, 10, true));
    mock_forget(r.mock);
    rig_progress(&r, conn, 10, RIG_LIMIT, 10);
    CU_ASSERT_TRUE(payload_is(&r, 0, 10, 20, true));
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
    send_pattern(s, 0, 10, 0);
    send_pattern(s, 10, 10, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_NODELAY, 1), 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(payload_is(&r, 1, 10, 10, true));
    send_pattern(s, 20, 10, 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(payload_is(&r, 2, 20, 10, true));
    rig_teardown(&r);
}

TEST(more_and_cork_hold_short_segments_until_they_end)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    send_pattern(s, 0, 10, TOE_MSG_MORE);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 0);
    send_pattern(s, 10, 10, 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(payload_is(&r, 0, 0, 20, true));
    rig_progress(&r, conn, 20, RIG_LIMIT, 20);
    mock_forget(r.mock);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_CORK, 1), 0);
    send_pattern(s, 20, 1010, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_TRUE(payload_is(&r, 0, 20, 1000, false));
    rig_progress(&r, conn, 1020, RIG_LIMIT, 1020);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_CORK, 0), 0);
    rig_settle(&r);
    CU_ASSERT_TRUE(payload_is(&r, 1, 1020, 10, true));
    rig_teardown(&r);
}

TEST(shutdown_tells_the_edge_with_fin_and_holds_nothing_back)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    send_pattern(s, 0, 10, 0);
    send_pattern(s, 10, 10, 0);
    CU_ASSERT_EQUAL(toe_shutdown(s, TOE_SHUT_WR), 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SEND_EDGE)->h.arg0, 20);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SEND_EDGE)->h.flags, TOE_LINK_FLAG_FIN);
    CU_ASSERT_TRUE(payload_is(&r, 1, 10, 10, true));
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
    fill(bytes, sizeof bytes, 0);
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
        CU_ASSERT_TRUE(payload_is(&r, i, 1500 + 1000 * i, 1000, i == 4));
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
    fill(room, 500, 0);
    CU_ASSERT_EQUAL(toe_tx_commit(s, 262145, 0), -EINVAL);
    CU_ASSERT_EQUAL(toe_tx_commit(s, 500, 0), 0);
    CU_ASSERT_EQUAL(toe_tx_commit(s, 1, 0), -EINVAL);
    rig_settle(&r);
    CU_ASSERT_TRUE(payload_is(&r, 0, 0, 500, true));
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
    send_pattern(s, 0, 70000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 47); /* and a short one, held */
    for (unsigned i = 0; i < 47; i++)
        CU_ASSERT_TRUE(payload_is(&r, i, 1460 * i, 1460, false));
    rig_teardown(&r);
}

/* ------------------------------------------------------------------------------------------------ receiving */

TEST(room_is_told_once_it_is_worth_two_segments_or_half_the_buffer)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    static char bytes[9000];

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_payload(r.mock, conn, 0, bytes, 3000);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 2919, 0), 2919);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 0);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 1, 0), 1);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(r.mock->last[0].h.type, TOE_H2E_RECV_LIMIT);
    CU_ASSERT_EQUAL(r.mock->last[0].h.arg1, 65535 + 2920);
    rig_teardown(&r);
}

TEST(text_above_a_hole_waits_in_its_place_until_the_hole_is_filled)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_info info;
    uint16_t conn;
    char text[3000], got[3000];

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    fill(text, sizeof text, 0);
    mock_say_payload_above(r.mock, conn, 1000, text + 1000, 1000, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_recv(s, got, sizeof got, TOE_MSG_DONTWAIT), -EAGAIN);
    mock_say_payload_above(r.mock, conn, 2500, text + 2500, 500, 0);
    mock_say_payload_above(r.mock, conn, 0, text, 1000, 2000);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_recv(s, got, sizeof got, 0), 2000);
    CU_ASSERT_EQUAL(memcmp(got, text, 2000), 0);
    mock_say_payload_above(r.mock, conn, 2000, text + 2000, 700, 3000); /* overlaps what waits */
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_recv(s, got, sizeof got, 0), 1000);
    CU_ASSERT_EQUAL(memcmp(got, text + 2000, 1000), 0);
    toe_getinfo(s, &info, 0);
    CU_ASSERT_EQUAL(info.bytes_received, 3000);
    rig_teardown(&r);
}

TEST(a_stream_of_more_than_four_gigabytes_wraps_no_offset)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    static char bytes[9000];
    uint64_t offset = 0;
    struct toe_info info;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    r.mock->on_message = NULL;
    for (int i = 0; i < 500000; i++, offset += 9000) {
        const void *data;
        mock_say_payload(r.mock, conn, (uint32_t)offset, bytes, 9000);
        toe_device_pump(r.dev, 0);
        for (ssize_t got = 0, n; got < 9000; got += n) {
            n = toe_rx_peek(s, &data);
            if (n <= 0 || toe_rx_consume(s, (size_t)n) != 0)
                break;
        }
        r.mock->last_count = 0;
    }
    toe_getinfo(s, &info, 0);
    CU_ASSERT_EQUAL(info.bytes_read, 4500000000);
    CU_ASSERT_EQUAL(info.bytes_received, 4500000000);
    rig_teardown(&r);
}

TEST(peek_shows_in_place_and_consume_takes_no_more)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    const void *data;
    char bytes[8];

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_payload(r.mock, conn, 0, "abcdef", 6);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_rx_consume(s, 1), -EINVAL);
    CU_ASSERT_EQUAL(toe_rx_peek(s, &data), 6);
    CU_ASSERT_EQUAL(memcmp(data, "abcdef", 6), 0);
    CU_ASSERT_EQUAL(toe_rx_consume(s, 7), -EINVAL);
    CU_ASSERT_EQUAL(toe_rx_consume(s, 2), 0);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, TOE_MSG_PEEK), 4);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 4);
    CU_ASSERT_EQUAL(memcmp(bytes, "cdef", 4), 0);
    CU_ASSERT_EQUAL(toe_rx_consume(s, 1), -EINVAL);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, TOE_MSG_DONTWAIT), -EAGAIN);
    rig_teardown(&r);
}

TEST(fin_is_the_end_after_the_last_byte)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    char bytes[8];
    struct toe_poll entry = {.events = TOE_POLLIN | TOE_POLLRDHUP};

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_payload(r.mock, conn, 0, "end", 3);
    mock_say_state(r.mock, conn, TOE_LINK_FLAG_FIN, TOE_STATE_CLOSE_WAIT, 0, 3);
    rig_settle(&r);
    entry.socket = s;
    CU_ASSERT_EQUAL(toe_poll(&entry, 1, 0), 1);
    CU_ASSERT_EQUAL(entry.revents, TOE_POLLIN | TOE_POLLRDHUP);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, TOE_MSG_WAITALL), 3);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 0);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 0);
    CU_ASSERT_EQUAL(toe_send(s, "half", 4, 0), 4);
    rig_teardown(&r);
}

TEST(fin_that_comes_with_the_final_snapshot_is_an_end_too)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    char bytes[8];

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_payload(r.mock, conn, 0, "end", 3);
    mock_say_state(r.mock, conn, TOE_LINK_FLAG_FIN | TOE_LINK_FLAG_FINAL, TOE_STATE_CLOSED, 0, 3);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 3);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 0);
    CU_ASSERT_EQUAL(toe_send(s, "x", 1, 0), -EPIPE);
    rig_teardown(&r);
}

TEST(a_reset_is_told_once_after_what_came_before_it)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    char bytes[8];
    int64_t value;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_payload(r.mock, conn, 0, "last", 4);
    mock_say_final(r.mock, conn, TOE_CONN_ERROR_RESET);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 4);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), -ECONNRESET);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 0);
    CU_ASSERT_EQUAL(toe_send(s, "x", 1, 0), -EPIPE);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_ERROR, &value), 0);
    CU_ASSERT_EQUAL(value, 0);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_CONN, &value), 0);
    CU_ASSERT_EQUAL(value, -1);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    rig_teardown(&r);
}

TEST(a_send_hears_of_the_reset_first_then_epipe)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_state(r.mock, conn, 0, TOE_STATE_CLOSED, TOE_CONN_ERROR_TIMED_OUT, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_send(s, "x", 1, 0), -ETIMEDOUT);
    CU_ASSERT_EQUAL(toe_send(s, "x", 1, 0), -EPIPE);
    mock_say_final(r.mock, conn, TOE_CONN_ERROR_TIMED_OUT);
    rig_settle(&r);
    rig_teardown(&r);
}

TEST(recv_waits_its_time)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    char bytes[8];
    uint64_t before;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_RCVTIMEO, 20), 0);
    before = r.mock->now_us;
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), -EAGAIN);
    CU_ASSERT_EQUAL(r.mock->now_us - before, 20000);
    mock_say_payload(r.mock, conn, 0, "ab", 2);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, TOE_MSG_WAITALL), 2);
    CU_ASSERT_EQUAL(r.mock->now_us - before, 40000);
    rig_teardown(&r);
}

TEST(shutdown_for_reading_discards_and_keeps_the_window_open)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    static char bytes[9000];

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_shutdown(s, TOE_SHUT_RD), 0);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 0);
    mock_say_payload(r.mock, conn, 0, bytes, 9000);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_RECV_LIMIT)->h.arg1, 65535 + 9000);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 8, 0), 0);
    rig_teardown(&r);
}

/* ------------------------------------------------------------------------------------------------ information */

TEST(keep_alive_and_user_timeout_are_told_to_the_engine_in_its_units)
{
    struct rig r;
    struct toe_socket *s;
    const struct mock_message *m;
    uint16_t conn;
    int64_t value;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_TIMEOUTS), 0); /* off by default */
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_KEEPIDLE, &value), 0);
    CU_ASSERT_EQUAL(value, 7200);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPALIVE, 2), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPIDLE, 0), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPINTVL, 32768), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPCNT, 128), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_USER_TIMEOUT, -1), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPALIVE, 1), 0);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_USER_TIMEOUT, 1049), 0);
    rig_settle(&r);
    m = mock_heard(r.mock, TOE_H2E_TIMEOUTS);
    CU_ASSERT_PTR_NOT_NULL_FATAL(m);
    CU_ASSERT_EQUAL(m->h.arg0, 72u << 16 | 6867); /* 75 s and 7200 s, rounded up to 1.048576 s */
    CU_ASSERT_EQUAL(m->h.arg1, 2u << 16 | 9);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_KEEPALIVE, 0), 0);
    rig_settle(&r);
    m = mock_heard(r.mock, TOE_H2E_TIMEOUTS);
    CU_ASSERT_EQUAL(m->h.arg0 & 0xffff, 0);
    rig_teardown(&r);
}

TEST(getinfo_asks_the_engine_and_waits_boundedly)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_info info;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    send_pattern(s, 0, 100, 0);
    r.mock->on_message = NULL;
    CU_ASSERT_EQUAL(toe_getinfo(s, &info, 50), -ETIMEDOUT);
    CU_ASSERT_EQUAL(info.bytes_written, 100);
    CU_ASSERT_EQUAL(info.state, TOE_TCP_ESTABLISHED);
    r.mock->on_message = rig_answer_query;
    rig_answer_query(r.mock, mock_heard(r.mock, TOE_H2E_QUERY)); /* the late answer */
    CU_ASSERT_EQUAL(toe_getinfo(s, &info, 50), 0);
    CU_ASSERT_EQUAL(toe_getinfo(s, &info, 50), 0);
    CU_ASSERT_EQUAL(info.srtt_us, 100);
    CU_ASSERT_EQUAL(info.cwnd_bytes, 14600);
    CU_ASSERT_EQUAL(info.rttvar_us, 10);
    CU_ASSERT_EQUAL(info.iss, 7);
    CU_ASSERT_EQUAL(info.bytes_sent, 100);
    CU_ASSERT_EQUAL(info.peer.port, 80);
    rig_teardown(&r);
}

static uint8_t frame_got[1514];
static size_t frame_length;

static void got_frame(void *ctx, const uint8_t *frame, size_t length)
{
    (void)ctx;
    memcpy(frame_got, frame, length);
    frame_length = length;
}

TEST(raw_frames_go_both_ways)
{
    struct mock *mock = mock_new();
    static const uint8_t key[16];
    uint8_t frame[1514] = {1, 2, 3};
    struct toe_device_config config;
    struct toe_device *dev;

    toe_device_config_default(&config);
    toe_mac_parse("02:00:00:00:00:02", config.mac);
    config.ip = MOCK_IP;
    config.isn_key = key;
    config.raw_frame = got_frame;
    CU_ASSERT_EQUAL_FATAL(toe_device_open(&mock->base, &config, &dev), 0);
    CU_ASSERT_EQUAL(toe_device_send_frame(dev, frame, 13), -EMSGSIZE);
    CU_ASSERT_EQUAL(toe_device_send_frame(dev, frame, 1515), -EMSGSIZE);
    CU_ASSERT_EQUAL(toe_device_send_frame(dev, frame, 1514), 0);
    toe_device_pump(dev, 0);
    CU_ASSERT_EQUAL(mock_heard(mock, TOE_H2E_RAW_FRAME)->h.length_bytes, 1514);
    mock_say(mock, (struct toe_link_header){.type = TOE_E2H_RAW_FRAME, .length_bytes = 61}, frame);
    toe_device_pump(dev, 0);
    CU_ASSERT_EQUAL(frame_length, 61);
    CU_ASSERT_EQUAL(memcmp(frame_got, frame, 61), 0);
    toe_device_close(dev, 0);
    mock_free(mock);
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
        T(room_is_told_once_it_is_worth_two_segments_or_half_the_buffer),
        T(text_above_a_hole_waits_in_its_place_until_the_hole_is_filled),
        T(a_stream_of_more_than_four_gigabytes_wraps_no_offset),
        T(peek_shows_in_place_and_consume_takes_no_more),
        T(fin_is_the_end_after_the_last_byte),
        T(fin_that_comes_with_the_final_snapshot_is_an_end_too),
        T(a_reset_is_told_once_after_what_came_before_it),
        T(a_send_hears_of_the_reset_first_then_epipe),
        T(recv_waits_its_time),
        T(shutdown_for_reading_discards_and_keeps_the_window_open),
        T(keep_alive_and_user_timeout_are_told_to_the_engine_in_its_units),
        T(getinfo_asks_the_engine_and_waits_boundedly),
        T(raw_frames_go_both_ways),
    };

    return rig_main("data", tests, sizeof tests / sizeof tests[0]);
}
