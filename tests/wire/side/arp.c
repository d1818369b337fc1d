/* arp.c: address resolution (RFC 826, RFC 1122 section 2.3.2); the test answers by hand. */
#include "wire.h"

#include <string.h>

enum { HARDWARE_ETHERNET = 1 };

static arp_packet request(uint32_t from, uint32_t about)
{
    arp_packet a = {.htype = HARDWARE_ETHERNET,
                    .ptype = ETHERTYPE_IPV4,
                    .hlen = 6,
                    .plen = 4,
                    .oper = ARP_REQUEST,
                    .spa = from,
                    .tpa = about};

    memcpy(a.sha, PEER_MAC, 6);
    return a;
}

static void peer_sends_arp(peer *p, const uint8_t dst[6], const uint8_t src[6], const arp_packet *a)
{
    eth_header eth = {.ethertype = ETHERTYPE_ARP};
    frame f;

    memcpy(eth.dst, dst, 6);
    memcpy(eth.src, src, 6);
    frame_build_arp(&f, &eth, a);
    peer_sends_frame(p, &f);
}

static void peer_answers(peer *p, uint32_t ip, const uint8_t mac[6])
{
    arp_packet a = {.htype = HARDWARE_ETHERNET,
                    .ptype = ETHERTYPE_IPV4,
                    .hlen = 6,
                    .plen = 4,
                    .oper = ARP_REPLY,
                    .spa = ip,
                    .tpa = ENGINE_IP};

    memcpy(a.sha, mac, 6);
    memcpy(a.tha, ENGINE_MAC, 6);
    peer_sends_arp(p, ENGINE_MAC, mac, &a);
}

/* The engine asks who has `ip`, correct in every field. */
static void engine_asks_for(peer *p, uint32_t ip, us wait)
{
    frame f;
    frame_view v;

    engine_sends_frame(p, wait, &f, &v);
    EXPECT(p, v.kind == FRAME_ARP && v.fault == NULL);
    EXPECT(p, v.arp.htype == HARDWARE_ETHERNET && v.arp.ptype == ETHERTYPE_IPV4 && v.arp.hlen == 6 && v.arp.plen == 4);
    EXPECT(p, v.arp.oper == ARP_REQUEST && v.arp.tpa == ip && v.arp.spa == ENGINE_IP);
    EXPECT(p, memcmp(v.arp.sha, ENGINE_MAC, 6) == 0 && memcmp(v.eth.src, ENGINE_MAC, 6) == 0);
    EXPECT(p, memcmp(v.eth.dst, BROADCAST_MAC, 6) == 0);
}

/* A SYN to `ip` leaves for `mac`. */
static void engine_connects_to(peer *p, uint32_t ip, const uint8_t mac[6])
{
    frame f;
    frame_view v;

    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.kind == FRAME_TCP && v.tcp.flags == SYN && v.ip.dst == ip);
    EXPECT(p, memcmp(v.eth.dst, mac, 6) == 0);
}

/* covers: 826-01 */
static void request_for_our_address_is_answered_in_every_field(peer *p)
{
    arp_packet ask = request(PEER_IP, ENGINE_IP);
    frame f;
    frame_view v;

    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &ask);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.kind == FRAME_ARP && v.fault == NULL);
    EXPECT(p, v.arp.htype == HARDWARE_ETHERNET && v.arp.ptype == ETHERTYPE_IPV4 && v.arp.hlen == 6 && v.arp.plen == 4);
    EXPECT(p, v.arp.oper == ARP_REPLY && v.arp.spa == ENGINE_IP && v.arp.tpa == PEER_IP);
    EXPECT(p, memcmp(v.arp.sha, ENGINE_MAC, 6) == 0 && memcmp(v.arp.tha, PEER_MAC, 6) == 0);
    EXPECT(p, memcmp(v.eth.dst, PEER_MAC, 6) == 0 && memcmp(v.eth.src, ENGINE_MAC, 6) == 0);
}

