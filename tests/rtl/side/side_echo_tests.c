/* Echo replies, checked from the RFCs: every byte that must change has changed, no other has, both checksums hold. */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <string.h>

#include "side_bench.h"

#define PING_MAC UINT64_C(0x0200c0ffee01)
#define PING_IP  UINT32_C(0x0a000037)

extern CU_TestInfo side_echo_tests[];

struct echo {
    unsigned bytes;       /* of the frame up to the end of the IP packet */
    unsigned frame_bytes; /* with padding */
    unsigned icmp_at;
    uint8_t data[FRAME_MAX];
};

static void put16(uint8_t *p, unsigned value)
{
    p[0] = (uint8_t)(value >> 8);
    p[1] = (uint8_t)value;
}

static void put48(uint8_t *p, uint64_t value)
{
    put16(p, (unsigned)(value >> 32));
    put16(p + 2, (unsigned)(value >> 16) & 0xffff);
    put16(p + 4, (unsigned)value & 0xffff);
}

/* RFC 1071: the folded sum; 0xffff over a block that contains its checksum. */
static unsigned ones_sum(const uint8_t *p, unsigned bytes)
{
    uint32_t sum = 0;

    for (unsigned i = 0; i < bytes; i++)
        sum += (uint32_t)p[i] << (i % 2 ? 0 : 8);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return sum;
}

static void seal(struct echo *e)
{
    put16(e->data + 24, 0);
    put16(e->data + 24, ~ones_sum(e->data + 14, e->icmp_at - 14) & 0xffff);
    put16(e->data + e->icmp_at + 2, 0);
    put16(e->data + e->icmp_at + 2, ~ones_sum(e->data + e->icmp_at, e->bytes - e->icmp_at) & 0xffff);
}

/* An echo request whose IP packet ends at `bytes`, with `option_words` of IP options (NOPs) and random data. */
static void build(struct bench *b, struct echo *e, unsigned bytes, unsigned option_words)
{
    memset(e, 0, sizeof *e);
    e->bytes = e->frame_bytes = bytes;
    e->icmp_at = 34 + 4 * option_words;
    for (unsigned i = e->icmp_at; i < bytes; i++)
        e->data[i] = (uint8_t)bench_random(b);
    put48(e->data, OUR_MAC);
    put48(e->data + 6, PING_MAC);
    put16(e->data + 12, 0x0800);
    e->data[14] = (uint8_t)(0x45 + option_words);
    e->data[15] = (uint8_t)bench_random(b);
    put16(e->data + 16, bytes - 14);
    put16(e->data + 18, bench_random(b) & 0xffff);
    e->data[20] = 0x40;
    e->data[22] = (uint8_t)bench_random(b);
    e->data[23] = 1;
    put16(e->data + 26, PING_IP >> 16);
    put16(e->data + 28, PING_IP & 0xffff);
    put16(e->data + 30, OUR_IP >> 16);
    put16(e->data + 32, OUR_IP & 0xffff);
    memset(e->data + 34, 1, 4 * option_words);
    put16(e->data + e->icmp_at, 0x0800);
    seal(e);
}

static void expect_reply(const struct frame *f, const struct echo *e)
{
    struct echo want = *e;

    CU_ASSERT_EQUAL_FATAL(f->bytes, e->bytes);
    CU_ASSERT_EQUAL(ones_sum(f->data + 14, e->icmp_at - 14), 0xffff);
    CU_ASSERT_EQUAL(ones_sum(f->data + e->icmp_at, e->bytes - e->icmp_at), 0xffff);
    /* Besides the checksums, these and no others differ. */
    put48(want.data, PING_MAC);
    put48(want.data + 6, OUR_MAC);
    want.data[22] = 64;
    memcpy(want.data + 26, e->data + 30, 4);
    memcpy(want.data + 30, e->data + 26, 4);
    want.data[e->icmp_at] = 0;
    memcpy(want.data + 24, f->data + 24, 2);
    memcpy(want.data + e->icmp_at + 2, f->data + e->icmp_at + 2, 2);
    CU_ASSERT_EQUAL(memcmp(f->data, want.data, e->bytes), 0);
}

static void ping(struct bench *b, const struct echo *e, unsigned gaps_of_8)
{
    bench_forget(b);
    bench_copy(b, e->data, e->frame_bytes, true, gaps_of_8);
    bench_until_idle(b);
    CU_ASSERT_EQUAL_FATAL(b->frames, 1);
    CU_ASSERT_EQUAL(b->echoes, 1);
    CU_ASSERT_EQUAL(b->drops, 0);
    expect_reply(&b->frame[0], e);
}

static void every_size_is_answered_through_stalls(void)
{
    struct bench *b = bench_new();
    struct echo e;

    for (unsigned bytes = 42; bytes <= 1514; bytes += bytes < 140 ? 1 : 37) {
        build(b, &e, bytes, 0);
        b->ready_of_8 = 1 + bytes % 8;
        ping(b, &e, bytes % 3 * 2);
    }
    build(b, &e, 1514, 0);
    ping(b, &e, 0);
    bench_free(b);
}

static void ip_options_stay_and_the_checksums_hold(void)
{
    struct bench *b = bench_new();
    struct echo e;

    for (unsigned words = 0; words <= 10; words++) {
        for (unsigned data = 0; data < 9; data++) {
            build(b, &e, 42 + 4 * words + data, words);
            b->ready_of_8 = 4;
            ping(b, &e, 1);
        }
    }
    bench_free(b);
}

