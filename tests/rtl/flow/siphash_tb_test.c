/* siphash and isn against SipHash's paper, its published vectors, and RFC 6528 section 3. */
#include "siphash_ref.h"
#include "siphash_tb_ports.h"
#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>

enum { MOST_CYCLES = 40 };

static struct siphash_tb *io;
static uint64_t seed = 1;

static uint64_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

/* Starts all units and waits for the slowest; returns the cycles that took. */
static int run(void)
{
    int cycles = 0;
    io->start_i = 1;
    siphash_tb_clock(io);
    io->start_i = 0;
    while (!(io->valid1_o && io->valid2_o && io->iss_valid_o) && cycles++ < MOST_CYCLES)
        siphash_tb_clock(io);
    return cycles + 1;
}

static uint64_t hash(uint64_t k0, uint64_t k1, const uint8_t *msg, size_t bytes)
{
    io->key0_i = k0;
    io->key1_i = k1;
    io->msg0_i = siphash_ref_word(msg, bytes, 0);
    io->msg1_i = bytes < 8 ? 0 : siphash_ref_word(msg, bytes, 1);
    run();
    return bytes < 8 ? io->hash1_o : io->hash2_o;
}

static void the_published_vectors_come_out(void)
{
    uint8_t msg[15];
    for (unsigned b = 0; b < sizeof msg; b++)
        msg[b] = (uint8_t)b;
    uint64_t k0 = 0x0706050403020100u, k1 = 0x0f0e0d0c0b0a0908u;
    CU_ASSERT_EQUAL(siphash_ref(k0, k1, msg, 15), 0xa129ca6149be45e5u);
    CU_ASSERT_EQUAL(hash(k0, k1, msg, 15), 0xa129ca6149be45e5u);
    CU_ASSERT_EQUAL(hash(k0, k1, msg, 0), 0x726fdb47dd0e0e31u);
}

static void messages_of_0_to_15_bytes_hash_as_in_the_paper(void)
{
    for (unsigned turn = 0; turn < 200; turn++) {
        uint8_t msg[15];
        uint64_t k0 = draw(), k1 = draw();
        for (unsigned b = 0; b < sizeof msg; b++)
            msg[b] = (uint8_t)draw();
        for (size_t bytes = 0; bytes <= sizeof msg; bytes++)
            CU_ASSERT_EQUAL(hash(k0, k1, msg, bytes), siphash_ref(k0, k1, msg, bytes));
    }
}

static void a_start_in_the_middle_begins_anew(void)
{
    uint8_t msg[12] = {0};
    for (unsigned after = 1; after < 24; after++) {
        io->msg0_i = draw();
        io->start_i = 1;
        siphash_tb_clock(io);
        io->start_i = 0;
        for (unsigned c = 0; c < after; c++)
            siphash_tb_clock(io);
        msg[0] = (uint8_t)after;
        CU_ASSERT_EQUAL(hash(1, 2, msg, sizeof msg), siphash_ref(1, 2, msg, sizeof msg));
    }
}

static void an_initial_sequence_number_takes_17_cycles(void)
{
    io->start_i = 1;
    siphash_tb_clock(io);
    io->start_i = 0;
    for (int c = 1; c < 17; c++) {
        CU_ASSERT_EQUAL(io->iss_valid_o, 0);
        siphash_tb_clock(io);
    }
    CU_ASSERT_EQUAL(io->iss_valid_o, 1);
}

static void iss_is_the_4_us_clock_plus_the_keyed_hash_of_the_tuple(void)
{
    for (unsigned turn = 0; turn < 500; turn++) {
        uint32_t lip = (uint32_t)draw(), rip = (uint32_t)draw();
        uint16_t lport = (uint16_t)draw(), rport = (uint16_t)draw();
        uint8_t msg[12] = {(uint8_t)(lip >> 24),  (uint8_t)(lip >> 16), (uint8_t)(lip >> 8),   (uint8_t)lip,
                           (uint8_t)(lport >> 8), (uint8_t)lport,       (uint8_t)(rip >> 24),  (uint8_t)(rip >> 16),
                           (uint8_t)(rip >> 8),   (uint8_t)rip,         (uint8_t)(rport >> 8), (uint8_t)rport};
        io->local_ip_i = lip;
        io->remote_ip_i = rip;
        io->local_port_i = lport;
        io->remote_port_i = rport;
        io->key0_i = draw();
        io->key1_i = draw();
        io->now_us_i = draw();
        run();
        uint32_t want = (uint32_t)siphash_ref(io->key0_i, io->key1_i, msg, sizeof msg) + (uint32_t)(io->now_us_i / 4);
        CU_ASSERT_EQUAL(io->iss_o, want);
    }
}

int main(int argc, char **argv)
{
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0) | 1;
    printf("seed %llu\n", (unsigned long long)seed);
    io = siphash_tb_new();
    if (!io || CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    io->rst_i = 1;
    siphash_tb_clock(io);
    io->rst_i = 0;
    CU_pSuite suite = CU_add_suite("siphash and isn", NULL, NULL);
    CU_ADD_TEST(suite, the_published_vectors_come_out);
    CU_ADD_TEST(suite, messages_of_0_to_15_bytes_hash_as_in_the_paper);
    CU_ADD_TEST(suite, a_start_in_the_middle_begins_anew);
    CU_ADD_TEST(suite, an_initial_sequence_number_takes_17_cycles);
    CU_ADD_TEST(suite, iss_is_the_4_us_clock_plus_the_keyed_hash_of_the_tuple);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    siphash_tb_free(io);
    return failures != 0;
}
