/* sim_wire.c: the wire beside the engine's pins: frame queues, FCS, pacing, and the port behind it. */
#include "sim_priv.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#define ALIGN 16u
#define REAL_FRAME_CYCLES \
    32u /* from frame to frame at least: a whole burst may come at one instant of the wall clock */

/* ---- frame queue ----------------------------------------------------------------------------------------------- */

static size_t stride_of(size_t len)
{
    return (sizeof(struct sim_frame) + len + ALIGN - 1) / ALIGN * ALIGN;
}

static struct sim_frame *frame_at(const struct frame_queue *q, size_t at)
{
    return (struct sim_frame *)(void *)(q->buffer + at);
}

/* Room for a frame of len bytes at the tail, or NULL. Nothing is queued before queue_commit(). */
static struct sim_frame *queue_reserve(struct frame_queue *q, size_t len)
{
    size_t need = stride_of(len);

    if (q->tail >= q->head) {
        /* Behind the last record there must be room for one more header, which says that the rest is unused. */
        if (SIM_QUEUE_BYTES - q->tail >= need + sizeof(struct sim_frame))
            return frame_at(q, q->tail);
        if (q->head <= need)
            return NULL;
        frame_at(q, q->tail)->len = 0;
        q->tail = 0;
        return frame_at(q, 0);
    }
    return q->head - q->tail > need ? frame_at(q, q->tail) : NULL;
}

static void queue_commit(struct frame_queue *q, struct sim_frame *frame)
{
    frame->stride = (uint32_t)stride_of(frame->len);
    q->tail += frame->stride;
}

static struct sim_frame *queue_front(const struct frame_queue *q)
{
    if (q->head == q->tail)
        return NULL;
    if (!frame_at(q, q->head)->len)
        return q->tail ? frame_at(q, 0) : NULL;
    return frame_at(q, q->head);
}

static void queue_pop(struct frame_queue *q)
{
    if (!frame_at(q, q->head)->len)
        q->head = 0;
    q->head += frame_at(q, q->head)->stride;
}

int sim_wire_init(struct toe_sim *sim)
{
    sim->rx.buffer = aligned_alloc(ALIGN, SIM_QUEUE_BYTES);
    sim->tx.buffer = aligned_alloc(ALIGN, SIM_QUEUE_BYTES);
    sim->io.tx = malloc(TOE_MODEL_FRAME_BUFFER);
    return sim->rx.buffer && sim->tx.buffer && sim->io.tx ? 0 : -ENOMEM;
}

void sim_wire_free(struct toe_sim *sim)
{
    free(sim->rx.buffer);
    free(sim->tx.buffer);
    free(sim->io.tx);
}

bool sim_wire_queued(const struct toe_sim *sim)
{
    return queue_front(&sim->rx) != NULL;
}

uint64_t sim_wire_front_ns(const struct toe_sim *sim)
{
    const struct sim_frame *frame = queue_front(&sim->rx);

    return frame ? frame->t_ns : TOE_SIM_NEVER;
}

size_t sim_wire_waiting(const struct toe_sim *sim)
{
    const struct frame_queue *q = &sim->rx;

    return q->tail >= q->head ? q->tail - q->head : SIM_QUEUE_BYTES - q->head + q->tail;
}

bool sim_wire_takeable(const struct toe_sim *sim)
{
    return queue_front(&sim->tx) != NULL;
}

/* ---- FCS ------------------------------------------------------------------------------------------------------- */

/* IEEE 802.3 clause 3.2.9; zlib's CRC is the same one, and the wire has its least significant byte first. */
static uint32_t fcs_of(const uint8_t *frame, size_t len)
{
    return (uint32_t)crc32(0, frame, (uInt)len);
}

static void fcs_put(uint8_t *frame, size_t len, uint32_t error)
{
    uint32_t fcs = fcs_of(frame, len) ^ error;

    for (int i = 0; i < 4; i++)
        frame[len + (size_t)i] = (uint8_t)(fcs >> (8 * i));
}

static bool fcs_good(const uint8_t *frame, size_t len)
{
    uint32_t fcs;

    if (len <= SIM_FCS_BYTES)
        return false;
    fcs = fcs_of(frame, len - SIM_FCS_BYTES);
    for (int i = 0; i < 4; i++)
        if (frame[len - SIM_FCS_BYTES + (size_t)i] != (uint8_t)(fcs >> (8 * i)))
            return false;
    return true;
}

/* ---- to the engine --------------------------------------------------------------------------------------------- */

