// oldest_first_proof: somebody is chosen whenever somebody wants, never two, and nobody waits for more than the others once.
module oldest_first_proof #(
    parameter int unsigned SOURCES = 5
) (
    input logic               clk_i,
    input logic               rst_i,
    input logic [SOURCES-1:0] want_i,
    input logic [SOURCES-1:0] served_i,
    input logic [SOURCES-1:0] first_o,
    input logic [SOURCES-1:0] before_q [SOURCES]
);

  logic [2:0] who_q;                                 // any source
  always_ff @(posedge clk_i) who_q <= who_q;

  // How many go before it; and how often others were served since it was.
  logic [2:0] ranks, waits_q;
  always_comb begin
    ranks = '0;
    for (int unsigned a = 0; a < SOURCES; a++) ranks += 3'(a != 32'(who_q) && before_q[a][who_q]);
  end

  // The matrix is an order: of two, one goes before the other; and there is no circle of three.
  logic both_or_none, circle;
  always_comb begin
    both_or_none = 1'b0;
    circle       = 1'b0;
    for (int unsigned a = 0; a < SOURCES; a++) begin
      for (int unsigned b = 0; b < SOURCES; b++) begin
        if (a != b && before_q[a][b] == before_q[b][a]) both_or_none = 1'b1;
        for (int unsigned c = 0; c < SOURCES; c++)
          if (a != b && b != c && a != c && before_q[a][b] && before_q[b][c] && before_q[c][a]) circle = 1'b1;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_i || served_i[who_q] || !want_i[who_q]) waits_q <= '0;
    else waits_q <= waits_q + 3'(served_i != '0);
  end

  logic first = 1'b1;
  always_ff @(posedge clk_i) begin
    first <= 1'b0;
    assume (32'(who_q) < SOURCES);
    if (first) assume (rst_i);
    assume (served_i == '0 || served_i == first_o);  // as the arbiters use it
    if (!first && !rst_i) begin
      one_before_other: assert (!both_or_none && !circle);
      one_is_chosen:    assert ((first_o != '0) == (want_i != '0) && $onehot0(first_o) && (first_o & ~want_i) == '0);
      each_in_turn:     assert (waits_q + ranks < 3'(SOURCES));
      longest_wait:     cover (waits_q == 3'(SOURCES - 1) && first_o[who_q]);
    end
  end

endmodule

bind oldest_first oldest_first_proof #(.SOURCES(SOURCES)) u_proof (.*);
