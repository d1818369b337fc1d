// clock_gate: the clock of a room that has work; a room without work stands still.
// In:        busy_i: an input arrives or something is under way. It may come late in the cycle.
// Out:       clk_o: clk_i in every cycle of busy_i and rst_i and in the HOLD cycles behind them, for what a room does
//            after its last visible sign of work (a pulse that falls, a pointer that follows).
// Latency:   none: the edge that ends a cycle with busy_i is passed.
// Errors:    none. That a room does nothing while it says so is tested: with +free_clocks all clocks run, and every
//            frame and decision must come in the same cycle (tests/unit/sim/sim_engine_test.c).
// Source:    the latch-and-AND cell of ASIC libraries, to be put here where there is one. An FPGA's clock tree has no
//            room for one in each room: there the clock passes. In simulation an idle room costs next to nothing.
module clock_gate #(
    parameter int unsigned HOLD = 4
) (
    input  logic clk_i,
    input  logic rst_i,
    input  logic busy_i,
    output logic clk_o
);

`ifdef VERILATOR
  bit free;
  initial free = $test$plusargs("free_clocks") != 0;

  logic [HOLD-1:0] hold_q;                           // empties in HOLD cycles; never if free
  logic            go, enable;                       // both stand while clk_i is 1
  always_ff @(posedge clk_i) hold_q <= {HOLD{free || go}} | hold_q >> 1;
  always_latch begin
    if (!clk_i) begin
      go     = rst_i || busy_i;
      enable = rst_i || busy_i || hold_q[0];
    end
  end
  assign clk_o = clk_i && enable;
`else
  assign clk_o = clk_i;

  logic unused;
  assign unused = rst_i | busy_i | HOLD == 0;
`endif

endmodule
