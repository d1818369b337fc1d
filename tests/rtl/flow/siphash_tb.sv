// siphash_tb: siphash for messages of one and of two words, side by side, and isn.
module siphash_tb (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        start_i,
    input  logic [63:0] key0_i,
    input  logic [63:0] key1_i,
    input  logic [63:0] msg0_i,
    input  logic [63:0] msg1_i,
    output logic        valid1_o,
    output logic [63:0] hash1_o,
    output logic        valid2_o,
    output logic [63:0] hash2_o,
    input  logic [31:0] local_ip_i,
    input  logic [31:0] remote_ip_i,
    input  logic [15:0] local_port_i,
    input  logic [15:0] remote_port_i,
    input  logic [63:0] now_us_i,
    output logic        iss_valid_o,
    output logic [31:0] iss_o
);

  siphash #(.WORDS(1)) dut1 (
      .clk_i, .rst_i, .start_i, .key_i({key1_i, key0_i}), .msg_i(msg0_i), .valid_o(valid1_o), .hash_o(hash1_o)
  );
  siphash #(.WORDS(2)) dut2 (
      .clk_i, .rst_i, .start_i, .key_i({key1_i, key0_i}), .msg_i({msg1_i, msg0_i}), .valid_o(valid2_o), .hash_o(hash2_o)
  );
  isn dut3 (
      .clk_i, .rst_i, .start_i,
      .tuple_i('{local_ip: local_ip_i, remote_ip: remote_ip_i, local_port: local_port_i, remote_port: remote_port_i}),
      .key_i({key1_i, key0_i}), .now_us_i, .valid_o(iss_valid_o), .iss_o
  );

endmodule
