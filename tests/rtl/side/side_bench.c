#include "side_bench.h"

#include <CUnit/CUnit.h>
#include <stdlib.h>
#include <string.h>

uint32_t bench_random(struct bench *b)
{
    b->rng ^= b->rng << 13;
    b->rng ^= b->rng >> 17;
    b->rng ^= b->rng << 5;
    return b->rng;
}

struct bench *bench_new(void)
{
    struct bench *b = calloc(1, sizeof *b);
    const char *seed = getenv("TOE_SEED");

    CU_ASSERT_PTR_NOT_NULL_FATAL(b);
    b->io = side_path_tb_new();
    CU_ASSERT_PTR_NOT_NULL_FATAL(b->io);
    b->rng = b->seed = seed ? (uint32_t)strtoul(seed, NULL, 0) | 1 : 0x2468ace1;
    b->ready_of_8 = 8;
    b->io->now_us_i = 0xfffff000;
    b->io->cfg_enable_i = 1;
    b->io->cfg_mac_i = OUR_MAC;
    b->io->cfg_ip_i = OUR_IP;
    b->io->cfg_prefix_bits_i = 24;
    b->io->cfg_gateway_i = GATEWAY_IP;
    b->io->cfg_ttl_i = 64;
    b->io->cfg_arp_age_us_i = 60000000;
    b->io->rst_i = 1;
    bench_clocks(b, 3);
    b->io->rst_i = 0;
    bench_until_idle(b);
    bench_forget(b);
    return b;
}

void bench_free(struct bench *b)
{
    side_path_tb_free(b->io);
    free(b);
}

void bench_forget(struct bench *b)
{
    b->frames = b->updates = b->arp = b->echoes = b->drops = b->requests_in = b->requests_out = 0;
}

static void take_beat(struct bench *b)
{
    const struct side_path_tb *io = b->io;
    uint64_t word[8] = {io->frame_data0_o, io->frame_data1_o, io->frame_data2_o, io->frame_data3_o,
                        io->frame_data4_o, io->frame_data5_o, io->frame_data6_o, io->frame_data7_o};
    struct frame *f = &b->growing;

    CU_ASSERT_TRUE_FATAL(b->io->frame_bytes_o >= 1 && b->io->frame_bytes_o <= RTL_DATA_BYTES);
    CU_ASSERT_TRUE(b->io->frame_last_o || b->io->frame_bytes_o == RTL_DATA_BYTES);
    for (unsigned i = 0; i < b->io->frame_bytes_o; i++) {
        CU_ASSERT_TRUE_FATAL(f->bytes < FRAME_MAX);
        f->data[f->bytes++] = (uint8_t)(word[i / 8] >> (8 * (i % 8)));
    }
    if (b->io->frame_last_o) {
        if (b->frames < FRAMES)
            b->frame[b->frames] = *f;
        b->frames++;
        f->bytes = 0;
    }
}

void bench_clock(struct bench *b)
{
    b->io->frame_ready_i = bench_random(b) % 8 < b->ready_of_8;
    side_path_tb_eval(b->io);
    CU_ASSERT_TRUE(b->growing.bytes == 0 || b->io->frame_valid_o);
    if (b->io->frame_valid_o && b->io->frame_ready_i)
        take_beat(b);
    b->updates += (unsigned)b->io->nb_update_o;
    b->arp += (unsigned)b->io->disp_arp_o;
    b->echoes += (unsigned)b->io->disp_echo_o;
    b->drops += (unsigned)b->io->disp_drop_o;
    b->requests_in += (unsigned)b->io->stat_arp_in_request_o;
    b->requests_out += (unsigned)b->io->stat_arp_out_request_o;
    side_path_tb_clock(b->io);
    b->io->arp_valid_i = 0;
    b->io->copy_valid_i = 0;
    b->io->copy_end_i = 0;
}

void bench_clocks(struct bench *b, unsigned n)
{
    while (n--)
        bench_clock(b);
}

void bench_until_idle(struct bench *b)
{
    bench_clocks(b, 2);
    for (unsigned i = 0; i < 30000; i++) {
        if (b->io->idle_o)
            return;
        bench_clock(b);
    }
    CU_FAIL_FATAL("not idle");
}

