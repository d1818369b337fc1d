// stream_register_proof: no word is lost, doubled or changed.
module stream_register_proof (
    input logic        clk_i,
    input logic        rst_i,
    input logic        valid_i,
    input logic        ready_o,
    input logic [31:0] data_i,
    input logic        valid_o,
    input logic        ready_i,
    input logic [31:0] data_o
);

  logic        follows;
  logic [31:0] word;
  logic [4:0]  ahead, held;
  stream_order u_order (
      .clk_i, .rst_i, .in_i(valid_i && ready_o), .in_data_i(data_i), .out_i(valid_o && ready_i), .out_data_i(data_o),
      .follows_o(follows), .word_o(word), .ahead_o(ahead), .held_o(held)
  );
  stream_hold u_hold (.clk_i, .rst_i, .valid_i(valid_o), .ready_i, .data_i(data_o));

  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      one_word:   assert (held == 5'(valid_o));
      it_is_kept: assert (!follows || data_o == word);
      full_rate:  assert (ready_o || (valid_o && !ready_i));
    end
  end

endmodule

bind stream_register stream_register_proof u_proof (.*);
