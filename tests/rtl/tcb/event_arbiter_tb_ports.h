#define RTL_NAME       event_arbiter_tb
#define RTL_INPUTS(P)  P(rst_i) P(phase_i) P(valid_i) P(conn0_i) P(conn1_i) P(conn2_i) P(conn3_i) P(conn4_i) P(room_i)
#define RTL_OUTPUTS(P) P(take_o) P(any_o) P(again_o) P(conn_o)
#include "rtl_shim.h"
