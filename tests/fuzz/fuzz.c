/* fuzz.c: see fuzz.h. */
#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SEED_DEFAULT = 1, CONNS_MAX = 65536 };

fuzz_random fuzz_seed(uint64_t seed)
{
    return (fuzz_random){seed};
}

/* splitmix64: neighbouring seeds give unrelated numbers. */
uint64_t fuzz_next(fuzz_random *r)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;

    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

uint32_t fuzz_below(fuzz_random *r, uint32_t below)
{
    return (uint32_t)((fuzz_next(r) >> 32) * below >> 32);
}

bool fuzz_one_in(fuzz_random *r, uint32_t n)
{
    return fuzz_below(r, n) == 0;
}

uint32_t fuzz_near(fuzz_random *r, uint32_t edge)
{
    return edge + fuzz_below(r, 9) - 4;
}

void fuzz_bytes(fuzz_random *r, uint8_t *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)fuzz_next(r);
}

size_t fuzz_length(fuzz_random *r, size_t most)
{
    size_t shortest = most < 20 ? most : 20;

    switch (fuzz_below(r, 4)) {
    case 0:
        return fuzz_below(r, (uint32_t)shortest + 1);
    case 1:
        return most - fuzz_below(r, (uint32_t)shortest + 1);
    default:
        return fuzz_below(r, (uint32_t)most + 1);
    }
}

uint64_t fuzz_pick(fuzz_random *r, const uint64_t *of, size_t from)
{
    return of[fuzz_below(r, (uint32_t)from)];
}

typedef struct {
    uint64_t count, seed;
    unsigned conns;
} options;

static bool number(const char *text, uint64_t least, uint64_t most, uint64_t *value)
{
    char *end;

    if (text == NULL || *text == '\0' || *text == '-')
        return false;
    *value = strtoull(text, &end, 0);
    return *end == '\0' && *value >= least && *value <= most;
}

static bool read_options(int argc, char **argv, const fuzz_program *program, options *o)
{
    const char *count = getenv("TOE_FUZZ_COUNT");
    uint64_t value;

    *o = (options){.count = program->count, .seed = SEED_DEFAULT, .conns = program->conns};
    if (count != NULL && !number(count, 1, UINT64_MAX, &o->count))
        return false;
    for (int i = 1; i < argc; i += 2) {
        const char *text = i + 1 < argc ? argv[i + 1] : NULL;

        if (strcmp(argv[i], "--count") == 0 && number(text, 1, UINT64_MAX, &value))
            o->count = value;
        else if (strcmp(argv[i], "--seed") == 0 && number(text, 0, UINT64_MAX, &value))
            o->seed = value;
        else if (program->conns != 0 && strcmp(argv[i], "--conns") == 0 && number(text, 1, CONNS_MAX, &value))
            o->conns = (unsigned)value;
        else
            return false;
    }
    return true;
}

int fuzz_main(int argc, char **argv, const fuzz_program *program)
{
    options o;

    if (!read_options(argc, argv, program, &o)) {
        fprintf(stderr, "usage: %s [--count N] [--seed S]%s   (or TOE_FUZZ_COUNT)\n", argv[0],
                program->conns != 0 ? " [--conns C]" : "");
        return EXIT_FAILURE;
    }
    printf("%llu %s, seed %llu\n", (unsigned long long)o.count, program->what, (unsigned long long)o.seed);
    fflush(stdout);
    for (uint64_t done = 0, i = 0; done < o.count; i++) {
        uint64_t n = o.count - done < program->round ? o.count - done : program->round;

        if (!program->run(o.seed + i, n, o.conns)) {
            fprintf(stderr, "again: %s --seed %llu --count %llu", argv[0], (unsigned long long)(o.seed + i),
                    (unsigned long long)n);
            fprintf(stderr, program->conns != 0 ? " --conns %u\n" : "\n", o.conns);
            return EXIT_FAILURE;
        }
        done += n;
    }
    if (program->summary != NULL)
        program->summary();
    return EXIT_SUCCESS;
}
