/* rtl_shim.h: a verilated module as a C struct of ports and three functions.
 *
 * A test bench NAME (SystemVerilog top, ports of 64 bits or less except clk_i) lists its ports once, in NAME_ports.h:
 *
 *   #define RTL_NAME   rx_path_tb
 *   #define RTL_INPUTS(P)  P(rst_i) P(rx_valid_i) ...
 *   #define RTL_OUTPUTS(P) P(seg_valid_o) ...
 *   #include "rtl_shim.h"
 *
 * A C file that includes it gets `struct rx_path_tb` (one uint64_t a port, plus void *model) and
 *   struct rx_path_tb *rx_path_tb_new(void);
 *   void rx_path_tb_eval(struct rx_path_tb *);   settles the outputs for the inputs, no clock edge
 *   void rx_path_tb_clock(struct rx_path_tb *);  applies the inputs, one rising edge, reads the outputs after it
 *   void rx_path_tb_free(struct rx_path_tb *);
 * The C++ side is one file: #include "VNAME.h", #include "NAME_ports.h", #include "rtl_shim.hpp".
 */
#include <stdint.h>

#define RTL_CAT_(a, b)  a##b
#define RTL_CAT(a, b)   RTL_CAT_(a, b)
#define RTL_FIELD(name) uint64_t name;

struct RTL_NAME {
    void *model;
    RTL_INPUTS(RTL_FIELD)
    RTL_OUTPUTS(RTL_FIELD)
};

#ifdef __cplusplus
extern "C" {
#endif
struct RTL_NAME *RTL_CAT(RTL_NAME, _new)(void);
void RTL_CAT(RTL_NAME, _eval)(struct RTL_NAME *);
void RTL_CAT(RTL_NAME, _clock)(struct RTL_NAME *);
void RTL_CAT(RTL_NAME, _free)(struct RTL_NAME *);
#ifdef __cplusplus
}
#endif
