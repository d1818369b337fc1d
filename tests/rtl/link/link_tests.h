/* link_tests.h: the tests of link_path, by direction. */
#ifndef TOE_TEST_LINK_TESTS_H
#define TOE_TEST_LINK_TESTS_H

#include <CUnit/CUnit.h>

#include "link_bench.h"

void add_input_tests(CU_pSuite s);
void add_output_tests(CU_pSuite s);
void add_raw_tests(CU_pSuite s);
void add_random_tests(CU_pSuite s);

#endif
