// decide_listen: a segment for a lent slot: a SYN makes it a half-open connection.
// In:        event, TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    an event of an earlier use of the number, or one that did not take the slot now, meets nothing (WhyStale).
// Source:    RFC 9293 section 3.10.7.2. ACKs and RSTs to a listening port find no connection in flow_path.
module decide_listen
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

  function automatic decision_t decide(event_t e, tcb_t t, judged_t j);
    decision_t      d;
    segment_event_t g;
    d = Nothing;
    g = as_segment(e);
    if (t.c.state != StListen || !j.seq.current || !g.fresh) begin
      d.reason = WhyStale;
    end else begin
      d            = with_rtx(d, RtxArm, RtxRto);
      d.reason     = WhyListenSyn;
      d.set_state  = 1'b1;
      d.state      = StSynReceived;
      d.set_irs    = 1'b1;
      d.rcv        = RcvSyn;
      d.lim        = LimSyn;
      d.set_iss    = 1'b1;
      d.nxt        = NxtIss;
      d.max        = MaxNxt;
      d.set_smss   = 1'b1;
      d.send       = 1'b1;
      d.flags.syn  = 1'b1;
      d.flags.ack  = 1'b1;
      d.seq        = SeqAck;
      d.mss_option = 1'b1;
      d.timer_init = 1'b1;
      d.rtt_start  = 1'b1;
    end
    return d;
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i, j_i) : decision_t'('0);

endmodule
