#define RTL_NAME crc32_tb
#define RTL_INPUTS(P) \
    P(rst_i) P(valid_i) P(last_i) P(bytes_i) P(d0_i) P(d1_i) P(d2_i) P(d3_i) P(d4_i) P(d5_i) P(d6_i) P(d7_i)
#define RTL_OUTPUTS(P) P(valid_o) P(fcs_o)
#include "rtl_shim.h"
