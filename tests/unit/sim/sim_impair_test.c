/* Middlewares that choose frames: loss, a filter, duplication, reordering; and what holds of all: seeds, directions. */
#include "impair_rig.h"

#include <errno.h>

enum { MANY = 4000 };
enum { LEN = 100 };

static const enum toe_impairment_kind by_chance[] = {TOE_LOSS,    TOE_DUPLICATE,   TOE_REORDER,
                                                     TOE_CORRUPT, TOE_CORRUPT_FCS, TOE_DELAY};

static struct toe_impairment of_kind(enum toe_impairment_kind kind, uint64_t seed, uint32_t ppm)
{
    return (struct toe_impairment){.kind = kind,
                                   .seed = seed,
                                   .ppm = ppm,
                                   .gap_frames = 3,
                                   .delay_ns = kind == TOE_REORDER ? 10 * MS : 3 * MS,
                                   .jitter_ns = 2 * MS,
                                   .limit_frames = 64};
}

/* All the kinds that draw numbers, one behind the other. */
static struct rig *all_kinds(enum toe_sim_direction dir, uint64_t seed)
{
    struct rig *rig = rig_new();

    for (size_t i = 0; i < sizeof by_chance / sizeof *by_chance; i++)
        rig_add(rig, dir, of_kind(by_chance[i], seed + 100 * i, 100000));
    rig->base.carries_fcs = true;
    return rig;
}

static bool same_output(const struct rig *a, const struct rig *b)
{
    return a->count == b->count && memcmp(a->out, b->out, sizeof a->out) == 0;
}

static void the_same_seed_gives_every_frame_the_same_fate(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *a = all_kinds(dir, 7), *b = all_kinds(dir, 7), *c = all_kinds(dir, 8);
        rig_pass(a, dir, MANY, LEN, 100 * US);
        rig_pass(b, dir, MANY, LEN, 100 * US);
        rig_pass(c, dir, MANY, LEN, 100 * US);
        CU_ASSERT_TRUE(a->count > MANY / 2);
        CU_ASSERT_TRUE(same_output(a, b));
        CU_ASSERT_FALSE(same_output(a, c));
        rig_free(a);
        rig_free(b);
        rig_free(c);
    }
}

static void each_kind_alone_depends_on_its_seed_only(void)
{
    for (size_t i = 0; i < sizeof by_chance / sizeof *by_chance; i++) {
        struct rig *rigs[3];
        for (unsigned k = 0; k < 3; k++) {
            rigs[k] = rig_new();
            rig_add(rigs[k], TOE_SIM_TO_ENGINE, of_kind(by_chance[i], 40 + k / 2, 100000));
            rig_pass(rigs[k], TOE_SIM_TO_ENGINE, 500, LEN, 100 * US);
        }
        CU_ASSERT_TRUE(same_output(rigs[0], rigs[1]));
        /* counted bytes are no IP packet: nothing there that corrupt may change */
        CU_ASSERT_EQUAL(same_output(rigs[0], rigs[2]), by_chance[i] == TOE_CORRUPT);
        for (unsigned k = 0; k < 3; k++)
            rig_free(rigs[k]);
    }
}

static void one_direction_does_not_disturb_the_other(void)
{
    struct toe_impairment both = of_kind(TOE_LOSS, 7, 100000);
    struct rig *a = rig_new(), *b = rig_new();

    both.from_engine = true;
    rig_add(a, TOE_SIM_TO_ENGINE, both);
    rig_add(b, TOE_SIM_TO_ENGINE, both);
    rig_pass(b, TOE_SIM_FROM_ENGINE, 1234, LEN, 0);
    rig_pass(a, TOE_SIM_TO_ENGINE, MANY, LEN, 0);
    rig_pass(b, TOE_SIM_TO_ENGINE, MANY, LEN, 0);
    CU_ASSERT_TRUE(same_output(a, b));
    rig_free(a);
    rig_free(b);
}

static void only_the_named_direction_is_impaired(void)
{
    BOTH_WAYS(dir)
    {
        enum toe_sim_direction other = dir == TOE_SIM_TO_ENGINE ? TOE_SIM_FROM_ENGINE : TOE_SIM_TO_ENGINE;
        struct rig *rig = rig_new();
        for (size_t i = 0; i < sizeof by_chance / sizeof *by_chance; i++)
            rig_add(rig, dir, of_kind(by_chance[i], i, 500000));
        rig_pass(rig, other, 100, LEN, US);
        CU_ASSERT_EQUAL_FATAL(rig->count, 100);
        for (uint32_t i = 0; i < 100; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == i * US && !rig->out[i].fcs_error);
        rig_free(rig);
    }
}

static void loss_takes_its_share(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, of_kind(TOE_LOSS, 5, 250000));
        rig_pass(rig, dir, MANY, LEN, US);
        CU_ASSERT_TRUE(rig->count > MANY * 70 / 100 && rig->count < MANY * 80 / 100);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).lost, MANY - rig->count);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).frames, MANY);
        rig_free(rig);
    }
}

static void nothing_and_everything_can_be_lost(void)
{
    struct rig *rig = rig_new();

    rig_add(rig, TOE_SIM_TO_ENGINE, of_kind(TOE_LOSS, 5, 0));
    rig_pass(rig, TOE_SIM_TO_ENGINE, MANY, LEN, US);
    CU_ASSERT_EQUAL(rig->count, MANY);
    rig_add(rig, TOE_SIM_TO_ENGINE, of_kind(TOE_LOSS, 5, 1000000));
    rig_pass(rig, TOE_SIM_TO_ENGINE, MANY, LEN, US);
    CU_ASSERT_EQUAL(rig->count, 0);
    rig_free(rig);
}

