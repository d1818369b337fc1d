#include "Vlink_path_tb.h"
#include "link_path_tb_ports.h"
#include "rtl_shim.hpp"
