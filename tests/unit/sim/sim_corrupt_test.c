/* Corruption, against checkers of the test's own: what the sums of IP, TCP and ICMP say, and what the CRC says. */
#include "impair_rig.h"

enum { N = 8000 };
enum { ETH = 14, IP = 20, TCP = 20 };

/* RFC 1071, without any optimisation. */
static unsigned sum_of(const uint8_t *bytes, size_t len, unsigned long sum)
{
    for (size_t i = 0; i < len; i++)
        sum += i % 2 ? bytes[i] : (unsigned long)bytes[i] << 8;
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (unsigned)sum;
}

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* An IPv4 packet of a protocol with `payload` bytes behind its IP header, in an Ethernet frame padded to 60. */
static size_t make_ipv4(uint8_t *frame, uint8_t protocol, size_t payload)
{
    uint8_t *ip = frame + ETH;

    memset(frame, 0, 1514);
    frame_fill(frame, ETH + IP + payload, 9);
    put16(frame + 12, 0x0800);
    memcpy(ip, (const uint8_t[]){0x45, 0, 0, 0, 0x12, 0x34, 0x40, 0, 64}, 9);
    put16(ip + 2, (unsigned)(IP + payload));
    ip[9] = protocol;
    put16(ip + 10, 0);
    put16(ip + 10, 0xffff ^ sum_of(ip, IP, 0));
    return ETH + IP + payload < 60 ? 60 : ETH + IP + payload;
}

static size_t make_tcp(uint8_t *frame, size_t text)
{
    size_t len = make_ipv4(frame, 6, TCP + text);
    uint8_t *tcp = frame + ETH + IP;

    tcp[12] = 0x50;
    put16(tcp + 16, 0);
    put16(tcp + 16, 0xffff ^ sum_of(tcp, TCP + text, sum_of(frame + ETH + 12, 8, 6 + TCP + text)));
    return len;
}

static bool sums_are_good(const uint8_t *frame, size_t text)
{
    const uint8_t *ip = frame + ETH;

    return sum_of(ip, IP, 0) == 0xffff && sum_of(ip + IP, TCP + text, sum_of(ip + 12, 8, 6 + TCP + text)) == 0xffff;
}

static int bits_between(const uint8_t *a, const uint8_t *b, size_t len, size_t *at)
{
    int bits = 0;

    for (size_t i = 0; i < len * 8; i++) {
        if (!((a[i / 8] ^ b[i / 8]) >> i % 8 & 1))
            continue;
        bits++;
        *at = i;
    }
    return bits;
}

/* Lets N copies of a frame pass, all of them chosen. */
static struct rig *corrupt_all(enum toe_sim_direction dir, enum toe_impairment_kind kind, const uint8_t *frame,
                               size_t len, bool carries_fcs)
{
    struct rig *rig = rig_new();

    rig->base.carries_fcs = carries_fcs;
    rig->template = frame;
    rig_add(rig, dir, (struct toe_impairment){.kind = kind, .seed = 3, .ppm = 1000000});
    rig_pass(rig, dir, N, len, US);
    return rig;
}

static void one_bit_is_flipped_and_a_sum_notices(void)
{
    enum { TEXT = 40 };
    uint8_t frame[1514];
    size_t len = make_tcp(frame, TEXT);

    CU_ASSERT_TRUE_FATAL(sums_are_good(frame, TEXT));
    BOTH_WAYS(dir)
    {
        struct rig *rig = corrupt_all(dir, TOE_CORRUPT, frame, len, false);
        unsigned in_header = 0, in_tcp = 0, in_text = 0;
        CU_ASSERT_EQUAL_FATAL(rig->count, N);
        for (size_t i = 0; i < N; i++) {
            const struct rig_out *out = &rig->out[i];
            size_t at = 0;
            CU_ASSERT_EQUAL(bits_between(frame, out->bytes, len, &at), 1);
            CU_ASSERT_FALSE(sums_are_good(out->bytes, TEXT));
            CU_ASSERT_TRUE(at / 8 > ETH && !out->fcs_error);
            in_header += at / 8 < ETH + IP;
            in_tcp += at / 8 >= ETH + IP && at / 8 < ETH + IP + TCP;
            in_text += at / 8 >= ETH + IP + TCP;
        }
        /* 19, 20 and 40 of 79 bytes */
        CU_ASSERT_TRUE(in_header > N * 19 / 79 - 300 && in_header < N * 19 / 79 + 300);
        CU_ASSERT_TRUE(in_tcp > N * 20 / 79 - 300 && in_tcp < N * 20 / 79 + 300);
        CU_ASSERT_TRUE(in_text > N * 40 / 79 - 300 && in_text < N * 40 / 79 + 300);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).corrupted, N);
        rig_free(rig);
    }
}

