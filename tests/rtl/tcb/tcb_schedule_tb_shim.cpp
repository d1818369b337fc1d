#include "Vtcb_schedule_tb.h"
#include "tcb_schedule_tb_ports.h"
#include "rtl_shim.hpp"
