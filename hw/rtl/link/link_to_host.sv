// link_to_host: messages to the host: deliveries with their text, snapshots, answers, raw frames (wiring).
// In:        deliveries, marks and snapshots of the TCB pipeline; copies of received frames; words of the session and of
//            the registers (link_word_pkg).
// Out:       a byte stream of messages (hw/link/messages.toml); the read ports that their bodies need.
// Latency:   delivery to the first beat of its message 9 cycles (13 at 32 and 64 bytes a beat, where that beat holds text).
// Throughput: one beat per cycle; one message per 2 cycles.
// Errors:    drain_i and link_reset_i: what waits is thrown away and its buffers are given back.
// Source:    DESIGN section 4; docs/host-link.md.
module link_to_host
  import toe_pkg::*;
  import action_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024,
    parameter int unsigned RAW_BYTES  = 4096,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                      clk_i,
    input  logic                      rst_i,
    input  logic                      link_reset_i,
    input  logic                      up_i,
    input  logic                      drain_i,
    output logic                      init_done_o,
    // accepted text; dlv_room_o: at least 8 more fit
    input  logic                      dlv_valid_i,
    input  delivery_t                 dlv_i,
    output logic                      dlv_room_o,
    output logic                      fb_rd_en_o,
    output ring_addr_t                fb_rd_addr_o,
    input  logic [8*DATA_BYTES-1:0]   fb_rd_data_i,      // 2 cycles after fb_rd_en_o
    output logic                      fb_free_valid_o,
    output handle_t                   fb_free_handle_o,
    // marks, reads of the TCB, their answers
    input  logic                      dirty_valid_i,
    input  conn_t                     dirty_conn_i,
    input  dirty_t                    dirty_i,
    input  logic                      closed_valid_i,
    input  conn_t                     closed_conn_i,
    output logic                      snap_valid_o,
    input  logic                      snap_ready_i,
    output conn_t                     snap_conn_o,
    output dirty_t                    snap_what_o,
    input  logic                      snap_rsp_i,
    input  snapshot_t                 snap_i,
    output logic                      link_tuple_req_o,
    output conn_t                     link_tuple_conn_o,
    input  logic                      link_tuple_rsp_i,
    input  net_pkg::tuple_t           link_tuple_i,
    // words of registers and session
    input  logic                      val_valid_i,
    output logic                      val_ready_o,
    input  word_t                     val_i,
    input  logic                      reply_valid_i,
    output logic                      reply_ready_o,
    input  word_t                     reply_i,
    // raw frames from the wire
    input  logic                      copy_valid_i,
    input  logic [8*DATA_BYTES-1:0]   copy_data_i,
    input  logic                      copy_end_i,
    input  copy_class_e               copy_class_i,
    input  bytes_t                    copy_bytes_i,
    output logic                      disp_valid_o,
    output reason_pkg::disposition_e  disp_o,
    // the stream
    output logic                      out_valid_o,
    input  logic                      out_ready_i,
    output logic [8*DATA_BYTES-1:0]   out_data_o,
    output logic                      idle_o
);

  localparam int unsigned QueueWords = 128;          // out_queue
  localparam int unsigned SnapWords  = 32;           // of them for snapshots

  logic mark_clk, raw_clk, out_clk, body_clk;        // each stands still without work

  // ---------------------------------------------------------------- snapshots and deliveries: the one queue
  logic   req_valid, req_ready, marks_idle, encode_snap_idle, snap_word_valid, snap_word_ready, snap_taken, marks_clearing;
  conn_t  req_conn;
  dirty_t req_what;
  word_t  snap_word;
  snapshot_queue #(.CONNS(CONNS)) u_marks (
      .clk_i(mark_clk), .rst_i, .drain_i, .dirty_valid_i, .dirty_conn_i, .dirty_i, .closed_valid_i, .closed_conn_i,
      .req_valid_o(req_valid), .req_ready_i(req_ready), .req_conn_o(req_conn), .req_what_o(req_what),
      .busy_o(marks_clearing), .idle_o(marks_idle)
  );

  logic         query_valid, query_ready;
  logic [127:0] query;
  snapshot_encode #(.WORDS(SnapWords)) u_snapshots (
      .clk_i(mark_clk), .rst_i, .req_valid_i(req_valid), .req_ready_o(req_ready), .req_conn_i(req_conn), .req_what_i(req_what),
      .snap_valid_o, .snap_ready_i, .snap_conn_o, .snap_what_o, .snap_rsp_i, .snap_i,
      .word_valid_o(snap_word_valid), .word_ready_i(snap_word_ready), .word_o(snap_word), .taken_i(snap_taken),
      .query_valid_o(query_valid), .query_ready_i(query_ready), .query_o(query), .idle_o(encode_snap_idle)
  );

  logic [3:0] src_valid, src_ready;
  word_t      src_word [4];
  logic       queue_idle;
  out_queue #(.DEPTH(QueueWords), .SNAP_WORDS(SnapWords)) u_queue (
      .clk_i(out_clk), .rst_i, .dlv_valid_i, .dlv_i, .dlv_room_o, .snap_valid_i(snap_word_valid), .snap_ready_o(snap_word_ready),
      .snap_i(snap_word), .snap_taken_o(snap_taken), .valid_o(src_valid[0]), .ready_i(src_ready[0]),
      .word_o(src_word[0]), .idle_o(queue_idle)
  );

  // ---------------------------------------------------------------- raw frames from the wire
  logic       raw_rd_en, to_host_idle;
  logic [8*DATA_BYTES-1:0] raw_rd_data;
  raw_to_host #(.DATA_BYTES(DATA_BYTES), .RAW_BYTES(RAW_BYTES)) u_raw_to_host (
      .clk_i(raw_clk), .rst_i, .drain_i, .up_i, .copy_valid_i, .copy_data_i, .copy_end_i, .copy_class_i, .copy_bytes_i,
      .word_valid_o(src_valid[3]), .word_ready_i(src_ready[3]), .word_o(src_word[3]),
      .rd_en_i(raw_rd_en), .rd_data_o(raw_rd_data), .disp_valid_o, .disp_o, .idle_o(to_host_idle)
  );

  // ---------------------------------------------------------------- output: choose, encode, pack
  assign src_valid[1]  = val_valid_i;
  assign src_word[1]   = val_i;
  assign val_ready_o   = src_ready[1];
  assign src_valid[2]  = reply_valid_i;
  assign src_word[2]   = reply_i;
  assign reply_ready_o = src_ready[2];

  logic       select_idle, word_valid, word_ready, body_cmd_valid, body_cmd_ready, body_cmd_raw;
  word_t      word;
  ring_addr_t body_cmd_addr;
  bytes_t     body_cmd_bytes;
  handle_t    body_cmd_handle;
  link_select u_select (
      .clk_i(out_clk), .rst_i, .drain_i, .src_valid_i(src_valid), .src_ready_o(src_ready), .src_word_i(src_word),
      .word_valid_o(word_valid), .word_ready_i(word_ready), .word_o(word),
      .cmd_valid_o(body_cmd_valid), .cmd_ready_i(body_cmd_ready), .cmd_raw_o(body_cmd_raw), .cmd_addr_o(body_cmd_addr),
      .cmd_bytes_o(body_cmd_bytes), .cmd_handle_o(body_cmd_handle), .idle_o(select_idle)
  );

  logic   piece_valid, piece_ready, encode_idle, pack_idle, body_idle, pack_valid;
  piece_t piece;
  link_encode #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS)) u_encode (
      .clk_i(out_clk), .rst_i, .clear_i(drain_i), .word_valid_i(word_valid), .word_ready_o(word_ready), .word_i(word),
      .query_valid_i(query_valid), .query_ready_o(query_ready), .query_i(query),
      .tuple_req_o(link_tuple_req_o), .tuple_conn_o(link_tuple_conn_o), .tuple_rsp_i(link_tuple_rsp_i),
      .tuple_i(link_tuple_i), .piece_valid_o(piece_valid), .piece_ready_i(piece_ready), .piece_o(piece), .idle_o(encode_idle)
  );

  logic                    body_valid, body_ready, body_last;
  logic [CNT_W-1:0]        body_bytes;
  logic [8*DATA_BYTES-1:0] body;
  payload_out #(.DATA_BYTES(DATA_BYTES)) u_payload_out (
      .clk_i(body_clk), .rst_i, .clear_i(drain_i), .cmd_valid_i(body_cmd_valid), .cmd_ready_o(body_cmd_ready),
      .cmd_raw_i(body_cmd_raw), .cmd_addr_i(body_cmd_addr), .cmd_bytes_i(body_cmd_bytes), .cmd_handle_i(body_cmd_handle),
      .fb_rd_en_o, .fb_rd_addr_o, .fb_rd_data_i, .fb_free_valid_o, .fb_free_handle_o,
      .raw_rd_en_o(raw_rd_en), .raw_rd_data_i(raw_rd_data),
      .body_valid_o(body_valid), .body_ready_i(body_ready), .body_data_o(body), .body_last_o(body_last),
      .body_bytes_o(body_bytes), .idle_o(body_idle)
  );

  link_pack #(.DATA_BYTES(DATA_BYTES)) u_pack (
      .clk_i(body_clk), .rst_i, .clear_i(drain_i), .piece_valid_i(piece_valid), .piece_ready_o(piece_ready), .piece_i(piece),
      .body_valid_i(body_valid), .body_ready_o(body_ready), .body_data_i(body), .body_last_i(body_last),
      .body_bytes_i(body_bytes), .out_valid_o(pack_valid), .out_ready_i, .out_data_o, .idle_o(pack_idle)
  );

  assign out_valid_o = pack_valid && !link_reset_i && !drain_i;   // not one beat of the old session more

  assign init_done_o = !marks_clearing;
  assign idle_o      = marks_idle && encode_snap_idle && queue_idle && select_idle && encode_idle && body_idle && pack_idle
                    && to_host_idle && !dlv_valid_i && !dirty_valid_i && !closed_valid_i;

  // ---------------------------------------------------------------- clocks of their own: what is idle stands still
  clock_gate u_mark_clock (
      .clk_i, .rst_i, .busy_i(!marks_idle || !encode_snap_idle || dirty_valid_i || closed_valid_i || drain_i),
      .clk_o(mark_clk)
  );
  clock_gate u_raw_clock (
      .clk_i, .rst_i, .busy_i(!to_host_idle || copy_valid_i || copy_end_i || raw_rd_en || drain_i), .clk_o(raw_clk)
  );
  clock_gate u_out_clock (
      .clk_i, .rst_i,
      .busy_i(!queue_idle || !select_idle || !encode_idle || dlv_valid_i || snap_word_valid || src_valid != '0 || drain_i),
      .clk_o(out_clk)
  );
  clock_gate u_body_clock (
      .clk_i, .rst_i, .busy_i(!body_idle || !pack_idle || piece_valid || body_cmd_valid || drain_i),
      .clk_o(body_clk)
  );

endmodule
