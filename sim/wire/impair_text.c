/* impair_text.c: impairments as text: what a command line says, and what a report prints. */
#include "toe_impair.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- values ---------------------------------------------------------------------------------------------------- */

struct unit {
    const char *name;
    double size;
};

static const struct unit times[] = {{"ns", 1}, {"us", 1e3}, {"ms", 1e6}, {"s", 1e9}, {NULL, 0}};
/* tc(8): bit is bits, bps bytes per second. */
static const struct unit rates[] = {{"bit", 1},    {"kbit", 1e3}, {"mbit", 1e6}, {"gbit", 1e9}, {"bps", 8},
                                    {"kbps", 8e3}, {"mbps", 8e6}, {"gbps", 8e9}, {NULL, 0}};
static const struct unit percents[] = {{"", 1e4}, {"%", 1e4}, {NULL, 0}};
static const struct unit frames[] = {{"", 1}, {NULL, 0}};

/* A decimal number and one of the units, as a whole number of the smallest one. */
static bool read_value(const char *text, const struct unit *units, double least, double most, double *value)
{
    const char *unit = text + strspn(text, "0123456789.");
    char *end;
    double number = strtod(text, &end);

    if (end == text || end != unit) /* also none of strtod's "inf", "0x10", "1e3" */
        return false;
    for (; units->name; units++) {
        if (strcasecmp(unit, units->name) != 0)
            continue;
        *value = floor(number * units->size + 0.5);
        return *value >= least && *value <= most;
    }
    return false;
}

/* ---- words ----------------------------------------------------------------------------------------------------- */

enum word { PPM, DELAY, JITTER, RATE, GAP, LIMIT };

static const struct {
    const struct unit *units;
    double least, most;
    const char *wanted;
} values[] = {
    [PPM] = {percents, 0, 1e6, "a percentage from 0 to 100, e.g. 1%"},
    [DELAY] = {times, 0, 3.6e12, "a time with its unit (s, ms, us, ns), at most an hour, e.g. 5ms"},
    [JITTER] = {times, 0, 3.6e12, "a time with its unit (s, ms, us, ns), at most an hour, e.g. 1ms"},
    [RATE] = {rates, 1, 1e12, "a rate with its unit (bit, kbit, mbit, gbit; bps, kbps ... are bytes), e.g. 10mbit"},
    [GAP] = {frames, 1, TOE_IMPAIR_LIMIT_MOST, "a number of frames from 1 to 100000"},
    [LIMIT] = {frames, 1, TOE_IMPAIR_LIMIT_MOST, "a number of frames from 1 to 100000"},
};

static const struct {
    const char *name;
    enum toe_impairment_kind kind;
    enum word word;
} starts[] = {
    {"loss", TOE_LOSS, PPM},       {"duplicate", TOE_DUPLICATE, PPM},     {"reorder", TOE_REORDER, PPM},
    {"corrupt", TOE_CORRUPT, PPM}, {"corrupt-fcs", TOE_CORRUPT_FCS, PPM}, {"delay", TOE_DELAY, DELAY},
    {"rate", TOE_RATE, RATE},
};

/* What may follow an item: of which kinds. */
static const struct {
    const char *name;
    unsigned kinds;
    enum word word;
} follows[] = {
    {"jitter", 1u << TOE_DELAY, JITTER},
    {"gap", 1u << TOE_REORDER, GAP},
    {"hold", 1u << TOE_REORDER, DELAY},
    {"limit", 1u << TOE_DELAY | 1u << TOE_RATE | 1u << TOE_REORDER, LIMIT},
};

struct reader {
    struct toe_impair_list list; /* what was read so far */
    size_t old;                  /* items that were there before */
    char *why;
    size_t why_bytes;
};

__attribute__((format(printf, 2, 3))) static int wrong(struct reader *r, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    vsnprintf(r->why, r->why_bytes, format, args);
    va_end(args);
    return -EINVAL;
}

