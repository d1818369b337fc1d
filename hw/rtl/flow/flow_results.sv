// flow_results: what flow_lookup decided, on its way out: segment events, answers to opens, resets; and their ISNs.
// In:        strobes of flow_lookup, each only with room; initial sequence numbers, as they come (isn_valid_i).
// Out:       seg_ev_*: valid and the number may come a cycle before the event, ready is for the event; a fresh one waits for
//            its number. open_ev_*: an answer, with its number if the open succeeded. rst_*: resets.
//            answer_ready_o = 0: an open's number has just come and goes first.
// Latency:   1 cycle, an answer 2; what needs a number, as long as that takes.  Throughput: one of each per cycle.
// Errors:    none.
// Source:    ours; RFC 9293 section 3.4.1 for the numbers.
module flow_results
  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
(
    input  logic           clk_i,
    input  logic           rst_i,
    // segments that have a connection
    input  rx_segment_t    seg_i,
    input  logic           event_valid_i,
    output logic           event_room_o,
    input  logic           event_fresh_i,
    input  conn_t          event_conn_i,
    input  inc_t           event_inc_i,
    // opens: conn_i and inc_i of the operation under way
    input  conn_t          conn_i,
    input  inc_t           inc_i,
    input  logic           answer_valid_i,
    output logic           answer_room_o,
    output logic           answer_ready_o,
    input  error_e         answer_err_i,
    // initial sequence numbers
    input  logic           isn_keep_i,
    input  logic           isn_for_open_i,
    output logic           isn_busy_o,
    input  logic           isn_valid_i,
    input  seq_pkg::seq_t  iss_i,
    // segments that have none
    input  logic           reset_valid_i,
    output logic           reset_room_o,
    input  tx_reset_t      reset_i,
    // out
    output logic           seg_ev_valid_o,
    input  logic           seg_ev_ready_i,
    output conn_t          seg_ev_conn_o,
    output segment_event_t seg_ev_o,
    output logic           open_ev_valid_o,
    input  logic           open_ev_ready_i,
    output conn_t          open_ev_conn_o,
    output open_event_t    open_ev_o,
    output logic           rst_valid_o,
    input  logic           rst_ready_i,
    output tx_reset_t      rst_o,
    output logic           idle_o
);

  typedef struct packed {
    conn_t          conn;
    segment_event_t ev;
  } numbered_segment_t;

  typedef struct packed {
    conn_t       conn;
    open_event_t ev;
  } numbered_open_t;

  // ---- what waits for its initial sequence number
  logic waits_open, opened, fresh_soon, fresh_taken;
  conn_t opened_conn;
  inc_t opened_inc;
  seq_pkg::seq_t fresh_iss;
  isn_ticket u_isn_ticket (
      .clk_i, .rst_i, .keep_i(isn_keep_i), .for_open_i(isn_for_open_i), .conn_i, .inc_i, .isn_valid_i, .iss_i,
      .busy_o(isn_busy_o), .waits_open_o(waits_open),
      .open_valid_o(opened), .open_conn_o(opened_conn), .open_inc_o(opened_inc),
      .fresh_soon_o(fresh_soon), .fresh_ready_i(fresh_taken), .fresh_iss_o(fresh_iss)
  );

  // ---- segment events
  numbered_segment_t ev_in, ev;
  logic ev_there;
  logic [4:0] ev_level;
  assign ev_in = '{conn: event_conn_i,
                   ev: '{inc: event_inc_i, icmp: seg_i.icmp, fresh: event_fresh_i, seq: seg_i.seq, ack: seg_i.ack,
                         flags: seg_i.flags, window: seg_i.window, urgent: seg_i.urgent, mss_valid: seg_i.mss_valid,
                         mss: seg_i.mss, len_bytes: seg_i.len_bytes, handle: seg_i.handle, addr: seg_i.addr}};
  block_fifo #(.T(numbered_segment_t), .DEPTH(16)) u_segment_events (
      .clk_i, .rst_i, .valid_i(event_valid_i), .ready_o(event_room_o), .data_i(ev_in),
      .valid_o(ev_there), .ready_i(seg_ev_ready_i), .data_o(ev), .level_o(ev_level)
  );
  assign seg_ev_valid_o = ev_there ? !ev.ev.fresh || fresh_soon : event_valid_i && !event_fresh_i && ev_level == '0;
  assign seg_ev_conn_o  = ev_there ? ev.conn : event_conn_i;
  assign fresh_taken    = seg_ev_ready_i && ev.ev.fresh;
  always_comb begin
    seg_ev_o = ev.ev;
    if (ev.ev.fresh) seg_ev_o.ack = fresh_iss;
  end

  // ---- answers to opens
  numbered_open_t answer_in, answer_next, answer;
  logic answer_ready, next_valid, next_ready;
  assign answer_in = opened ? '{conn: opened_conn, ev: '{inc: opened_inc, err: ErrNone, iss: iss_i}}
                            : '{conn: conn_i, ev: '{inc: inc_i, err: answer_err_i, iss: '0}};
  // Room for one more than the one that is promised a place.
  assign answer_room_o  = waits_open ? !next_valid && !open_ev_valid_o : !next_valid;
  assign answer_ready_o = !opened;
  assign {open_ev_conn_o, open_ev_o} = answer;
  stream_register #(.T(numbered_open_t)) u_next_open (
      .clk_i, .rst_i, .valid_i(answer_valid_i || opened), .ready_o(answer_ready), .data_i(answer_in),
      .valid_o(next_valid), .ready_i(next_ready), .data_o(answer_next)
  );
  stream_register #(.T(numbered_open_t)) u_open_event (
      .clk_i, .rst_i, .valid_i(next_valid), .ready_o(next_ready), .data_i(answer_next),
      .valid_o(open_ev_valid_o), .ready_i(open_ev_ready_i), .data_o(answer)
  );

  // ---- resets
  logic [4:0] reset_level;
  block_fifo #(.T(tx_reset_t), .DEPTH(16)) u_resets (
      .clk_i, .rst_i, .valid_i(reset_valid_i), .ready_o(reset_room_o), .data_i(reset_i),
      .valid_o(rst_valid_o), .ready_i(rst_ready_i), .data_o(rst_o), .level_o(reset_level)
  );

  assign idle_o = ev_level == '0 && !isn_busy_o && !next_valid && !open_ev_valid_o && reset_level == '0;

  logic unused;
  assign unused = &{1'b0, seg_i.tuple, seg_i.src_mac, answer_ready};

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i && seg_ev_ready_i) assert (ev_there) else $fatal(1, "flow_results: an event was taken too early");
    if (!rst_i) assert (answer_ready || !(answer_valid_i || opened)) else $fatal(1, "flow_results: an answer found no place");
  end
`endif

endmodule