void bench_advance(struct bench *b, uint64_t us)
{
    uint64_t end = b->io->now_us_i + us;

    for (;;) {
        bench_until_idle(b);
        int64_t ahead = (int32_t)((uint32_t)b->io->deadline_us_o - (uint32_t)b->io->now_us_i);

        if (!b->io->deadline_valid_o || b->io->now_us_i + (uint64_t)ahead > end)
            break;
        CU_ASSERT_TRUE_FATAL(ahead >= 0);
        b->io->now_us_i += (uint64_t)ahead;
        bench_clocks(b, 4);
    }
    b->io->now_us_i = end;
    bench_until_idle(b);
}

void bench_arp(struct bench *b, enum arp_oper oper, uint64_t sha, uint32_t spa, uint32_t tpa)
{
    b->io->arp_valid_i = 1;
    b->io->arp_htype_i = 1;
    b->io->arp_ptype_i = 0x0800;
    b->io->arp_hlen_i = 6;
    b->io->arp_plen_i = 4;
    b->io->arp_oper_i = oper;
    b->io->arp_sha_i = sha;
    b->io->arp_spa_i = spa;
    b->io->arp_tha_i = 0;
    b->io->arp_tpa_i = tpa;
    bench_until_idle(b);
}

struct lookup bench_lookup(struct bench *b, int port, uint32_t ip)
{
    struct lookup l = {.cycles = 0};

    if (port) {
        b->io->open_nb_valid_i = 1;
        b->io->open_nb_ip_i = ip;
    } else {
        b->io->tx_nb_valid_i = 1;
        b->io->tx_nb_ip_i = ip;
    }
    while (!(port ? b->io->open_nb_rsp_o : b->io->tx_nb_rsp_o)) {
        bench_clock(b);
        CU_ASSERT_TRUE_FATAL(++l.cycles <= 8);
    }
    l.state = (enum neighbour)(port ? b->io->open_nb_state_o : b->io->tx_nb_state_o);
    l.mac = b->io->tx_nb_mac_o;
    bench_clock(b);
    b->io->open_nb_valid_i = 0;
    b->io->tx_nb_valid_i = 0;
    bench_clock(b);
    CU_ASSERT_FALSE(b->io->tx_nb_rsp_o || b->io->open_nb_rsp_o);
    return l;
}

static uint64_t word_at(const uint8_t *data, unsigned bytes, unsigned at)
{
    uint64_t word = 0;

    for (unsigned i = 0; i < 8; i++)
        if (at + i < bytes)
            word |= (uint64_t)data[at + i] << (8 * i);
    return word;
}

void bench_copy(struct bench *b, const uint8_t *data, unsigned bytes, bool echo, unsigned gaps_of_8)
{
    struct side_path_tb *io = b->io;
    uint64_t *word[8] = {&io->copy_data0_i, &io->copy_data1_i, &io->copy_data2_i, &io->copy_data3_i,
                         &io->copy_data4_i, &io->copy_data5_i, &io->copy_data6_i, &io->copy_data7_i};
    bool end_with_beat = RTL_DATA_BYTES > 8 && bench_random(b) % 2;

    io->copy_echo_i = echo;
    io->copy_bytes_i = bytes;
    /* What arrives ends in the FCS, which is not in the count. */
    for (unsigned at = 0; at < bytes + 4; at += RTL_DATA_BYTES) {
        while (bench_random(b) % 8 < gaps_of_8)
            bench_clock(b);
        io->copy_valid_i = 1;
        for (unsigned i = 0; i < 8; i++)
            *word[i] = word_at(data, bytes, at + 8 * i);
        io->copy_end_i = end_with_beat && at + RTL_DATA_BYTES >= bytes + 4;
        bench_clock(b);
    }
    if (end_with_beat)
        return;
    bench_clocks(b, bench_random(b) % 3);
    io->copy_end_i = 1;
    bench_clock(b);
}

static uint8_t *put(uint8_t *p, uint64_t value, unsigned bytes)
{
    while (bytes--)
        *p++ = (uint8_t)(value >> (8 * bytes));
    return p;
}

/* RFC 826, "Packet format"; field by field. */
void arp_frame(uint8_t *out, uint64_t dst, enum arp_oper oper, uint64_t tha, uint32_t tpa)
{
    uint8_t *p = out;

    p = put(p, dst, 6);
    p = put(p, OUR_MAC, 6);
    p = put(p, 0x0806, 2);
    p = put(p, 1, 2);
    p = put(p, 0x0800, 2);
    p = put(p, 6, 1);
    p = put(p, 4, 1);
    p = put(p, oper, 2);
    p = put(p, OUR_MAC, 6);
    p = put(p, OUR_IP, 4);
    p = put(p, tha, 6);
    put(p, tpa, 4);
}
