/* crc32: the FCS of whole frames against a bit-by-bit CRC written from IEEE 802.3 clause 3.2.9.
 * Usage: rtl_crc32_N [seed] */
#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crc32_tb_ports.h"

#ifndef RTL_DATA_BYTES
#define RTL_DATA_BYTES 8
#endif
enum { D = RTL_DATA_BYTES, LATENCY = D == 4 ? 2 : D <= 16 ? 3 : 4, MAX_FRAME = 1600, QUEUE = 64 };

static uint64_t seed = 1;

static uint32_t random32(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16);
}

static uint32_t crc_of(const uint8_t *p, size_t n)
{
    uint32_t r = 0xFFFFFFFFu;
    for (size_t i = 0; i < n; i++)
        for (int b = 0; b < 8; b++)
            r = (r >> 1) ^ (0xEDB88320u & (0u - ((r ^ (uint32_t)(p[i] >> b)) & 1u)));
    return ~r;
}

struct bench {
    struct crc32_tb *io;
    long cycle;
    long due[QUEUE]; /* cycle and value of the answers to come, oldest first */
    uint32_t want[QUEUE];
    unsigned head, tail;
    unsigned wrong, seen;
};

static void reset(struct bench *b)
{
    CU_ASSERT_PTR_NOT_NULL_FATAL(b->io);
    b->io->rst_i = 1;
    for (int i = 0; i < 10; i++)
        crc32_tb_clock(b->io);
    b->io->rst_i = 0;
}

static void tick(struct bench *b)
{
    crc32_tb_clock(b->io);
    b->cycle++;
    int now = b->head != b->tail && b->due[b->head % QUEUE] == b->cycle;
    if ((int)b->io->valid_o != now)
        b->wrong++;
    if (now) {
        b->seen++;
        if (b->io->fcs_o != b->want[b->head % QUEUE])
            b->wrong++;
        b->head++;
    }
}

static void send(struct bench *b, const uint8_t *frame, size_t n, int stalls)
{
    for (size_t at = 0; at < n; at += D) {
        size_t k = n - at < D ? n - at : D;
        uint8_t beat[64];
        for (size_t i = 0; i < sizeof beat; i++)
            beat[i] = i < k ? frame[at + i] : 0;
        uint64_t w[8];
        memcpy(w, beat, sizeof w);
        b->io->d0_i = w[0], b->io->d1_i = w[1], b->io->d2_i = w[2], b->io->d3_i = w[3];
        b->io->d4_i = w[4], b->io->d5_i = w[5], b->io->d6_i = w[6], b->io->d7_i = w[7];
        b->io->valid_i = 1;
        b->io->last_i = at + k == n;
        b->io->bytes_i = k;
        if (at + k == n) {
            b->due[b->tail % QUEUE] = b->cycle + LATENCY;
            b->want[b->tail % QUEUE] = crc_of(frame, n);
            b->tail++;
        }
        tick(b);
        b->io->valid_i = 0;
        while (stalls && random32() % 3 == 0)
            tick(b);
    }
}

static void run(size_t from, size_t to, unsigned gap, int stalls)
{
    struct bench b = {.io = crc32_tb_new()};
    uint8_t frame[MAX_FRAME];
    reset(&b);
    for (size_t n = from; n <= to; n++) {
        for (size_t i = 0; i < n; i++)
            frame[i] = (uint8_t)random32();
        send(&b, frame, n, stalls);
        for (unsigned g = 0; g < gap; g++)
            tick(&b);
    }
    for (int i = 0; i < 12; i++)
        tick(&b);
    CU_ASSERT_EQUAL(b.wrong, 0);
    CU_ASSERT_EQUAL(b.seen, to - from + 1);
    crc32_tb_free(b.io);
}

static void every_length_of_the_last_beat_gives_the_fcs(void)
{
    run(1, 4 * D + 1, 2, 0);
}
static void frames_may_touch_each_other(void)
{
    run(1, 4 * D + 1, 0, 0);
}
static void idle_cycles_inside_a_frame_change_nothing(void)
{
    run(60, 200, 1, 1);
}
static void a_full_frame_gives_the_fcs(void)
{
    run(1510, 1518, 1, 0);
}

static void a_frame_with_its_own_fcs_gives_the_residue(void)
{
    struct bench b = {.io = crc32_tb_new()};
    uint8_t frame[64];
    for (size_t i = 0; i < 60; i++)
        frame[i] = (uint8_t)i;
    uint32_t fcs = crc_of(frame, 60);
    for (size_t i = 0; i < 4; i++)
        frame[60 + i] = (uint8_t)(fcs >> (8 * i));
    CU_ASSERT_EQUAL(crc_of(frame, 64), 0x2144DF1Cu);
    reset(&b);
    send(&b, frame, 64, 0);
    for (int i = 0; i < 12; i++)
        tick(&b);
    CU_ASSERT_EQUAL(b.seen, 1);
    CU_ASSERT_EQUAL(b.wrong, 0);
    crc32_tb_free(b.io);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0) | 1u;
    printf("seed %llu\n", (unsigned long long)seed);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 2;
    CU_pSuite s = CU_add_suite("crc32", NULL, NULL);
    CU_ADD_TEST(s, every_length_of_the_last_beat_gives_the_fcs);
    CU_ADD_TEST(s, frames_may_touch_each_other);
    CU_ADD_TEST(s, idle_cycles_inside_a_frame_change_nothing);
    CU_ADD_TEST(s, a_full_frame_gives_the_fcs);
    CU_ADD_TEST(s, a_frame_with_its_own_fcs_gives_the_residue);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed ? 1 : 0;
}
