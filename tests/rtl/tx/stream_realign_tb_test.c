/* stream_realign: random packets of random bytes; the expected stream is the packet's bytes in order, nothing else. */
#include "stream_realign_tb_ports.h"

#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DATA_BYTES = RTL_DATA_BYTES, MAX_PAYLOAD = 200, MAX_BEATS = MAX_PAYLOAD / 4 + 2, TRIES = 20000 };

static uint64_t rng_state = 1;

static uint32_t rnd(uint32_t below)
{
    rng_state ^= rng_state << 13;
    rng_state ^= rng_state >> 7;
    rng_state ^= rng_state << 17;
    return (uint32_t)(rng_state >> 16) % below;
}

/* A packet as the sender sees it, and as the receiver should. */
struct packet {
    unsigned skip, bytes, beats;
    uint8_t raw[MAX_BEATS * DATA_BYTES];
};

static void packet_make(struct packet *p, unsigned skip, unsigned bytes)
{
    p->skip = skip;
    p->bytes = bytes;
    p->beats = (bytes + DATA_BYTES - 1) / DATA_BYTES + (skip != 0);
    for (unsigned i = 0; i < p->beats * DATA_BYTES; i++)
        p->raw[i] = (uint8_t)rnd(256);
}

struct bench {
    struct stream_realign_tb *dut;
    struct packet queue[16];
    unsigned head, tail; /* packets received; packets sent */
    unsigned in_beat, out_at;
    unsigned errors, cycles;
};

static void bench_init(struct bench *b)
{
    memset(b, 0, sizeof *b);
    b->dut = stream_realign_tb_new();
    b->dut->rst_i = 1;
    stream_realign_tb_clock(b->dut);
    b->dut->rst_i = 0;
}

static void put_beat(struct stream_realign_tb *d, const uint8_t *bytes)
{
    uint8_t b[32] = {0};
    memcpy(b, bytes, DATA_BYTES);
    memcpy(&d->in_data0_i, b, 8);
    memcpy(&d->in_data1_i, b + 8, 8);
    memcpy(&d->in_data2_i, b + 16, 8);
    memcpy(&d->in_data3_i, b + 24, 8);
}

static void check_beat(struct bench *b)
{
    struct stream_realign_tb *d = b->dut;
    const struct packet *p = &b->queue[b->head % 16];
    uint8_t got[32], want[32] = {0};
    unsigned left = p->bytes - b->out_at, n = left < DATA_BYTES ? left : DATA_BYTES;

    memcpy(got, &d->out_data0_o, 8);
    memcpy(got + 8, &d->out_data1_o, 8);
    memcpy(got + 16, &d->out_data2_o, 8);
    memcpy(got + 24, &d->out_data3_o, 8);
    memcpy(want, p->raw + p->skip + b->out_at, n);
    if (memcmp(got, want, DATA_BYTES) != 0 || d->out_bytes_o != n || d->out_last_o != (n == left))
        b->errors++;
    b->out_at += n;
    if (n == left) {
        b->out_at = 0;
        b->head++;
    }
}

static void put_packet_beat(struct stream_realign_tb *d, const struct packet *p, unsigned beat)
{
    d->in_valid_i = 1;
    put_beat(d, p->raw + beat * DATA_BYTES);
    d->in_first_i = beat == 0;
    d->in_last_i = beat + 1 == p->beats;
    d->in_skip_i = p->skip;
    d->in_end_i = (p->bytes - 1) % DATA_BYTES;
}

/* One cycle: a beat with probability in_percent, and whatever comes out. */
static void bench_cycle(struct bench *b, unsigned packets, unsigned in_percent)
{
    struct stream_realign_tb *d = b->dut;

    d->in_valid_i = 0;
    if (b->tail < packets && rnd(100) < in_percent) {
        struct packet *p = &b->queue[b->tail % 16];
        if (b->in_beat == 0)
            packet_make(p, rnd(DATA_BYTES), rnd(4) ? 1 + rnd(3 * DATA_BYTES) : 1 + rnd(MAX_PAYLOAD - 1));
        put_packet_beat(d, p, b->in_beat++);
    }
    stream_realign_tb_eval(d);
    if (d->out_valid_o)
        check_beat(b);
    stream_realign_tb_clock(d);
    b->cycles++;
    if (d->in_valid_i && d->in_last_i) {
        b->in_beat = 0;
        b->tail++;
    }
}

static void run(unsigned packets, unsigned in_percent)
{
    struct bench b;
    bench_init(&b);
    while (b.head < packets && b.cycles < 200u * packets)
        bench_cycle(&b, packets, in_percent);
    CU_ASSERT_EQUAL(b.errors, 0);
    CU_ASSERT_EQUAL(b.head, packets);
    for (int i = 0; i < 20; i++)
        bench_cycle(&b, packets, 0);
    CU_ASSERT_EQUAL(b.head, packets);
    stream_realign_tb_free(b.dut);
}

static void every_byte_arrives_in_order_when_nothing_pauses(void)
{
    run(TRIES, 100);
}
static void every_byte_arrives_in_order_when_the_sender_pauses(void)
{
    run(TRIES, 40);
}

/* Packets in a row: each beat but the first of a packet that is moved has left a cycle later. */
static void each_beat_leaves_a_cycle_after_the_one_that_completes_it(void)
{
    for (unsigned skip = 0; skip < DATA_BYTES; skip++) {
        struct bench b;
        struct packet p;
        bench_init(&b);
        for (unsigned bytes = 1; bytes <= 4 * DATA_BYTES; bytes++) {
            packet_make(&p, skip, bytes);
            for (unsigned beat = 0; beat < p.beats; beat++) {
                put_packet_beat(b.dut, &p, beat);
                stream_realign_tb_clock(b.dut);
                CU_ASSERT_EQUAL(b.dut->out_valid_o, beat > 0 || skip == 0);
                CU_ASSERT_EQUAL(b.dut->out_last_o, beat + 1 == p.beats);
            }
        }
        stream_realign_tb_free(b.dut);
    }
}

int main(int argc, char **argv)
{
    unsigned long seed = argc > 1 ? strtoul(argv[1], NULL, 0) : 20261122;
    rng_state = seed * 2654435761u + 1;
    printf("seed %lu, DATA_BYTES %d\n", seed, DATA_BYTES);
    if (CU_initialize_registry() != CUE_SUCCESS)
        return 1;
    CU_pSuite s = CU_add_suite("stream_realign", NULL, NULL);
    CU_add_test(s, "every byte arrives in order when nothing pauses", every_byte_arrives_in_order_when_nothing_pauses);
    CU_add_test(s, "every byte arrives in order when the sender pauses",
                every_byte_arrives_in_order_when_the_sender_pauses);
    CU_add_test(s, "each beat leaves a cycle after the one that completes it",
                each_beat_leaves_a_cycle_after_the_one_that_completes_it);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed != 0;
}
