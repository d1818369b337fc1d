/* info_test.c: why a connection failed; the table of a device, asked for inside and from outside. */
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "rig.h"

#define TEST(name) static void name(void)

static const char *words_of(struct toe_info info)
{
    static char text[TOE_INFO_WORDS_BYTES];

    return toe_info_words(&info, text);
}

/* ------------------------------------------------------------------------------------------------ one connection */

TEST(getinfo_asks_the_engine_and_waits_boundedly)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_info info;
    uint16_t conn;

    rig_setup(&r);
    s = rig_connect(&r, &conn);
    rig_send(s, 0, 100, 0);
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

/* ------------------------------------------------------------------------------------------------ why it failed */

static unsigned failure; /* enum toe_conn_error */

static void refuse(struct mock *mock, const struct mock_message *message)
{
    if (message->h.type == TOE_H2E_OPEN)
        mock_say_final(mock, message->h.conn, failure);
}

TEST(after_a_connect_that_failed_getinfo_says_why)
{
    static const char *const whys[] = {
        [TOE_CONN_ERROR_REFUSED] = "the peer refused: RST in answer to the SYN",
        [TOE_CONN_ERROR_TIMED_OUT] = "no answer to the SYN in 0 s",
        [TOE_CONN_ERROR_UNREACHABLE] = "the neighbour does not answer ARP, or there is no route",
        [TOE_CONN_ERROR_HOST] = "ICMP says: host unreachable",
    };
    struct rig r;
    struct toe_socket *s;
    struct toe_info info;

    rig_setup(&r);
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    r.mock->on_message = refuse;
    for (failure = 1; failure < sizeof whys / sizeof whys[0]; failure++) {
        int err = toe_connect(s, &PEER);
        if (!whys[failure])
            continue;
        CU_ASSERT_EQUAL(toe_getinfo(s, &info, 100), 0);
        CU_ASSERT_EQUAL(info.error, err);
        CU_ASSERT_STRING_EQUAL(words_of(info), whys[failure]);
        CU_ASSERT_EQUAL(info.peer.port, 80);
        CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, &info, 1, 100), 1);
        CU_ASSERT_STRING_EQUAL(words_of(info), whys[failure]);
    }
    rig_teardown(&r);
}

TEST(a_connect_that_nobody_answered_says_how_long_it_waited)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_info info;

    rig_setup(&r);
    CU_ASSERT_EQUAL(toe_socket(r.dev, &s), 0);
    r.mock->on_message = NULL;
    toe_setsockopt(s, TOE_SO_CONNTIMEO, 5000);
    CU_ASSERT_EQUAL(toe_connect(s, &PEER), -ETIMEDOUT);
    CU_ASSERT_EQUAL(toe_getinfo(s, &info, 0), 0);
    CU_ASSERT_STRING_EQUAL(words_of(info), "no answer to the SYN in 5 s");
    rig_teardown(&r);
}

TEST(a_reset_says_so_and_a_soft_error_before_a_time_out_is_its_reason)
{
    struct rig r;
    struct toe_socket *reset, *lost;
    struct toe_info info;
    uint16_t a, b;

    rig_setup(&r);
    reset = rig_connect(&r, &a);
    lost = rig_connect(&r, &b);
    mock_say_final(r.mock, a, TOE_CONN_ERROR_RESET);
    mock_say_state(r.mock, b, 0, TOE_STATE_ESTABLISHED, TOE_CONN_ERROR_NET, 0);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_getinfo(reset, &info, 0), 0);
    CU_ASSERT_STRING_EQUAL(words_of(info), "the peer reset the connection");
    mock_say_final(r.mock, b, TOE_CONN_ERROR_TIMED_OUT);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_getinfo(lost, &info, 0), 0);
    CU_ASSERT_EQUAL(info.error, -ENETUNREACH);
    CU_ASSERT_STRING_EQUAL(words_of(info), "the peer does not answer; lately: ICMP says: network unreachable");
    rig_teardown(&r);
}

/* ------------------------------------------------------------------------------------------------ the whole device */

static void behave(struct mock *mock, const struct mock_message *message)
{
    rig_answer_open(mock, message);
    rig_answer_query(mock, message);
}

TEST(the_table_has_listeners_connections_and_what_is_over)
{
    struct rig r;
    struct toe_socket *s;
    struct toe_info infos[4];
    uint16_t conn;

    rig_setup(&r);
    r.mock->on_message = behave;
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, infos, 4, 0), 0);
    rig_listen(&r, 3);
    s = rig_connect(&r, &conn);
    rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, NULL, 0, 0), 3);
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, infos, 4, 100), 3);
    CU_ASSERT_EQUAL(infos[0].state, TOE_TCP_LISTEN);
    CU_ASSERT_EQUAL(infos[0].send_q, 3);
    CU_ASSERT_EQUAL(infos[0].local.port, 7);
    CU_ASSERT_EQUAL(infos[1].rto_us, 200000); /* the engine has answered for both */
    CU_ASSERT_EQUAL(infos[2].rto_us, 200000);
    CU_ASSERT_EQUAL(infos[2].conn, conn);
    mock_say_final(r.mock, conn, TOE_CONN_ERROR_RESET);
    rig_settle(&r);
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, infos, 4, 100), 3);
    CU_ASSERT_EQUAL(infos[2].state, TOE_TCP_CLOSED);
    CU_ASSERT_EQUAL(infos[2].error, -ECONNRESET);
    toe_close(s);
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, infos, 4, 100), 3); /* it lives on without its socket */
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, infos, 4, -1), -EINVAL);
    rig_teardown(&r);
}

