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

  function automatic decision_t leaves(tcb_t t, payload_event_t p, judged_t j);
    decision_t d;
    d = Nothing;
    if (j.pay.arms) d = with_rtx(d, RtxArm, RtxRto);
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
    d.set_state      = j.pay.fin_rides && (j.seq.in.established || j.seq.in.close_wait);
    d.state          = j.seq.in.established ? StFinWait1 : StLastAck;
    return d;
  endfunction

  // What both answers to a range have in common.
  function automatic decision_t una_leaves(decision_t given, payload_event_t p);
    decision_t d;
    d           = given;
    d.send      = 1'b1;
    d.flags.ack = 1'b1;
    d.flags.psh = p.psh;
    d.flags.urg = p.urg;
    d.seq       = SeqUna;
    d.payload   = 1'b1;
    return d;
  endfunction

  // Fast retransmit. If nothing came, the time-out finds what is missing.
  function automatic decision_t resend(payload_event_t p, judged_t j);
    decision_t d;
    d        = with_rtx(Nothing, RtxArm, RtxRto);
    d.reason = WhyRangeUnwanted;
    if (j.pay.resends) begin
      d            = una_leaves(d, p);
      d.reason     = WhyResend;
      d.retransmit = 1'b1;
      d.rtt_cancel = 1'b1;
    end
    return d;
  endfunction

  function automatic decision_t probe(payload_event_t p, judged_t j);
    decision_t d;
    d            = una_leaves(with_rtx(Nothing, RtxBackoff, RtxPersist), p);
    d.reason     = WhyProbe;
    d.max        = j.pay.probe_first ? MaxProbe : MaxKeep;
    d.nxt        = j.pay.probe_first ? NxtLen : NxtKeep;
    d.retransmit = !j.pay.probe_first;
    return d;
  endfunction

  function automatic decision_t unwanted();
    decision_t d;
    d          = nothing_for(WhyPayloadUnwanted);
    d.unwanted = 1'b1;
    return d;
  endfunction

  function automatic decision_t misplaced();
    decision_t d;
    d                = nothing_for(WhyPayloadMisplaced);
    d.epoch_answered = 1'b1;
    d.epoch_new      = 1'b1;
    d.dirty.progress = 1'b1;
    return d;
  endfunction

  function automatic decision_t decide(event_t e, tcb_t t, judged_t j);
    decision_t      d;
    payload_event_t p;
    p = as_payload(e);
    d = decision_t'(when_decided(j.pay.unwanted,                         unwanted())
                  | when_decided(j.pay.stale,                            nothing_for(WhyPayloadStale))
                  | when_decided(j.pay.misplaced,                        misplaced())
                  | when_decided(j.pay.leaves,                           leaves(t, p, j))
                  | when_decided(j.pay.no_range,                         nothing_for(WhyRangeUnwanted))
                  | when_decided(j.pay.resends || j.pay.resends_nothing, resend(p, j))
                  | when_decided(j.pay.probes,                           probe(p, j)));
    if (p.range) d.range_done = j.pay.serial_ok;
    return d;
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i, j_i) : decision_t'('0);

endmodule