/* Completes a frame whose len bytes stand in the record: padding, FCS, place in the queue. */
static void rx_commit(struct toe_sim *sim, struct sim_frame *frame, size_t len, const struct toe_wire_tag *tag)
{
    if (len < SIM_MIN_FRAME) {
        memset(frame->bytes + len, 0, SIM_MIN_FRAME - len);
        len = SIM_MIN_FRAME;
    }
    fcs_put(frame->bytes, len, tag->fcs_error);
    frame->len = (uint32_t)(len + SIM_FCS_BYTES);
    frame->t_ns = tag->t_ns;
    frame->phy_error = false;
    queue_commit(&sim->rx, frame);
}

int toe_sim_wire_inject(struct toe_sim *sim, uint64_t t_ns, const void *bytes, size_t len)
{
    struct sim_frame *frame;

    if (!len || len > TOE_WIRE_MAX_FRAME)
        return -EMSGSIZE;
    frame = queue_reserve(&sim->rx, len + SIM_MIN_FRAME + SIM_FCS_BYTES);
    if (!frame)
        return -ENOBUFS;
    memcpy(frame->bytes, bytes, len);
    rx_commit(sim, frame, len, &(struct toe_wire_tag){.t_ns = t_ns});
    return 0;
}

int toe_sim_wire_inject_raw(struct toe_sim *sim, uint64_t t_ns, const void *bytes, size_t len, bool phy_error)
{
    struct sim_frame *frame;

    if (!len || len > TOE_WIRE_MAX_FRAME + SIM_FCS_BYTES)
        return -EMSGSIZE;
    frame = queue_reserve(&sim->rx, len);
    if (!frame)
        return -ENOBUFS;
    memcpy(frame->bytes, bytes, len);
    frame->len = (uint32_t)len;
    frame->t_ns = t_ns;
    frame->phy_error = phy_error;
    queue_commit(&sim->rx, frame);
    return 0;
}

int sim_wire_pull(struct toe_sim *sim, unsigned *most)
{
    const struct sim_time *time = sim->time;
    struct toe_wire *wire = sim->wire;
    uint64_t now_ns = toe_sim_now_ns(sim);
    int rc = 0;

    if (!wire)
        return 0;
    if (wire->ops->service)
        rc = wire->ops->service(wire, now_ns);
    for (; !rc && *most; --*most) {
        struct sim_frame *frame = queue_reserve(&sim->rx, TOE_WIRE_MAX_FRAME + SIM_FCS_BYTES);
        struct toe_wire_tag tag = {.t_ns = now_ns};
        long len;
        if (!frame)
            break;
        len = wire->ops->recv(wire, frame->bytes, now_ns, &tag);
        if (len <= 0)
            return (int)len;
        if (time->mode == TOE_SIM_REAL && !(tag.held && tag.t_ns < time->drained_ns))
            tag.t_ns = time->drained_ns;
        rx_commit(sim, frame, (size_t)len, &tag);
    }
    return rc ? rc : 1;
}

/* The wire is taken for a frame and 20 byte times. A frame begins with a beat; what is left of the gap after a whole
 * number of beats is carried to the next gap. Returns the first cycle, moves *free_at behind the frame. */
static uint64_t take_wire(uint64_t *free_at, uint64_t not_before, uint32_t len, uint32_t beat)
{
    uint64_t start = (*free_at + beat - 1) / beat;
    uint64_t begin = *free_at;

    if (start < not_before) {
        start = not_before;
        begin = start * beat;
    }
    *free_at = begin + len + SIM_GAP_BYTES;
    return start;
}

void sim_wire_feed(struct toe_sim *sim)
{
    struct sim_frame *frame = sim->io.rx ? NULL : queue_front(&sim->rx);
    uint64_t arrival;

    if (!frame)
        return;
    arrival =
        sim->time->mode == TOE_SIM_REAL ? sim->io.rx_start + REAL_FRAME_CYCLES : sim_ns_to_cycle(sim, frame->t_ns);
    if (arrival < sim->io.cycle)
        arrival = sim->io.cycle;
    sim->io.rx_start = take_wire(&sim->rx_free, arrival, frame->len, sim->ops->data_bytes);
    sim->io.rx_pos = 0;
    sim->io.rx_len = frame->len;
    sim->io.rx_error = frame->phy_error;
    sim->io.rx = frame->bytes;
}

/* What everybody who watches frames is shown. */
static void show_frame(struct toe_sim *sim, enum toe_sim_direction dir, const uint8_t *bytes, size_t len, bool good,
                       const struct toe_frame_times *times)
{
    if (sim->pcapng && len > SIM_FCS_BYTES)
        toe_pcapng_frame(sim->pcapng, dir == TOE_SIM_TO_ENGINE, !good, times->last_ns, bytes, len - SIM_FCS_BYTES);
    if (sim->watch.frame)
        sim->watch.frame(sim->watch.arg, dir, bytes, len, times);
}

