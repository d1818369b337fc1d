#include "Vrx_path_tb.h"
#include "rx_path_tb_ports.h"
#include "rtl_shim.hpp"
