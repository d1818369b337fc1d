// skid_buffer: a stream whose ready comes out of a register.
// In / Out:  one word each; out holds while it is not taken.
// Latency:   0 cycles while the buffer is empty.  Throughput: one word per cycle.
// Errors:    none.
// Source:    ours.
module skid_buffer #(
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

  // What the words wait for and what their sender waits for lie apart: the same bit in two registers.
  logic held_q;                                      // a word came that could not leave
  T     word_q;
  assign valid_o = held_q || valid_i;
  assign data_o  = held_q ? word_q : data_i;

  always_ff @(posedge clk_i) begin
    held_q  <= !rst_i && valid_o && !ready_i;
    ready_o <= rst_i || !valid_o || ready_i;
    if (ready_o && valid_i) word_q <= data_i;
  end

endmodule
