// decide_open: the neighbour of an active open is known and the flow has a place, or not: the SYN leaves.
// In:        event, TCB, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    ErrUnreachable, ErrInUse, ErrTableFull from flow_path end the open; an ABORT meanwhile does as well.
// Source:    RFC 9293 section 3.10.1 (CLOSED state), section 3.7.1 (MSS on every SYN), RFC 6298 2.1 and 5.1.
module decide_open
  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;
(
    input  logic      clk_i,
    input  logic      slot_i,
    input  logic      valid_i,
    input  event_t    event_i,
    input  tcb_t      tcb_i,
    output decision_t decision_o
);

  function automatic decision_t decide(event_t e, tcb_t t);
    decision_t   d;
    open_event_t o;
    d = Nothing;
    o = as_open(e);
    if (t.c.state != StResolving || o.inc != t.c.inc) begin
      d.reason = WhyStale;
    end else if (o.err != ErrNone || t.c.abort_pending) begin
      d          = with_end(d, t.c.silent ? RelReset : RelFinal, o.err != ErrNone ? o.err : ErrAborted);
      d.reason   = WhyOpenFailed;
    end else begin
      d            = with_rtx(d, RtxArm, RtxRto);
      d.reason     = WhyOpenSyn;
      d.set_state  = 1'b1;
      d.state      = StSynSent;
      d.set_iss    = 1'b1;
      d.nxt        = NxtIss;
      d.max        = MaxNxt;
      d.send       = 1'b1;
      d.flags.syn  = 1'b1;
      d.seq        = SeqAck;
      d.mss_option = 1'b1;
      d.timer_init = 1'b1;
      d.rtt_start  = 1'b1;
    end
    return d;
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i) : decision_t'('0);

endmodule
