// stream_realign_tb: stream_realign with its beat cut into two 64-bit ports of up to 32 bytes each way.
module stream_realign_tb #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic             clk_i,
    input  logic             rst_i,
    input  logic             in_valid_i,
    input  logic [63:0]      in_data0_i,
    input  logic [63:0]      in_data1_i,
    input  logic [63:0]      in_data2_i,
    input  logic [63:0]      in_data3_i,
    input  logic             in_first_i,
    input  logic             in_last_i,
    input  logic [7:0]       in_skip_i,
    input  logic [7:0]       in_end_i,
    output logic             out_valid_o,
    output logic [63:0]      out_data0_o,
    output logic [63:0]      out_data1_o,
    output logic [63:0]      out_data2_o,
    output logic [63:0]      out_data3_o,
    output logic             out_last_o,
    output logic [CNT_W-1:0] out_bytes_o
);
  logic [255:0] in_data, out_data;
  logic [8*DATA_BYTES-1:0] out_beat;
  logic unused;
  assign in_data  = {in_data3_i, in_data2_i, in_data1_i, in_data0_i};
  assign out_data = 256'(out_beat);
  assign {out_data3_o, out_data2_o, out_data1_o, out_data0_o} = out_data;
  assign unused   = &{1'b0, in_data, in_skip_i, in_end_i};

  stream_realign #(.DATA_BYTES(DATA_BYTES)) u_dut (
      .clk_i, .rst_i, .in_valid_i, .in_data_i(in_data[8*DATA_BYTES-1:0]), .in_first_i, .in_last_i,
      .in_skip_i(in_skip_i[$clog2(DATA_BYTES)-1:0]), .in_end_i(in_end_i[$clog2(DATA_BYTES)-1:0]),
      .out_valid_o, .out_data_o(out_beat), .out_last_o, .out_bytes_o
  );
endmodule
