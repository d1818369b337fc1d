/* rate.c: a slow line. A frame begins when the line is free and leaves when its last bit has passed; those behind it wait
 * in a queue. Parts of a nanosecond are carried from frame to frame, so that the rate is exact in the long run. */
#include "middleware.h"

#define NS_PER_S  1000000000u
#define RATE_MOST 1000000000000u /* bits per second */

static bool valid(const struct toe_impairment *config)
{
    return config->bits_per_s && config->bits_per_s <= RATE_MOST;
}

static void rate(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    uint64_t bits_ns;

    if (held_full(&way->held)) {
        frame->copies = 0;
        way->counts.overflowed++;
        return;
    }
    if (frame->tag.t_ns > way->line_free_ns) {
        way->line_free_ns = frame->tag.t_ns;
        way->line_free_rem = 0;
    }
    bits_ns = (uint64_t)frame->len * 8 * NS_PER_S + way->line_free_rem;
    way->line_free_ns += bits_ns / m->config.bits_per_s;
    way->line_free_rem = bits_ns % m->config.bits_per_s;
    frame->due_ns = way->line_free_ns;
    way->counts.delayed++;
}

const struct middleware_kind middleware_rate = {
    .name = "rate",
    .valid = valid,
    .judge = rate,
    .holds = true,
};