/* covers: 826-01 */
static void request_for_another_address_is_not_answered(peer *p)
{
    arp_packet ask = request(PEER_IP, ENGINE_IP + 7);

    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &ask);
    engine_is_silent(p);
}

/* RFC 5227: a probe has no sender address; it is answered all the same. covers: 826-01 */
static void probe_for_our_address_is_answered(peer *p)
{
    arp_packet ask = request(0, ENGINE_IP);
    frame f;
    frame_view v;

    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &ask);
    engine_sends_frame(p, ms(5), &f, &v);
    EXPECT(p, v.kind == FRAME_ARP && v.arp.oper == ARP_REPLY && v.arp.spa == ENGINE_IP);
}

/* covers: 826-04 */
static void malformed_arp_is_ignored(peer *p)
{
    arp_packet good = request(PEER_IP, ENGINE_IP), bad;

    bad = good, bad.htype = 6;
    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &bad);
    bad = good, bad.ptype = 0x86dd;
    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &bad);
    bad = good, bad.hlen = 8;
    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &bad);
    bad = good, bad.plen = 16;
    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &bad);
    bad = good, bad.oper = 9;
    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &bad);
    bad = good, bad.oper = 0;
    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &bad);
    engine_is_silent(p);
}

/* covers: 826-03 */
static void neighbour_is_resolved_before_the_syn(peer *p)
{
    app_connects(p);
    engine_asks_for(p, PEER_IP, ms(5));
    engine_is_silent_for(p, ms(100));
    peer_answers(p, PEER_IP, PEER_MAC);
    engine_connects_to(p, PEER_IP, PEER_MAC);
}

/* covers: 826-08 */
static void far_address_goes_through_the_gateway(peer *p)
{
    app_connects_to(p, FAR_IP);
    engine_asks_for(p, GATEWAY_IP, ms(5));
    peer_answers(p, GATEWAY_IP, GATEWAY_MAC);
    engine_connects_to(p, FAR_IP, GATEWAY_MAC);
}

/* RFC 1122 section 2.3.2.1: at most one request a second for one address. covers: 826-03 */
static void unanswered_request_is_repeated_once_a_second_at_most_and_reported(peer *p)
{
    unsigned requests = 1;
    uint64_t last_ns;

    app_connects(p);
    engine_asks_for(p, PEER_IP, ms(5));
    last_ns = now_ns(p);
    while (!peer_failed(p) && engine_may_send_frame(p, seconds(3), NULL, NULL) && requests < 10) {
        EXPECT(p, now_ns(p) - last_ns >= seconds(1) * 1000);
        last_ns = now_ns(p);
        requests++;
    }
    EXPECT(p, requests >= 2 && requests < 10);
    app_connect_fails(p, -EHOSTUNREACH);
}

/* covers: 826-02 */
static void host_that_asks_for_us_is_learned(peer *p)
{
    arp_packet ask = request(PEER_IP, ENGINE_IP);
    frame f;
    frame_view v;

    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &ask);
    engine_sends_frame(p, ms(5), &f, &v);
    app_connects(p);
    engine_connects_to(p, PEER_IP, PEER_MAC);
}

/* covers: 826-02 */
static void host_that_asks_for_another_is_not_learned(peer *p)
{
    arp_packet ask = request(PEER_IP, ENGINE_IP + 7);

    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &ask);
    engine_is_silent(p);
    app_connects(p);
    engine_asks_for(p, PEER_IP, ms(5));
    peer_answers(p, PEER_IP, PEER_MAC);
    engine_connects_to(p, PEER_IP, PEER_MAC);
}

/* covers: 826-02 */
static void known_neighbour_that_moves_is_followed(peer *p)
{
    arp_packet announcement = request(PEER_IP, PEER_IP);

    app_connects(p);
    engine_asks_for(p, PEER_IP, ms(5));
    peer_answers(p, PEER_IP, PEER_MAC);
    engine_connects_to(p, PEER_IP, PEER_MAC);
    memcpy(announcement.sha, OTHER_MAC, 6);
    peer_sends_arp(p, BROADCAST_MAC, OTHER_MAC, &announcement);
    after(p, ms(1100));
    engine_connects_to(p, PEER_IP, OTHER_MAC); /* the SYN again */
}