static void ethernet_padding_is_not_sent_back(void)
{
    struct bench *b = bench_new();
    struct echo e;

    build(b, &e, 43, 0);
    e.frame_bytes = 60;
    memset(e.data + 43, 0xee, 17);
    ping(b, &e, 0);
    bench_free(b);
}

static void each_checksum_value_is_updated_correctly(void)
{
    struct bench *b = bench_new();
    struct echo e;

    for (unsigned i = 0; i < 2000; i++) {
        /* The last two bytes steer the ICMP checksum over the carries; all zero data is the corner of RFC 1624. */
        build(b, &e, 44, 0);
        memset(e.data + 38, 0, 4);
        put16(e.data + 42, i < 1000 ? i : (0xf800u - 500 + i) & 0xffff);
        e.data[22] = (uint8_t)i;
        seal(&e);
        ping(b, &e, 0);
    }
    bench_free(b);
}

static void a_request_to_a_busy_responder_is_dropped_and_counted(void)
{
    struct bench *b = bench_new();
    struct echo first, second;

    build(b, &first, 900, 0);
    build(b, &second, 300, 0);
    bench_forget(b);
    b->ready_of_8 = 0;
    bench_copy(b, first.data, first.bytes, true, 0);
    bench_copy(b, second.data, second.bytes, true, 0);
    b->ready_of_8 = 8;
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    expect_reply(&b->frame[0], &first);
    CU_ASSERT_EQUAL(b->echoes, 1);
    CU_ASSERT_EQUAL(b->drops, 1);
    ping(b, &second, 0);
    bench_free(b);
}

/* The reply leaves while the next request arrives: that one was not kept from its beginning. */
static void a_request_that_begins_while_busy_is_dropped_whole(void)
{
    struct bench *b = bench_new();
    struct echo first, second;

    build(b, &first, 60, 0);
    build(b, &second, 1400, 0);
    bench_forget(b);
    bench_copy(b, first.data, first.bytes, true, 0);
    bench_copy(b, second.data, second.bytes, true, 0);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 1);
    expect_reply(&b->frame[0], &first);
    CU_ASSERT_EQUAL(b->drops, 1);
    bench_free(b);
}

static void a_request_longer_than_the_buffer_is_dropped(void)
{
    struct bench *b = bench_new();
    struct echo e;

    build(b, &e, 2049, 0);
    bench_forget(b);
    bench_copy(b, e.data, e.bytes, true, 0);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 0);
    CU_ASSERT_EQUAL(b->drops, 1);
    build(b, &e, 2044, 0);
    ping(b, &e, 0);
    bench_free(b);
}

static void frames_of_others_are_not_answered(void)
{
    struct bench *b = bench_new();
    struct echo e;

    build(b, &e, 100, 0);
    bench_forget(b);
    bench_copy(b, e.data, e.bytes, false, 0);
    bench_copy(b, e.data, 3000, false, 0);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->frames, 0);
    CU_ASSERT_EQUAL(b->echoes + b->drops, 0);
    ping(b, &e, 0);
    bench_free(b);
}

static void arp_and_echo_frames_do_not_mix_and_all_are_counted(void)
{
    struct bench *b = bench_new();
    struct echo e;
    unsigned arps = 0, echoes = 0, requests = 0;

    printf("(seed 0x%x) ", (unsigned)b->seed);
    for (unsigned i = 0; i < 300; i++) {
        build(b, &e, 42 + bench_random(b) % 300, 0);
        bench_forget(b);
        b->ready_of_8 = 1 + bench_random(b) % 8;
        b->io->arp_htype_i = 1;
        b->io->arp_ptype_i = 0x0800;
        b->io->arp_hlen_i = 6;
        b->io->arp_plen_i = 4;
        b->io->arp_oper_i = ARP_REQUEST;
        b->io->arp_sha_i = PING_MAC;
        b->io->arp_spa_i = PING_IP;
        b->io->arp_tpa_i = OUR_IP;
        b->io->arp_valid_i = 1;
        bench_copy(b, e.data, e.bytes, true, 2);
        b->io->arp_valid_i = 1;
        bench_clocks(b, 1 + bench_random(b) % 12);
        b->io->arp_valid_i = 1;
        bench_until_idle(b);
        requests++;
        arps += b->arp;
        echoes += b->echoes;
        CU_ASSERT_EQUAL(b->frames, 4);
        for (unsigned n = 0; n < b->frames && n < FRAMES; n++) {
            if (b->frame[n].data[13] == 0)
                expect_reply(&b->frame[n], &e);
            else
                CU_ASSERT_EQUAL(b->frame[n].bytes, 42);
        }
    }
    CU_ASSERT_EQUAL(arps, 3 * requests);
    CU_ASSERT_EQUAL(echoes, requests);
    bench_free(b);
}

#define TEST(name)  \
    {               \
#name, name \
    }
CU_TestInfo side_echo_tests[] = {
    TEST(every_size_is_answered_through_stalls),
    TEST(ip_options_stay_and_the_checksums_hold),
    TEST(ethernet_padding_is_not_sent_back),
    TEST(each_checksum_value_is_updated_correctly),
    TEST(a_request_to_a_busy_responder_is_dropped_and_counted),
    TEST(a_request_that_begins_while_busy_is_dropped_whole),
    TEST(a_request_longer_than_the_buffer_is_dropped),
    TEST(frames_of_others_are_not_answered),
    TEST(arp_and_echo_frames_do_not_mix_and_all_are_counted),
    CU_TEST_INFO_NULL,
};
