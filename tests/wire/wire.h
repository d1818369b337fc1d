/* wire.h: tests of the wire ring: the engine against the scripted peer (tests/support/peer.h).
 *
 * A file of tests ends with its table:
 *
 *     static const wire_test tests[] = {TEST(syn_carries_the_mss), TEST(syn_is_sent_again, .syn_retries = 3)};
 *     const wire_suite handshake_active = SUITE("active open", tests);
 *
 * Each test runs twice, each time in a new world: with ordinary initial sequence numbers, and with both sides' just under
 * 2^32. TEST_EACH_STATE runs its body once for each synchronized state instead, numbers near the wrap.
 * TEST_WITHOUT_JUMPS runs it once more with every idle cycle evaluated: each frame must cross in the same cycle.
 *
 * A comment `covers: MUST-13, 9293x-12` above a test names the rows of the requirement tables that it shows
 * (tools/gen_coverage.py makes docs/tcp-coverage.md from these).
 */
#ifndef WIRE_H
#define WIRE_H

#include "peer.h"

#include <errno.h>

typedef struct {
    const char *name;
    void (*body)(peer *p);
    void (*body_in_state)(peer *p, synchronized_state state);
    bool without_jumps;
    peer_config config;
} wire_test;

typedef struct {
    const char *name;
    const wire_test *tests;
    size_t count;
} wire_suite;

#define TEST(f, ...)                                                          \
    {                                                                         \
        .name = #f, .body = f, .config = {.arp_by_hand = false, __VA_ARGS__ } \
    }
#define TEST_EACH_STATE(f, ...)                                                        \
    {                                                                                  \
        .name = #f, .body_in_state = f, .config = {.arp_by_hand = false, __VA_ARGS__ } \
    }
#define TEST_WITHOUT_JUMPS(f, ...)                                                                   \
    {                                                                                                \
        .name = #f, .body = f, .without_jumps = true, .config = {.arp_by_hand = false, __VA_ARGS__ } \
    }
#define TEST_ARP_BY_HAND(f, ...)                                             \
    {                                                                        \
        .name = #f, .body = f, .config = {.arp_by_hand = true, __VA_ARGS__ } \
    }
#define SUITE(title, tests)                              \
    {                                                    \
        title, tests, sizeof(tests) / sizeof((tests)[0]) \
    }

/* main() of each folder: --conns N chooses the engine (default 1024), --seed N the run, --only TEXT the tests. */
int wire_main(int argc, char **argv, const wire_suite *const *suites, size_t count);

#endif
