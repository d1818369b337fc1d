/* rx_cases.h: what the tests of rx_path have in common. */
#ifndef TOE_TEST_RX_CASES_H
#define TOE_TEST_RX_CASES_H

#include <CUnit/Basic.h>

#include "rx_bench.h"

extern uint64_t seed; /* of the whole program, set by main */

static const uint64_t OURS = 0x020000000001u, PEER = 0x02AABBCCDD02u, EVERYBODY = 0xFFFFFFFFFFFFu;
static const uint32_t OUR_IP = 0x0A000001u, PEER_IP = 0x0A000002u;

/* A segment, an echo request, of the peer to us with so much payload; at most 2,048 bytes. */
struct ip_spec tcp(size_t payload);
struct ip_spec echo(size_t payload);

void open_or_die(struct rx_bench *b);
void close_and_expect_nothing_wrong(struct rx_bench *b);
void send_ip(struct rx_bench *b, struct ip_spec s);
/* Sends one frame alone and expects this disposition. */
void expect_drop(struct rx_bench *b, const struct frame *f, enum disposition d);
void expect_drop_ip(struct rx_bench *b, struct ip_spec s, enum disposition d);

/* rx_classify_test.c: whose frame is it, and why is it dropped? */
void add_classify_tests(CU_pSuite s);

#endif
