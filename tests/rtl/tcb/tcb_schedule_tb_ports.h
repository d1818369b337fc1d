#define RTL_NAME tcb_schedule_tb
#define RTL_INPUTS(P)                                                                                                 \
    P(rst_i)                                                                                                          \
    P(cmd_valid_i) P(cmd_conn_i) P(cmd_op_i) P(cmd_arg0_i) P(cmd_arg3_i) P(open_valid_i) P(open_conn_i) P(open_inc_i) \
        P(open_iss_i)
#define RTL_OUTPUTS(P)                                                                                            \
    P(cmd_ready_o)                                                                                                \
    P(open_ready_o) P(idle_o) P(trace_valid_o) P(trace_conn_o) P(trace_kind_o) P(trace_before_o) P(trace_after_o) \
        P(trace_max_o)
#include "rtl_shim.h"
