/* socket_test.c: socket verbs and what the engine hears of them; every errno of opening and closing. */
#include "rig.h"

#define TEST(name) static void name(void)

TEST(a_blank_socket_says_nothing_to_the_device)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_addr addr;

    rig_setup(&r);
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    CU_ASSERT_EQUAL(toe_bind(s, &(struct toe_addr){0, 1234}), 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 0);
    toe_getsockname(s, &addr);
    CU_ASSERT_EQUAL(addr.ip, MOCK_IP);
    CU_ASSERT_EQUAL(addr.port, 1234);
    CU_ASSERT_EQUAL(toe_getpeername(s, &addr), -ENOTCONN);
    rig_teardown(&r);
}

TEST(open_writes_the_configuration_and_enables_last)
{
    struct rig r;

    rig_setup(&r);
    CU_ASSERT_EQUAL(r.mock->registers[TOE_REG_MAC_0 / 4], 0x00000002);
    CU_ASSERT_EQUAL(r.mock->registers[TOE_REG_MAC_1 / 4], 0x0200);
    CU_ASSERT_EQUAL(r.mock->registers[TOE_REG_IP / 4], MOCK_IP);
    CU_ASSERT_EQUAL(r.mock->registers[TOE_REG_MTU_BYTES / 4], 1500);
    CU_ASSERT_EQUAL(r.mock->registers[TOE_REG_ISN_KEY_0 / 4], 1);
    CU_ASSERT_EQUAL(r.mock->registers[TOE_REG_ENABLE / 4], 1);
    rig_teardown(&r);
}

TEST(connect_opens_a_number_with_both_addresses_and_the_receive_limit)
{
    struct rig r;
    struct toe_socket *s;
    const struct mock_message *open;
    struct toe_addr peer;

    rig_setup(&r);
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), 0);
    open = mock_heard(r.mock, TOE_H2E_OPEN);
    CU_ASSERT_PTR_NOT_NULL_FATAL(open);
    CU_ASSERT_EQUAL(open->h.arg0, MOCK_PEER);
    CU_ASSERT_EQUAL(open->h.arg1 >> 16, 80);
    CU_ASSERT_TRUE((open->h.arg1 & 0xffff) >= 49152);
    CU_ASSERT_EQUAL(open->body[4] | open->body[5] << 8, 65535);
    CU_ASSERT_EQUAL(toe_getpeername(s, &peer), 0);
    CU_ASSERT_EQUAL(peer.port, 80);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -EISCONN);
    rig_teardown(&r);
}

static uint8_t refuse_with;

static void refuse(struct mock *mock, const struct mock_message *message)
{
    if (message->h.type == TOE_H2E_OPEN)
        mock_say_final(mock, message->h.conn, refuse_with);
}

TEST(connect_tells_why_the_engine_ended_it_and_may_be_tried_again)
{
    static const struct {
        uint8_t code;
        int err;
    } cases[] = {
        {TOE_CONN_ERROR_REFUSED, -ECONNREFUSED},     {TOE_CONN_ERROR_TIMED_OUT, -ETIMEDOUT},
        {TOE_CONN_ERROR_UNREACHABLE, -EHOSTUNREACH}, {TOE_CONN_ERROR_RESET, -ECONNRESET},
        {TOE_CONN_ERROR_IN_USE, -EADDRINUSE},        {TOE_CONN_ERROR_TABLE_FULL, -ENOBUFS},
        {TOE_CONN_ERROR_ABORTED, -ECONNABORTED},     {TOE_CONN_ERROR_NONE, -ECONNABORTED},
    };
    struct rig r;
    struct toe_socket *s;
    void (*behave)(struct mock *, const struct mock_message *);

    rig_setup(&r);
    behave = r.mock->on_message;
    r.mock->on_message = refuse;
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        refuse_with = cases[i].code;
        CU_ASSERT_EQUAL(toe_connect(s, &PEER), cases[i].err);
    }
    r.mock->on_message = behave;
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), 0);
    rig_teardown(&r);
}

