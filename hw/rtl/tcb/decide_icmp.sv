// decide_icmp: an ICMP error about a segment of this connection.
// In:        TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    what quotes nothing that is in flight is ignored: who sends it has not seen our segment (RFC 5927 section 4.1).
// Source:    RFC 9293 section 3.9.2.2 (MUST-54 to MUST-56, SHLD-25, SHLD-26), RFC 5927 sections 4 to 7, RFC 1191. The next ACK
//            forgets a soft error.
module decide_icmp
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

  // The path takes no segment of this size: all text in flight goes again in smaller ones, and its timer stops until it leaves.
  // Nothing is said about congestion.
  function automatic decision_t smaller(judged_t j);
    decision_t d;
    d                = Nothing;
    if (j.ack.text_waits) begin
      d              = with_rtx(d, RtxStop, RtxOff);
      d.nxt          = NxtUna;
      d.range_done   = 1'b1;
      d.epoch_new    = 1'b1;
      d.rtt_cancel   = 1'b1;
    end
    d.reason         = WhyPathMtu;
    d.set_smss       = 1'b1;
    d.dirty.progress = 1'b1;
    return d;
  endfunction

  // A passive connection is invisible to the host until it is ESTABLISHED.
  function automatic decision_t tell(tcb_t t, judged_t j);
    decision_t d;
    d             = Nothing;
    d.reason      = WhyIcmpSoft;
    d.err_we      = 1'b1;
    d.err         = j.icmp.err;
    d.dirty.state = !(j.seq.in.syn_received && t.c.passive);
    return d;
  endfunction

  function automatic decision_t decide(tcb_t t, judged_t j);
    decision_t d;
    d = Nothing;
    if (j.icmp.stale) begin
      d.reason = WhyStale;
    end else if (!j.ack.quotes_flight) begin
      d.reason = WhyIcmpOutside;
    end else if (j.icmp.quench) begin
      d.reason = WhyIcmpQuench;
    end else if (j.icmp.path_mtu) begin
      d.reason = WhyPathMtuKept;
      if (j.icmp.lowers) d = smaller(j);
    end else if (j.icmp.refuses) begin
      d        = with_end(d, RelFinal, ErrRefused);
      d.reason = WhyIcmpRefused;
    end else begin
      d = tell(t, j);
    end
    return d;
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(tcb_i, j_i) : decision_t'('0);

endmodule
