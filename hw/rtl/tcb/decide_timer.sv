// decide_timer: a deadline has passed: send again, ask again, probe, give up, or forget.
// In:        TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    an arm count that is not the TCB's: ignored (WhyTimerStale). Every other expiry arms again or stops.
// Source:    RFC 9293 sections 3.8.1, 3.8.3, 3.8.6.1, 3.10.8; RFC 6298 5.4 to 5.6; RFC 5681 4.1. Text is not resent from here:
//            SND.NXT goes back and the host is asked for it (DESIGN section 4), so its timer stops until it leaves.
module decide_timer
  import toe_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;
(
    input  logic      clk_i,
    input  logic      slot_i,
    input  logic      valid_i,
    input  tcb_t      tcb_i,
    input  judged_t   j_i,
    output decision_t decision_o
);

  localparam logic [3:0] R1 = 4'd3;                  // RFC 9293 section 3.8.3 (SHLD-10): so many went before

  function automatic decision_t syn_give_up(tcb_t t);
    decision_t d;
    d        = with_handshake_end(Nothing, t, ErrTimedOut);
    d.reason = t.c.state == StSynReceived && t.c.passive ? WhyRtoHandshakeGiveUp : WhyRtoGiveUp;
    return d;
  endfunction

  // RFC 6298 5.5, 5.6: what is sent again carries control alone, and is not timed (Karn).
  function automatic decision_t again(decision_t given, reason_e why, seq_sel_e seq);
    decision_t d;
    d            = with_rtx(given, RtxBackoff, RtxRto);
    d.reason     = why;
    d.send       = 1'b1;
    d.seq        = seq;
    d.retries    = CountUp;
    d.rtt_cancel = 1'b1;
    d.retransmit = 1'b1;
    return d;
  endfunction

  function automatic decision_t syn_again(tcb_t t);
    decision_t d;
    d            = again(Nothing, WhyRtoSyn, SeqUna);
    d.flags.syn  = 1'b1;
    d.flags.ack  = t.c.state == StSynReceived;
    d.mss_option = 1'b1;
    return d;
  endfunction

  function automatic decision_t fin_again();
    decision_t d;
    d               = again(Nothing, WhyRtoFin, SeqUna);
    d.flags.ack     = 1'b1;
    d.flags.fin     = 1'b1;
    d.nxt           = NxtEdgeFin;
    d.congestion_we = 1'b1;
    return d;
  endfunction

  function automatic decision_t rewind(tcb_t t, judged_t j);
    decision_t d;
    d = j.tmr.window_shut ? with_rtx(Nothing, RtxBackoff, RtxPersist) : with_rtx(Nothing, RtxDouble, RtxOff);
    d.reason         = WhyRtoRewind;
    d.nxt            = NxtUna;
    d.congestion_we  = 1'b1;
    d.range_done     = 1'b1;
    d.epoch_new      = 1'b1;
    d.dirty.progress = 1'b1;
    d.retries        = CountUp;
    d.rtt_cancel     = 1'b1;
    if (t.s.retries == R1 && t.c.err == ErrNone) begin                    // SHLD-9: told, and tried again
      d.err_we       = 1'b1;
      d.err          = ErrTimedOut;
      d.dirty.state  = 1'b1;
    end
    return d;
  endfunction

  function automatic decision_t probe(judged_t j);
    decision_t d;
    d        = with_rtx(Nothing, RtxStop, RtxOff);
    d.reason = WhyPersist;
    if (j.tmr.probe_needed) begin
      d.range_ask      = 1'b1;
      d.dirty.progress = 1'b1;
      d.retries        = CountUp;
    end
    return d;
  endfunction

  // RFC 5681 section 4.1: idle for one RTO: the window is the initial one again.
  function automatic decision_t idle();
    decision_t d;
    d               = with_rtx(Nothing, RtxStop, RtxOff);
    d.reason        = WhyIdle;
    d.congestion_we = 1'b1;
    d.epoch_new     = 1'b1;                            // the limit moves left
    d.dirty.progress = 1'b1;
    return d;
  endfunction

  // RFC 9293 section 3.8.6.3: the second segment did not come, nor text to carry the ACK.
  function automatic decision_t delayed_ack();
    decision_t d;
    d        = with_ack(Nothing);
    d.reason = WhyDelayedAck;
    d.ack    = AckStop;
    return d;
  endfunction

  function automatic decision_t ack_left();
    decision_t d;
    d = nothing_for(WhyAckLeft);
    d.ack    = AckStop;
    return d;
  endfunction

  // RFC 9293 section 3.10.8: the user time-out ends a connection in any state, and sends nothing.
  function automatic decision_t user_timeout(tcb_t t);
    decision_t d;
    d = t.c.state == StSynSent || t.c.state == StSynReceived ? with_handshake_end(Nothing, t, ErrTimedOut)
                                                             : with_end(Nothing, RelFinal, ErrTimedOut);
    d.reason = WhyUserTimeout;
    return d;
  endfunction

  // RFC 9293 section 3.8.4: old sequence number, no text (SHLD-12): the peer answers by an ACK.
  function automatic decision_t keep_alive();
    decision_t d;
    d = nothing_for(WhyKeepAlive);
    d.send      = 1'b1;
    d.flags.ack = 1'b1;
    d.seq       = SeqOld;
    d.probes_up = 1'b1;
    d.slow      = SlowWatch;
    return d;
  endfunction

  function automatic decision_t keep_alive_over();
    decision_t d;
    d           = ended(WhyKeepAliveOver, ErrTimedOut);
    d.send      = 1'b1;
    d.flags.rst = 1'b1;
    d.seq       = SeqMax;
    return d;
  endfunction

  // A connection that is watched no longer is not looked at again.
  function automatic decision_t look_again(tcb_t t);
    decision_t d;
    d = nothing_for(WhyWatch);
    d.slow   = t.w.keep_idle == '0 && t.w.user_timeout == '0 ? SlowStop : SlowWatch;
    return d;
  endfunction

  function automatic decision_t decide(tcb_t t, judged_t j);
    return decision_t'(when_decided(j.tmr.stale,            nothing_for(WhyTimerStale))
                       | when_decided(j.tmr.ack_late,       delayed_ack())
                       | when_decided(j.tmr.ack_left,       ack_left())
                       | when_decided(j.tmr.time_wait_over, ended(WhyTimeWaitOver, ErrNone))
                       | when_decided(j.tmr.fin_wait_over,  ended(WhyFinWaitOver, ErrNone))
                       | when_decided(j.watch.user_timeout, user_timeout(t))
                       | when_decided(j.watch.probe,        keep_alive())
                       | when_decided(j.watch.given_up,     keep_alive_over())
                       | when_decided(j.watch.again,        look_again(t))
                       | when_decided(j.tmr.syn_given_up,   syn_give_up(t))
                       | when_decided(j.tmr.syn_again,      syn_again(t))
                       | when_decided(j.tmr.idles,          idle())
                       | when_decided(j.tmr.data_given_up,  ended(WhyRtoGiveUp, ErrTimedOut))
                       | when_decided(j.tmr.persists,       probe(j))
                       | when_decided(j.tmr.rewinds,        rewind(t, j))
                       | when_decided(j.tmr.fin_again,      fin_again()));
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(tcb_i, j_i) : decision_t'('0);

endmodule
