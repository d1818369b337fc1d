// flow_hash_tb: flow_hash as a table of 1,024 connections uses it.
module flow_hash_tb (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic [31:0] key_i,
    input  logic        key_take_i,
    output logic        key_busy_o,
    output logic        key_stale_o,
    input  logic        second_i,
    input  logic [31:0] half_i,
    output logic [18:0] hash_o
);

  flow_hash #(.HASH_W(19)) dut (
      .clk_i, .rst_i, .key_i, .key_take_i, .key_busy_o, .key_stale_o, .second_i, .half_i, .hash_o
  );

endmodule