/* covers: 826-07 */
static void group_address_is_not_learned(peer *p)
{
    arp_packet ask = request(PEER_IP, ENGINE_IP);

    memcpy(ask.sha, BROADCAST_MAC, 6);
    peer_sends_arp(p, ENGINE_MAC, PEER_MAC, &ask);
    engine_may_send_frame(p, ms(5), NULL, NULL);
    app_connects(p);
    engine_asks_for(p, PEER_IP, ms(5));
    peer_answers(p, PEER_IP, PEER_MAC);
    engine_connects_to(p, PEER_IP, PEER_MAC);
}

/* covers: 826-07 */
static void claim_of_our_own_address_does_no_harm(peer *p)
{
    arp_packet claim = request(ENGINE_IP, ENGINE_IP);

    peer_sends_arp(p, BROADCAST_MAC, PEER_MAC, &claim);
    engine_may_send_frame(p, ms(5), NULL, NULL);
    app_connects(p);
    engine_asks_for(p, PEER_IP, ms(5));
    peer_answers(p, PEER_IP, PEER_MAC);
    engine_connects_to(p, PEER_IP, PEER_MAC);
}

/* covers: 826-06, 1122-11 */
static void old_entry_is_asked_for_again(peer *p)
{
    app_connects(p);
    engine_asks_for(p, PEER_IP, ms(5));
    peer_answers(p, PEER_IP, PEER_MAC);
    engine_connects_to(p, PEER_IP, PEER_MAC);
    peer_sends(p, SYN | ACK, .seq = 0, .ack = 1, .mss = 1460);
    engine_sends(p, ACK, .seq = 1, .ack = 1);
    app_is_connected(p);
    after(p, seconds(6)); /* entries age in 5 s */
    app_writes(p, 10);
    for (int i = 0; i < 2; i++) { /* the segment and the question, in any order; or the question alone */
        frame f;
        frame_view v;

        engine_sends_frame(p, ms(5), &f, &v);
        if (v.kind == FRAME_ARP) {
            EXPECT(p, v.arp.oper == ARP_REQUEST && v.arp.tpa == PEER_IP);
            break;
        }
        EXPECT(p, i == 0);
    }
    peer_answers(p, PEER_IP, OTHER_MAC);
    for (int i = 0; i < 3; i++) { /* from now on to the new address, at the latest when it is sent again */
        frame f;
        frame_view v;

        engine_sends_frame(p, seconds(3), &f, &v);
        if (v.kind == FRAME_TCP && memcmp(v.eth.dst, OTHER_MAC, 6) == 0)
            break;
        EXPECT(p, i < 2);
    }
    peer_sends(p, ACK, .seq = 1, .ack = 11, .src_mac = OTHER_MAC);
}

static const wire_test tests[] = {
    TEST_ARP_BY_HAND(request_for_our_address_is_answered_in_every_field),
    TEST_ARP_BY_HAND(request_for_another_address_is_not_answered),
    TEST_ARP_BY_HAND(probe_for_our_address_is_answered),
    TEST_ARP_BY_HAND(malformed_arp_is_ignored),
    TEST_ARP_BY_HAND(neighbour_is_resolved_before_the_syn),
    TEST_ARP_BY_HAND(far_address_goes_through_the_gateway),
    TEST_ARP_BY_HAND(unanswered_request_is_repeated_once_a_second_at_most_and_reported),
    TEST_ARP_BY_HAND(host_that_asks_for_us_is_learned),
    TEST_ARP_BY_HAND(host_that_asks_for_another_is_not_learned),
    TEST_ARP_BY_HAND(known_neighbour_that_moves_is_followed),
    TEST_ARP_BY_HAND(group_address_is_not_learned),
    TEST_ARP_BY_HAND(claim_of_our_own_address_does_no_harm),
    TEST_ARP_BY_HAND(old_entry_is_asked_for_again, .arp_age = 5000000),
};
const wire_suite side_arp = SUITE("ARP", tests);
