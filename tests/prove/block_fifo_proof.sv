// block_fifo_proof: no word is lost, doubled or changed; the RAM is never read where it is written; a word waits 3 cycles at most.
module block_fifo_proof #(
    parameter int unsigned DEPTH = 4,
    localparam int unsigned PTR_W = $clog2(DEPTH)
) (
    input logic             clk_i,
    input logic             rst_i,
    input logic             valid_i,
    input logic             ready_o,
    input logic [31:0]      data_i,
    input logic             valid_o,
    input logic             ready_i,
    input logic [31:0]      data_o,
    input logic [PTR_W:0]   level_o,
    input logic             store,
    input logic             fetch,
    input logic [31:0]      mem [DEPTH],
    input logic [PTR_W-1:0] wptr_q,
    input logic [PTR_W-1:0] rptr_q,
    input logic [PTR_W:0]   level_q,
    input logic             wrote_q,
    input logic             some_q,
    input logic             next_q,
    input logic             open_q,
    input logic [31:0]      next
);

  logic        follows;
  logic [31:0] word;
  logic [4:0]  ahead, held;
  stream_order u_order (
      .clk_i, .rst_i, .in_i(valid_i && ready_o), .in_data_i(data_i), .out_i(valid_o && ready_i), .out_data_i(data_o),
      .follows_o(follows), .word_o(word), .ahead_o(ahead), .held_o(held)
  );
  stream_hold u_hold (.clk_i, .rst_i, .valid_i(valid_o), .ready_i, .data_i(data_o));

  // Before the followed word: the one at the output, then the one that was read, then those in the RAM.
  logic [4:0]       before_ram;
  logic [PTR_W-1:0] place;
  assign before_ram = 5'(valid_o) + 5'(next_q);
  assign place      = rptr_q + PTR_W'(ahead - before_ram);

  logic [1:0] waits_q = '0;                          // cycles with a word inside and none at the output
  always_ff @(posedge clk_i) waits_q <= rst_i || valid_o || held == '0 ? '0 : waits_q + 1'b1;

  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      words_add_up:    assert (held == 5'(level_q) + 5'(wrote_q) + before_ram);
      held_is_counted: assert (held == 5'(level_o) && held <= 5'(DEPTH));
      pointers_agree:  assert (wptr_q - rptr_q == PTR_W'(level_q) + PTR_W'(wrote_q));
      some_is_level:   assert (some_q == (level_q != '0));
      open_is_empty:   assert (open_q == !valid_o);
      no_collision:    assert (!(store && fetch && wptr_q == rptr_q));
      first_is_kept:   assert (!(follows && ahead == '0 && valid_o) || data_o == word);
      next_is_kept:    assert (!(follows && ahead == 5'(valid_o) && next_q) || next == word);
      others_are_kept: assert (!(follows && ahead >= before_ram) || mem[place] == word);
      waits_shortly:   assert ((waits_q != 2'd1 || valid_o || some_q || next_q) && (waits_q != 2'd2 || valid_o || next_q)
                               && (waits_q != 2'd3 || valid_o));
      full:            cover (!ready_o && follows && ahead == 5'(DEPTH - 1));
    end
  end

endmodule

bind block_fifo block_fifo_proof #(.DEPTH(DEPTH)) u_proof (.mem(u_ram.mem), .*);
