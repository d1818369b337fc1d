// stream_order: of a stream through a buffer: every word that goes in comes out once, in its order, unchanged.
// In:        words taken in (in_i, in_data_i) and given out (out_i, out_data_i) in this cycle.
// Out:       held_o, how many are inside; for the buffer's own invariants: follows_o, that one word is followed, word_o, what
//            it is, ahead_o, how many leave before it. Which word is followed is not determined, so it stands for each.
// Source:    ours. The buffer holds fewer than 31 words. Assumes a reset in the first cycle; resets may come again.
module stream_order #(
    parameter int unsigned WIDTH = 32
) (
    input  logic             clk_i,
    input  logic             rst_i,
    input  logic             in_i,
    input  logic [WIDTH-1:0] in_data_i,
    input  logic             out_i,
    input  logic [WIDTH-1:0] out_data_i,
    output logic             follows_o,
    output logic [WIDTH-1:0] word_o,
    output logic [4:0]       ahead_o,
    output logic [4:0]       held_o
);

  logic [4:0] which_q;                               // no value at the start, and kept: any
  always_ff @(posedge clk_i) which_q <= which_q;

  logic       passes;                                // in and out in the same cycle
  logic [4:0] count_q;                               // of words that went in
  assign passes = out_i && held_o == '0;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      count_q   <= '0;
      held_o    <= '0;
      follows_o <= 1'b0;
    end else begin
      count_q <= count_q + 5'(in_i);
      held_o  <= held_o + 5'(in_i) - 5'(out_i);
      if (follows_o) begin
        ahead_o   <= ahead_o - 5'(out_i);
        follows_o <= !(out_i && ahead_o == '0);
      end else if (in_i && count_q == which_q && !passes) begin
        follows_o <= 1'b1;
        word_o    <= in_data_i;
        ahead_o   <= held_o - 5'(out_i);
      end
    end
  end

  logic first = 1'b1;
  always_ff @(posedge clk_i) begin
    first <= 1'b0;
    if (first) assume (rst_i);
    if (!first && !rst_i) begin
      word_is_inside:   assert (!follows_o || ahead_o < held_o);
      nothing_invented: assert (!passes || in_i);
      passes_unchanged: assert (!passes || out_data_i == in_data_i);
      comes_unchanged:  assert (!(out_i && follows_o && ahead_o == '0) || out_data_i == word_o);
      leaves:           cover (out_i && follows_o && ahead_o == '0);
    end
  end

endmodule
