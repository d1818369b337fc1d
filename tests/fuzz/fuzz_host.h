/* fuzz_host.h: a host without a library, which says what it likes, and knows what the engine told it. */
#ifndef FUZZ_HOST_H
#define FUZZ_HOST_H

#include "fuzz_world.h"
#include "link_gen.h"

enum { LISTENERS = 16, PORTS = 4, CONNS_MOST = 64, INPUT_BYTES = 16384, MESSAGE_MOST = 16 + 9000 + 8 };

/* What the engine said last about a number. */
typedef struct {
    bool out;    /* the engine has it: OPEN or SLOT was said, and no final snapshot has come */
    bool unsure; /* the host said OPEN or SLOT of a number that was out: it may be out once more */
    uint32_t acked, limit, wanted, rcv_offset;
    uint8_t epoch, serial;
} number;

typedef struct {
    world w; /* first */
    number numbers[CONNS_MOST];
    uint8_t input[INPUT_BYTES];
    size_t input_bytes;
    bool hello;   /* the engine's has come */
    bool stopped; /* link_error has come */
    uint32_t session;
    bool value_due;
    uint32_t value; /* of the last reg_value */
    uint64_t errors[8], messages;
} hostile;

/* fuzz_input.c: what the engine says must make sense. */
void hostile_reads(world *w);

/* fuzz_message.c */
void host_says(hostile *h, const uint8_t *message, uint32_t bytes);
void host_says_hello(hostile *h);
void host_configures(hostile *h);
void host_says_something(hostile *h); /* well-formed, whether it makes sense or not */
void host_says_nonsense(hostile *h);  /* malformed */
bool host_reads_register(hostile *h, uint32_t address, uint32_t *value);

#endif
