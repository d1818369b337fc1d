/* held.c: a doubly linked list, sorted by time and searched from its end: what comes last is mostly due last. */
#include "held.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

int held_init(struct held_queue *queue, size_t limit)
{
    *queue = (struct held_queue){.limit = limit};
    if (!limit)
        return 0;
    queue->slots = calloc(limit, sizeof *queue->slots);
    return queue->slots ? 0 : -ENOMEM;
}

void held_free(struct held_queue *queue)
{
    free(queue->slots);
    *queue = (struct held_queue){0};
}

static void insert(struct held_queue *queue, struct held_frame *frame)
{
    struct held_frame *before = queue->last;

    while (before && before->tag.t_ns > frame->tag.t_ns)
        before = before->prev;
    frame->prev = before;
    frame->next = before ? before->next : queue->first;
    *(before ? &before->next : &queue->first) = frame;
    *(frame->next ? &frame->next->prev : &queue->last) = frame;
}

static void unlink_frame(struct held_queue *queue, struct held_frame *frame)
{
    *(frame->prev ? &frame->prev->next : &queue->first) = frame->next;
    *(frame->next ? &frame->next->prev : &queue->last) = frame->prev;
}

bool held_push(struct held_queue *queue, const struct held_frame *like, const uint8_t *bytes, size_t len)
{
    struct held_frame *frame = queue->free;

    if (held_full(queue))
        return false;
    if (frame)
        queue->free = frame->next;
    else
        frame = &queue->slots[queue->fresh++];
    queue->count++;
    frame->tag = like->tag;
    frame->serial = like->serial;
    frame->overtake = like->overtake;
    frame->len = (uint32_t)len;
    memcpy(frame->bytes, bytes, len);
    insert(queue, frame);
    return true;
}

void held_pop(struct held_queue *queue)
{
    struct held_frame *frame = queue->first;

    unlink_frame(queue, frame);
    frame->next = queue->free;
    queue->free = frame;
    queue->count--;
}

void held_overtaken(struct held_queue *queue, uint64_t t_ns)
{
    struct held_frame *frame = queue->first;

    while (frame) {
        struct held_frame *next = frame->next;
        if (frame->overtake && !--frame->overtake && frame->tag.t_ns > t_ns) {
            unlink_frame(queue, frame);
            frame->tag.t_ns = t_ns;
            insert(queue, frame);
        }
        frame = next;
    }
}
