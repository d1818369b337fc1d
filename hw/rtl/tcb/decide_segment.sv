// decide_segment: a segment arrives in SYN-RECEIVED or later: the checks that refuse it; decide_pkg
// has the rest.
// In:        event, TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    each refusal has its reason in reason_pkg.
// Source:    RFC 9293 section 3.10.7.4.
module decide_segment
  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;
  import decide_pkg::*;
(
    input  logic      clk_i,
    input  logic      slot_i,
    input  logic      valid_i,
    input  event_t    event_i,
    input  tcb_t      tcb_i,
    input  judged_t   j_i,
    output decision_t decision_o
);

  // The SYN-ACK goes out again, and its time begins again (RFC 6298 5.1), not backed off: the peer's timer has ended, not
  // ours. Without that ours would end now as well, and send the same once more.
  function automatic decision_t syn_again();
    decision_t d;
    d            = with_rtx(with_ack(Nothing), RtxArm, RtxRto);
    d.reason     = WhySynAgain;
    d.flags.syn  = 1'b1;
    d.seq        = SeqUna;
    d.mss_option = 1'b1;
    d.retransmit = 1'b1;
    d.rtt_cancel = 1'b1;
    return d;
  endfunction

  // RFC 5961: what may be forged is answered by an ACK; so many a second and connection (section 7), for an attacker would
  // else make us send, or count what we send.
  function automatic decision_t challenge(judged_t j, reason_e why);
    decision_t d;
    d           = j.seq.may_challenge ? with_ack(Nothing) : Nothing;
    d.challenge = j.seq.may_challenge;
    d.reason    = j.seq.may_challenge ? why : WhyChallengeLimit;
    return d;
  endfunction

  // First: outside the window.
  function automatic decision_t unacceptable(segment_event_t g, judged_t j);
    decision_t d;
    d = with_ack(Nothing);
    if (g.flags.rst) begin
      d        = Nothing;
      d.reason = WhyUnacceptableRst;
    end else if (j.seq.in.syn_received && g.flags.syn && !g.flags.ack && j.seq.at_irs) begin
      d = syn_again();
    end else if (j.seq.in.time_wait && g.flags.fin) begin
      d.reason = WhyTimeWaitAgain;
      d.slow   = SlowTimeWait;
    end else if (g.flags.syn) begin
      d = challenge(j, WhySynChallenge);
    end else begin
      d.reason = WhyUnacceptable;
    end
    return d;
  endfunction

  // Second: RST. Exactly at RCV.NXT it ends the connection (RFC 5961 section 3).
  function automatic decision_t reset(tcb_t t, judged_t j);
    decision_t d;
    if (!j.seq.at_nxt) begin
      d = challenge(j, WhyRstChallenge);
    end else if (j.seq.in.syn_received) begin
      d        = with_handshake_end(Nothing, t, ErrRefused);
      d.reason = WhyRstHandshake;
    end else begin
      d        = with_end(Nothing, RelFinal, our_fin_acked_or_closing(j.seq.in) ? ErrNone : ErrReset);
      d.reason = WhyRst;
    end
    return d;
  endfunction

  // Fourth: SYN inside the window.
  function automatic decision_t syn(tcb_t t, judged_t j);
    decision_t d;
    if (j.seq.in.syn_received && t.c.passive) begin
      d        = with_handshake_end(Nothing, t, ErrReset);
      d.reason = WhySynReturn;
    end else begin
      d = challenge(j, WhySynChallenge);
    end
    return d;
  endfunction

  // MAY-2: the peer uses the pair of addresses again, and its number shows that it is not an old SYN: what waits has waited
  // long enough. The flow entry goes first; the SYN that comes again after it (the peer's next) meets the listener.
  function automatic decision_t reuse();
    return ended(WhyTimeWaitReuse, ErrNone);
  endfunction

  // Fifth: an ACK of what was never sent, or of what is long forgotten.
  function automatic decision_t bad_ack(judged_t j);
    decision_t d;
    d = Nothing;
    if (j.seq.in.syn_received) begin
      d.reason    = WhySynReceivedBadAck;
      d.send      = 1'b1;
      d.flags.rst = 1'b1;
      d.seq       = SeqAck;
    end else if (j.ack.too_new) begin
      d        = with_ack(d);
      d.reason = WhyAckTooNew;
    end else begin
      d = challenge(j, WhyAckTooOld);
    end
    return d;
  endfunction

  // SHLD-3.
  function automatic decision_t unread();
    decision_t d;
    d           = ended(WhyNoReader, ErrReset);
    d.send      = 1'b1;
    d.flags.rst = 1'b1;
    d.seq       = SeqMax;
    return d;
  endfunction

  function automatic decision_t decide(event_t e, tcb_t t, judged_t j);
    segment_event_t g;
    logic           accepted;
    g        = as_segment(e);
    accepted = j.seq.check.passes && !j.ack.refused && !j.ack.last;
    return decision_t'(when_decided(j.seq.check.stale,                                           nothing_for(WhyStale))
                       | when_decided(j.seq.check.reuse,                                           reuse())
                       | when_decided(j.seq.check.outside,                                         unacceptable(g, j))
                       | when_decided(j.seq.check.rst,                                             reset(t, j))
                       | when_decided(j.seq.check.syn,                                             syn(t, j))
                       | when_decided(j.seq.check.no_ack,                                          nothing_for(WhyNoAck))
                       | when_decided((j.seq.check.unread || j.seq.check.passes) && j.ack.refused, bad_ack(j))
                       | when_decided(j.seq.check.unread && !j.ack.refused,                        unread())
                       | when_decided(j.seq.check.passes && !j.ack.refused && j.ack.last,          ended(WhyLastAck, ErrNone))
                       | when_decided(accepted,                                                    decide_accepted(t, g, j)));
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i, j_i) : decision_t'('0);

endmodule
