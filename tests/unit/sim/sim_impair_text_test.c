/* Impairments as text: each word, both directions, and what is wrong with a text. */
#include "impair_rig.h"

#include <errno.h>

static const struct toe_impairment *parse_one(struct toe_impair_list *list, const char *text)
{
    char why[200] = "";

    *list = (struct toe_impair_list){.n = 0};
    CU_ASSERT_EQUAL(toe_impair_parse(list, text, why, sizeof why), 0);
    CU_ASSERT_EQUAL_FATAL(list->n, 1);
    return list->items;
}

static void each_word_sets_its_value(void)
{
    struct toe_impair_list list;
    const struct toe_impairment *one = parse_one(&list, "loss=0.5%");

    CU_ASSERT_TRUE(one->kind == TOE_LOSS && one->ppm == 5000);
    one = parse_one(&list, "duplicate=100");
    CU_ASSERT_TRUE(one->kind == TOE_DUPLICATE && one->ppm == 1000000);
    one = parse_one(&list, "corrupt=1%");
    CU_ASSERT_TRUE(one->kind == TOE_CORRUPT && one->ppm == 10000);
    one = parse_one(&list, "corrupt-fcs=1%");
    CU_ASSERT_TRUE(one->kind == TOE_CORRUPT_FCS && one->ppm == 10000);
    one = parse_one(&list, "reorder=2%");
    CU_ASSERT_TRUE(one->kind == TOE_REORDER && one->ppm == 20000 && one->gap_frames == TOE_IMPAIR_GAP &&
                   one->delay_ns == TOE_IMPAIR_HOLD_NS);
    one = parse_one(&list, "reorder=2%,gap=7,hold=1s,limit=9");
    CU_ASSERT_TRUE(one->gap_frames == 7 && one->delay_ns == 1000 * MS && one->limit_frames == 9);
    one = parse_one(&list, "delay=1.5ms,jitter=250us,limit=20");
    CU_ASSERT_TRUE(one->kind == TOE_DELAY && one->delay_ns == 1500 * US && one->jitter_ns == 250 * US &&
                   one->limit_frames == 20);
    one = parse_one(&list, "rate=10mbit,limit=5");
    CU_ASSERT_TRUE(one->kind == TOE_RATE && one->bits_per_s == 10000000 && one->limit_frames == 5);
    one = parse_one(&list, "rate=1.5Gbit");
    CU_ASSERT_EQUAL(one->bits_per_s, 1500000000);
    one = parse_one(&list, "rate=125kbps"); /* tc: bytes */
    CU_ASSERT_EQUAL(one->bits_per_s, 1000000);
}

static void a_direction_is_that_of_the_whole_text(void)
{
    struct toe_impair_list list = {.n = 0};
    char why[200];

    CU_ASSERT_EQUAL(toe_impair_parse(&list, "loss=1%", why, sizeof why), 0);
    CU_ASSERT_EQUAL(toe_impair_parse(&list, "in:loss=1%,delay=1s", why, sizeof why), 0);
    CU_ASSERT_EQUAL(toe_impair_parse(&list, "out:rate=1gbit", why, sizeof why), 0);
    CU_ASSERT_EQUAL_FATAL(list.n, 4);
    CU_ASSERT_TRUE(list.items[0].to_engine && list.items[0].from_engine);
    CU_ASSERT_TRUE(list.items[1].to_engine && !list.items[1].from_engine);
    CU_ASSERT_TRUE(list.items[2].to_engine && !list.items[2].from_engine && list.items[2].kind == TOE_DELAY);
    CU_ASSERT_TRUE(!list.items[3].to_engine && list.items[3].from_engine);
}

static void a_bad_text_is_told_apart_and_changes_nothing(void)
{
    static const char *const bad[][2] = {
        {"", "expected NAME=VALUE"},
        {"loss", "'loss': expected NAME=VALUE"},
        {"loss=1%,", "'': expected NAME=VALUE"},
        {"lose=1%", "'lose': no such impairment"},
        {"both:loss=1%", "'both:loss': no such impairment"},
        {"loss=", "loss=: expected a percentage"},
        {"loss=101", "expected a percentage"},
        {"loss=-1", "expected a percentage"},
        {"loss=nan", "expected a percentage"},
        {"loss=0x10", "expected a percentage"},
        {"loss=1e400", "expected a percentage"},
        {"loss=1ms", "expected a percentage"},
        {"delay=5", "expected a time with its unit"},
        {"delay=5 ms", "expected a time with its unit"},
        {"delay=3601s", "expected a time with its unit"},
        {"delay=5ms,jitter=6ms", "jitter=6ms: larger than the delay"},
        {"jitter=1ms", "jitter: stands behind delay only"},
        {"loss=1%,jitter=1ms", "jitter: stands behind delay only"},
        {"delay=1ms,gap=3", "gap: stands behind reorder only"},
        {"loss=1%,limit=3", "limit: stands behind delay, rate or reorder only"},
        {"reorder=1%,gap=0", "gap=0: expected a number of frames"},
        {"reorder=1%,hold=0ms", "hold=0ms: expected a time above 0"},
        {"rate=10", "expected a rate with its unit"},
        {"rate=0mbit", "expected a rate with its unit"},
        {"rate=10mbit,limit=100001", "limit=100001: expected a number of frames"},
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct toe_impair_list list = {.n = 1};
        char why[200] = "";
        CU_ASSERT_EQUAL(toe_impair_parse(&list, bad[i][0], why, sizeof why), -EINVAL);
        CU_ASSERT_PTR_NOT_NULL(strstr(why, bad[i][1]));
        CU_ASSERT_EQUAL(list.n, 1);
    }
}

static void a_list_ends_somewhere(void)
{
    struct toe_impair_list list = {.n = TOE_IMPAIR_LIST_MOST};
    char why[8] = "";

    CU_ASSERT_EQUAL(toe_impair_parse(&list, "loss=1%", why, sizeof why), -EINVAL);
    CU_ASSERT_STRING_EQUAL(why, "loss: m"); /* cut at the buffer's end */
}

static void counts_have_names(void)
{
    struct toe_impair_stats stats = {.to_engine = {.lost = 1, .refused = 3}, .from_engine = {.lost = 2}};
    const char *name;
    uint64_t value;
    unsigned seen = 0;

    for (size_t i = 0; (name = toe_impair_count(&stats, i, &value)); i++) {
        seen += strcmp(name, "lost_to_engine") == 0 && value == 1;
        seen += strcmp(name, "lost_from_engine") == 0 && value == 2;
        seen += strcmp(name, "refused_to_engine") == 0 && value == 3;
        seen += value == 0 ? 100 : 0;
    }
    CU_ASSERT_EQUAL(seen, 1303);
}

int main(void)
{
    static const CU_TestInfo tests[] = {
        SIM_CASE(each_word_sets_its_value),
        SIM_CASE(a_direction_is_that_of_the_whole_text),
        SIM_CASE(a_bad_text_is_told_apart_and_changes_nothing),
        SIM_CASE(a_list_ends_somewhere),
        SIM_CASE(counts_have_names),
        CU_TEST_INFO_NULL,
    };

    return sim_test_main("impair_text", tests);
}
