/* fuzz.h: what the programs that send at random share: numbers from a seed, the command line, and how a failure is told.
 *
 * A program's work is cut into rounds, each in a world of its own and from a seed of its own, so that a failure can be run
 * again without what went before it.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct {
    uint64_t state;
} fuzz_random;

fuzz_random fuzz_seed(uint64_t seed);
uint64_t fuzz_next(fuzz_random *r);
uint32_t fuzz_below(fuzz_random *r, uint32_t below); /* 0 to below - 1; below > 0 */
bool fuzz_one_in(fuzz_random *r, uint32_t n);
uint32_t fuzz_near(fuzz_random *r, uint32_t edge);             /* within 4 of it */
void fuzz_bytes(fuzz_random *r, uint8_t *bytes, size_t count); /* any */
size_t fuzz_length(fuzz_random *r, size_t most);               /* 0 to most, short ones and the edges more often */
uint64_t fuzz_pick(fuzz_random *r, const uint64_t *of, size_t from); /* one of them */

typedef struct {
    const char *what; /* "frames" */
    uint64_t count;   /* how many, unless --count or TOE_FUZZ_COUNT says it */
    uint64_t round;   /* how many a world sees */
    unsigned conns;   /* 0: the program takes no --conns */
    /* Sends n of them; false when something was wrong, and it was said on stderr. */
    bool (*run)(uint64_t seed, uint64_t n, unsigned conns);
    void (*summary)(void); /* after the last round; may be NULL */
} fuzz_program;

/* main(): --count N, --seed S, --conns C. Round i has the seed S + i. A round that fails prints its own command line. */
int fuzz_main(int argc, char **argv, const fuzz_program *program);

#endif
