/* active.c: an application connects (RFC 9293 section 3.10.1, active OPEN, and 3.10.7.3, SYN-SENT). */
#include "wire.h"

#include <string.h>

/* The frame that the codec of the test builds from the same values. */
static void expect_bytes(peer *p, const frame *got, const frame_view *v, const tcp_header *tcp)
{
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = 4,
                      .id = v->ip.id,
                      .fragment = IP_DF,
                      .ttl = 64,
                      .proto = PROTO_TCP,
                      .src = ENGINE_IP,
                      .dst = PEER_IP};
    frame wanted;

    memcpy(eth.dst, PEER_MAC, 6);
    memcpy(eth.src, ENGINE_MAC, 6);
    frame_build_tcp(&wanted, &eth, &ip, tcp, NULL, 0, 0);
    EXPECT(p, got->len == wanted.len);
    for (size_t i = 0; i < wanted.len; i++)
        if (!peer_failed(p) && got->bytes[i] != wanted.bytes[i])
            peer_fails(p, __FILE__, __LINE__, "byte %zu of the frame is %02x, expected %02x", i, got->bytes[i],
                       wanted.bytes[i]);
}

/* covers: MUST-2, MUST-14, MUST-67, SHLD-5, MAY-3, 6691-01, 1191-01 */
static void syn_is_right_in_every_byte(peer *p)
{
    tcp_header tcp = {.src_port = 51234, .dst_port = 80, .flags = SYN, .window = 65535, .option_bytes = 4};
    frame f;
    frame_view v;

    app_connects_from(p, 51234);
    engine_sends_frame(p, ms(5), &f, &v);
    tcp.seq = v.tcp.seq;
    put32(tcp.options, 0x020405b4); /* kind 2, length 4, 1460 */
    expect_bytes(p, &f, &v, &tcp);
}

/* covers: MUST-2, MUST-65 */
static void last_ack_of_the_handshake_is_right_in_every_byte(peer *p)
{
    tcp_header tcp = {.src_port = 51234, .dst_port = 80, .flags = ACK, .window = 65535};
    frame f;
    frame_view v;

    app_connects_from(p, 51234);
    engine_sends(p, SYN);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends_frame(p, ms(5), &f, &v);
    tcp.seq = v.tcp.seq;
    tcp.ack = v.tcp.ack;
    expect_bytes(p, &f, &v, &tcp);
    app_is_connected(p);
}

/* covers: 9293x-03, MUST-14 */
static void connect_ends_when_the_syn_ack_is_acknowledged(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0, .mss = 1460);
    app_is_not_connected(p);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    engine_is_silent(p);
}

/* covers: 6298-01, 6298-09, MUST-19, MUST-22, 9293x-14 */
static void syn_is_sent_again_after_1_2_4_8_seconds(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN, .seq = 0);
    engine_sends(p, SYN, .seq = 0, .mss = 1460, .after = seconds(1));
    engine_sends(p, SYN, .seq = 0, .mss = 1460, .after = seconds(2));
    engine_sends(p, SYN, .seq = 0, .mss = 1460, .after = seconds(4));
    engine_sends(p, SYN, .seq = 0, .mss = 1460, .after = seconds(8));
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    engine_is_silent_for(p, seconds(40));
}

/* covers: MUST-20, MUST-22, MUST-23, 9293x-14 */
static void connect_gives_up_after_three_minutes_at_least(peer *p)
{
    us begin;

    app_connects(p);
    begin = now_us(p);
    engine_sends(p, SYN, .seq = 0);
    for (us wait = 1; wait <= 32; wait *= 2)
        engine_sends(p, SYN, .seq = 0, .after = seconds(wait));
    engine_sends(p, SYN, .seq = 0, .after = seconds(60));
    EXPECT(p, now_us(p) - begin < seconds(124));
    after(p, seconds(59));
    app_is_not_connected(p);
    after(p, seconds(2));
    EXPECT(p, now_us(p) - begin >= seconds(180));
    app_connect_fails(p, -ETIMEDOUT);
    engine_is_silent_for(p, seconds(100));
}

/* covers: MUST-20, MUST-22 */
static void connect_gives_up_after_the_configured_retries(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    engine_sends(p, SYN, .after = seconds(1));
    engine_sends(p, SYN, .after = seconds(2));
    after(p, seconds(3));
    app_is_not_connected(p);
    after(p, ms(1010));
    app_connect_fails(p, -ETIMEDOUT);
    engine_is_silent_for(p, seconds(20));
}

/* covers: 9293x-03, MUST-12 */
static void rst_that_acks_the_syn_is_refusal(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 1);
    app_connect_fails(p, -ECONNREFUSED);
    engine_is_silent_for(p, seconds(5));
}

/* covers: 9293x-15 */
static void refusal_needs_no_sequence_number(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, RST | ACK, .seq = 0x7654321, .ack = 1);
    app_connect_fails(p, -ECONNREFUSED);
    engine_is_silent(p);
}

/* covers: SHLD-2 */
static void refusal_may_carry_text(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 1, .len = 40);
    app_connect_fails(p, -ECONNREFUSED);
    engine_is_silent(p);
}

static void socket_connects_again_after_refusal(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 1);
    app_connect_fails(p, -ECONNREFUSED);
    given_connected(p);
    app_writes(p, 10);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    peer_sends(p, ACK, .seq = 1, .ack = 11);
}