static bool drop_third(void *arg, bool to_engine, const uint8_t *frame, size_t len)
{
    unsigned *seen = arg;

    (void)frame;
    CU_ASSERT_EQUAL(len, LEN);
    return !to_engine && ++*seen == 3;
}

static void a_filter_loses_the_frame_that_it_is_told(void)
{
    struct rig *rig = rig_new();
    unsigned seen = 0;

    CU_ASSERT_EQUAL_FATAL(toe_wire_filter(rig->wire, drop_third, &seen, &rig->wire), 0);
    rig_pass(rig, TOE_SIM_FROM_ENGINE, 5, LEN, US);
    CU_ASSERT_EQUAL_FATAL(rig->count, 4);
    CU_ASSERT_TRUE(rig->out[1].number == 1 && rig->out[2].number == 3);
    rig_free(rig);
}

static void a_duplicate_comes_right_behind_its_frame(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        uint32_t next = 0, twice = 0;
        rig_add(rig, dir, of_kind(TOE_DUPLICATE, 5, 100000));
        rig_pass(rig, dir, MANY, LEN, US);
        for (size_t i = 0; i < rig->count; i++) {
            const struct rig_out *out = &rig->out[i];
            if (i && out->number == next - 1) {
                CU_ASSERT_EQUAL(memcmp(out, &rig->out[i - 1], sizeof *out), 0);
                twice++;
            } else {
                CU_ASSERT_EQUAL(out->number, next++);
            }
        }
        CU_ASSERT_EQUAL(next, MANY);
        CU_ASSERT_TRUE(twice > MANY * 8 / 100 && twice < MANY * 12 / 100);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).duplicated, twice);
        rig_free(rig);
    }
}

/* Chosen frames lose at least `gap` places, and exactly those among frames that were not chosen. */
static void a_reordered_frame_is_overtaken_by_the_next_ones(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        static bool seen[MANY];
        uint32_t newest = 0, late = 0;
        memset(seen, 0, sizeof seen);
        rig_add(rig, dir, of_kind(TOE_REORDER, 5, 50000));
        rig_pass(rig, dir, MANY, LEN, US);
        CU_ASSERT_EQUAL_FATAL(rig->count, MANY);
        for (size_t i = 0; i < MANY; i++) {
            uint32_t number = rig->out[i].number;
            CU_ASSERT_FALSE(seen[number]);
            seen[number] = true;
            if (number < newest) {
                uint32_t overtakers = 0;
                for (size_t k = 0; k < i; k++)
                    overtakers += rig->out[k].number > number;
                CU_ASSERT_TRUE(overtakers >= 3 && overtakers <= 6);
                late++;
            } else {
                newest = number;
            }
        }
        CU_ASSERT_TRUE(late > MANY * 3 / 100 && late < MANY * 7 / 100);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).reordered, late);
        rig_free(rig);
    }
}

static void a_reordered_frame_that_nothing_follows_leaves_in_time(void)
{
    BOTH_WAYS(dir)
    {
        struct rig *rig = rig_new();
        rig_add(rig, dir, of_kind(TOE_REORDER, 5, 1000000));
        rig_pass(rig, dir, 3, LEN, MS);
        CU_ASSERT_EQUAL_FATAL(rig->count, 3);
        for (uint32_t i = 0; i < 3; i++)
            CU_ASSERT_TRUE(rig->out[i].number == i && rig->out[i].t_ns == (10 + i) * MS);
        CU_ASSERT_EQUAL(rig_counts(rig, dir).reordered, 0);
        rig_free(rig);
    }
}

static void what_is_impossible_is_refused(void)
{
    static const struct toe_impairment bad[] = {
        {.kind = TOE_LOSS, .ppm = 1000001},
        {.kind = TOE_DUPLICATE, .ppm = 1000001},
        {.kind = TOE_CORRUPT, .ppm = 1000001},
        {.kind = TOE_CORRUPT_FCS, .ppm = 1000001},
        {.kind = TOE_REORDER, .ppm = 1000001, .gap_frames = 1, .delay_ns = 1},
        {.kind = TOE_REORDER, .gap_frames = 0, .delay_ns = 1},
        {.kind = TOE_REORDER, .gap_frames = 1, .delay_ns = 0},
        {.kind = TOE_DELAY, .delay_ns = TOE_IMPAIR_TIME_MOST + 1},
        {.kind = TOE_DELAY, .delay_ns = 5, .jitter_ns = 6},
        {.kind = TOE_DELAY, .limit_frames = TOE_IMPAIR_LIMIT_MOST + 1},
        {.kind = TOE_RATE},
        {.kind = TOE_RATE, .bits_per_s = 1000000000001},
        {.kind = TOE_IMPAIRMENT_KINDS},
    };
    struct rig *rig = rig_new();

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        CU_ASSERT_EQUAL(toe_wire_impair(rig->wire, &bad[i], &rig->wire), -EINVAL);
    CU_ASSERT_PTR_EQUAL(rig->wire, &rig->base);
    CU_ASSERT_FALSE(rig->closed);
    rig_free(rig);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(the_same_seed_gives_every_frame_the_same_fate),
        SIM_CASE(each_kind_alone_depends_on_its_seed_only),
        SIM_CASE(one_direction_does_not_disturb_the_other),
        SIM_CASE(only_the_named_direction_is_impaired),
        SIM_CASE(loss_takes_its_share),
        SIM_CASE(nothing_and_everything_can_be_lost),
        SIM_CASE(a_filter_loses_the_frame_that_it_is_told),
        SIM_CASE(a_duplicate_comes_right_behind_its_frame),
        SIM_CASE(a_reordered_frame_is_overtaken_by_the_next_ones),
        SIM_CASE(a_reordered_frame_that_nothing_follows_leaves_in_time),
        SIM_CASE(what_is_impossible_is_refused),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("impair", tests);
}
