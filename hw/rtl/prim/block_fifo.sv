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
  logic             some_q;           // level_q is not 0
  logic             fetch, put, taken;
  logic [WIDTH-1:0] rdata;

  // ready_i is the latest input: what it chooses between is there before it.
  assign ready_o = !held_q[PTR_W];                   // DEPTH is the only level with this bit
  assign level_o = held_q;
  assign fetch   = some_q && (!valid_o || ready_i);
  assign put     = valid_i && ready_o;
  assign taken   = valid_o && ready_i;

  ram_1r1w #(.WIDTH(WIDTH), .DEPTH(DEPTH)) u_ram (
      .clk_i, .we_i(put), .waddr_i(wptr_q), .wdata_i(data_i),
      .re_i(fetch), .raddr_i(rptr_q), .rdata_o(rdata)
  );
  assign data_o = T'(rdata);

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      wptr_q     <= '0;
      rptr_q     <= '0;
      level_q    <= '0;
      held_q     <= '0;
      some_q     <= 1'b0;
      wrote_q    <= 1'b0;
      valid_o    <= 1'b0;
    end else begin
      wrote_q    <= put;
      if (put) wptr_q <= wptr_q + 1'b1;
      if (fetch) rptr_q <= rptr_q + 1'b1;
      if (wrote_q != fetch) level_q <= fetch ? level_q - 1'b1 : level_q + 1'b1;
      some_q <= wrote_q || (some_q && !(fetch && level_q == (PTR_W+1)'(1)));
      if (put != taken) held_q <= taken ? held_q - 1'b1 : held_q + 1'b1;
      if (fetch) valid_o <= 1'b1;
      else if (ready_i) valid_o <= 1'b0;
    end
  end

endmodule
