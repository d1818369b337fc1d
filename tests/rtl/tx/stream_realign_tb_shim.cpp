#include "Vstream_realign_tb.h"
#include "stream_realign_tb_ports.h"
#include "rtl_shim.hpp"
