/* sim_test.h: what the tests of the simulator share: a CUnit main, a loop engine, frames. */
#ifndef SIM_TEST_H
#define SIM_TEST_H

#include <CUnit/Basic.h>
#include <stdlib.h>
#include <string.h>

#include "toe_sim.h"

#define SIM_CASE(test) \
    {                  \
#test, test    \
    }

static inline struct toe_sim *loop_new(enum toe_sim_clock clock, unsigned data_bytes)
{
    struct toe_sim_config config = {.data_bytes = data_bytes, .conns = 16, .clock = clock, .seed = 1};
    struct toe_sim *sim = NULL;

    CU_ASSERT_EQUAL_FATAL(toe_sim_create(&config, &sim), 0);
    return sim;
}

/* A frame whose bytes follow from its number; the length is that of the frame without FCS. */
static inline void frame_fill(uint8_t *frame, size_t len, unsigned number)
{
    for (size_t i = 0; i < len; i++)
        frame[i] = (uint8_t)(i * 7 + number * 31 + (i >> 8));
}

/* A host-link beat (message header) for the loop engine; data_bytes 8. */
static inline void beat(uint8_t out[8], uint8_t type, uint32_t value)
{
    memset(out, 0, 8);
    out[0] = type;
    for (int i = 0; i < 4; i++)
        out[4 + i] = (uint8_t)(value >> (8 * i));
}

static inline int sim_test_main(const char *suite_name, const CU_TestInfo *tests)
{
    CU_pSuite suite;
    unsigned failures;

    if (CU_initialize_registry() != CUE_SUCCESS)
        return EXIT_FAILURE;
    suite = CU_add_suite(suite_name, NULL, NULL);
    for (; suite && tests->pName; tests++)
        if (!CU_add_test(suite, tests->pName, tests->pTestFunc))
            return EXIT_FAILURE;
    CU_basic_set_mode(CU_BRM_VERBOSE);
    CU_basic_run_tests();
    failures = CU_get_number_of_failures();
    CU_cleanup_registry();
    return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
