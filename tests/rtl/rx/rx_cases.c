/* rx_cases: see rx_cases.h */
#include "rx_cases.h"

uint64_t seed = 1;
static uint8_t bytes[2048];

struct ip_spec tcp(size_t payload)
{
    return (struct ip_spec){.dst_mac = OURS,
                            .src_mac = PEER,
                            .src = PEER_IP,
                            .dst = OUR_IP,
                            .proto = 6,
                            .sport = 40000,
                            .dport = 80,
                            .seq = 0xFFFFFFF0u,
                            .ack = 0x12345678u,
                            .flags = 0x18,
                            .window = 0xABCD,
                            .urgent = 0x77,
                            .payload = bytes,
                            .payload_bytes = payload};
}

struct ip_spec echo(size_t payload)
{
    struct ip_spec s = tcp(payload);
    s.proto = 1;
    s.icmp_type = 8;
    return s;
}

void open_or_die(struct rx_bench *b)
{
    bool ok = bench_open(b, seed);
    CU_ASSERT_TRUE_FATAL(ok);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7 + (i >> 8) + 1);
}

void close_and_expect_nothing_wrong(struct rx_bench *b)
{
    CU_ASSERT_TRUE(bench_drain(b));
    CU_ASSERT_EQUAL(b->wrong, 0);
    bench_close(b);
}

void send_ip(struct rx_bench *b, struct ip_spec s)
{
    struct frame f;
    frame_ip(&f, &s);
    bench_send(b, &f);
}

void expect_drop(struct rx_bench *b, const struct frame *f, enum disposition d)
{
    CU_ASSERT_TRUE(bench_drain(b));
    unsigned had = b->dropped[d];
    bench_send(b, f);
    CU_ASSERT_TRUE(bench_drain(b));
    CU_ASSERT_EQUAL(b->dropped[d], had + 1);
}

void expect_drop_ip(struct rx_bench *b, struct ip_spec s, enum disposition d)
{
    struct frame f;
    frame_ip(&f, &s);
    expect_drop(b, &f, d);
}
