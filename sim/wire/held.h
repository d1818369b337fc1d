/* held.h: frames that wait for their time, in the order of their times; those of one time in the order in which they came.
 * The memory for `limit` frames is taken at the start (untouched pages cost nothing). */
#ifndef TOE_HELD_H
#define TOE_HELD_H

#include "toe_wire.h"

struct held_frame {
    struct held_frame *next, *prev;
    struct toe_wire_tag tag; /* t_ns: when it is due */
    uint64_t serial;
    uint32_t overtake; /* so many frames may still overtake it; 0: only time counts */
    uint32_t len;
    uint8_t bytes[TOE_WIRE_MAX_FRAME];
};

struct held_queue {
    struct held_frame *slots, *free;
    struct held_frame *first, *last;
    size_t limit, fresh, count; /* slots: all, never used, in use */
};

/* 0 or -ENOMEM; limit 0: a queue that is always full. */
int held_init(struct held_queue *queue, size_t limit);
void held_free(struct held_queue *queue);

/* Copies a frame in. False: the queue is full. */
bool held_push(struct held_queue *queue, const struct held_frame *like, const uint8_t *bytes, size_t len);

/* Removes the first frame, which must be there. */
void held_pop(struct held_queue *queue);

/* A frame has passed at t_ns: those that wait to be overtaken by one more become due. */
void held_overtaken(struct held_queue *queue, uint64_t t_ns);

static inline bool held_full(const struct held_queue *queue)
{
    return queue->count == queue->limit;
}

#endif
