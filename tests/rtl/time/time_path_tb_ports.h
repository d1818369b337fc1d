#define RTL_NAME time_path_tb
#define RTL_INPUTS(P)                                                                                                  \
    P(rst_i)                                                                                                           \
    P(now_us_i)                                                                                                        \
    P(rto_min_us_i)                                                                                                    \
    P(rto_initial_us_i)                                                                                                \
    P(rto_max_us_i)                                                                                                    \
    P(msl_us_i) P(ack_delay_us_i) P(fin_wait_us_i) P(op_slow_wait_i) P(op_ack_i) P(op_ack_arm_i) P(op_valid_i) P(op_conn_i) P(op_init_i) P(op_syn_lost_i) \
        P(op_rtx_i) P(op_rtx_arm_i) P(op_slow_i) P(op_slow_arm_i) P(op_rtt_start_i) P(op_rtt_sample_i) P(ev_ready_i)   \
            P(view_en_i) P(view_conn_i)
#define RTL_OUTPUTS(P) \
    P(ev_valid_o)      \
    P(ev_conn_o)       \
    P(ev_kind_o)       \
    P(ev_arm_o) P(view_srtt_us8_o) P(view_rttvar_us4_o) P(view_rto_us_o) P(deadline_valid_o) P(deadline_us_o) P(idle_o)
#include "rtl_shim.h"
