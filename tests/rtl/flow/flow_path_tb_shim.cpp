#include "Vflow_path_tb.h"
#include "flow_path_tb_ports.h"
#include "rtl_shim.hpp"