void sim_wire_rx_done(struct toe_sim *sim)
{
    struct sim_frame *frame = queue_front(&sim->rx);
    uint64_t last = sim->io.cycle - 1;

    frame->times.first_cycle = sim->io.rx_start;
    frame->times.last_cycle = last;
    frame->times.first_ns = sim_cycle_to_ns(sim, sim->io.rx_start);
    frame->times.last_ns = sim_cycle_to_ns(sim, last);
    sim->stats.rx_frames++;
    sim->stats.rx_bytes += frame->len;
    if (sim->pcapng || sim->watch.frame)
        show_frame(sim, TOE_SIM_TO_ENGINE, frame->bytes, frame->len,
                   !frame->phy_error && fcs_good(frame->bytes, frame->len), &frame->times);
    queue_pop(&sim->rx);
}

void toe_sim_get_impair_stats(const struct toe_sim *sim, struct toe_impair_stats *out)
{
    toe_impair_get_stats(sim->wire, out);
}

/* ---- from the engine ------------------------------------------------------------------------------------------- */

static void tx_queue(struct toe_sim *sim, const uint8_t *bytes, size_t len, const struct toe_frame_times *times)
{
    struct sim_frame *frame = queue_reserve(&sim->tx, len);

    if (!frame) {
        sim->stats.tx_untaken++;
        return;
    }
    memcpy(frame->bytes, bytes, len);
    frame->len = (uint32_t)len;
    frame->times = *times;
    queue_commit(&sim->tx, frame);
    sim->seen |= TOE_SIM_STOP_FRAME;
}

/* Does the engine keep the rules of the wire? A frame can start in lane 0 only; what that costs it may pay back by the
 * next gap, so that gaps are 20 byte times on average (deficit idle count, IEEE 802.3 clause 46.3.1.4). */
static bool tx_check(struct toe_sim *sim, const uint8_t *bytes, size_t len, uint64_t first)
{
    uint64_t beat = sim->ops->data_bytes;
    uint64_t start = first * beat;
    bool good = fcs_good(bytes, len);

    sim->stats.tx_bad_fcs += !good;
    sim->stats.tx_gap += start < sim->tx_free || sim->io.tx_hole;
    sim->stats.tx_length += len < SIM_MIN_FRAME + SIM_FCS_BYTES || len > TOE_WIRE_MAX_FRAME + SIM_FCS_BYTES;
    if (start >= sim->tx_free + beat)
        sim->tx_free = start - beat + 1;
    sim->tx_free += len + SIM_GAP_BYTES;
    return good;
}

void sim_wire_tx_frame(struct toe_sim *sim)
{
    const uint8_t *bytes = sim->io.tx;
    size_t len = sim->io.tx_len;
    struct toe_frame_times times = {
        .first_ns = sim_cycle_to_ns(sim, sim->io.tx_first),
        .last_ns = sim_cycle_to_ns(sim, sim->io.tx_last),
        .first_cycle = sim->io.tx_first,
        .last_cycle = sim->io.tx_last,
    };
    const struct toe_wire_tag tag = {.t_ns = times.last_ns};
    bool good = tx_check(sim, bytes, len, sim->io.tx_first);

    sim->stats.tx_frames++;
    sim->stats.tx_bytes += len;
    show_frame(sim, TOE_SIM_FROM_ENGINE, bytes, len, good, &times);
    sim->io.tx_len = 0;
    sim->io.tx_hole = false;
    if (len <= SIM_FCS_BYTES || len > TOE_WIRE_MAX_FRAME + SIM_FCS_BYTES)
        return;
    if (!sim->wire)
        tx_queue(sim, bytes, len - SIM_FCS_BYTES, &times);
    else if (sim->wire->ops->send(sim->wire, bytes, len - SIM_FCS_BYTES, &tag) < 0)
        sim->stats.tx_refused++;
}

long toe_sim_wire_take(struct toe_sim *sim, void *buf, size_t cap, struct toe_frame_times *times)
{
    struct sim_frame *frame = queue_front(&sim->tx);
    uint32_t len;

    if (!frame)
        return 0;
    len = frame->len;
    if (len > cap)
        return -EMSGSIZE;
    memcpy(buf, frame->bytes, len);
    if (times)
        *times = frame->times;
    queue_pop(&sim->tx);
    return (long)len;
}

/* ---- the port -------------------------------------------------------------------------------------------------- */

int toe_sim_wire_attach(struct toe_sim *sim, struct toe_wire *port)
{
    if (port && port->real_time && sim->time->mode == TOE_SIM_VIRTUAL)
        return -EINVAL;
    if (sim->wire)
        sim->wire->ops->close(sim->wire);
    sim->wire = port;
    return 0;
}

int toe_sim_fd(const struct toe_sim *sim)
{
    return sim->wire && sim->wire->ops->fd ? sim->wire->ops->fd(sim->wire) : -1;
}
