// oldest_first: of those who want to be served, the one served longest ago: a matrix of who goes before whom.
// In:        want_i; served_i: who is served now (one at most), in the cycle of the choice or in one after it.
// Out:       first_o: one at most.
// Latency:   none; served_i counts from the next cycle on.
// Errors:    none.
// Source:    the matrix arbiter of the switch literature (Dally and Towles, Principles and Practices of Interconnection
//            Networks, section 18.5): every pair has its own register, so that no choice waits for a chain.
module oldest_first #(
    parameter int unsigned SOURCES = 4
) (
    input  logic               clk_i,
    input  logic               rst_i,
    input  logic [SOURCES-1:0] want_i,
    input  logic [SOURCES-1:0] served_i,
    output logic [SOURCES-1:0] first_o
);

  logic [SOURCES-1:0] before_q [SOURCES];            // before_q[a][b]: a goes before b

  always_comb begin
    for (int unsigned b = 0; b < SOURCES; b++) begin
      first_o[b] = want_i[b];
      for (int unsigned a = 0; a < SOURCES; a++) if (a != b && want_i[a] && before_q[a][b]) first_o[b] = 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin
    for (int unsigned a = 0; a < SOURCES; a++) begin
      for (int unsigned b = 0; b < SOURCES; b++) begin
        if (rst_i) before_q[a][b] <= a < b;
        else if (served_i[a] || served_i[b]) before_q[a][b] <= served_i[b];
      end
    end
  end

endmodule
