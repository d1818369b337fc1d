/* toe_sim.h: the simulated engine as a plain C object: model, clock, time, trace, one wire, one host link.
 *
 *      host link bytes  <->  [ ring | engine (verilated toe_core) | frame queues ]  <->  wire port or the caller
 *
 * Time is simulated, in nanoseconds since the engine was created. Three clocks:
 *   TOE_SIM_REAL      time follows the wall clock, so the engine can talk to a real peer: never ahead of it, and behind
 *                     where the machine is slow, so that no timer fires before input that had come earlier (sim_real.c).
 *                     Cycles run as fast as they can.
 *   TOE_SIM_VIRTUAL   time is the cycle count; where the engine is idle, time jumps to the next deadline or arrival.
 *   TOE_SIM_LOCKSTEP  as virtual, but only the calls that name a time, a number of cycles or an event move it;
 *                     toe_sim_run() does not.
 *
 * Threads: none is started. An object, and every object that shares its time (toe_sim_join), belongs to one thread at a
 * time; devices over toe_transport_sim see to that among themselves. There are no globals. No system call and no allocation happens in a cycle; ports do system calls once a slice
 * of about a thousand cycles. The same configuration, seed and sequence of calls gives the same run, cycle by cycle,
 * except under TOE_SIM_REAL.
 *
 * Errors are negative errno values. Frames run from the destination MAC on; where the text does not say otherwise they
 * carry no FCS: the simulator adds it to what the engine receives and checks and removes it from what it sends.
 */
#ifndef TOE_SIM_H
#define TOE_SIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "toe_impair.h"
#include "toe_trace.h"
#include "toe_wire.h"

