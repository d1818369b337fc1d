/* record.c: the list of everything that happened. */
#include "record.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void *copy_of(const void *bytes, size_t length)
{
    void *copy = malloc(length ? length : 1);

    if (copy)
        memcpy(copy, bytes, length);
    return copy;
}

void recording_add(struct recording *rec, struct record record)
{
    if (rec->error)
        return;
    if (rec->count == rec->room) {
        size_t room = rec->room ? 2 * rec->room : 1024;
        struct record *at = realloc(rec->at, room * sizeof *at);
        if (!at) {
            rec->error = -ENOMEM;
            return;
        }
        rec->at = at;
        rec->room = room;
    }
    if (record.bytes) {
        record.bytes = copy_of(record.bytes, record.length);
        rec->error = record.bytes ? rec->error : -ENOMEM;
    }
    if (record.text) {
        record.text = copy_of(record.text, strlen(record.text) + 1);
        rec->error = record.text ? rec->error : -ENOMEM;
    }
    rec->at[rec->count++] = record;
}

/* A merge sort: stable, which qsort is not. */
static void merge(struct record *at, struct record *other, size_t count)
{
    size_t half = count / 2, i = 0, k = half;

    if (count < 2)
        return;
    merge(at, other, half);
    merge(at + half, other, count - half);
    for (size_t n = 0; n < count; n++)
        other[n] = k == count || (i < half && at[i].cycle <= at[k].cycle) ? at[i++] : at[k++];
    memcpy(at, other, count * sizeof *at);
}

int recording_sort(struct recording *rec)
{
    struct record *other = malloc((rec->count + 1) * sizeof *other);

    if (!other)
        return -ENOMEM;
    merge(rec->at, other, rec->count);
    free(other);
    return 0;
}

void recording_free(struct recording *rec)
{
    for (size_t i = 0; i < rec->count; i++) {
        free((void *)(uintptr_t)rec->at[i].bytes);
        free((void *)(uintptr_t)rec->at[i].text);
    }
    free(rec->at);
    *rec = (struct recording){0};
}
