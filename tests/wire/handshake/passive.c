/* passive.c: an application listens (RFC 9293 section 3.10.1, passive OPEN, 3.10.7.2, LISTEN, 3.10.7.4, SYN-RECEIVED). */
#include "wire.h"

#include <string.h>

/* covers: MUST-14, MUST-67, SHLD-5, 9293x-02 */
static void syn_ack_is_right_in_every_byte(peer *p)
{
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = 4, .fragment = IP_DF, .ttl = 64, .proto = PROTO_TCP, .src = ENGINE_IP, .dst = PEER_IP};
    tcp_header tcp = {.src_port = SERVER_PORT, .flags = SYN | ACK, .window = 65535, .option_bytes = 4};
    frame f, wanted;
    frame_view v;

    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends_frame(p, ms(5), &f, &v);
    memcpy(eth.dst, PEER_MAC, 6);
    memcpy(eth.src, ENGINE_MAC, 6);
    ip.id = v.ip.id;
    tcp.dst_port = v.tcp.dst_port;
    tcp.seq = v.tcp.seq;
    tcp.ack = v.tcp.ack;
    put32(tcp.options, 0x020405b4);
    frame_build_tcp(&wanted, &eth, &ip, &tcp, NULL, 0, 0);
    EXPECT(p, f.len == wanted.len && memcmp(f.bytes, wanted.bytes, wanted.len) == 0);
}

/* covers: 9293x-02, MUST-14 */
static void accept_gives_the_connection_after_the_last_ack(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    app_has_nothing_to_accept(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    engine_is_silent(p);
}

/* covers: 9293x-14, 6298-01, 6298-09 */
static void syn_ack_is_sent_again_after_1_2_4_seconds(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460, .after = seconds(1));
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460, .after = seconds(2));
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460, .after = seconds(4));
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    engine_is_silent_for(p, seconds(20));
}

/* covers: MUST-20, 9293x-14 */
static void handshake_that_is_never_finished_returns_its_slot(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .after = seconds(1));
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .after = seconds(2));
    engine_is_silent_for(p, seconds(6));
    app_has_nothing_to_accept(p);
    on_connection(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* RFC 9293 section 3.10.7.4: the SYN is outside the window now; SYN-ACK again helps the peer most. covers: 4987-07 */
static void same_syn_again_is_answered_by_the_same_syn_ack_or_an_ack(peer *p)
{
    frame f;
    frame_view v;

    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    after(p, ms(100));
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, (v.tcp.flags & ACK) != 0 && (v.tcp.flags & RST) == 0);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* The SYN-ACK was lost: both sides' timers end together, the peer's SYN a moment before ours. It is answered, and that is
 * the retransmission: the timer begins anew, and is not backed off by it. covers: 6298-09, 4987-07 */
static void same_syn_just_before_the_time_out_is_answered_once(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    for (int i = 0; i < 3; i++) {
        engine_is_silent_for(p, seconds(1) - 10);
        peer_sends(p, SYN, .seq = 0, .mss = 1460);
        engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    }
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .after = seconds(1));
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1, .after = seconds(2));
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    engine_is_silent_for(p, seconds(20));
}

/* covers: MUST-11, 9293x-07, 5961-07 */
static void rst_in_syn_received_returns_the_slot_silently(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, RST, .seq = 1);
    engine_is_silent_for(p, seconds(3));
    app_has_nothing_to_accept(p);
    on_connection(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* covers: 9293x-07, 5961-07 */
static void rst_inside_the_window_in_syn_received_is_challenged(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, RST, .seq = 2);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* covers: 9293x-07 */
static void rst_outside_the_window_in_syn_received_is_dropped(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, RST, .seq = 0);
    peer_sends(p, RST, .seq = 1 + 65535);
    engine_is_silent(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* covers: 9293x-09 */
static void unacceptable_ack_in_syn_received_is_answered_by_rst(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 2);
    engine_sends(p, RST, .seq = 2);
    peer_sends(p, ACK, .seq = 1, .ack = 0);
    engine_sends(p, RST, .seq = 0);
    app_has_nothing_to_accept(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* covers: 9293x-09 */
static void segment_without_ack_in_syn_received_is_dropped(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, 0, .seq = 1, .len = 20);
    engine_is_silent(p);
    app_has_nothing_to_accept(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    app_has_nothing_to_read(p);
}

/* The last ACK was lost; the first text carries the same news. covers: 9293x-09 */
static void text_with_the_ack_of_the_syn_establishes_and_is_delivered(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 300);
    engine_sends(p, ACK, .seq = 1, .ack = 301);
    app_accepts(p);
    app_reads(p, 300);
}

/* covers: 9293x-12 */
static void fin_with_the_ack_of_the_syn_establishes_and_is_taken(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, FIN | ACK, .seq = 1, .ack = 1, .len = 10);
    engine_sends(p, ACK, .seq = 1, .ack = 12);
    app_accepts(p);
    app_reads(p, 10);
    app_reads_end(p);
}

/* RFC 9293 section 3.10.7.4: outside the window, so an ACK and nothing else. covers: 9293x-06 */
static void text_outside_the_window_in_syn_received_is_answered_by_ack(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1 + 65535, .ack = 1, .len = 5);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_has_nothing_to_accept(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    app_has_nothing_to_read(p);
}

/* covers: 9293x-02 */
static void listener_ignores_rst(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, RST, .seq = 0);
    peer_sends(p, RST | ACK, .seq = 0, .ack = 0);
    peer_sends(p, RST | SYN, .seq = 0);
    engine_is_silent(p);
}

