../../../../hw/rtl/pkg/net_pkg.sv
../../../../hw/rtl/pkg/seq_pkg.sv
../../../../hw/rtl/pkg/toe_pkg.sv
../../../../hw/rtl/pkg/congestion_pkg.sv
../../../../hw/rtl/pkg/reason_pkg.sv
../../../../hw/rtl/pkg/tcb_pkg.sv
toe_core.sv
