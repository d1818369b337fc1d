// link_path: the host link: session, messages in and out, payload both ways, snapshots, registers (wiring).
// In / Out:  two byte streams of messages (hw/link/messages.toml); commands and payload to the TCB pipeline, deliveries,
//            marks and snapshots from it; raw frames; what the rooms count.
// Latency:   last beat of a payload message to its event 4 cycles (5 at 32 and 64 bytes a beat); delivery to the first beat of
//            its message 8 (11 at 32 and 64, where that beat holds text as well).
// Throughput: one beat per cycle each way.
// Errors:    a malformed message stops the input until link_reset_i, with one link_error (invariant 9). Nothing on the
//            input path waits for the output (invariant 6). Beats taken in the cycle of link_reset_i are lost.
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
    output toe_pkg::command_event_t    cmd_o,
    output logic                       pay_valid_o,
    input  logic                       pay_ready_i,
    output toe_pkg::conn_t             pay_conn_o,
    output toe_pkg::payload_event_t    pay_o,
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
    input  toe_pkg::delivery_t         dlv_i,
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
    input  toe_pkg::dirty_t            dirty_i,
    input  logic                       closed_valid_i,    // pulse from flow_path: final CLOSED is due
    input  toe_pkg::conn_t             closed_conn_i,
    output logic                       snap_valid_o,
    input  logic                       snap_ready_i,
    output toe_pkg::conn_t             snap_conn_o,
    output toe_pkg::dirty_t            snap_what_o,
    input  logic                       snap_rsp_i,
    input  toe_pkg::snapshot_t         snap_i,
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
    output logic                       idle_o
);

  import toe_pkg::*;
  import link_pkg::*;
  import link_word_pkg::*;

  localparam int unsigned QueueWords  = 128;         // out_queue
  localparam int unsigned SnapWords   = 32;          // of them for snapshots
  localparam int unsigned PayloadMax  = PayloadMaxBytes < TX_BYTES ? PayloadMaxBytes : TX_BYTES;

  logic link_reset_q;                                // it reaches every corner of this room
  always_ff @(posedge clk_i) link_reset_q <= link_reset_i;

  logic in_clk, mark_clk, raw_clk, out_clk, body_clk;             // each stands still without work

  // ---------------------------------------------------------------- input: messages, and who takes them
  logic        in_valid, in_ready, decode_ready, in_body, in_last, in_msg, discard, hold, up, drain, cfg_reset, session_passes, listeners_settled;
  logic [8*DATA_BYTES-1:0] in_data;
  kind_t       kind;
  header_t     head;
  h2e_open_t   open;
  link_error_e error;
  logic [15:0] sum;
  logic        decode_idle, session_idle, reg_busy, to_commands, for_listener;
  logic        pay_msg_ready, pay_body_ready, raw_body_ready, cmd_msg_ready, skid_ready;

  link_decode #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS), .PAYLOAD_MAX(PayloadMax)) u_decode (
      .clk_i(in_clk), .rst_i, .discard_i(discard), .hold_i(hold), .in_valid_i(in_valid_i && !link_reset_q), .in_ready_o(decode_ready), .in_data_i,
      .valid_o(in_valid), .ready_i(in_ready), .body_o(in_body), .kind_o(kind), .head_o(head), .open_o(open),
      .error_o(error), .data_o(in_data), .last_o(in_last), .sum_o(sum), .idle_o(decode_idle)
  );

  assign in_ready_o = decode_ready && !link_reset_q;

  // Ready depends on the kind of message only, never on whether it is good: a bad one ends the input when it is taken.
  assign in_msg       = in_valid && !in_body && session_passes;
  assign to_commands  = kind.open || kind.slot || kind.send_edge || kind.recv_limit || kind.no_reader || kind.abort_conn || kind.query;
  assign for_listener = kind.listen || kind.unlisten || kind.slot;
  assign in_ready     = in_body ? skid_ready
                      : (!to_commands || cmd_msg_ready) && (!kind.payload || pay_msg_ready)
                        && (!(kind.payload || kind.raw_frame) || skid_ready) && (!for_listener || listeners_settled);

  // Body beats wait for room here, because a ring knows its room late in the cycle. A message that has a body waits
  // until the last beat of the one before it is in its ring.
  typedef struct packed {
    logic                    raw;
    logic                    last;
    logic [8*DATA_BYTES-1:0] data;
  } body_t;
  body_t body_in, body;
  logic  body_in_valid, sum_valid_q;
  assign body_in = '{raw: kind.raw_frame, last: in_last, data: in_data};
  skid_buffer #(.T(body_t)) u_body (
      .clk_i(in_clk), .rst_i(rst_i || discard || hold), .valid_i(in_valid && in_body), .ready_o(skid_ready), .data_i(body_in),
      .valid_o(body_in_valid), .ready_i(body.raw ? raw_body_ready : pay_body_ready), .data_o(body)
  );
  always_ff @(posedge in_clk) sum_valid_q <= in_valid && in_body && in_last && skid_ready;

  logic           walk_valid, walk_ready, reply_valid, reply_ready, quiet, snapshots_busy;
  conn_t          walk_conn;
  command_event_t walk;
  word_t          reply;
  link_session #(.CONNS(CONNS)) u_session (
      .clk_i(in_clk), .rst_i, .link_reset_i(link_reset_q), .init_done_i(!snapshots_busy), .quiet_i(quiet),
      .msg_take_i(in_valid && !in_body && in_ready), .kind_i(kind), .head_i(head), .error_i(error), .reg_busy_i(reg_busy),
      .pass_o(session_passes), .settled_o(listeners_settled), .discard_o(discard), .hold_o(hold), .up_o(up), .drain_o(drain),
      .cfg_reset_o(cfg_reset), .listen_valid_o, .unlisten_valid_o, .listener_o, .listen_port_o, .listen_ip_o,
      .walk_valid_o(walk_valid), .walk_ready_i(walk_ready), .walk_conn_o(walk_conn), .walk_o(walk),
      .reply_valid_o(reply_valid), .reply_ready_i(reply_ready), .reply_o(reply), .idle_o(session_idle)
  );

  link_commands u_commands (
      .clk_i(in_clk), .rst_i, .msg_valid_i(in_msg && to_commands && (!kind.slot || listeners_settled)), .msg_ready_o(cmd_msg_ready), .kind_i(kind), .head_i(head),
      .open_i(open), .walk_valid_i(walk_valid), .walk_ready_o(walk_ready), .walk_conn_i(walk_conn), .walk_i(walk),
      .cmd_valid_o, .cmd_ready_i, .cmd_conn_o, .cmd_o
  );

  logic pay_idle;
  payload_in #(.DATA_BYTES(DATA_BYTES), .TX_BYTES(TX_BYTES)) u_payload_in (
      .clk_i(in_clk), .rst_i, .abort_i(discard || hold), .msg_valid_i(in_msg && kind.payload && skid_ready), .msg_ready_o(pay_msg_ready),
      .head_i(head), .body_valid_i(body_in_valid && !body.raw), .body_ready_o(pay_body_ready),
      .body_data_i(body.data), .body_last_i(body.last), .sum_valid_i(sum_valid_q), .sum_i(sum),
      .pay_valid_o, .pay_ready_i, .pay_conn_o, .pay_o,
      .rd_en_i(sb_rd_en_i), .rd_addr_i(sb_rd_addr_i), .rd_data_o(sb_rd_data_o),
      .free_valid_i(sb_free_valid_i), .free_handle_i(sb_free_handle_i), .idle_o(pay_idle)
  );

  logic to_wire_idle;
  raw_to_wire #(.DATA_BYTES(DATA_BYTES), .RAW_BYTES(RAW_BYTES)) u_raw_to_wire (
      .clk_i(in_clk), .rst_i, .abort_i(discard || hold), .msg_valid_i(in_msg && kind.raw_frame && skid_ready),
      .head_i(head), .body_valid_i(body_in_valid && body.raw), .body_ready_o(raw_body_ready),
      .body_data_i(body.data), .body_last_i(body.last),
      .raw_valid_o, .raw_ready_i, .raw_data_o, .raw_last_o, .raw_bytes_o, .idle_o(to_wire_idle)
  );

  // ---------------------------------------------------------------- registers and counters
  logic        cnt_req, cnt_rsp, val_valid, val_ready, counters_idle;
  logic [5:0]  cnt_index;
  logic [31:0] cnt_value;
  word_t       val;
  registers u_registers (
      .clk_i(in_clk), .rst_i, .clear_i(drain), .cfg_reset_i(cfg_reset), .write_i(in_msg && kind.reg_write),
      .read_i(in_msg && kind.reg_read), .head_i(head), .busy_o(reg_busy), .cfg_o,
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

  // ---------------------------------------------------------------- snapshots and deliveries: the one queue
  logic   req_valid, req_ready, marks_idle, encode_snap_idle, snap_word_valid, snap_word_ready, snap_taken;
  conn_t  req_conn;
  dirty_t req_what;
  word_t  snap_word;
  snapshot_queue #(.CONNS(CONNS)) u_marks (
      .clk_i(mark_clk), .rst_i, .drain_i(drain), .dirty_valid_i, .dirty_conn_i, .dirty_i, .closed_valid_i, .closed_conn_i,
      .req_valid_o(req_valid), .req_ready_i(req_ready), .req_conn_o(req_conn), .req_what_o(req_what),
      .busy_o(snapshots_busy), .idle_o(marks_idle)
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
  logic       raw_rd_en, raw_free_valid, to_host_idle;
  ring_addr_t raw_rd_addr;
  handle_t    raw_free_handle;
  logic [8*DATA_BYTES-1:0] raw_rd_data;
  raw_to_host #(.DATA_BYTES(DATA_BYTES), .RAW_BYTES(RAW_BYTES)) u_raw_to_host (
      .clk_i(raw_clk), .rst_i, .up_i(up), .copy_valid_i, .copy_data_i, .copy_end_i, .copy_class_i, .copy_bytes_i,
      .word_valid_o(src_valid[3]), .word_ready_i(src_ready[3]), .word_o(src_word[3]),
      .rd_en_i(raw_rd_en), .rd_addr_i(raw_rd_addr), .rd_data_o(raw_rd_data),
      .free_valid_i(raw_free_valid), .free_handle_i(raw_free_handle), .disp_valid_o, .disp_o, .idle_o(to_host_idle)
  );

  // ---------------------------------------------------------------- output: choose, encode, pack
  assign src_valid[1] = val_valid;
  assign src_word[1]  = val;
  assign val_ready    = src_ready[1];
  assign src_valid[2] = reply_valid;
  assign src_word[2]  = reply;
  assign reply_ready  = src_ready[2];

  logic       word_valid, word_ready, body_cmd_valid, body_cmd_ready, body_cmd_raw;
  word_t      word;
  ring_addr_t body_cmd_addr;
  bytes_t     body_cmd_bytes;
  handle_t    body_cmd_handle;
  link_select u_select (
      .clk_i(out_clk), .rst_i, .drain_i(drain), .src_valid_i(src_valid), .src_ready_o(src_ready), .src_word_i(src_word),
      .word_valid_o(word_valid), .word_ready_i(word_ready), .word_o(word),
      .cmd_valid_o(body_cmd_valid), .cmd_ready_i(body_cmd_ready), .cmd_raw_o(body_cmd_raw), .cmd_addr_o(body_cmd_addr),
      .cmd_bytes_o(body_cmd_bytes), .cmd_handle_o(body_cmd_handle)
  );

  logic   piece_valid, piece_ready, encode_idle, pack_idle, body_idle, pack_valid, pack_ready, out_valid;
  logic [8*DATA_BYTES-1:0] pack_data;
  piece_t piece;
  link_encode #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS)) u_encode (
      .clk_i(out_clk), .rst_i, .clear_i(drain), .word_valid_i(word_valid), .word_ready_o(word_ready), .word_i(word),
      .query_valid_i(query_valid), .query_ready_o(query_ready), .query_i(query),
      .tuple_req_o(link_tuple_req_o), .tuple_conn_o(link_tuple_conn_o), .tuple_rsp_i(link_tuple_rsp_i),
      .tuple_i(link_tuple_i), .piece_valid_o(piece_valid), .piece_ready_i(piece_ready), .piece_o(piece), .idle_o(encode_idle)
  );

  logic                    body_valid, body_ready, body_last;
  logic [8*DATA_BYTES-1:0] body_data;
  logic [CNT_W-1:0]        body_bytes;
  payload_out #(.DATA_BYTES(DATA_BYTES)) u_payload_out (
      .clk_i(body_clk), .rst_i, .clear_i(drain), .cmd_valid_i(body_cmd_valid), .cmd_ready_o(body_cmd_ready),
      .cmd_raw_i(body_cmd_raw), .cmd_addr_i(body_cmd_addr), .cmd_bytes_i(body_cmd_bytes), .cmd_handle_i(body_cmd_handle),
      .fb_rd_en_o, .fb_rd_addr_o, .fb_rd_data_i, .fb_free_valid_o, .fb_free_handle_o,
      .raw_rd_en_o(raw_rd_en), .raw_rd_addr_o(raw_rd_addr), .raw_rd_data_i(raw_rd_data),
      .raw_free_valid_o(raw_free_valid), .raw_free_handle_o(raw_free_handle),
      .body_valid_o(body_valid), .body_ready_i(body_ready), .body_data_o(body_data), .body_last_o(body_last),
      .body_bytes_o(body_bytes), .idle_o(body_idle)
  );

  link_pack #(.DATA_BYTES(DATA_BYTES)) u_pack (
      .clk_i(body_clk), .rst_i, .clear_i(drain), .piece_valid_i(piece_valid), .piece_ready_o(piece_ready), .piece_i(piece),
      .body_valid_i(body_valid), .body_ready_o(body_ready), .body_data_i(body_data), .body_last_i(body_last),
      .body_bytes_i(body_bytes), .out_valid_o(pack_valid), .out_ready_i(pack_ready), .out_data_o(pack_data), .idle_o(pack_idle)
  );

  // The host's ready ends here: it must not run through queue, encoder and packer to the rings in one cycle.
  skid_buffer #(.T(logic [8*DATA_BYTES-1:0])) u_out (
      .clk_i(body_clk), .rst_i(rst_i || drain), .valid_i(pack_valid), .ready_o(pack_ready), .data_i(pack_data),
      .valid_o(out_valid), .ready_i(out_ready_i), .data_o(out_data_o)
  );
  assign out_valid_o = out_valid && !link_reset_q;   // not one beat of the old session more

  // ---------------------------------------------------------------- quiet: nothing of a session is on its way
  assign quiet  = !cmd_valid_o && pay_idle && marks_idle && encode_snap_idle && queue_idle && !dlv_valid_i
               && body_idle && encode_idle && pack_idle && pack_ready && to_host_idle && !dirty_valid_i && !closed_valid_i;
  assign idle_o = quiet && decode_idle && skid_ready && session_idle && to_wire_idle && counters_idle && !reg_busy;

  // ---------------------------------------------------------------- clocks of their own: what is idle stands still
  clock_gate u_in_clock (
      .clk_i, .rst_i,
      .busy_i(in_valid_i || link_reset_i || link_reset_q || !decode_idle || !skid_ready || !session_idle || cmd_valid_o || !pay_idle
              || !to_wire_idle || reg_busy || sb_rd_en_i || sb_free_valid_i[0] || sb_free_valid_i[1]),
      .clk_o(in_clk)
  );
  clock_gate u_mark_clock (
      .clk_i, .rst_i, .busy_i(!marks_idle || !encode_snap_idle || dirty_valid_i || closed_valid_i || drain),
      .clk_o(mark_clk)
  );
  clock_gate u_raw_clock (
      .clk_i, .rst_i, .busy_i(!to_host_idle || copy_valid_i || copy_end_i || raw_rd_en || raw_free_valid), .clk_o(raw_clk)
  );
  clock_gate u_out_clock (
      .clk_i, .rst_i, .busy_i(!queue_idle || !encode_idle || dlv_valid_i || snap_word_valid || src_valid != '0 || drain),
      .clk_o(out_clk)
  );
  clock_gate u_body_clock (
      .clk_i, .rst_i, .busy_i(!body_idle || !pack_idle || !pack_ready || piece_valid || body_cmd_valid || drain), .clk_o(body_clk)
  );

endmodule
