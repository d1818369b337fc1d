/* recv_test.c: bytes in: what is told about room, how a stream ends, where urgent data does. */
#include "rig.h"

#define TEST(name) static void name(void)

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
    rig_fill(text, sizeof text, 0);
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

/* ------------------------------------------------------------------------------------------------ urgent data */

static void say_urgent(struct rig *r, uint16_t conn, uint32_t offset)
{
    mock_say(r->mock, (struct toe_link_header){.type = TOE_E2H_URGENT, .conn = conn, .arg0 = offset}, NULL);
    rig_settle(r);
}

static int64_t urgent(struct toe_socket *s)
{
    int64_t value = -1;

    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_URGENT, &value), 0);
    return value;
}

/* No way to read goes across the end of urgent data. */
TEST(reading_stops_where_urgent_data_ends)
{
    struct rig r;
    struct toe_socket *s;
    const void *shown;
    char bytes[40];
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_fill(bytes, 36, 0);
    say_urgent(&r, conn, 10);
    mock_say_payload(r.mock, conn, 0, bytes, 36);
    rig_settle(&r);
    CU_ASSERT_EQUAL(urgent(s), 10);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 20, TOE_MSG_PEEK | TOE_MSG_WAITALL), 10);
    CU_ASSERT_EQUAL(toe_rx_peek(s, &shown), 10);
    CU_ASSERT_EQUAL(toe_rx_consume(s, 3), 0);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 20, TOE_MSG_WAITALL), 7);
    CU_ASSERT_EQUAL(urgent(s), 0);
    say_urgent(&r, conn, 12);
    say_urgent(&r, conn, 11);
    CU_ASSERT_EQUAL(urgent(s), 2);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 20, 0), 2);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 40, 0), 24);
    CU_ASSERT_EQUAL(toe_recv(s, bytes, 1, TOE_MSG_OOB), -EINVAL);
    rig_teardown(&r);
}

/* The peer pointed beyond its FIN: the end of the stream is the end. */
TEST(urgent_data_that_never_comes_keeps_nobody_waiting)
{
    struct rig r;
    struct toe_poll entry = {.events = TOE_POLLPRI};
    char byte;
    uint16_t conn;

    rig_setup(&r);
    entry.socket = rig_connect(&r, &conn);
    say_urgent(&r, conn, 100);
    CU_ASSERT_EQUAL(toe_poll(&entry, 1, 0), 1);
    CU_ASSERT_EQUAL(entry.revents, TOE_POLLPRI);
    mock_say_state(r.mock, conn, TOE_LINK_FLAG_FIN, TOE_STATE_CLOSE_WAIT, 0, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_recv(entry.socket, &byte, 1, 0), 0);
    CU_ASSERT_EQUAL(toe_poll(&entry, 1, 0), 0);
    rig_teardown(&r);
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
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
        T(reading_stops_where_urgent_data_ends),
        T(urgent_data_that_never_comes_keeps_nobody_waiting),
    };

    return rig_main("receiving", tests, sizeof tests / sizeof tests[0]);
}
