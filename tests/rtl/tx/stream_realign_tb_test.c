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
    p->beats = (skip + bytes + DATA_BYTES - 1) / DATA_BYTES;
    for (unsigned i = 0; i < p->beats * DATA_BYTES; i++)
        p->raw[i] = (uint8_t)rnd(256);
}

struct bench {
    struct stream_realign_tb *dut;
    struct packet queue[16];
    unsigned head, tail; /* packets received; packets sent */
    unsigned in_beat, out_at;
    unsigned errors, cycles, out_beats;
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
    b->out_beats++;
    b->out_at += n;
    if (n == left) {
        b->out_at = 0;
        b->head++;
    }
}

/* One cycle: offer a beat with probability in_percent, take one with probability out_percent. A beat once offered stays. */
static void bench_cycle(struct bench *b, unsigned packets, unsigned in_percent, unsigned out_percent)
{
    struct stream_realign_tb *d = b->dut;

    if (!d->in_valid_i && b->tail < packets && b->tail - b->head < 15 && rnd(100) < in_percent) {
        struct packet *p = &b->queue[b->tail % 16];
        if (b->in_beat == 0)
            packet_make(p, rnd(DATA_BYTES), rnd(4) ? 1 + rnd(3 * DATA_BYTES) : 1 + rnd(MAX_PAYLOAD - 1));
        d->in_valid_i = 1;
        put_beat(d, p->raw + b->in_beat * DATA_BYTES);
        d->in_last_i = b->in_beat + 1 == p->beats;
        d->in_skip_i = b->in_beat ? rnd(DATA_BYTES) : p->skip;
        d->in_bytes_i = b->in_beat ? rnd(65536) : p->bytes;
    }
    d->out_ready_i = rnd(100) < out_percent;
    stream_realign_tb_eval(d);
    unsigned taken = d->in_valid_i && d->in_ready_o, last = (unsigned)d->in_last_i;
    if (d->out_valid_o && d->out_ready_i)
        check_beat(b);
    stream_realign_tb_clock(d);
    b->cycles++;
    if (taken) {
        d->in_valid_i = 0;
        b->in_beat = last ? 0 : b->in_beat + 1;
        b->tail += last;
    }
}

static void run(unsigned packets, unsigned in_percent, unsigned out_percent)
{
    struct bench b;
    bench_init(&b);
    while (b.head < packets && b.cycles < 200u * packets)
        bench_cycle(&b, packets, in_percent, out_percent);
    CU_ASSERT_EQUAL(b.errors, 0);
    CU_ASSERT_EQUAL(b.head, packets);
    for (int i = 0; i < 20; i++)
        bench_cycle(&b, packets, 0, 100);
    CU_ASSERT_EQUAL(b.head, packets);
    stream_realign_tb_free(b.dut);
}

static void every_byte_arrives_in_order_when_nothing_stalls(void)
{
    run(TRIES, 100, 100);
}
static void every_byte_arrives_in_order_when_the_sender_pauses(void)
{
    run(TRIES, 40, 100);
}
static void every_byte_arrives_in_order_when_the_receiver_stalls(void)
{
    run(TRIES, 100, 40);
}
static void every_byte_arrives_in_order_when_both_stall(void)
{
    run(TRIES, 50, 50);
}

/* Equal long packets, all shifts: the output never pauses once it has begun. */
static void long_packets_leave_one_beat_a_cycle_whatever_the_shift(void)
{
    for (unsigned skip = 0; skip < DATA_BYTES; skip++) {
        for (unsigned bytes = 2 * DATA_BYTES; bytes <= 4 * DATA_BYTES; bytes++) {
            struct stream_realign_tb *d = stream_realign_tb_new();
            unsigned beats = (skip + bytes + DATA_BYTES - 1) / DATA_BYTES, at = 0, out = 0, first = 0, cycle;
            unsigned out_per = (bytes + DATA_BYTES - 1) / DATA_BYTES;
            d->rst_i = 1;
            stream_realign_tb_clock(d);
            d->rst_i = 0;
            d->out_ready_i = 1;
            for (cycle = 0; out < 100 * out_per && cycle < 2000; cycle++) {
                d->in_valid_i = 1;
                d->in_skip_i = skip;
                d->in_bytes_i = bytes;
                d->in_last_i = at + 1 == beats;
                stream_realign_tb_eval(d);
                if (d->in_ready_o)
                    at = at + 1 == beats ? 0 : at + 1;
                if (d->out_valid_o && out++ == 0)
                    first = cycle;
                stream_realign_tb_clock(d);
            }
            unsigned most = beats > out_per ? beats : out_per;
            CU_ASSERT(cycle - first <= 100 * most);
            stream_realign_tb_free(d);
        }
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
    CU_add_test(s, "every byte arrives in order when nothing stalls", every_byte_arrives_in_order_when_nothing_stalls);
    CU_add_test(s, "every byte arrives in order when the sender pauses",
                every_byte_arrives_in_order_when_the_sender_pauses);
    CU_add_test(s, "every byte arrives in order when the receiver stalls",
                every_byte_arrives_in_order_when_the_receiver_stalls);
    CU_add_test(s, "every byte arrives in order when both stall", every_byte_arrives_in_order_when_both_stall);
    CU_add_test(s, "long packets leave one beat a cycle whatever the shift",
                long_packets_leave_one_beat_a_cycle_whatever_the_shift);
    CU_basic_run_tests();
    unsigned failed = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failed != 0;
}
