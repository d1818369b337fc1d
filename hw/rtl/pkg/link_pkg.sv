package link_pkg; localparam int unsigned StatCounters = 16; endpackage
