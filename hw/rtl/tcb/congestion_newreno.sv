// congestion_newreno: how much may be in flight: slow start, congestion avoidance, fast recovery.
// In:        judge_i: differences (d_i), event and TCB; decide_i, a cycle later, what was judged of it.
// Out:       next_o, a cycle after decide_i: the state to keep if the decision says so. Holds until the next decide_i.
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
    output congestion_t       next_o
);

  localparam window_t Unlimited = 24'h7fffff;        // a window is far below, so that differences have a sign

  // ---------------------------------------------------------------- beside judge: one carry chain each
  typedef struct packed {
    window_t base;
    window_t base_1;                  // one segment more
    window_t base_acked;              // what was ACKed more
    window_t cwnd_1;
    window_t counted;
    window_t half;                    // of what is in flight, limited transmit not counted
    window_t half_3;                  // and the three segments that have left the network
    window_t least_3;                 // so, when half is less than the two segments that ssthresh has at least
    window_t full;                    // cwnd after a full ACK, unless ssthresh is less
    window_t initial_window;
    window_t started;                 // cwnd once our SYN is ACKed
    window_t partial;                 // after a partial one: less what it covers, and a segment if it covers one
    logic    acked_short;             // less than a segment
    logic    half_short;
    logic    partial_short;           // there must be one segment left
    logic    used;
    logic    slow_start;
    logic    avoided;                 // a window's worth was ACKed
    logic    past_recover;            // SND.UNA is above it
    // what happens; of these and what is judged of an ACK at most one
    logic    syn_sent;
    logic    syn_received;
    logic    idles;
    logic    times_out;
    logic    sends;
  } sums_t;

  function automatic sums_t sums(event_t e, tcb_t t, congestion_diff_t d);
    sums_t   s;
    window_t smss, smss_2, half;
    logic    syn;
    smss   = window_t'(t.s.smss);
    smss_2 = {smss[22:0], 1'b0};
    half   = {1'b0, d.flight_base[23] ? d.flight[23:1] : d.base[23:1]};
    syn    = t.c.state == StSynSent || t.c.state == StSynReceived;
    s.base       = d.base;
    s.base_1     = d.base + smss;
    s.base_acked = d.base + d.acked;
    s.cwnd_1     = t.g.cwnd + smss;
    s.counted    = d.counted;
    s.half       = half;
    s.half_3     = half + smss_2 + smss;
    s.least_3    = {smss[21:0], 2'b00} + smss;
    s.full       = d.after_smss[23] ? smss_2 : d.flight_after + smss;
    s.initial_window = initial_window(smss);
    s.started        = t.s.retries != '0 ? smss : s.initial_window;
    s.partial        = d.cwnd_acked + (d.acked_smss[23] ? '0 : smss);
    s.acked_short    = d.acked_smss[23];
    s.half_short     = half < smss_2;
    s.partial_short  = d.cwnd_acked[23] || (d.acked_smss[23] && d.cwnd_acked < smss);
    s.used           = !below(d.filled_ack);
    s.slow_start     = d.cwnd_ssthresh[23];
    s.avoided        = d.counted >= d.base;
    s.past_recover   = below(d.recover_una);
    s.syn_sent       = t.c.state == StSynSent;
    s.syn_received   = t.c.state == StSynReceived;
    s.idles          = !syn && e.kind == EvTimer && t.s.rtx_kind == RtxIdle;
    s.times_out      = !syn && e.kind == EvTimer && t.s.rtx_kind != RtxIdle;
    s.sends          = !syn && e.kind == EvPayload;
    return s;
  endfunction

  sums_t s_q;
  always_ff @(posedge clk_i) if (judge_i) s_q <= sums(event_i, tcb_i, d_i.g);

  // ---------------------------------------------------------------- beside decide: the next state
  // One segment if the SYN had to go again (RFC 5681 section 3.1).
  function automatic congestion_t started(tcb_t t, window_t cwnd);
    congestion_t c;
    c          = '0;
    c.ssthresh = Unlimited;
    c.recover  = t.s.iss;
    c.filled   = t.s.iss;
    c.cwnd     = cwnd;
    return c;
  endfunction

  function automatic window_t half_or_two(sums_t s, window_t smss);
    return s.half_short ? {smss[22:0], 1'b0} : s.half;
  endfunction

  function automatic congestion_t timed_out(tcb_t t, sums_t s, window_t smss);
    congestion_t c;
    c            = t.g;
    c.cwnd       = smss;
    c.counted    = '0;
    c.recover    = t.s.max;
    c.dup_acks   = '0;
    c.recovering = 1'b0;
    if (t.s.retries == '0) c.ssthresh = half_or_two(s, smss);
    return c;
  endfunction

  function automatic congestion_t restarted(tcb_t t, sums_t s);
    congestion_t c;
    c = t.g;
    if (s.initial_window < t.g.cwnd) c.cwnd = s.initial_window;
    return c;
  endfunction

  function automatic congestion_t sent(tcb_t t, logic raises_max, seq_t nxt_len);
    congestion_t c;
    c        = t.g;
    c.filled = raises_max ? nxt_len : t.s.max;
    return c;
  endfunction

  function automatic congestion_t entered(tcb_t t, sums_t s, window_t smss);
    congestion_t c;
    c            = t.g;
    c.ssthresh   = half_or_two(s, smss);
    c.cwnd       = s.half_short ? s.least_3 : s.half_3;
    c.recover    = t.s.max;
    c.dup_acks   = '0;
    c.counted    = '0;
    c.recovering = 1'b1;
    return c;
  endfunction

  function automatic congestion_t duplicate(tcb_t t, sums_t s);
    congestion_t c;
    c = t.g;
    if (t.g.recovering || !t.g.dup_acks[1]) c.cwnd = s.cwnd_1;
    if (!t.g.recovering && t.g.dup_acks != 2'd3) c.dup_acks = t.g.dup_acks + 2'd1;
    return c;
  endfunction

  function automatic congestion_t part_way(tcb_t t, sums_t s, window_t smss);
    congestion_t c;
    c      = t.g;
    c.cwnd = s.partial_short ? smss : s.partial;
    return c;
  endfunction

  function automatic congestion_t recovered(tcb_t t, sums_t s);
    congestion_t c;
    c            = t.g;
    c.cwnd       = s.full < t.g.ssthresh ? s.full : t.g.ssthresh;
    c.recovering = 1'b0;
    return c;
  endfunction

  function automatic congestion_t grown(tcb_t t, sums_t s, seq_t ack);
    congestion_t c;
    c          = t.g;
    c.dup_acks = '0;
    c.cwnd     = s.base;
    if (s.past_recover) c.recover = t.s.una;          // stays behind: it must not wrap
    if (!s.used) c.filled = ack;                      // so must this
    else if (s.slow_start) c.cwnd = s.acked_short ? s.base_acked : s.base_1;
    else if (s.avoided) begin
      c.cwnd    = s.base_1;
      c.counted = '0;
    end else c.counted = s.counted;
    return c;
  endfunction

  // A term of an OR, of which one at most is not zero.
  function automatic congestion_t when(logic chosen, congestion_t c);
    return chosen ? c : congestion_t'('0);
  endfunction

  function automatic congestion_t next(event_t e, tcb_t t, judged_t j, sums_t s, seq_t nxt_len);
    segment_event_t g;
    window_t        smss;
    g    = as_segment(e);
    smss = window_t'(t.s.smss);
    return congestion_t'(
        when(s.syn_sent, started(t, t.s.retries != '0 ? window_t'(j.syn.smss) : j.syn.initial_window))
      | when(s.syn_received, started(t, s.started))
      | when(s.idles, restarted(t, s))
      | when(s.times_out, timed_out(t, s, smss))
      | when(s.sends, sent(t, j.pay.raises_max, nxt_len))
      | when(j.cng.enters, entered(t, s, smss))
      | when(j.cng.duplicate, duplicate(t, s))
      | when(j.cng.partial, part_way(t, s, smss))
      | when(j.cng.exits, recovered(t, s))
      | when(j.cng.grows, grown(t, s, g.ack)));
  endfunction

  always_ff @(posedge clk_i) if (decide_i) next_o <= next(decided_i, was_i, j_i, s_q, d_i.nxt_len);

endmodule
