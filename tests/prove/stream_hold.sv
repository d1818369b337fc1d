// stream_hold: valid, once given, stays with its word until it is taken.
module stream_hold #(
    parameter int unsigned WIDTH = 32
) (
    input logic             clk_i,
    input logic             rst_i,
    input logic             valid_i,
    input logic             ready_i,
    input logic [WIDTH-1:0] data_i
);

  logic             stalled_q = 1'b0;
  logic [WIDTH-1:0] data_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= valid_i && !ready_i && !rst_i;
    data_q    <= data_i;
    if (stalled_q && !rst_i) begin
      stays:   assert (valid_i && data_i == data_q);
      stalled: cover (valid_i);
    end
  end

endmodule
