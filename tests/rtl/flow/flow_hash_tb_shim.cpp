#include "Vflow_hash_tb.h"
#include "flow_hash_tb_ports.h"
#include "rtl_shim.hpp"