static int set(struct reader *r, struct toe_impairment *item, enum word word, const char *name, const char *text)
{
    double value = 0;

    if (!read_value(text, values[word].units, values[word].least, values[word].most, &value))
        return wrong(r, "%s=%s: expected %s", name, text, values[word].wanted);
    switch (word) {
    case PPM:
        item->ppm = (uint32_t)value;
        break;
    case DELAY:
        item->delay_ns = (uint64_t)value;
        break;
    case JITTER:
        item->jitter_ns = (uint64_t)value;
        break;
    case RATE:
        item->bits_per_s = (uint64_t)value;
        break;
    case GAP:
        item->gap_frames = (uint32_t)value;
        break;
    case LIMIT:
        item->limit_frames = (uint32_t)value;
        break;
    }
    if (item->jitter_ns > item->delay_ns)
        return wrong(r, "%s=%s: larger than the delay", name, text);
    if (item->kind == TOE_REORDER && !item->delay_ns)
        return wrong(r, "%s=%s: expected a time above 0", name, text);
    return 0;
}

static int start(struct reader *r, size_t i, const struct toe_impairment *ways, const char *text)
{
    struct toe_impairment *item = &r->list.items[r->list.n];

    if (r->list.n == TOE_IMPAIR_LIST_MOST)
        return wrong(r, "%s: more than %d impairments", starts[i].name, TOE_IMPAIR_LIST_MOST);
    *item = *ways;
    item->kind = starts[i].kind;
    if (item->kind == TOE_REORDER) {
        item->gap_frames = TOE_IMPAIR_GAP;
        item->delay_ns = TOE_IMPAIR_HOLD_NS;
    }
    r->list.n++;
    return set(r, item, starts[i].word, starts[i].name, text);
}

static int follow(struct reader *r, size_t i, const char *text)
{
    struct toe_impairment *item = r->list.n > r->old ? &r->list.items[r->list.n - 1] : NULL;

    if (item && follows[i].kinds >> item->kind & 1)
        return set(r, item, follows[i].word, follows[i].name, text);
    return wrong(r, "%s: stands behind %s only", follows[i].name,
                 follows[i].word == JITTER  ? "delay"
                 : follows[i].word == LIMIT ? "delay, rate or reorder"
                                            : "reorder");
}

/* One NAME=VALUE; text is changed. */
static int read_item(struct reader *r, const struct toe_impairment *ways, char *text)
{
    char *value = strchr(text, '=');

    if (!value)
        return wrong(r, "'%s': expected NAME=VALUE", text);
    *value++ = '\0';
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (strcmp(text, starts[i].name) == 0)
            return start(r, i, ways, value);
    for (size_t i = 0; i < sizeof follows / sizeof *follows; i++)
        if (strcmp(text, follows[i].name) == 0)
            return follow(r, i, value);
    return wrong(r, "'%s': no such impairment", text);
}

int toe_impair_parse(struct toe_impair_list *list, const char *text, char *why, size_t why_bytes)
{
    struct toe_impairment ways = {.to_engine = strncmp(text, "out:", 4) != 0,
                                  .from_engine = strncmp(text, "in:", 3) != 0};
    struct reader r = {.list = *list, .old = list->n, .why = why, .why_bytes = why_bytes};
    char *copy, *at, *item;
    int rc = 0;

    text += !ways.to_engine ? 4 : !ways.from_engine ? 3 : 0;
    at = copy = strdup(text);
    if (!copy)
        return wrong(&r, "%s", strerror(ENOMEM));
    while (!rc && (item = strsep(&at, ",")))
        rc = read_item(&r, &ways, item);
    free(copy);
    if (!rc)
        *list = r.list;
    return rc;
}

/* ---- counts ---------------------------------------------------------------------------------------------------- */

#define COUNT(member)                                                                 \
    {#member "_to_engine", offsetof(struct toe_impair_stats, to_engine.member)},      \
    {                                                                                 \
#member "_from_engine", offsetof(struct toe_impair_stats, from_engine.member) \
    }

static const struct {
    const char *name;
    size_t offset;
} counts[] = {
    COUNT(lost),      COUNT(duplicated), COUNT(reordered),  COUNT(delayed),
    COUNT(corrupted), COUNT(fcs_broken), COUNT(overflowed), COUNT(refused),
};

const char *toe_impair_count(const struct toe_impair_stats *stats, size_t i, uint64_t *value)
{
    if (i >= sizeof counts / sizeof *counts)
        return NULL;
    memcpy(value, (const char *)stats + counts[i].offset, sizeof *value);
    return counts[i].name;
}
