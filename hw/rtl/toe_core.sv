// toe_core: the engine: one wire, one host link, one time (wiring only).
// In:        frames from the wire, the host's byte stream, a free-running microsecond count.
// Out:       frames to the wire, the byte stream to the host, idle, the next deadline, the decision trace.
// Latency and errors: see the rooms.  Source: DESIGN section 2; docs/architecture.md.
module toe_core #(
    parameter int unsigned DATA_BYTES = 8,           // width of the data path: 4 to 64, a power of two
    parameter int unsigned CONNS      = 1024,        // connections: 1 to 65,536
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  logic [63:0]                now_us_i,
    // wire, receive: destination MAC to FCS, first byte in bits 7:0; bytes and error with the last beat; no ready
    input  logic                       rx_valid_i,
    input  logic [8*DATA_BYTES-1:0]    rx_data_i,
    input  logic                       rx_last_i,
    input  logic [CNT_W-1:0]           rx_bytes_i,
    input  logic                       rx_error_i,
    // wire, transmit: the same, no gap inside a frame; preamble and gap are kept between frames
    output logic                       tx_valid_o,
    output logic [8*DATA_BYTES-1:0]    tx_data_o,
    output logic                       tx_last_o,
    output logic [CNT_W-1:0]           tx_bytes_o,
    // host link: two byte streams, first byte in bits 7:0, every message starts a beat (hw/link/messages.toml)
    input  logic                       link_reset_i,
    input  logic                       link_in_valid_i,
    output logic                       link_in_ready_o,
    input  logic [8*DATA_BYTES-1:0]    link_in_data_i,
    output logic                       link_out_valid_o,
    input  logic                       link_out_ready_i,
    output logic [8*DATA_BYTES-1:0]    link_out_data_o,
    // time
    output logic                       idle_o,             // nothing in flight: only a deadline or input changes anything
    output logic                       deadline_valid_o,
    output toe_pkg::time_us_t          deadline_us_o,      // low 32 bits of a lower bound on the next deadline
    // what happened: one decision per pass; one disposition per frame, by room: rx, side, flow, tcb, link
    output logic                       trace_valid_o,
    output decision_pkg::trace_t       trace_o,
    output logic                       disp_valid_o [5],
    output reason_pkg::disposition_e   disp_o       [5]
);

  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;

  cfg_t cfg;

  // ------------------------------------------------------------ the rooms that know connections
  logic clear, conns_rst;
  always_ff @(posedge clk_i) conns_rst <= rst_i || clear;

  // ------------------------------------------------------------ rx: wire to segments
  logic                    seg_soon, seg_valid, seg_ready;
  rx_segment_t             seg;
  logic                    ends_valid, ends_ready, ends_void;
  segment_ends_t           ends;
  logic                    fb_rd_en;
  ring_addr_t              fb_rd_addr;
  logic [8*DATA_BYTES-1:0] fb_rd_data;
  logic                    fb_free_valid [3];
  handle_t                 fb_free_handle [3];
  logic                    arp_valid;
  net_pkg::arp_header_t    arp;
  logic                    copy_valid, copy_end;
  logic [8*DATA_BYTES-1:0] copy_data;
  copy_class_e             copy_class;
  bytes_t                  copy_bytes;
  logic [link_pkg::StatCounters-1:0] stat;
  logic                    rx_idle;

  rx_path #(.DATA_BYTES(DATA_BYTES)) u_rx (
      .clk_i, .rst_i, .cfg_i(cfg),
      .rx_valid_i, .rx_data_i, .rx_last_i, .rx_bytes_i, .rx_error_i,
      .seg_soon_o(seg_soon), .seg_valid_o(seg_valid), .seg_ready_i(seg_ready), .seg_o(seg),
      .ends_valid_o(ends_valid), .ends_ready_i(ends_ready), .ends_o(ends), .ends_void_o(ends_void),
      .fb_rd_en_i(fb_rd_en), .fb_rd_addr_i(fb_rd_addr), .fb_rd_data_o(fb_rd_data),
      .fb_free_valid_i(fb_free_valid), .fb_free_handle_i(fb_free_handle),
      .arp_valid_o(arp_valid), .arp_o(arp),
      .copy_valid_o(copy_valid), .copy_data_o(copy_data), .copy_end_o(copy_end), .copy_class_o(copy_class),
      .copy_bytes_o(copy_bytes),
      .stat_frame_o(stat[link_pkg::StatEtherStatsPkts]), .stat_segment_o(stat[link_pkg::StatTcpInSegs]),
      .disp_valid_o(disp_valid_o[0]), .disp_o(disp_o[0]), .idle_o(rx_idle)
  );

  // ------------------------------------------------------------ side: neighbours, echo
  logic                    tx_nb_valid, tx_nb_rsp, tx_nb_forget, open_nb_valid, open_nb_rsp, nb_update;
  net_pkg::ipv4_t          tx_nb_ip, open_nb_ip;
  neighbour_e              tx_nb_state, open_nb_state;
  net_pkg::mac_addr_t      tx_nb_mac;
  logic                    side_valid, side_ready, side_last;
  logic [8*DATA_BYTES-1:0] side_data;
  logic [CNT_W-1:0]        side_bytes;
  logic                    side_deadline_valid, side_idle;
  time_us_t                side_deadline_us;

  logic                 quote_valid, quote_ready;
  event_pkg::icmp_quote_t quote;
  side_path #(.DATA_BYTES(DATA_BYTES)) u_side (
      .clk_i, .rst_i, .cfg_i(cfg), .now_us_i,
      .arp_valid_i(arp_valid), .arp_i(arp),
      .copy_valid_i(copy_valid), .copy_data_i(copy_data), .copy_end_i(copy_end), .copy_class_i(copy_class),
      .copy_bytes_i(copy_bytes),
      .tx_nb_valid_i(tx_nb_valid), .tx_nb_ip_i(tx_nb_ip), .tx_nb_rsp_o(tx_nb_rsp), .tx_nb_state_o(tx_nb_state),
      .tx_nb_mac_o(tx_nb_mac), .tx_nb_forget_o(tx_nb_forget),
      .open_nb_valid_i(open_nb_valid), .open_nb_ip_i(open_nb_ip), .open_nb_rsp_o(open_nb_rsp),
      .open_nb_state_o(open_nb_state), .nb_update_o(nb_update),
      .quote_valid_o(quote_valid), .quote_ready_i(quote_ready), .quote_o(quote),
      .frame_valid_o(side_valid), .frame_ready_i(side_ready), .frame_data_o(side_data), .frame_last_o(side_last),
      .frame_bytes_o(side_bytes),
      .deadline_valid_o(side_deadline_valid), .deadline_us_o(side_deadline_us),
      .stat_arp_in_request_o(stat[link_pkg::StatArpInRequests]),
      .stat_arp_out_request_o(stat[link_pkg::StatArpOutRequests]),
      .disp_valid_o(disp_valid_o[1]), .disp_o(disp_o[1]), .idle_o(side_idle)
  );

  // ------------------------------------------------------------ flow: which connection
  logic           seg_ev_valid, seg_ev_ready, open_ev_valid, open_ev_ready, open_req_valid, rel_valid, rel_room;
  conn_t          seg_ev_conn, open_ev_conn;
  segment_event_t seg_ev;
  open_event_t    open_ev;
  open_request_t  open_req;
  release_t       rel;
  logic           closed_valid, listen_valid, unlisten_valid, rst_valid, rst_ready;
  conn_t          closed_conn;
  listener_t      listener;
  net_pkg::port_t listen_port;
  net_pkg::ipv4_t listen_ip;
  tx_reset_t      rst_req;
  logic           tx_tuple_en, link_tuple_req, link_tuple_rsp;
  conn_t          tx_tuple_conn, link_tuple_conn;
  net_pkg::tuple_t tx_tuple, link_tuple;
  logic           flow_idle;

  flow_path #(.CONNS(CONNS)) u_flow (
      .clk_i, .rst_i(conns_rst), .cfg_i(cfg), .now_us_i,
      .seg_soon_i(seg_soon), .seg_valid_i(seg_valid), .seg_ready_o(seg_ready), .seg_i(seg),
      .ends_valid_i(ends_valid), .ends_ready_o(ends_ready), .ends_i(ends), .ends_void_i(ends_void),
      .quote_valid_i(quote_valid), .quote_ready_o(quote_ready), .quote_i(quote),
      .seg_ev_valid_o(seg_ev_valid), .seg_ev_ready_i(seg_ev_ready), .seg_ev_conn_o(seg_ev_conn), .seg_ev_o(seg_ev),
      .open_valid_i(open_req_valid), .open_i(open_req),
      .open_ev_valid_o(open_ev_valid), .open_ev_ready_i(open_ev_ready), .open_ev_conn_o(open_ev_conn),
      .open_ev_o(open_ev),
      .rel_valid_i(rel_valid), .rel_i(rel), .rel_room_o(rel_room),
      .closed_valid_o(closed_valid), .closed_conn_o(closed_conn),
      .listen_valid_i(listen_valid), .unlisten_valid_i(unlisten_valid), .listener_i(listener),
      .listen_port_i(listen_port), .listen_ip_i(listen_ip),
      .rst_valid_o(rst_valid), .rst_ready_i(rst_ready), .rst_o(rst_req),
      .fb_free_valid_o(fb_free_valid[0]), .fb_free_handle_o(fb_free_handle[0]),
      .open_nb_valid_o(open_nb_valid), .open_nb_ip_o(open_nb_ip), .open_nb_rsp_i(open_nb_rsp),
      .open_nb_state_i(open_nb_state), .nb_update_i(nb_update),
      .tx_tuple_en_i(tx_tuple_en), .tx_tuple_conn_i(tx_tuple_conn), .tx_tuple_o(tx_tuple),
      .link_tuple_req_i(link_tuple_req), .link_tuple_conn_i(link_tuple_conn), .link_tuple_rsp_o(link_tuple_rsp),
      .link_tuple_o(link_tuple),
      .disp_valid_o(disp_valid_o[2]), .disp_o(disp_o[2]), .idle_o(flow_idle)
  );

  // ------------------------------------------------------------ tcb: the decision
  logic           pay_valid, pay_ready, cmd_valid, cmd_ready, tmr_valid, tmr_ready;
  conn_t          pay_conn, cmd_conn, tmr_conn;
  payload_event_t pay;
  command_event_t cmd;
  timer_event_t   tmr;
  logic           act_valid, act_room, dlv_valid, dlv_room;
  tx_action_t     act;
  delivery_t      dlv;
  handle_t        tcb_free_handle;
  logic           sb_free_valid [2];
  handle_t        sb_free_handle [2];
  logic           dirty_valid, snap_valid, snap_ready, snap_rsp, view_en, op_valid;
  conn_t          dirty_conn, snap_conn, view_conn;
  dirty_t         dirty, snap_what;
  snapshot_t      snap;
  rtt_view_t      view;
  timer_op_t      op;
  logic [15:0]    established;
  logic           tcb_idle;
  assign fb_free_handle[1] = tcb_free_handle;
  assign sb_free_handle[1] = tcb_free_handle;

  tcb_pipeline #(.CONNS(CONNS)) u_tcb (
      .clk_i, .rst_i(conns_rst), .cfg_i(cfg), .now_i(now_us_i[35:20]),
      .seg_valid_i(seg_ev_valid), .seg_ready_o(seg_ev_ready), .seg_conn_i(seg_ev_conn), .seg_i(seg_ev),
      .pay_valid_i(pay_valid), .pay_ready_o(pay_ready), .pay_conn_i(pay_conn), .pay_i(pay),
      .cmd_valid_i(cmd_valid), .cmd_ready_o(cmd_ready), .cmd_conn_i(cmd_conn), .cmd_i(cmd),
      .open_valid_i(open_ev_valid), .open_ready_o(open_ev_ready), .open_conn_i(open_ev_conn), .open_i(open_ev),
      .tmr_valid_i(tmr_valid), .tmr_ready_o(tmr_ready), .tmr_conn_i(tmr_conn), .tmr_i(tmr),
      .act_room_i(act_room), .dlv_room_i(dlv_room), .rel_room_i(rel_room),
      .act_due_o(tx_tuple_en), .act_due_conn_o(tx_tuple_conn), .act_valid_o(act_valid), .act_o(act),
      .dlv_valid_o(dlv_valid), .dlv_o(dlv),
      .rx_free_o(fb_free_valid[1]), .sb_free_o(sb_free_valid[1]), .free_handle_o(tcb_free_handle),
      .dirty_valid_o(dirty_valid), .dirty_conn_o(dirty_conn), .dirty_o(dirty),
      .rel_valid_o(rel_valid), .rel_o(rel), .open_req_valid_o(open_req_valid), .open_req_o(open_req),
      .op_valid_o(op_valid), .op_o(op),
      .snap_valid_i(snap_valid), .snap_ready_o(snap_ready), .snap_conn_i(snap_conn), .snap_what_i(snap_what),
      .view_en_o(view_en), .view_conn_o(view_conn), .view_i(view), .snap_rsp_o(snap_rsp), .snap_o(snap),
      .disp_valid_o(disp_valid_o[3]), .disp_o(disp_o[3]),
      .stat_retransmit_o(stat[link_pkg::StatTcpRetransSegs]), .stat_active_open_o(stat[link_pkg::StatTcpActiveOpens]),
      .stat_passive_open_o(stat[link_pkg::StatTcpPassiveOpens]),
      .stat_attempt_fail_o(stat[link_pkg::StatTcpAttemptFails]),
      .stat_estab_reset_o(stat[link_pkg::StatTcpEstabResets]), .stat_rto_o(stat[link_pkg::StatTcpRtoTimeouts]),
      .stat_probe_o(stat[link_pkg::StatTcpPersistProbes]), .stat_unwanted_o(stat[link_pkg::StatLinkUnwanted]),
      .established_o(established), .trace_valid_o, .trace_o, .idle_o(tcb_idle)
  );

  // ------------------------------------------------------------ time: RTT, RTO, deadlines
  logic     time_deadline_valid, time_idle;
  time_us_t time_deadline_us;

  time_path #(.CONNS(CONNS)) u_time (
      .clk_i, .rst_i(conns_rst), .cfg_i(cfg), .now_us_i,
      .op_valid_i(op_valid), .op_i(op),
      .ev_valid_o(tmr_valid), .ev_ready_i(tmr_ready), .ev_conn_o(tmr_conn), .ev_o(tmr),
      .view_en_i(view_en), .view_conn_i(view_conn), .view_o(view),
      .deadline_valid_o(time_deadline_valid), .deadline_us_o(time_deadline_us), .idle_o(time_idle)
  );

  // ------------------------------------------------------------ tx: segments to wire
  logic                    sb_rd_en, raw_valid, raw_ready, raw_last;
  ring_addr_t              sb_rd_addr;
  logic [8*DATA_BYTES-1:0] sb_rd_data, raw_data;
  logic [CNT_W-1:0]        raw_bytes;
  logic                    tx_idle;

  tx_path #(.DATA_BYTES(DATA_BYTES)) u_tx (
      .clk_i, .rst_i, .cfg_i(cfg),
      .act_valid_i(act_valid), .act_i(act), .act_tuple_i(tx_tuple), .act_room_o(act_room),
      .rst_valid_i(rst_valid), .rst_ready_o(rst_ready), .rst_req_i(rst_req),
      .sb_rd_en_o(sb_rd_en), .sb_rd_addr_o(sb_rd_addr), .sb_rd_data_i(sb_rd_data),
      .sb_free_valid_o(sb_free_valid[0]), .sb_free_handle_o(sb_free_handle[0]),
      .tx_nb_valid_o(tx_nb_valid), .tx_nb_ip_o(tx_nb_ip), .tx_nb_rsp_i(tx_nb_rsp), .tx_nb_state_i(tx_nb_state),
      .tx_nb_mac_i(tx_nb_mac), .tx_nb_forget_i(tx_nb_forget),
      .side_valid_i(side_valid), .side_ready_o(side_ready), .side_data_i(side_data), .side_last_i(side_last),
      .side_bytes_i(side_bytes),
      .raw_valid_i(raw_valid), .raw_ready_o(raw_ready), .raw_data_i(raw_data), .raw_last_i(raw_last),
      .raw_bytes_i(raw_bytes),
      .tx_valid_o, .tx_data_o, .tx_last_o, .tx_bytes_o,
      .stat_frame_o(stat[link_pkg::StatEtherStatsTxPkts]), .stat_segment_o(stat[link_pkg::StatTcpOutSegs]),
      .stat_rst_o(stat[link_pkg::StatTcpOutRsts]), .stat_no_neighbour_o(stat[link_pkg::StatTxNoNeighbour]),
      .idle_o(tx_idle)
  );

  // ------------------------------------------------------------ link: the host
  logic link_idle;

  link_path #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS)) u_link (
      .clk_i, .rst_i, .link_reset_i,
      .in_valid_i(link_in_valid_i), .in_ready_o(link_in_ready_o), .in_data_i(link_in_data_i),
      .out_valid_o(link_out_valid_o), .out_ready_i(link_out_ready_i), .out_data_o(link_out_data_o),
      .cfg_o(cfg),
      .cmd_valid_o(cmd_valid), .cmd_ready_i(cmd_ready), .cmd_conn_o(cmd_conn), .cmd_o(cmd),
      .pay_valid_o(pay_valid), .pay_ready_i(pay_ready), .pay_conn_o(pay_conn), .pay_o(pay),
      .listen_valid_o(listen_valid), .unlisten_valid_o(unlisten_valid), .listener_o(listener),
      .listen_port_o(listen_port), .listen_ip_o(listen_ip),
      .sb_rd_en_i(sb_rd_en), .sb_rd_addr_i(sb_rd_addr), .sb_rd_data_o(sb_rd_data),
      .sb_free_valid_i(sb_free_valid), .sb_free_handle_i(sb_free_handle),
      .dlv_valid_i(dlv_valid), .dlv_i(dlv), .dlv_room_o(dlv_room),
      .fb_rd_en_o(fb_rd_en), .fb_rd_addr_o(fb_rd_addr), .fb_rd_data_i(fb_rd_data),
      .fb_free_valid_o(fb_free_valid[2]), .fb_free_handle_o(fb_free_handle[2]),
      .dirty_valid_i(dirty_valid), .dirty_conn_i(dirty_conn), .dirty_i(dirty),
      .closed_valid_i(closed_valid), .closed_conn_i(closed_conn),
      .snap_valid_o(snap_valid), .snap_ready_i(snap_ready), .snap_conn_o(snap_conn), .snap_what_o(snap_what),
      .snap_rsp_i(snap_rsp), .snap_i(snap),
      .link_tuple_req_o(link_tuple_req), .link_tuple_conn_o(link_tuple_conn), .link_tuple_rsp_i(link_tuple_rsp),
      .link_tuple_i(link_tuple),
      .copy_valid_i(copy_valid), .copy_data_i(copy_data), .copy_end_i(copy_end), .copy_class_i(copy_class),
      .copy_bytes_i(copy_bytes),
      .raw_valid_o(raw_valid), .raw_ready_i(raw_ready), .raw_data_o(raw_data), .raw_last_o(raw_last),
      .raw_bytes_o(raw_bytes),
      .stat_i(stat), .disp_valid_i(disp_valid_o[0:3]), .disp_i(disp_o[0:3]),
      .disp_valid_o(disp_valid_o[4]), .disp_o(disp_o[4]),
      .established_i(established), .clear_o(clear), .idle_o(link_idle)
  );

  // ------------------------------------------------------------ time, for the outside
  assign idle_o = rx_idle && side_idle && flow_idle && tcb_idle && time_idle && tx_idle && link_idle;

  assign deadline_valid_o = side_deadline_valid || time_deadline_valid;
  assign deadline_us_o    = side_deadline_valid && (!time_deadline_valid || time_lt(side_deadline_us, time_deadline_us))
                          ? side_deadline_us : time_deadline_us;

endmodule
