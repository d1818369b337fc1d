/* rig.c: a mock device that behaves. */
#include "rig.h"

void rig_answer_open(struct mock *mock, const struct mock_message *message)
{
    struct toe_h2e_open open;
    uint8_t bytes[64] = {0};

    if (message->h.type != TOE_H2E_OPEN)
        return;
    toe_link_header_put(bytes, &message->h);
    memcpy(bytes + 16, message->body, 8);
    if (!toe_h2e_open_get(&open, bytes))
        return;
    mock_say_announce(mock, open.conn, (struct toe_addr){open.local_ip, (uint16_t)open.ports},
                      (struct toe_addr){open.remote_ip, (uint16_t)(open.ports >> 16)}, RIG_SMSS);
    mock_say_progress(mock, open.conn, &(struct toe_e2h_progress){.limit = RIG_LIMIT, .smss = RIG_SMSS});
}

void rig_answer_query(struct mock *mock, const struct mock_message *message)
{
    uint8_t bytes[TOE_LINK_FIXED_MAX_BYTES];
    struct toe_link_header header;

    if (message->h.type != TOE_H2E_QUERY)
        return;
    toe_e2h_query_result_put(bytes, &(struct toe_e2h_query_result){.conn = message->h.conn,
                                                                   .state_error = TOE_STATE_ESTABLISHED,
                                                                   .smss = 1000,
                                                                   .srtt_us8 = 800,
                                                                   .rttvar_us4 = 40,
                                                                   .rto_us = 200000,
                                                                   .snd_wnd = 5000,
                                                                   .cwnd = 14600,
                                                                   .iss = 7,
                                                                   .irs = 8});
    toe_link_header_get(&header, bytes);
    mock_say(mock, header, bytes + 16);
}

void rig_setup(struct rig *rig)
{
    rig->mock = mock_new();
    rig->mock->on_message = rig_answer_open;
    rig->dev = NULL;
    CU_ASSERT_EQUAL_FATAL(mock_open(rig->mock, &rig->dev), 0);
    rig_settle(rig);
    mock_forget(rig->mock);
}

void rig_teardown(struct rig *rig)
{
    toe_device_close(rig->dev, 0);
    CU_ASSERT_TRUE(rig->mock->closed);
    mock_free(rig->mock);
}

struct toe_socket *rig_connect(struct rig *rig, uint16_t *conn)
{
    struct toe_socket *socket = NULL;
    int64_t number = -1;

    CU_ASSERT_EQUAL_FATAL(toe_socket(rig->dev, &socket), 0);
    CU_ASSERT_EQUAL_FATAL(toe_connect(socket, &PEER), 0);
    CU_ASSERT_EQUAL(toe_getsockopt(socket, TOE_SO_CONN, &number), 0);
    *conn = (uint16_t)number;
    rig_settle(rig);
    mock_forget(rig->mock);
    return socket;
}

struct toe_socket *rig_listen(struct rig *rig, int backlog)
{
    struct toe_socket *socket = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_socket(rig->dev, &socket), 0);
    CU_ASSERT_EQUAL_FATAL(toe_bind(socket, &(struct toe_addr){0, 7}), 0);
    CU_ASSERT_EQUAL_FATAL(toe_listen(socket, backlog), 0);
    rig_settle(rig);
    return socket;
}

void rig_settle(struct rig *rig)
{
    for (int i = 0; i < 100; i++)
        if (toe_device_pump(rig->dev, 0) <= 0 && !rig->mock->out.head && !rig->mock->to_host_bytes)
            return;
}

void rig_progress(struct rig *rig, uint16_t conn, uint32_t acked, uint32_t limit, uint32_t wanted)
{
    mock_say_progress(rig->mock, conn,
                      &(struct toe_e2h_progress){.acked = acked, .limit = limit, .wanted = wanted, .smss = RIG_SMSS});
    rig_settle(rig);
}

static const char pattern[] = "0123456789abcdefghijklmnopqrstuvwxyz";

void rig_fill(char *bytes, size_t count, size_t from)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = pattern[(from + i) % 36];
}

bool rig_payload_is(const struct rig *r, unsigned i, uint32_t offset, uint32_t length, bool push)
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

void rig_send(struct toe_socket *s, size_t from, size_t count, int flags)
{
    static char bytes[70000];

    rig_fill(bytes, count, from);
    CU_ASSERT_EQUAL(toe_send(s, bytes, count, flags), (ssize_t)count);
}

int rig_main(const char *suite, const struct rig_test *tests, size_t count)
{
    unsigned failures;
    CU_pSuite s;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    s = CU_add_suite(suite, NULL, NULL);
    for (size_t i = 0; s && i < count; i++)
        if (!CU_add_test(s, tests[i].name, tests[i].run))
            s = NULL;
    if (!s)
        return 2;
    CU_basic_set_mode(CU_BRM_NORMAL);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures() + CU_get_number_of_tests_failed();
    CU_cleanup_registry();
    return failures ? 1 : 0;
}
