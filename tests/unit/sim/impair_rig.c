/* impair_rig.c: the scripted wire. */
#include "impair_rig.h"

static void put_number(uint8_t *frame, size_t len, uint32_t number)
{
    memcpy(frame + len - 4, &number, 4);
}

static void make_frame(const struct rig *rig, uint8_t *frame, uint32_t number)
{
    if (rig->template)
        memcpy(frame, rig->template, rig->len);
    else
        frame_fill(frame, rig->len, 1);
    if (!rig->template)
        put_number(frame, rig->len, number);
}

static void note(struct rig *rig, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    struct rig_out *out = &rig->out[rig->count];

    CU_ASSERT_FATAL(rig->count++ < RIG_FRAMES);
    out->t_ns = tag->t_ns;
    out->fcs_error = tag->fcs_error;
    out->len = len;
    memcpy(&out->number, frame + len - 4, 4);
    memcpy(out->bytes, frame, len < RIG_BYTES ? len : RIG_BYTES);
}

static int port_send(struct toe_wire *wire, const uint8_t *frame, size_t len, const struct toe_wire_tag *tag)
{
    note((struct rig *)wire, frame, len, tag);
    return 0;
}

static uint64_t port_next_event_ns(struct toe_wire *wire)
{
    const struct rig *rig = (const struct rig *)wire;

    return rig->sent < rig->n ? rig->sent * rig->interval_ns : UINT64_MAX;
}

static long port_recv(struct toe_wire *wire, uint8_t *buf, uint64_t now_ns, struct toe_wire_tag *tag)
{
    struct rig *rig = (struct rig *)wire;

    if (port_next_event_ns(wire) > now_ns)
        return 0;
    tag->t_ns = port_next_event_ns(wire);
    make_frame(rig, buf, rig->sent++);
    return (long)rig->len;
}

static void port_close(struct toe_wire *wire)
{
    ((struct rig *)wire)->closed = true;
}

static const struct toe_wire_ops port_ops = {
    .name = "rig",
    .send = port_send,
    .recv = port_recv,
    .next_event_ns = port_next_event_ns,
    .close = port_close,
};

struct rig *rig_new(void)
{
    struct rig *rig = calloc(1, sizeof *rig);

    CU_ASSERT_PTR_NOT_NULL_FATAL(rig);
    rig->base.ops = &port_ops;
    rig->wire = &rig->base;
    return rig;
}

void rig_free(struct rig *rig)
{
    rig->wire->ops->close(rig->wire);
    CU_ASSERT_TRUE(rig->closed);
    free(rig);
}

void rig_add(struct rig *rig, enum toe_sim_direction dir, struct toe_impairment impairment)
{
    *(dir == TOE_SIM_TO_ENGINE ? &impairment.to_engine : &impairment.from_engine) = true;
    CU_ASSERT_EQUAL_FATAL(toe_wire_impair(rig->wire, &impairment, &rig->wire), 0);
}

/* What the simulator does between two events. */
static void look(struct rig *rig)
{
    uint8_t frame[TOE_WIRE_MAX_FRAME];

    if (rig->wire->ops->service)
        CU_ASSERT_EQUAL(rig->wire->ops->service(rig->wire, rig->now_ns), 0);
    for (;;) {
        struct toe_wire_tag tag = {.t_ns = rig->now_ns};
        long len = rig->wire->ops->recv(rig->wire, frame, rig->now_ns, &tag);
        if (len <= 0)
            return;
        note(rig, frame, (size_t)len, &tag);
    }
}

static void run_until(struct rig *rig, uint64_t t_ns)
{
    uint64_t next;

    look(rig);
    while ((next = rig->wire->ops->next_event_ns(rig->wire)) <= t_ns && next != UINT64_MAX) {
        rig->now_ns = next > rig->now_ns ? next : rig->now_ns;
        look(rig);
    }
}

void rig_pass(struct rig *rig, enum toe_sim_direction dir, uint32_t n, size_t len, uint64_t interval_ns)
{
    uint8_t frame[TOE_WIRE_MAX_FRAME];

    rig->count = 0;
    rig->len = len;
    rig->interval_ns = interval_ns;
    rig->sent = 0;
    rig->n = dir == TOE_SIM_TO_ENGINE ? n : 0;
    for (uint32_t i = 0; dir == TOE_SIM_FROM_ENGINE && i < n; i++) {
        const struct toe_wire_tag tag = {.t_ns = i * interval_ns};
        run_until(rig, tag.t_ns);
        make_frame(rig, frame, i);
        CU_ASSERT_EQUAL(rig->wire->ops->send(rig->wire, frame, len, &tag), 0);
    }
    run_until(rig, UINT64_MAX);
}

struct toe_impair_way rig_counts(const struct rig *rig, enum toe_sim_direction dir)
{
    struct toe_impair_stats stats;

    toe_impair_get_stats(rig->wire, &stats);
    return dir == TOE_SIM_TO_ENGINE ? stats.to_engine : stats.from_engine;
}
