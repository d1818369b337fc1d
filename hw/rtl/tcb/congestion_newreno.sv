// congestion_newreno: how much may be in flight: slow start, congestion avoidance, fast recovery.
// In:        judge_i: differences (d_i) and TCB of an event; decide_i, a cycle later, what was judged of it.
// Out:       next_o, a cycle after decide_i: the state to keep if the decision says so. Holds until the next decide_i.
// Latency:   2 cycles.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 5681 sections 3.1 and 3.2; RFC 6582 section 3.2 (full ACK: option 1; each partial ACK restarts the
//            timer); RFC 3042; RFC 6928 section 2. Bytes are counted (RFC 5681 section 3.1, equation 2, and the advice
//            below it); restart after idle (section 4.1). A window grows for the ACK of what was sent when it was full, not for what the application
//            sends now and then (RFC 7661).
//
// Limited transmit lends one segment for each of the first two duplicate ACKs by adding it to cwnd; the ACK that ends the row
// takes it back, and `base` of the differences is without it.
module congestion_newreno
  import toe_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import congestion_pkg::*;
(
    input  logic              clk_i,
    input  logic              judge_i,
    input  logic              decide_i,
    input  tcb_t              tcb_i,
    input  diff_t             d_i,
    input  event_t            event_i,     // of decide_i
    input  tcb_t              was_i,
    input  judged_t           j_i,
    output congestion_t       next_o
);

  localparam window_t Unlimited = 24'h7fffff;        // a window is far below, so that differences have a sign

  // RFC 6928: min(10 SMSS, max(2 SMSS, 14600)).
  function automatic window_t initial_window(window_t smss);
    return smss <= 24'd1460 ? {smss[20:0], 3'b000} + {smss[22:0], 1'b0} : smss <= 24'd7300 ? 24'd14600 : {smss[22:0], 1'b0};
  endfunction

  // ---------------------------------------------------------------- beside judge: one carry chain each
  typedef struct packed {
    window_t base;
    window_t base_1;                  // one segment more
    window_t cwnd_1;
    window_t growth;                  // slow start: what was ACKed, at most one segment
    window_t counted;
    window_t half;                    // of what is in flight, limited transmit not counted
    window_t half_3;                  // and the three segments that have left the network
    window_t least_3;                 // so, when half is less than the two segments that ssthresh has at least
    window_t full;                    // cwnd after a full ACK, unless ssthresh is less
    window_t initial_window;
    window_t partial;                 // after a partial one: less what it covers, and a segment if it covers one
    logic    half_short;
    logic    partial_short;           // there must be one segment left
    logic    used;
    logic    slow_start;
    logic    avoided;                 // a window's worth was ACKed
    logic    past_recover;            // SND.UNA is above it
  } sums_t;

  function automatic sums_t sums(tcb_t t, congestion_diff_t d);
    sums_t   s;
    window_t smss, smss_2, half;
    logic    acked_short;
    smss        = window_t'(t.s.smss);
    smss_2      = {smss[22:0], 1'b0};
    acked_short = d.acked_smss[23];
    half        = {1'b0, d.flight_base[23] ? d.flight[23:1] : d.base[23:1]};
    s.base       = d.base;
    s.base_1     = d.base + smss;
    s.cwnd_1     = t.g.cwnd + smss;
    s.growth     = acked_short ? d.acked : smss;
    s.counted    = d.counted;
    s.half       = half;
    s.half_3     = half + smss_2 + smss;
    s.least_3    = {smss[21:0], 2'b00} + smss;
    s.full       = d.after_smss[23] ? smss_2 : d.flight_after + smss;
    s.initial_window = initial_window(smss);
    s.partial    = d.cwnd_acked + (acked_short ? '0 : smss);
    s.half_short    = half < smss_2;
    s.partial_short = d.cwnd_acked[23] || (acked_short && d.cwnd_acked < smss);
    s.used          = !above(d.ack_filled);
    s.slow_start    = d.cwnd_ssthresh[23];
    s.avoided       = d.counted >= d.base;
    s.past_recover  = above(d.una_recover);
    return s;
  endfunction

  sums_t s_q;
  always_ff @(posedge clk_i) if (judge_i) s_q <= sums(tcb_i, d_i.g);

  // ---------------------------------------------------------------- beside decide: the next state
  // One segment if the SYN had to go again (RFC 5681 section 3.1).
  function automatic congestion_t start(tcb_t t, window_t smss, window_t many);
    congestion_t c;
    c          = '0;
    c.ssthresh = Unlimited;
    c.recover  = t.s.iss;
    c.filled   = t.s.iss;
    c.cwnd     = t.s.retries != '0 ? smss : many;
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

  function automatic congestion_t duplicate(tcb_t t, sums_t s, logic enters, window_t smss);
    congestion_t c;
    c = t.g;
    if (enters) begin
      c.ssthresh   = half_or_two(s, smss);
      c.cwnd       = s.half_short ? s.least_3 : s.half_3;
      c.recover    = t.s.max;
      c.dup_acks   = '0;
      c.counted    = '0;
      c.recovering = 1'b1;
    end else begin
      if (t.g.recovering || !t.g.dup_acks[1]) c.cwnd = s.cwnd_1;
      if (!t.g.recovering && t.g.dup_acks != 2'd3) c.dup_acks = t.g.dup_acks + 2'd1;
    end
    return c;
  endfunction

  function automatic congestion_t grown(tcb_t t, sums_t s, seq_t ack);
    congestion_t c;
    c          = t.g;
    c.dup_acks = '0;
    c.cwnd     = s.base;
    if (s.past_recover) c.recover = t.s.una;          // stays behind: it must not wrap
    if (!s.used) c.filled = ack;                      // so must this
    else if (s.slow_start) c.cwnd = s.base + s.growth;
    else if (s.avoided) begin
      c.cwnd    = s.base_1;
      c.counted = '0;
    end else c.counted = s.counted;
    return c;
  endfunction

  function automatic congestion_t recovered(tcb_t t, sums_t s);
    congestion_t c;
    c            = t.g;
    c.cwnd       = s.full < t.g.ssthresh ? s.full : t.g.ssthresh;
    c.recovering = 1'b0;
    return c;
  endfunction

  function automatic congestion_t next(event_t e, tcb_t t, judged_t j, sums_t s, seq_t nxt_len);
    congestion_t    c;
    segment_event_t g;
    window_t        smss;
    g    = as_segment(e);
    smss = window_t'(t.s.smss);
    if (t.c.state == StSynSent) return start(t, window_t'(j.syn.smss), initial_window(window_t'(j.syn.smss)));
    if (t.c.state == StSynReceived) return start(t, smss, s.initial_window);
    if (e.kind == EvTimer && t.s.rtx_kind == RtxIdle) begin
      c = t.g;
      if (s.initial_window < t.g.cwnd) c.cwnd = s.initial_window;
      return c;
    end
    if (e.kind == EvTimer) return timed_out(t, s, smss);
    if (e.kind == EvPayload) begin
      c        = t.g;
      c.filled = j.pay.raises_max ? nxt_len : t.s.max;
      return c;
    end
    if (j.cng.duplicate) return duplicate(t, s, j.cng.enters, smss);
    if (j.cng.exits) return recovered(t, s);
    if (j.cng.partial) begin
      c      = t.g;
      c.cwnd = s.partial_short ? smss : s.partial;
      return c;
    end
    return grown(t, s, g.ack);
  endfunction

  always_ff @(posedge clk_i) if (decide_i) next_o <= next(event_i, was_i, j_i, s_q, d_i.nxt_len);

endmodule
