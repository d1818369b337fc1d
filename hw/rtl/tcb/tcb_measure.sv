// tcb_measure: every difference of the event against the TCB, in parallel, and nothing else.
// In:        event and TCB, the time in long units, valid_i.
// Out:       diff_t, one cycle later; a_b means a - b modulo 2^32. Holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none; what makes no sense for this kind of event is not looked at by it. An MSS option below 64 bytes is
//            taken as 64: smaller ones would only burn the sender (ours).
// Source:    ours; FEASIBILITY section 2: one carry chain a path, later stages see signs.
module tcb_measure
  import toe_pkg::*;
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic   clk_i,
    input  logic   valid_i,
    input  long_time_t now_i,
    input  event_t event_i,
    input  tcb_t   tcb_i,
    output diff_t  diff_o
);

  localparam logic [15:0] DefaultMss = 16'd536;       // RFC 9293 section 3.7.1, MUST-15
  localparam logic [15:0] LeastMss   = 16'd64;        // a power of two: "less" is a look at the bits above it

  // Against the receive variables.
  function automatic diff_t measure_receive(diff_t given, event_t e, tcb_t t);
    diff_t          d;
    segment_event_t g;
    command_event_t c;
    seq_t           synfin;
    d           = given;
    g           = as_segment(e);
    c           = as_command(e);
    synfin      = seq_t'(g.flags.syn) + seq_t'(g.flags.fin);
    d.seg_end   = g.seq + seq_t'(e.len_bytes);
    d.seq_rnxt  = g.seq - t.r.nxt;
    d.rnxt_seq  = t.r.nxt - g.seq;
    d.end_rnxt  = g.seq + seq_t'(e.len_bytes) - t.r.nxt;
    d.last_rnxt = g.seq + seq_t'(e.len_bytes) + synfin - t.r.nxt;
    d.lim_rnxt  = t.r.lim - t.r.nxt;
    d.lim_seq   = t.r.lim - g.seq;
    d.lim_end   = t.r.lim - g.seq - seq_t'(e.len_bytes);
    d.lim_last  = t.r.lim - g.seq - seq_t'(e.len_bytes) - synfin;
    d.seq_irs   = g.seq - t.r.irs;
    d.mss       = !g.mss_valid ? DefaultMss : g.mss[15:$clog2(LeastMss)] == '0 ? LeastMss : g.mss;
    d.new_lim     = t.r.irs + c.arg3 + 32'd1;
    d.new_lim_lim = t.r.irs + c.arg3 + 32'd1 - t.r.lim;
    d.new_lim_rnxt = t.r.irs + c.arg3 + 32'd1 - t.r.nxt;
    d.adv_rnxt    = t.r.adv - t.r.nxt;
    d.syn_lim     = g.seq + t.r.lim + 32'd1;
    d.lim_off     = t.r.lim - t.r.irs - 32'd1;
    d.rnxt_off    = t.r.nxt - t.r.irs - 32'd1;
    d.seq_off     = g.seq - t.r.irs - 32'd1;
    return d;
  endfunction

  // Against what was kept above holes.
  function automatic diff_t measure_kept(diff_t given, event_t e, tcb_t t);
    diff_t          d;
    segment_event_t g;
    reassembly_t    q;
    d         = given;
    g         = as_segment(e);
    q         = t.r.q;
    d.seq_lo1 = g.seq - q.first.lo;
    d.seq_hi1 = g.seq - q.first.hi;
    d.end_lo1 = g.seq + seq_t'(e.len_bytes) - q.first.lo;
    d.end_hi1 = g.seq + seq_t'(e.len_bytes) - q.first.hi;
    d.seq_lo2 = g.seq - q.second.lo;
    d.seq_hi2 = g.seq - q.second.hi;
    d.end_lo2 = g.seq + seq_t'(e.len_bytes) - q.second.lo;
    d.end_hi2 = g.seq + seq_t'(e.len_bytes) - q.second.hi;
    d.end_fin = g.seq + seq_t'(e.len_bytes) - q.fin_seq;
    d.hi1_off = q.first.hi - t.r.irs - 32'd1;
    d.hi2_off = q.second.hi - t.r.irs - 32'd1;
    return d;
  endfunction

  // Against the send variables.
  function automatic diff_t measure_send(diff_t given, event_t e, tcb_t t);
    diff_t          d;
    segment_event_t g;
    d         = given;
    g         = as_segment(e);
    d.ack_una = g.ack - t.s.una;
    d.ack_oldest  = g.ack - t.s.una + seq_t'(t.s.max_wnd);
    d.wnd_max_wnd = {1'b0, g.window} - {1'b0, t.s.max_wnd};
    d.max_ack = t.s.max - g.ack;
    d.nxt_ack = t.s.nxt - g.ack;
    d.edge_ack  = t.s.edge_seq - g.ack;
    d.right_ack = t.s.right - g.ack;
    d.ack_rtt   = g.ack - t.s.rtt_seq;
    d.ack_wl2   = g.ack - t.s.wl2;
    d.seq_wl1   = g.seq - t.s.wl1;
    d.new_right       = g.ack + seq_t'(g.window);
    d.new_right_right = g.ack + seq_t'(g.window) - t.s.right;
    d.off_seq   = t.s.iss + e.off + 32'd1;
    d.off_nxt   = t.s.iss + e.off + 32'd1 - t.s.nxt;
    d.off_una   = t.s.iss + e.off + 32'd1 - t.s.una;
    d.off_edge  = t.s.iss + e.off + 32'd1 - t.s.edge_seq;
    d.nxt_len   = t.s.nxt + seq_t'(e.len_bytes);
    d.right_nxt_len = t.s.right - t.s.nxt - seq_t'(e.len_bytes);
    d.edge_nxt_len  = t.s.edge_seq - t.s.nxt - seq_t'(e.len_bytes);
    d.max_nxt_len   = t.s.max - t.s.nxt - seq_t'(e.len_bytes);
    d.smss_len  = 17'(t.s.smss) - 17'(e.len_bytes);
    d.nxt_una   = t.s.nxt - t.s.una;
    d.right_una = t.s.right - t.s.una;
    d.right_nxt = t.s.right - t.s.nxt;
    d.edge_una  = t.s.edge_seq - t.s.una;
    d.edge_nxt  = t.s.edge_seq - t.s.nxt;
    d.max_nxt   = t.s.max - t.s.nxt;
    d.max_una   = t.s.max - t.s.una;
    d.max_edge  = t.s.max - t.s.edge_seq;
    return d;
  endfunction

  // Against the congestion window.
  function automatic diff_t measure_congestion(diff_t given, event_t e, tcb_t t);
    diff_t                    d;
    segment_event_t           g;
    congestion_pkg::window_t  lent;
    d    = given;
    g    = as_segment(e);
    lent = t.g.dup_acks[1] ? 24'({t.s.smss, 1'b0}) : t.g.dup_acks[0] ? 24'(t.s.smss) : '0;
    d.max_una_len    = t.s.max - t.s.una - seq_t'(e.len_bytes);
    d.g.base         = t.g.cwnd - lent;
    d.g.flight       = 24'(t.s.max - t.s.una);
    d.g.flight_after = 24'(t.s.max - g.ack);
    d.g.acked        = 24'(g.ack - t.s.una);
    d.g.counted       = t.g.counted + 24'(g.ack - t.s.una);
    d.g.cwnd_acked    = t.g.cwnd - 24'(g.ack - t.s.una);
    d.g.cwnd_ssthresh = t.g.cwnd - t.g.ssthresh;
    d.g.flight_base   = 24'(t.s.max - t.s.una) - t.g.cwnd + lent;
    d.g.after_smss    = 24'(t.s.max - g.ack) - 24'(t.s.smss);
    d.g.acked_smss    = 24'(g.ack - t.s.una) - 24'(t.s.smss);
    d.g.in_sync = e.kind == EvSegment && !g.icmp && t.c.state > StSynReceived;
    d.g.alone        = e.len_bytes == '0 && !g.flags.syn && !g.flags.fin;
    d.g.una_recover  = t.s.una - t.g.recover;
    d.g.ack_recover  = g.ack - t.g.recover;
    d.g.ack_filled   = g.ack - t.g.filled;
    d.g.room_nxt_len = t.s.una + seq_t'(t.g.cwnd) - t.s.nxt - seq_t'(e.len_bytes);
    return d;
  endfunction

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      automatic diff_t receive = measure_kept(measure_receive('0, event_i, tcb_i), event_i, tcb_i);
      diff_o           <= measure_congestion(measure_send(receive, event_i, tcb_i), event_i, tcb_i);
      diff_o.now       <= now_i;
      diff_o.idle_left <= {1'b0, tcb_i.w.keep_idle} - {1'b0, long_time_t'(now_i - tcb_i.w.heard)};
      diff_o.user_left <= {1'b0, tcb_i.w.user_timeout} - {1'b0, long_time_t'(now_i - tcb_i.w.since)};
    end
  end

endmodule
