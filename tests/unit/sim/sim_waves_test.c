/* Which part of a run is in the waveform: by the simulated time, by decisions. */
#include "sim_test.h"
#include "waves.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static bool is_refused(const char *text)
{
    struct waves waves;

    return waves_parse(&waves, text) == -EINVAL;
}

static void what_is_no_part_is_refused(void)
{
    static const char *const bad[] = {"",
                                      "-x",
                                      "5",
                                      "5-5",
                                      "6-5",
                                      "5-6-7",
                                      "1e3-",
                                      "+5",
                                      " 5-6",
                                      "Nobody",
                                      "WhyText+",
                                      "WhyText+0",
                                      "WhyText+1x",
                                      "WhyText-5",
                                      "+",
                                      "5-99999999999999999999",
                                      "FastRetransmitFastRetransmitFastRetransmit"};

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        if (!is_refused(bad[i])) {
            fprintf(stderr, "    taken: '%s'\n", bad[i]);
            CU_FAIL("a bad text was taken");
        }
    CU_ASSERT_EQUAL(toe_sim_create(&(struct toe_sim_config){.fst_when = "5"}, &(struct toe_sim *){NULL}), -EINVAL);
}

static void window_has_one_end_or_two(void)
{
    struct waves waves;

    CU_ASSERT_EQUAL(waves_parse(&waves, NULL), 0);
    CU_ASSERT_TRUE(waves.from_us == 0 && waves.until_us == UINT64_MAX && !waves.by_decision);
    CU_ASSERT_EQUAL(waves_parse(&waves, "100-"), 0);
    CU_ASSERT_TRUE(waves.from_us == 100 && waves.until_us == UINT64_MAX);
    CU_ASSERT_EQUAL(waves_parse(&waves, "-70"), 0);
    CU_ASSERT_TRUE(waves.from_us == 0 && waves.until_us == 70);
    CU_ASSERT_EQUAL(waves_parse(&waves, "100-200"), 0);
    CU_ASSERT_TRUE(waves.from_us == 100 && waves.until_us == 200);
}

static unsigned number_of(const char *name, unsigned count, const char *(*name_of)(unsigned))
{
    for (unsigned i = 0; i < count; i++)
        if (strcmp(name_of(i), name) == 0)
            return i;
    CU_FAIL("no such name");
    return 0;
}

static void decision_begins_a_part_of_its_own_length(void)
{
    struct toe_trace other = {.reason = 0};
    struct toe_trace decision = {
        .reason = (uint8_t)number_of("WhyFastRetransmit", toe_trace_reasons(), toe_trace_reason_name)};
    struct waves waves;

    CU_ASSERT_EQUAL(waves_parse(&waves, "fastretransmit+200"), 0);
    CU_ASSERT_TRUE(waves.until_us == 0);
    waves_decision(&waves, &other, 50);
    CU_ASSERT_TRUE(waves.until_us == 0);
    waves_decision(&waves, &decision, 60);
    CU_ASSERT_TRUE(waves.from_us == 60 && waves.until_us == 260);
    waves_decision(&waves, &decision, 100);
    CU_ASSERT_TRUE(waves.from_us == 100 && waves.until_us == 300);
}

static void state_counts_when_it_is_entered(void)
{
    unsigned time_wait = number_of("StTimeWait", toe_trace_states(), toe_trace_state_name);
    struct toe_trace in = {.state_before = 6, .state_after = (uint8_t)time_wait};
    struct toe_trace stays = {.state_before = (uint8_t)time_wait, .state_after = (uint8_t)time_wait};
    struct waves waves;

    CU_ASSERT_EQUAL(waves_parse(&waves, "StTimeWait"), 0);
    waves_decision(&waves, &stays, 5);
    CU_ASSERT_TRUE(waves.until_us == 0);
    waves_decision(&waves, &in, 7);
    CU_ASSERT_TRUE(waves.from_us == 7 && waves.until_us == 17);
}

/* Cycles in the waveform of a loop engine that gets a frame each 10 us from 100 us on, for 200 us. */
static uint64_t cycles_with(const char *when, uint64_t *file_bytes)
{
    char path[] = "/tmp/toe-waves-XXXXXX";
    struct toe_sim_config config = {
        .clock = TOE_SIM_VIRTUAL, .conns = 16, .start_us = 5000000, .fst_path = path, .fst_when = when};
    struct toe_sim *sim = NULL;
    struct toe_sim_stats stats = {0};
    uint8_t frame[60] = {0};
    FILE *file;

    close(mkstemp(path));
    CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &sim), 0);
    for (uint64_t us = 100; us < 200; us += 10)
        toe_sim_wire_inject(sim, us * 1000, frame, sizeof frame);
    toe_sim_run(sim, TOE_SIM_NEVER, 20000);
    toe_sim_get_stats(sim, &stats);
    toe_sim_destroy(sim);
    file = fopen(path, "rb");
    fseek(file, 0, SEEK_END);
    *file_bytes = (uint64_t)ftell(file);
    fclose(file);
    unlink(path);
    return stats.fst_cycles;
}

static void only_that_part_is_written(void)
{
    uint64_t all, window, decision, all_bytes, window_bytes, bytes;

    all = cycles_with(NULL, &all_bytes);
    CU_ASSERT_TRUE(all > 0);
    window = cycles_with("110-130", &window_bytes);
    CU_ASSERT_TRUE(window > 0 && window <= 20 * 100 && window < all);
    CU_ASSERT_TRUE(window_bytes < all_bytes);
    CU_ASSERT_EQUAL(cycles_with("900000-", &bytes), 0);
    decision = cycles_with("WhyText+3", &bytes); /* what the loop decides, once a frame */
    CU_ASSERT_TRUE(decision > 0 && decision <= 10 * 4 * 100 && decision < all);
    CU_ASSERT_EQUAL(cycles_with("FastRetransmit", &bytes), 0);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(what_is_no_part_is_refused),
        SIM_CASE(window_has_one_end_or_two),
        SIM_CASE(decision_begins_a_part_of_its_own_length),
        SIM_CASE(state_counts_when_it_is_entered),
        SIM_CASE(only_that_part_is_written),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("waves", tests);
}