/* covers: 9293x-04 */
static void rst_without_ack_is_dropped_in_syn_sent(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, RST, .seq = 0);
    engine_is_silent(p);
    app_is_not_connected(p);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

static void bad_ack_is_answered_by_rst(peer *p, unsigned flags, uint32_t ack, uint32_t len)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, flags, .seq = 0, .ack = ack, .len = len);
    engine_sends(p, RST, .seq = ack);
    app_is_not_connected(p);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

/* covers: 9293x-03 */
static void ack_of_nothing_in_syn_sent_is_answered_by_rst(peer *p)
{
    bad_ack_is_answered_by_rst(p, ACK, 0, 0);
}

/* covers: 9293x-03 */
static void ack_above_the_syn_in_syn_sent_is_answered_by_rst(peer *p)
{
    bad_ack_is_answered_by_rst(p, ACK, 2, 0);
}

/* covers: 9293x-03 */
static void syn_ack_with_a_bad_ack_is_answered_by_rst(peer *p)
{
    bad_ack_is_answered_by_rst(p, SYN | ACK, 2, 0);
}

/* covers: 9293x-03 */
static void data_with_a_bad_ack_in_syn_sent_is_answered_by_rst(peer *p)
{
    bad_ack_is_answered_by_rst(p, ACK | FIN, 0, 30);
}

/* covers: 9293x-03 */
static void rst_with_a_bad_ack_is_dropped_in_syn_sent(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 0);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 2);
    engine_is_silent(p);
    app_is_not_connected(p);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

/* RFC 9293 section 3.10.7.3, fifth: neither SYN nor RST. covers: 9293x-03 */
static void ack_without_syn_is_dropped_in_syn_sent(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    engine_is_silent(p);
    app_is_not_connected(p);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
}

/* The SYN-ACK again means that our ACK was lost. covers: 9293x-06 */
static void syn_ack_again_is_acknowledged_again(peer *p)
{
    given_connected(p);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_writes(p, 5);
    engine_sends(p, ACK, .seq = 1, .ack = 1, .len = 5);
    peer_sends(p, ACK, .seq = 1, .ack = 6);
}

/* covers: MUST-45, MUST-44 */
static void later_segments_use_the_address_of_the_syn(peer *p)
{
    frame f;
    frame_view syn, data;

    app_connects(p);
    engine_sends_frame(p, ms(5), &f, &syn);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_writes(p, 1);
    engine_sends_frame(p, ms(5), &f, &data);
    EXPECT(p, syn.ip.src == ENGINE_IP && data.ip.src == ENGINE_IP);
    EXPECT(p, syn.tcp.src_port == data.tcp.src_port);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
}

/* covers: 9293x-13 */
static void close_in_syn_sent_deletes_the_connection(peer *p)
{
    app_connects(p);
    engine_sends(p, SYN);
    app_closes(p);
    engine_is_silent_for(p, seconds(20));
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, RST, .seq = 1);
}

/* As when many connections to one server are opened at once: its answers come as close as the wire allows. */
static void answers_without_a_gap_between_them_are_all_taken(peer *p)
{
    enum { MANY = 60 };

    for (unsigned n = 0; n < MANY; n++) {
        on_connection(p, n);
        app_connects(p);
        engine_sends(p, SYN);
    }
    for (unsigned n = 0; n < MANY; n++) {
        on_connection(p, n);
        peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    }
    for (unsigned n = 0; n < MANY; n++) {
        on_connection(p, n);
        engine_sends(p, ACK, .seq = 1, .ack = 1);
        app_is_connected(p);
    }
    EXPECT(p, engine_counter(p, "disp_drop_overflow") == 0);
}

static const wire_test tests[] = {
    TEST(syn_is_right_in_every_byte),
    TEST(last_ack_of_the_handshake_is_right_in_every_byte),
    TEST(connect_ends_when_the_syn_ack_is_acknowledged),
    TEST(syn_is_sent_again_after_1_2_4_8_seconds),
    TEST(connect_gives_up_after_three_minutes_at_least),
    TEST(connect_gives_up_after_the_configured_retries, .syn_retries = 2),
    TEST(rst_that_acks_the_syn_is_refusal),
    TEST(refusal_needs_no_sequence_number),
    TEST(refusal_may_carry_text),
    TEST(socket_connects_again_after_refusal),
    TEST(rst_without_ack_is_dropped_in_syn_sent),
    TEST(ack_of_nothing_in_syn_sent_is_answered_by_rst),
    TEST(ack_above_the_syn_in_syn_sent_is_answered_by_rst),
    TEST(syn_ack_with_a_bad_ack_is_answered_by_rst),
    TEST(data_with_a_bad_ack_in_syn_sent_is_answered_by_rst),
    TEST(rst_with_a_bad_ack_is_dropped_in_syn_sent),
    TEST(ack_without_syn_is_dropped_in_syn_sent),
    TEST(syn_ack_again_is_acknowledged_again),
    TEST(later_segments_use_the_address_of_the_syn),
    TEST(close_in_syn_sent_deletes_the_connection),
    TEST(answers_without_a_gap_between_them_are_all_taken, .conns_at_least = 64),
};
const wire_suite handshake_active = SUITE("active open", tests);
