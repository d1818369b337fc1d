// reassembly_proof: measure, judge and reassembly together, for any record that keeps the invariants and any segment.
// What is known to have come after a segment is what was known and its text, byte for byte; RCV.NXT never passes a byte that
// has not come, and never moves back; the intervals keep their order. The oracle looks at one byte, which stands for each.
module reassembly_proof
  import toe_pkg::*;
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
#(
    parameter logic [31:0] RCV_NXT = 32'hffff_f000   // the window reaches across the wrap
) (
    input logic clk_i
);

  // Any segment and any record, which stay: distances from RCV.NXT, below 128 KiB; text may begin before it.
  typedef logic [16:0] distance_t;
  distance_t          lim_q, lo1_q, hi1_q, lo2_q, hi2_q, byte_q;
  logic signed [17:0] seq_q;
  bytes_t             len_q;
  logic [1:0]         has_q;
  state_e             state_q;
  always_ff @(posedge clk_i) begin
    {lim_q, lo1_q, hi1_q, lo2_q, hi2_q, byte_q} <= {lim_q, lo1_q, hi1_q, lo2_q, hi2_q, byte_q};
    {seq_q, len_q, has_q, state_q}              <= {seq_q, len_q, has_q, state_q};
  end

  function automatic seq_t at_distance(distance_t distance);
    return RCV_NXT + seq_t'(distance);
  endfunction

  segment_event_t g;
  event_t         event_s;
  tcb_t           tcb;
  reassembly_t    was, is;
  always_comb begin
    g                 = '0;
    g.seq             = RCV_NXT + 32'(seq_q);
    event_s           = '0;
    event_s.kind      = EvSegment;
    event_s.len_bytes = len_q;
    event_s.wide[$bits(segment_event_t)-1:0] = g;
    was            = '0;
    was.has_first  = has_q[0];
    was.has_second = has_q[1];
    was.first      = '{lo: at_distance(lo1_q), hi: at_distance(hi1_q)};
    was.second     = '{lo: at_distance(lo2_q), hi: at_distance(hi2_q)};
    tcb            = '0;
    tcb.c.state    = state_q;
    tcb.r.nxt      = RCV_NXT;
    tcb.r.lim      = at_distance(lim_q);
    tcb.r.q        = was;
  end

  diff_t            d;
  judged_t          j;
  reassembly_next_t next;
  tcb_measure    u_measure    (
      .clk_i, .valid_i(1'b1), .rmss_bytes_i(14'd1460), .now_i('0), .event_i(event_s), .tcb_i(tcb), .diff_o(d)
  );
  judge_sequence u_sequence   (.clk_i, .valid_i(1'b1), .event_i(event_s), .tcb_i(tcb), .d_i(d), .j_o(j.seq));
  judge_text     u_text       (.clk_i, .valid_i(1'b1), .delays_i(1'b1), .event_i(event_s), .tcb_i(tcb), .d_i(d), .j_o(j.text));
  reassembly     u_reassembly (.clk_i, .valid_i(1'b1), .event_i(event_s), .tcb_i(tcb), .d_i(d), .j_i(j), .next_o(next));

  // ---------------------------------------------------------------- the oracle
  function automatic logic signed [31:0] far(seq_t s);
    return s - tcb.r.nxt;
  endfunction

  function automatic logic covers(interval_t i, logic signed [31:0] x);
    return far(i.lo) <= x && x < far(i.hi);
  endfunction

  function automatic logic ordered(seq_t nxt, reassembly_t q);
    logic first, second;
    first  = far(nxt) < far(q.first.lo) && far(q.first.lo) < far(q.first.hi) && far(q.first.hi) <= far(tcb.r.lim);
    second = q.has_first && far(q.first.hi) < far(q.second.lo) && far(q.second.lo) < far(q.second.hi)
             && far(q.second.hi) <= far(tcb.r.lim);
    return (!q.has_first || first) && (!q.has_second || second);
  endfunction

  function automatic logic kept(reassembly_t q, logic signed [31:0] x);
    return (q.has_first && covers(q.first, x)) || (q.has_second && covers(q.second, x));
  endfunction

  logic signed [31:0] where, text_lo, text_hi, nxt;
  logic in_order, above_hole, taken, known, known_now, in_text, no_place;
  always_comb begin
    where      = signed'(32'(byte_q));
    text_lo    = far(g.seq);
    text_hi    = far(g.seq + seq_t'(len_q));
    in_order   = j.seq.takes_text;
    above_hole = j.seq.above_hole && j.seq.acceptable && j.seq.has_text;
    is         = in_order || (above_hole && j.text.keeps) ? with_text(was, next) : was;
    nxt        = in_order ? far(next.nxt) : '0;
    taken      = in_order || (above_hole && !(was.has_second && text_lo > far(was.second.hi)));
    in_text    = text_lo <= where && where < text_hi;
    known      = kept(was, where);
    known_now  = where < nxt || kept(is, where);
    // text behind both intervals finds no place; the second gives way to text that is nearer and touches none
    no_place   = above_hole && was.has_second && !(in_order || j.text.touches_first || j.text.touches_second);
  end

  logic [2:0] step = '0;                             // at 3 every register shows this event
  always_ff @(posedge clk_i) begin
    step <= step + 3'(step != 3'd3);
    assume (ordered(RCV_NXT, was) && (was.has_first || !was.has_second));
    assume (byte_q < lim_q);
    if (step == 3'd3) begin
      never_back:         assert (nxt >= 0);
      inside_the_window:  assert (nxt <= far(tcb.r.lim));
      still_in_order:     assert (ordered(in_order ? next.nxt : tcb.r.nxt, is));
      nothing_invented:   assert (!known_now || known || in_text);
      text_is_taken:      assert (!(taken && in_text) || known_now);
      nothing_forgotten:  assert (!known || known_now || no_place);
      nearer_takes_place: assert (!(known && !known_now) || text_lo < where);
      fills_a_hole:       cover (in_order && was.has_second && j.text.to_hi2);
      joins_two:          cover (above_hole && was.has_second && !is.has_second && is.has_first);
      takes_second_place: cover (no_place && known && !known_now);
    end
  end

endmodule
