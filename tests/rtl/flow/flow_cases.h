/* flow_cases.h: what the tests of flow_path have in common. */
#ifndef FLOW_CASES_H
#define FLOW_CASES_H

#include "flow_bench.h"
#include <CUnit/Basic.h>

enum { MANY = 4000 }; /* cycles in which everything here comes to rest */

static const uint32_t Local = 0x0a000001;
static const uint16_t Port = 80;

extern struct bench *const b; /* the one that every test starts anew with bench_reset */

/* The n-th peer of our port. */
struct tuple peer(uint32_t n);

/* What came out last. */
struct event last_event(void);
struct answer last_answer(void);

/* These wait until everything has come to rest. */
void open_now(uint32_t conn, uint32_t inc, struct tuple t);
void release_now(int kind, uint32_t conn, uint32_t inc, uint32_t listener);

void add_segment_tests(CU_pSuite suite);
void add_open_tests(CU_pSuite suite);

#endif
