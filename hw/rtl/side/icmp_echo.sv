// icmp_echo: answers echo requests from a buffer of one frame (wiring).
// In:        copies of the frames that arrive.
// Out:       the replies; accepted_o/refused_o: one for each echo request.
// Latency:   9 cycles from the end of the request to the first beat of the reply.
// Errors:    a request that arrives while one is being answered, or longer than 2,048 bytes, is refused.
// Source:    RFC 792; RFC 1122 section 3.2.2.6.
module icmp_echo #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  logic                       enable_i,
    input  net_pkg::mac_addr_t         mac_i,
    input  net_pkg::ipv4_t             ip_i,
    input  logic [7:0]                 ttl_i,
    input  logic                       copy_valid_i,
    input  logic [8*DATA_BYTES-1:0]    copy_data_i,
    input  logic                       copy_end_i,
    input  toe_pkg::copy_class_e       copy_class_i,
    input  toe_pkg::bytes_t            copy_bytes_i,
    output logic                       accepted_o,
    output logic                       refused_o,
    output logic                       frame_valid_o,
    input  logic                       frame_ready_i,
    output logic [8*DATA_BYTES-1:0]    frame_data_o,
    output logic                       frame_last_o,
    output logic [CNT_W-1:0]           frame_bytes_o,
    output logic                       busy_o
);

  localparam int unsigned Bytes  = 2048;
  localparam int unsigned BEAT_W = $clog2(Bytes / DATA_BYTES);

  logic                    wr_valid, rd_en, replying;
  logic [BEAT_W-1:0]       wr_beat, rd_beat;
  logic [8*DATA_BYTES-1:0] wr_data, rd_data;
  net_pkg::mac_addr_t      src_mac;
  net_pkg::ipv4_header_t   ip;

  assign busy_o = accepted_o || replying;

  logic capture_clk, reply_clk;
  clock_gate u_capture_clock (.clk_i, .rst_i, .busy_i(copy_valid_i || copy_end_i || busy_o), .clk_o(capture_clk));
  clock_gate u_reply_clock (.clk_i, .rst_i, .busy_i(busy_o), .clk_o(reply_clk));

  echo_capture #(.DATA_BYTES(DATA_BYTES), .BYTES(Bytes)) u_capture (
      .clk_i(capture_clk), .rst_i, .enable_i, .copy_valid_i, .copy_data_i, .copy_end_i, .copy_class_i, .copy_bytes_i,
      .busy_i(busy_o), .wr_valid_o(wr_valid), .wr_beat_o(wr_beat), .wr_data_o(wr_data),
      .start_o(accepted_o), .src_mac_o(src_mac), .ip_o(ip), .refused_o
  );

  ram_1r1w #(.WIDTH(8 * DATA_BYTES), .DEPTH(Bytes / DATA_BYTES)) u_buffer (
      .clk_i(capture_clk), .we_i(wr_valid), .waddr_i(wr_beat), .wdata_i(wr_data),
      .re_i(rd_en), .raddr_i(rd_beat), .rdata_o(rd_data)
  );

  echo_reply #(.DATA_BYTES(DATA_BYTES), .BYTES(Bytes)) u_reply (
      .clk_i(reply_clk), .rst_i, .mac_i, .own_ip_i(ip_i), .ttl_i, .start_i(accepted_o), .src_mac_i(src_mac), .ip_i(ip),
      .busy_o(replying), .rd_en_o(rd_en), .rd_beat_o(rd_beat), .rd_data_i(rd_data),
      .frame_valid_o, .frame_ready_i, .frame_data_o, .frame_last_o, .frame_bytes_o
  );

endmodule
