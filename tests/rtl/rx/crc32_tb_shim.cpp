#include "Vcrc32_tb.h"
#include "crc32_tb_ports.h"
#include "rtl_shim.hpp"
