// crc32_tb: crc32 behind ports of at most 64 bits: a beat is d0_i (first bytes) .. d7_i, as many as DATA_BYTES needs.
module crc32_tb #(
    parameter int unsigned DATA_BYTES = 8,
    parameter bit          LOOKUP     = 1'b1,
    localparam int unsigned CNT_W = $clog2(DATA_BYTES + 1)
) (
    input  logic             clk_i,
    input  logic             rst_i,
    input  logic             valid_i,
    input  logic             last_i,
    input  logic [CNT_W-1:0] bytes_i,
    input  logic [63:0]      d0_i, d1_i, d2_i, d3_i, d4_i, d5_i, d6_i, d7_i,
    output logic             valid_o,
    output logic [31:0]      fcs_o
);
  logic [511:0] beat;
  assign beat = {d7_i, d6_i, d5_i, d4_i, d3_i, d2_i, d1_i, d0_i};
  crc32 #(.DATA_BYTES(DATA_BYTES), .LOOKUP(LOOKUP)) dut (
      .clk_i, .rst_i, .valid_i, .last_i, .data_i(beat[8*DATA_BYTES-1:0]), .bytes_i, .valid_o, .fcs_o
  );
endmodule
