#include "Vtime_path_tb.h"

#include "time_path_tb_ports.h"

#include "rtl_shim.hpp"