/* The first and last byte that ever changed, or -1. */
static void changed_bytes(const struct rig *rig, const uint8_t *frame, size_t len, long *first, long *last)
{
    *first = *last = -1;
    for (size_t i = 0; i < rig->count; i++)
        for (size_t k = 0; k < len; k++) {
            if (rig->out[i].bytes[k] == frame[k])
                continue;
            *first = *first < 0 || (long)k < *first ? (long)k : *first;
            *last = (long)k > *last ? (long)k : *last;
        }
}

static void expect_changes(const uint8_t *frame, size_t len, long first, long last)
{
    struct rig *rig = corrupt_all(TOE_SIM_TO_ENGINE, TOE_CORRUPT, frame, len, false);
    long seen_first, seen_last;

    changed_bytes(rig, frame, len, &seen_first, &seen_last);
    CU_ASSERT_EQUAL(seen_first, first);
    CU_ASSERT_EQUAL(seen_last, last);
    CU_ASSERT_EQUAL(rig_counts(rig, TOE_SIM_TO_ENGINE).corrupted, first < 0 ? 0 : N);
    rig_free(rig);
}

static void what_no_sum_is_certain_to_cover_stays_as_it_is(void)
{
    uint8_t frame[1514];
    size_t len = make_tcp(frame, 0); /* 54 bytes: 6 of padding */

    expect_changes(frame, len, ETH + 1, 53);
    frame[12] = 0x81; /* a VLAN tag */
    expect_changes(frame, len, -1, -1);
    len = make_ipv4(frame, 17, 30); /* UDP: its sum may be absent */
    expect_changes(frame, len, ETH + 1, ETH + IP - 1);
    len = make_ipv4(frame, 1, 30); /* ICMP */
    expect_changes(frame, len, ETH + 1, ETH + IP + 29);
    frame[ETH + 6] = 0x20; /* a fragment */
    expect_changes(frame, len, ETH + 1, ETH + IP - 1);
    frame[ETH] = 0x44; /* a header of 16 bytes: not well formed */
    expect_changes(frame, len, -1, -1);
    make_ipv4(frame, 6, 30);
    put16(frame + ETH + 2, 2000); /* longer than the frame */
    expect_changes(frame, len, -1, -1);
    make_ipv4(frame, 6, 30);
    put16(frame + 12, 0x0806); /* ARP */
    expect_changes(frame, len, -1, -1);
}

static void the_segment_behind_an_ipv6_header_is_covered(void)
{
    uint8_t frame[128] = {0};

    put16(frame + 12, 0x86dd);
    frame[ETH] = 0x60;
    put16(frame + ETH + 4, 24);
    frame[ETH + 6] = 6;
    expect_changes(frame, ETH + 40 + 24 + 10, ETH + 40, ETH + 40 + 23);
    frame[ETH + 6] = 17;
    expect_changes(frame, ETH + 40 + 24, -1, -1);
    frame[ETH + 6] = 6;
    expect_changes(frame, ETH + 40 + 23, -1, -1); /* cut short */
}

/* CRC-32 of IEEE 802.3, bit by bit. */
static uint32_t slow_crc(const uint8_t *bytes, size_t len)
{
    uint32_t crc = 0xffffffffu;

    for (size_t i = 0; i < len; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
    }
    return ~crc;
}

