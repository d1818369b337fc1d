// reassembly: what RCV.NXT and the kept intervals become once a segment's text or FIN is taken.
// In:        event, TCB, differences and judgement of one event, valid_i.
// Out:       next_o, one cycle later: nxt with text, nxt_fin with the FIN behind it, and the intervals, for either text in
//            order or text above a hole, as the segment lies. Holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.10.7.4, seventh and eighth check (SHLD-31).
//
//   RCV.NXT            first                second
//   ---|    hole     [lo ... hi)   hole   [lo ... hi)   hole   |--- right edge
module reassembly
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
(
    input  logic             clk_i,
    input  logic             valid_i,
    input  event_t           event_i,
    input  tcb_t             tcb_i,
    input  diff_t            d_i,
    input  judged_t          j_i,
    output reassembly_next_t next_o
);

  // A hole was filled: what it joins has left the queue.
  function automatic reassembly_t filled(reassembly_t was, judge_text_t j);
    reassembly_t q;
    q = was;
    if (j.joins_first) begin
      q.first      = was.second;
      q.has_first  = was.has_second && !j.joins_second;
      q.has_second = 1'b0;
    end
    return q;
  endfunction

  // The text lies above a hole: it widens what it touches, or stands alone.
  function automatic reassembly_t kept(reassembly_t was, judge_text_t j, interval_t text);
    reassembly_t q;
    interval_t   first, second;
    q      = was;
    first  = '{lo: j.lo_below_lo1 ? text.lo : was.first.lo, hi: j.hi_above_hi1 ? text.hi : was.first.hi};
    second = '{lo: j.lo_below_lo2 ? text.lo : was.second.lo, hi: j.hi_above_hi2 ? text.hi : was.second.hi};
    if (j.touches_first && j.touches_second) begin
      q.first      = '{lo: first.lo, hi: second.hi};
      q.has_second = 1'b0;
    end else if (j.touches_first) begin
      q.first = first;
    end else if (j.touches_second) begin
      q.second = second;
    end else if (!was.has_first) begin
      q.first     = text;
      q.has_first = 1'b1;
    end else begin
      q.first      = j.before_first ? text : was.first;
      q.second     = j.before_first ? was.first : text;
      q.has_second = 1'b1;
    end
    return q;
  endfunction

  function automatic reassembly_next_t next(event_t e, tcb_t t, diff_t d, judged_t j);
    reassembly_next_t n;
    segment_event_t   g;
    seq_t             text_end;
    g        = as_segment(e);
    text_end = j.seq.text_fits ? d.seg_end : t.r.lim;
    n.nxt     = j.text.to_hi1 ? t.r.q.first.hi : j.text.to_hi2 ? t.r.q.second.hi : text_end;
    n.nxt_fin = g.flags.fin && j.seq.fin_fits ? d.seg_end + 32'd1 : t.r.q.fin_seq + 32'd1;
    n.q       = !j.seq.above_hole ? filled(t.r.q, j.text)
              : j.seq.has_text && j.text.keeps ? kept(t.r.q, j.text, '{lo: g.seq, hi: text_end})
              : t.r.q;
    if (j.seq.above_hole && g.flags.fin && j.seq.fin_fits) begin
      n.q.fin     = 1'b1;
      n.q.fin_seq = d.seg_end;
    end
    return n;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) next_o <= next(event_i, tcb_i, d_i, j_i);

endmodule
