#include "Vevent_arbiter_tb.h"
#include "event_arbiter_tb_ports.h"
#include "rtl_shim.hpp"
