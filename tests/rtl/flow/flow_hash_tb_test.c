/* flow_hash: spread over the sets of a table for the tuples that occur, with any key, and no collision for all keys. */
#include "flow_hash_tb_ports.h"
#include <CUnit/Basic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS = 512, TUPLES = 8192, MEAN = TUPLES / SETS, KEYS = 24, INDEX_BITS = 9, REST_BITS = 1 };

static struct flow_hash_tb *io;
static uint64_t seed = 1;

static uint32_t draw(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 16);
}

static void use_key(uint32_t key)
{
    while (io->key_busy_o)
        flow_hash_tb_clock(io);
    io->key_i = key;
    io->key_take_i = 1;
    flow_hash_tb_clock(io);
    io->key_take_i = 0;
    while (io->key_busy_o)
        flow_hash_tb_clock(io);
}

static uint32_t hash(uint32_t remote_ip, uint32_t ports)
{
    io->half_i = remote_ip;
    flow_hash_tb_clock(io);
    io->second_i = 1;
    io->half_i = ports;
    flow_hash_tb_clock(io);
    io->second_i = 0;
    return (uint32_t)io->hash_o;
}

/* Tuple number n of a kind of load: what a server sees. */
static void tuple(unsigned kind, uint32_t n, uint32_t *remote_ip, uint32_t *ports)
{
    switch (kind) {
    case 0: /* one client, ports in sequence */
        *remote_ip = 0x0a000002;
        *ports = 80u << 16 | ((32768 + n) & 0xffff);
        break;
    case 1: /* clients in sequence, one port */
        *remote_ip = 0xc0a80000 + n;
        *ports = 443u << 16 | 50000;
        break;
    case 2: /* 64 clients, even ports */
        *remote_ip = 0x0a000000 + n % 64;
        *ports = 80u << 16 | (40000 + n / 64 * 2);
        break;
    default: /* as a client: our port in sequence */
        *remote_ip = 0x0a000001;
        *ports = (49152 + n) << 16 | 80;
        break;
    }
}

/* A table has two sides, and a key is good when one of them takes the load: a set has 4 places, a table 4 for each
 * connection, so 4 times the mean is where a side begins to refuse. */
static unsigned overfull(const unsigned count[SETS])
{
    unsigned over = 0;
    for (unsigned s = 0; s < SETS; s++)
        over += count[s] > 4 * MEAN;
    return over;
}

static void usual_loads_spread_over_the_sets_of_a_side_with_nearly_every_key(void)
{
    unsigned bad = 0;
    for (unsigned k = 0; k < KEYS; k++) {
        use_key(k == 0 ? 0 : k == 1 ? 0xffffffffu : draw());
        for (unsigned kind = 0; kind < 4; kind++) {
            unsigned side[2][SETS];
            memset(side, 0, sizeof side);
            for (uint32_t n = 0; n < TUPLES; n++) {
                uint32_t ip, ports;
                tuple(kind, n, &ip, &ports);
                uint32_t h = hash(ip, ports);
                side[0][h >> REST_BITS & (SETS - 1)]++;
                side[1][h >> (REST_BITS + INDEX_BITS)]++;
            }
            bad += overfull(side[0]) != 0 && overfull(side[1]) != 0;
        }
    }
    CU_ASSERT(bad <= 1);
}

static void random_tuples_fill_the_sets_evenly(void)
{
    for (unsigned k = 0; k < 4; k++) {
        use_key(draw());
        unsigned count[SETS] = {0};
        for (unsigned n = 0; n < TUPLES; n++)
            count[hash(draw(), draw()) >> REST_BITS & (SETS - 1)]++;
        double chi = 0;
        for (unsigned s = 0; s < SETS; s++)
            chi += ((double)count[s] - MEAN) * ((double)count[s] - MEAN) / MEAN;
        CU_ASSERT(chi > SETS - 200 && chi < SETS + 200);
    }
}

static void tuples_that_collide_under_one_key_do_not_under_another(void)
{
    static uint32_t ip[TUPLES], ports[TUPLES], under_first[TUPLES];
    use_key(draw());
    for (unsigned n = 0; n < TUPLES; n++) {
        ip[n] = draw();
        ports[n] = draw();
        under_first[n] = hash(ip[n], ports[n]) & (SETS - 1);
    }
    use_key(draw());
    unsigned pairs = 0, still = 0;
    uint32_t leader[SETS];
    bool seen[SETS] = {false};
    for (unsigned n = 0; n < TUPLES; n++) {
        uint32_t now = hash(ip[n], ports[n]) & (SETS - 1), set = under_first[n];
        if (seen[set]) {
            pairs++;
            still += leader[set] == now;
        } else {
            seen[set] = true;
            leader[set] = now;
        }
    }
    CU_ASSERT(pairs > TUPLES / 2 && still < 4 * pairs / SETS + 10);
}

static void a_new_key_counts_only_when_it_is_taken(void)
{
    use_key(1);
    uint32_t before = hash(0x01020304, 0x05060708);
    io->key_i = 2;
    flow_hash_tb_clock(io);
    CU_ASSERT_EQUAL(io->key_stale_o, 1);
    CU_ASSERT_EQUAL(hash(0x01020304, 0x05060708), before);
    use_key(2);
    flow_hash_tb_clock(io);
    CU_ASSERT_EQUAL(io->key_stale_o, 0);
    CU_ASSERT_NOT_EQUAL(hash(0x01020304, 0x05060708), before);
}

int main(int argc, char **argv)
{
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 0) | 1;
    printf("seed %llu\n", (unsigned long long)seed);
    io = flow_hash_tb_new();
    if (!io || CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    for (unsigned n = 0; n < 100; n++)
        draw();
    io->rst_i = 1;
    flow_hash_tb_clock(io);
    io->rst_i = 0;
    CU_pSuite suite = CU_add_suite("flow_hash", NULL, NULL);
    CU_ADD_TEST(suite, usual_loads_spread_over_the_sets_of_a_side_with_nearly_every_key);
    CU_ADD_TEST(suite, random_tuples_fill_the_sets_evenly);
    CU_ADD_TEST(suite, tuples_that_collide_under_one_key_do_not_under_another);
    CU_ADD_TEST(suite, a_new_key_counts_only_when_it_is_taken);
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    unsigned failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    flow_hash_tb_free(io);
    return failures != 0;
}
