// decide_syn_sent: a segment while our SYN waits for its answer.
// In:        event, TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    text and FIN on a SYN are not taken; the peer sends them again.
// Source:    RFC 9293 section 3.10.7.3, checks first to fifth.
module decide_syn_sent
  import toe_pkg::*;
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

  // Fourth: the peer's SYN gives the receive variables their origin.
  function automatic decision_t with_syn(decision_t given);
    decision_t d;
    d          = given;
    d.set_irs  = 1'b1;
    d.rcv      = RcvSyn;
    d.lim      = LimSyn;
    d.set_smss = 1'b1;
    return d;
  endfunction

  function automatic decision_t established(decision_t given, tcb_t t, judged_t j);
    decision_t d;
    d                = with_rtx(with_ack(with_syn(given)), RtxStop, RtxOff);
    d.reason         = WhySynSentEstablished;
    d.set_state      = 1'b1;
    d.state          = StEstablished;
    d.una_ack        = 1'b1;
    d.right          = RightNew;
    d.retries        = CountZero;
    d.rtt_sample     = j.ack.times_rtt;
    d.rtt_cancel     = 1'b1;
    d.syn_lost       = t.s.retries != '0;
    d.announce       = 1'b1;
    d.heard          = 1'b1;
    d.congestion_we  = 1'b1;
    d.dirty.progress = 1'b1;
    return d;
  endfunction

  function automatic decision_t decide(event_t e, tcb_t t, judged_t j);
    decision_t      d;
    segment_event_t g;
    d = Nothing;
    g = as_segment(e);
    if (!j.seq.current) begin
      d.reason = WhyStale;
    end else if (g.flags.ack && !j.syn.ack_ok) begin                 // first
      d.reason    = g.flags.rst ? WhySynSentBadAckRst : WhySynSentBadAck;
      d.send      = !g.flags.rst;
      d.flags.rst = 1'b1;
      d.seq       = SeqAck;
    end else if (g.flags.rst) begin                                  // second
      if (g.flags.ack) d = with_end(d, RelFinal, ErrRefused);
      d.reason = g.flags.ack ? WhySynSentRefused : WhySynSentRstNoAck;
    end else if (g.flags.syn && g.flags.ack) begin                   // fourth
      d = established(d, t, j);
    end else if (g.flags.syn) begin
      d            = with_rtx(with_syn(d), RtxArm, RtxRto);
      d.reason     = WhySynSentCrossing;
      d.set_state  = 1'b1;
      d.state      = StSynReceived;
      d.send       = 1'b1;
      d.flags.syn  = 1'b1;
      d.flags.ack  = 1'b1;
      d.seq        = SeqUna;
      d.mss_option = 1'b1;
    end else begin                                                   // fifth
      d.reason = WhySynSentNothing;
    end
    return d;
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i, j_i) : decision_t'('0);

endmodule
