/* slow.c: a host that does not read its link costs frames, which are counted, and no connection anything (invariants 1, 5). */
#include "wire.h"

#include <string.h>

enum { RAW_FRAMES = 400, RAW_BYTES = 1400, CONNECTIONS = 8, SEGMENTS = 44 };

static void frames_for_a_host_that_sleeps_are_dropped_and_counted(peer *p)
{
    eth_header eth = {.ethertype = ETHERTYPE_IPV4};
    ipv4_header ip = {.version = 4, .ttl = 64, .proto = PROTO_UDP, .src = PEER_IP, .dst = ENGINE_IP};
    static const uint8_t body[RAW_BYTES];
    frame f;
    uint32_t dropped;

    given_connected(p);
    memcpy(eth.dst, ENGINE_MAC, 6);
    memcpy(eth.src, PEER_MAC, 6);
    frame_build_ipv4(&f, &eth, &ip, body, sizeof body, 0);
    for (unsigned i = 0; i < RAW_FRAMES; i++)
        peer_sends_frame(p, &f);
    peer_sends(p, ACK, .seq = 2, .ack = 1); /* outside: the wire side still answers */
    host_sleeps(p, ms(2));
    peer_sends(p, ACK, .seq = 0, .ack = 1);
    host_sleeps(p, ms(1));
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    after(p, ms(10));
    dropped = engine_counter(p, "disp_drop_raw_full");
    EXPECT(p, dropped != 0 && dropped + engine_counter(p, "disp_raw") == RAW_FRAMES);
    peer_sends(p, ACK, .seq = 1, .ack = 1, .len = 100);
    engine_sends(p, ACK, .seq = 1, .ack = 101);
    app_reads(p, 100);
}

/* What is acknowledged is there when the host wakes up; what was dropped is not acknowledged. */
static void text_for_a_host_that_sleeps_is_dropped_or_kept_never_lost(peer *p)
{
    for (unsigned n = 0; n < CONNECTIONS; n++) {
        on_connection(p, n);
        given_connected(p);
    }
    for (uint32_t i = 0; i < SEGMENTS; i++)
        for (unsigned n = 0; n < CONNECTIONS; n++) {
            on_connection(p, n);
            peer_sends(p, ACK, .seq = 1 + i * ENGINE_MSS, .ack = 1, .len = ENGINE_MSS);
        }
    host_sleeps(p, ms(20));
    EXPECT(p, engine_counter(p, "disp_drop_overflow") != 0);
    for (unsigned n = 0; n < CONNECTIONS; n++) {
        uint32_t acked = 1;
        frame f;
        frame_view v;

        on_connection(p, n);
        while (engine_may_send_frame(p, ms(1), &f, &v))
            acked = ack_of(p, &v);
        for (uint32_t at = acked; at < 1 + SEGMENTS * ENGINE_MSS; at += ENGINE_MSS)
            peer_sends(p, ACK, .seq = at, .ack = 1, .len = ENGINE_MSS);
        app_reads(p, SEGMENTS * ENGINE_MSS);
        while (engine_may_send_frame(p, ms(1), NULL, NULL))
            continue;
    }
}

static const wire_test tests[] = {
    TEST(frames_for_a_host_that_sleeps_are_dropped_and_counted),
    TEST(text_for_a_host_that_sleeps_is_dropped_or_kept_never_lost, .conns_at_least = CONNECTIONS),
};
const wire_suite host_slow = SUITE("a slow host", tests);
