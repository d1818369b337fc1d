/* Ports of stream_realign_tb. */
#define RTL_NAME stream_realign_tb
#define RTL_INPUTS(P) \
    P(rst_i)          \
    P(in_valid_i)     \
    P(in_data0_i) P(in_data1_i) P(in_data2_i) P(in_data3_i) P(in_first_i) P(in_last_i) P(in_skip_i) P(in_end_i)
#define RTL_OUTPUTS(P) \
    P(out_valid_o) P(out_data0_o) P(out_data1_o) P(out_data2_o) P(out_data3_o) P(out_last_o) P(out_bytes_o)
#include "rtl_shim.h"
