// tcb_invariants: what must hold of every record that is written back (simulation only).
// In:        the write-back of s6, and the record that it replaces.
// Out:       none; a violation stops the simulation with the invariant's number.
// Latency:   none.  Errors: none of these can be reached by what comes from outside.
// Source:    DESIGN section 3, invariant 8; RFC 9293 section 3.8.6 (the right edge never moves left); timer_scanner tells
//            of an expiry once, so that a timer which is not armed or stopped in answer would never run again.
module tcb_invariants
  import action_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import decision_pkg::*;
(
    input logic      clk_i,
    input logic      rst_i,
    input logic      decided_i,        // s5
    input logic      timer_i,
    input tcb_t      was_i,
    input decision_t decision_i,
    input congestion_pkg::congestion_next_t congestion_i,
    input logic      applied_i,        // s6
    input tcb_t      tcb_i,
    input actions_t  actions_i
);

`ifdef VERILATOR
  tcb_t was_q;
  logic probe_q, ends_q;
  always_ff @(posedge clk_i) begin
    if (decided_i) begin
      was_q   <= was_i;
      probe_q <= decision_i.seq == SeqUna;
      ends_q  <= decision_i.ends;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!rst_i && decided_i && timer_i)
      assert (decision_i.reason == reason_pkg::WhyTimerStale || (decision_i.rtx_we && decision_i.rtx != RtxKeep)
              || decision_i.slow != SlowKeep || decision_i.ack != AckKeep)
        else $fatal(1, "an expiry that is neither stale nor answered");
  end

  always_ff @(posedge clk_i) begin
    if (!rst_i && decided_i) assert (!(decision_i.send && decision_i.seq == SeqMax && decision_i.max != MaxKeep))
      else $fatal(1, "a segment at SND.MAX that moves SND.MAX");
  end

  always_ff @(posedge clk_i) begin
    if (!rst_i && decided_i) begin
      assert ($onehot0(decision_i.nxt) && $onehot0(decision_i.rcv) && $onehot0(decision_i.lim) && $onehot0(decision_i.seq))
        else $fatal(1, "two decisions about one event");
      assert (decision_i.send || !decision_i.flags.ack) else $fatal(1, "an ACK that does not leave");
      assert (!decision_i.send || decision_i.seq != SeqNone) else $fatal(1, "a segment without a sequence number");
      assert (decision_i.nxt != NxtKeep || (decision_i.max != MaxNxt && !decision_i.rtt_start))
        else $fatal(1, "SND.NXT is noted but does not move");
      assert (!decision_i.congestion_we || (congestion_i.changes.cwnd ? congestion_i.to.cwnd : was_i.g.cwnd) != '0)
        else $fatal(1, "no congestion window");
    end
  end

  logic sending, receiving, text_leaves;
  always_comb begin
    sending     = tcb_i.c.state >= StSynSent;
    receiving   = tcb_i.c.state >= StSynReceived && was_q.c.state >= StSynReceived && !ends_q;
    text_leaves = actions_i.act_valid && actions_i.act.payload && !probe_q;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_i && applied_i) begin
      assert (!sending || (seq_le(tcb_i.s.una, tcb_i.s.nxt) && seq_le(tcb_i.s.nxt, tcb_i.s.max)))
        else $fatal(1, "invariant 8: snd.una <= snd.nxt <= snd.max");
      assert (!text_leaves || seq_le(actions_i.act.seq + seq_t'(actions_i.act.len_bytes), tcb_i.s.right))
        else $fatal(1, "invariant 8: text beyond the peer's window");
      assert (!text_leaves || seq_le(actions_i.act.seq + seq_t'(actions_i.act.len_bytes), was_q.s.una + seq_t'(was_q.g.cwnd)))
        else $fatal(1, "invariant 8: text beyond the congestion window");
      assert (!(actions_i.act_valid && actions_i.act.flags.fin)
              || (actions_i.act.seq + (actions_i.act.payload ? seq_t'(actions_i.act.len_bytes) : '0) == tcb_i.s.edge_seq
                  && tcb_i.s.nxt == tcb_i.s.edge_seq + 32'd1))
        else $fatal(1, "a FIN that is not behind the last byte");
      assert (!receiving || seq_le(was_q.r.lim, tcb_i.r.lim))
        else $fatal(1, "invariant 8: the advertised right edge moved left");
      assert (!receiving || seq_le(tcb_i.r.nxt, tcb_i.r.lim))
        else $fatal(1, "invariant 1: accepted beyond the room that the host gave");
      assert (!receiving || !tcb_i.r.q.has_first
              || (seq_lt(tcb_i.r.nxt, tcb_i.r.q.first.lo) && seq_lt(tcb_i.r.q.first.lo, tcb_i.r.q.first.hi)
                  && seq_le(tcb_i.r.q.first.hi, tcb_i.r.lim)))
        else $fatal(1, "text is kept outside the window");
      assert (!receiving || !tcb_i.r.q.has_second
              || (tcb_i.r.q.has_first && seq_lt(tcb_i.r.q.first.hi, tcb_i.r.q.second.lo)
                  && seq_lt(tcb_i.r.q.second.lo, tcb_i.r.q.second.hi) && seq_le(tcb_i.r.q.second.hi, tcb_i.r.lim)))
        else $fatal(1, "kept intervals overlap or touch");
      assert (!(actions_i.dlv_valid && actions_i.dlv.payload && actions_i.dlv.len_bytes == '0))
        else $fatal(1, "an empty delivery");
    end
  end
`endif

endmodule
