/* rx_classify_test: whose frame is it, and why is it dropped? One test a reason, through the whole of rx_path. */
#include "rx_cases.h"

#include <string.h>

static const uint64_t GROUP = 0x01005E000001u;

static void a_wrong_fcs_or_a_phy_error_drops(void)
{
    struct rx_bench b;
    struct frame f;
    struct ip_spec s = tcp(30);
    open_or_die(&b);
    for (size_t i = 0; i < 18 + 40 + 30; i++) {
        frame_ip(&f, &s);
        f.b[i] ^= (uint8_t)(1u << i % 8);
        bench_send(&b, &f);
    }
    frame_ip(&f, &s);
    f.error = true;
    bench_send(&b, &f);
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.dropped[DROP_FCS], 18 + 40 + 30 + 1);
    close_and_expect_nothing_wrong(&b);
}

static void runts_and_giants_drop(void)
{
    struct rx_bench b;
    struct frame f;
    open_or_die(&b);
    for (size_t n = 1; n < 64; n++) {
        frame_ethernet(&f, OURS, PEER, 0x0800);
        f.n = n < 4 ? 0 : n - 4;
        memset(f.b + 14, 0x45, 64);
        frame_fcs(&f);
        if (n < 4)
            f.n = n; /* not even an FCS */
        expect_drop(&b, &f, n < 4 ? DROP_FCS : DROP_LENGTH);
        send_ip(&b, tcp(n)); /* a runt does not spoil its neighbour */
    }
    struct ip_spec s = tcp(1460);
    s.pad_bytes = 1;
    expect_drop_ip(&b, s, DROP_LENGTH);
    expect_drop_ip(&b, tcp(1461), DROP_LENGTH);
    b.host.mtu = 576;
    bench_drain(&b);
    expect_drop_ip(&b, tcp(537), DROP_LENGTH);
    send_ip(&b, tcp(536));
    close_and_expect_nothing_wrong(&b);
}

static void runts_close_behind_a_segment_do_not_spoil_it(void)
{
    struct rx_bench b;
    struct frame runt;
    open_or_die(&b);
    frame_ethernet(&runt, PEER, OURS, 0x1234);
    frame_fcs(&runt);
    for (unsigned i = 0; i < 50; i++) {
        send_ip(&b, tcp(i));
        for (unsigned k = 0; k < i % 4; k++)
            bench_send(&b, &runt);
    }
    close_and_expect_nothing_wrong(&b);
}

static void an_ip_length_beyond_the_frame_or_below_the_header_drops(void)
{
    struct rx_bench b;
    struct frame f;
    struct ip_spec s = tcp(20);
    static const unsigned totals[] = {0, 1, 19, 61, 62, 1500, 65535};
    open_or_die(&b);
    for (size_t i = 0; i < sizeof totals / sizeof totals[0]; i++) {
        frame_ip(&f, &s);
        put16(f.b + 16, totals[i]);
        frame_fix_ip_sum(&f);
        frame_refresh_fcs(&f);
        expect_drop(&b, &f, DROP_LENGTH);
    }
    close_and_expect_nothing_wrong(&b);
}

static void a_disabled_port_drops(void)
{
    struct rx_bench b;
    open_or_die(&b);
    b.host.enable = false;
    expect_drop_ip(&b, tcp(1), DROP_DISABLED);
    b.host.enable = true;
    send_ip(&b, tcp(1));
    close_and_expect_nothing_wrong(&b);
}

static void frames_for_another_station_drop(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (unsigned bit = 0; bit < 48; bit++)
        if (bit != 40) { /* the group bit */
            struct ip_spec s = tcp(1);
            s.dst_mac ^= 1ull << bit;
            expect_drop_ip(&b, s, DROP_ADDRESS);
        }
    close_and_expect_nothing_wrong(&b);
}

static void a_bad_ip_header_drops(void)
{
    struct rx_bench b;
    struct frame f;
    struct ip_spec s = tcp(40);
    open_or_die(&b);
    for (unsigned first = 0; first < 256; first++) {
        frame_ip(&f, &s);
        f.b[14] = (uint8_t)first;
        if (first >> 4 != 4 || (first & 15) < 5) {
            frame_refresh_fcs(&f);
            expect_drop(&b, &f, DROP_IP_HEADER);
        }
    }
    for (unsigned bit = 0; bit < 160; bit++) { /* every single bit: version and length apart */
        frame_ip(&f, &s);
        f.b[14 + bit / 8] ^= (uint8_t)(1u << bit % 8);
        frame_refresh_fcs(&f);
        bench_send(&b, &f);
    }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 0);
    close_and_expect_nothing_wrong(&b);
}

