#include "Vsiphash_tb.h"
#include "siphash_tb_ports.h"
#include "rtl_shim.hpp"
