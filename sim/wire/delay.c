/* delay.c: a long line. With jitter each frame has its own delay, so that frames may change places. */
#include "middleware.h"

static bool valid(const struct toe_impairment *config)
{
    return config->jitter_ns <= config->delay_ns && config->delay_ns <= TOE_IMPAIR_TIME_MOST;
}

static void delay(struct middleware *m, struct middleware_way *way, struct passing *frame)
{
    uint64_t jitter = m->config.jitter_ns;
    uint64_t wait = m->config.delay_ns;

    if (jitter)
        wait = wait - jitter + middleware_random(way) % (2 * jitter + 1);
    if (held_full(&way->held)) {
        frame->copies = 0;
        way->counts.overflowed++;
        return;
    }
    frame->due_ns = frame->tag.t_ns + wait;
    way->counts.delayed += wait != 0;
}

const struct middleware_kind middleware_delay = {
    .name = "delay",
    .valid = valid,
    .judge = delay,
    .holds = true,
};