static void fragments_to_us_drop(void)
{
    struct rx_bench b;
    static const uint16_t fields[] = {0x2000, 0x0001, 0x1000, 0x2001, 0x5FFF};
    open_or_die(&b);
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        struct ip_spec s = tcp(9);
        s.fragment = fields[i];
        expect_drop_ip(&b, s, DROP_FRAGMENT);
    }
    struct ip_spec s = tcp(9);
    s.fragment = 0x4000; /* don't fragment */
    send_ip(&b, s);
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 1);
    close_and_expect_nothing_wrong(&b);
}

static void source_routes_drop_at_every_place(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (size_t n = 4; n <= 40; n += 4)
        for (size_t at = 0; at < n; at++) {
            uint8_t o[40];
            memset(o, 1, sizeof o);
            o[at] = at % 2 ? 131 : 137;
            struct ip_spec s = at % 3 ? tcp(at) : echo(at);
            s.ip_options = o;
            s.ip_options_bytes = n;
            send_ip(&b, s);
        }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.dropped[DROP_SOURCE_ROUTE], 220);
    close_and_expect_nothing_wrong(&b);
}

static void bytes_outside_the_ip_options_are_no_source_route(void)
{
    struct rx_bench b;
    uint8_t payload[60];
    open_or_die(&b);
    memset(payload, 131, sizeof payload);
    for (size_t n = 0; n <= 40; n += 4) {
        struct ip_spec s = tcp(sizeof payload);
        s.payload = payload;
        uint8_t o[40];
        memset(o, 1, sizeof o);
        s.ip_options = o;
        s.ip_options_bytes = n;
        s.sport = s.dport = 0x8383;
        s.seq = s.ack = 0x89898989u;
        s.src = 0x0A838983u;
        send_ip(&b, s);
    }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 11);
    close_and_expect_nothing_wrong(&b);
}

static void impossible_sources_drop(void)
{
    struct rx_bench b;
    static const uint32_t sources[] = {0,           0x7F000001u, 0x7FFFFFFFu, 0xE0000001u,
                                       0xEFFFFFFFu, 0xFFFFFFFFu, 0x0A000001u, 0x0A0000FFu};
    open_or_die(&b);
    for (size_t i = 0; i < sizeof sources / sizeof sources[0]; i++) {
        struct ip_spec s = i % 2 ? tcp(3) : echo(3);
        s.src = sources[i];
        expect_drop_ip(&b, s, DROP_SOURCE);
    }
    struct ip_spec s = tcp(3);
    s.src_mac = GROUP;
    expect_drop_ip(&b, s, DROP_SOURCE);
    close_and_expect_nothing_wrong(&b);
}

static void the_subnet_broadcast_follows_the_prefix(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (unsigned prefix = 0; prefix <= 32; prefix++) {
        b.host.prefix = prefix;
        bench_drain(&b);
        struct ip_spec s = tcp(3);
        uint32_t hosts = prefix == 32 ? 0 : prefix == 0 ? 0xFFFFFFFFu : (1u << (32 - prefix)) - 1u;
        s.src = OUR_IP | hosts;
        send_ip(&b, s);
        s.src = PEER_IP;
        s.dst = OUR_IP | hosts;
        send_ip(&b, s);
        bench_drain(&b);
    }
    close_and_expect_nothing_wrong(&b);
}

static void tcp_to_many_drops(void)
{
    struct rx_bench b;
    struct ip_spec s = tcp(3);
    open_or_die(&b);
    s.dst_mac = EVERYBODY;
    expect_drop_ip(&b, s, DROP_ADDRESS);
    s.dst_mac = GROUP;
    expect_drop_ip(&b, s, DROP_ADDRESS);
    s.dst = 0xE0000001u;
    expect_drop_ip(&b, s, DROP_ADDRESS);
    s.dst = 0xFFFFFFFFu;
    expect_drop_ip(&b, s, DROP_ADDRESS);
    s.dst_mac = OURS;
    s.dst = 0x0A0000FFu;
    expect_drop_ip(&b, s, DROP_ADDRESS);
    CU_ASSERT_EQUAL(b.counted, 0);
    close_and_expect_nothing_wrong(&b);
}

static void a_bad_tcp_header_drops(void)
{
    struct rx_bench b;
    struct frame f;
    open_or_die(&b);
    for (unsigned words = 0; words < 16; words++)
        for (size_t payload = 0; payload <= 40; payload += 20) {
            struct ip_spec s = tcp(payload);
            frame_ip(&f, &s);
            f.b[46] = (uint8_t)(words << 4);
            frame_fix_inner_sum(&f);
            frame_refresh_fcs(&f);
            bench_send(&b, &f);
        }
    struct ip_spec s = tcp(40); /* a segment shorter than a header */
    for (unsigned total = 20; total < 40; total++) {
        frame_ip(&f, &s);
        put16(f.b + 16, total);
        frame_fix_ip_sum(&f);
        frame_refresh_fcs(&f);
        expect_drop(&b, &f, DROP_TCP_HEADER);
    }
    close_and_expect_nothing_wrong(&b);
}

