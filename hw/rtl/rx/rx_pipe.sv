// rx_pipe: data that waits a fixed number of cycles for its companions.
// In:        data_i with valid_i.
// Out:       data_o with valid_o, CYCLES later.
// Latency:   CYCLES (0 is a wire).  Throughput: one per cycle.
// Errors:    none.
// Source:    ours.
module rx_pipe #(
    parameter type         T      = logic,
    parameter int unsigned CYCLES = 1
) (
    input  logic clk_i,
    input  logic rst_i,
    input  logic valid_i,
    input  T     data_i,
    output logic valid_o,
    output T     data_o
);

  logic valid_s [CYCLES+1];
  T     data_s  [CYCLES+1];

  assign valid_s[0] = valid_i;
  assign data_s[0]  = data_i;
  assign valid_o    = valid_s[CYCLES];
  assign data_o     = data_s[CYCLES];

  for (genvar k = 0; k < CYCLES; k++) begin : gen_stage
    logic valid_q;
    T     data_q;
    assign valid_s[k+1] = valid_q;
    assign data_s[k+1]  = data_q;
    always_ff @(posedge clk_i) valid_q <= valid_s[k] && !rst_i;
    always_ff @(posedge clk_i) if (valid_s[k]) data_q <= data_s[k];
  end

  if (CYCLES == 0) begin : gen_wire
    logic unused;
    assign unused = clk_i | rst_i;
  end

endmodule
