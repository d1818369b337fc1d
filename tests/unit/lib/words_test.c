/* words_test.c: what a connection is doing, in words and in the manner of ss. */
#include "rig.h"

#define TEST(name) static void name(void)

static const char *words_of(struct toe_info info)
{
    static char text[TOE_INFO_WORDS_BYTES];

    return toe_info_words(&info, text);
}

#define EXPECT_WORDS(WORDS, ...) CU_ASSERT_STRING_EQUAL(words_of((struct toe_info){__VA_ARGS__}), WORDS)

TEST(an_open_says_what_it_waits_for)
{
    EXPECT_WORDS("waits for the neighbour's answer to ARP", .state = TOE_TCP_RESOLVING);
    EXPECT_WORDS("waits for the SYN-ACK, 1 SYN sent", .state = TOE_TCP_SYN_SENT);
    EXPECT_WORDS("waits for the SYN-ACK, 3 SYNs sent", .state = TOE_TCP_SYN_SENT, .retries = 2);
    EXPECT_WORDS("waits for connections", .state = TOE_TCP_LISTEN, .send_q = 5);
    EXPECT_WORDS("waits for connections; 2 wait for toe_accept", .state = TOE_TCP_LISTEN, .recv_q = 2);
}

/* An ESTABLISHED connection of which the engine has told. */
#define UP .state = TOE_TCP_ESTABLISHED, .rto_us = 200000, .smss_bytes = 1000, .rcv_wnd_bytes = 65535

TEST(a_sender_says_what_its_bytes_wait_for)
{
    EXPECT_WORDS("waits for the ACK of 1 byte", UP, .send_q = 1, .in_flight_bytes = 1, .snd_wnd_bytes = 9000,
                 .cwnd_bytes = 9000);
    EXPECT_WORDS("sends again: 3 time-outs without an answer", UP, .send_q = 1, .retries = 3, .snd_wnd_bytes = 9000,
                 .cwnd_bytes = 1000);
    EXPECT_WORDS("the peer's window is shut; 700 bytes wait", UP, .send_q = 700, .cwnd_bytes = 9000);
    EXPECT_WORDS("the peer's window is shut, 2 probes without an answer; 1 byte waits", UP, .send_q = 1, .retries = 2,
                 .cwnd_bytes = 9000);
    EXPECT_WORDS("sends as fast as the congestion window allows", UP, .send_q = 5000, .in_flight_bytes = 3000,
                 .cwnd_bytes = 3999, .snd_wnd_bytes = 4000);
    EXPECT_WORDS("sends as fast as the peer's window allows", UP, .send_q = 5000, .in_flight_bytes = 3000,
                 .cwnd_bytes = 4000, .snd_wnd_bytes = 3999);
    EXPECT_WORDS("sends 5000 bytes", UP, .send_q = 5000, .in_flight_bytes = 3000, .cwnd_bytes = 4000,
                 .snd_wnd_bytes = 4000);
}

TEST(a_receiver_says_who_is_waited_for)
{
    EXPECT_WORDS("waits for the peer or the application", UP, .snd_wnd_bytes = 1);
    EXPECT_WORDS("12 bytes wait for the application to read", UP, .recv_q = 12);
    EXPECT_WORDS("1 byte waits for the application to read; its own window is shut", .state = TOE_TCP_ESTABLISHED,
                 .rto_us = 200000, .recv_q = 1);
    EXPECT_WORDS("waits for the peer or the application; lately: ICMP says: host unreachable", UP, .snd_wnd_bytes = 1,
                 .soft_error = -EHOSTUNREACH, .soft_error_why = "ICMP says: host unreachable");
}

TEST(a_close_says_how_far_it_is)
{
    EXPECT_WORDS("has closed, its FIN is not ACKed; sends again: 1 time-out without an answer",
                 .state = TOE_TCP_FIN_WAIT_1, .rto_us = 200000, .retries = 1, .snd_wnd_bytes = 1);
    EXPECT_WORDS("has closed, waits for the peer to close", .state = TOE_TCP_FIN_WAIT_2);
    EXPECT_WORDS("the peer has closed, waits for the application to close", .state = TOE_TCP_CLOSE_WAIT);
    EXPECT_WORDS("both have closed at once, its FIN is not ACKed", .state = TOE_TCP_CLOSING);
    EXPECT_WORDS("both have closed, its FIN is not ACKed", .state = TOE_TCP_LAST_ACK);
    EXPECT_WORDS("keeps the addresses from late segments, for 12 s so far", .state = TOE_TCP_TIME_WAIT,
                 .state_us = 12999999);
    EXPECT_WORDS("both sides have closed", .state = TOE_TCP_CLOSED, .established = 1);
}

TEST(a_line_has_the_keys_of_ss_whose_values_are_known)
{
    struct toe_info info = {.state = TOE_TCP_ESTABLISHED,
                            .local = {MOCK_IP, 80},
                            .peer = {MOCK_PEER, 5000},
                            .established = 1,
                            .send_q = 2500,
                            .in_flight_bytes = 1001,
                            .smss_bytes = 1000,
                            .srtt_us = 12345,
                            .rttvar_us = 6000,
                            .rto_us = 800000,
                            .retries = 2,
                            .cwnd_bytes = 1999,
                            .snd_wnd_bytes = 5000,
                            .rcv_wnd_bytes = 65535,
                            .bytes_sent = 3000,
                            .bytes_resent = 1000,
                            .bytes_acked = 500};
    char text[TOE_INFO_TEXT_BYTES];

    CU_ASSERT_STRING_EQUAL(toe_info_format(&info, text),
                           "ESTABLISHED         0     2500 10.0.0.2:80            10.0.0.1:5000          "
                           "sends again: 2 time-outs without an answer\n"
                           "\t rto:800 backoff:2 rtt:12.345/6.000 mss:1000 cwnd:1 unacked:2 notsent:1499 snd_wnd:5000 "
                           "rcv_wnd:65535 bytes_sent:4000 bytes_retrans:1000 bytes_acked:500\n");
    CU_ASSERT_EQUAL(strcspn(toe_info_heading(), "L"), strcspn(text, "1"));
}

TEST(the_longest_line_fits)
{
    struct toe_info info;
    char text[TOE_INFO_TEXT_BYTES + 1];

    memset(&info, 0xff, sizeof info);
    info.state = TOE_TCP_FIN_WAIT_1;
    info.snd_wnd_bytes = 0;
    info.smss_bytes = 1;
    info.error_why = info.soft_error_why = "the engine ended it for a reason that this library does not know";
    text[TOE_INFO_TEXT_BYTES] = 'x';
    toe_info_format(&info, text);
    CU_ASSERT_EQUAL(text[TOE_INFO_TEXT_BYTES], 'x');
    CU_ASSERT_EQUAL(text[strlen(text) - 1], '\n');
}

int main(void)
{
#define T(name)     \
    {               \
#name, name \
    }
    static const struct rig_test tests[] = {
        T(an_open_says_what_it_waits_for),
        T(a_sender_says_what_its_bytes_wait_for),
        T(a_receiver_says_who_is_waited_for),
        T(a_close_says_how_far_it_is),
        T(a_line_has_the_keys_of_ss_whose_values_are_known),
        T(the_longest_line_fits),
    };

    return rig_main("words", tests, sizeof tests / sizeof tests[0]);
}