#ifdef __cplusplus
extern "C" {
#endif

struct toe_sim;

enum toe_sim_clock { TOE_SIM_REAL, TOE_SIM_VIRTUAL, TOE_SIM_LOCKSTEP };

#define TOE_SIM_NEVER UINT64_MAX

struct toe_sim_config {
    unsigned data_bytes; /* width of the data path; 0: 8 */
    unsigned conns;      /* connections of the engine; 0: 1024 */
    enum toe_sim_clock clock;
    uint64_t seed;           /* what registers and memories hold before they are written; 0: zeros */
    uint32_t clock_hz;       /* engine clock; a divisor of 10^12; 0: 100 MHz */
    uint64_t start_us;       /* the engine's microsecond count when simulated time is 0 */
    const char *name;        /* interface name in captures and messages; NULL: "toe0"; copied */
    const char *pcapng_path; /* capture of every frame, pcapng with nanoseconds; NULL: none */
    const char *fst_path;    /* waveform; NULL: none */
    const char *fst_when;    /* the part of the run that it holds, see below; NULL: all */
    bool free_clocks;        /* rooms without work are clocked as well, as on an FPGA: the same run, slower */
};

/* fst_when is one of
 *   FROM-UNTIL     microseconds of simulated time; either may be left out: "1000-2500", "-500"
 *   NAME[+US]      from each decision with this reason, or into this state, for so many microseconds (default 10), begun
 *                  anew by the next one: "FastRetransmit+200", "StTimeWait"; names as in the decision trace (toe_trace.h)
 * Such a part begins in the cycle behind the decision. What led to it lies before: a run on the virtual clock is the same
 * again with FROM-UNTIL. */

/* Makes an engine, held in reset and released, ready for its first message.
 *
 * config    copied; strings need not outlive the call
 * out       receives the object; toe_sim_destroy() ends it
 *
 * Returns 0, -EINVAL (clock_hz is not a divisor of 10^12, or fst_when says nothing), -ENOTSUP (no model of this data_bytes and conns was built,
 * or fst_path with a model built without traces), -ENOMEM, or the errno of opening pcapng_path or fst_path. On error
 * nothing exists and *out is untouched. */
int toe_sim_create(const struct toe_sim_config *config, struct toe_sim **out);

/* Ends an engine: closes captures and the attached wire port, leaves a joined group. NULL is allowed. */
void toe_sim_destroy(struct toe_sim *sim);

/* Names the models that this build has: fills at most cap pairs, returns how many there are. */
struct toe_sim_model_info {
    unsigned data_bytes, conns;
};
size_t toe_sim_models(struct toe_sim_model_info *out, size_t cap);

/* Puts `other` on the time base of `sim`: from now on running either advances both. Both must use the same clock and
 * clock_hz, and both must still be at time 0. Returns 0, -EINVAL, or -ENOSPC (8 engines share a time base at most). */
int toe_sim_join(struct toe_sim *sim, struct toe_sim *other);

/* The one pointer that the engines of a time base have in common, for who drives them from several threads. If there is
 * none yet, make() makes it; drop gets it when the last engine is destroyed. May be called by several threads at once.
 * Returns it, or NULL if make() did. */
void *toe_sim_shared(struct toe_sim *sim, void *(*make)(void), void (*drop)(void *made));

/* ---- time ---------------------------------------------------------------------------------------------------- */

/* Why a run came back; bits, so that several can hold. */
enum toe_sim_stop {
    TOE_SIM_STOP_LINK = 1 << 0,  /* the host link of `sim` has bytes to read */
    TOE_SIM_STOP_FRAME = 1 << 1, /* a frame waits for toe_sim_wire_take() */
    TOE_SIM_STOP_TRACE = 1 << 2, /* a decision was traced (only where asked for) */
    TOE_SIM_STOP_IDLE = 1 << 3,  /* nothing more happens before toe_sim_next_event_ns() */
    TOE_SIM_STOP_TIME = 1 << 4,  /* the time limit was reached */
    TOE_SIM_STOP_CYCLES = 1 << 5 /* the cycle limit was reached */
};

/* Pumps: drains the wire port, runs the engine (and those that share its time) while there is work, at most max_cycles
 * cycles, and not past until_ns (TOE_SIM_NEVER: no limit). The host's pump calls this.
 *   real      time follows the wall clock; does not wait: returns TOE_SIM_STOP_IDLE when there is nothing to do now.
 *   virtual   jumps over idle time towards until_ns, but not while the host link of `sim` has unread bytes.
 *             With nothing ever to come and until_ns TOE_SIM_NEVER it returns TOE_SIM_STOP_IDLE.
 *   lockstep  moves nothing; reports what is readable.
 * It comes back early, within a slice (see toe_sim_set_slice), once the host link has output.
 * Returns bits of enum toe_sim_stop, or a negative errno from the wire port (-ENODEV: its other end is gone); the
 * engine itself cannot fail. */
int toe_sim_run(struct toe_sim *sim, uint64_t until_ns, uint64_t max_cycles);

/* Largest number of cycles between two looks at ports and link while the engine is busy; 1 to 65,536, default 1,024. On the
 * wall clock it is 256 at most.
 * Joined engines use the smallest of theirs and of their wires' delays. */
void toe_sim_set_slice(struct toe_sim *sim, uint32_t cycles);

/* Virtual and lockstep: runs until simulated time is t_ns (rounded up to a whole cycle); idle time is jumped, whatever the host has left
 * unread. Returns bits of enum toe_sim_stop, or a negative errno as toe_sim_run(); -EINVAL under the real clock. */
int toe_sim_run_until_ns(struct toe_sim *sim, uint64_t t_ns);

/* Virtual and lockstep: runs until one of the events of `stop` (LINK, FRAME, TRACE, IDLE) holds, at most to limit_ns.
 * LINK and FRAME hold at once if something waits already; TRACE means a decision made after the call. The run stops in
 * the cycle of the event. Returns and errors as toe_sim_run_until_ns(). */
int toe_sim_run_until_event(struct toe_sim *sim, unsigned stop, uint64_t limit_ns);

/* Virtual and lockstep: evaluates exactly n cycles, busy or idle. Errors as above. */
int toe_sim_step_cycles(struct toe_sim *sim, uint64_t n);

uint64_t toe_sim_now_ns(const struct toe_sim *sim);
uint64_t toe_sim_now_us(const struct toe_sim *sim);      /* the engine's own count: start_us + time */
uint64_t toe_sim_cycles(const struct toe_sim *sim);      /* cycles that were evaluated in this engine */
uint64_t toe_sim_time_cycles(const struct toe_sim *sim); /* cycles of simulated time, jumped ones counted */

/* True while this engine, or one that shares its time, has work in this moment. */
bool toe_sim_busy(const struct toe_sim *sim);

/* Simulated time of the next thing to happen by itself: now while busy, else the earliest deadline or arrival;
 * TOE_SIM_NEVER if there is none. A lower bound: running there may find nothing to do. */
uint64_t toe_sim_next_event_ns(const struct toe_sim *sim);

/* Real clock: a descriptor that becomes readable when the wire port has input (an epoll or device descriptor, owned by
 * the port; do not read it), or -1. */
int toe_sim_fd(const struct toe_sim *sim);

/* ---- the wire ------------------------------------------------------------------------------------------------ */

/* Attaches a wire port (toe_wire.h), which the simulation then owns and closes; NULL detaches and closes the present
 * one. Returns 0, or -EINVAL: the port's other end lives in real time and this clock is virtual (port not taken). */
int toe_sim_wire_attach(struct toe_sim *sim, struct toe_wire *port);

/* What the middlewares of the attached wire have done (toe_impair.h); all 0 without any. */
void toe_sim_get_impair_stats(const struct toe_sim *sim, struct toe_impair_stats *out);

/* Without a port the caller is the wire. Inject queues one frame that reaches the engine no earlier than t_ns and no
 * earlier than frames queued before it, one beat a cycle, 20 byte times after the previous frame; short frames are
 * padded to 60 bytes. The bytes are copied. Returns 0, -EMSGSIZE (len is 0 or above TOE_WIRE_MAX_FRAME),
 * or -ENOBUFS (the queue, 1 MiB, is full: run first). */
int toe_sim_wire_inject(struct toe_sim *sim, uint64_t t_ns, const void *frame, size_t len);

/* The same for a frame that comes with its FCS, right or wrong, unpadded; phy_error makes the MAC report an error. */
int toe_sim_wire_inject_raw(struct toe_sim *sim, uint64_t t_ns, const void *frame, size_t len, bool phy_error);

/* When a frame crossed the engine's pins. */
struct toe_frame_times {
    uint64_t first_ns, last_ns;       /* first and last beat */
    uint64_t first_cycle, last_cycle; /* the same in cycles of simulated time */
};

/* Takes the oldest frame that the engine sent (padding included). The queue holds 1 MiB; frames that nobody takes are
 * dropped at the end of it and counted. times may be NULL.
 * Returns the length, 0 if there is none, or -EMSGSIZE if cap is too small (the frame stays). */
long toe_sim_wire_take(struct toe_sim *sim, void *buf, size_t cap, struct toe_frame_times *times);

/* ---- the host link ------------------------------------------------------------------------------------------- */

/* Gives bytes of the stream to the engine; message boundaries mean nothing here. Returns how many were taken, 0 when
 * the ring (256 KiB) is full. The engine takes one beat a cycle. */
size_t toe_sim_link_write(struct toe_sim *sim, const void *bytes, size_t n);

/* Takes bytes of the engine's stream; returns how many. */
size_t toe_sim_link_read(struct toe_sim *sim, void *buf, size_t cap);

size_t toe_sim_link_readable(const struct toe_sim *sim);
size_t toe_sim_link_writable(const struct toe_sim *sim);

/* Resets the link, as closing a socket would: bytes in both rings are lost, the engine clears its codecs and ends all
 * connections with RST. The engine sees it in the next cycles that run, before any byte written after this call. */
void toe_sim_link_reset(struct toe_sim *sim);

/* ---- watching ------------------------------------------------------------------------------------------------ */

struct toe_sim_watch {
    void *arg;
    /* One decision of the TCB pipeline. */
    void (*trace)(void *arg, const struct toe_trace *trace);
    /* The end of one received frame: reason_pkg::disposition_e. */
    void (*disposition)(void *arg, const struct toe_disposition *disposition);
    /* One frame at the engine's pins, FCS included, after its last beat. */
    void (*frame)(void *arg, enum toe_sim_direction dir, const uint8_t *frame, size_t len,
                  const struct toe_frame_times *times);
    /* One message of the host link (header, body, padding) when its last beat crossed; `len` bytes in one piece.
     * A message above 64 KiB is shown by its first 64 KiB. */
    void (*message)(void *arg, enum toe_sim_direction dir, const uint8_t *message, size_t len, uint64_t t_ns,
                    uint64_t cycle);
};

/* Sets the callbacks (NULL members are not called; NULL for none). They run inside the run calls, must not call back
 * into the simulation, and pointers are good until they return. Watching messages, decisions or dispositions costs
 * speed; nothing watched costs nothing. The structure is copied. */
void toe_sim_watch(struct toe_sim *sim, const struct toe_sim_watch *watch);

struct toe_sim_stats {
    uint64_t rx_frames, rx_bytes; /* given to the engine; bytes with FCS */
    uint64_t tx_frames, tx_bytes;
    uint64_t tx_untaken; /* nobody took them and the queue was full */
    uint64_t tx_refused; /* the port did not take them (its error or its full queue): lost on the wire */
    uint64_t tx_bad_fcs; /* engine error: wrong FCS, */
    uint64_t tx_gap;     /*   a hole inside a frame, or gaps of less than 20 byte times on average, */
    uint64_t tx_length;  /*   a frame below 64 or above TOE_WIRE_MAX_FRAME + 4 bytes */
    uint64_t link_in_bytes, link_out_bytes;
    uint64_t fst_cycles;                         /* in the waveform */
    uint64_t dispositions[TOE_DISPOSITIONS_MAX]; /* by reason_pkg::disposition_e; counted always */
};
void toe_sim_get_stats(const struct toe_sim *sim, struct toe_sim_stats *out);

#ifdef __cplusplus
}
#endif
#endif
