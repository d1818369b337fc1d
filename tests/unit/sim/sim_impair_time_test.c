/* Middlewares of time: delay, jitter, rate, their queues, and the order in which they stand. */
#include "impair_rig.h"

enum { LEN = 100 };

static void a_delay_is_exact(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = 5 * MS + 1});
        rig_pass(rig, dir, 100, LEN, 333 * US);
        CU_ASSERT_EQUAL_FATAL(rig->count, 100);
        for (uint32_t i = 0; i < 100; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == i * 333 * US + 5 * MS + 1);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).delayed, 100);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).reordered, 0);
        rig_free(rig);
    }
}

static void frames_of_one_time_keep_their_order(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = MS});
        rig_pass(rig, dir, 100, LEN, 0);
        CU_ASSERT_EQUAL_FATAL(rig->count, 100);
        for (uint32_t i = 0; i < 100; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == MS);
        rig_free(rig);
    }
}

static void jitter_spreads_evenly_around_the_delay(void)
{
    enum { N = 2000 };
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        uint64_t sum = 0, least = UINT64_MAX, most = 0, inversions = 0, before = 0;
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .seed = 4, .delay_ns = 5 * MS, .jitter_ns = MS});
        rig_pass(rig, dir, N, LEN, 100 * US);
        CU_ASSERT_EQUAL_FATAL(rig->count, N);
        for (uint32_t i = 0; i < N; i++) {
            const struct rig_out *out = &rig->out[i];
            uint64_t wait = out->t_ns - out->number * 100 * US;
            CU_ASSERT_TRUE(i == 0 || out->t_ns >= rig->out[i - 1].t_ns);
            sum += wait;
            least = wait < least ? wait : least;
            most = wait > most ? wait : most;
            inversions += out->number < before;
            before = out->number > before ? out->number : before;
        }
        CU_ASSERT_TRUE(least >= 4 * MS && least < 4 * MS + 50 * US);
        CU_ASSERT_TRUE(most <= 6 * MS && most > 6 * MS - 50 * US);
        CU_ASSERT_TRUE(sum / N > 5 * MS - 50 * US && sum / N < 5 * MS + 50 * US);
        CU_ASSERT_TRUE(inversions > N / 4);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).reordered, inversions);
        rig_free(rig);
    }
}

/* 4 frames fit; each waits 10 ms; one comes each millisecond: of ten the first four are taken. */
static void a_full_queue_drops_what_comes_and_counts_it(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_DELAY, .delay_ns = 10 * MS - 1, .limit_frames = 4});
        rig_pass(rig, dir, 25, LEN, MS);
        CU_ASSERT_EQUAL_FATAL(rig->count, 12);
        for (uint32_t i = 0; i < 12; i++)
            CU_ASSERT_EQUAL(rig->out[i].number, i / 4 * 10 + i % 4);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).overflowed, 13);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).held, 0);
        rig_free(rig);
    }
}

static void a_line_of_ten_megabits_takes_a_millisecond_for_1250_bytes(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 10000000});
        rig_pass(rig, dir, 50, 1250, 100 * US);
        CU_ASSERT_EQUAL_FATAL(rig->count, 50);
        for (uint32_t i = 0; i < 50; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == (i + 1) * (uint64_t)MS);
        rig_free(rig);
    }
}

static void a_rate_is_exact_in_the_long_run(void)
{
    struct rig *rig = rig_new();

    rig_add(rig, TOE_SIM_TO_ENGINE, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 7000000});
    rig_pass(rig, TOE_SIM_TO_ENGINE, 1000, LEN, 0);
    CU_ASSERT_EQUAL_FATAL(rig->count, 1000);
    CU_ASSERT_EQUAL(rig->out[999].t_ns, 1000u * LEN * 8 * 1000 / 7); /* ns: bits * 10^9 / 7,000,000 */
    CU_ASSERT_EQUAL(rig->out[0].t_ns, LEN * 8 * 1000 / 7);
    rig_free(rig);
}

