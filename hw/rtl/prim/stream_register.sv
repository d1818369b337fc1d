// stream_register: one register in a stream: behind a block RAM whose output is late in its cycle, between two rooms.
// In / Out:  one word each; out holds while it is not taken.
// Latency:   1 cycle.  Throughput: one word per cycle. Ready passes through.
// Errors:    none.
// Source:    ours; FEASIBILITY section 1: an inferred block RAM takes 5.8 ns from clock to output.
module stream_register #(
    parameter type T = logic [31:0]
) (
    input  logic clk_i,
    input  logic rst_i,
    input  logic valid_i,
    output logic ready_o,
    input  T     data_i,
    output logic valid_o,
    input  logic ready_i,
    output T     data_o
);

  assign ready_o = !valid_o || ready_i;

  always_ff @(posedge clk_i) begin
    if (rst_i) valid_o <= 1'b0;
    else if (ready_o) valid_o <= valid_i;
    if (valid_i && ready_o) data_o <= data_i;
  end

endmodule
