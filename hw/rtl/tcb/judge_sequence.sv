// judge_sequence: where does the segment lie against the receive window? (and is it of this incarnation at all)
// In:        event, TCB and their differences, valid_i.
// Out:       judge_sequence_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.10.7.4, first check (the four cases). A segment at RCV.NXT is acceptable even if the
//            window is shut: the "special allowance" for valid ACKs and RSTs; its text then does not fit.
module judge_sequence
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic            clk_i,
    input  logic            valid_i,
    input  event_t          event_i,
    input  tcb_t            tcb_i,
    input  diff_t           d_i,
    output judge_sequence_t j_o
);

  // RCV.WND is the limit less RCV.NXT, and at most 65535.
  function automatic logic at_most_65535(seq_t a_b);
    return a_b[31:16] == '0;
  endfunction

  localparam logic [3:0] ChallengeLimit = 4'd10;   // in a unit of 2^20 us (RFC 5961 section 7)

  function automatic checks_t check(segment_event_t g, logic current, logic anew, logic acceptable, logic late_text);
    checks_t c;
    logic    lies_in, acks;
    lies_in   = current && !anew && acceptable;
    acks      = !g.flags.rst && !g.flags.syn && g.flags.ack;
    c.stale   = !current;
    c.reuse   = current && anew;
    c.outside = current && !anew && !acceptable;
    c.rst     = lies_in && g.flags.rst;
    c.syn     = lies_in && !g.flags.rst && g.flags.syn;
    c.no_ack  = lies_in && !g.flags.rst && !g.flags.syn && !g.flags.ack;
    c.unread  = lies_in && acks && late_text;
    c.passes  = lies_in && acks && !late_text;
    return c;
  endfunction

  function automatic judge_sequence_t judge(event_t e, tcb_t t, diff_t d);
    judge_sequence_t j;
    segment_event_t  g;
    logic            control, starts_inside, ends_inside, new_text, late_text;
    g = as_segment(e);
    control       = g.flags.syn || g.flags.fin;
    j.occupies    = d.has_text || control;
    starts_inside = at_most_65535(d.seq_rnxt) && d.seq_rnxt[15:0] != '1 && below(d.seq_lim);
    ends_inside   = j.occupies && at_most_65535(d.end_rnxt) && d.end_rnxt[15:0] != (control ? '1 : '0) && !below(d.lim_last);
    j.current    = g.inc == t.c.inc;
    j.new_time      = d.now[3:0] != t.w.challenge_time;
    j.may_challenge = j.new_time || t.w.challenges != ChallengeLimit;
    j.acceptable = starts_inside || ends_inside || d.seq_is_rnxt;
    j.at_nxt     = d.seq_is_rnxt;
    j.at_irs     = d.seq_rnxt == '1;
    j.in_order   = (below(d.seq_rnxt) || d.seq_is_rnxt);
    j.in         = d.in;
    j.receives   = j.in.syn_received || j.in.established || j.in.fin_wait1 || j.in.fin_wait2;
    j.has_text   = d.has_text;
    new_text     = d.has_text && above(d.end_rnxt);
    late_text    = t.c.no_reader && j.receives && new_text;
    j.has_room   = above(d.lim_rnxt);
    j.fits       = !below(d.lim_last);
    j.above_hole = !below(d.seq_rnxt) && !d.seq_is_rnxt && j.receives;
    j.opens_anew = !below(d.seq_rnxt) && !d.seq_is_rnxt && g.flags.syn && !g.flags.ack && !g.flags.rst && !g.flags.fin;
    j.check      = check(g, j.current, j.in.time_wait && j.opens_anew, j.acceptable, late_text);
    j.takes_text = j.receives && j.in_order && new_text && j.has_room;
    j.takes_fin  = j.receives && j.in_order && j.fits && g.flags.fin;
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(event_i, tcb_i, d_i);

endmodule
