rtl/pkg/net_pkg.sv
rtl/pkg/seq_pkg.sv
rtl/pkg/toe_pkg.sv
rtl/pkg/event_pkg.sv
rtl/pkg/action_pkg.sv
rtl/pkg/congestion_pkg.sv
rtl/pkg/reason_pkg.sv
rtl/pkg/tcb_pkg.sv
rtl/pkg/judge_pkg.sv
rtl/pkg/decision_pkg.sv
rtl/pkg/link_pkg.sv
rtl/prim/crc32_pkg.sv
rtl/prim/clock_gate.sv
rtl/prim/ram_1r1w.sv
rtl/prim/stream_register.sv
rtl/prim/oldest_first.sv
rtl/prim/skid_buffer.sv
rtl/prim/stream_fifo.sv
rtl/prim/block_fifo.sv
rtl/prim/packet_ring.sv
rtl/prim/crc32_remainder.sv
rtl/prim/crc32.sv
rtl/prim/stream_realign.sv
-F rtl/rx/rx.f
-F rtl/side/side.f
-F rtl/flow/flow.f
-F rtl/tcb/tcb.f
-F rtl/time/time.f
-F rtl/tx/tx.f
-F rtl/link/link.f
rtl/toe_core.sv