/* covers: 9293x-02 */
static void listener_answers_ack_by_rst(peer *p)
{
    app_listens(p, 1);
    on_stray(p, SERVER_PORT);
    peer_sends(p, ACK, .seq = 7, .ack = 9);
    engine_sends(p, RST, .seq = 9);
    peer_sends(p, SYN | ACK, .seq = 7, .ack = 10, .mss = 1460);
    engine_sends(p, RST, .seq = 10);
    peer_sends(p, FIN | ACK, .seq = 7, .ack = 11, .len = 20);
    engine_sends(p, RST, .seq = 11);
}

/* RFC 9293 section 3.10.7.2, fourth. covers: 9293x-02 */
static void listener_drops_a_segment_without_syn_and_ack(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, 0, .seq = 0, .len = 20);
    peer_sends(p, FIN, .seq = 0);
    engine_is_silent(p);
    app_has_nothing_to_accept(p);
}

/* covers: 4987-08 */
static void syn_without_a_slot_is_dropped_and_served_later(peer *p)
{
    given_accepted(p);
    on_connection(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1); /* fills the backlog of one; nobody accepts */
    engine_is_silent(p);
    on_connection(p, 2);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_is_silent(p);
    on_connection(p, 1);
    app_accepts(p);
    after(p, ms(1));
    on_connection(p, 2);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* covers: MUST-41 */
static void listening_leaves_the_connections_of_the_port_alone(peer *p)
{
    given_accepted(p);
    app_stops_listening(p);
    after(p, ms(1));
    app_listens(p, 2);
    peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 25);
    engine_sends(p, ACK, .seq = 1, .ack = 26);
    app_reads(p, 25);
    app_writes(p, 8);
    engine_sends(p, ACK, .seq = 1, .ack = 26, .len = 8);
    peer_sends(p, ACK, .seq = 26, .ack = 9);
    on_connection(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
}

/* One socket connects from the port, another listens there: each gets what is its own. covers: MUST-42, MUST-41 */
static void listening_where_another_socket_connects_from(peer *p)
{
    app_sets(p, TOE_SO_REUSEADDR, 1);
    app_connects_from(p, SERVER_PORT);
    engine_sends(p, SYN, .seq = 0);
    on_connection(p, 1);
    app_sets(p, TOE_SO_REUSEADDR, 1);
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    peer_sends(p, ACK, .seq = 1, .ack = 1);
    app_accepts(p);
    on_connection(p, 0);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    for (unsigned n = 0; n < 2; n++) {
        on_connection(p, n);
        peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10 + n);
        engine_sends(p, ACK, .seq = 1, .ack = 11 + n);
        app_reads(p, 10 + n);
    }
}

static void ending_to_listen_resets_the_half_open_ones(peer *p)
{
    app_listens(p, 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
    app_stops_listening(p);
    engine_sends_rst(p, 1);
    engine_is_silent_for(p, seconds(3));
    on_stray(p, SERVER_PORT);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 1);
}

/* covers: 9293x-02 */
static void port_that_nobody_listens_on_refuses(peer *p)
{
    app_listens(p, 1);
    on_stray(p, SERVER_PORT + 1);
    peer_sends(p, SYN, .seq = 0, .mss = 1460);
    engine_sends(p, RST | ACK, .seq_is_zero = true, .ack = 1);
}

static void sixteen_peers_are_served_at_once(peer *p)
{
    app_listens(p, 16);
    for (unsigned n = 0; n < 16; n++) {
        on_connection(p, n);
        peer_sends(p, SYN, .seq = 0, .mss = 1460);
        after(p, 1); /* faster than a SYN-ACK each 30 cycles some would be dropped, counted, and sent again */
    }
    for (unsigned n = 0; n < 16; n++) {
        on_connection(p, n);
        engine_sends(p, SYN | ACK, .seq = 0, .ack = 1);
        peer_sends(p, ACK | PSH, .seq = 1, .ack = 1, .len = 10 + n);
        engine_sends(p, ACK, .seq = 1, .ack = 11 + n);
    }
    for (unsigned n = 0; n < 16; n++) {
        on_connection(p, n);
        app_accepts(p);
        app_reads(p, 10 + n);
    }
}

static const wire_test tests[] = {
    TEST(syn_ack_is_right_in_every_byte),
    TEST(accept_gives_the_connection_after_the_last_ack),
    TEST(syn_ack_is_sent_again_after_1_2_4_seconds),
    TEST(handshake_that_is_never_finished_returns_its_slot, .syn_retries = 2),
    TEST(same_syn_again_is_answered_by_the_same_syn_ack_or_an_ack),
    TEST(same_syn_just_before_the_time_out_is_answered_once),
    TEST(rst_in_syn_received_returns_the_slot_silently),
    TEST(rst_inside_the_window_in_syn_received_is_challenged),
    TEST(rst_outside_the_window_in_syn_received_is_dropped),
    TEST(unacceptable_ack_in_syn_received_is_answered_by_rst),
    TEST(segment_without_ack_in_syn_received_is_dropped),
    TEST(text_with_the_ack_of_the_syn_establishes_and_is_delivered),
    TEST(fin_with_the_ack_of_the_syn_establishes_and_is_taken),
    TEST(text_outside_the_window_in_syn_received_is_answered_by_ack),
    TEST(listener_ignores_rst),
    TEST(listener_answers_ack_by_rst),
    TEST(listener_drops_a_segment_without_syn_and_ack),
    TEST(syn_without_a_slot_is_dropped_and_served_later, .conns_at_least = 3),
    TEST(listening_leaves_the_connections_of_the_port_alone, .conns_at_least = 3),
    TEST(listening_where_another_socket_connects_from, .conns_at_least = 2),
    TEST(ending_to_listen_resets_the_half_open_ones),
    TEST(port_that_nobody_listens_on_refuses),
    TEST(sixteen_peers_are_served_at_once, .conns_at_least = 16),
};
const wire_suite handshake_passive = SUITE("passive open", tests);
