/* wire_meter.c: see wire_meter.h. */
#include "wire_meter.h"

#include <string.h>

#include "ideal_frame.h"

void wire_meter_start(struct wire_meter *meter, uint64_t skip)
{
    memset(meter, 0, sizeof *meter);
    meter->skip = skip;
    meter->answered = true;
}

void wire_meter_expect(struct wire_meter *meter)
{
    meter->waiting = true;
    meter->answered = false;
    meter->decided = 0;
}

double wire_count_each(const struct wire_count *count)
{
    return (double)(count->last_begin - count->first_cycle) / (double)(count->frames - 1);
}

static void add(struct wire_count *count, uint64_t skip, size_t text_bytes, const struct toe_frame_times *times)
{
    if (count->skipped < skip) {
        count->skipped++;
        return;
    }
    if (!count->frames++)
        count->first_cycle = times->first_cycle;
    count->text_bytes += text_bytes;
    count->last_begin = times->first_cycle;
    count->last_cycle = times->last_cycle;
}

void wire_meter_trace(void *arg, const struct toe_trace *trace)
{
    const struct toe_frame_times times = {.first_cycle = trace->cycle, .last_cycle = trace->cycle};
    struct wire_meter *meter = arg;

    if (!meter->waiting && !meter->answered)
        meter->decided = trace->cycle;
    add(&meter->decision, meter->skip, 0, &times);
}

void wire_meter_frame(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                      const struct toe_frame_times *times)
{
    struct wire_meter *meter = arg;
    struct ideal_segment segment;

    if (dir == TOE_SIM_TO_ENGINE && meter->waiting) {
        meter->in_last = times->last_cycle;
        meter->waiting = false;
    } else if (dir == TOE_SIM_FROM_ENGINE && !meter->waiting && !meter->answered) {
        meter->out_first = times->first_cycle;
        meter->answered = true;
    }
    if (!ideal_frame_read(frame, len, &segment))
        return;
    if (segment.text_bytes)
        add(&meter->text[dir], meter->skip, segment.text_bytes, times);
    if (segment.flags & IDEAL_FIN)
        add(&meter->fin[dir], meter->skip, 0, times);
    if (!segment.text_bytes && segment.flags == IDEAL_ACK)
        add(&meter->bare[dir], meter->skip, 0, times);
}
