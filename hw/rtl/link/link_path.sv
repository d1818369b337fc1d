// link_path: the host link: messages from the host, messages to it, the registers and counters between them (wiring).
// In / Out:  two byte streams of messages (hw/link/messages.toml); commands and payload to the TCB pipeline, deliveries,
//            marks and snapshots from it; raw frames; what the rooms count.
// Latency, Throughput, Errors: link_from_host and link_to_host say them for their direction; link_reset_i arrives there a
//            cycle late.
// Source:    DESIGN section 4; docs/host-link.md.
module link_path #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024,
    parameter int unsigned TX_BYTES   = 16384,       // segment buffer
    parameter int unsigned RAW_BYTES  = 4096,        // raw frames, each way
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    // host link: two byte streams, DATA_BYTES a beat, first byte in bits 7:0, every message starts a beat
    input  logic                       link_reset_i,      // pulse: the transport was closed or reset
    input  logic                       in_valid_i,
    output logic                       in_ready_o,
    input  logic [8*DATA_BYTES-1:0]    in_data_i,
    output logic                       out_valid_o,
    input  logic                       out_ready_i,
    output logic [8*DATA_BYTES-1:0]    out_data_o,
    output toe_pkg::cfg_t              cfg_o,
    // to tcb_pipeline
    output logic                       cmd_valid_o,
    input  logic                       cmd_ready_i,
    output toe_pkg::conn_t             cmd_conn_o,
    output event_pkg::command_event_t    cmd_o,
    output logic                       pay_valid_o,
    input  logic                       pay_ready_i,
    output toe_pkg::conn_t             pay_conn_o,
    output event_pkg::payload_event_t    pay_o,
    // to flow_path
    output logic                       listen_valid_o,
    output logic                       unlisten_valid_o,
    output toe_pkg::listener_t         listener_o,
    output net_pkg::port_t             listen_port_o,
    output net_pkg::ipv4_t             listen_ip_o,
    // segment buffer: read by tx_path; given back by tx_path and tcb_pipeline
    input  logic                       sb_rd_en_i,
    input  toe_pkg::ring_addr_t        sb_rd_addr_i,
    output logic [8*DATA_BYTES-1:0]    sb_rd_data_o,
    input  logic                       sb_free_valid_i  [2],
    input  toe_pkg::handle_t           sb_free_handle_i [2],
    // accepted text; dlv_room_o: at least 8 more fit
    input  logic                       dlv_valid_i,
    input  action_pkg::delivery_t         dlv_i,
    output logic                       dlv_room_o,
    output logic                       fb_rd_en_o,
    output toe_pkg::ring_addr_t        fb_rd_addr_o,
    input  logic [8*DATA_BYTES-1:0]    fb_rd_data_i,      // 2 cycles after fb_rd_en_o
    output logic                       fb_free_valid_o,
    output toe_pkg::handle_t           fb_free_handle_o,
    // notifications: marks (at most one per 2 cycles), reads of the TCB in a free slot, their answers. An answer comes
    // a fixed number of cycles (< 12) after the request was taken, in order, and never in a cycle of dlv_valid_i.
    input  logic                       dirty_valid_i,
    input  toe_pkg::conn_t             dirty_conn_i,
    input  action_pkg::dirty_t            dirty_i,
    input  logic                       closed_valid_i,    // pulse from flow_path: final CLOSED is due
    input  toe_pkg::conn_t             closed_conn_i,
    output logic                       snap_valid_o,
    input  logic                       snap_ready_i,
    output toe_pkg::conn_t             snap_conn_o,
    output action_pkg::dirty_t            snap_what_o,
    input  logic                       snap_rsp_i,
    input  action_pkg::snapshot_t         snap_i,
    output logic                       link_tuple_req_o,
    output toe_pkg::conn_t             link_tuple_conn_o,
    input  logic                       link_tuple_rsp_i,
    input  net_pkg::tuple_t            link_tuple_i,
    // raw frames
    input  logic                       copy_valid_i,
    input  logic [8*DATA_BYTES-1:0]    copy_data_i,
    input  logic                       copy_end_i,
    input  toe_pkg::copy_class_e       copy_class_i,
    input  toe_pkg::bytes_t            copy_bytes_i,
    output logic                       raw_valid_o,
    input  logic                       raw_ready_i,
    output logic [8*DATA_BYTES-1:0]    raw_data_o,
    output logic                       raw_last_o,
    output logic [CNT_W-1:0]           raw_bytes_o,
    // accounting: one pulse a counter of registers.toml, in its order; dispositions of the other rooms
    input  logic [link_pkg::StatCounters-1:0] stat_i,
    input  logic                       disp_valid_i [4],
    input  reason_pkg::disposition_e   disp_i       [4],
    output logic                       disp_valid_o,      // raw frames; counted here, shown for the trace
    output reason_pkg::disposition_e   disp_o,
    input  logic [15:0]                established_i,     // status register
    output logic                       clear_o,           // pulse at the end of a link reset: forget every connection
    output logic                       idle_o
);

  import link_pkg::*;
  import link_word_pkg::*;

  logic link_reset_q, reset_clk;                     // it reaches every corner of this room, and seldom comes
  clock_gate u_reset_clock (.clk_i, .rst_i, .busy_i(link_reset_i), .clk_o(reset_clk));
  always_ff @(posedge reset_clk) link_reset_q <= link_reset_i;

  logic    init_done, quiet, up, drain, cfg_reset, reply_valid, reply_ready, events_idle, in_idle, out_idle;
  logic    reg_busy, reg_write, reg_read, val_valid, val_ready;
  header_t head;
  word_t   reply, val;

  // What is to be thrown away lies all over link_to_host: it hears of it a cycle late.
  logic drain_q;
  always_ff @(posedge clk_i) drain_q <= drain || rst_i;

  link_from_host #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS), .TX_BYTES(TX_BYTES), .RAW_BYTES(RAW_BYTES)) u_from_host (
      .clk_i, .rst_i, .link_reset_i(link_reset_q), .in_valid_i, .in_ready_o, .in_data_i,
      .init_done_i(init_done), .quiet_i(quiet), .up_o(up), .drain_o(drain), .cfg_reset_o(cfg_reset), .clear_o,
      .reply_valid_o(reply_valid), .reply_ready_i(reply_ready), .reply_o(reply),
      .reg_busy_i(reg_busy), .reg_write_o(reg_write), .reg_read_o(reg_read), .head_o(head),
      .cmd_valid_o, .cmd_ready_i, .cmd_conn_o, .cmd_o, .pay_valid_o, .pay_ready_i, .pay_conn_o, .pay_o,
      .listen_valid_o, .unlisten_valid_o, .listener_o, .listen_port_o, .listen_ip_o,
      .sb_rd_en_i, .sb_rd_addr_i, .sb_rd_data_o, .sb_free_valid_i, .sb_free_handle_i,
      .raw_valid_o, .raw_ready_i, .raw_data_o, .raw_last_o, .raw_bytes_o, .events_idle_o(events_idle), .idle_o(in_idle)
  );

  link_to_host #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS), .RAW_BYTES(RAW_BYTES)) u_to_host (
      .clk_i, .rst_i(rst_i || clear_o), .link_reset_i(link_reset_q), .up_i(up), .drain_i(drain_q), .init_done_o(init_done),
      .dlv_valid_i, .dlv_i, .dlv_room_o, .fb_rd_en_o, .fb_rd_addr_o, .fb_rd_data_i, .fb_free_valid_o, .fb_free_handle_o,
      .dirty_valid_i, .dirty_conn_i, .dirty_i, .closed_valid_i, .closed_conn_i,
      .snap_valid_o, .snap_ready_i, .snap_conn_o, .snap_what_o, .snap_rsp_i, .snap_i,
      .link_tuple_req_o, .link_tuple_conn_o, .link_tuple_rsp_i, .link_tuple_i,
      .val_valid_i(val_valid), .val_ready_o(val_ready), .val_i(val),
      .reply_valid_i(reply_valid), .reply_ready_o(reply_ready), .reply_i(reply),
      .copy_valid_i, .copy_data_i, .copy_end_i, .copy_class_i, .copy_bytes_i, .disp_valid_o, .disp_o,
      .out_valid_o, .out_ready_i, .out_data_o, .idle_o(out_idle)
  );

  // ---------------------------------------------------------------- registers and counters
  logic        cnt_req, cnt_rsp, counters_idle;
  logic [5:0]  cnt_index;
  logic [31:0] cnt_value;
  registers u_registers (
      .clk_i, .rst_i, .clear_i(drain), .cfg_reset_i(cfg_reset), .write_i(reg_write), .read_i(reg_read),
      .head_i(head), .busy_o(reg_busy), .cfg_o,
      .cnt_req_o(cnt_req), .cnt_index_o(cnt_index), .cnt_rsp_i(cnt_rsp), .cnt_value_i(cnt_value), .established_i,
      .val_valid_o(val_valid), .val_ready_i(val_ready), .val_o(val)
  );

  logic                     disp_valid [5];
  reason_pkg::disposition_e disp       [5];
  for (genvar r = 0; r < 4; r++) begin : gen_disp
    assign disp_valid[r] = disp_valid_i[r];
    assign disp[r]       = disp_i[r];
  end
  assign disp_valid[4] = disp_valid_o;
  assign disp[4]       = disp_o;
  counters #(.ROOMS(5)) u_counters (
      .clk_i, .rst_i, .disp_valid_i(disp_valid), .disp_i(disp), .stat_i, .req_i(cnt_req), .req_index_i(cnt_index),
      .rsp_o(cnt_rsp), .value_o(cnt_value), .idle_o(counters_idle)
  );

  assign quiet  = events_idle && out_idle;
  assign idle_o = in_idle && out_idle && counters_idle && !reg_busy;

endmodule
