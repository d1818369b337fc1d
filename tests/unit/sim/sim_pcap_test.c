/* A capture as the wire: times, filter, files that are not what they should be. The captures are written by libpcap. */
#include "sim_test.h"

#include <errno.h>
#include <pcap/pcap.h>
#include <stdio.h>
#include <unistd.h>

enum { LEN = 100 };

struct entry {
    uint64_t t_ns;
    uint8_t to; /* last byte of the destination MAC */
    uint32_t caplen, len;
};

static char path[] = "/tmp/toe_pcap_XXXXXX";

static void write_capture(int link_type, const struct entry *entries, size_t n)
{
    static uint8_t frame[20000];
    pcap_t *dead = pcap_open_dead_with_tstamp_precision(link_type, 65535, PCAP_TSTAMP_PRECISION_NANO);
    pcap_dumper_t *dump = pcap_dump_open(dead, path);

    CU_ASSERT_PTR_NOT_NULL_FATAL(dump);
    for (size_t i = 0; i < n; i++) {
        const struct pcap_pkthdr header = {.ts = {.tv_sec = (time_t)(entries[i].t_ns / 1000000000),
                                                  .tv_usec = (suseconds_t)(entries[i].t_ns % 1000000000)},
                                           .caplen = entries[i].caplen ? entries[i].caplen : LEN,
                                           .len = entries[i].len ? entries[i].len : LEN};
        frame_fill(frame, sizeof frame, (unsigned)i);
        frame[0] = 2;
        frame[5] = entries[i].to;
        pcap_dump((u_char *)dump, &header, frame);
    }
    pcap_dump_close(dump);
    pcap_close(dead);
}

struct arrivals {
    unsigned count;
    uint64_t first_ns[16];
    uint8_t to[16];
};

static void on_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                     const struct toe_frame_times *times)
{
    struct arrivals *seen = arg;

    (void)len;
    if (dir != TOE_SIM_TO_ENGINE || seen->count == 16)
        return;
    seen->first_ns[seen->count] = times->first_ns;
    seen->to[seen->count++] = frame[5];
}

/* Replays the capture into a loop engine in virtual time. */
static struct toe_wire_pcap_stats replay(const char *filter, struct arrivals *seen)
{
    const struct toe_sim_watch watch = {.arg = seen, .frame = on_frame};
    struct toe_sim *sim = loop_new(TOE_SIM_VIRTUAL, 8);
    struct toe_wire_pcap_stats stats;
    struct toe_wire *wire = NULL;
    char why[200];

    memset(seen, 0, sizeof *seen);
    toe_sim_watch(sim, &watch);
    CU_ASSERT_EQUAL_FATAL(toe_wire_pcap(path, filter, why, sizeof why, &wire), 0);
    CU_ASSERT_EQUAL_FATAL(toe_sim_wire_attach(sim, wire), 0);
    CU_ASSERT_TRUE(toe_sim_run(sim, TOE_SIM_NEVER, 1000000) & TOE_SIM_STOP_IDLE);
    toe_wire_pcap_get_stats(wire, &stats);
    toe_sim_destroy(sim);
    return stats;
}

#define AT(s, ns) ((uint64_t)(s)*1000000000u + (ns))

static void frames_come_at_their_recorded_times(void)
{
    static const struct entry entries[] = {
        {.t_ns = AT(1700000000, 999999990)}, {.t_ns = AT(1700000001, 1230)}, {.t_ns = AT(1700000007, 500)}};
    struct arrivals seen;
    struct toe_wire_pcap_stats stats;

    write_capture(DLT_EN10MB, entries, 3);
    stats = replay(NULL, &seen);
    CU_ASSERT_EQUAL_FATAL(seen.count, 3);
    CU_ASSERT_EQUAL(seen.first_ns[0], 0);
    CU_ASSERT_EQUAL(seen.first_ns[1], 1240);
    CU_ASSERT_EQUAL(seen.first_ns[2], AT(6, 510));
    CU_ASSERT_TRUE(stats.to_engine == 3 && stats.from_engine == 3); /* the loop sends them back */
    CU_ASSERT_TRUE(stats.ended && !stats.damaged);
}

static void a_time_that_goes_back_counts_as_the_one_before(void)
{
    static const struct entry entries[] = {
        {.t_ns = AT(5, 0)}, {.t_ns = AT(5, 5000)}, {.t_ns = AT(4, 0)}, {.t_ns = AT(5, 6000)}};
    struct arrivals seen;

    write_capture(DLT_EN10MB, entries, 4);
    replay(NULL, &seen);
    CU_ASSERT_EQUAL_FATAL(seen.count, 4);
    CU_ASSERT_EQUAL(seen.first_ns[1], 5000);
    CU_ASSERT_TRUE(seen.first_ns[2] > 5000 && seen.first_ns[2] < 5200); /* behind it on the wire */
    CU_ASSERT_EQUAL(seen.first_ns[3], 6000);
}

