// stream_fifo_proof: no word is lost, doubled or changed; what is inside stands at the output; free_o tells the truth.
module stream_fifo_proof #(
    parameter int unsigned WIDTH = 32,
    parameter int unsigned DEPTH = 4,
    localparam int unsigned PTR_W = $clog2(DEPTH)
) (
    input logic             clk_i,
    input logic             rst_i,
    input logic             valid_i,
    input logic             ready_o,
    input logic [WIDTH-1:0] data_i,
    input logic             valid_o,
    input logic             ready_i,
    input logic [WIDTH-1:0] data_o,
    input logic [PTR_W:0]   free_o,
    input logic [WIDTH-1:0] mem [DEPTH],
    input logic [PTR_W-1:0] wptr_q,
    input logic [PTR_W-1:0] rptr_q,
    input logic [PTR_W:0]   level_q,
    input logic             some_q
);

  logic        follows;
  logic [WIDTH-1:0] word;
  logic [4:0]  ahead, held;
  stream_order #(.WIDTH(WIDTH)) u_order (
      .clk_i, .rst_i, .in_i(valid_i && ready_o), .in_data_i(data_i), .out_i(valid_o && ready_i), .out_data_i(data_o),
      .follows_o(follows), .word_o(word), .ahead_o(ahead), .held_o(held)
  );
  stream_hold #(.WIDTH(WIDTH)) u_hold (.clk_i, .rst_i, .valid_i(valid_o), .ready_i, .data_i(data_o));

  logic [PTR_W-1:0] place;                           // of the word that is followed; the first stands at the output
  assign place = rptr_q + PTR_W'(ahead) - 1'b1;

  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      words_add_up:    assert (held == 5'(level_q) + 5'(valid_o));
      room_for_all:    assert (level_q <= (PTR_W+1)'(DEPTH));
      pointers_agree:  assert (wptr_q - rptr_q == PTR_W'(level_q));
      some_is_level:   assert (some_q == (level_q != '0));
      none_waits:      assert (!some_q || valid_o);
      first_is_kept:   assert (!(follows && ahead == '0) || data_o == word);
      others_are_kept: assert (!(follows && ahead != '0) || mem[place] == word);
      free_is_free:    assert (5'(free_o) + held == 5'(DEPTH) + 5'(valid_o));
      full_takes_none: assert (ready_o == (free_o != '0));
      full:            cover (!ready_o && follows && ahead == 5'(DEPTH));
    end
  end

endmodule

bind stream_fifo stream_fifo_proof #(.WIDTH($bits(data_i)), .DEPTH(DEPTH)) u_proof (.*);
