// payload_sum: ones' complement sum of a body while its beats pass (RFC 1071).
// In:        beats and which of their lanes count; first_i starts a new sum.
// Out:       sum_o, 16 bits, first byte of the body high, an odd length padded with zero.
// Latency:   2 cycles from a beat to a sum that contains it.  Throughput: one beat per cycle.
// Errors:    none.
// Source:    RFC 1071: the sum does not depend on byte order, so words are added as they lie and swapped at the end.
module payload_sum #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                    clk_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic [DATA_BYTES-1:0]   lanes_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    output logic [15:0]             sum_o
);

  localparam int unsigned Words = DATA_BYTES / 2;
  localparam int unsigned PartW = 16 + $clog2(Words);
  localparam int unsigned AccW  = PartW + 2;

  function automatic logic [PartW-1:0] add_words(logic [8*DATA_BYTES-1:0] d);
    logic [PartW-1:0] s = '0;
    for (int unsigned i = 0; i < Words; i++) s = s + PartW'(d[16*i+:16]);
    return s;
  endfunction

  logic [8*DATA_BYTES-1:0] masked;
  for (genvar i = 0; i < DATA_BYTES; i++) begin : gen_mask
    assign masked[8*i+:8] = lanes_i[i] ? data_i[8*i+:8] : 8'd0;
  end

  logic             part_valid_q, part_first_q;
  logic [PartW-1:0] part_q;
  logic [AccW-1:0]  acc_q;

  always_ff @(posedge clk_i) begin
    part_valid_q <= valid_i;
    if (valid_i) begin
      part_first_q <= first_i;
      part_q       <= add_words(masked);
    end
  end

  // The carries of one step are added in the next, so that the accumulator stays below 2^AccW.
  always_ff @(posedge clk_i) begin
    if (part_valid_q) begin
      acc_q <= AccW'(part_q) + (part_first_q ? '0 : AccW'(acc_q[15:0]) + AccW'(acc_q[AccW-1:16]));
    end
  end

  logic [16:0] once;
  logic [15:0] twice;
  assign once  = 17'(acc_q[15:0]) + 17'(acc_q[AccW-1:16]);
  assign twice = once[15:0] + 16'(once[16]);
  assign sum_o = {twice[7:0], twice[15:8]};

endmodule
