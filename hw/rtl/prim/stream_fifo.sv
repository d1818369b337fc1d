// stream_fifo: a small first-in first-out queue in distributed RAM, with a registered output.
// In:        valid_i/ready_o/data_i.
// Out:       valid_o/ready_i/data_o; data_o holds while valid_o is not taken. free_o: words that still fit.
// Latency:   1 cycle when empty.  Throughput: one word per cycle.
// Errors:    none; a word offered while ready_o is 0 stays with its sender.
// Source:    ours.
module stream_fifo #(
    parameter type         T     = logic [31:0],
    parameter int unsigned DEPTH = 16,               // words, a power of two; one more stands in the output register
    localparam int unsigned PTR_W = $clog2(DEPTH)
) (
    input  logic           clk_i,
    input  logic           rst_i,
    input  logic           valid_i,
    output logic           ready_o,
    input  T               data_i,
    output logic           valid_o,
    input  logic           ready_i,
    output T               data_o,
    output logic [PTR_W:0] free_o
);

  T mem [DEPTH];
  logic [PTR_W-1:0] wptr_q, rptr_q;
  logic [PTR_W:0]   level_q, level_d;
  logic             some_q;           // level_q is not 0: known in a register, since it enables the wide output

  // ready_i is the latest input: what it chooses between is there before it.
  logic take_in, refill, from_mem, bypass, into_mem;
  assign ready_o  = !level_q[PTR_W];                 // DEPTH is the only level with this bit
  assign take_in  = valid_i && ready_o;
  assign refill   = !valid_o || ready_i;
  assign from_mem = refill && some_q;
  assign bypass   = refill && !some_q && take_in;
  assign into_mem = take_in && !bypass;
  assign level_d  = into_mem == from_mem ? level_q : into_mem ? level_q + 1'b1 : level_q - 1'b1;
  assign free_o   = (PTR_W+1)'(DEPTH) - level_q;

  always_ff @(posedge clk_i) if (into_mem) mem[wptr_q] <= data_i;
  always_ff @(posedge clk_i) begin
    if (from_mem) data_o <= mem[rptr_q];
    else if (bypass) data_o <= data_i;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      wptr_q  <= '0;
      rptr_q  <= '0;
      level_q <= '0;
      some_q  <= 1'b0;
      valid_o <= 1'b0;
    end else begin
      if (into_mem) wptr_q <= wptr_q + 1'b1;
      if (from_mem) rptr_q <= rptr_q + 1'b1;
      level_q <= level_d;
      some_q  <= into_mem || (some_q && !(from_mem && level_q == (PTR_W+1)'(1)));
      if (refill) valid_o <= from_mem || bypass;
    end
  end

`ifdef VERILATOR
  initial if (DEPTH < 2 || 2 ** PTR_W != DEPTH) $fatal(1, "stream_fifo: DEPTH must be a power of two, 2 or more");
  T held_q;
  logic stalled_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= valid_o && !ready_i && !rst_i;
    if (valid_o && !ready_i) held_q <= data_o;
    if (stalled_q) assert (valid_o && data_o == held_q) else $fatal(1, "stream_fifo: output changed while stalled");
  end
`endif

endmodule