TEST(nonblocking_connect_ends_in_pollout_and_so_error)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_poll entry = {.events = TOE_POLLOUT};
    int64_t error = -1;

    rig_setup(&r);
    r.mock->on_message = refuse;
    refuse_with = TOE_CONN_ERROR_REFUSED;
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_NONBLOCK, 1), 0);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -EINPROGRESS);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -EALREADY);
    CU_ASSERT_EQUAL(toe_send(s, "x", 1, 0), -ENOTCONN);
    entry.socket = s;
    CU_ASSERT_EQUAL(toe_poll(&entry, 1, 100), 1);
    CU_ASSERT_TRUE(entry.revents & TOE_POLLOUT);
    CU_ASSERT_TRUE(entry.revents & TOE_POLLERR);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_ERROR, &error), 0);
    CU_ASSERT_EQUAL(error, ECONNREFUSED);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_ERROR, &error), 0);
    CU_ASSERT_EQUAL(error, 0);
    rig_teardown(&r);
}

TEST(connect_gives_up_after_its_time_and_aborts_the_number)
{
    struct rig r;
    struct toe_socket *s;
    uint64_t before;

    rig_setup(&r);
    r.mock->on_message = NULL;
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_CONNTIMEO, 700), 0);
    before = r.mock->now_us;
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -ETIMEDOUT);
    CU_ASSERT_EQUAL(r.mock->now_us - before, 700000);
    rig_settle(&r);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mock_heard(r.mock, TOE_H2E_ABORT));
    mock_say_final(r.mock, mock_heard(r.mock, TOE_H2E_ABORT)->h.conn, TOE_CONN_ERROR_ABORTED);
    rig_settle(&r);
    rig_teardown(&r);
}

TEST(connect_refuses_addresses_that_are_no_host)
{
    static const char *const bad[] = {"0.0.0.0:80",    "255.255.255.255:80", "224.0.0.1:80", "127.0.0.1:80",
                                      "10.0.0.255:80", "10.0.0.0:80",        "240.1.1.1:80"};
    struct rig r;
    struct toe_socket *s;
    struct toe_addr addr;

    rig_setup(&r);
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CU_ASSERT_EQUAL(toe_addr_parse(bad[i], &addr), 0);
        CU_ASSERT_EQUAL(toe_connect(s, &addr), -ENETUNREACH);
    }
    CU_ASSERT_EQUAL(toe_connect(s, &(struct toe_addr){MOCK_PEER, 0}), -EINVAL);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 0);
    rig_teardown(&r);
}

TEST(bind_refuses_a_held_port_and_gives_it_back_at_close)
{
    struct rig r;
    struct toe_socket *a, *b;

    rig_setup(&r);
    toe_socket(r.dev, &a);
    toe_socket(r.dev, &b);
    CU_ASSERT_EQUAL(toe_bind(a, &(struct toe_addr){0, 7}), 0);
    CU_ASSERT_EQUAL(toe_bind(a, &(struct toe_addr){0, 8}), -EINVAL);
    CU_ASSERT_EQUAL(toe_bind(b, &(struct toe_addr){0, 7}), -EADDRINUSE);
    CU_ASSERT_EQUAL(toe_bind(b, &(struct toe_addr){0x01020304, 9}), -EADDRNOTAVAIL);
    CU_ASSERT_EQUAL(toe_close(a), 0);
    CU_ASSERT_EQUAL(toe_bind(b, &(struct toe_addr){MOCK_IP, 7}), 0);
    rig_teardown(&r);
}

