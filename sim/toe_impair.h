/* toe_impair.h: a bad network between the engine and its wire: middlewares that lose, duplicate, reorder, delay, corrupt
 * or slow down frames. Each wraps a wire (toe_wire.h), and any number of them stand behind one another on any wire.
 *
 * All of them follow the simulation's clock: in virtual time a delay is exact to the nanosecond and time jumps to the
 * next frame that is due; the same seed gives the same fates to the same frames, whatever happens in the other direction.
 * Frames that wait are held in memory that is taken at the start; what does not fit is dropped and counted. */
#ifndef TOE_IMPAIR_H
#define TOE_IMPAIR_H

#include "toe_wire.h"

#ifdef __cplusplus
extern "C" {
#endif

enum toe_impairment_kind {
    TOE_LOSS,        /* `ppm` of the frames are lost */
    TOE_DUPLICATE,   /* `ppm` of them come twice, the copy right behind the frame */
    TOE_REORDER,     /* `ppm` of them are overtaken by the next `gap_frames`, or leave after `delay_ns` at the latest */
    TOE_DELAY,       /* each arrives later by delay_ns - jitter_ns to delay_ns + jitter_ns, all equally likely; frames
                      * whose times cross change places, as in Linux's netem */
    TOE_CORRUPT,     /* `ppm` of them have one bit flipped, chosen so that a checksum above Ethernet is certain to
                      * notice (corrupt.c says which bits), and a right FCS; what has no such bit passes as it is */
    TOE_CORRUPT_FCS, /* `ppm` of them have a burst of 1 to 32 bits flipped anywhere and keep their FCS, which is certain
                      * to notice. A wire without FCS (toe_wire.carries_fcs) loses them, as the peer's MAC would */
    TOE_RATE,        /* a line of `bits_per_s`, counting frames without FCS, preamble and gap, behind a queue */
    TOE_IMPAIRMENT_KINDS
};

/* What happens to the frames of one or both directions. Members that the kind does not name are not looked at. */
struct toe_impairment {
    enum toe_impairment_kind kind;
    bool to_engine, from_engine; /* the directions that are impaired */
    uint64_t seed;
    uint32_t ppm; /* frames in a million */
    uint64_t delay_ns, jitter_ns;
    uint64_t bits_per_s;
    uint32_t gap_frames;
    uint32_t limit_frames; /* delay, rate, reorder: held at once in a direction; 0: TOE_IMPAIR_LIMIT */
};

#define TOE_IMPAIR_LIMIT      1000u /* frames, as in netem */
#define TOE_IMPAIR_LIMIT_MOST 100000u
#define TOE_IMPAIR_GAP        3u /* overtaken by so many where the command line does not say */
#define TOE_IMPAIR_HOLD_NS    10000000u
#define TOE_IMPAIR_TIME_MOST  3600000000000u /* an hour, in ns */

/* Wraps a wire. inner: owned by *out if this succeeds, else still the caller's. impairment: copied.
 * Returns 0; -ENOMEM; -EINVAL: more than a million in a million, a jitter above the delay, a time above an hour, a rate of
 * 0 or above 10^12 bits per second, a gap of 0 or a limit above TOE_IMPAIR_LIMIT_MOST. */
int toe_wire_impair(struct toe_wire *inner, const struct toe_impairment *impairment, struct toe_wire **out);

/* Drops exactly the frames that the caller names: `drop` sees every frame and says whether it is lost. For tests and
 * demonstrations of one certain loss. Returns as above. */
typedef bool (*toe_wire_drop_fn)(void *arg, bool to_engine, const uint8_t *frame, size_t len);
int toe_wire_filter(struct toe_wire *inner, toe_wire_drop_fn drop, void *arg, struct toe_wire **out);

/* ---- what was done ----------------------------------------------------------------------------------------------- */

struct toe_impair_way {
    uint64_t frames;     /* came */
    uint64_t lost;       /* by loss or a filter */
    uint64_t duplicated; /* copies made */
    uint64_t reordered;  /* left after a frame that had come later: by reorder or jitter */
    uint64_t delayed;    /* held for a time, by delay or rate */
    uint64_t corrupted;  /* with a right FCS */
    uint64_t fcs_broken;
    uint64_t overflowed; /* dropped, because limit_frames were held */
    uint64_t refused;    /* were held and then not taken by the wire behind */
    uint64_t held;       /* now */
};
struct toe_impair_stats {
    struct toe_impair_way to_engine, from_engine;
};

/* Sums over the middlewares from `wire` down to its port (`frames`: of the first that a frame meets). All 0 for a wire
 * without middlewares, and for NULL. */
void toe_impair_get_stats(const struct toe_wire *wire, struct toe_impair_stats *out);

/* The same counts as a list, for reports: name ("lost_to_engine") and value of number i; NULL behind the last. */
const char *toe_impair_count(const struct toe_impair_stats *stats, size_t i, uint64_t *value);

/* ---- from the command line --------------------------------------------------------------------------------------- */

#define TOE_IMPAIR_LIST_MOST 32

/* Impairments in the order in which a frame meets them, in each direction from its sender on. Start with n = 0. */
struct toe_impair_list {
    struct toe_impairment items[TOE_IMPAIR_LIST_MOST];
    size_t n;
};

/* Appends what a text says: [in:|out:]NAME=VALUE,... with the words of `tc netem` (TOE_IMPAIR_HELP). `in:` is to the
 * engine, `out:` from it, without either both. Returns 0, or -EINVAL and in `why` (why_bytes > 0) what is wrong with which
 * part of the text, the list then unchanged. */
int toe_impair_parse(struct toe_impair_list *list, const char *text, char *why, size_t why_bytes);

#define TOE_IMPAIR_HELP                                                                                          \
    "impairments, [in:|out:]NAME=VALUE,... from the sender on; in: to the engine, out: from it, or both ways:\n" \
    "  loss=1%  duplicate=1%   corrupt=1% (one bit, FCS right)   corrupt-fcs=1% (up to 32 bits, FCS wrong)\n"    \
    "  reorder=1%[,gap=3][,hold=10ms]     overtaken by the next 3 frames, held for 10 ms at most\n"              \
    "  delay=5ms[,jitter=1ms][,limit=N]   rate=10mbit[,limit=N]   N frames are held at most (1000)\n"

/* Wraps a port in a list, in its order. Each item draws from its own sequence, made from `seed`. Returns as
 * toe_wire_impair(); an empty list gives the port itself. */
int toe_wire_impair_all(struct toe_wire *port, const struct toe_impair_list *list, uint64_t seed,
                        struct toe_wire **out);

#ifdef __cplusplus
}
#endif
#endif
