#include "rto_model.h"

static uint32_t clamp(uint32_t value, uint32_t low, uint32_t high)
{
    if (value > high)
        return high;
    return value < low ? low : value;
}

/* RFC 6298 section 2.2 to 2.5, G = 1 us. */
static void sample(struct rto_model *m, const struct rto_config *cfg, uint32_t r_us)
{
    if (r_us > 0xffffff)
        r_us = 0xffffff;
    if (!m->sampled) {
        m->srtt_us8 = 8 * r_us;
        m->rttvar_us4 = 2 * r_us;
        m->exact_srtt_us = r_us;
        m->exact_rttvar_us = r_us / 2.0;
    } else {
        uint32_t srtt_us = m->srtt_us8 / 8;
        uint32_t error_us = srtt_us > r_us ? srtt_us - r_us : r_us - srtt_us;
        double exact_error = m->exact_srtt_us - r_us;

        m->rttvar_us4 = m->rttvar_us4 - m->rttvar_us4 / 4 + error_us;
        m->srtt_us8 = m->srtt_us8 - srtt_us + r_us;
        m->exact_rttvar_us = 0.75 * m->exact_rttvar_us + 0.25 * (exact_error < 0 ? -exact_error : exact_error);
        m->exact_srtt_us = 0.875 * m->exact_srtt_us + 0.125 * r_us;
    }
    m->sampled = true;
    m->rto_us = clamp(m->srtt_us8 / 8 + (m->rttvar_us4 > 1 ? m->rttvar_us4 : 1), cfg->min_us, cfg->max_us);
}

static void set(struct timer_model *t, bool armed, unsigned arm, uint64_t deadline_us)
{
    t->armed = armed;
    t->fired = false;
    t->arm = arm;
    t->deadline_us = deadline_us;
    if (armed) {
        t->past_armed[arm] = true;
        t->past_deadline_us[arm] = deadline_us;
    }
}

static uint64_t backed_off(const struct rto_model *m, const struct rto_config *cfg)
{
    uint64_t rto = m->rto_us;

    for (unsigned i = 0; i < m->backoff && rto < cfg->max_us; i++)
        rto *= 2;
    return rto > cfg->max_us ? cfg->max_us : rto;
}

/* The count says how many microseconds are over. The operation may come at any time of the one that has begun, and the
 * timer must not end before its full time: RFC 6298 section 5.1 ("it will expire after RTO seconds"). */
static uint64_t deadline(uint64_t now_us, uint64_t wait_us)
{
    return now_us + 1 + wait_us;
}

void rto_model_apply(struct rto_model *m, const struct rto_config *cfg, const struct rto_op *op, uint64_t now_us)
{
    if (op->init) {
        m->sampled = false;
        m->srtt_us8 = m->rttvar_us4 = 0;
        m->rto_us = cfg->initial_us;
        m->backoff = 0;
    }
    if (op->sample) {
        sample(m, cfg, (uint32_t)now_us - m->start_us);
        m->backoff = 0;
    } else if (op->syn_lost) {
        if (m->rto_us < 3000000)
            m->rto_us = 3000000;
        m->backoff = 0; /* the SYN's back-off is not the data's */
    }
    if (op->start)
        m->start_us = (uint32_t)now_us;
    if ((op->rtx == RTX_BACKOFF || op->rtx == RTX_DOUBLE) && m->backoff < 31)
        m->backoff++;
    if (op->rtx == RTX_ARM || op->rtx == RTX_BACKOFF)
        set(&m->timers[RTX], true, op->rtx_arm, deadline(now_us, backed_off(m, cfg)));
    else if (op->rtx != RTX_KEEP)
        set(&m->timers[RTX], false, op->rtx_arm, 0);
    if (op->slow == SLOW_TIME_WAIT)
        set(&m->timers[SLOW], true, op->slow_arm, deadline(now_us, 2ull * cfg->msl_us));
    else if (op->slow == SLOW_FIN_WAIT)
        set(&m->timers[SLOW], true, op->slow_arm, deadline(now_us, cfg->fin_wait_us));
    else if (op->slow == SLOW_WATCH)
        set(&m->timers[SLOW], true, op->slow_arm, deadline(now_us, (uint64_t)(op->slow_wait + 1) << 20));
    else if (op->slow == SLOW_STOP)
        set(&m->timers[SLOW], false, op->slow_arm, 0);
    if (op->ack == ACK_ARM)
        set(&m->timers[ACK], true, op->ack_arm, now_us + cfg->ack_delay_us); /* rather early than late */
    else if (op->ack == ACK_STOP)
        set(&m->timers[ACK], false, op->ack_arm, 0);
}
