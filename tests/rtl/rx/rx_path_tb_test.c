/* rx_path: every kind of frame against the oracle of frame.h.
 * Usage: rtl_rx_path_N [seed] */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx_bench.h"
#include "rx_path_tb_ports.h"

static uint64_t seed = 1;
static const uint64_t OURS = 0x020000000001u, PEER = 0x02AABBCCDD02u, EVERYBODY = 0xFFFFFFFFFFFFu, GROUP = 0x01005E000001u;
static const uint32_t OUR_IP = 0x0A000001u, PEER_IP = 0x0A000002u;
static uint8_t bytes[2048];

static struct ip_spec tcp(size_t payload)
{
    return (struct ip_spec){.dst_mac = OURS, .src_mac = PEER, .src = PEER_IP, .dst = OUR_IP, .proto = 6, .sport = 40000,
                            .dport = 80, .seq = 0xFFFFFFF0u, .ack = 0x12345678u, .flags = 0x18, .window = 0xABCD,
                            .urgent = 0x77, .payload = bytes, .payload_bytes = payload};
}

static struct ip_spec echo(size_t payload)
{
    struct ip_spec s = tcp(payload);
    s.proto = 1;
    s.icmp_type = 8;
    return s;
}

static void open_or_die(struct rx_bench *b)
{
    bool ok = bench_open(b, seed);
    CU_ASSERT_TRUE_FATAL(ok);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + (i >> 8) + 1);
}

static void close_and_expect_nothing_wrong(struct rx_bench *b)
{
    CU_ASSERT_TRUE(bench_drain(b));
    CU_ASSERT_EQUAL(b->wrong, 0);
    bench_close(b);
}

static void send_ip(struct rx_bench *b, struct ip_spec s)
{
    struct frame f;
    frame_ip(&f, &s);
    bench_send(b, &f);
}

/* Sends one frame alone and expects this disposition. */
static void expect_drop(struct rx_bench *b, const struct frame *f, enum disposition d)
{
    CU_ASSERT_TRUE(bench_drain(b));
    unsigned had = b->dropped[d];
    bench_send(b, f);
    CU_ASSERT_TRUE(bench_drain(b));
    CU_ASSERT_EQUAL(b->dropped[d], had + 1);
}

static void expect_drop_ip(struct rx_bench *b, struct ip_spec s, enum disposition d)
{
    struct frame f;
    frame_ip(&f, &s);
    expect_drop(b, &f, d);
}

static void payloads_of_every_small_size_arrive(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (size_t n = 0; n <= 5 * RTL_DATA_BYTES + 1; n++)
        send_ip(&b, tcp(n));
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 5 * RTL_DATA_BYTES + 2);
    close_and_expect_nothing_wrong(&b);
}

static void full_sized_segments_arrive(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (size_t n = 1460 - 2 * RTL_DATA_BYTES; n <= 1460; n++) {
        send_ip(&b, tcp(n));
        if (n % 2)
            bench_drain(&b);
    }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 2 * RTL_DATA_BYTES + 1);
    close_and_expect_nothing_wrong(&b);
}

static void a_plain_segment_is_there_10_cycles_after_its_last_beat(void)
{
    struct rx_bench b;
    open_or_die(&b);
    send_ip(&b, tcp(100));
    CU_ASSERT_TRUE(bench_drain(&b));
    printf("[%ld cycles] ", b.latency);
    CU_ASSERT_TRUE(b.latency <= 10 && b.latency > 0);
    close_and_expect_nothing_wrong(&b);
}

static void every_ip_header_length_is_followed_by_its_tcp_header(void)
{
    struct rx_bench b;
    uint8_t options[40] = {7, 39, 4};
    open_or_die(&b);
    for (size_t ip = 0; ip <= 40; ip += 4)
        for (size_t payload = 0; payload < 9; payload += 4)
            for (size_t t = 0; t <= 40; t += 4) {
                uint8_t no_ops[40];
                memset(no_ops, 1, sizeof no_ops);
                struct ip_spec s = tcp(payload);
                s.ip_options = options;
                s.ip_options_bytes = ip;
                s.options = no_ops;
                s.options_bytes = t;
                send_ip(&b, s);
            }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 11 * 3 * 11);
    close_and_expect_nothing_wrong(&b);
}

static void send_syn(struct rx_bench *b, const uint8_t *options, size_t n, size_t ip_options)
{
    static const uint8_t none[40];
    struct ip_spec s = tcp(0);
    s.flags = 2;
    s.options = options;
    s.options_bytes = n;
    s.ip_options = none;
    s.ip_options_bytes = ip_options;
    send_ip(b, s);
}

