// flow_path_tb: flow_path with plain ports. The push_* outputs show a segment event when it is decided.
module flow_path_tb #(
    parameter int unsigned CONNS = 64
) (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        enable_i,
    input  logic [63:0] now_us_i,
    input  logic [63:0] isn_key0_i,
    input  logic [63:0] isn_key1_i,
    input  logic [31:0] hash_key_i,
    input  logic        quote_valid_i,
    output logic        quote_ready_o,
    output logic        ev_icmp_o,
    input  logic        ends_valid_i,    // the ends and flags on the inputs below, a pulse before seg_valid_i
    output logic        ends_ready_o,
    input  logic        ends_void_i,
    input  logic        seg_soon_i,      // a pulse a cycle before seg_valid_i, or none
    input  logic        seg_valid_i,
    output logic        seg_ready_o,
    input  logic [31:0] seg_local_ip_i,
    input  logic [31:0] seg_remote_ip_i,
    input  logic [15:0] seg_local_port_i,
    input  logic [15:0] seg_remote_port_i,
    input  logic [47:0] seg_src_mac_i,
    input  logic [31:0] seg_seq_i,
    input  logic [31:0] seg_ack_i,
    input  logic [7:0]  seg_flags_i,
    input  logic [15:0] seg_window_i,
    input  logic [15:0] seg_urgent_i,
    input  logic        seg_mss_valid_i,
    input  logic [15:0] seg_mss_i,
    input  logic [15:0] seg_len_bytes_i,
    input  logic [4:0]  seg_handle_i,
    input  logic [15:0] seg_addr_i,
    output logic        ev_valid_o,
    input  logic        ev_ready_i,
    output logic [15:0] ev_conn_o,
    output logic [3:0]  ev_inc_o,
    output logic        ev_fresh_o,
    output logic [31:0] ev_iss_o,
    output logic [31:0] ev_seq_o,
    output logic [31:0] ev_ack_o,
    output logic [7:0]  ev_flags_o,
    output logic [63:0] ev_fields_o,     // window, urgent, mss_valid, mss, in this order
    output logic [63:0] ev_payload_o,    // len_bytes, handle, addr
    output logic        push_valid_o,
    output logic [15:0] push_conn_o,
    output logic        push_fresh_o,
    input  logic        open_valid_i,
    input  logic [15:0] open_conn_i,
    input  logic [3:0]  open_inc_i,
    input  logic [31:0] open_local_ip_i,
    input  logic [31:0] open_remote_ip_i,
    input  logic [15:0] open_local_port_i,
    input  logic [15:0] open_remote_port_i,
    output logic        open_ev_valid_o,
    input  logic        open_ev_ready_i,
    output logic [15:0] open_ev_conn_o,
    output logic [3:0]  open_ev_inc_o,
    output logic [3:0]  open_ev_err_o,
    output logic [31:0] open_ev_iss_o,
    input  logic        rel_valid_i,
    input  logic [1:0]  rel_kind_i,
    input  logic [15:0] rel_conn_i,
    input  logic [3:0]  rel_inc_i,
    input  logic [3:0]  rel_listener_i,
    output logic        rel_room_o,
    output logic        closed_valid_o,
    output logic [15:0] closed_conn_o,
    input  logic        listen_valid_i,
    input  logic        unlisten_valid_i,
    input  logic [3:0]  listener_i,
    input  logic [15:0] listen_port_i,
    input  logic [31:0] listen_ip_i,
    output logic        rst_valid_o,
    input  logic        rst_ready_i,
    output logic [47:0] rst_dst_mac_o,
    output logic [63:0] rst_ips_o,       // local, remote
    output logic [31:0] rst_ports_o,
    output logic [7:0]  rst_flags_o,
    output logic [31:0] rst_seq_o,
    output logic [31:0] rst_ack_o,
    output logic        fb_free_valid_o,
    output logic [4:0]  fb_free_handle_o,
    output logic        nb_valid_o,
    output logic [31:0] nb_ip_o,
    input  logic        nb_rsp_i,
    input  logic [1:0]  nb_state_i,
    input  logic        nb_update_i,
    input  logic        tx_tuple_en_i,
    input  logic [15:0] tx_tuple_conn_i,
    output logic [63:0] tx_ips_o,
    output logic [31:0] tx_ports_o,
    input  logic        link_tuple_req_i,
    input  logic [15:0] link_tuple_conn_i,
    output logic        link_tuple_rsp_o,
    output logic [63:0] link_ips_o,
    output logic [31:0] link_ports_o,
    output logic        disp_valid_o,
    output logic [4:0]  disp_o,
    output logic        idle_o
);

  import net_pkg::*;
  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;

  cfg_t cfg;
  always_comb begin
    cfg          = '0;
    cfg.enable   = enable_i;
    cfg.isn_key  = {isn_key1_i, isn_key0_i};
    cfg.hash_key = hash_key_i;
    cfg.ip       = 32'h0a000001;         // flow_cases.h: Local
  end

  rx_segment_t seg;
  icmp_quote_t quote;
  always_comb begin
    seg.tuple     = '{local_ip: seg_local_ip_i, remote_ip: seg_remote_ip_i,
                      local_port: seg_local_port_i, remote_port: seg_remote_port_i};
    seg.src_mac   = seg_src_mac_i;
    seg.seq       = seg_seq_i;
    seg.ack       = seg_ack_i;
    seg.flags     = tcp_flags_t'(seg_flags_i);
    seg.window    = seg_window_i;
    seg.urgent    = seg_urgent_i;
    seg.mss_valid = seg_mss_valid_i;
    seg.mss       = seg_mss_i;
    seg.len_bytes = seg_len_bytes_i;
    seg.handle    = seg_handle_i;
    seg.addr      = seg_addr_i;
    // An ICMP error quotes what these inputs say.
    quote           = '0;
    quote.tuple     = seg.tuple;
    quote.seq       = seg_seq_i;
    quote.kind      = seg_window_i[15:8];
    quote.code      = seg_window_i[7:0];
    quote.mtu_bytes = seg_mss_i;
  end

  segment_ends_t ends;
  assign ends = '{tuple: seg.tuple, syn: seg.flags.syn, ack: seg.flags.ack};

  open_request_t open;
  assign open = '{conn: open_conn_i, inc: open_inc_i,
                  tuple: '{local_ip: open_local_ip_i, remote_ip: open_remote_ip_i,
                           local_port: open_local_port_i, remote_port: open_remote_port_i}};
  release_t rel;
  assign rel = '{kind: release_e'(rel_kind_i), conn: rel_conn_i, inc: rel_inc_i,
                 listener: rel_listener_i};

  segment_event_t ev;
  open_event_t open_ev;
  tx_reset_t reset;
  tuple_t tx_tuple, link_tuple;
  error_e err;
  reason_pkg::disposition_e disp;

  // An event is there a cycle after it was announced, at the latest.
  logic ev_soon, ev_there_q;
  assign ev_valid_o = ev_soon && ev_there_q;
  always_ff @(posedge clk_i) ev_there_q <= ev_soon && !(ev_valid_o && ev_ready_i) && !rst_i;

  flow_path #(.CONNS(CONNS)) dut (
      .clk_i, .rst_i, .cfg_i(cfg), .now_us_i,
      .seg_soon_i, .seg_valid_i, .seg_ready_o, .seg_i(seg), .ends_valid_i, .ends_ready_o, .ends_i(ends), .ends_void_i,
      .quote_valid_i, .quote_ready_o, .quote_i(quote),
      .seg_ev_valid_o(ev_soon), .seg_ev_ready_i(ev_valid_o && ev_ready_i), .seg_ev_conn_o(ev_conn_o), .seg_ev_o(ev),
      .open_valid_i, .open_i(open),
      .open_ev_valid_o, .open_ev_ready_i, .open_ev_conn_o, .open_ev_o(open_ev),
      .rel_valid_i, .rel_i(rel), .rel_room_o, .closed_valid_o, .closed_conn_o,
      .listen_valid_i, .unlisten_valid_i, .listener_i, .listen_port_i, .listen_ip_i,
      .rst_valid_o, .rst_ready_i, .rst_o(reset),
      .fb_free_valid_o, .fb_free_handle_o,
      .open_nb_valid_o(nb_valid_o), .open_nb_ip_o(nb_ip_o), .open_nb_rsp_i(nb_rsp_i),
      .open_nb_state_i(neighbour_e'(nb_state_i)), .nb_update_i,
      .tx_tuple_en_i, .tx_tuple_conn_i, .tx_tuple_o(tx_tuple),
      .link_tuple_req_i, .link_tuple_conn_i, .link_tuple_rsp_o, .link_tuple_o(link_tuple),
      .disp_valid_o, .disp_o(disp), .idle_o
  );

  assign ev_inc_o      = ev.inc;
  assign ev_fresh_o    = ev.fresh;
  assign ev_icmp_o     = ev.icmp;
  assign ev_iss_o      = ev.ack;
  assign ev_seq_o      = ev.seq;
  assign ev_ack_o      = ev.ack;
  assign ev_flags_o    = ev.flags;
  assign ev_fields_o   = {15'd0, ev.window, ev.urgent, ev.mss_valid, ev.mss};
  assign ev_payload_o  = {27'd0, ev.len_bytes, ev.handle, ev.addr};
  assign push_valid_o  = dut.ev_valid;
  assign push_conn_o   = 16'(dut.ev_conn);
  assign push_fresh_o  = dut.ev_fresh;
  assign err           = open_ev.err;
  assign open_ev_inc_o = open_ev.inc;
  assign open_ev_err_o = err;
  assign open_ev_iss_o = open_ev.iss;
  assign rst_dst_mac_o = reset.dst_mac;
  assign rst_ips_o     = {reset.tuple.local_ip, reset.tuple.remote_ip};
  assign rst_ports_o   = {reset.tuple.local_port, reset.tuple.remote_port};
  assign rst_flags_o   = reset.flags;
  assign rst_seq_o     = reset.seq;
  assign rst_ack_o     = reset.ack;
  assign tx_ips_o      = {tx_tuple.local_ip, tx_tuple.remote_ip};
  assign tx_ports_o    = {tx_tuple.local_port, tx_tuple.remote_port};
  assign link_ips_o    = {link_tuple.local_ip, link_tuple.remote_ip};
  assign link_ports_o  = {link_tuple.local_port, link_tuple.remote_port};
  assign disp_o        = disp;

endmodule
