// congestion_newreno: how much may be in flight: slow start, congestion avoidance, fast recovery.
// In:        judge_i: differences (d_i), event and TCB; decide_i, a cycle later, what was judged of it.
// Out:       next_o, a cycle after decide_i: how the state changes if the decision says so. Holds until the next decide_i.
// Latency:   2 cycles.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 5681 sections 3.1 and 3.2; RFC 6582 section 3.2 (full ACK: option 1; each partial ACK restarts the
//            timer); RFC 3042; RFC 6928 section 2. Bytes are counted (RFC 5681 section 3.1, equation 2, and the advice
//            below it); restart after idle (section 4.1). A window grows for the ACK of what was sent when it was full,
//            not for what the application sends now and then (RFC 7661).
//
// Limited transmit lends one segment for each of the first two duplicate ACKs by adding it to cwnd; the ACK that ends the row
// takes it back, and `base` of the differences is without it.
module congestion_newreno
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import congestion_pkg::*;
(
    input  logic              clk_i,
    input  logic              judge_i,
    input  logic              decide_i,
    input  event_t            event_i,     // of judge_i
    input  tcb_t              tcb_i,
    input  diff_t             d_i,
    input  event_t            decided_i,   // of decide_i
    input  tcb_t              was_i,
    input  judged_t           j_i,
    output congestion_next_t  next_o
);

  // Windows lie far below, so that differences have a sign. No peer's window is as large as Enough: there duplicate ACKs of small
  // segments, each of which lends a large one, end.
  localparam window_t Unlimited = window_t'('1) >> 1;
  localparam window_t Enough    = window_t'(1) << ($bits(window_t) - 2);

  // ---------------------------------------------------------------- beside judge: one carry chain each
  typedef struct packed {
    window_t cwnd_1;                  // one segment more
    window_t smss_3;
    window_t half;                    // of what is in flight, limited transmit not counted
    window_t full;                    // cwnd after a full ACK, unless ssthresh is less
    window_t stepped;                 // while recovering: less what a partial ACK covers, and a segment if it covers one;
                                      // else what `base` grows to
    logic    half_short;              // less than the two segments that ssthresh has at least
    logic    partial_short;           // there must be one segment left
    logic    used;
    logic    slow_start;
    logic    avoided;                 // a window's worth was ACKed
    logic    past_recover;            // SND.UNA is above it
    // what happens; of these and what is judged of an ACK at most one
    logic    starts;                  // our SYN is ACKed
    logic    syn_sent;                // of which: what a segment is, the peer says now
    logic    idles;
    logic    times_out;
    logic    sends;
  } sums_t;

  function automatic sums_t sums(event_t e, tcb_t t, states_t in, congestion_diff_t d);
    sums_t   s;
    window_t smss, smss_2, half;
    logic    short_ack;               // less than a segment is ACKed
    smss      = window_t'(t.s.smss);
    smss_2    = window_t'({smss, 1'b0});
    half      = (near_below(d.flight_base) ? d.flight : d.base) >> 1;
    short_ack = near_below(d.acked_smss);
    s.cwnd_1  = t.g.cwnd + smss;
    s.smss_3  = smss_2 + smss;
    s.half    = half;
    s.full    = (near_below(d.after_smss) ? smss : d.flight_after) + smss;
    s.stepped = (t.g.recovering ? d.cwnd_acked : d.base)
              + (!short_ack ? smss : t.g.recovering ? '0 : near_below(d.cwnd_ssthresh) ? d.acked : smss);
    s.half_short    = half < smss_2;
    s.partial_short = near_below(d.cwnd_acked) || (short_ack && d.cwnd_acked < smss);
    s.used          = !below(d.filled_ack);
    s.slow_start    = near_below(d.cwnd_ssthresh);
    s.avoided       = d.counted >= d.base;
    s.past_recover  = near_below(d.recover_una);
    s.starts        = in.syn_sent || in.syn_received;
    s.syn_sent      = in.syn_sent;
    s.idles         = !s.starts && e.kind == EvTimer && t.s.rtx_kind == RtxIdle;
    s.times_out     = !s.starts && e.kind == EvTimer && t.s.rtx_kind != RtxIdle;
    s.sends         = !s.starts && e.kind == EvPayload;
    return s;
  endfunction

  sums_t s_q;
  always_ff @(posedge clk_i) if (judge_i) s_q <= sums(event_i, tcb_i, d_i.in, d_i.g);

  // ---------------------------------------------------------------- beside decide: what changes
  // A term of an OR, of which one at most is not zero.
  function automatic window_t when(logic chosen, window_t window);
    return chosen ? window : '0;
  endfunction

  // One segment if the SYN had to go again (RFC 5681 section 3.1).
  // As fast recovery begins and ends it is in another register.
  function automatic window_t next_cwnd(tcb_t t, judged_t j, sums_t s, window_t base);
    window_t smss;
    logic    again, grows;
    smss      = s.syn_sent ? window_t'(j.syn.smss) : window_t'(t.s.smss);
    again     = t.s.retries != '0;
    grows     = s.used && (s.slow_start || s.avoided);
    return when((s.starts && again) || s.times_out || (j.cng.partial && s.partial_short), smss)
         | when((s.starts && !again) || s.idles, j.syn.initial_window)
         | when(j.cng.duplicate, s.cwnd_1)
         | when((j.cng.partial && !s.partial_short) || (j.cng.grows && grows), s.stepped)
         | when(j.cng.grows && !grows, base);
  endfunction

  // recover and filled move along behind SND.UNA: they must not wrap.
  function automatic congestion_next_t next(event_t e, tcb_t t, diff_t d, judged_t j, sums_t s, window_t half_or_two);
    congestion_next_t n;
    segment_event_t   g;
    logic             lost;
    g    = as_segment(e);
    lost = s.times_out || j.cng.enters;
    n.to.cwnd          = next_cwnd(t, j, s, d.g.base);
    n.changes.cwnd     = !(s.sends || (s.idles && j.syn.initial_window >= t.g.cwnd)
                           || (j.cng.duplicate && (t.g.recovering ? t.g.cwnd >= Enough : t.g.dup_acks[1])));
    n.to.ssthresh      = s.starts ? Unlimited : half_or_two;
    n.changes.ssthresh = s.starts || j.cng.enters || (s.times_out && t.s.retries == '0);
    n.to.counted       = j.cng.grows && !s.avoided ? d.g.counted : '0;
    n.changes.counted  = s.starts || lost || (j.cng.grows && s.used && !s.slow_start);
    n.to.recover       = lost ? t.s.max : t.s.una;
    n.changes.recover  = s.starts || lost || (j.cng.grows && s.past_recover);
    n.to.filled        = !s.sends ? g.ack : j.pay.raises_max ? d.nxt_len : t.s.max;
    n.changes.filled   = s.starts || s.sends || (j.cng.grows && !s.used);
    n.to.dup_acks      = s.starts || lost || j.cng.grows ? '0
                       : t.g.dup_acks + 2'(j.cng.duplicate && !t.g.recovering && t.g.dup_acks != 2'd3);
    n.to.recovering    = j.cng.enters || (t.g.recovering && !s.starts && !s.times_out && !j.cng.exits);
    return n;
  endfunction

  congestion_next_t next_q;
  window_t          half_or_two, full, recovery_q;
  assign half_or_two = s_q.half_short ? window_t'(was_i.s.smss) << 1 : s_q.half;
  assign full        = s_q.full < was_i.g.ssthresh ? s_q.full : was_i.g.ssthresh;
  always_ff @(posedge clk_i) begin
    if (decide_i) begin
      next_q     <= next(decided_i, was_i, d_i, j_i, s_q, half_or_two);
      recovery_q <= j_i.cng.enters ? half_or_two + s_q.smss_3 : j_i.cng.exits ? full : '0;
    end
  end
  always_comb begin
    next_o         = next_q;
    next_o.to.cwnd = next_q.to.cwnd | recovery_q;
  end

endmodule
