#include "Vtx_path_tb.h"
#include "tx_path_tb_ports.h"
#include "rtl_shim.hpp"
