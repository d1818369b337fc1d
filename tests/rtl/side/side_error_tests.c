/* ICMP errors: what they quote, at every width; RFC 792, RFC 1191 section 4. */
#include <CUnit/CUnit.h>
#include <string.h>

#include "side_bench.h"

extern CU_TestInfo side_error_tests[];

enum { ERROR_BYTES = 14 + 20 + 8 + 20 + 8 };

/* An error of so many bytes; every byte that is not looked at is random. */
static void build(struct bench *b, uint8_t *frame, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        frame[i] = (uint8_t)bench_random(b);
}

static uint32_t word(const uint8_t *frame, unsigned at)
{
    return (uint32_t)frame[at] << 24 | (uint32_t)frame[at + 1] << 16 | (uint32_t)frame[at + 2] << 8 | frame[at + 3];
}

static void bench_error(struct bench *b, const uint8_t *frame, unsigned bytes, unsigned gaps_of_8)
{
    b->io->copy_icmp_i = 1;
    bench_copy(b, frame, bytes, false, gaps_of_8);
    b->io->copy_icmp_i = 0;
}

static void expect_quote(struct bench *b, const uint8_t *frame)
{
    bench_clocks(b, 3);
    CU_ASSERT_TRUE_FATAL(b->io->quote_valid_o != 0);
    CU_ASSERT_EQUAL(b->io->quote_kind_code_o, word(frame, 34) >> 16);
    CU_ASSERT_EQUAL(b->io->quote_mtu_o, word(frame, 38) & 0xffff);
    CU_ASSERT_EQUAL(b->io->quote_local_ip_o, word(frame, 54));
    CU_ASSERT_EQUAL(b->io->quote_remote_ip_o, word(frame, 58));
    CU_ASSERT_EQUAL(b->io->quote_ports_o, word(frame, 62));
    CU_ASSERT_EQUAL(b->io->quote_seq_o, word(frame, 66));
}

static void take_quote(struct bench *b)
{
    b->io->quote_ready_i = 1;
    bench_clock(b);
    b->io->quote_ready_i = 0;
    bench_clocks(b, 2);
    CU_ASSERT_FALSE(b->io->quote_valid_o);
}

static void an_error_is_quoted_whatever_its_length(void)
{
    static const unsigned lengths[] = {ERROR_BYTES, ERROR_BYTES + 1, ERROR_BYTES + 12, 128, 129, 576, 590, 1514};
    struct bench *b = bench_new();
    uint8_t frame[1514];

    for (unsigned round = 0; round < 40; round++) {
        unsigned bytes = lengths[round % 8];

        build(b, frame, bytes);
        bench_error(b, frame, bytes, round % 3);
        expect_quote(b, frame);
        take_quote(b);
    }
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->drops, 0);
    bench_free(b);
}

/* Other frames between leave it alone. */
static void a_quote_that_waits_stays_and_errors_meanwhile_are_refused(void)
{
    struct bench *b = bench_new();
    uint8_t frame[ERROR_BYTES], other[1514];

    build(b, frame, sizeof frame);
    bench_error(b, frame, sizeof frame, 0);
    for (unsigned i = 0; i < 5; i++) {
        build(b, other, sizeof other);
        bench_copy(b, other, sizeof other, false, 1);
        expect_quote(b, frame);
        bench_error(b, other, ERROR_BYTES + i, 1);
        expect_quote(b, frame);
    }
    take_quote(b);
    bench_until_idle(b);
    CU_ASSERT_EQUAL(b->drops, 5);
    build(b, frame, sizeof frame);
    bench_error(b, frame, sizeof frame, 0);
    expect_quote(b, frame);
    bench_free(b);
}

static void frames_that_are_no_errors_are_not_quoted(void)
{
    struct bench *b = bench_new();
    uint8_t other[256];

    for (unsigned i = 0; i < 20; i++) {
        build(b, other, sizeof other);
        bench_copy(b, other, 60 + 9 * i, false, i % 2);
        bench_clocks(b, 3);
        CU_ASSERT_FALSE(b->io->quote_valid_o);
    }
    bench_free(b);
}

#define TEST(name)    \
    {                 \
#name, (name) \
    }
CU_TestInfo side_error_tests[] = {
    TEST(an_error_is_quoted_whatever_its_length),
    TEST(a_quote_that_waits_stays_and_errors_meanwhile_are_refused),
    TEST(frames_that_are_no_errors_are_not_quoted),
    CU_TEST_INFO_NULL,
};