static void a_burst_leaves_the_fcs_of_the_frame_that_was_sent(void)
{
    uint8_t frame[1514];
    size_t len = make_tcp(frame, 20);

    BOTH_WAYS(dir)
    {
        struct rig *rig = corrupt_all(dir, TOE_CORRUPT_FCS, frame, len, true);
        size_t unseen_by_sums = 0;
        CU_ASSERT_EQUAL_FATAL(rig->count, N);
        for (size_t i = 0; i < N; i++) {
            const struct rig_out *out = &rig->out[i];
            size_t first = len * 8, last = 0;
            for (size_t bit = 0; bit < len * 8; bit++)
                if ((frame[bit / 8] ^ out->bytes[bit / 8]) >> bit % 8 & 1) {
                    first = bit < first ? bit : first;
                    last = bit;
                }
            CU_ASSERT_TRUE(first <= last && last - first < 32);
            CU_ASSERT_TRUE(out->fcs_error != 0);
            CU_ASSERT_EQUAL(slow_crc(out->bytes, len) ^ out->fcs_error, slow_crc(frame, len));
            unseen_by_sums += sums_are_good(out->bytes, 20);
        }
        CU_ASSERT_TRUE(unseen_by_sums > 0); /* in the Ethernet header at least */
        CU_ASSERT_EQUAL(rig_counts(rig, dir).fcs_broken, N);
        rig_free(rig);
    }
}

static void a_wire_without_fcs_loses_what_its_mac_would(void)
{
    uint8_t frame[1514];
    size_t len = make_tcp(frame, 20);
    struct rig *out = corrupt_all(TOE_SIM_FROM_ENGINE, TOE_CORRUPT_FCS, frame, len, false);
    struct rig *in = corrupt_all(TOE_SIM_TO_ENGINE, TOE_CORRUPT_FCS, frame, len, false);

    CU_ASSERT_EQUAL(out->count, 0);
    CU_ASSERT_EQUAL(rig_counts(out, TOE_SIM_FROM_ENGINE).fcs_broken, N);
    CU_ASSERT_EQUAL(in->count, N); /* the engine's own MAC drops them */
    rig_free(out);
    rig_free(in);
}

/* The loop engine says DispDropFcs of frames whose FCS is wrong (sim_wire_test.c). Short frames are padded first. */
static void the_simulator_puts_the_wrong_fcs_on_the_pins(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct rig *rig = rig_new();
    struct toe_sim_stats stats;
    struct toe_impair_stats impaired;

    rig_add(rig, TOE_SIM_TO_ENGINE, (struct toe_impairment){.kind = TOE_CORRUPT_FCS, .seed = 1, .ppm = 400000});
    rig->n = 200;
    rig->len = 42;
    rig->interval_ns = 10 * US;
    CU_ASSERT_EQUAL_FATAL(toe_sim_wire_attach(sim, rig->wire), 0);
    toe_sim_run(sim, TOE_SIM_NEVER, 1000000);
    toe_sim_get_stats(sim, &stats);
    toe_sim_get_impair_stats(sim, &impaired);
    CU_ASSERT_EQUAL(stats.rx_frames, 200);
    CU_ASSERT_TRUE(impaired.to_engine.fcs_broken > 50 && impaired.to_engine.fcs_broken < 110);
    CU_ASSERT_EQUAL(stats.tx_bad_fcs, impaired.to_engine.fcs_broken); /* it sends them back as they came */
    toe_sim_destroy(sim);
    free(rig);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(one_bit_is_flipped_and_a_sum_notices),
        SIM_CASE(what_no_sum_is_certain_to_cover_stays_as_it_is),
        SIM_CASE(the_segment_behind_an_ipv6_header_is_covered),
        SIM_CASE(a_burst_leaves_the_fcs_of_the_frame_that_was_sent),
        SIM_CASE(a_wire_without_fcs_loses_what_its_mac_would),
        SIM_CASE(the_simulator_puts_the_wrong_fcs_on_the_pins),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("corrupt", tests);
}
