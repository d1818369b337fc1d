/* sim_priv.h: the inside of struct toe_sim, shared by sim*.c.
 *
 *   sim.c        create, destroy, watch, statistics
 *   sim_clock.c  who moves time, and how far; the run calls
 *   sim_real.c   the same under the wall clock
 *   sim_wire.c   frame queues, FCS, pacing, the wire port
 *   sim_link.c   the two byte rings, reset, message watching
 */
#ifndef TOE_SIM_PRIV_H
#define TOE_SIM_PRIV_H

#include <pthread.h>

#include "model.h"
#include "toe_sim.h"
#include "waves.h"
#include "wire/pcapng.h"

#define SIM_GROUP_MAX     8
#define SIM_QUEUE_BYTES   (1024u * 1024u)
#define SIM_MESSAGE_MAX   (64u * 1024u)
#define SIM_PS_PER_US     1000000u
#define SIM_GAP_BYTES     20u /* preamble 8, interpacket gap 12: IEEE 802.3 clauses 3.2.1 and 4.4.2 */
#define SIM_FCS_BYTES     4u
#define SIM_MIN_FRAME     60u /* without FCS: IEEE 802.3 clause 4.4.2 */
#define SIM_DEFAULT_SLICE 1024u

struct sim_frame {
    uint64_t t_ns; /* rx: earliest arrival; on the wall clock: all that came until then is in front */
    struct toe_frame_times times;
    uint32_t len;    /* with FCS */
    uint32_t stride; /* to the next record; len 0: the rest of the buffer is unused */
    bool phy_error;
    uint8_t bytes[];
};

/* Frames in order, each in one piece; nothing is copied but in and out. */
struct frame_queue {
    uint8_t *buffer;
    size_t head, tail; /* head == tail: empty */
};

struct message_watch {
    uint8_t *buffer; /* NULL until messages are watched */
    uint64_t got, need;
};

/* The time base of one engine, or of several that were joined. */
struct sim_time {
    enum toe_sim_clock mode;
    uint64_t period_ps;
    uint64_t cycle;         /* of simulated time: virtual and lockstep time is cycle * period_ps */
    uint64_t real_ns;       /* real clock: simulated time */
    uint64_t real_start_ns; /* CLOCK_MONOTONIC at time 0 */
    uint64_t look_ns;       /*   the wall clock when the look at the ports began that is under way, */
    bool looking;           /*   if one is */
    uint64_t drained_ns;    /*   what had come to a port by then was taken from it */
    uint64_t entered_ns;    /*   and what had come by then is in the engine since a slice */
    struct toe_sim *members[SIM_GROUP_MAX];
    size_t n;
    pthread_mutex_t making; /* of the following; everything else here belongs to one thread at a time */
    void *shared;
    void (*drop)(void *made);
};

struct toe_sim {
    struct toe_model_io io;
    const struct toe_model_ops *ops;
    struct toe_model *model;
    struct sim_time *time;
    char *name;
    uint64_t start_us;
    uint64_t evaluated; /* cycles */
    uint32_t slice;
    unsigned seen; /* bits of enum toe_sim_stop that happened since the caller asked */

    struct toe_wire *wire;
    struct frame_queue rx, tx;
    unsigned look_left;        /* frames that the look under way may still take from the port */
    uint64_t rx_free, tx_free; /* byte times from cycle 0 at which the wire is free for the next frame */

    struct toe_pcapng *pcapng;
    struct waves waves;
    struct toe_sim_watch watch;
    struct message_watch to_engine, from_engine;
    struct toe_sim_stats stats;
};

/* ---- sim.c */
/* Tells the model which part the waveform holds now. */
void sim_set_waves(struct toe_sim *sim);

/* ---- sim_clock.c */
uint64_t sim_cycle_to_ns(const struct toe_sim *sim, uint64_t cycle);
/* First cycle that begins at t_ns or later. */
uint64_t sim_ns_to_cycle(const struct toe_sim *sim, uint64_t t_ns);
/* Puts the engine's cycle and microsecond count where the time base is. */
void sim_set_time(struct toe_sim *sim);
/* Evaluates n cycles, idle or not, and handles what comes out. */
void sim_evaluate(struct toe_sim *sim, uint64_t n);
bool sim_deadline_due(const struct toe_model_io *io);
uint64_t sim_wire_event_ns(const struct toe_sim *sim);
bool sim_any_busy(const struct sim_time *time);
/* Runs every engine to the end of one slice of at most `most` cycles. A watched event ends it early; with several
 * engines the slice is then a single cycle, so that all stop in the same one. */
void sim_run_all(struct toe_sim *sim, uint64_t most, unsigned stop);
/* Bits of enum toe_sim_stop that hold now. */
unsigned sim_happened(const struct toe_sim *sim);

/* ---- sim_real.c: TOE_SIM_REAL */
/* As toe_sim_run(). */
int sim_run_real(struct toe_sim *sim, uint64_t until_ns, uint64_t budget);
/* Earliest deadline of all engines in simulated nanoseconds. */
uint64_t sim_next_deadline_ns(const struct sim_time *time);
/* Whether a frame that was taken from a port is not yet wholly in its engine. */
bool sim_any_queued(const struct sim_time *time);

/* ---- sim_wire.c */
int sim_wire_init(struct toe_sim *sim);
void sim_wire_free(struct toe_sim *sim);
/* Lets the port work and queues what it has, at most *most frames, which is counted down. Returns 0: the port has no more
 * now; 1: it may have; or a negative errno. */
int sim_wire_pull(struct toe_sim *sim, unsigned *most);
/* Gives the model the next queued frame if it has none. */
void sim_wire_feed(struct toe_sim *sim);
void sim_wire_rx_done(struct toe_sim *sim);
void sim_wire_tx_frame(struct toe_sim *sim);
bool sim_wire_queued(const struct toe_sim *sim);
/* t_ns of the frame that goes into the engine now or next; TOE_SIM_NEVER if there is none. */
uint64_t sim_wire_front_ns(const struct toe_sim *sim);
/* Bytes of frames that wait for the engine. */
size_t sim_wire_waiting(const struct toe_sim *sim);
bool sim_wire_takeable(const struct toe_sim *sim);

/* ---- sim_link.c */
int sim_link_init(struct toe_sim *sim);
void sim_link_free(struct toe_sim *sim);
/* One beat crossed; called only while messages are watched. */
void sim_link_beat(struct toe_sim *sim, enum toe_sim_direction dir);
int sim_link_watch(struct toe_sim *sim);

#endif
