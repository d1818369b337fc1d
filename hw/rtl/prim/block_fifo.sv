// block_fifo: a first-in first-out queue in block RAM, for what is deep or wide, with a registered output.
// In:        valid_i/ready_o/data_i.
// Out:       valid_o/ready_i/data_o; data_o holds while valid_o is not taken. level_o: words inside, output included.
// Latency:   1 cycle when empty (past the RAM), 4 without BYPASS; a word that finds another before it, up to 3.
// Throughput: in one word per cycle, out one every second cycle.
// Errors:    none; a word offered while ready_o is 0 stays with its sender.
// Source:    ours; FEASIBILITY section 1: an inferred block RAM takes 5.8 ns from clock to output.
module block_fifo #(
    parameter type         T     = logic [31:0],
    parameter int unsigned DEPTH = 1024,             // words, a power of two, 4 or more; the one at the output included
    parameter bit          BYPASS = 1'b1,            // past the RAM when empty: a multiplexer as wide as T
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

  // A word goes straight to the output, or waits in the RAM, is read (next) and then goes to the output.
  logic [PTR_W-1:0] wptr_q, rptr_q;
  logic [PTR_W:0]   level_q;          // words in the RAM whose write is complete and that were not read
  logic             wrote_q;          // a word written in the last cycle, readable from now on
  logic             some_q;           // level_q is not 0
  logic             next_q;           // the RAM's output is the next word
  logic             open_q;           // !valid_o, in a register of its own: it moves the whole output
  logic             valid_next;
  logic             put, bypass, store, move, fetch;
  logic [WIDTH-1:0] next;

  // ready_i comes late, and a wide queue's block RAMs lie far apart: it decides about nothing but valid_o, so that
  // neither the RAMs nor the wide output wait for it. Hence every second cycle: the output is empty between two words.
  assign ready_o = !level_o[PTR_W];                  // DEPTH is the only level with this bit
  assign put     = valid_i && ready_o;
  assign bypass  = BYPASS && put && !(valid_o || next_q || some_q || wrote_q);
  assign store   = put && !bypass;
  assign move    = !valid_o && next_q;
  assign fetch   = some_q && !(valid_o && next_q);
  assign valid_next = !rst_i && (valid_o ? !ready_i : move || bypass);

  ram_1r1w #(.WIDTH(WIDTH), .DEPTH(DEPTH)) u_ram (
      .clk_i, .we_i(store), .waddr_i(wptr_q), .wdata_i(data_i),
      .re_i(fetch), .raddr_i(rptr_q), .rdata_o(next)
  );

  always_ff @(posedge clk_i) if (open_q) data_o <= next_q || !BYPASS ? T'(next) : data_i;

  always_ff @(posedge clk_i) begin
    valid_o <= valid_next;
    open_q  <= !valid_next;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      wptr_q  <= '0;
      rptr_q  <= '0;
      level_q <= '0;
      level_o <= '0;
      some_q  <= 1'b0;
      wrote_q <= 1'b0;
      next_q  <= 1'b0;
    end else begin
      wrote_q <= store;
      if (store) wptr_q <= wptr_q + 1'b1;
      if (fetch) rptr_q <= rptr_q + 1'b1;
      if (wrote_q != fetch) level_q <= fetch ? level_q - 1'b1 : level_q + 1'b1;
      some_q <= wrote_q || (some_q && !(fetch && level_q == (PTR_W+1)'(1)));
      next_q <= fetch || (next_q && valid_o);
      if (put != (valid_o && ready_i)) level_o <= put ? level_o + 1'b1 : level_o - 1'b1;
    end
  end

endmodule
