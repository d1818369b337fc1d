/* record.h: everything that happened in one run of two engines: frames, messages of the host links, decisions, ends of
 * frames, steps of the two libraries, calls of the two applications and what a socket says about itself.
 * run.c fills it; tell.c (and the test) only read it. */
#ifndef DIALOGUE_RECORD_H
#define DIALOGUE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "toe.h"
#include "toe_sim.h"

enum side { CLIENT, SERVER };

enum record_kind {
    REC_CALL,       /* the application calls; text: the call with its arguments */
    REC_RETURN,     /* it came back with `result`; text: the call's name */
    REC_SOCKET,     /* what the socket says: result of toe_getpeername, state, conn, local */
    REC_INFO,       /* toe_getinfo */
    REC_NOTICE,     /* a step of the library; bytes: the message of the host link, for those kinds */
    REC_FRAME_OUT,  /* a frame left this side's engine; bytes: from destination MAC to FCS */
    REC_FRAME_IN,   /* a frame reached it */
    REC_DECISION,   /* one decision of the TCB pipeline */
    REC_DISPOSITION /* how a received frame ended */
};

struct record {
    enum record_kind kind;
    enum side side;
    uint64_t cycle; /* of simulated time; of a frame: its first beat */
    const char *text;
    long result;
    const uint8_t *bytes;
    size_t length;
    union {
        struct toe_trace decision;
        struct toe_disposition disposition;
        struct toe_notice notice;
        struct toe_info info; /* REC_SOCKET: state, conn, local */
    } u;
};

struct recording {
    struct record *at; /* in the order of cycles once recording_sort was called */
    size_t count, room;
    uint64_t clock_hz;
    uint32_t ip[2];
    uint8_t mac[2][6];
    int error; /* -ENOMEM: something is missing */
};

/* Appends a copy (bytes and text too). */
void recording_add(struct recording *rec, struct record record);

/* Orders by cycle; what happened in one cycle stays in the order in which it was seen. -ENOMEM */
int recording_sort(struct recording *rec);

void recording_free(struct recording *rec);

struct dialogue_config {
    uint64_t seed;        /* of the ISN keys, and of what the engines' memories hold at first */
    bool lose;            /* the cable loses one frame: */
    enum side lose_side;  /*   of those that this side's engine sends */
    unsigned lose_number; /*   the first is 1 */
    bool refuse;          /* connect to a port on which nobody listens */
    const char *pcapng;   /* capture of the client's wire; NULL: none */
};

/* Runs client and server to the end and records. 0, or a negative errno: the engines or devices could not be made, or
 * memory is short. A connection that fails is no error: it is what the record shows. */
int dialogue_run(const struct dialogue_config *config, struct recording *rec);

/* Prints what the record shows. 0 or -ENOMEM. */
int dialogue_tell(const struct recording *rec, FILE *out);

/* Draws it: a sequence diagram as SVG, on its own. 0, -ENOMEM or -EIO. */
int dialogue_draw(const struct recording *rec, FILE *out);

#endif
