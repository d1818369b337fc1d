// flow_path: which connection does a segment belong to? Flow table, tuples, listeners, slots, opens (wiring).
module flow_path #(
    parameter int unsigned CONNS  = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  toe_pkg::cfg_t              cfg_i,
    input  logic [63:0]                now_us_i,
    // from rx_path
    input  logic                       seg_soon_i,        // there is one in the next cycle
    input  logic                       seg_valid_i,
    output logic                       seg_ready_o,
    input  event_pkg::rx_segment_t       seg_i,
    input  logic                       ends_valid_i,      // see look_ahead
    output logic                       ends_ready_o,
    input  event_pkg::segment_ends_t     ends_i,
    input  logic                       ends_void_i,
    // from side_path: ICMP errors
    input  logic                       quote_valid_i,
    output logic                       quote_ready_o,
    input  event_pkg::icmp_quote_t       quote_i,
    // to tcb_pipeline: segments that have a connection, in order of arrival. seg_ev_valid_o and the number may come a cycle
    // before seg_ev_o; ready is for seg_ev_o.
    output logic                       seg_ev_valid_o,
    input  logic                       seg_ev_ready_i,
    output toe_pkg::conn_t             seg_ev_conn_o,
    output event_pkg::segment_event_t    seg_ev_o,
    // active opens: request from tcb_pipeline (at most one per connection under way; never refused), answer to it
    input  logic                       open_valid_i,
    input  action_pkg::open_request_t     open_i,
    output logic                       open_ev_valid_o,
    input  logic                       open_ev_ready_i,
    output toe_pkg::conn_t             open_ev_conn_o,
    output event_pkg::open_event_t       open_ev_o,
    // connections and slots that come back. rel_room_o: at least 8 more fit.
    input  logic                       rel_valid_i,
    input  action_pkg::release_t          rel_i,
    output logic                       rel_room_o,
    // the flow entry of this connection has gone: put out its final CLOSED (pulse)
    output logic                       closed_valid_o,
    output toe_pkg::conn_t             closed_conn_o,
    // listeners, from link_session (pulses). unlisten forgets the listener's queued slots: link_session then walks
    // CmdUnlisten over all connections, which ends each of them.
    input  logic                       listen_valid_i,
    input  logic                       unlisten_valid_i,
    input  toe_pkg::listener_t         listener_i,
    input  net_pkg::port_t             listen_port_i,
    input  net_pkg::ipv4_t             listen_ip_i,       // 0: any; segments are to cfg_i.ip
    // answers to segments without a connection
    output logic                       rst_valid_o,
    input  logic                       rst_ready_i,
    output action_pkg::tx_reset_t         rst_o,
    // payload of segments that end here
    output logic                       fb_free_valid_o,
    output toe_pkg::handle_t           fb_free_handle_o,
    // neighbours (see side_path)
    output logic                       open_nb_valid_o,
    output net_pkg::ipv4_t             open_nb_ip_o,
    input  logic                       open_nb_rsp_i,
    input  toe_pkg::neighbour_e        open_nb_state_i,
    input  logic                       nb_update_i,
    // tuple reads: tx_path's has a port of its own in time (never refused); the answer is there 2 cycles later
    input  logic                       tx_tuple_en_i,
    input  toe_pkg::conn_t             tx_tuple_conn_i,
    output net_pkg::tuple_t            tx_tuple_o,
    // link_path's waits for a free cycle: request held until the pulse tuple_rsp_o brings the answer
    input  logic                       link_tuple_req_i,
    input  toe_pkg::conn_t             link_tuple_conn_i,
    output logic                       link_tuple_rsp_o,
    output net_pkg::tuple_t            link_tuple_o,
    // accounting
    output logic                       disp_valid_o,
    output reason_pkg::disposition_e   disp_o,
    output logic                       idle_o             // nothing in flight (opens that wait for a neighbour do not count)
);

  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import flow_pkg::*;

  localparam int unsigned SET_W  = CONN_W > 2 ? CONN_W - 1 : 1;
  localparam int unsigned HASH_W = 2 * SET_W + (SET_W < 9 ? 10 - SET_W : 1);   // as flow_table's

  // ---- a clock of its own: no segment, no open, no release, no question
  logic clk;
  clock_gate u_clock (
      .clk_i, .rst_i,
      .busy_i(!idle_o || ends_valid_i || open_valid_i || rel_valid_i || listen_valid_i || unlisten_valid_i || open_nb_rsp_i
              || nb_update_i || tx_tuple_en_i),
      .clk_o(clk)
  );

  // ---- one stream to look up
  logic        seg_valid, seg_ready, seg_due;
  rx_segment_t seg;
  segment_or_quote u_segment_or_quote (
      .clk_i(clk), .rst_i, .seg_due_i(seg_due), .seg_valid_i, .seg_ready_o, .seg_i, .quote_valid_i, .quote_ready_o, .quote_i,
      .valid_o(seg_valid), .ready_i(seg_ready), .seg_o(seg)
  );

  // ---- listeners and their slots
  logic [Listeners-1:0] listening;
  generation_t [Listeners-1:0] generation;
  logic found;
  listener_t found_listener, slot_listener;
  logic look_second, listen_query;
  net_pkg::tuple_t tuple;
  listen_table u_listen_table (
      .clk_i(clk), .rst_i,
      .listen_i(listen_valid_i), .unlisten_i(unlisten_valid_i), .listener_i,
      .port_i(listen_port_i), .ours_i(listen_ip_i == '0 || listen_ip_i == cfg_i.ip),
      .query_i(listen_query), .query_port_i(tuple.local_port),
      .found_o(found), .listener_o(found_listener), .active_o(listening), .generation_o(generation)
  );

  // ---- releases wait in order; each remembers which life of its listener it belongs to
  stamped_release_t rel_in, rel;
  logic rel_valid, rel_ready, rel_listening, unused_rel_ready;
  logic [4:0] rel_free;
  assign rel_in     = '{rel: rel_i, listening: listening[rel_i.listener], generation: generation[rel_i.listener]};
  assign rel_room_o = rel_free >= 5'd9;              // one more may be on its way in
  // Known a cycle late, and so are the slots told to forget: a slot pushed in between is forgotten as well.
  logic forget;
  listener_t forget_listener;
  always_ff @(posedge clk) rel_listening <= rel.listening && rel.generation == generation[rel.rel.listener];
  always_ff @(posedge clk) if (unlisten_valid_i) forget_listener <= listener_i;
  always_ff @(posedge clk) begin
    if (rst_i) forget <= 1'b0;
    else forget <= unlisten_valid_i;
  end
  stream_fifo #(.T(stamped_release_t), .DEPTH(16)) u_releases (
      .clk_i(clk), .rst_i, .valid_i(rel_valid_i), .ready_o(unused_rel_ready), .data_i(rel_in),
      .valid_o(rel_valid), .ready_i(rel_ready), .data_o(rel), .free_o(rel_free)
  );

  logic slot_push, slot_pop, slot_available, slots_busy;
  logic [CONN_W-1:0] op_conn, slot_conn;
  inc_t slot_inc;
  accept_slots #(.CONNS(CONNS)) u_accept_slots (
      .clk_i(clk), .rst_i,
      .listener_i(slot_listener),
      .push_i(slot_push), .push_conn_i(op_conn), .push_inc_i(rel.rel.inc),
      .available_o(slot_available), .conn_o(slot_conn), .inc_o(slot_inc), .pop_i(slot_pop), .busy_o(slots_busy),
      .forget_i(forget), .forget_listener_i(forget_listener)
  );

  // ---- the tuple under way: hash, table, records
  logic hash_first, hash_stale, hash_new, hash_take, hash_busy, table_empty;
  logic [HASH_W-1:0] hash;
  logic [31:0] hash_half;
  // A new key would hide the entries made under the old one.
  assign hash_new  = hash_stale && table_empty;
  assign hash_half = look_second ? {tuple.local_port, tuple.remote_port} : hash_first ? tuple.remote_ip : ends_i.tuple.remote_ip;
  flow_hash #(.HASH_W(HASH_W)) u_flow_hash (
      .clk_i(clk), .rst_i, .key_i(cfg_i.hash_key), .key_take_i(hash_take), .key_busy_o(hash_busy),
      .key_stale_o(hash_stale),
      .second_i(look_second), .half_i(hash_half), .hash_o(hash)
  );

  logic table_ready, table_read, table_match, table_more, table_pick, table_room, table_insert, table_delete;
  logic [CONN_W-1:0] table_next, table_picked;
  flow_table #(.CONNS(CONNS)) u_flow_table (
      .clk_i(clk), .rst_i, .ready_o(table_ready), .empty_o(table_empty), .hash_i(hash),
      .read_i(table_read), .match_i(table_match), .more_o(table_more), .next_conn_o(table_next),
      .pick_i(table_pick), .picked_conn_o(table_picked), .room_o(table_room),
      .conn_i(op_conn), .insert_i(table_insert), .delete_i(table_delete)
  );

  record_t got, put, gate_record;
  logic get, got_same, put_valid, put_ready, gate_req, gate_rsp;
  logic [CONN_W-1:0] get_conn, gate_conn;
  flow_tuple #(.CONNS(CONNS)) u_flow_tuple (
      .clk_i(clk), .rst_i,
      .open_valid_i, .open_conn_i(open_i.conn[CONN_W-1:0]),
      .open_i('{tuple: open_i.tuple, inc: open_i.inc, wanted: 1'b1}),
      .put_valid_i(put_valid), .put_ready_o(put_ready), .put_conn_i(op_conn), .put_i(put),
      .get_i(get), .get_conn_i(get_conn), .get_tuple_i(tuple), .get_o(got), .get_same_o(got_same),
      .tx_en_i(tx_tuple_en_i), .tx_conn_i(tx_tuple_conn_i[CONN_W-1:0]), .tx_o(tx_tuple_o),
      .gate_req_i(gate_req), .gate_conn_i(gate_conn), .gate_rsp_o(gate_rsp), .gate_o(gate_record),
      .link_req_i(link_tuple_req_i), .link_conn_i(link_tuple_conn_i[CONN_W-1:0]),
      .link_rsp_o(link_tuple_rsp_o), .link_o(link_tuple_o)
  );

  // ---- active opens
  logic gate_valid, gate_ready, gate_idle;
  resolved_t resolved;
  open_gate #(.CONNS(CONNS)) u_open_gate (
      .clk_i(clk), .rst_i, .enable_i(cfg_i.enable), .open_valid_i, .open_conn_i(open_i.conn[CONN_W-1:0]),
      .get_req_o(gate_req), .get_conn_o(gate_conn), .get_rsp_i(gate_rsp), .get_i(gate_record),
      .nb_valid_o(open_nb_valid_o), .nb_ip_o(open_nb_ip_o), .nb_rsp_i(open_nb_rsp_i),
      .nb_state_i(open_nb_state_i), .nb_update_i,
      .valid_o(gate_valid), .ready_i(gate_ready), .resolved_o(resolved), .idle_o(gate_idle)
  );

  // ---- initial sequence numbers, and what to say to a segment without a connection
  logic isn_start, isn_valid, judge, passive, answer;
  seq_pkg::seq_t iss;
  tx_reset_t reset;
  isn u_isn (
      .clk_i(clk), .rst_i, .start_i(isn_start), .tuple_i(tuple), .key_i(cfg_i.isn_key), .now_us_i,
      .valid_o(isn_valid), .iss_o(iss)
  );
  flow_answer u_flow_answer (
      .clk_i(clk), .judge_i(judge), .seg_i(seg), .found_i(found), .passive_o(passive), .answer_o(answer), .reset_o(reset)
  );

  // ---- the one ordered operation
  logic ev_valid, ev_room, ev_fresh, ans_valid, ans_room, ans_ready, rst_valid, rst_room, lookup_idle;
  logic isn_keep, isn_for_open, isn_busy;
  logic [CONN_W-1:0] ev_conn;
  inc_t ev_inc, ans_inc;
  error_e ans_err;
  flow_lookup #(.CONNS(CONNS)) u_flow_lookup (
      .clk_i(clk), .rst_i,
      .rel_valid_i(rel_valid), .rel_ready_o(rel_ready), .rel_i(rel), .rel_listening_i(rel_listening),
      .open_valid_i(gate_valid), .open_ready_o(gate_ready), .open_i(resolved),
      .ends_valid_i, .ends_ready_o, .ends_i, .ends_void_i, .seg_due_o(seg_due),
      .seg_soon_i, .seg_valid_i(seg_valid), .seg_ready_o(seg_ready), .seg_icmp_i(seg.icmp), .seg_tuple_i(seg.tuple),
      .seg_flags_i(seg.flags),
      .seg_payload_i(seg.len_bytes != '0), .seg_handle_i(seg.handle),
      .tuple_o(tuple), .hash_first_o(hash_first), .hash_second_o(look_second), .hash_take_o(hash_take),
      .hash_new_i(hash_new), .hash_busy_i(hash_busy),
      .table_ready_i(table_ready), .table_read_o(table_read), .table_match_o(table_match),
      .table_more_i(table_more), .table_next_i(table_next), .table_pick_o(table_pick),
      .table_picked_i(table_picked), .table_room_i(table_room), .table_insert_o(table_insert),
      .table_delete_o(table_delete),
      .get_o(get), .get_conn_o(get_conn), .get_i(got), .get_same_i(got_same),
      .put_valid_o(put_valid), .put_ready_i(put_ready), .put_o(put), .conn_o(op_conn),
      .slot_listener_o(slot_listener), .slot_push_o(slot_push), .slot_pop_o(slot_pop),
      .slot_available_i(slot_available), .slot_conn_i(slot_conn), .slot_inc_i(slot_inc),
      .listen_query_o(listen_query), .found_listener_i(found_listener),
      .judge_o(judge), .passive_i(passive), .answer_i(answer),
      .isn_start_o(isn_start), .isn_keep_o(isn_keep), .isn_for_open_o(isn_for_open), .isn_busy_i(isn_busy),
      .event_valid_o(ev_valid), .event_room_i(ev_room), .event_fresh_o(ev_fresh), .event_conn_o(ev_conn),
      .event_inc_o(ev_inc),
      .answer_valid_o(ans_valid), .answer_room_i(ans_room), .answer_ready_i(ans_ready),
      .answer_inc_o(ans_inc), .answer_err_o(ans_err),
      .reset_valid_o(rst_valid), .reset_room_i(rst_room),
      .closed_valid_o, .closed_conn_o, .free_valid_o(fb_free_valid_o), .free_handle_o(fb_free_handle_o),
      .disp_valid_o, .disp_o, .idle_o(lookup_idle)
  );

  // ---- what comes of it, and what waits for its initial sequence number
  logic results_idle;
  flow_results u_results (
      .clk_i(clk), .rst_i,
      .seg_i(seg), .event_valid_i(ev_valid), .event_room_o(ev_room), .event_fresh_i(ev_fresh),
      .event_conn_i(conn_t'(ev_conn)), .event_inc_i(ev_inc),
      .conn_i(conn_t'(op_conn)), .inc_i(ans_inc), .answer_valid_i(ans_valid), .answer_room_o(ans_room),
      .answer_ready_o(ans_ready), .answer_err_i(ans_err),
      .isn_keep_i(isn_keep), .isn_for_open_i(isn_for_open), .isn_busy_o(isn_busy), .isn_valid_i(isn_valid), .iss_i(iss),
      .reset_valid_i(rst_valid), .reset_room_o(rst_room), .reset_i(reset),
      .seg_ev_valid_o, .seg_ev_ready_i, .seg_ev_conn_o, .seg_ev_o,
      .open_ev_valid_o, .open_ev_ready_i, .open_ev_conn_o, .open_ev_o,
      .rst_valid_o, .rst_ready_i, .rst_o, .idle_o(results_idle)
  );

  assign idle_o = lookup_idle && gate_idle && !hash_new && !slots_busy && !rel_valid && !seg_valid_i && !quote_valid_i
                  && results_idle && !link_tuple_req_i;

  logic unused;
  assign unused = &{1'b0, cfg_i, open_i.conn, tx_tuple_conn_i, link_tuple_conn_i};

endmodule
