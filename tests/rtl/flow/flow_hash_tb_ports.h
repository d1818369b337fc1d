/* The ports of flow_hash_tb.sv, for rtl_shim.h. */
#define RTL_NAME       flow_hash_tb
#define RTL_INPUTS(P)  P(rst_i) P(key_i) P(key_take_i) P(second_i) P(half_i)
#define RTL_OUTPUTS(P) P(key_busy_o) P(key_stale_o) P(hash_o)
#include "rtl_shim.h"
