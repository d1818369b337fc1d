/* threads_tests.h: the tests that have a file of their own. */
#ifndef TOE_TEST_THREADS_TESTS_H
#define TOE_TEST_THREADS_TESTS_H

#include "threads_world.h"

void others_ask_until_the_device_closes(struct world *w);

#endif
