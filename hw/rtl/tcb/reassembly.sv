// reassembly: what RCV.NXT and the kept intervals become once a segment's text or FIN is taken.
// In:        event, TCB, differences and judgement of one event, valid_i.
// Out:       next_o, one cycle later: RCV.NXT behind the text, where a FIN that is taken stands, and what changes of the
//            intervals, for either text in order or text above a hole, as the segment lies. Holds until the next valid_i.
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
  function automatic reassembly_next_t filled(reassembly_next_t given, reassembly_t was, judge_text_t j);
    reassembly_next_t n;
    n            = given;
    n.has_first  = j.joins_first ? was.has_second && !j.joins_second : was.has_first;
    n.has_second = was.has_second && !j.joins_first;
    n.first      = was.second;
    n.moves      = '{first_lo: j.joins_first, first_hi: j.joins_first, second_lo: 1'b0, second_hi: 1'b0};
    return n;
  endfunction

  // The text lies above a hole: it widens what it touches, or stands alone.
  function automatic reassembly_next_t kept(reassembly_next_t given, reassembly_t was, judge_text_t j, interval_t text);
    reassembly_next_t n;
    logic             alone, to_first;
    alone    = !j.touches_first && !j.touches_second;
    to_first = !was.has_first || j.before_first;
    n            = given;
    n.has_first  = 1'b1;
    n.has_second = alone ? was.has_first : was.has_second && !(j.touches_first && j.touches_second);
    n.first      = '{lo: text.lo, hi: j.touches_second && !j.hi_above_hi2 ? was.second.hi : text.hi};
    n.second     = j.before_first ? was.first : text;
    n.moves.first_lo  = alone ? to_first : j.touches_first && j.lo_below_lo1;
    n.moves.first_hi  = alone ? to_first : j.touches_first && (j.touches_second || j.hi_above_hi1);
    n.moves.second_lo = alone ? was.has_first : j.touches_second && j.lo_below_lo2;
    n.moves.second_hi = alone ? was.has_first : j.touches_second && j.hi_above_hi2;
    return n;
  endfunction

  function automatic reassembly_next_t next(event_t e, tcb_t t, diff_t d, judged_t j);
    reassembly_next_t n, unchanged;
    segment_event_t   g;
    seq_t             text_end;
    g        = as_segment(e);
    text_end = j.seq.fits ? d.seg_end : t.r.lim;     // the same if only the FIN does not fit
    unchanged            = '0;
    unchanged.has_first  = t.r.q.has_first;
    unchanged.has_second = t.r.q.has_second;
    n = !j.seq.above_hole ? filled(unchanged, t.r.q, j.text)
      : j.seq.has_text && j.text.keeps ? kept(unchanged, t.r.q, j.text, '{lo: g.seq, hi: text_end})
      : unchanged;
    n.nxt     = j.seq.above_hole ? t.r.nxt : j.text.to_hi1 ? t.r.q.first.hi : j.text.to_hi2 ? t.r.q.second.hi : text_end;
    n.fin     = j.seq.above_hole && g.flags.fin && j.seq.fits;
    n.fin_seq = d.seg_end;
    return n;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) next_o <= next(event_i, tcb_i, d_i, j_i);

endmodule