static void the_mss_of_a_syn_is_found_at_every_place(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (size_t ip = 0; ip <= 40; ip += 4)
        for (size_t at = 0; at <= 36; at++) {
            uint8_t o[40];
            memset(o, 1, sizeof o);
            o[at] = 2, o[at + 1] = 4, o[at + 2] = 5, o[at + 3] = (uint8_t)at;
            send_syn(&b, o, 40, ip);
            bench_drain(&b);
        }
    CU_ASSERT_EQUAL(b.segs, 11 * 37);
    close_and_expect_nothing_wrong(&b);
}

static void the_mss_behind_options_of_every_length_is_found(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (unsigned kind = 3; kind < 256; kind += 63)
        for (size_t length = 2; length <= 36; length++) {
            uint8_t o[40] = {0};
            o[0] = (uint8_t)kind, o[1] = (uint8_t)length;
            memset(o + 2, 2, length - 2);
            o[length] = 2, o[length + 1] = 4, o[length + 2] = 0x12, o[length + 3] = 0x34;
            send_syn(&b, o, 40, 0);
            bench_drain(&b);
        }
    close_and_expect_nothing_wrong(&b);
}

static void options_of_illegal_length_are_survived(void)
{
    static const uint8_t cases[][8] = {
        {3, 0, 2, 4, 5, 6, 0, 0}, {3, 1, 2, 4, 5, 6, 0, 0}, {3, 9, 2, 4, 5, 6, 0, 0}, {3, 255, 2, 4, 5, 6, 0, 0},
        {2, 0, 1, 1, 2, 4, 5, 6}, {2, 3, 1, 2, 4, 5, 6, 0}, {2, 5, 1, 1, 1, 2, 4, 5}, {1, 1, 1, 1, 1, 2, 4, 5},
        {1, 1, 1, 1, 1, 1, 1, 2}, {1, 1, 1, 1, 1, 1, 2, 4}, {0, 2, 4, 5, 6, 7, 8, 9}, {2, 4, 0, 0, 2, 4, 5, 6},
        {1, 1, 1, 1, 1, 1, 1, 8}, {3, 8, 2, 4, 5, 6, 0, 0}, {2, 4, 5, 0xB4, 4, 2, 1, 3}, {3, 6, 2, 4, 5, 6, 2, 4}};
    struct rx_bench b;
    open_or_die(&b);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        send_syn(&b, cases[i], 8, 0);
        bench_drain(&b);
    }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, sizeof cases / sizeof cases[0]);
    close_and_expect_nothing_wrong(&b);
}

static void a_slow_walk_keeps_later_segments_in_order(void)
{
    struct rx_bench b;
    uint8_t slow[40];
    open_or_die(&b);
    memset(slow, 1, sizeof slow);
    for (int i = 0; i < 3; i++) {
        send_syn(&b, slow, 40, 0);
        for (size_t k = 0; k < 3; k++)
            send_ip(&b, tcp(k));
        bench_drain(&b);
    }
    CU_ASSERT_EQUAL(b.segs, 12);
    close_and_expect_nothing_wrong(&b);
}

static void a_flood_of_slow_walks_overflows_and_recovers(void)
{
    struct rx_bench b;
    uint8_t slow[40];
    open_or_die(&b);
    b.may_overflow = true;
    memset(slow, 1, sizeof slow);
    for (int i = 0; i < 200; i++)
        send_syn(&b, slow, 40, 0);
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_TRUE(b.overflows > 0 && b.segs > 10);
    b.may_overflow = false;
    send_syn(&b, slow, 40, 0);
    close_and_expect_nothing_wrong(&b);
}

static void minimum_frames_back_to_back_are_all_taken(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (unsigned i = 0; i < 600; i++)
        send_ip(&b, tcp(i % 7));
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 600);
    close_and_expect_nothing_wrong(&b);
}

static void frames_one_byte_over_a_beat_back_to_back_are_all_ended(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (unsigned i = 0; i < 600; i++)
        send_ip(&b, i % 3 ? echo(19 + i % 5) : tcp(7 + i % 5));
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs + b.echoes, 600);
    close_and_expect_nothing_wrong(&b);
}

