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

  function automatic checks_t check(segment_event_t g, logic current, logic anew, logic acceptable);
    checks_t c;
    c = '0;
    if (!current) c.stale = 1'b1;
    else if (anew) c.reuse = 1'b1;
    else if (!acceptable) c.outside = 1'b1;
    else if (g.flags.rst) c.rst = 1'b1;
    else if (g.flags.syn) c.syn = 1'b1;
    else if (!g.flags.ack) c.no_ack = 1'b1;
    else c.passes = 1'b1;
    return c;
  endfunction

  function automatic judge_sequence_t judge(event_t e, tcb_t t, diff_t d);
    judge_sequence_t j;
    segment_event_t  g;
    logic            starts_inside, ends_inside, new_text;
    g = as_segment(e);
    j.occupies    = e.len_bytes != '0 || g.flags.syn || g.flags.fin;
    starts_inside = at_most_65535(d.seq_rnxt) && d.seq_rnxt[15:0] != '1 && above(d.lim_seq);
    ends_inside   = j.occupies && !at(d.last_rnxt) && at_most_65535(d.last_rnxt) && !below(d.lim_last);
    j.current    = g.inc == t.c.inc;
    j.new_time      = d.now[3:0] != t.w.challenge_time;
    j.may_challenge = j.new_time || t.w.challenges != ChallengeLimit;
    j.acceptable = starts_inside || ends_inside || at(d.seq_rnxt);
    j.at_nxt     = at(d.seq_rnxt);
    j.at_irs     = d.seq_is_irs;
    j.in_order   = !above(d.seq_rnxt);
    j.in         = d.in;
    j.receives   = j.in.syn_received || j.in.established || j.in.fin_wait1 || j.in.fin_wait2;
    j.has_text   = e.len_bytes != '0;
    new_text     = e.len_bytes != '0 && above(d.end_rnxt);
    j.late_text  = t.c.no_reader && j.receives && new_text;
    j.has_room   = above(d.lim_rnxt);
    j.text_fits  = !below(d.lim_end);
    j.fin_fits   = !below(d.lim_last);
    j.above_hole = above(d.seq_rnxt) && j.receives;
    j.opens_anew = above(d.seq_rnxt) && g.flags.syn && !g.flags.ack && !g.flags.rst && !g.flags.fin;
    j.check      = check(g, j.current, j.in.time_wait && j.opens_anew, j.acceptable);
    j.takes_text = j.receives && j.in_order && new_text && j.has_room;
    j.takes_fin  = j.receives && j.in_order && j.fin_fits && g.flags.fin;
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(event_i, tcb_i, d_i);

endmodule
