/* waves.c: which part of a run a waveform holds. */
#include "waves.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define DEFAULT_US 10u
#define NAME_MAX_  40

static bool read_us(const char **text, uint64_t *us)
{
    char *end;

    if (!isdigit((unsigned char)**text))
        return false;
    errno = 0;
    *us = strtoull(*text, &end, 10);
    *text = end;
    return errno == 0 && *us < UINT64_MAX / 1000;
}

static int parse_window(struct waves *waves, const char *text)
{
    if (isdigit((unsigned char)*text) && !read_us(&text, &waves->from_us))
        return -EINVAL;
    if (*text++ != '-')
        return -EINVAL;
    if (*text && !read_us(&text, &waves->until_us))
        return -EINVAL;
    return *text || waves->from_us >= waves->until_us ? -EINVAL : 0;
}

/* The number of a name; its first letters, so many, may be left out. */
static bool find(const char *name, unsigned count, const char *(*name_of)(unsigned), size_t prefix, unsigned *number)
{
    for (*number = 0; *number < count; (*number)++)
        if (strcasecmp(name, name_of(*number)) == 0 || strcasecmp(name, name_of(*number) + prefix) == 0)
            return true;
    return false;
}

static int parse_decision(struct waves *waves, const char *text)
{
    size_t length = strcspn(text, "+");
    char name[NAME_MAX_];

    if (length >= sizeof name)
        return -EINVAL;
    memcpy(name, text, length);
    name[length] = '\0';
    text += length;
    waves->by_decision = true;
    waves->until_us = 0;
    waves->length_us = DEFAULT_US;
    if (*text && (text++, !read_us(&text, &waves->length_us) || *text || !waves->length_us))
        return -EINVAL;
    if (find(name, toe_trace_reasons(), toe_trace_reason_name, strlen("Why"), &waves->wanted))
        return 0;
    waves->by_state = true;
    return find(name, toe_trace_states(), toe_trace_state_name, 0, &waves->wanted) ? 0 : -EINVAL;
}

int waves_parse(struct waves *waves, const char *text)
{
    *waves = (struct waves){.until_us = UINT64_MAX};
    if (!text)
        return 0;
    return isalpha((unsigned char)*text) ? parse_decision(waves, text) : parse_window(waves, text);
}

void waves_decision(struct waves *waves, const struct toe_trace *trace, uint64_t t_us)
{
    if (!waves->by_decision)
        return;
    if (waves->by_state ? trace->state_after != waves->wanted || trace->state_before == waves->wanted
                        : trace->reason != waves->wanted)
        return;
    waves->from_us = t_us;
    waves->until_us = t_us + waves->length_us;
}