static void ethernet_padding_is_neither_summed_nor_delivered(void)
{
    struct rx_bench b;
    open_or_die(&b);
    for (size_t pad = 0; pad < 40; pad++) {
        struct ip_spec s = tcp(pad % 7);
        s.pad_byte = 0xEE;
        s.pad_bytes = pad;
        send_ip(&b, s);
        s = echo(pad % 7);
        s.pad_byte = 0xEE;
        s.pad_bytes = pad;
        send_ip(&b, s);
    }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 40);
    CU_ASSERT_EQUAL(b.echoes, 40);
    close_and_expect_nothing_wrong(&b);
}

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
            f.n = n;                               /* not even an FCS */
        expect_drop(&b, &f, n < 4 ? DROP_FCS : DROP_LENGTH);
        send_ip(&b, tcp(n));                       /* a runt does not spoil its neighbour */
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
        if (bit != 40) {                           /* the group bit */
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
    for (unsigned bit = 0; bit < 160; bit++) {     /* every single bit: version and length apart */
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
    s.fragment = 0x4000;                           /* don't fragment */
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
    open_or_die(&b);
    memset(bytes, 131, sizeof bytes);
    for (size_t n = 0; n <= 40; n += 4) {
        struct ip_spec s = tcp(60);
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
    static const uint32_t sources[] = {0, 0x7F000001u, 0x7FFFFFFFu, 0xE0000001u, 0xEFFFFFFFu, 0xFFFFFFFFu, 0x0A000001u,
                                       0x0A0000FFu};
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
    struct ip_spec s = tcp(40);                    /* a segment shorter than a header */
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
            continue;                              /* the data offset */
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
    s.dst = 0x0A000063u;                           /* not our address */
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
    for (size_t i = 14; i < 20; i++) {             /* another hardware or protocol */
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

static void payload_without_room_overflows_and_room_comes_back(void)
{
    struct rx_bench b;
    open_or_die(&b);
    b.may_overflow = true;
    b.hold_percent = 100;
    for (unsigned i = 0; i < 12; i++)
        send_ip(&b, tcp(1000));
    for (unsigned i = 0; i < 12; i++)
        send_ip(&b, tcp(0));                       /* needs no room */
    for (int i = 0; i < 400; i++)
        bench_tick(&b);
    CU_ASSERT_EQUAL(b.segs, RTL_RX_BYTES / 1008 + 12);
    CU_ASSERT_TRUE(bench_drain(&b));
    b.may_overflow = false;
    b.hold_percent = 0;
    for (unsigned i = 0; i < 4; i++)
        send_ip(&b, tcp(1000));
    close_and_expect_nothing_wrong(&b);
}

static void more_payloads_than_handles_overflow(void)
{
    struct rx_bench b;
    open_or_die(&b);
    b.may_overflow = true;
    b.hold_percent = 100;
    for (unsigned i = 0; i < 40; i++)
        send_ip(&b, tcp(1));
    for (int i = 0; i < 400; i++)
        bench_tick(&b);
    CU_ASSERT_EQUAL(b.segs, 31);
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.overflows, 9);
    close_and_expect_nothing_wrong(&b);
}

static void a_full_queue_overflows_in_order(void)
{
    struct rx_bench b;
    open_or_die(&b);
    b.may_overflow = true;
    b.seg_stall_percent = 100;
    for (unsigned i = 0; i < 60; i++)
        send_ip(&b, tcp(i % 3));
    for (int i = 0; i < 20; i++)
        bench_tick(&b);
    CU_ASSERT_EQUAL(b.segs, 0);
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 16);
    CU_ASSERT_EQUAL(b.overflows, 44);
    b.seg_stall_percent = 0;
    close_and_expect_nothing_wrong(&b);
}

/* ---- random traffic */

static struct ip_spec random_ip(struct rx_bench *b, uint8_t ip_options[40], uint8_t options[40])
{
    static const uint32_t addresses[] = {0x0A000001u, 0x0A000002u, 0x0A0000FFu, 0xFFFFFFFFu, 0xE0000005u, 0, 0x7F000001u,
                                         0x0B000001u};
    static const uint8_t kinds[] = {0, 1, 2, 2, 3, 4, 8, 131, 137, 68};
    struct ip_spec s = tcp(bench_random(b) % (bench_random(b) % 4 ? 40 : 1461));
    if (bench_random(b) % 4 == 0)
        s.proto = bench_random(b) % 3 ? 1 : 17;
    s.icmp_type = bench_random(b) % 8 ? 8 : 0;
    if (bench_random(b) % 8 == 0)
        s.src = addresses[bench_random(b) % 8];
    if (bench_random(b) % 8 == 0)
        s.dst = addresses[bench_random(b) % 8];
    if (bench_random(b) % 8 == 0)
        s.dst_mac = bench_random(b) % 2 ? EVERYBODY : PEER;
    if (bench_random(b) % 16 == 0)
        s.fragment = (uint16_t)bench_random(b);
    s.flags = (uint8_t)bench_random(b);
    s.seq = bench_random(b);
    s.pad_byte = (uint8_t)bench_random(b);
    s.pad_bytes = bench_random(b) % 4 ? 0 : bench_random(b) % 40;
    for (size_t i = 0; i < 40; i++) {
        options[i] = bench_random(b) % 2 ? kinds[bench_random(b) % 7] : (uint8_t)(bench_random(b) % 12);
        ip_options[i] = bench_random(b) % 64 ? 1 : kinds[bench_random(b) % 10];
    }
    s.ip_options = ip_options;
    s.ip_options_bytes = bench_random(b) % 4 ? 0 : bench_random(b) % 11 * 4;
    s.options = options;
    s.options_bytes = bench_random(b) % 2 ? 0 : bench_random(b) % 11 * 4;
    return s;
}

static void mutate(struct rx_bench *b, struct frame *f)
{
    unsigned how = bench_random(b) % 8;
    if (how < 4)
        return;
    for (unsigned k = bench_random(b) % 3; k < 3; k++)
        f->b[12 + bench_random(b) % 60] ^= (uint8_t)(1u << bench_random(b) % 8);
    if (how >= 5 && f->n > 64 && bench_random(b) % 2)
        f->n -= bench_random(b) % 16;
    if (how >= 6)
        frame_fix_inner_sum(f);
    if (how >= 5) {
        frame_fix_ip_sum(f);
        frame_refresh_fcs(f);
    }
}

static void run_random(unsigned count, unsigned gap, unsigned stall, unsigned seg_stall, unsigned hold)
{
    struct rx_bench b;
    open_or_die(&b);
    b.may_overflow = true;
    b.gap_bytes = gap;
    b.stall_percent = stall;
    b.seg_stall_percent = seg_stall;
    b.hold_percent = hold;
    for (unsigned i = 0; i < count; i++) {
        struct frame f;
        uint8_t ip_options[40], options[40];
        unsigned what = bench_random(&b) % 16;
        if (what == 0) {
            frame_arp(&f, bench_random(&b) % 2 ? EVERYBODY : OURS, PEER, PEER_IP, bench_random(&b) % 2 ? OUR_IP : PEER_IP, 1);
        } else if (what == 1) {
            frame_ethernet(&f, OURS, PEER, bench_random(&b) % 2 ? 0x0800 : bench_random(&b));
            for (size_t n = bench_random(&b) % 120; n > 0; n--)
                f.b[f.n++] = (uint8_t)bench_random(&b);
            frame_fcs(&f);
        } else {
            struct ip_spec s = random_ip(&b, ip_options, options);
            frame_ip(&f, &s);
        }
        mutate(&b, &f);
        bench_send(&b, &f);
    }
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_TRUE(b.segs > count / 16);
    close_and_expect_nothing_wrong(&b);
}

static void random_frames_with_room_for_all(void) { run_random(3000, 400, 0, 0, 0); }
static void random_frames_at_line_rate(void) { run_random(4000, 20, 0, 10, 10); }
static void random_frames_with_idle_cycles_inside(void) { run_random(2000, 20, 30, 50, 50); }
static void random_frames_into_a_slow_engine(void) { run_random(2000, 20, 0, 90, 95); }

int main(int argc, char **argv)
{
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0) | 1u;
    printf("seed %llu\n", (unsigned long long)seed);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    CU_pSuite s = CU_add_suite("rx_path", NULL, NULL);
    CU_ADD_TEST(s, payloads_of_every_small_size_arrive);
    CU_ADD_TEST(s, full_sized_segments_arrive);
    CU_ADD_TEST(s, a_plain_segment_is_there_10_cycles_after_its_last_beat);
    CU_ADD_TEST(s, every_ip_header_length_is_followed_by_its_tcp_header);
    CU_ADD_TEST(s, the_mss_of_a_syn_is_found_at_every_place);
    CU_ADD_TEST(s, the_mss_behind_options_of_every_length_is_found);
    CU_ADD_TEST(s, options_of_illegal_length_are_survived);
    CU_ADD_TEST(s, a_slow_walk_keeps_later_segments_in_order);
    CU_ADD_TEST(s, a_flood_of_slow_walks_overflows_and_recovers);
    CU_ADD_TEST(s, minimum_frames_back_to_back_are_all_taken);
    CU_ADD_TEST(s, frames_one_byte_over_a_beat_back_to_back_are_all_ended);
    CU_ADD_TEST(s, ethernet_padding_is_neither_summed_nor_delivered);
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
    CU_ADD_TEST(s, payload_without_room_overflows_and_room_comes_back);
    CU_ADD_TEST(s, more_payloads_than_handles_overflow);
    CU_ADD_TEST(s, a_full_queue_overflows_in_order);
    CU_ADD_TEST(s, random_frames_with_room_for_all);
    CU_ADD_TEST(s, random_frames_at_line_rate);
    CU_ADD_TEST(s, random_frames_with_idle_cycles_inside);
    CU_ADD_TEST(s, random_frames_into_a_slow_engine);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed ? 1 : 0;
}
