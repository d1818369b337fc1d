// judge_text: which bytes of a segment are delivered, and how they lie against what was kept above holes.
// In:        event, TCB and differences, valid_i.
// Out:       judge_text_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none. Text that begins behind both kept intervals and touches neither finds no place; otherwise what is nearer
//            to RCV.NXT is worth more, and takes the second place.
// Source:    RFC 9293 section 3.10.7.4 ("segments ... may be tailored by trimming", SHLD-31) and 3.8.6.3; RFC 5681 section 4.2:
//            every second segment is acknowledged at once, and so is what is old, lies above a hole or fills one. Text is
//            delivered at its offset at once, so that keeping it is knowing about it: an interval.
module judge_text
  import toe_pkg::*;
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic        clk_i,
    input  logic        valid_i,
    input  logic        delays_i,     // ACKs may wait at all
    input  event_t      event_i,
    input  tcb_t        tcb_i,
    input  diff_t       d_i,
    output judge_text_t j_o
);

  // Old text in front of RCV.NXT and text beyond the right edge are not taken.
  function automatic judge_text_t trim(judge_text_t given, bytes_t len_bytes, diff_t d);
    judge_text_t j;
    j = given;
    if (!below(d.seq_rnxt) && !d.seq_is_rnxt) begin
      j.skip_bytes = '0;
      j.take_bytes = below(d.lim_last) ? d.lim_seq : len_bytes;
    end else begin
      j.skip_bytes = bytes_t'(d.rnxt_seq);
      j.take_bytes = below(d.lim_last) ? bytes_t'(d.lim_rnxt) : bytes_t'(d.end_rnxt);
    end
    return j;
  endfunction

  // Nothing that was kept lies beyond the right edge: what is said here of the text's end holds for its trimmed end too.
  // Behind a FIN in order there is nothing, whatever was kept.
  function automatic judge_text_t judge(logic delays, event_t e, tcb_t t, diff_t d);
    judge_text_t    j;
    segment_event_t g;
    reassembly_t    q;
    logic           ends;
    g    = as_segment(e);
    q    = t.r.q;
    ends = g.flags.fin && !below(d.lim_last);
    j    = trim('0, e.len_bytes, d);
    j.joins_first    = q.has_first && !near_below(d.end_lo1);
    j.joins_second   = q.has_second && !near_below(d.end_lo2);
    j.hi_above_hi1   = near_below(d.hi1_end);
    j.hi_above_hi2   = near_below(d.hi2_end);
    j.to_hi1         = j.joins_first && !j.joins_second && !j.hi_above_hi1 && !ends;
    j.to_hi2         = j.joins_second && !j.hi_above_hi2 && !ends;
    j.meets_fin      = q.fin && (j.to_hi1 ? d.hi1_is_fin : j.to_hi2 ? d.hi2_is_fin : d.end_is_fin);
    j.lo_below_lo1   = near_below(d.seq_lo1);
    j.lo_below_lo2   = near_below(d.seq_lo2);
    j.touches_first  = j.joins_first && !near_below(d.hi1_seq);
    j.touches_second = j.joins_second && !near_below(d.hi2_seq);
    j.before_first   = q.has_first && near_below(d.end_lo1);
    j.keeps          = !(q.has_second && near_below(d.hi2_seq));
    j.ack_waits      = delays && d.seq_is_rnxt && !below(d.lim_last) && !g.flags.fin && !t.r.ack_owed && !q.has_first
                       && !q.fin;
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(delays_i, event_i, tcb_i, d_i);

endmodule
