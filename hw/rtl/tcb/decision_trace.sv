// decision_trace: what each pass did: the trace record, the counters that follow from it, the segment's disposition.
// In:        the decision in s5 (decided_i), the record and the actions in s6 (applied_i).
// Out:       all in s6; the trace one cycle later; it is for simulation: synthesis drops it when nothing is connected.
// Latency:   1 cycle from decided_i.  Throughput: one per 2 cycles.
// Errors:    none.
// Source:    DESIGN section 2 (decision trace); RFC 4022 for what the tcp* counters count.
module decision_trace
  import event_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;
(
    input  logic         clk_i,
    input  logic         rst_i,
    input  logic         decided_i,
    input  event_t       event_i,
    input  state_e       before_i,
    input  decision_t    decision_i,
    input  logic         applied_i,
    input  tcb_t         tcb_i,
    input  actions_t     actions_i,
    output logic         disp_valid_o,
    output disposition_e disp_o,
    output logic         stat_retransmit_o,
    output logic         stat_active_open_o,
    output logic         stat_passive_open_o,
    output logic         stat_attempt_fail_o,
    output logic         stat_estab_reset_o,
    output logic         stat_rto_o,
    output logic         stat_probe_o,
    output logic         stat_unwanted_o,
    output logic [15:0]  established_o,
    output logic         trace_valid_o,
    output trace_t       trace_o
);

  function automatic logic counts_as_established(state_e s);
    return s == StEstablished || s == StCloseWait;
  endfunction

  function automatic logic in_handshake(state_e s);
    return s == StSynSent || s == StSynReceived;
  endfunction

  event_t  ev;
  state_e  was;
  reason_e reason;
  logic    retransmit, unwanted;
  always_ff @(posedge clk_i) begin
    if (decided_i) begin
      ev         <= event_i;
      was     <= before_i;
      reason     <= decision_i.reason;
      retransmit <= decision_i.send && decision_i.retransmit;
      unwanted   <= decision_i.unwanted;
    end
  end

  state_e now;
  assign now                 = tcb_i.c.state;
  assign disp_valid_o        = applied_i && ev.kind == EvSegment;
  assign disp_o              = reason == WhyStale ? DispDropStale : DispConsumed;
  assign stat_retransmit_o   = applied_i && retransmit;
  assign stat_active_open_o  = applied_i && was == StResolving && now == StSynSent;
  assign stat_passive_open_o = applied_i && was == StListen && now == StSynReceived;
  assign stat_attempt_fail_o = applied_i && in_handshake(was) && (now == StClosed || now == StListen);
  assign stat_estab_reset_o  = applied_i && counts_as_established(was) && now == StClosed;
  assign stat_rto_o          = applied_i && (reason == WhyRtoSyn || reason == WhyRtoRewind || reason == WhyRtoFin);
  assign stat_probe_o        = applied_i && reason == WhyPersist;
  assign stat_unwanted_o     = applied_i && unwanted;

  always_ff @(posedge clk_i) begin
    if (rst_i) established_o <= '0;
    else if (applied_i) begin
      established_o <= established_o + 16'(counts_as_established(now)) - 16'(counts_as_established(was));
    end
  end

  function automatic trace_t record(event_t e, state_e from, reason_e why, tcb_t t, actions_t a);
    trace_t         r;
    segment_event_t g;
    command_event_t c;
    payload_event_t p;
    timer_event_t   m;
    g = as_segment(e);
    c = as_command(e);
    p = as_payload(e);
    m = as_timer(e);
    r               = '0;
    r.kind          = e.kind;
    r.conn          = e.conn;
    r.state_before  = from;
    r.state_after   = t.c.state;
    r.reason        = why;
    r.ev_seq        = e.kind == EvSegment ? g.seq : e.kind == EvCommand && c.op == CmdLimit ? c.arg3 : e.off;
    r.ev_ack        = e.kind == EvSegment ? g.ack : c.arg1;
    r.ev_flags      = g.flags;
    r.ev_len_bytes  = e.len_bytes;
    r.ev_window     = g.window;
    r.ev_op         = e.kind == EvCommand ? 4'(c.op) : e.kind == EvPayload ? p.epoch : 4'(m.kind);
    r.act_send      = a.act_valid;
    r.act_flags     = a.act.flags;
    r.act_seq       = a.act.seq;
    r.act_ack       = a.act.ack;
    r.act_len_bytes = a.act.payload ? a.act.len_bytes : '0;
    r.act_window    = window_of(a.act, t.r.lim);
    r.deliver_bytes = a.dlv.payload && a.dlv_valid ? a.dlv.len_bytes : '0;
    r.rtx           = a.op_valid ? a.op.rtx : RtxKeep;
    r.slow          = a.op_valid ? a.op.slow : SlowKeep;
    r.iss           = t.s.iss;
    r.irs           = t.r.irs;
    r.una           = t.s.una;
    r.nxt           = t.s.nxt;
    r.max           = t.s.max;
    r.wnd           = 24'(t.s.right - t.s.una);
    r.smss          = t.s.smss;
    r.rcv_nxt       = t.r.nxt;
    return r;
  endfunction

  always_ff @(posedge clk_i) trace_valid_o <= !rst_i && applied_i;
  always_ff @(posedge clk_i) if (applied_i) trace_o <= record(ev, was, reason, tcb_i, actions_i);

endmodule
