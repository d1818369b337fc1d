// header_hold: the headers of frames whose verdict is not known yet.
// In:        push_i/data_i at stage 3 with a frame's last beat; pop_i with its verdict, in the same order.
// Out:       data_o: the oldest one, from the cycle after its push to its pop.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none. DEPTH frames of the smallest legal size fit between stage 4 and the verdict; a shorter one must not
//            be pushed.
// Source:    ours.
module header_hold #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                 clk_i,
    input  logic                 rst_i,
    input  logic                 push_i,
    input  rx_pkg::held_header_t data_i,
    input  logic                 pop_i,
    output rx_pkg::held_header_t data_o
);

  // 64 bytes a frame: 64 / DATA_BYTES cycles from push to push, at most 5 from push to pop.
  localparam int unsigned DEPTH = DATA_BYTES <= 8 ? 1 : DATA_BYTES / 8;
  localparam int unsigned PTR_W = DEPTH > 1 ? $clog2(DEPTH) : 1;

  rx_pkg::held_header_t mem [DEPTH];

  logic [PTR_W-1:0] wptr_q, rptr_q;
  always_ff @(posedge clk_i) begin
    if (push_i) mem[DEPTH > 1 ? wptr_q : '0] <= data_i;
    if (rst_i) begin
      wptr_q <= '0;
      rptr_q <= '0;
    end else begin
      if (push_i) wptr_q <= wptr_q + 1'b1;
      if (pop_i) rptr_q <= rptr_q + 1'b1;
    end
  end
  assign data_o = mem[DEPTH > 1 ? rptr_q : '0];

`ifdef VERILATOR
  int unsigned inside_q;
  always_ff @(posedge clk_i) begin
    inside_q <= rst_i ? 0 : inside_q + 32'(push_i) - 32'(pop_i);
    if (!rst_i) begin
      assert (!(pop_i && inside_q == 0)) else $fatal(1, "header_hold: nothing to take");
      assert (!(push_i && !pop_i && inside_q == DEPTH)) else $fatal(1, "header_hold: full");
    end
  end
`endif

endmodule