TEST(a_port_is_shared_by_those_who_all_want_to_and_one_listens)
{
    struct rig r;
    struct toe_socket *s[4];

    rig_setup(&r);
    for (int i = 0; i < 4; i++) {
        toe_socket(r.dev, &s[i]);
        CU_ASSERT_EQUAL(toe_setsockopt(s[i], TOE_SO_REUSEADDR, i < 3), 0);
    }
    CU_ASSERT_EQUAL(toe_bind(s[0], &(struct toe_addr){0, 7}), 0);
    CU_ASSERT_EQUAL(toe_setsockopt(s[0], TOE_SO_REUSEADDR, 0), -EINVAL);
    CU_ASSERT_EQUAL(toe_bind(s[3], &(struct toe_addr){0, 7}), -EADDRINUSE);
    CU_ASSERT_EQUAL(toe_bind(s[1], &(struct toe_addr){0, 7}), 0);
    CU_ASSERT_EQUAL(toe_listen(s[0], 1), 0);
    CU_ASSERT_EQUAL(toe_listen(s[1], 1), -EADDRINUSE);
    CU_ASSERT_EQUAL(toe_close(s[0]), 0);
    CU_ASSERT_EQUAL(toe_bind(s[3], &(struct toe_addr){0, 7}), -EADDRINUSE); /* s[1] holds it still */
    CU_ASSERT_EQUAL(toe_listen(s[1], 1), 0);
    CU_ASSERT_EQUAL(toe_close(s[1]), 0);
    CU_ASSERT_EQUAL(toe_bind(s[3], &(struct toe_addr){0, 7}), 0);
    CU_ASSERT_EQUAL(toe_bind(s[2], &(struct toe_addr){0, 7}), -EADDRINUSE); /* s[3] does not share */
    rig_teardown(&r);
}

TEST(every_number_in_use_is_enobufs)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    for (int i = 0; i < 8; i++)
        rig_connect(&r, &conn);
    toe_socket(r.dev, &s);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -ENOBUFS);
    CU_ASSERT_EQUAL(toe_listen(s, 1), -ENOBUFS);
    mock_say_final(r.mock, conn, TOE_CONN_ERROR_RESET);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), 0);
    rig_teardown(&r);
}

TEST(a_number_is_reused_only_after_its_final_snapshot)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t first, again;

    rig_setup(&r);
    s = rig_connect(&r, &first);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    for (int i = 0; i < 7; i++) {
        rig_connect(&r, &again);
        CU_ASSERT_NOT_EQUAL(again, first);
    }
    toe_socket(r.dev, &s);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -ENOBUFS);
    mock_say_final(r.mock, first, TOE_CONN_ERROR_NONE);
    rig_settle(&r);
    toe_close(s);
    rig_connect(&r, &again);
    CU_ASSERT_EQUAL(again, first);
    rig_teardown(&r);
}

TEST(listen_lends_one_slot_a_place_of_the_backlog)
{
    struct rig r;
    const struct mock_message *listen;

    rig_setup(&r);
    rig_listen(&r, 3);
    listen = mock_heard(r.mock, TOE_H2E_LISTEN);
    CU_ASSERT_PTR_NOT_NULL_FATAL(listen);
    CU_ASSERT_EQUAL(listen->h.arg0, 7);
    CU_ASSERT_EQUAL(listen->h.arg1, MOCK_IP);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_SLOT), 3);
    CU_ASSERT_EQUAL(r.mock->last[0].h.type, TOE_H2E_LISTEN);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SLOT)->h.arg0, listen->h.conn);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_SLOT)->h.arg1, 65535);
    rig_teardown(&r);
}

TEST(a_backlog_is_cut_to_the_numbers_that_are_left_and_filled_later)
{
    struct rig r;
    uint16_t conn;

    rig_setup(&r);
    rig_connect(&r, &conn);
    rig_listen(&r, 100);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_SLOT), 7);
    mock_say_final(r.mock, conn, TOE_CONN_ERROR_RESET);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_SLOT), 8);
    rig_teardown(&r);
}

