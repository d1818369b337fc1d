/* Frames in and out of a loop engine: FCS, padding, pacing, times, the port's queue. */
#include "sim_test.h"

#include <errno.h>

#define WIDTHS(w)                               \
    static const unsigned w##_list[] = {8, 32}; \
    for (size_t w##_i = 0; w##_i < 2; w##_i++)

/* CRC-32 of IEEE 802.3, bit by bit: the oracle for what the simulator adds. */
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

struct seen {
    uint8_t bytes[2][16384];
    size_t len[2];
    struct toe_frame_times times[2][64];
    unsigned count[2];
};

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    struct seen *seen = arg;

    memcpy(seen->bytes[dir], frame, len);
    seen->len[dir] = len;
    if (seen->count[dir] < 64)
        seen->times[dir][seen->count[dir]] = *times;
    seen->count[dir]++;
}

static void every_length_comes_back_as_it_went_in(void)
{
    static uint8_t in[TOE_WIRE_MAX_FRAME], out[TOE_WIRE_MAX_FRAME];
    WIDTHS(width)
    {
        struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, width_list[width_i]);
        for (size_t len = 60; len <= TOE_WIRE_MAX_FRAME; len += len < 200 ? 1 : 487) {
            frame_fill(in, len, (unsigned)len);
            CU_ASSERT_EQUAL(toe_sim_wire_inject(sim, 0, in, len), 0);
            toe_sim_run(sim, TOE_SIM_NEVER, 100000);
            CU_ASSERT_EQUAL(toe_sim_wire_take(sim, out, sizeof out, NULL), (long)len);
            CU_ASSERT_EQUAL(memcmp(in, out, len), 0);
        }
        toe_sim_destroy(sim);
    }
}

static void short_frames_are_padded_and_carry_a_correct_fcs(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    static struct seen seen;
    struct toe_sim_watch watch = {.arg = &seen, .frame = on_frame};
    uint8_t in[14], zeros[46] = {0};
    uint32_t fcs = 0;

    memset(&seen, 0, sizeof seen);
    toe_sim_watch(sim, &watch);
    frame_fill(in, sizeof in, 3);
    toe_sim_wire_inject(sim, 0, in, sizeof in);
    toe_sim_run(sim, TOE_SIM_NEVER, 100000);
    for (int i = 0; i < 2; i++) {
        CU_ASSERT_EQUAL(seen.len[i], 64);
        CU_ASSERT_EQUAL(memcmp(seen.bytes[i], in, 14), 0);
        CU_ASSERT_EQUAL(memcmp(seen.bytes[i] + 14, zeros, 46), 0);
        for (int b = 3; b >= 0; b--)
            fcs = fcs << 8 | seen.bytes[i][60 + b];
        CU_ASSERT_EQUAL(fcs, slow_crc(seen.bytes[i], 60));
    }
    toe_sim_destroy(sim);
}

static void a_wrong_fcs_and_a_phy_error_reach_the_engine(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct toe_sim_stats stats;
    uint8_t frame[64];

    frame_fill(frame, 64, 1); /* its last four bytes are no FCS */
    toe_sim_wire_inject_raw(sim, 0, frame, 64, false);
    toe_sim_wire_inject_raw(sim, 0, frame, 64, true);
    toe_sim_run(sim, TOE_SIM_NEVER, 100000);
    toe_sim_get_stats(sim, &stats);
    CU_ASSERT_EQUAL(stats.rx_frames, 2);
    CU_ASSERT_EQUAL(stats.tx_bad_fcs, 2);
    CU_ASSERT_EQUAL(stats.dispositions[0], 1); /* DispDropFcs: what the loop says of rx_error */
    toe_sim_destroy(sim);
}

/* n frames of len bytes (with FCS), back to back, are n * (len + 20) byte times long to within one beat; but a frame
 * takes whole beats, which on a wide path can be more than that. */