TEST(a_device_that_does_not_answer_costs_the_table_its_time_only)
{
    struct rig r;
    struct toe_info info;
    uint16_t conn;

    rig_setup(&r);
    rig_connect(&r, &conn);
    r.mock->on_message = NULL;
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, &info, 1, 50), 1);
    CU_ASSERT_EQUAL(info.state, TOE_TCP_ESTABLISHED);
    CU_ASSERT_EQUAL(info.rto_us, 0);
    rig_teardown(&r);
}

/* ------------------------------------------------------------------------------------------------ asked from outside */

static char path[64];

static int dial(void)
{
    const struct timeval limit = {.tv_sec = 10};
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(address.sun_path, path);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, (struct sockaddr *)&address, sizeof address) == 0)
        return fd;
    close(fd);
    return -1;
}

/* All that it says, until it ends. */
static void hear(char *text, size_t room)
{
    int fd = dial();
    size_t got = 0;
    ssize_t n = 0;

    CU_ASSERT_FATAL(fd >= 0);
    while (got < room - 1 && (n = read(fd, text + got, room - 1 - got)) > 0)
        got += (size_t)n;
    CU_ASSERT_EQUAL(n, 0);
    text[got] = '\0';
    close(fd);
}

TEST(who_connects_to_the_status_socket_is_told_the_table)
{
    struct rig r;
    char text[4096], line[TOE_INFO_TEXT_BYTES], expected[4096];
    struct toe_info infos[2];
    struct stat file;
    uint16_t conn;

    snprintf(path, sizeof path, "/tmp/toe-info-test.%d", (int)getpid());
    rig_setup(&r);
    r.mock->on_message = behave;
    rig_listen(&r, 3);
    rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_device_serve_status(r.dev, path), 0);
    CU_ASSERT_EQUAL(toe_device_serve_status(r.dev, path), -EALREADY);
    CU_ASSERT_EQUAL(stat(path, &file), 0);
    CU_ASSERT_EQUAL(file.st_mode & 0777, 0600);
    hear(text, sizeof text);
    CU_ASSERT_EQUAL(toe_device_getinfo(r.dev, infos, 2, 100), 2);
    strcpy(expected, toe_info_heading());
    for (int i = 0; i < 2; i++)
        strcat(expected, toe_info_format(&infos[i], line));
    CU_ASSERT_STRING_EQUAL(text, expected);
    rig_teardown(&r);
    CU_ASSERT_EQUAL(stat(path, &file), -1);
    CU_ASSERT_EQUAL(dial(), -1);
}

/* One who does not read, with more to read than a socket holds, does not keep toe_device_close. */
TEST(who_does_not_read_holds_nobody_up)
{
    struct rig r = {.mock = mock_new()};
    uint16_t conn;
    char byte;
    int fd;

    r.mock->conns = 1024;
    r.mock->on_message = behave;
    CU_ASSERT_EQUAL_FATAL(mock_open(r.mock, &r.dev), 0);
    for (int i = 0; i < 1000; i++)
        rig_connect(&r, &conn);
    CU_ASSERT_EQUAL(toe_device_serve_status(r.dev, path), 0);
    fd = dial();
    CU_ASSERT_FATAL(fd >= 0);
    CU_ASSERT_EQUAL(read(fd, &byte, 1), 1);
    rig_teardown(&r);
    close(fd);
}

TEST(the_status_socket_of_a_dead_process_is_replaced_and_a_living_one_or_a_file_is_not)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct rig r;
    FILE *file;
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);

    strcpy(address.sun_path, path);
    rig_setup(&r);
    CU_ASSERT_EQUAL_FATAL(bind(fd, (struct sockaddr *)&address, sizeof address), 0);
    CU_ASSERT_EQUAL(listen(fd, 1), 0);
    CU_ASSERT_EQUAL(toe_device_serve_status(r.dev, path), -EADDRINUSE);
    close(fd);
    CU_ASSERT_EQUAL(toe_device_serve_status(r.dev, path), 0);
    rig_teardown(&r);
    file = fopen(path, "w");
    CU_ASSERT_PTR_NOT_NULL_FATAL(file);
    fclose(file);
    rig_setup(&r);
    CU_ASSERT_EQUAL(toe_device_serve_status(r.dev, path), -EADDRINUSE);
    CU_ASSERT_EQUAL(unlink(path), 0);
    CU_ASSERT_EQUAL(toe_device_serve_status(r.dev, "/tmp/no-such-folder/status"), -ENOENT);
    rig_teardown(&r);
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(getinfo_asks_the_engine_and_waits_boundedly),
        T(after_a_connect_that_failed_getinfo_says_why),
        T(a_connect_that_nobody_answered_says_how_long_it_waited),
        T(a_reset_says_so_and_a_soft_error_before_a_time_out_is_its_reason),
        T(the_table_has_listeners_connections_and_what_is_over),
        T(a_device_that_does_not_answer_costs_the_table_its_time_only),
        T(who_connects_to_the_status_socket_is_told_the_table),
        T(who_does_not_read_holds_nobody_up),
        T(the_status_socket_of_a_dead_process_is_replaced_and_a_living_one_or_a_file_is_not),
    };

    return rig_main("info", tests, sizeof tests / sizeof tests[0]);
}
