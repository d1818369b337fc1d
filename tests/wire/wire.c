/* wire.c: see wire.h. */
#include "wire.h"

#include "peer_seen.h"

#include <CUnit/Basic.h>
#include <CUnit/TestRun.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CONNS_DEFAULT = 1024, SEED_DEFAULT = 1 };

/* The engine's first number is put 5 below the wrap, the peer's 3: a SYN and a few bytes later both have passed it. */
static const uint32_t PEER_ISN_ORDINARY = 0x1d2c3b4au;
static const uint32_t PEER_ISN_NEAR_WRAP = 0xfffffffdu;
static const uint32_t ENGINE_ISN_NEAR_WRAP = 0xfffffffbu;

/* CUnit's test functions take no argument: the run keeps what they need here. */
static struct {
    unsigned conns;
    uint64_t seed;
    const wire_suite *const *suites;
    size_t count;
} run;

static const wire_test *current_test(void)
{
    const char *suite = CU_get_current_suite()->pName, *name = CU_get_current_test()->pName;

    for (size_t i = 0; i < run.count; i++)
        for (size_t k = 0; strcmp(run.suites[i]->name, suite) == 0 && k < run.suites[i]->count; k++)
            if (strcmp(run.suites[i]->tests[k].name, name) == 0)
                return &run.suites[i]->tests[k];
    return NULL;
}

/* What a run showed: the engine's first ISN, if it had one, and what peer.h says of the others. */
typedef struct {
    uint32_t isn, history;
    uint64_t cycles;
} outcome;

/* One world, one body. True when it passed and the engine showed an ISN. */
static bool run_once(const wire_test *t, int state, isn_place place, outcome *o)
{
    peer *p = peer_new(run.conns, run.seed, &t->config, place);
    bool seen, passed;

    if (p == NULL) {
        CU_FAIL("the world cannot be made");
        return false;
    }
    if (t->body != NULL)
        t->body(p);
    else
        t->body_in_state(p, (synchronized_state)state);
    seen = peer_isn_seen(p, &o->isn);
    o->history = peer_history(p);
    o->cycles = engine_cycles(p);
    passed = peer_free(p);
    if (!passed && t->body == NULL)
        fprintf(stderr, "  in state %s\n", state_names[state]);
    if (!passed)
        fprintf(stderr, "  (%s, seed %llu)\n", place.start == 0 ? "ordinary numbers" : "numbers near 2^32",
                (unsigned long long)run.seed);
    CU_ASSERT_TRUE(passed);
    return passed && seen;
}

/* A jump leaves out only cycles in which nothing would have happened, and leaves out most. */
static void run_without_jumps(const wire_test *t, isn_place place, const outcome *jumped)
{
    wire_test stepped = *t;
    outcome o;

    stepped.config.every_cycle = true;
    if (!run_once(&stepped, 0, place, &o))
        return;
    CU_ASSERT_EQUAL(o.history, jumped->history);
    CU_ASSERT_TRUE(o.cycles > 10 * jumped->cycles);
}

static void run_test(void)
{
    const wire_test *t = current_test();
    isn_place ordinary = {.peer_isn = PEER_ISN_ORDINARY}, near_wrap = {.peer_isn = PEER_ISN_NEAR_WRAP};
    outcome first = {0}, again;

    if (t->config.conns_at_least > run.conns)
        return;
    if (t->body == NULL) {
        for (int s = 0; s < SYNCHRONIZED_STATES; s++)
            run_once(t, s, near_wrap, &first);
        return;
    }
    if (!run_once(t, 0, ordinary, &first))
        return;
    if (t->without_jumps)
        run_without_jumps(t, ordinary, &first);
    near_wrap.start = peer_start_for(first.isn, ENGINE_ISN_NEAR_WRAP);
    if (run_once(t, 0, near_wrap, &again) && again.isn != ENGINE_ISN_NEAR_WRAP) {
        fprintf(stderr, "  the engine's initial number is %08x, not %08x, %llu us later\n", again.isn,
                ENGINE_ISN_NEAR_WRAP, (unsigned long long)near_wrap.start);
        CU_FAIL("the initial sequence number does not follow the clock (MUST-8)");
    }
}

static bool number_argument(const char *text, unsigned long long max, unsigned long long *value)
{
    char *end;

    *value = strtoull(text, &end, 0);
    return *text != '\0' && *end == '\0' && *value <= max;
}

static bool read_arguments(int argc, char **argv, const char **only)
{
    unsigned long long value;

    for (int i = 1; i < argc; i += 2) {
        if (i + 1 < argc && strcmp(argv[i], "--only") == 0)
            *only = argv[i + 1];
        else if (i + 1 < argc && strcmp(argv[i], "--conns") == 0 && number_argument(argv[i + 1], 65536, &value))
            run.conns = (unsigned)value;
        else if (i + 1 < argc && strcmp(argv[i], "--seed") == 0 && number_argument(argv[i + 1], UINT64_MAX, &value))
            run.seed = value;
        else
            return false;
    }
    return true;
}

static bool add_suites(const char *only)
{
    for (size_t i = 0; i < run.count; i++) {
        CU_pSuite suite = CU_add_suite(run.suites[i]->name, NULL, NULL);

        if (suite == NULL)
            return false;
        for (size_t k = 0; k < run.suites[i]->count; k++)
            if (only == NULL || strstr(run.suites[i]->tests[k].name, only) != NULL)
                if (CU_add_test(suite, run.suites[i]->tests[k].name, run_test) == NULL)
                    return false;
    }
    return true;
}

/* What the whole program saw, for tools/check_seen.py. */
static bool write_seen(void)
{
    const char *path = getenv("TOE_WIRE_SEEN");

    if (path == NULL || seen_write(path))
        return true;
    fprintf(stderr, "%s cannot be written\n", path);
    return false;
}

int wire_main(int argc, char **argv, const wire_suite *const *suites, size_t count)
{
    const char *only = NULL;
    int status = EXIT_FAILURE;

    run.conns = CONNS_DEFAULT;
    run.seed = SEED_DEFAULT;
    run.suites = suites;
    run.count = count;
    if (!read_arguments(argc, argv, &only)) {
        fprintf(stderr, "usage: %s [--conns N] [--seed N] [--only TEXT]\n", argv[0]);
        return EXIT_FAILURE;
    }
    if (CU_initialize_registry() != CUE_SUCCESS)
        return EXIT_FAILURE;
    if (add_suites(only)) {
        printf("engine with %u connections, seed %llu\n", run.conns, (unsigned long long)run.seed);
        CU_basic_set_mode(CU_BRM_VERBOSE);
        if (CU_basic_run_tests() == CUE_SUCCESS && CU_get_number_of_failures() == 0 && (only != NULL || write_seen()))
            status = EXIT_SUCCESS;
    }
    CU_cleanup_registry();
    return status;
}