static void the_gap_between_frames_is_twenty_byte_times_on_average(void)
{
    WIDTHS(width)
    {
        unsigned width = width_list[width_i];
        for (size_t len = 60; len < 130; len += 3) {
            struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, width);
            static struct seen seen;
            struct toe_sim_watch watch = {.arg = &seen, .frame = on_frame};
            uint8_t frame[130];
            uint64_t bytes, cycles;
            memset(&seen, 0, sizeof seen);
            toe_sim_watch(sim, &watch);
            frame_fill(frame, len, 0);
            for (int i = 0; i < 50; i++)
                toe_sim_wire_inject(sim, 0, frame, len);
            toe_sim_run(sim, TOE_SIM_NEVER, 100000);
            CU_ASSERT_EQUAL(seen.count[0], 50);
            cycles = seen.times[0][49].first_cycle - seen.times[0][0].first_cycle;
            bytes = 49 * (len + 4 + 20);
            CU_ASSERT_TRUE(cycles * width >= bytes);
            if ((len + 4 + width - 1) / width * width <= len + 4 + 20)
                CU_ASSERT_TRUE(cycles * width < bytes + width);
            for (int i = 1; i < 50; i++)
                CU_ASSERT_TRUE(seen.times[0][i].first_cycle > seen.times[0][i - 1].last_cycle);
            toe_sim_destroy(sim);
        }
    }
}

static void a_frame_arrives_when_it_is_due_and_not_before(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_LOCKSTEP, 8);
    struct toe_frame_times times;
    uint8_t frame[64];

    frame_fill(frame, 64, 0);
    toe_sim_wire_inject(sim, 12345, frame, 64); /* in the middle of a cycle: the next one */
    toe_sim_run_until_event(sim, TOE_SIM_STOP_FRAME, 1000000);
    CU_ASSERT_EQUAL(toe_sim_wire_take(sim, frame, sizeof frame, &times), 64);
    /* The loop takes one cycle; 68 bytes are nine beats. */
    CU_ASSERT_EQUAL(times.first_ns, 12360);
    CU_ASSERT_EQUAL(times.last_ns, 12360 + 80);
    CU_ASSERT_EQUAL(times.first_cycle, 1236);
    CU_ASSERT_EQUAL(toe_sim_now_ns(sim), times.last_ns + 10);
    toe_sim_destroy(sim);
}

static void a_full_queue_refuses_and_takes_again_after_a_run(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct toe_sim_stats stats;
    static uint8_t frame[1514];
    unsigned queued = 0, taken = 0;

    for (int round = 0; round < 5; round++) {
        while (toe_sim_wire_inject(sim, 0, frame, sizeof frame - (unsigned)round * 100) == 0)
            queued++;
        toe_sim_run(sim, TOE_SIM_NEVER, 100000000);
        while (toe_sim_wire_take(sim, frame, sizeof frame, NULL) > 0)
            taken++;
    }
    toe_sim_get_stats(sim, &stats);
    CU_ASSERT_TRUE(queued > 3000);
    CU_ASSERT_EQUAL(stats.rx_frames, queued);
    CU_ASSERT_EQUAL(stats.tx_untaken, 0);
    CU_ASSERT_EQUAL(taken, queued);
    CU_ASSERT_EQUAL(toe_sim_wire_inject(sim, 0, frame, 0), -EMSGSIZE);
    CU_ASSERT_EQUAL(toe_sim_wire_inject(sim, 0, frame, TOE_WIRE_MAX_FRAME + 1), -EMSGSIZE);
    toe_sim_destroy(sim);
}

static void frames_that_nobody_takes_are_counted(void)
{
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct toe_sim_stats stats;
    static uint8_t frame[1514];

    for (int i = 0; i < 1000; i++) {
        toe_sim_wire_inject(sim, 0, frame, sizeof frame);
        toe_sim_run(sim, TOE_SIM_NEVER, 100000);
    }
    toe_sim_get_stats(sim, &stats);
    CU_ASSERT_EQUAL(stats.tx_frames, 1000);
    CU_ASSERT_TRUE(stats.tx_untaken > 300 && stats.tx_untaken < 400);
    CU_ASSERT_EQUAL(toe_sim_wire_take(sim, frame, 100, NULL), -EMSGSIZE);
    toe_sim_destroy(sim);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(every_length_comes_back_as_it_went_in),
        SIM_CASE(short_frames_are_padded_and_carry_a_correct_fcs),
        SIM_CASE(a_wrong_fcs_and_a_phy_error_reach_the_engine),
        SIM_CASE(the_gap_between_frames_is_twenty_byte_times_on_average),
        SIM_CASE(a_frame_arrives_when_it_is_due_and_not_before),
        SIM_CASE(a_full_queue_refuses_and_takes_again_after_a_run),
        SIM_CASE(frames_that_nobody_takes_are_counted),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("wire", tests);
}
