// sequence_proof: comparisons of sequence numbers are those of the positions in the stream, however often the numbers wrapped.
module sequence_proof
  import seq_pkg::*;
(
    input logic clk_i
);

  // Three positions in an endless stream, each within 2^31 of each other; a number is the low half of a position.
  logic signed [63:0] a_q, b_q, c_q;
  always_ff @(posedge clk_i) {a_q, b_q, c_q} <= {a_q, b_q, c_q};

  function automatic logic near(logic signed [63:0] x, logic signed [63:0] y);
    return x - y < 64'sh80000000 && y - x < 64'sh80000000;
  endfunction

  function automatic logic reachable(logic signed [63:0] x);
    return x >= 0 && x < 64'sh100000000000;
  endfunction

  function automatic seq_t number(logic signed [63:0] position);
    return position[31:0];
  endfunction

  seq_t a, b, c, a_b;
  assign a   = number(a_q);
  assign b   = number(b_q);
  assign c   = number(c_q);
  assign a_b = a - b;

  always_ff @(posedge clk_i) begin
    assume (reachable(a_q) && reachable(b_q) && reachable(c_q));
    assume (near(a_q, b_q) && near(b_q, c_q) && near(a_q, c_q));
    less:          assert (seq_lt(a, b) == (a_q < b_q));
    less_or_equal: assert (seq_le(a, b) == (a_q <= b_q));
    is_below:      assert (below(a_b) == (a_q < b_q));
    is_at:         assert (at(a_b) == (a_q == b_q));
    is_above:      assert (above(a_b) == (a_q > b_q));
    one_of_three:  assert ($onehot({below(a_b), at(a_b), above(a_b)}));
    the_larger:    assert (seq_max(a, b) == (a_q < b_q ? b : a));
    transitive:    assert (!(seq_lt(a, b) && seq_lt(b, c)) || seq_lt(a, c));
    across_a_wrap: cover (seq_lt(a, b) && a > b);
  end

endmodule