TEST(accept_gives_the_oldest_connection_and_lends_its_place_again)
{
    struct rig r;
    struct toe_socket *s, *c;
    struct toe_addr peer, local = {MOCK_IP, 7};
    uint16_t first, second;
    int64_t number, waiting;

    rig_setup(&r);
    s = rig_listen(&r, 2);
    first = r.mock->last[1].h.conn;
    second = r.mock->last[2].h.conn;
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_NONBLOCK, 1), 0);
    CU_ASSERT_EQUAL(toe_accept(s, &c, &peer), -EAGAIN);
    mock_say_announce(r.mock, second, local, (struct toe_addr){MOCK_PEER, 1000}, 536);
    mock_say_payload(r.mock, second, 0, "hello", 5);
    mock_say_announce(r.mock, first, local, (struct toe_addr){MOCK_PEER, 1001}, 536);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_INQ, &waiting), 0);
    CU_ASSERT_EQUAL(waiting, 2);
    mock_forget(r.mock);
    CU_ASSERT_EQUAL_FATAL(toe_accept(s, &c, &peer), 0);
    CU_ASSERT_EQUAL(peer.port, 1000);
    CU_ASSERT_EQUAL(toe_getsockopt(c, TOE_SO_CONN, &number), 0);
    CU_ASSERT_EQUAL(number, second);
    CU_ASSERT_EQUAL(toe_getsockopt(c, TOE_SO_INQ, &waiting), 0);
    CU_ASSERT_EQUAL(waiting, 5);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_SLOT), 1);
    CU_ASSERT_EQUAL_FATAL(toe_accept(s, &c, &peer), 0);
    CU_ASSERT_EQUAL(peer.port, 1001);
    CU_ASSERT_EQUAL(toe_accept(s, &c, NULL), -EAGAIN);
    rig_teardown(&r);
}

TEST(accept_waits_its_time)
{
    struct rig r;
    struct toe_socket *s, *c;
    uint64_t before;

    rig_setup(&r);
    s = rig_listen(&r, 1);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_RCVTIMEO, 50), 0);
    before = r.mock->now_us;
    CU_ASSERT_EQUAL(toe_accept(s, &c, NULL), -EAGAIN);
    CU_ASSERT_EQUAL(r.mock->now_us - before, 50000);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    toe_socket(r.dev, &s);
    CU_ASSERT_EQUAL(toe_accept(s, &c, NULL), -EINVAL);
    rig_teardown(&r);
}

TEST(closing_a_listener_takes_its_slots_back_and_resets_its_queue)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t slot, queued;

    rig_setup(&r);
    s = rig_listen(&r, 2);
    slot = r.mock->last[1].h.conn;
    queued = r.mock->last[2].h.conn;
    mock_say_announce(r.mock, queued, (struct toe_addr){MOCK_IP, 7}, (struct toe_addr){MOCK_PEER, 1000}, 536);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_UNLISTEN), 1);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_ABORT), 1);
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_ABORT)->h.conn, queued);
    mock_say_final(r.mock, slot, TOE_CONN_ERROR_NONE);
    mock_say_final(r.mock, queued, TOE_CONN_ERROR_ABORTED);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_device_close(r.dev, 1000), 0);
    mock_free(r.mock);
}

TEST(a_listener_number_waits_for_the_slots_of_its_last_use)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t used;

    rig_setup(&r);
    s = rig_listen(&r, 1);
    used = mock_heard(r.mock, TOE_H2E_LISTEN)->h.conn;
    toe_close(s);
    rig_settle(&r);
    mock_forget(r.mock);
    rig_listen(&r, 1);
    CU_ASSERT_NOT_EQUAL(mock_heard(r.mock, TOE_H2E_LISTEN)->h.conn, used);
    rig_teardown(&r);
}

TEST(a_slot_that_is_announced_after_close_is_reset)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t slot;

    rig_setup(&r);
    s = rig_listen(&r, 1);
    slot = r.mock->last[1].h.conn;
    toe_close(s);
    mock_say_announce(r.mock, slot, (struct toe_addr){MOCK_IP, 7}, (struct toe_addr){MOCK_PEER, 1000}, 536);
    rig_settle(&r);
    CU_ASSERT_PTR_NOT_NULL_FATAL(mock_heard(r.mock, TOE_H2E_ABORT));
    CU_ASSERT_EQUAL(mock_heard(r.mock, TOE_H2E_ABORT)->h.conn, slot);
    mock_say_final(r.mock, slot, TOE_CONN_ERROR_ABORTED);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_device_close(r.dev, 0), 0);
    mock_free(r.mock);
}

