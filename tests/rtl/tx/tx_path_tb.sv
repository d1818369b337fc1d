// tx_path_tb: tx_path with its structs as single ports and its beats (up to 64 bytes) as words of 64 bits.
module tx_path_tb #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        cfg_enable_i,
    input  logic [47:0] cfg_mac_i,
    input  logic [15:0] cfg_mtu_bytes_i,
    input  logic [7:0]  cfg_ttl_i,
    input  logic        act_valid_i,
    input  logic [15:0] act_conn_i,
    input  logic [7:0]  act_ttl_i,
    input  logic [7:0]  act_tos_i,
    input  logic [7:0]  act_flags_i,
    input  logic [31:0] act_seq_i,
    input  logic [31:0] act_ack_i,
    input  logic [15:0] act_window_i,
    input  logic [15:0] act_urgent_i,
    input  logic        act_mss_valid_i,
    input  logic        act_payload_i,
    input  logic [4:0]  act_handle_i,
    input  logic [15:0] act_addr_i,
    input  logic [15:0] act_len_bytes_i,
    input  logic [15:0] act_sum_i,
    output logic        act_room_o,
    input  logic [63:0] tuple_ips_i,
    input  logic [31:0] tuple_ports_i,
    input  logic        rst_valid_i,
    output logic        rst_ready_o,
    input  logic [47:0] rst_mac_i,
    input  logic [63:0] rst_ips_i,
    input  logic [31:0] rst_ports_i,
    input  logic [7:0]  rst_flags_i,
    input  logic [31:0] rst_seq_i,
    input  logic [31:0] rst_ack_i,
    output logic        sb_rd_en_o,
    output logic [15:0] sb_rd_addr_o,
    input  logic [63:0] sb0_i,
    input  logic [63:0] sb1_i,
    input  logic [63:0] sb2_i,
    input  logic [63:0] sb3_i,
    input  logic [63:0] sb4_i,
    input  logic [63:0] sb5_i,
    input  logic [63:0] sb6_i,
    input  logic [63:0] sb7_i,
    output logic        sb_free_valid_o,
    output logic [4:0]  sb_free_handle_o,
    output logic        tx_nb_valid_o,
    output logic [31:0] tx_nb_ip_o,
    input  logic        tx_nb_rsp_i,
    input  logic [1:0]  tx_nb_state_i,
    input  logic [47:0] tx_nb_mac_i,
    input  logic        tx_nb_forget_i,
    input  logic        side_valid_i,
    output logic        side_ready_o,
    input  logic [63:0] side0_i,
    input  logic [63:0] side1_i,
    input  logic [63:0] side2_i,
    input  logic [63:0] side3_i,
    input  logic [63:0] side4_i,
    input  logic [63:0] side5_i,
    input  logic [63:0] side6_i,
    input  logic [63:0] side7_i,
    input  logic        side_last_i,
    input  logic [7:0]  side_bytes_i,
    input  logic        raw_valid_i,
    output logic        raw_ready_o,
    input  logic [63:0] raw0_i,
    input  logic [63:0] raw1_i,
    input  logic [63:0] raw2_i,
    input  logic [63:0] raw3_i,
    input  logic [63:0] raw4_i,
    input  logic [63:0] raw5_i,
    input  logic [63:0] raw6_i,
    input  logic [63:0] raw7_i,
    input  logic        raw_last_i,
    input  logic [7:0]  raw_bytes_i,
    output logic        tx_valid_o,
    output logic [63:0] tx0_o,
    output logic [63:0] tx1_o,
    output logic [63:0] tx2_o,
    output logic [63:0] tx3_o,
    output logic [63:0] tx4_o,
    output logic [63:0] tx5_o,
    output logic [63:0] tx6_o,
    output logic [63:0] tx7_o,
    output logic        tx_last_o,
    output logic [7:0]  tx_bytes_o,
    output logic        stat_frame_o,
    output logic        stat_segment_o,
    output logic        stat_rst_o,
    output logic        stat_no_neighbour_o,
    output logic        idle_o
);

  toe_pkg::cfg_t       cfg;
  action_pkg::tx_action_t act;
  action_pkg::tx_reset_t  req;
  net_pkg::tuple_t     tuple;
  logic [511:0]        sb, side, raw, tx;
  logic [8*DATA_BYTES-1:0] tx_beat;
  logic [CNT_W-1:0]    tx_bytes;
  logic                unused;

  assign cfg = '{enable: cfg_enable_i, mac: cfg_mac_i, mtu_bytes: cfg_mtu_bytes_i, ttl: cfg_ttl_i, default: '0};
  assign act = '{conn: act_conn_i, ttl: act_ttl_i, tos: act_tos_i, flags: act_flags_i, seq: act_seq_i, ack: act_ack_i, window: act_window_i,
                 urgent: act_urgent_i, mss_valid: act_mss_valid_i, payload: act_payload_i, handle: act_handle_i,
                 addr: act_addr_i, len_bytes: act_len_bytes_i, sum: act_sum_i};
  assign req = '{dst_mac: rst_mac_i, tuple: {rst_ips_i, rst_ports_i}, flags: rst_flags_i, seq: rst_seq_i, ack: rst_ack_i};
  assign tuple  = {tuple_ips_i, tuple_ports_i};
  assign sb     = {sb7_i, sb6_i, sb5_i, sb4_i, sb3_i, sb2_i, sb1_i, sb0_i};
  assign side   = {side7_i, side6_i, side5_i, side4_i, side3_i, side2_i, side1_i, side0_i};
  assign raw    = {raw7_i, raw6_i, raw5_i, raw4_i, raw3_i, raw2_i, raw1_i, raw0_i};
  assign tx     = 512'(tx_beat);
  assign {tx7_o, tx6_o, tx5_o, tx4_o, tx3_o, tx2_o, tx1_o, tx0_o} = tx;
  assign tx_bytes_o = 8'(tx_bytes);
  assign unused = &{1'b0, sb, side, raw, side_bytes_i, raw_bytes_i};

  tx_path #(.DATA_BYTES(DATA_BYTES)) u_dut (
      .clk_i, .rst_i, .cfg_i(cfg), .act_valid_i, .act_i(act), .act_tuple_i(tuple), .act_room_o,
      .rst_valid_i, .rst_ready_o, .rst_req_i(req), .sb_rd_en_o, .sb_rd_addr_o,
      .sb_rd_data_i(sb[8*DATA_BYTES-1:0]), .sb_free_valid_o, .sb_free_handle_o, .tx_nb_valid_o, .tx_nb_ip_o,
      .tx_nb_rsp_i, .tx_nb_state_i(toe_pkg::neighbour_e'(tx_nb_state_i)), .tx_nb_mac_i, .tx_nb_forget_i,
      .side_valid_i, .side_ready_o, .side_data_i(side[8*DATA_BYTES-1:0]), .side_last_i, .side_bytes_i(side_bytes_i[CNT_W-1:0]),
      .raw_valid_i, .raw_ready_o, .raw_data_i(raw[8*DATA_BYTES-1:0]), .raw_last_i, .raw_bytes_i(raw_bytes_i[CNT_W-1:0]),
      .tx_valid_o, .tx_data_o(tx_beat), .tx_last_o, .tx_bytes_o(tx_bytes),
      .stat_frame_o, .stat_segment_o, .stat_rst_o, .stat_no_neighbour_o, .idle_o
  );

endmodule
