// decide_icmp: an ICMP error about a segment of this connection.
// In:        event, TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    what quotes nothing that is in flight is ignored: who sends it has not seen our segment (RFC 5927 section 4.1).
// Source:    RFC 9293 section 3.9.2.2 (MUST-54 to MUST-56, SHLD-25, SHLD-26), RFC 5927 sections 4 to 7, RFC 1191. A hard error
//            is soft once the connection is synchronized (RFC 5927 section 5.2). The next ACK forgets a soft error.
module decide_icmp
  import net_pkg::*;
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

  localparam logic [7:0] Protocol = 8'd2, Port = 8'd3, FragmentationNeeded = 8'd4;   // codes of IcmpUnreachable

  // RFC 792 and RFC 1122 section 3.2.2.1.
  function automatic error_e meaning(logic [7:0] kind, logic [7:0] code);
    if (kind == IcmpTimeExceeded) return ErrTimeExceeded;
    if (kind == IcmpParameter) return ErrParameter;
    unique case (code)
      8'd0, 8'd6, 8'd11:               return ErrNet;
      Protocol, Port:                  return ErrRefused;
      8'd9, 8'd10, 8'd13, 8'd14, 8'd15: return ErrProhibited;
      default:                         return ErrHost;
    endcase
  endfunction

  // The path takes no segment of this size: all text in flight goes again in smaller ones, and its timer stops until it leaves.
  // Nothing is said about congestion.
  function automatic decision_t smaller(tcb_t t, judged_t j);
    decision_t d;
    d                = keep(t);
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
  function automatic decision_t tell(tcb_t t, error_e err);
    decision_t d;
    d             = keep(t);
    d.reason      = WhyIcmpSoft;
    d.err_we      = 1'b1;
    d.err         = err;
    d.dirty.state = !(t.c.state == StSynReceived && t.c.passive);
    return d;
  endfunction

  function automatic decision_t decide(event_t e, tcb_t t, judged_t j);
    decision_t      d;
    segment_event_t g;
    logic [7:0]     kind, code;
    d            = keep(t);
    g            = as_segment(e);
    {kind, code} = g.window;
    if (!j.seq.current || t.c.state < StSynSent) begin
      d.reason = WhyStale;
    end else if (!j.ack.quotes_flight) begin
      d.reason = WhyIcmpOutside;
    end else if (kind == IcmpSourceQuench) begin
      d.reason = WhyIcmpQuench;
    end else if (kind == IcmpUnreachable && code == FragmentationNeeded) begin
      d.reason = WhyPathMtuKept;
      if (t.c.state >= StEstablished && t.c.state != StTimeWait && j.syn.lowers) d = smaller(t, j);
    end else if (kind == IcmpUnreachable && (code == Port || code == Protocol) && t.c.state == StSynSent) begin
      d        = with_end(d, RelFinal, ErrRefused);
      d.reason = WhyIcmpRefused;
    end else begin
      d = tell(t, meaning(kind, code));
    end
    return d;
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i, j_i) : decision_t'('0);

endmodule
