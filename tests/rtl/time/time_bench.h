/* time_bench.h: drives time_path_tb beside the model: operations, queries, expiries, virtual time. */
#ifndef TIME_BENCH_H
#define TIME_BENCH_H

#include "rto_model.h"
#include "time_path_tb_ports.h"

#ifndef RTL_CONNS
#define RTL_CONNS 1024
#endif

enum { OP_GAP = 2, SAME_CONN_GAP = 6, SETTLE = 16 };

struct bench {
    struct time_path_tb *io;
    struct rto_config cfg;
    struct rto_model *conn;
    uint64_t *last_op; /* cycle of a connection's last operation */
    uint64_t cycle, last_any_op;
    uint64_t events, stale;
    uint64_t worst_late_us; /* of the events that were not stale */
    bool refire;            /* a second expiry with the same arm count is expected */
    uint32_t rng;
};

uint32_t bench_random(struct bench *b);
/* One cycle; checks an expiry that leaves in it. */
void bench_clock(struct bench *b);
void bench_clocks(struct bench *b, unsigned n);
void bench_until_idle(struct bench *b);
void bench_reset(struct bench *b);
void bench_configure(struct bench *b, uint32_t min_us, uint32_t initial_us, uint32_t max_us, uint32_t msl_us);
void bench_delay_acks(struct bench *b, uint32_t delay_us);
struct bench bench_new(uint64_t now_us);
void bench_free(struct bench *b);
/* Puts an operation on the port in this cycle; the rules of the port are the caller's. */
void bench_put_op(struct bench *b, struct rto_op op);
/* One operation, and time for it to take effect; the microsecond count stands still. */
void bench_operate(struct bench *b, struct rto_op op);
/* What a query reports is what the model says. */
void bench_expect_view(struct bench *b, unsigned conn);

#endif
