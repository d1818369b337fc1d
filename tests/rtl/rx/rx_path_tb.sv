// rx_path_tb: rx_path behind ports of at most 64 bits: a beat is d0 (first bytes) .. d7, as many as DATA_BYTES needs.
module rx_path_tb #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned RX_BYTES   = 4096,
    localparam int unsigned CNT_W = $clog2(DATA_BYTES + 1)
) (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        enable_i,
    input  logic [47:0] mac_i,
    input  logic [31:0] ip_i,
    input  logic [5:0]  prefix_i,
    input  logic [15:0] mtu_i,
    input  logic        rx_valid_i,
    input  logic        rx_last_i,
    input  logic        rx_error_i,
    input  logic [CNT_W-1:0] rx_bytes_i,
    input  logic [63:0] d0_i, d1_i, d2_i, d3_i, d4_i, d5_i, d6_i, d7_i,
    output logic        ends_valid_o,
    input  logic        ends_ready_i,
    output logic [63:0] ends_ips_o,              // local, remote
    output logic [31:0] ends_ports_o,
    output logic        ends_syn_o, ends_ack_o,
    output logic        ends_void_o,
    input  logic        seg_ready_i,
    output logic        seg_soon_o,
    output logic        seg_valid_o,
    output logic [31:0] seg_local_ip_o,
    output logic [31:0] seg_remote_ip_o,
    output logic [15:0] seg_local_port_o,
    output logic [15:0] seg_remote_port_o,
    output logic [47:0] seg_src_mac_o,
    output logic [31:0] seg_seq_o,
    output logic [31:0] seg_ack_o,
    output logic [7:0]  seg_flags_o,
    output logic [15:0] seg_window_o,
    output logic [15:0] seg_urgent_o,
    output logic        seg_mss_valid_o,
    output logic [15:0] seg_mss_o,
    output logic [15:0] seg_len_o,
    output logic [4:0]  seg_handle_o,
    output logic [15:0] seg_addr_o,
    input  logic        fb_rd_en_i,
    input  logic [15:0] fb_rd_addr_i,
    output logic [63:0] f0_o, f1_o, f2_o, f3_o, f4_o, f5_o, f6_o, f7_o,
    input  logic        free0_valid_i, free1_valid_i, free2_valid_i,
    input  logic [4:0]  free0_i, free1_i, free2_i,
    output logic        arp_valid_o,
    output logic [63:0] arp_form_o,              // htype, ptype, hlen, plen, oper
    output logic [47:0] arp_sha_o,
    output logic [31:0] arp_spa_o,
    output logic [47:0] arp_tha_o,
    output logic [31:0] arp_tpa_o,
    output logic        copy_valid_o,
    output logic [63:0] c0_o, c1_o, c2_o, c3_o, c4_o, c5_o, c6_o, c7_o,
    output logic        copy_end_o,
    output logic [1:0]  copy_class_o,
    output logic [15:0] copy_bytes_o,
    output logic        stat_frame_o,
    output logic        stat_segment_o,
    output logic        disp_valid_o,
    output logic [4:0]  disp_o,
    output logic        idle_o
);

  toe_pkg::cfg_t cfg;
  always_comb begin
    cfg             = '0;
    cfg.enable      = enable_i;
    cfg.mac         = mac_i;
    cfg.ip          = ip_i;
    cfg.prefix_bits = prefix_i;
    cfg.mtu_bytes   = mtu_i;
  end

  logic [511:0] in, fb, copy;
  logic [8*DATA_BYTES-1:0] fb_data, copy_data;
  assign in   = {d7_i, d6_i, d5_i, d4_i, d3_i, d2_i, d1_i, d0_i};
  assign fb   = 512'(fb_data);
  assign copy = 512'(copy_data);
  assign {f7_o, f6_o, f5_o, f4_o, f3_o, f2_o, f1_o, f0_o} = fb;
  assign {c7_o, c6_o, c5_o, c4_o, c3_o, c2_o, c1_o, c0_o} = copy;

  logic             free_valid [3];
  toe_pkg::handle_t free_handle [3];
  assign free_valid  = '{free0_valid_i, free1_valid_i, free2_valid_i};
  assign free_handle = '{free0_i, free1_i, free2_i};

  event_pkg::rx_segment_t     seg;
  event_pkg::segment_ends_t   ends;
  net_pkg::arp_header_t     arp;
  toe_pkg::copy_class_e     copy_class;
  reason_pkg::disposition_e disp;

  rx_path #(.DATA_BYTES(DATA_BYTES), .RX_BYTES(RX_BYTES)) dut (
      .clk_i, .rst_i, .cfg_i(cfg), .rx_valid_i, .rx_data_i(in[8*DATA_BYTES-1:0]), .rx_last_i, .rx_bytes_i, .rx_error_i,
      .seg_soon_o, .seg_valid_o, .seg_ready_i, .seg_o(seg), .ends_valid_o, .ends_ready_i, .ends_o(ends), .ends_void_o,
      .fb_rd_en_i, .fb_rd_addr_i, .fb_rd_data_o(fb_data), .fb_free_valid_i(free_valid), .fb_free_handle_i(free_handle),
      .arp_valid_o, .arp_o(arp), .copy_valid_o, .copy_data_o(copy_data), .copy_end_o, .copy_class_o(copy_class),
      .copy_bytes_o, .stat_frame_o, .stat_segment_o, .disp_valid_o, .disp_o(disp), .idle_o
  );

  assign {ends_ips_o, ends_ports_o, ends_syn_o, ends_ack_o} = ends;
  assign seg_local_ip_o    = seg.tuple.local_ip;
  assign seg_remote_ip_o   = seg.tuple.remote_ip;
  assign seg_local_port_o  = seg.tuple.local_port;
  assign seg_remote_port_o = seg.tuple.remote_port;
  assign seg_src_mac_o     = seg.src_mac;
  assign seg_seq_o         = seg.seq;
  assign seg_ack_o         = seg.ack;
  assign seg_flags_o       = seg.flags;
  assign seg_window_o      = seg.window;
  assign seg_urgent_o      = seg.urgent;
  assign seg_mss_valid_o   = seg.mss_valid;
  assign seg_mss_o         = seg.mss;
  assign seg_len_o         = seg.len_bytes;
  assign seg_handle_o      = seg.handle;
  assign seg_addr_o        = seg.addr;
  assign {arp_form_o, arp_sha_o, arp_spa_o, arp_tha_o, arp_tpa_o} = arp;
  assign copy_class_o      = copy_class;
  assign disp_o            = disp;

endmodule
