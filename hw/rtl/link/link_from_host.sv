// link_from_host: messages of the host: checked, and given to those who take them (wiring).
// In:        a byte stream of messages (hw/link/messages.toml); what the session must know of the other rooms.
// Out:       commands and payload events to the TCB pipeline, listeners, raw frames for the wire, reads and writes of
//            registers, the session's state and its replies; the segment buffer's read port.
// Latency:   last beat of a payload message to its event 7 cycles (8 at 32 and 64 bytes a beat).
// Throughput: one beat per cycle.
// Errors:    a malformed message stops the input until link_reset_i, with one link_error (invariant 9). Nothing here
//            waits for the output to the host (invariant 6). Beats taken in the cycle of link_reset_i are lost.
// Source:    DESIGN section 4; docs/host-link.md.
module link_from_host
  import toe_pkg::*;
  import event_pkg::*;
  import link_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024,
    parameter int unsigned TX_BYTES   = 16384,       // segment buffer
    parameter int unsigned RAW_BYTES  = 4096,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    link_reset_i,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic [8*DATA_BYTES-1:0] in_data_i,
    // session
    input  logic                    init_done_i,       // link_to_host has cleared its memory
    input  logic                    quiet_i,           // nothing of a session is on its way
    output logic                    up_o,
    output logic                    drain_o,           // throw away everything meant for the host
    output logic                    cfg_reset_o,
    output logic                    clear_o,           // pulse: forget every connection
    output logic                    reply_valid_o,
    input  logic                    reply_ready_i,
    output word_t                   reply_o,
    // registers: pulses, with the message's header
    input  logic                    reg_busy_i,
    output logic                    reg_write_o,
    output logic                    reg_read_o,
    output header_t                 head_o,
    // to tcb_pipeline
    output logic                    cmd_valid_o,
    input  logic                    cmd_ready_i,
    output conn_t                   cmd_conn_o,
    output command_event_t          cmd_o,
    output logic                    pay_valid_o,
    input  logic                    pay_ready_i,
    output conn_t                   pay_conn_o,
    output payload_event_t          pay_o,
    // to flow_path
    output logic                    listen_valid_o,
    output logic                    unlisten_valid_o,
    output listener_t               listener_o,
    output net_pkg::port_t          listen_port_o,
    output net_pkg::ipv4_t          listen_ip_o,
    // segment buffer
    input  logic                    sb_rd_en_i,
    input  ring_addr_t              sb_rd_addr_i,
    output logic [8*DATA_BYTES-1:0] sb_rd_data_o,      // 2 cycles after sb_rd_en_i
    input  logic                    sb_free_valid_i  [2],
    input  handle_t                 sb_free_handle_i [2],
    // raw frames to tx_path
    output logic                    raw_valid_o,
    input  logic                    raw_ready_i,
    output logic [8*DATA_BYTES-1:0] raw_data_o,
    output logic                    raw_last_o,
    output logic [CNT_W-1:0]        raw_bytes_o,
    output logic                    events_idle_o,     // no command and no payload event waits
    output logic                    idle_o
);

  localparam int unsigned PayloadMax = PayloadMaxBytes < TX_BYTES ? PayloadMaxBytes : TX_BYTES;

  // ---------------------------------------------------------------- messages, and who takes them
  logic        clk;                                  // stands still without work
  logic        in_valid, decode_ready, in_body, in_last, in_msg, discard, hold, session_passes;
  logic [8*DATA_BYTES-1:0] in_data;
  kind_t       kind;
  h2e_open_t   open;
  link_error_e error;
  logic [15:0] sum;
  logic        decode_idle, session_idle;
  room_t       room;

  link_decode #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS), .PAYLOAD_MAX(PayloadMax)) u_decode (
      .clk_i(clk), .rst_i, .discard_i(discard), .hold_i(hold),
      .in_valid_i(in_valid_i && !link_reset_i), .in_ready_o(decode_ready), .in_data_i,
      .room_i(room), .valid_o(in_valid), .body_o(in_body), .kind_o(kind), .head_o, .open_o(open),
      .error_o(error), .data_o(in_data), .last_o(in_last), .sum_o(sum), .idle_o(decode_idle)
  );

  assign in_ready_o = decode_ready && !link_reset_i;

  // Room depends on the kind of message only, never on whether it is good: a bad one ends the input when it is taken.
  logic in_text, in_raw, abort_q;
  assign in_msg  = in_valid && !in_body && session_passes;
  assign in_text = in_valid && in_body && kind.payload && !discard;
  assign in_raw  = in_valid && in_body && kind.raw_frame && !discard;
  always_ff @(posedge clk) abort_q <= discard || hold;

  // ---------------------------------------------------------------- the session, and the takers
  logic           walk_valid, walk_ready;
  conn_t          walk_conn;
  command_e       walk_op;
  listener_t      walk_listener;
  link_session #(.CONNS(CONNS)) u_session (
      .clk_i(clk), .rst_i, .link_reset_i, .init_done_i, .quiet_i,
      .msg_take_i(in_valid && !in_body), .kind_i(kind), .head_i(head_o), .error_i(error), .reg_busy_i,
      .pass_o(session_passes), .listeners_room_o(room.listeners), .discard_o(discard), .hold_o(hold), .up_o, .drain_o,
      .cfg_reset_o, .clear_o, .listen_valid_o, .unlisten_valid_o, .listener_o, .listen_port_o, .listen_ip_o,
      .walk_valid_o(walk_valid), .walk_ready_i(walk_ready), .walk_conn_o(walk_conn), .walk_op_o(walk_op),
      .walk_listener_o(walk_listener),
      .reply_valid_o, .reply_ready_i, .reply_o, .idle_o(session_idle)
  );

  logic cmd_idle;
  link_commands #(.CONNS(CONNS)) u_commands (
      .clk_i(clk), .rst_i, .msg_valid_i(in_msg && kind.for_connection), .msg_room_o(room.commands),
      .kind_i(kind), .head_i(head_o), .open_i(open), .walk_valid_i(walk_valid),
      .walk_ready_o(walk_ready), .walk_conn_i(walk_conn), .walk_op_i(walk_op), .walk_listener_i(walk_listener),
      .cmd_valid_o, .cmd_ready_i, .cmd_conn_o, .cmd_o, .idle_o(cmd_idle)
  );

  logic pay_idle;
  payload_in #(.DATA_BYTES(DATA_BYTES), .TX_BYTES(TX_BYTES)) u_payload_in (
      .clk_i(clk), .rst_i, .abort_i(abort_q), .msg_valid_i(in_msg && kind.payload),
      .msg_room_o(room.payloads), .head_i(head_o), .body_valid_i(in_text), .body_room_o(room.text),
      .body_data_i(in_data), .body_last_i(in_last), .sum_i(sum),
      .pay_valid_o, .pay_ready_i, .pay_conn_o, .pay_o,
      .rd_en_i(sb_rd_en_i), .rd_addr_i(sb_rd_addr_i), .rd_data_o(sb_rd_data_o),
      .free_valid_i(sb_free_valid_i), .free_handle_i(sb_free_handle_i), .idle_o(pay_idle)
  );

  logic to_wire_idle;
  raw_to_wire #(.DATA_BYTES(DATA_BYTES), .RAW_BYTES(RAW_BYTES)) u_raw_to_wire (
      .clk_i(clk), .rst_i, .abort_i(abort_q), .msg_valid_i(in_msg && kind.raw_frame),
      .head_i(head_o), .body_valid_i(in_raw), .body_room_o(room.raw), .body_data_i(in_data), .body_last_i(in_last),
      .raw_valid_o, .raw_ready_i, .raw_data_o, .raw_last_o, .raw_bytes_o, .idle_o(to_wire_idle)
  );

  assign reg_write_o   = in_msg && kind.reg_write;
  assign reg_read_o    = in_msg && kind.reg_read && !reg_busy_i;
  assign events_idle_o = cmd_idle && pay_idle;
  assign idle_o        = events_idle_o && decode_idle && session_idle && to_wire_idle;

  clock_gate u_clock (
      .clk_i, .rst_i,
      .busy_i(!idle_o || in_valid_i || link_reset_i || reg_busy_i || sb_rd_en_i || sb_free_valid_i[0] || sb_free_valid_i[1]),
      .clk_o(clk)
  );

endmodule