TEST(close_says_no_reader_and_then_fin)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 2);
    CU_ASSERT_EQUAL(r.mock->last[0].h.type, TOE_H2E_NO_READER);
    CU_ASSERT_EQUAL(r.mock->last[1].h.type, TOE_H2E_SEND_EDGE);
    CU_ASSERT_EQUAL(r.mock->last[1].h.flags, TOE_LINK_FLAG_FIN);
    CU_ASSERT_EQUAL(r.mock->last[1].h.arg0, 0);
    rig_teardown(&r);
}

TEST(close_with_unread_data_is_an_abort)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    mock_say_payload(r.mock, conn, 0, "x", 1);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(r.mock->last[0].h.type, TOE_H2E_ABORT);
    rig_teardown(&r);
}

TEST(data_that_crosses_a_close_is_answered_by_an_abort)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    mock_say_payload(r.mock, conn, 0, "x", 1);
    rig_settle(&r);
    CU_ASSERT_PTR_NOT_NULL(mock_heard(r.mock, TOE_H2E_ABORT));
    rig_teardown(&r);
}

TEST(linger_zero_is_an_abort)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_LINGER, 0), 0);
    CU_ASSERT_EQUAL(toe_close(s), 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(r.mock->last_count, 1);
    CU_ASSERT_EQUAL(r.mock->last[0].h.type, TOE_H2E_ABORT);
    rig_teardown(&r);
}

static void ack_fin(struct mock *mock, const struct mock_message *message)
{
    if (message->h.type == TOE_H2E_SEND_EDGE && message->h.flags & TOE_LINK_FLAG_FIN)
        mock_say_state(mock, message->h.conn, TOE_LINK_FLAG_FIN_ACKED, TOE_STATE_FIN_WAIT2, 0, 0);
}

TEST(linger_waits_until_our_fin_is_acked)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    uint64_t before;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_LINGER, 3000), 0);
    before = r.mock->now_us;
    CU_ASSERT_EQUAL(toe_close(s), -EAGAIN);
    CU_ASSERT_EQUAL(r.mock->now_us - before, 3000000);
    s = rig_connect(&r, &conn);
    r.mock->on_message = ack_fin;
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_LINGER, 3000), 0);
    before = r.mock->now_us;
    CU_ASSERT_EQUAL(toe_close(s), 0);
    CU_ASSERT_EQUAL(r.mock->now_us, before);
    rig_teardown(&r);
}

TEST(device_close_waits_for_its_connections_but_not_for_time_wait)
{
    struct rig r;
    uint16_t conn;

    rig_setup(&r);
    rig_connect(&r, &conn);
    mock_say_state(r.mock, conn, TOE_LINK_FLAG_FIN, TOE_STATE_CLOSE_WAIT, 0, 0);
    mock_say_state(r.mock, conn, TOE_LINK_FLAG_FIN | TOE_LINK_FLAG_FIN_ACKED, TOE_STATE_TIME_WAIT, 0, 0);
    CU_ASSERT_EQUAL(toe_device_close(r.dev, 1000), 0);
    CU_ASSERT_EQUAL(r.mock->now_us, 0);
    mock_free(r.mock);

    rig_setup(&r);
    rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_device_close(r.dev, 1000), -ETIMEDOUT);
    CU_ASSERT_EQUAL(r.mock->now_us, 1000000);
    mock_free(r.mock);
}

TEST(options_hold_their_ranges)
{
    struct rig r;
    struct toe_socket *s;
    uint16_t conn;
    int64_t value;

    rig_setup(&r);
    toe_socket(r.dev, &s);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_NONBLOCK, 2), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_RCVTIMEO, 0), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_SNDBUF, 4095), -EINVAL);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_SNDBUF, 4096), 0);
    CU_ASSERT_EQUAL(toe_getsockopt(s, TOE_SO_SNDBUF, &value), 0);
    CU_ASSERT_EQUAL(value, 4096);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_STATE, 1), -ENOPROTOOPT);
    CU_ASSERT_EQUAL(toe_setsockopt(s, (enum toe_option)99, 1), -ENOPROTOOPT);
    CU_ASSERT_EQUAL(toe_getsockopt(s, (enum toe_option)99, &value), -ENOPROTOOPT);
    s = rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_setsockopt(s, TOE_SO_RCVBUF, 8192), -EINVAL);
    rig_teardown(&r);
}

