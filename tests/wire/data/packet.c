/* packet.c: what the IP header of a connection's packets says (RFC 9293 sections 3.9.1.9 and 3.9.2). */
#include "wire.h"

enum { AF41 = 34 << 2, EF = 46 << 2, DEFAULT_TTL = 64 };

/* The next segment has these flags and carries these. */
static void carries(peer *p, us within, unsigned flags, uint8_t ttl, uint8_t tos)
{
    frame f;
    frame_view v;

    engine_sends_frame(p, within, &f, &v);
    EXPECT(p, v.kind == FRAME_TCP && (v.tcp.flags & ~PSH) == flags);
    EXPECT(p, v.ip.ttl == ttl && v.ip.tos == tos);
}

/* covers: MUST-48, MUST-49, SHLD-22 */
static void every_packet_of_the_connection_carries_them(peer *p)
{
    app_sets(p, TOE_SO_TTL, 7);
    app_sets(p, TOE_SO_TOS, AF41);
    app_connects(p);
    carries(p, ms(5), SYN, 7, AF41);
    carries(p, ms(1100), SYN, 7, AF41); /* and again */
    peer_sends(p, SYN | ACK, .ack = 1, .mss = ENGINE_MSS);
    carries(p, ms(5), ACK, 7, AF41);
    app_is_connected(p);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 10);
    carries(p, ms(5), ACK, 7, AF41);
    app_writes(p, 100);
    carries(p, ms(5), ACK, 7, AF41);
    carries(p, ms(3100), ACK, 7, AF41); /* sent again */
    peer_sends(p, ACK, .seq = 11, .ack = 101);
    app_reads(p, 10);
    app_shuts_down(p);
    carries(p, ms(5), FIN | ACK, 7, AF41);
    app_aborts(p);
    carries(p, ms(5), RST, 7, AF41);
}

/* covers: SHLD-21, MUST-48, MUST-49 */
static void they_change_during_the_connection(peer *p)
{
    given_connected(p);
    app_writes(p, 10);
    carries(p, ms(5), ACK, DEFAULT_TTL, 0);
    peer_sends(p, ACK, .seq = 1, .ack = 11);
    app_sets(p, TOE_SO_TOS, EF);
    app_writes(p, 10);
    carries(p, ms(5), ACK, DEFAULT_TTL, EF);
    peer_sends(p, ACK, .seq = 1, .ack = 21);
    app_sets(p, TOE_SO_TTL, 255);
    app_writes(p, 10);
    carries(p, ms(5), ACK, 255, EF);
    peer_sends(p, ACK, .seq = 1, .ack = 31);
    app_sets(p, TOE_SO_TTL, 0);
    app_sets(p, TOE_SO_TOS, 0);
    app_writes(p, 10);
    carries(p, ms(5), ACK, DEFAULT_TTL, 0);
    peer_sends(p, ACK, .seq = 1, .ack = 41);
}

/* The slot has them from its listener, and keeps them when a handshake fails. covers: MUST-48, MUST-49, SHLD-22 */
static void listeners_options_are_on_the_syn_ack(peer *p)
{
    app_sets(p, TOE_SO_TTL, 99);
    app_sets(p, TOE_SO_TOS, AF41);
    app_listens(p, 1);
    for (unsigned i = 0; i < 2; i++) {
        peer_sends(p, SYN, .mss = ENGINE_MSS);
        carries(p, ms(5), SYN | ACK, 99, AF41);
        if (i == 0)
            peer_sends(p, RST, .seq = 1);
        after(p, ms(1));
        on_new_life(p);
    }
}

/* covers: MUST-48 */
static void another_connection_has_its_own(peer *p)
{
    given_connected(p);
    app_sets(p, TOE_SO_TOS, EF);
    app_sets(p, TOE_SO_TTL, 3);
    app_aborts(p);
    engine_sends_rst(p, 1);
    for (unsigned n = 1; n < 4; n++) {
        on_connection(p, n);
        app_connects(p);
        carries(p, ms(5), SYN, DEFAULT_TTL, 0);
    }
}

static const wire_test tests[] = {
    TEST(every_packet_of_the_connection_carries_them),
    TEST(they_change_during_the_connection),
    TEST(listeners_options_are_on_the_syn_ack),
    TEST(another_connection_has_its_own, .conns_at_least = 4),
};
const wire_suite data_packet = SUITE("IP header", tests);