static void an_idle_line_saves_nothing_up(void)
{
    struct rig *rig = rig_new();

    rig_add(rig, TOE_SIM_FROM_ENGINE, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 10000000});
    rig_pass(rig, TOE_SIM_FROM_ENGINE, 10, 1250, 5 * MS);
    CU_ASSERT_EQUAL_FATAL(rig->count, 10);
    for (uint32_t i = 0; i < 10; i++)
        CU_ASSERT_EQUAL(rig->out[i].t_ns, i * 5 * MS + MS);
    rig_free(rig);
}

/* Twice as much comes as the line takes: half is lost once the queue of 10 is full. */
static void a_slow_line_with_a_short_queue_loses_the_rest(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, (struct toe_impairment){.kind = TOE_RATE, .bits_per_s = 10000000, .limit_frames = 10});
        rig_pass(rig, dir, 1000, 1250, MS / 2);
        CU_ASSERT_TRUE(rig->count >= 505 && rig->count <= 512);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).overflowed, 1000 - rig->count);
        for (uint32_t i = 1; i < rig->count; i++) /* the line was never idle, and no faster */
            CU_ASSERT_EQUAL(rig->out[i].t_ns - rig->out[i - 1].t_ns, MS);
        rig_free(rig);
    }
}

/* Copies made before the line take time on it; copies made behind it do not. */
static void middlewares_work_in_the_order_of_the_list(void)
{
    static const char *const texts[] = {"duplicate=100%,rate=10mbit", "rate=10mbit,duplicate=100%"};
    char why[100];

    BOTH_WAYS(dir)
    for (int k = 0; k < 2; k++) {
        struct toe_impair_list list = {.n = 0};
        struct rig *rig = rig_new();
        CU_ASSERT_EQUAL_FATAL(toe_impair_parse(&list, texts[k], why, sizeof why), 0);
        CU_ASSERT_EQUAL_FATAL(toe_wire_impair_all(rig->wire, &list, 1, &rig->wire), 0);
        rig_pass(rig, dir, 3, 1250, 0);
        CU_ASSERT_EQUAL_FATAL(rig->count, 6);
        for (uint32_t i = 0; i < 6; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i / 2 && rig->out[i].t_ns == (k ? i / 2 + 1 : i + 1) * (uint64_t)MS);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).frames, 3);
        rig_free(rig);
    }
}

/* Items that drew the same numbers would flip the same bits, and the second would mend what the first did. */
static void each_item_of_a_list_draws_for_itself(void)
{
    struct toe_impair_list list = {.n = 0};
    struct rig *rig = rig_new();
    unsigned broken = 0;
    char why[100];

    CU_ASSERT_EQUAL_FATAL(toe_impair_parse(&list, "corrupt-fcs=50%,corrupt-fcs=50%", why, sizeof why), 0);
    CU_ASSERT_EQUAL_FATAL(toe_wire_impair_all(rig->wire, &list, 1, &rig->wire), 0);
    rig_pass(rig, TOE_SIM_TO_ENGINE, 2000, LEN, US);
    for (size_t i = 0; i < rig->count; i++)
        broken += rig->out[i].fcs_error != 0;
    CU_ASSERT_TRUE(broken > 1400 && broken < 1600); /* 75 % */
    rig_free(rig);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(a_delay_is_exact),
        SIM_CASE(frames_of_one_time_keep_their_order),
        SIM_CASE(jitter_spreads_evenly_around_the_delay),
        SIM_CASE(a_full_queue_drops_what_comes_and_counts_it),
        SIM_CASE(a_line_of_ten_megabits_takes_a_millisecond_for_1250_bytes),
        SIM_CASE(a_rate_is_exact_in_the_long_run),
        SIM_CASE(an_idle_line_saves_nothing_up),
        SIM_CASE(a_slow_line_with_a_short_queue_loses_the_rest),
        SIM_CASE(middlewares_work_in_the_order_of_the_list),
        SIM_CASE(each_item_of_a_list_draws_for_itself),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("impair_time", tests);
}