TEST(calls_on_a_blank_socket_are_enotconn)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_info info;
    const void *in;
    void *out;

    rig_setup(&r);
    toe_socket(r.dev, &s);
    CU_ASSERT_EQUAL(toe_send(s, "x", 1, 0), -ENOTCONN);
    CU_ASSERT_EQUAL(toe_recv(s, &info, 1, 0), -ENOTCONN);
    CU_ASSERT_EQUAL(toe_rx_peek(s, &in), -ENOTCONN);
    CU_ASSERT_EQUAL(toe_rx_consume(s, 0), -ENOTCONN);
    CU_ASSERT_EQUAL(toe_tx_reserve(s, &out), -ENOTCONN);
    CU_ASSERT_EQUAL(toe_shutdown(s, TOE_SHUT_WR), -ENOTCONN);
    CU_ASSERT_EQUAL(toe_getinfo(s, &info, 10), -ENOTCONN);
    CU_ASSERT_EQUAL(toe_shutdown(s, (enum toe_shutdown_how)7), -EINVAL);
    rig_teardown(&r);
}

TEST(a_thousand_sockets_connect_and_close)
{
    struct rig r = {.mock = mock_new()};
    struct toe_socket *s[1000];
    uint16_t conn;

    r.mock->conns = 1024;
    r.mock->data_bytes = 32;
    CU_ASSERT_EQUAL_FATAL(mock_open(r.mock, &r.dev), 0);
    r.mock->on_message = rig_answer_open;
    for (int i = 0; i < 1000; i++)
        s[i] = rig_connect(&r, &conn);
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_EQUAL(toe_send(s[i], &i, sizeof i, 0), sizeof i);
    rig_settle(&r);
    CU_ASSERT_EQUAL(mock_count(r.mock, TOE_H2E_PAYLOAD), 64); /* all that the mock remembers */
    for (int i = 0; i < 1000; i++)
        CU_ASSERT_EQUAL(toe_close(s[i]), 0);
    rig_teardown(&r);
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(a_blank_socket_says_nothing_to_the_device),
        T(open_writes_the_configuration_and_enables_last),
        T(connect_opens_a_number_with_both_addresses_and_the_receive_limit),
        T(connect_tells_why_the_engine_ended_it_and_may_be_tried_again),
        T(nonblocking_connect_ends_in_pollout_and_so_error),
        T(connect_gives_up_after_its_time_and_aborts_the_number),
        T(connect_refuses_addresses_that_are_no_host),
        T(bind_refuses_a_held_port_and_gives_it_back_at_close),
        T(a_port_is_shared_by_those_who_all_want_to_and_one_listens),
        T(every_number_in_use_is_enobufs),
        T(a_number_is_reused_only_after_its_final_snapshot),
        T(listen_lends_one_slot_a_place_of_the_backlog),
        T(a_backlog_is_cut_to_the_numbers_that_are_left_and_filled_later),
        T(accept_gives_the_oldest_connection_and_lends_its_place_again),
        T(accept_waits_its_time),
        T(closing_a_listener_takes_its_slots_back_and_resets_its_queue),
        T(a_listener_number_waits_for_the_slots_of_its_last_use),
        T(a_slot_that_is_announced_after_close_is_reset),
        T(close_says_no_reader_and_then_fin),
        T(close_with_unread_data_is_an_abort),
        T(data_that_crosses_a_close_is_answered_by_an_abort),
        T(linger_zero_is_an_abort),
        T(linger_waits_until_our_fin_is_acked),
        T(device_close_waits_for_its_connections_but_not_for_time_wait),
        T(options_hold_their_ranges),
        T(calls_on_a_blank_socket_are_enotconn),
        T(a_thousand_sockets_connect_and_close),
    };

    return rig_main("socket", tests, sizeof tests / sizeof tests[0]);
}
