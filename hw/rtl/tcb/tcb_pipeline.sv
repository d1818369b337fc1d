// tcb_pipeline: the heart: every event reads a TCB, is measured, judged, decided, and written back with its actions
// (wiring, and the registers between the stages).
//
//   phase    0      1      0        1        0       1        0       1
//          take | s0    | s1      | s2      | s3    | s4     | s5    | s6
//               | read  | capture | measure | judge | decide | apply | write back, actions
//
// In:        the heads of five event queues; room for the worst case in each queue behind the actions.
// Out:       actions, all in s6 (the segment one cycle later); snapshots of records on request; the decision trace.
// Latency:   8 cycles from take to the segment.  Throughput: one event per 2 cycles; of one connection, one per 6: its
//            s0 is then the s6 of the event before, whose write-back tcb_ram forwards.
// Errors:    see decide_*; nothing is refused here.
// Source:    DESIGN section 2; FEASIBILITY section 3 ("slot + forward").
module tcb_pipeline
  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;
#(
    parameter int unsigned CONNS = 1024
) (
    input  logic           clk_i,
    input  logic           rst_i,
    input  cfg_t           cfg_i,
    input  long_time_t     now_i,
    // events, in the order of event_kind_e
    input  logic           seg_valid_i,     // with the number; the event comes a cycle later at the latest
    output logic           seg_ready_o,
    input  conn_t          seg_conn_i,
    input  segment_event_t seg_i,
    input  logic           pay_valid_i,
    output logic           pay_ready_o,
    input  conn_t          pay_conn_i,
    input  payload_event_t pay_i,
    input  logic           cmd_valid_i,
    output logic           cmd_ready_o,
    input  conn_t          cmd_conn_i,
    input  command_event_t cmd_i,
    input  logic           open_valid_i,
    output logic           open_ready_o,
    input  conn_t          open_conn_i,
    input  open_event_t    open_i,
    input  logic           tmr_valid_i,
    output logic           tmr_ready_o,
    input  conn_t          tmr_conn_i,
    input  timer_event_t   tmr_i,
    // room for at least 8 more
    input  logic           act_room_i,
    input  logic           dlv_room_i,
    input  logic           rel_room_i,
    // actions
    output logic           act_due_o,       // a segment comes in two cycles
    output conn_t          act_due_conn_o,
    output logic           act_valid_o,
    output tx_action_t     act_o,
    output logic           dlv_valid_o,
    output delivery_t      dlv_o,
    output logic           rx_free_o,
    output logic           sb_free_o,
    output handle_t        free_handle_o,
    output logic           dirty_valid_o,
    output conn_t          dirty_conn_o,
    output dirty_t         dirty_o,
    output logic           rel_valid_o,
    output release_t       rel_o,
    output logic           open_req_valid_o,
    output open_request_t  open_req_o,
    output logic           op_valid_o,
    output timer_op_t      op_o,
    // snapshots: taken in a free slot, one per 4 cycles, answered 6 cycles later
    input  logic           snap_valid_i,
    output logic           snap_ready_o,
    input  conn_t          snap_conn_i,
    input  dirty_t         snap_what_i,
    output logic           view_en_o,
    output conn_t          view_conn_o,
    input  rtt_view_t      view_i,
    output logic           snap_rsp_o,
    output snapshot_t      snap_o,
    // accounting
    output logic           disp_valid_o,
    output disposition_e   disp_o,
    output logic           stat_retransmit_o,
    output logic           stat_active_open_o,
    output logic           stat_passive_open_o,
    output logic           stat_attempt_fail_o,
    output logic           stat_estab_reset_o,
    output logic           stat_rto_o,
    output logic           stat_probe_o,
    output logic           stat_unwanted_o,
    output logic [15:0]    established_o,
    output logic           trace_valid_o,
    output trace_t         trace_o,
    output logic           idle_o
);

  localparam int unsigned Sources = 5;
  localparam int unsigned ConnW   = CONNS > 1 ? $clog2(CONNS) : 1;

  // Above these bits a number is 0: nothing behind here compares or keeps them.
  function automatic conn_t ours(conn_t conn);
    return conn_t'(conn[ConnW-1:0]);
  endfunction

  // ------------------------------------------------------------ take
  logic [Sources-1:0] tokens, take, room;
  conn_t              conns [Sources];
  conn_t              conn_f;
  logic               phase, any, again, run;
  assign tokens = {tmr_valid_i, open_valid_i, cmd_valid_i, pay_valid_i, seg_valid_i};
  assign {tmr_ready_o, open_ready_o, cmd_ready_o, pay_ready_o, seg_ready_o} = take;
  always_ff @(posedge clk_i) begin
    room <= {Sources{run && !rst_i && act_room_i && rel_room_i}};
    if (!dlv_room_i) room[EvSegment] <= 1'b0;
  end
  always_comb begin
    conns[EvSegment] = ours(seg_conn_i);
    conns[EvPayload] = ours(pay_conn_i);
    conns[EvCommand] = ours(cmd_conn_i);
    conns[EvOpen]    = ours(open_conn_i);
    conns[EvTimer]   = ours(tmr_conn_i);
  end

  // Every second cycle is a slot; an empty pipeline rests before one, so that the next event need not wait. Everything else
  // stands still without work.
  logic clk;
  clock_gate u_clock (.clk_i, .rst_i, .busy_i(!idle_o), .clk_o(clk));
  always_ff @(posedge clk_i) phase <= !rst_i && (!phase || idle_o);

  event_arbiter #(.SOURCES(Sources)) u_arbiter (
      .clk_i(clk), .rst_i, .phase_i(phase), .valid_i(tokens), .conn_i(conns), .room_i(room),
      .take_o(take), .any_o(any), .again_o(again), .conn_o(conn_f)
  );

  // ------------------------------------------------------------ s0, s1: fetch, read, capture
  logic   v0, v1, v2, v3, v4, v5, v6;
  event_t ev_f, ev_m, ev_d, ev_a;      // an event is held for two cycles: f s0-s1, m s2-s3, d s4-s5, a s6-s7
  tcb_t   tcb_m, tcb_d, tcb_new;

  always_ff @(posedge clk) begin
    if (rst_i) {v0, v1, v2, v3, v4, v5, v6} <= '0;
    else {v0, v1, v2, v3, v4, v5, v6} <= {any, v0, v1, v2, v3, v4, v5};
  end

  event_fetch u_fetch (
      .clk_i(clk), .any_i(any), .take_i(take), .conn_i(conn_f), .segment_i(seg_i), .payload_i(pay_i), .command_i(cmd_i),
      .open_i(open_i), .timer_i(tmr_i), .event_o(ev_f)
  );

  logic  snap_take;
  tcb_t  snap_tcb;
  assign snap_ready_o = !phase && run;
  assign snap_take    = snap_valid_i && snap_ready_o;

  // Two registers, not one and its inverse: nobody merges the two ports of the RAM that they write.
  logic write_behind, write_apart;
  always_ff @(posedge clk) write_behind <= v5 && again;
  always_ff @(posedge clk) write_apart  <= v5 && !again;

  tcb_ram #(.CONNS(CONNS)) u_ram (
      .clk_i(clk), .rst_i, .ready_o(run),
      .ev_read_i(v0), .ev_conn_i(ev_f.conn), .ev_tcb_o(tcb_m),
      .snap_read_i(snap_take), .snap_conn_i, .snap_tcb_o(snap_tcb),
      .write_behind_i(write_behind), .write_apart_i(write_apart), .write_conn_i(ev_a.conn), .write_tcb_i(tcb_new)
  );

  always_ff @(posedge clk) if (v1) ev_m <= with_mss(ev_f);
  always_ff @(posedge clk) begin
    if (v3) begin
      ev_d  <= ev_m;
      tcb_d <= tcb_m;
    end
  end
  always_ff @(posedge clk) if (v5) ev_a <= ev_d;

  // ------------------------------------------------------------ s2: measure
  logic [13:0] rmss_bytes;             // our own largest segment: stands still while connections live
  always_ff @(posedge clk_i) rmss_bytes <= 14'(cfg_i.mtu_bytes - 16'(net_pkg::Ipv4Bytes + net_pkg::TcpBytes));

  diff_t diff;
  tcb_measure u_measure (.clk_i(clk), .valid_i(v2), .rmss_bytes_i(rmss_bytes), .now_i, .event_i(ev_m), .tcb_i(tcb_m),
                         .diff_o(diff));

  // ------------------------------------------------------------ s3: judge
  judged_t j;
  tcb_judge u_judge (.clk_i(clk), .valid_i(v3), .cfg_i, .rmss_bytes_i(rmss_bytes), .event_i(ev_m), .tcb_i(tcb_m),
                     .d_i(diff), .j_o(j));

  // ------------------------------------------------------------ s4: decide, and what apply chooses from
  decision_t decision;
  tcb_decide u_decide (
      .clk_i(clk), .route_i(v3), .next_i(ev_m), .next_state_i(tcb_m.c.state), .slot_i(v4), .event_i(ev_d), .tcb_i(tcb_d),
      .j_i(j), .decision_o(decision)
  );

  values_t values;
  tcb_values u_values (.clk_i(clk), .valid_i(v4), .event_i(ev_d), .tcb_i(tcb_d), .d_i(diff), .j_i(j.text),
                       .watch_i(j.watch), .new_time_i(j.seq.new_time), .values_o(values));

  reassembly_next_t text;
  reassembly u_reassembly (.clk_i(clk), .valid_i(v4), .event_i(ev_d), .tcb_i(tcb_d), .d_i(diff), .j_i(j), .next_o(text));

  // Congestion control is a plug-in: this module, or another with its ports.
  congestion_pkg::congestion_next_t congestion;
  congestion_newreno u_newreno (
      .clk_i(clk), .judge_i(v3), .decide_i(v4), .event_i(ev_m), .tcb_i(tcb_m), .d_i(diff), .decided_i(ev_d), .was_i(tcb_d),
      .j_i(j), .next_o(congestion)
  );

  // ------------------------------------------------------------ s5: apply
  actions_t a;
  tcb_apply u_apply (
      .clk_i(clk), .rst_i, .valid_i(v5), .event_i(ev_d), .tcb_i(tcb_d), .v_i(values), .text_i(text),
      .congestion_i(congestion), .j_i(j), .d_i(decision), .tcb_o(tcb_new), .actions_o(a)
  );

  tcb_invariants u_invariants (
      .clk_i(clk), .rst_i, .decided_i(v5), .timer_i(ev_d.kind == EvTimer), .was_i(tcb_d), .decision_i(decision),
      .congestion_i(congestion), .applied_i(v6), .tcb_i(tcb_new), .actions_i(a)
  );

  assign act_due_o      = v5 && decision.send;
  assign act_due_conn_o = ev_d.conn;

  // ------------------------------------------------------------ s6: actions
  assign dlv_valid_o      = v6 && a.dlv_valid;
  assign dlv_o            = a.dlv;
  assign rx_free_o        = v6 && a.rx_free;
  assign sb_free_o        = v6 && a.sb_free;
  assign free_handle_o    = a.handle;
  assign dirty_valid_o    = v6 && a.dirty_valid;
  assign dirty_conn_o     = ev_a.conn;
  assign dirty_o          = a.dirty;
  assign rel_valid_o      = v6 && a.rel_valid;
  assign rel_o            = a.rel;
  assign open_req_valid_o = v6 && a.open_valid;
  assign open_req_o       = a.open;
  assign op_valid_o       = v6 && a.op_valid;
  assign op_o             = a.op;

  // ------------------------------------------------------------ snapshots and windows
  logic [5:0] snap_v;
  conn_t      snap_conn_q, snap_conn_q2;
  dirty_t     snap_what_q, snap_what_q2;
  snapshot_t  snap_sums;
  always_ff @(posedge clk) snap_v <= rst_i ? '0 : {snap_v[4:0], snap_take};
  always_ff @(posedge clk) begin
    if (snap_take) begin
      snap_conn_q <= snap_conn_i;
      snap_what_q <= snap_what_i;
    end
    if (snap_v[0]) begin
      snap_conn_q2 <= snap_conn_q;
      snap_what_q2 <= snap_what_q;
    end
  end

  window_sums u_sums (
      .clk_i(clk), .rst_i,
      .act_valid_i(v6 && a.act_valid), .act_i(a.act), .rcv_lim_i(tcb_new.r.lim),
      .act_valid_o, .act_o,
      .snap_valid_i(snap_v[1]), .snap_conn_i(snap_conn_q2), .snap_what_i(snap_what_q2), .snap_tcb_i(snap_tcb),
      .snap_o(snap_sums)
  );
  assign view_en_o   = snap_take && snap_what_i.query;
  assign view_conn_o = snap_conn_i;
  assign snap_rsp_o  = snap_v[5];
  always_comb begin
    snap_o           = snap_sums;
    snap_o.srtt_us   = view_i.srtt_us8;
    snap_o.rttvar_us = view_i.rttvar_us4;
    snap_o.rto_us    = view_i.rto_us;
  end

  // ------------------------------------------------------------ accounting and trace
  decision_trace u_trace (
      .clk_i(clk), .rst_i,
      .decided_i(v5), .event_i(ev_d), .before_i(tcb_d.c.state), .decision_i(decision),
      .applied_i(v6), .tcb_i(tcb_new), .actions_i(a),
      .disp_valid_o, .disp_o, .stat_retransmit_o, .stat_active_open_o, .stat_passive_open_o, .stat_attempt_fail_o,
      .stat_estab_reset_o, .stat_rto_o, .stat_probe_o, .stat_unwanted_o, .established_o, .trace_valid_o, .trace_o
  );

  assign idle_o = run && tokens == '0 && {v0, v1, v2, v3, v4, v5, v6} == '0 && snap_v == '0 && !snap_valid_i
                  && !act_valid_o;

`ifdef VERILATOR
  logic [1:0] due_q;
  always_ff @(posedge clk) due_q <= rst_i ? '0 : {due_q[0], act_due_o};
  always_ff @(posedge clk) if (!rst_i) assert (act_valid_o == due_q[1]) else $fatal(1, "tcb_pipeline: a segment that was not due");
`endif

endmodule
