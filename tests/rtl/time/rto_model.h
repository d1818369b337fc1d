/* rto_model.h: RFC 6298 and three timers for one connection, in plain C, as the RFC's text has them. */
#ifndef RTO_MODEL_H
#define RTO_MODEL_H

#include <stdbool.h>
#include <stdint.h>

enum rtx_op { RTX_KEEP, RTX_STOP, RTX_ARM, RTX_BACKOFF, RTX_DOUBLE };
enum slow_op { SLOW_KEEP, SLOW_STOP, SLOW_TIME_WAIT, SLOW_FIN_WAIT, SLOW_WATCH };
enum ack_op { ACK_KEEP, ACK_STOP, ACK_ARM };

struct rto_config {
    uint32_t min_us, initial_us, max_us, msl_us, fin_wait_us, ack_delay_us;
};

enum timer_kind { RTX, SLOW, ACK, TIMERS };

/* One timer: what it is armed with now, and with which deadline each arm count was last armed. */
struct timer_model {
    bool armed, fired;
    unsigned arm;
    uint64_t deadline_us;
    bool past_armed[64];
    uint64_t past_deadline_us[64];
};

struct rto_model {
    bool sampled;
    uint32_t srtt_us8;   /* SRTT in 1/8 us */
    uint32_t rttvar_us4; /* RTTVAR in 1/4 us */
    uint32_t rto_us;     /* before back-off */
    unsigned backoff;
    uint32_t start_us;
    double exact_srtt_us, exact_rttvar_us;
    struct timer_model timers[TIMERS];
};

struct rto_op {
    unsigned conn;
    bool init, syn_lost, start, sample;
    enum rtx_op rtx;
    unsigned rtx_arm;
    enum slow_op slow;
    unsigned slow_arm;
    unsigned slow_wait; /* of SLOW_WATCH, in units of 2^20 us, less 1 */
    enum ack_op ack;
    unsigned ack_arm;
};

/* Applies one operation at `now_us`. */
void rto_model_apply(struct rto_model *m, const struct rto_config *cfg, const struct rto_op *op, uint64_t now_us);

#endif
