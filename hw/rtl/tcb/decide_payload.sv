// decide_payload: payload from the host: it leaves at SND.NXT, or as a window probe, or is discarded.
// In:        event, TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    stale epoch: discarded, nothing else. Current epoch at the wrong place: discarded whole, new epoch.
// Source:    DESIGN section 4; spec/link/link_send.pml, EngIn; RFC 9293 sections 3.10.2 and 3.8.6.1; RFC 6298 5.1.
module decide_payload
  import event_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;
(
    input  logic      clk_i,
    input  logic      slot_i,
    input  logic      valid_i,
    input  event_t    event_i,
    input  tcb_t      tcb_i,
    input  judged_t   j_i,
    output decision_t decision_o
);

  function automatic logic sends(state_e s);
    return s == StEstablished || s == StCloseWait || s == StFinWait1 || s == StClosing || s == StLastAck;
  endfunction

  function automatic decision_t leaves(tcb_t t, payload_event_t p, judged_t j);
    decision_t d;
    d = keep(t);
    if (t.s.rtx_kind != RtxRto && !(t.g.recovering && t.s.range_out)) d = with_rtx(d, RtxArm, RtxRto);
    d.reason         = j.pay.fin_rides ? WhySendFin : WhySend;
    d.epoch_answered = 1'b1;
    d.send           = 1'b1;
    d.flags.ack      = 1'b1;
    d.flags.psh      = p.psh;
    d.flags.urg      = p.urg;
    d.flags.fin      = j.pay.fin_rides;
    d.seq            = SeqNxt;
    d.payload        = 1'b1;
    d.nxt            = j.pay.fin_rides ? NxtEdgeFin : NxtLen;
    d.max            = j.pay.raises_max ? MaxNxt : MaxKeep;
    d.edge_sel       = j.pay.raises_edge ? EdgeLen : EdgeKeep;
    d.rtt_start      = j.pay.first_time && !t.s.rtt_on;
    d.retransmit     = !j.pay.first_time;
    d.congestion_we  = j.cng.fills;
    if (j.pay.fin_rides && t.c.state == StEstablished) d.state = StFinWait1;
    if (j.pay.fin_rides && t.c.state == StCloseWait) d.state = StLastAck;
    return d;
  endfunction

  function automatic decision_t range(tcb_t t, payload_event_t p, judged_t j);
    decision_t d;
    d = keep(t);
    if (!j.pay.serial_ok || !sends(t.c.state)) begin
      d.reason = WhyRangeUnwanted;
    end else if (t.g.recovering) begin
      d           = with_rtx(d, RtxArm, RtxRto);       // also if nothing came: then the time-out finds what is missing
      d.reason    = j.pay.resend_ok ? WhyResend : WhyRangeUnwanted;
      d.send      = j.pay.resend_ok;
      d.flags.ack = 1'b1;
      d.flags.psh = p.psh;
      d.flags.urg = p.urg;
      d.seq       = SeqUna;
      d.payload   = j.pay.resend_ok;
      d.retransmit = j.pay.resend_ok;
      d.rtt_cancel = j.pay.resend_ok;
    end else if (!j.pay.probe_ok) begin
      d.reason = WhyRangeUnwanted;
    end else begin
      d           = with_rtx(d, RtxBackoff, RtxPersist);
      d.reason    = WhyProbe;
      d.send      = 1'b1;
      d.flags.ack = 1'b1;
      d.flags.psh = p.psh;
      d.flags.urg = p.urg;
      d.seq       = SeqUna;
      d.payload   = 1'b1;
      d.max       = j.pay.probe_first ? MaxProbe : MaxKeep;
      d.retransmit = !j.pay.probe_first;
    end
    d.range_done = j.pay.serial_ok;
    return d;
  endfunction

  function automatic decision_t decide(event_t e, tcb_t t, judged_t j);
    decision_t      d;
    payload_event_t p;
    d = keep(t);
    p = as_payload(e);
    if (p.range) begin
      d = range(t, p, j);
    end else if (!sends(t.c.state)) begin
      d.reason   = WhyPayloadUnwanted;
      d.unwanted = 1'b1;
    end else if (!j.pay.epoch_ok) begin
      d.reason = WhyPayloadStale;
    end else if (!j.pay.placed) begin
      d.reason         = WhyPayloadMisplaced;
      d.epoch_answered = 1'b1;
      d.epoch_new      = 1'b1;
      d.dirty.progress = 1'b1;
    end else begin
      d = leaves(t, p, j);
    end
    return d;
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i, j_i) : decision_t'('0);

endmodule
