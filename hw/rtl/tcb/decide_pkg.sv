// decide_pkg: an accepted segment in a synchronized state: ACK, window, text, FIN, and the one segment in answer.
// Source: RFC 9293 section 3.10.7.4, checks fifth (from "SND.UNA < SEG.ACK" on) to eighth; RFC 6298 section 5.
package decide_pkg;

  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;

  // States in which a RST tells the application nothing new (3.10.7.4 second).
  function automatic logic our_fin_acked_or_closing(states_t in);
    return in.closing || in.last_ack || in.time_wait;
  endfunction

  // Text above a hole is delivered at its place, if that can be remembered.
  function automatic logic keeps_text(judged_t j);
    return j.seq.above_hole && j.seq.has_text && j.text.keeps;
  endfunction

  // Eighth: or text reaches the FIN that came before it.
  function automatic logic takes_fin(judged_t j);
    return j.seq.takes_fin || (j.seq.takes_text && j.text.meets_fin);
  endfunction

  // The state after our FIN's ACK, the peer's FIN, and our own FIN leaving now, in this order.
  function automatic state_e next_state(states_t in, logic fin_acked, logic fin_taken, logic fin_leaves);
    unique case (1'b1)
      in.fin_wait1:  return fin_acked ? (fin_taken ? StTimeWait : StFinWait2) : fin_taken ? StClosing : StFinWait1;
      in.fin_wait2:  return fin_taken ? StTimeWait : StFinWait2;
      in.closing:    return fin_acked ? StTimeWait : StClosing;
      in.close_wait: return fin_leaves ? StLastAck : StCloseWait;
      in.last_ack:   return StLastAck;
      in.time_wait:  return StTimeWait;
      default:       return fin_taken ? (fin_leaves ? StLastAck : StCloseWait) : fin_leaves ? StFinWait1 : StEstablished;
    endcase
  endfunction

  // Nothing is in flight any more. While more may be sent, the time-out goes on: it ends no later
  // than one RTO after the last transmission, sooner if it was armed for an earlier one (RFC 5681 section 4.1).
  function automatic decision_t idles(decision_t given, judged_t j);
    decision_t d;
    if (!j.wnd.rests) return with_rtx(given, RtxStop, RtxOff);
    d          = given;
    d.rtx_idle = 1'b1;
    return d;
  endfunction

  // RFC 6298 5.2, 5.3. Nothing in flight and something to send: the window is shut (3.8.6.1), or the host waits for more of it
  // (3.8.6.2.1): the persist timer sees to it that neither lasts for ever. What leaves meanwhile replaces it.
  function automatic decision_t with_timer(decision_t given, judged_t j, logic fin_leaves);
    if (fin_leaves || (j.ack.is_new && j.ack.flight_after)) return with_rtx(given, RtxArm, RtxRto);
    if (j.ack.is_new) return j.wnd.waits ? with_rtx(given, RtxArm, RtxPersist) : idles(given, j);
    if (j.wnd.persist_ends) return j.wnd.waits ? with_rtx(given, RtxArm, RtxPersist) : with_rtx(given, RtxStop, RtxOff);
    if (j.wnd.persist_begins) return with_rtx(given, RtxArm, RtxPersist);
    return given;
  endfunction

  // Congestion control (RFC 5681 section 3.2, RFC 6582): the ACK's meaning; what was lost is asked of the host as a range, and
  // no timer runs until it leaves (DESIGN section 2). A window that becomes smaller needs a new epoch.
  function automatic decision_t with_congestion(decision_t given, judged_t j);
    decision_t d;
    logic counts;
    d      = given;
    counts = j.cng.duplicate || j.cng.enters;
    if (j.cng.resends) begin
      d           = with_rtx(d, RtxStop, RtxOff);
      d.range_ask = 1'b1;
    end
    d.congestion_we = j.ack.is_new || counts;
    d.epoch_new     = d.epoch_new || j.cng.enters || j.cng.exits || j.cng.shrinks;
    d.range_done    = j.cng.exits;
    d.dirty.progress = d.dirty.progress || counts;
    return d;
  endfunction

  function automatic decision_t decide_accepted(tcb_t t, segment_event_t g, judged_t j);
    decision_t d;
    logic text, kept, fin, fin_acked, fin_leaves, ack_waits, to_time_wait;
    text       = j.seq.takes_text;
    kept       = keeps_text(j);
    fin        = takes_fin(j);
    fin_acked  = j.ack.fin_acked;
    fin_leaves = j.ack.fin_due;
    ack_waits  = text && j.text.ack_waits && !j.seq.in.syn_received;
    to_time_wait = (j.seq.in.fin_wait2 && fin) || (j.seq.in.fin_wait1 && fin_acked && fin)
                   || (j.seq.in.closing && fin_acked);
    d = with_timer(Nothing, j, fin_leaves);
    // the ACK
    d.una_ack        = j.ack.is_new;
    d.nxt            = fin_leaves ? NxtEdgeFin : j.ack.is_new && j.ack.above_nxt ? NxtAck : NxtKeep;
    d.max            = fin_leaves && j.ack.fin_first ? MaxNxt : MaxKeep;
    d.retries        = j.ack.is_new || t.s.rtx_kind == RtxPersist ? CountZero : CountKeep;
    d.rtt_sample     = j.ack.is_new && j.ack.times_rtt;
    d.rtt_cancel     = d.rtt_sample;
    d.syn_lost       = j.seq.in.syn_received && t.s.retries != '0;
    // the window
    d.right          = j.wnd.update ? RightNew : RightKeep;
    d.epoch_new      = j.wnd.moves_left;
    d.dirty.progress = j.ack.is_new || j.wnd.changes;
    d                = with_congestion(d, j);
    // the text and the FIN
    d.deliver        = text || kept;
    d.reassembly_we  = text || kept || (j.seq.above_hole && g.flags.fin);
    d.rcv            = fin ? RcvTextFin : text ? RcvText : RcvKeep;
    d.announce       = j.seq.in.syn_received;
    d.heard          = 1'b1;
    d.tell_urgent    = g.flags.urg && j.seq.receives;          // sixth
    d.err_we         = j.ack.is_new;          // a soft error is over
    d.err            = ErrNone;
    // the answer
    d.send           = (j.seq.occupies && !ack_waits) || fin_leaves;
    d.ack            = ack_waits && !fin_leaves ? AckArm : AckKeep;
    d.flags.ack      = d.send;
    d.flags.fin      = fin_leaves;
    d.seq            = !fin_leaves ? SeqMax : j.ack.above_nxt ? SeqAck : SeqNxt;     // FIN: either is the edge
    d.retransmit     = fin_leaves && !j.ack.fin_first;
    d.set_state      = 1'b1;
    d.state          = next_state(j.seq.in, fin_acked, fin, fin_leaves);
    d.dirty.state    = fin || fin_acked;
    if (to_time_wait) begin
      d      = with_rtx(d, RtxStop, RtxOff);
      d.slow = SlowTimeWait;
    end
    if (j.seq.in.fin_wait1 && fin_acked && !fin && t.c.no_reader) d.slow = SlowFinWait;
    d.reason = j.seq.in.syn_received ? WhyEstablished
             : to_time_wait ? WhyTimeWait
             : fin ? WhyFin
             : fin_acked ? WhyFinAcked
             : text ? (j.text.joins_first ? WhyTextFills : ack_waits ? WhyTextAckWaits : WhyText)
             : j.seq.above_hole && j.seq.has_text ? (kept ? WhyTextKept : WhyTextNoPlace)
             : j.cng.enters ? WhyFastRetransmit
             : j.cng.partial ? WhyAckPartial
             : j.cng.exits ? WhyRecovered
             : j.ack.is_new ? WhyAckNew : WhyAckDuplicate;
    return d;
  endfunction

endpackage
