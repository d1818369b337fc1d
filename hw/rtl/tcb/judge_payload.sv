// judge_payload: is the host's payload wanted, is it at the right place, and what becomes of it?
// In:        event, TCB and differences, valid_i.
// Out:       judge_payload_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none; what is not placed is discarded whole by decide_payload.
// Source:    DESIGN section 4 (grants and epochs; invariants 3 and 8); spec/link/link_send.pml, EngIn.
module judge_payload
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic           clk_i,
    input  logic           valid_i,
    input  event_t         event_i,
    input  tcb_t           tcb_i,
    input  diff_t          d_i,
    output judge_payload_t j_o
);

  // At SND.NXT, as long as a segment may be, inside both windows, not beyond the FIN.
  function automatic logic placed(event_t e, tcb_t t, diff_t d);
    return d.off_is_nxt && d.has_text && !d.smss_len[16] && !near_below(d.right_nxt_len) && !room_below(d.g.room_nxt_len)
           && !(t.s.fin && below(d.edge_nxt_len));
  endfunction

  function automatic logic resend_ok(diff_t d);
    return at(d.off_una) && d.has_text && !d.smss_len[16] && !near_below(d.max_una_len);
  endfunction

  function automatic logic probe_ok(event_t e, diff_t d);
    return e.len_bytes == 16'd1 && at(d.off_una) && below(d.una_edge) && !near_below(d.una_right) && d.nxt_is_una;
  endfunction

  function automatic judge_payload_t judge(event_t e, tcb_t t, diff_t d);
    judge_payload_t j;
    payload_event_t p;
    logic           sends, current, wanted;
    p       = as_payload(e);
    sends   = d.in.established || d.in.close_wait || d.in.fin_wait1 || d.in.closing || d.in.last_ack;
    current = !p.range && sends && p.epoch == t.s.epoch;
    j.serial_ok       = t.s.range_out && p.serial == t.s.serial;
    wanted            = p.range && sends && j.serial_ok;
    j.unwanted        = !p.range && !sends;
    j.stale           = !p.range && sends && p.epoch != t.s.epoch;
    j.misplaced       = current && !placed(e, t, d);
    j.leaves          = current && placed(e, t, d);
    j.resends         = wanted && t.g.recovering && resend_ok(d);
    j.resends_nothing = wanted && t.g.recovering && !resend_ok(d);
    j.probes          = wanted && !t.g.recovering && probe_ok(e, d);
    j.no_range        = p.range && !(wanted && (t.g.recovering || probe_ok(e, d)));
    j.arms            = t.s.rtx_kind != RtxRto && !(t.g.recovering && t.s.range_out);
    j.first_time      = d.max_is_nxt;
    j.raises_max      = near_below(d.max_nxt_len) || (t.s.fin && at(d.edge_nxt_len) && near_at(d.max_nxt_len));
    j.fin_rides       = t.s.fin && at(d.edge_nxt_len);
    j.raises_edge     = below(d.edge_nxt_len);
    j.probe_first     = d.max_is_una;
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(event_i, tcb_i, d_i);

endmodule
