#include "Vside_path_tb.h"

#include "side_path_tb_ports.h"

#include "rtl_shim.hpp"
