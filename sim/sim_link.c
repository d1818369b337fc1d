/* sim_link.c: the host's side of the link: two byte rings that the model empties and fills, one beat a cycle. */
#include "sim_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define RING_MASK         (TOE_MODEL_LINK_RING - 1u)
#define LINK_RESET_CYCLES 4
/* Header of a message (hw/link/messages.toml): body length in bytes 4 to 7. The simulation looks only where messages are
 * watched, to show them whole. */
#define HEADER_BYTES      16u
#define LENGTH_AT         4u

int sim_link_init(struct toe_sim *sim)
{
    sim->io.in = malloc(TOE_MODEL_LINK_RING);
    sim->io.out = malloc(TOE_MODEL_LINK_RING);
    return sim->io.in && sim->io.out ? 0 : -ENOMEM;
}

void sim_link_free(struct toe_sim *sim)
{
    free(sim->io.in);
    free(sim->io.out);
    free(sim->to_engine.buffer);
    free(sim->from_engine.buffer);
}

size_t toe_sim_link_readable(const struct toe_sim *sim)
{
    return sim->io.out_tail - sim->io.out_head;
}

size_t toe_sim_link_writable(const struct toe_sim *sim)
{
    return TOE_MODEL_LINK_RING - (sim->io.in_tail - sim->io.in_head);
}

size_t toe_sim_link_write(struct toe_sim *sim, const void *bytes, size_t n)
{
    size_t room = toe_sim_link_writable(sim);
    size_t at = sim->io.in_tail & RING_MASK;
    size_t first = TOE_MODEL_LINK_RING - at;

    if (n > room)
        n = room;
    if (!n)
        return 0;
    if (first > n)
        first = n;
    memcpy(sim->io.in + at, bytes, first);
    memcpy(sim->io.in, (const uint8_t *)bytes + first, n - first);
    sim->io.in_tail += (uint32_t)n;
    sim->stats.link_in_bytes += n;
    return n;
}

size_t toe_sim_link_read(struct toe_sim *sim, void *buf, size_t cap)
{
    size_t n = toe_sim_link_readable(sim);
    size_t at = sim->io.out_head & RING_MASK;
    size_t first = TOE_MODEL_LINK_RING - at;

    if (n > cap)
        n = cap;
    if (!n)
        return 0;
    if (first > n)
        first = n;
    memcpy(buf, sim->io.out + at, first);
    memcpy((uint8_t *)buf + first, sim->io.out, n - first);
    sim->io.out_head += (uint32_t)n;
    sim->stats.link_out_bytes += n;
    return n;
}

void toe_sim_link_reset(struct toe_sim *sim)
{
    struct toe_model_io *io = &sim->io;

    io->in_head = io->in_tail = io->out_head = io->out_tail = 0;
    io->link_reset = LINK_RESET_CYCLES;
    io->idle = false;
    io->idle_count = 0;
    sim->to_engine.got = sim->to_engine.need = 0;
    sim->from_engine.got = sim->from_engine.need = 0;
}

/* ---- messages, shown whole ------------------------------------------------------------------------------------- */

int sim_link_watch(struct toe_sim *sim)
{
    if (!sim->to_engine.buffer)
        sim->to_engine.buffer = malloc(SIM_MESSAGE_MAX);
    if (!sim->from_engine.buffer)
        sim->from_engine.buffer = malloc(SIM_MESSAGE_MAX);
    return sim->to_engine.buffer && sim->from_engine.buffer ? 0 : -ENOMEM;
}

/* Length of the whole message, header and padding, from its header. */
static uint64_t message_bytes(const uint8_t *header, unsigned data_bytes)
{
    const uint8_t *at = header + LENGTH_AT;
    uint64_t body = (uint64_t)at[0] | (uint64_t)at[1] << 8 | (uint64_t)at[2] << 16 | (uint64_t)at[3] << 24;
    uint64_t unit = data_bytes > 8 ? data_bytes : 8;

    return (HEADER_BYTES + body + unit - 1) / unit * unit;
}

static void message_beat(struct toe_sim *sim, struct message_watch *m, enum toe_sim_direction dir, const uint8_t *beat)
{
    unsigned bytes = sim->ops->data_bytes;
    uint64_t cycle = sim->io.cycle - 1;

    if (m->got + bytes <= SIM_MESSAGE_MAX)
        memcpy(m->buffer + m->got, beat, bytes);
    m->got += bytes;
    if (!m->need && m->got >= HEADER_BYTES)
        m->need = message_bytes(m->buffer, bytes);
    if (!m->need || m->got < m->need)
        return;
    sim->watch.message(sim->watch.arg, dir, m->buffer, m->got < SIM_MESSAGE_MAX ? (size_t)m->got : SIM_MESSAGE_MAX,
                       sim_cycle_to_ns(sim, cycle), cycle);
    m->got = m->need = 0;
}

void sim_link_beat(struct toe_sim *sim, enum toe_sim_direction dir)
{
    uint32_t bytes = sim->ops->data_bytes;

    if (!sim->watch.message)
        return;
    if (dir == TOE_SIM_TO_ENGINE)
        message_beat(sim, &sim->to_engine, dir, sim->io.in + ((sim->io.in_head - bytes) & RING_MASK));
    else
        message_beat(sim, &sim->from_engine, dir, sim->io.out + ((sim->io.out_tail - bytes) & RING_MASK));
}
