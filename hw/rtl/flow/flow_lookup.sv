// flow_lookup: the one place that changes who owns a tuple: releases, opens and segments, one after the other.
// In:        releases (first), resolved opens, segments (last), each held until its ready; what table, tuples, slots,
//            listeners and the ISN unit say.
// Out:       strobes to those; segment events, open answers, resets, final CLOSED, dispositions, freed payload.
// Latency:   8 cycles from a segment's ends to the push of its event on a hit, about 13 on a SYN that takes a slot, when
//            nothing else is under way; of these, all that come before the segment cost nothing.
// Throughput: one segment each 10 cycles.
// Errors:    a tuple in use or without a place answers the open; a SYN without slot or place is dropped and counted.
// Source:    RFC 9293 section 3.10.7; DESIGN section 2 ("lookup-or-insert is one ordered operation").
//
// After reset the state is Clean until the table is, then Key until the hash key is made; a new key is taken over in Key, too,
// between two operations, while the table is empty. An open or a segment starts only when its result has room, so no operation
// waits in its middle for an output, and a stalled pipeline keeps neither releases nor opens from going on (it waits for them).
//
//   segment:  Idle > First > Hash > Read > Wait > Match > Pick > Get > Compare > Done        known connection
//                                                  ^             |
//                                                  +-- another --+
//                                          no candidate: Miss > Slot > Verdict > Done       reset, silence
//                                                                  +--> Insert > Done
//   open:     Idle > Fetch > FetchWait > Fetched > First > Hash .. as above; Miss > Insert > Done, or Clear > Answer
//             when it failed, Done when nobody wants it any more
//   release:  Idle > Fetch > FetchWait > Fetched > First > Hash .. Pick > Remove > Erase > Return (without an entry: Clear >
//             Return; a new slot: Idle > Return)
//
// A segment's lookup may begin with its ends, before rx_path knows that it is good (look_ahead): then its first half is hashed
// at once, Compare and Miss wait for it, and if it is void, the operation ends without a trace.
//
// An initial sequence number is asked for in First and kept, or not, in Insert: what needs it waits outside for it (isn_ticket).
module flow_lookup #(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                         clk_i,
    input  logic                         rst_i,
    // what comes in
    input  logic                         rel_valid_i,
    output logic                         rel_ready_o,
    input  flow_pkg::stamped_release_t   rel_i,
    input  logic                         rel_listening_i,    // its listener was the one it was lent to, a cycle ago
    input  logic                         open_valid_i,
    output logic                         open_ready_o,
    input  flow_pkg::resolved_t          open_i,
    input  logic                         ends_valid_i,
    output logic                         ends_ready_o,
    input  event_pkg::segment_ends_t     ends_i,
    input  logic                         ends_void_i,
    output logic                         seg_due_o,          // the next segment must be the one whose ends were taken
    input  logic                         seg_soon_i,         // it comes in the next cycle
    input  logic                         seg_valid_i,
    output logic                         seg_ready_o,
    input  logic                         seg_icmp_i,
    input  net_pkg::tuple_t              seg_tuple_i,
    input  net_pkg::tcp_flags_t          seg_flags_i,
    input  logic                         seg_payload_i,
    input  toe_pkg::handle_t             seg_handle_i,
    // the tuple under way, its hash
    output net_pkg::tuple_t              tuple_o,
    output logic                         hash_first_o,       // its first half now, or else that of ends_i, which may be taken
    output logic                         hash_second_o,
    output logic                         hash_take_o,        // take the new key over
    input  logic                         hash_new_i,         // there is one, and the table is empty
    input  logic                         hash_busy_i,        // it is being taken over
    // flow_table
    input  logic                         table_ready_i,
    output logic                         table_read_o,
    output logic                         table_match_o,
    input  logic                         table_more_i,
    input  logic [CONN_W-1:0]            table_next_i,
    output logic                         table_pick_o,
    input  logic [CONN_W-1:0]            table_picked_i,
    input  logic                         table_room_i,
    output logic                         table_insert_o,
    output logic                         table_delete_o,
    // flow_tuple
    output logic                         get_o,
    output logic [CONN_W-1:0]            get_conn_o,
    input  flow_pkg::record_t            get_i,
    input  logic                         get_same_i,         // it has the tuple under way
    output logic                         put_valid_o,
    input  logic                         put_ready_i,
    output flow_pkg::record_t            put_o,
    output logic [CONN_W-1:0]            conn_o,             // of the operation under way
    // accept_slots, flow_answer, isn
    output toe_pkg::listener_t           slot_listener_o,
    output logic                         slot_push_o,
    output logic                         slot_pop_o,
    input  logic                         slot_available_i,
    input  logic [CONN_W-1:0]            slot_conn_i,
    input  toe_pkg::inc_t                slot_inc_i,
    output logic                         listen_query_o,
    output logic                         judge_o,
    input  toe_pkg::listener_t           found_listener_i,
    input  logic                         passive_i,
    input  logic                         answer_i,
    output logic                         isn_start_o,
    output logic                         isn_keep_o,         // it will be used, by the open or by the event
    output logic                         isn_for_open_o,
    input  logic                         isn_busy_i,         // the last one that was kept is not known yet
    // what goes out
    output logic                         event_valid_o,
    input  logic                         event_room_i,
    output logic                         event_fresh_o,
    output logic [CONN_W-1:0]            event_conn_o,
    output toe_pkg::inc_t                event_inc_o,
    output logic                         answer_valid_o,
    input  logic                         answer_room_i,
    input  logic                         answer_ready_i,
    output toe_pkg::inc_t                answer_inc_o,
    output toe_pkg::error_e              answer_err_o,
    output logic                         reset_valid_o,
    input  logic                         reset_room_i,
    output logic                         closed_valid_o,
    output toe_pkg::conn_t               closed_conn_o,
    output logic                         free_valid_o,
    output toe_pkg::handle_t             free_handle_o,
    output logic                         disp_valid_o,
    output reason_pkg::disposition_e     disp_o,
    output logic                         idle_o
);

  import toe_pkg::*;
  import action_pkg::*;
  import reason_pkg::*;

  typedef enum logic [4:0] {
    StClean, StKey, StIdle, StFetch, StFetchWait, StFetched, StFirst, StHash, StRead, StWait, StMatch, StPick, StGet, StCompare,
    StMiss, StSlot, StVerdict, StInsert, StRemove, StErase, StClear, StAnswer, StReturn, StDone
  } state_e;
  typedef enum logic [1:0] { OpRelease, OpOpen, OpSegment } op_e;

  state_e state_q, state_d;
  op_e op_q, op_d;
  net_pkg::tuple_t tuple_q;
  logic [CONN_W-1:0] conn_q;
  inc_t inc_q;
  error_e err_q, err_d;

  logic start_rel, start_open, start_seg, start_ends, seg_here, open_live, ends_here;
  logic wants_isn_q;                   // an open, or a SYN without ACK
  logic ack_q;                         // the segment's flag
  logic due_q;                         // its lookup has begun, it has not come
  // In its last cycle an operation makes place for one of another kind; its own source still shows what it was about.
  // (A new slot that follows at once would find accept_slots busy with the one that was taken.)
  logic rel_next, open_next, seg_next;
  assign rel_next     = state_q == StIdle || (state_q == StDone && rel_i.rel.kind != RelSlot);
  assign open_next    = state_q == StIdle || (state_q == StDone && op_q == OpSegment) || state_q == StReturn;
  assign seg_next     = state_q == StIdle || (state_q == StDone && op_q == OpOpen) || state_q == StReturn;
  assign start_rel    = rel_next && rel_valid_i;
  assign start_open   = open_next && !start_rel && open_valid_i && answer_room_i;
  assign start_seg    = seg_next && !start_rel && !(open_valid_i && answer_room_i) && seg_valid_i && event_room_i;
  assign ends_ready_o = seg_next && !start_rel && !(open_valid_i && answer_room_i) && !seg_valid_i && event_room_i;
  assign start_ends   = ends_ready_o && ends_valid_i;
  assign seg_here     = seg_valid_i || (due_q && seg_soon_i);
  assign seg_due_o    = start_ends || due_q;
  assign open_live  = get_i.wanted && get_i.inc == open_i.inc;

  always_comb begin
    state_d = state_q;
    op_d    = op_q;
    err_d   = err_q;
    unique case (state_q)
      StClean:     state_d = table_ready_i ? StKey : StClean;
      StFetch:     state_d = StFetchWait;
      StFetchWait: state_d = StFetched;
      StFetched: begin
        state_d = StFirst;
        if (op_q == OpOpen && open_i.unreachable) {state_d, err_d} = {StClear, ErrUnreachable};
        if (op_q == OpOpen && !open_live) state_d = StDone;
      end
      StFirst:   if (!isn_busy_i || !wants_isn_q) state_d = StHash;
      StHash:    state_d = StRead;
      StRead:    state_d = StWait;
      StWait:    state_d = StMatch;
      StMatch:   state_d = StPick;
      StPick: begin
        if (op_q == OpRelease) state_d = table_more_i ? StRemove : StClear;
        else state_d = table_more_i ? StGet : StMiss;
      end
      StGet:     state_d = StCompare;
      StCompare: begin
        if (!get_same_i) state_d = StPick;
        else if (op_q == OpOpen) {state_d, err_d} = {StClear, ErrInUse};
        else if (seg_here) state_d = StDone;
      end
      StMiss: begin
        if (seg_valid_i) state_d = StSlot;
        if (op_q == OpOpen) {state_d, err_d} = table_room_i ? {StInsert, ErrNone} : {StClear, ErrTableFull};
      end
      StSlot:    state_d = StVerdict;
      StVerdict: state_d = slot_pop_o ? StInsert : StDone;
      StInsert:  if (put_ready_i) state_d = StDone;
      StRemove:  state_d = table_picked_i == conn_q ? StErase : StPick;
      StErase:   if (put_ready_i) state_d = StReturn;
      StClear:   if (put_ready_i) state_d = op_q == OpOpen ? StAnswer : StReturn;
      StAnswer:  if (answer_ready_i) state_d = StIdle;
      StKey:     if (!hash_new_i && !hash_busy_i) state_d = StIdle;
      default:   state_d = hash_new_i ? StKey : StIdle;    // StIdle, StDone, StReturn: for a start they do not ask
    endcase
    if (due_q && ends_void_i) state_d = StIdle;
    if (start_rel) {op_d, state_d} = {OpRelease, rel_i.rel.kind == RelSlot ? StReturn : StFetch};
    if (start_open) {op_d, state_d} = {OpOpen, StFetch};
    if (start_seg) {op_d, state_d} = {OpSegment, StFirst};
    if (start_ends) {op_d, state_d} = {OpSegment, ends_i.syn && !ends_i.ack ? StFirst : StHash};
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      state_q <= StClean;
      due_q   <= 1'b0;
    end else begin
      state_q <= state_d;
      due_q   <= start_ends || (due_q && !seg_valid_i && !ends_void_i);
    end
  end

  // What the listener and its slots say is looked at in StSlot.
  logic slot_takes_q, slot_there_q;
  always_ff @(posedge clk_i) begin
    slot_takes_q <= passive_i && slot_available_i && table_room_i;
    slot_there_q <= slot_available_i;
  end

  always_ff @(posedge clk_i) begin
    op_q  <= op_d;
    err_q <= err_d;
  end

  always_ff @(posedge clk_i) begin
    if (start_rel) wants_isn_q <= 1'b0;
    if (start_open) wants_isn_q <= 1'b1;
    if (start_seg) wants_isn_q <= seg_flags_i.syn && !seg_flags_i.ack;
    if (start_ends) wants_isn_q <= ends_i.syn && !ends_i.ack;
    // Whether or not the segment goes first: another operation fetches its tuple later.
    if (seg_next) {tuple_q, ack_q} <= seg_valid_i ? {seg_tuple_i, seg_flags_i.ack} : {ends_i.tuple, ends_i.ack};
    if (start_rel) conn_q <= rel_i.rel.conn[CONN_W-1:0];
    if (start_open) conn_q <= open_i.conn[CONN_W-1:0];
    if (start_rel) slot_listener_o <= rel_i.rel.listener;
    if (judge_o) slot_listener_o <= found_listener_i;
    if (state_q == StFetched) begin
      tuple_q <= get_i.tuple;
      inc_q   <= get_i.inc;
    end
    if (slot_pop_o) begin
      conn_q <= slot_conn_i;
      inc_q  <= slot_inc_i;
    end
  end

  // ---- to the units
  assign tuple_o        = tuple_q;
  assign conn_o         = conn_q;
  assign hash_take_o    = state_q == StKey && hash_new_i;
  assign hash_first_o   = state_q == StFirst;
  assign hash_second_o  = state_q == StHash;
  assign table_read_o   = state_q == StRead;
  assign table_match_o  = state_q == StMatch;
  assign table_pick_o   = state_q == StPick;
  assign table_insert_o = state_q == StInsert && put_ready_i;
  assign table_delete_o = state_q == StErase && put_ready_i;
  assign get_o          = state_q == StFetch || (state_q == StPick && table_more_i);
  assign get_conn_o     = state_q == StFetch ? conn_q : table_next_i;
  assign put_valid_o    = state_q == StInsert || state_q == StClear || state_q == StErase;
  assign put_o          = '{tuple: tuple_q, inc: inc_q, wanted: 1'b0};
  assign judge_o        = state_q == StMiss && op_q == OpSegment;
  assign listen_query_o = state_q == StHash && op_q == OpSegment && !ack_q;
  assign isn_start_o    = state_q == StFirst && !isn_busy_i && wants_isn_q;
  assign isn_keep_o     = state_q == StInsert && put_ready_i;
  assign isn_for_open_o = op_q == OpOpen;
  assign slot_pop_o     = state_q == StVerdict && slot_takes_q;
  assign slot_push_o    = state_q == StReturn && rel_listening_i
                          && (rel_i.rel.kind == RelSlot || rel_i.rel.kind == RelReturn);

  // ---- results
  // The event leaves in StDone, out of registers: the comparison ends late in its cycle.
  always_ff @(posedge clk_i) begin
    event_valid_o <= !rst_i && op_q == OpSegment
                     && ((state_q == StCompare && get_same_i && seg_here) || (state_q == StInsert && put_ready_i));
    event_fresh_o <= state_q == StInsert;
    event_conn_o  <= state_q == StInsert ? conn_q : table_picked_i;
    event_inc_o   <= state_q == StInsert ? inc_q : get_i.inc;
  end
  assign answer_valid_o = state_q == StAnswer;
  assign answer_inc_o   = inc_q;
  assign answer_err_o   = err_q;
  assign reset_valid_o  = state_q == StVerdict && answer_i;
  assign rel_ready_o    = state_q == StReturn;
  assign open_ready_o   = (state_q == StDone && op_q == OpOpen) || (state_q == StAnswer && answer_ready_i);
  assign seg_ready_o    = state_q == StDone && op_q == OpSegment;
  assign idle_o         = state_q == StIdle && !closed_valid_o && !disp_valid_o && !free_valid_o;

  assign ends_here = state_q == StVerdict && !slot_pop_o;
  always_ff @(posedge clk_i) begin
    if (ends_here) begin
      free_handle_o <= seg_handle_i;
      if (seg_icmp_i) disp_o <= DispDropIcmp;
      else if (passive_i) disp_o <= slot_there_q ? DispDropTableFull : DispDropNoSlot;
      else disp_o <= answer_i && reset_room_i ? DispReset : DispDropNoConnection;
    end
    if (state_q == StReturn) closed_conn_o <= conn_t'(conn_q);
    if (rst_i) begin
      closed_valid_o <= 1'b0;
      disp_valid_o   <= 1'b0;
      free_valid_o   <= 1'b0;
    end else begin
      closed_valid_o <= state_q == StReturn && rel_i.rel.kind == RelFinal;
      disp_valid_o   <= ends_here;
      free_valid_o   <= ends_here && seg_payload_i;
    end
  end

  // A release always looks for its entry: a SYN may have taken the slot while the release was on its way.
  logic unused;
  assign unused = &{1'b0, rel_i.rel.inc, rel_i.rel.conn, rel_i.listening,
                    rel_i.generation, open_i.conn, seg_flags_i};

`ifdef VERILATOR
  localparam int unsigned MessageCycles = 8;           // siphash reads its message for so long
  net_pkg::tuple_t isn_tuple_q;
  int unsigned     isn_age_q;
  logic            soon_q;
  always_ff @(posedge clk_i) soon_q <= !rst_i && due_q && seg_soon_i;
  always_ff @(posedge clk_i) begin
    isn_age_q <= isn_start_o ? 0 : isn_age_q + 1;
    if (isn_start_o) isn_tuple_q <= tuple_q;
    if (!rst_i) begin
      assert (!((isn_keep_o || (isn_busy_i && isn_age_q < MessageCycles)) && tuple_q != isn_tuple_q))
        else $fatal(1, "flow_lookup: an initial sequence number for another tuple");
      assert (!soon_q || seg_valid_i) else $fatal(1, "flow_lookup: a segment was announced and did not come");
      assert (!(isn_start_o && isn_busy_i)) else $fatal(1, "flow_lookup: a number that is waited for was given up");
      assert (!(due_q && seg_valid_i && (seg_icmp_i || seg_tuple_i != tuple_q)))
        else $fatal(1, "flow_lookup: another segment than was looked up");
    end
  end
`endif

endmodule