static void a_bad_tcp_checksum_drops(void)
{
    struct rx_bench b;
    struct frame f;
    open_or_die(&b);
    for (unsigned i = 0; i < 60; i++) {
        struct ip_spec s = tcp(40 + i % 4);
        frame_ip(&f, &s);
        f.b[34 + i] ^= (uint8_t)(1u << i % 8);
        if (i == 12)
            continue; /* the data offset */
        frame_refresh_fcs(&f);
        expect_drop(&b, &f, DROP_TCP_CHECKSUM);
    }
    CU_ASSERT_EQUAL(b.counted, 59);
    close_and_expect_nothing_wrong(&b);
}

static void a_good_echo_request_is_the_responders(void)
{
    struct rx_bench b;
    struct frame f;
    open_or_die(&b);
    for (size_t n = 0; n < 100; n++)
        send_ip(&b, echo(n));
    send_ip(&b, echo(1472));
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.echoes, 101);
    struct ip_spec s = echo(11);
    frame_ip(&f, &s);
    f.b[50] ^= 4;
    frame_refresh_fcs(&f);
    expect_drop(&b, &f, DROP_ICMP);
    close_and_expect_nothing_wrong(&b);
}

static void other_packets_are_the_hosts(void)
{
    struct rx_bench b;
    struct frame f;
    static const unsigned types[] = {0x86DD, 0x8100, 0x0806, 46, 1500, 0xFFFF, 0x0801};
    open_or_die(&b);
    for (size_t i = 0; i < sizeof types / sizeof types[0]; i++) {
        frame_ethernet(&f, OURS, PEER, types[i]);
        frame_pad(&f, 60 + i, 0x42);
        frame_fcs(&f);
        bench_send(&b, &f);
    }
    struct ip_spec s = tcp(10);
    s.dst = 0x0A000063u; /* not our address */
    send_ip(&b, s);
    s = echo(10);
    s.proto = 17;
    send_ip(&b, s);
    s = echo(10);
    s.icmp_type = 0;
    send_ip(&b, s);
    s = echo(10);
    s.icmp_code = 1;
    send_ip(&b, s);
    s = echo(10);
    s.dst_mac = EVERYBODY;
    send_ip(&b, s);
    s.dst = 0xFFFFFFFFu;
    send_ip(&b, s);
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.raws, 7 + 6);
    close_and_expect_nothing_wrong(&b);
}

static void arp_comes_out_and_only_ours_is_not_the_hosts(void)
{
    struct rx_bench b;
    struct frame f;
    open_or_die(&b);
    frame_arp(&f, EVERYBODY, PEER, PEER_IP, OUR_IP, 1);
    bench_send(&b, &f);
    frame_arp(&f, OURS, PEER, PEER_IP, OUR_IP, 2);
    bench_send(&b, &f);
    frame_arp(&f, EVERYBODY, PEER, PEER_IP, PEER_IP, 1);
    bench_send(&b, &f);
    for (size_t i = 14; i < 20; i++) { /* another hardware or protocol */
        frame_arp(&f, EVERYBODY, PEER, PEER_IP, OUR_IP, 1);
        f.b[i] ^= 0x10;
        frame_refresh_fcs(&f);
        bench_send(&b, &f);
    }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.arps, 2);
    CU_ASSERT_EQUAL(b.raws, 7);
    close_and_expect_nothing_wrong(&b);
}

void add_classify_tests(CU_pSuite s)
{
    CU_ADD_TEST(s, a_wrong_fcs_or_a_phy_error_drops);
    CU_ADD_TEST(s, runts_and_giants_drop);
    CU_ADD_TEST(s, runts_close_behind_a_segment_do_not_spoil_it);
    CU_ADD_TEST(s, an_ip_length_beyond_the_frame_or_below_the_header_drops);
    CU_ADD_TEST(s, a_disabled_port_drops);
    CU_ADD_TEST(s, frames_for_another_station_drop);
    CU_ADD_TEST(s, a_bad_ip_header_drops);
    CU_ADD_TEST(s, fragments_to_us_drop);
    CU_ADD_TEST(s, source_routes_drop_at_every_place);
    CU_ADD_TEST(s, bytes_outside_the_ip_options_are_no_source_route);
    CU_ADD_TEST(s, impossible_sources_drop);
    CU_ADD_TEST(s, the_subnet_broadcast_follows_the_prefix);
    CU_ADD_TEST(s, tcp_to_many_drops);
    CU_ADD_TEST(s, a_bad_tcp_header_drops);
    CU_ADD_TEST(s, a_bad_tcp_checksum_drops);
    CU_ADD_TEST(s, a_good_echo_request_is_the_responders);
    CU_ADD_TEST(s, other_packets_are_the_hosts);
    CU_ADD_TEST(s, arp_comes_out_and_only_ours_is_not_the_hosts);
}
