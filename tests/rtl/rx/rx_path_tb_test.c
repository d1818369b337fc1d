/* rx_path: segments, options, pace, overflow and random traffic against the oracle of frame.h.
 * Usage: rtl_rx_path_N [seed] */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rx_cases.h"

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

static void a_plain_segment_is_announced_and_there_9_cycles_after_its_last_beat(void)
{
    struct rx_bench b;
    open_or_die(&b);
    send_ip(&b, tcp(100));
    CU_ASSERT_TRUE(bench_drain(&b));
    printf("[%ld cycles] ", b.latency);
    CU_ASSERT_TRUE(b.latency <= 9 && b.latency > 0);
    CU_ASSERT_EQUAL(b.announced, 1);
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

static void a_syn_whose_first_option_is_the_mss_waits_for_no_walk(void)
{
    static const uint8_t options[] = {2, 4, 5, 0xb4, 1, 1, 4, 2};
    struct rx_bench b;
    open_or_die(&b);
    send_syn(&b, options, sizeof options, 0);
    CU_ASSERT_TRUE(bench_drain(&b));
    printf("[%ld cycles] ", b.latency);
    CU_ASSERT_TRUE(b.latency <= 9 && b.latency > 0);
    close_and_expect_nothing_wrong(&b);
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
        {3, 0, 2, 4, 5, 6, 0, 0}, {3, 1, 2, 4, 5, 6, 0, 0}, {3, 9, 2, 4, 5, 6, 0, 0},    {3, 255, 2, 4, 5, 6, 0, 0},
        {2, 0, 1, 1, 2, 4, 5, 6}, {2, 3, 1, 2, 4, 5, 6, 0}, {2, 5, 1, 1, 1, 2, 4, 5},    {1, 1, 1, 1, 1, 2, 4, 5},
        {1, 1, 1, 1, 1, 1, 1, 2}, {1, 1, 1, 1, 1, 1, 2, 4}, {0, 2, 4, 5, 6, 7, 8, 9},    {2, 4, 0, 0, 2, 4, 5, 6},
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

static void payload_without_room_overflows_and_room_comes_back(void)
{
    struct rx_bench b;
    open_or_die(&b);
    b.may_overflow = true;
    b.hold_percent = 100;
    for (unsigned i = 0; i < 12; i++)
        send_ip(&b, tcp(1000));
    for (unsigned i = 0; i < 12; i++)
        send_ip(&b, tcp(0)); /* needs no room */
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
    CU_ASSERT_EQUAL(b.segs, 30); /* packet_ring keeps two of its handles */
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.overflows, 10);
    close_and_expect_nothing_wrong(&b);
}

static void a_full_queue_overflows_in_order(void)
{
    struct rx_bench b;
    open_or_die(&b);
    b.may_overflow = true;
    b.seg_stall_percent = 100;
    for (unsigned i = 0; i < 100; i++)
        send_ip(&b, tcp(0));
    for (int i = 0; i < 20; i++)
        bench_tick(&b);
    CU_ASSERT_EQUAL(b.segs, 0);
    CU_ASSERT_TRUE(bench_drain(&b));
    CU_ASSERT_EQUAL(b.segs, 63);
    CU_ASSERT_EQUAL(b.overflows, 37);
    b.seg_stall_percent = 0;
    close_and_expect_nothing_wrong(&b);
}

/* ---- random traffic */

static struct ip_spec random_ip(struct rx_bench *b, uint8_t ip_options[40], uint8_t options[40])
{
    static const uint32_t addresses[] = {0x0A000001u, 0x0A000002u, 0x0A0000FFu, 0xFFFFFFFFu,
                                         0xE0000005u, 0,           0x7F000001u, 0x0B000001u};
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
            frame_arp(&f, bench_random(&b) % 2 ? EVERYBODY : OURS, PEER, PEER_IP,
                      bench_random(&b) % 2 ? OUR_IP : PEER_IP, 1);
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
    if (seg_stall == 0)
        CU_ASSERT_TRUE(b.ahead > count / 16 && b.voids > count / 64);
    close_and_expect_nothing_wrong(&b);
}

static void random_frames_with_room_for_all(void)
{
    run_random(3000, 400, 0, 0, 0);
}
static void random_frames_at_line_rate(void)
{
    run_random(4000, 20, 0, 10, 10);
}
static void random_frames_with_idle_cycles_inside(void)
{
    run_random(2000, 20, 30, 50, 50);
}
static void random_frames_into_a_slow_engine(void)
{
    run_random(2000, 20, 0, 90, 95);
}

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
    CU_ADD_TEST(s, a_plain_segment_is_announced_and_there_9_cycles_after_its_last_beat);
    CU_ADD_TEST(s, a_syn_whose_first_option_is_the_mss_waits_for_no_walk);
    CU_ADD_TEST(s, every_ip_header_length_is_followed_by_its_tcp_header);
    CU_ADD_TEST(s, the_mss_of_a_syn_is_found_at_every_place);
    CU_ADD_TEST(s, the_mss_behind_options_of_every_length_is_found);
    CU_ADD_TEST(s, options_of_illegal_length_are_survived);
    CU_ADD_TEST(s, a_slow_walk_keeps_later_segments_in_order);
    CU_ADD_TEST(s, a_flood_of_slow_walks_overflows_and_recovers);
    CU_ADD_TEST(s, minimum_frames_back_to_back_are_all_taken);
    CU_ADD_TEST(s, frames_one_byte_over_a_beat_back_to_back_are_all_ended);
    CU_ADD_TEST(s, ethernet_padding_is_neither_summed_nor_delivered);
    add_classify_tests(s);
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
