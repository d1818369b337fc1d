// side_path_tb: side_path with plain ports. Beats are spread over eight 64-bit ports.
module side_path_tb #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned NEIGHBOURS = 64
) (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic [63:0] now_us_i,
    input  logic        cfg_enable_i,
    input  logic [47:0] cfg_mac_i,
    input  logic [31:0] cfg_ip_i,
    input  logic [5:0]  cfg_prefix_bits_i,
    input  logic [31:0] cfg_gateway_i,
    input  logic [7:0]  cfg_ttl_i,
    input  logic [31:0] cfg_arp_age_us_i,
    input  logic        arp_valid_i,
    input  logic [15:0] arp_htype_i,
    input  logic [15:0] arp_ptype_i,
    input  logic [7:0]  arp_hlen_i,
    input  logic [7:0]  arp_plen_i,
    input  logic [15:0] arp_oper_i,
    input  logic [47:0] arp_sha_i,
    input  logic [31:0] arp_spa_i,
    input  logic [47:0] arp_tha_i,
    input  logic [31:0] arp_tpa_i,
    input  logic        copy_valid_i,
    input  logic [63:0] copy_data0_i,
    input  logic [63:0] copy_data1_i,
    input  logic [63:0] copy_data2_i,
    input  logic [63:0] copy_data3_i,
    input  logic [63:0] copy_data4_i,
    input  logic [63:0] copy_data5_i,
    input  logic [63:0] copy_data6_i,
    input  logic [63:0] copy_data7_i,
    input  logic        copy_end_i,
    input  logic        copy_echo_i,
    input  logic [15:0] copy_bytes_i,
    input  logic        tx_nb_valid_i,
    input  logic [31:0] tx_nb_ip_i,
    output logic        tx_nb_rsp_o,
    output logic [1:0]  tx_nb_state_o,
    output logic [47:0] tx_nb_mac_o,
    input  logic        open_nb_valid_i,
    input  logic [31:0] open_nb_ip_i,
    output logic        open_nb_rsp_o,
    output logic [1:0]  open_nb_state_o,
    output logic        tx_nb_forget_o,
    output logic        nb_update_o,
    output logic        frame_valid_o,
    input  logic        frame_ready_i,
    output logic [63:0] frame_data0_o,
    output logic [63:0] frame_data1_o,
    output logic [63:0] frame_data2_o,
    output logic [63:0] frame_data3_o,
    output logic [63:0] frame_data4_o,
    output logic [63:0] frame_data5_o,
    output logic [63:0] frame_data6_o,
    output logic [63:0] frame_data7_o,
    output logic        frame_last_o,
    output logic [6:0]  frame_bytes_o,
    output logic        deadline_valid_o,
    output logic [31:0] deadline_us_o,
    output logic        stat_arp_in_request_o,
    output logic        stat_arp_out_request_o,
    output logic        disp_arp_o,
    output logic        disp_echo_o,
    output logic        disp_drop_o,
    input  logic        copy_icmp_i,
    output logic        quote_valid_o,
    input  logic        quote_ready_i,
    output logic [31:0] quote_local_ip_o,
    output logic [31:0] quote_remote_ip_o,
    output logic [31:0] quote_ports_o,
    output logic [31:0] quote_seq_o,
    output logic [15:0] quote_kind_code_o,
    output logic [15:0] quote_mtu_o,
    output logic        idle_o
);

  toe_pkg::cfg_t             cfg;
  event_pkg::icmp_quote_t      quote;
  net_pkg::arp_header_t      arp;
  toe_pkg::neighbour_e       tx_state, open_state;
  reason_pkg::disposition_e  disp;
  logic                      disp_valid;
  logic [511:0]              copy_all;
  logic [8*DATA_BYTES-1:0]   frame_data;
  logic [$clog2(DATA_BYTES+1)-1:0] frame_bytes;

  always_comb begin
    cfg = '0;
    cfg.enable      = cfg_enable_i;
    cfg.mac         = cfg_mac_i;
    cfg.ip          = cfg_ip_i;
    cfg.prefix_bits = cfg_prefix_bits_i;
    cfg.gateway     = cfg_gateway_i;
    cfg.ttl         = cfg_ttl_i;
    cfg.arp_age_us  = cfg_arp_age_us_i;
  end
  assign arp = '{htype: arp_htype_i, ptype: arp_ptype_i, hlen_bytes: arp_hlen_i, plen_bytes: arp_plen_i,
                 oper: arp_oper_i, sha: arp_sha_i, spa: arp_spa_i, tha: arp_tha_i, tpa: arp_tpa_i};
  assign copy_all = {copy_data7_i, copy_data6_i, copy_data5_i, copy_data4_i, copy_data3_i, copy_data2_i, copy_data1_i, copy_data0_i};
  assign {frame_data7_o, frame_data6_o, frame_data5_o, frame_data4_o,
          frame_data3_o, frame_data2_o, frame_data1_o, frame_data0_o} = 512'(frame_data);
  assign frame_bytes_o   = 7'(frame_bytes);
  assign quote_local_ip_o  = quote.tuple.local_ip;
  assign quote_remote_ip_o = quote.tuple.remote_ip;
  assign quote_ports_o     = {quote.tuple.local_port, quote.tuple.remote_port};
  assign quote_seq_o       = quote.seq;
  assign quote_kind_code_o = {quote.kind, quote.code};
  assign quote_mtu_o       = quote.mtu_bytes;
  assign tx_nb_state_o   = tx_state;
  assign open_nb_state_o = open_state;
  assign disp_arp_o      = disp_valid && disp == reason_pkg::DispArp;
  assign disp_echo_o     = disp_valid && disp == reason_pkg::DispEchoReply;
  assign disp_drop_o     = disp_valid && disp == reason_pkg::DispDropIcmp;

  side_path #(.DATA_BYTES(DATA_BYTES), .NEIGHBOURS(NEIGHBOURS)) u_dut (
      .clk_i, .rst_i, .cfg_i(cfg), .now_us_i, .arp_valid_i, .arp_i(arp),
      .copy_valid_i, .copy_data_i(copy_all[8*DATA_BYTES-1:0]), .copy_end_i,
      .copy_class_i(copy_echo_i ? toe_pkg::CopyEcho : copy_icmp_i ? toe_pkg::CopyIcmp : toe_pkg::CopyRaw), .copy_bytes_i,
      .quote_valid_o, .quote_ready_i, .quote_o(quote),
      .tx_nb_valid_i, .tx_nb_ip_i, .tx_nb_rsp_o, .tx_nb_state_o(tx_state), .tx_nb_mac_o, .tx_nb_forget_o,
      .open_nb_valid_i, .open_nb_ip_i, .open_nb_rsp_o, .open_nb_state_o(open_state), .nb_update_o,
      .frame_valid_o, .frame_ready_i, .frame_data_o(frame_data), .frame_last_o, .frame_bytes_o(frame_bytes),
      .deadline_valid_o, .deadline_us_o, .stat_arp_in_request_o, .stat_arp_out_request_o,
      .disp_valid_o(disp_valid), .disp_o(disp), .idle_o
  );

endmodule
