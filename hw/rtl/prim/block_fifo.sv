// block_fifo: a deep first-in first-out queue in block RAM.
// In:        valid_i/ready_o/data_i.
// Out:       valid_o/ready_i/data_o; data_o holds while valid_o is not taken. level_o: words inside, output included.
// Latency:   3 cycles when empty.  Throughput: one word per cycle.
// Errors:    none; a word offered while ready_o is 0 stays with its sender.
// Source:    ours.
module block_fifo #(
    parameter type         T     = logic [31:0],
    parameter int unsigned DEPTH = 1024,             // words, a power of two, 2 or more
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
    output logic [PTR_W:0] level_o
);

  localparam int unsigned WIDTH = $bits(T);

  logic [PTR_W-1:0] wptr_q, rptr_q;
  logic [PTR_W:0]   level_q;          // words in the RAM whose write is complete
  logic             wrote_q;          // a word written in the last cycle, readable from now on
  logic [PTR_W:0]   held_q;           // words accepted and not yet taken
  logic             fetch;
  logic [WIDTH-1:0] rdata;

  assign ready_o = held_q != (PTR_W+1)'(DEPTH);
  assign level_o = held_q;
  assign fetch   = level_q != '0 && (!valid_o || ready_i);

  ram_1r1w #(.WIDTH(WIDTH), .DEPTH(DEPTH)) u_ram (
      .clk_i, .we_i(valid_i && ready_o), .waddr_i(wptr_q), .wdata_i(data_i),
      .re_i(fetch), .raddr_i(rptr_q), .rdata_o(rdata)
  );
  assign data_o = T'(rdata);

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      wptr_q     <= '0;
      rptr_q     <= '0;
      level_q    <= '0;
      held_q     <= '0;
      wrote_q    <= 1'b0;
      valid_o    <= 1'b0;
    end else begin
      wrote_q    <= valid_i && ready_o;
      if (valid_i && ready_o) wptr_q <= wptr_q + 1'b1;
      if (fetch) rptr_q <= rptr_q + 1'b1;
      level_q <= level_q + (PTR_W+1)'(wrote_q) - (PTR_W+1)'(fetch);
      held_q  <= held_q + (PTR_W+1)'(valid_i && ready_o) - (PTR_W+1)'(valid_o && ready_i);
      if (fetch) valid_o <= 1'b1;
      else if (ready_i) valid_o <= 1'b0;
    end
  end

endmodule