static void a_filter_chooses_by_destination(void)
{
    static const struct entry entries[] = {{.t_ns = 0, .to = 1}, {.t_ns = 1000, .to = 2}, {.t_ns = 2000, .to = 1}};
    struct arrivals seen;
    struct toe_wire_pcap_stats stats;

    write_capture(DLT_EN10MB, entries, 3);
    stats = replay("ether[5] = 2", &seen);
    CU_ASSERT_EQUAL_FATAL(seen.count, 1);
    CU_ASSERT_TRUE(seen.to[0] == 2 && seen.first_ns[0] == 1000);
    CU_ASSERT_TRUE(stats.filtered == 2 && stats.to_engine == 1);
}

static void frames_that_are_not_whole_are_left_out_and_counted(void)
{
    static const struct entry entries[] = {
        {.t_ns = 0, .caplen = 60, .len = 1514},
        {.t_ns = 1000},
        {.t_ns = 2000, .caplen = TOE_WIRE_MAX_FRAME + 1, .len = TOE_WIRE_MAX_FRAME + 1},
        {.t_ns = 3000, .caplen = TOE_WIRE_MAX_FRAME, .len = TOE_WIRE_MAX_FRAME}};
    struct arrivals seen;
    struct toe_wire_pcap_stats stats;

    write_capture(DLT_EN10MB, entries, 4);
    stats = replay(NULL, &seen);
    CU_ASSERT_EQUAL_FATAL(seen.count, 2);
    CU_ASSERT_EQUAL(seen.first_ns[0], 1000);
    CU_ASSERT_EQUAL(stats.unusable, 2);
}

static void what_the_simulator_captured_can_be_replayed(void)
{
    struct toe_sim_config config = {.conns = 16, .clock = TOE_SIM_VIRTUAL, .pcapng_path = path};
    struct toe_sim *sim = NULL;
    struct arrivals seen;
    uint8_t frame[LEN];

    CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &sim), 0);
    frame_fill(frame, LEN, 1);
    for (uint64_t t_ns = 0; t_ns < 3000; t_ns += 1000)
        toe_sim_wire_inject(sim, t_ns, frame, LEN);
    toe_sim_run(sim, TOE_SIM_NEVER, 10000);
    toe_sim_destroy(sim);
    replay(NULL, &seen); /* each frame twice: it came, and the loop sent it */
    CU_ASSERT_EQUAL_FATAL(seen.count, 6);
    CU_ASSERT_EQUAL(seen.first_ns[2] - seen.first_ns[0], 1000);
    CU_ASSERT_EQUAL(seen.first_ns[4] - seen.first_ns[0], 2000);
}

static void a_file_that_ends_in_a_frame_is_replayed_up_to_it(void)
{
    static const struct entry entries[] = {{.t_ns = 0}, {.t_ns = 1000}, {.t_ns = 2000}};
    struct arrivals seen;
    struct toe_wire_pcap_stats stats;

    write_capture(DLT_EN10MB, entries, 3);
    CU_ASSERT_EQUAL_FATAL(truncate(path, 24 + 3 * (16 + LEN) - 7), 0);
    stats = replay(NULL, &seen);
    CU_ASSERT_EQUAL(seen.count, 2);
    CU_ASSERT_TRUE(stats.ended && stats.damaged);
}

static void expect_refusal(const char *file, const char *filter, int rc, const char *text)
{
    struct toe_wire *wire = NULL;
    char why[200] = "";

    CU_ASSERT_EQUAL(toe_wire_pcap(file, filter, why, sizeof why, &wire), rc);
    CU_ASSERT_PTR_NULL(wire);
    CU_ASSERT_PTR_NOT_NULL(strstr(why, text));
}

static void what_is_no_capture_of_ethernet_is_refused(void)
{
    static const struct entry entries[] = {{.t_ns = 0}};

    expect_refusal("/nonexistent/capture", NULL, -ENOENT, "No such file");
    expect_refusal("/dev/null", NULL, -EPROTO, "truncated");
    write_capture(DLT_RAW, entries, 1);
    expect_refusal(path, NULL, -EPROTO, "not Ethernet");
    write_capture(DLT_EN10MB, entries, 1);
    expect_refusal(path, "ether dust 2", -EINVAL, "filter 'ether dust 2': ");
    CU_ASSERT_EQUAL_FATAL(truncate(path, 10), 0);
    expect_refusal(path, NULL, -EPROTO, "truncated");
}

static void an_empty_capture_is_a_silent_wire(void)
{
    struct arrivals seen;

    write_capture(DLT_EN10MB, NULL, 0);
    CU_ASSERT_TRUE(replay(NULL, &seen).ended);
    CU_ASSERT_EQUAL(seen.count, 0);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(frames_come_at_their_recorded_times),
        SIM_CASE(a_time_that_goes_back_counts_as_the_one_before),
        SIM_CASE(a_filter_chooses_by_destination),
        SIM_CASE(frames_that_are_not_whole_are_left_out_and_counted),
        SIM_CASE(what_the_simulator_captured_can_be_replayed),
        SIM_CASE(a_file_that_ends_in_a_frame_is_replayed_up_to_it),
        SIM_CASE(what_is_no_capture_of_ethernet_is_refused),
        SIM_CASE(an_empty_capture_is_a_silent_wire),
        CU_TEST_INFO_NULL,
    };
    int fd = mkstemp(path), status;

    if (fd < 0)
        return EXIT_FAILURE;
    close(fd);
    status = sim_test_main("pcap", tests);
    unlink(path);
    return status;
}
