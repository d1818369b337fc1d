/* The ports of siphash_tb.sv, for rtl_shim.h. */
#define RTL_NAME siphash_tb
#define RTL_INPUTS(P) \
    P(rst_i)          \
    P(start_i)        \
    P(key0_i) P(key1_i) P(msg0_i) P(msg1_i) P(local_ip_i) P(remote_ip_i) P(local_port_i) P(remote_port_i) P(now_us_i)
#define RTL_OUTPUTS(P) P(valid1_o) P(hash1_o) P(valid2_o) P(hash2_o) P(iss_valid_o) P(iss_o)
#include "rtl_shim.h"
