// tcb_measure: every difference of the event against the TCB, in parallel, and nothing else.
// In:        event and TCB, our own largest segment, the time in long units, valid_i.
// Out:       diff_t, one cycle later; a_b means a - b modulo 2^32. Holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none; what makes no sense for this kind of event is not looked at by it.
// Source:    ours; FEASIBILITY section 2: two carry chains a path at most, later stages see signs: of two differences the one
//            whose sign is asked for, so that nobody looks for a zero.
module tcb_measure
  import toe_pkg::*;
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import congestion_pkg::*;
  import judge_pkg::*;
(
    input  logic   clk_i,
    input  logic   valid_i,
    input  logic [13:0] rmss_bytes_i,
    input  long_time_t now_i,
    input  event_t event_i,
    input  tcb_t   tcb_i,
    output diff_t  diff_o
);

  // a - b, or one less, in one carry chain: the bit below borrows.
  function automatic seq_t less_1_if(seq_t a, seq_t b, logic less);
    logic [32:0] d = {a, !less} - {b, 1'b1};
    return d[32:1];
  endfunction

  // Against the receive variables.
  function automatic diff_t measure_receive(diff_t given, logic [13:0] rmss, event_t e, tcb_t t);
    diff_t          d;
    segment_event_t g;
    command_event_t c;
    d           = given;
    g           = as_segment(e);
    c           = as_command(e);
    d.seg_end   = g.seq + seq_t'(e.len_bytes);
    d.seq_rnxt  = g.seq - t.r.nxt;
    d.rnxt_seq  = t.r.nxt - g.seq;
    d.end_rnxt  = d.seg_end - t.r.nxt;
    d.lim_rnxt  = t.r.lim - t.r.nxt;
    d.lim_seq   = 16'(t.r.lim - g.seq);
    d.seq_lim   = g.seq - t.r.lim;
    d.lim_last  = less_1_if(t.r.lim, d.seg_end, g.flags.syn || g.flags.fin);
    d.seq_is_rnxt = g.seq == t.r.nxt;
    d.smss      = g.mss < 16'(rmss) ? g.mss[13:0] : rmss;
    d.new_lim      = seq_of(c.arg3, t.r.irs);
    d.lim_new_lim  = t.r.lim - d.new_lim;
    d.new_lim_rnxt = d.new_lim - t.r.nxt;
    d.adv_rnxt    = near_t'(t.r.adv - t.r.nxt);
    d.seq_off     = offset_of(g.seq, t.r.irs);
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
    d.seq_lo1 = near_t'(g.seq - q.first.lo);
    d.hi1_seq = near_t'(q.first.hi - g.seq);
    d.end_lo1 = near_t'(d.seg_end - q.first.lo);
    d.hi1_end = near_t'(q.first.hi - d.seg_end);
    d.seq_lo2 = near_t'(g.seq - q.second.lo);
    d.hi2_seq = near_t'(q.second.hi - g.seq);
    d.end_lo2 = near_t'(d.seg_end - q.second.lo);
    d.hi2_end = near_t'(q.second.hi - d.seg_end);
    d.hi1_is_fin = near_t'(q.first.hi) == near_t'(q.fin_seq);
    d.hi2_is_fin = near_t'(q.second.hi) == near_t'(q.fin_seq);
    d.end_is_fin = near_t'(d.seg_end) == near_t'(q.fin_seq);
    return d;
  endfunction

  // Against the send variables.
  function automatic diff_t measure_send(diff_t given, event_t e, tcb_t t);
    diff_t          d;
    segment_event_t g;
    d         = given;
    g         = as_segment(e);
    d.ack_una = g.ack - t.s.una;
    d.ack_is_una  = g.ack == t.s.una;
    d.ack_oldest  = d.ack_una + seq_t'(t.s.max_wnd);
    d.wnd_max_wnd = {1'b0, g.window} - {1'b0, t.s.max_wnd};
    d.max_ack = t.s.max - g.ack;
    d.nxt_ack = near_t'(t.s.nxt - g.ack);
    d.edge_ack  = t.s.edge_seq - g.ack;
    d.ack_rtt   = near_t'(g.ack - t.s.rtt_seq);
    d.seq_wl1   = g.seq - t.s.wl1;
    d.new_right       = g.ack + seq_t'(g.window);
    d.new_right_right = near_t'(d.new_right - t.s.right);
    d.off_seq    = seq_of(e.off, t.s.iss);
    d.off_is_nxt = d.off_seq == t.s.nxt;
    d.off_una    = d.off_seq - t.s.una;
    d.off_edge   = d.off_seq - t.s.edge_seq;
    d.nxt_len   = t.s.nxt + seq_t'(e.len_bytes);
    d.right_nxt_len = near_t'(t.s.right - d.nxt_len);
    d.edge_nxt_len  = t.s.edge_seq - d.nxt_len;
    d.max_nxt_len   = near_t'(t.s.max - d.nxt_len);
    d.smss_len  = 17'(t.s.smss) - 17'(e.len_bytes);
    d.una_right = near_t'(t.s.una - t.s.right);
    d.nxt_right = near_t'(t.s.nxt - t.s.right);
    d.una_edge  = t.s.una - t.s.edge_seq;
    d.max_una   = near_t'(t.s.max - t.s.una);
    d.max_is_una  = near_t'(t.s.max) == near_t'(t.s.una);
    d.nxt_is_una  = near_t'(t.s.nxt) == near_t'(t.s.una);
    d.edge_is_nxt = t.s.edge_seq == t.s.nxt;
    d.max_is_nxt  = near_t'(t.s.max) == near_t'(t.s.nxt);
    d.max_is_edge = t.s.max == t.s.edge_seq;
    return d;
  endfunction

  // Against the congestion window.
  function automatic diff_t measure_congestion(diff_t given, event_t e, tcb_t t);
    diff_t                    d;
    segment_event_t           g;
    window_t  lent;
    d    = given;
    g    = as_segment(e);
    lent = t.g.dup_acks[1] ? window_t'({t.s.smss, 1'b0}) : t.g.dup_acks[0] ? window_t'(t.s.smss) : '0;
    d.max_una_len    = d.max_una - near_t'(e.len_bytes);
    d.g.base         = t.g.cwnd - lent;
    d.g.flight       = window_t'(d.max_una);
    d.g.flight_after = window_t'(d.max_ack);
    d.g.acked        = window_t'(d.ack_una);
    d.g.counted       = t.g.counted + d.g.acked;
    d.g.cwnd_acked    = t.g.cwnd - d.g.acked;
    d.g.cwnd_ssthresh = t.g.cwnd - t.g.ssthresh;
    d.g.flight_base   = d.g.flight - d.g.base;
    d.g.after_smss    = d.g.flight_after - window_t'(t.s.smss);
    d.g.acked_smss    = d.g.acked - window_t'(t.s.smss);
    d.g.in_sync = e.kind == EvSegment && !g.icmp && t.c.state > StSynReceived;
    d.g.alone        = e.len_bytes == '0 && !g.flags.syn && !g.flags.fin;
    d.g.recover_una  = near_t'(t.g.recover - t.s.una);
    d.g.ack_recover  = near_t'(g.ack - t.g.recover);
    d.g.filled_ack   = t.g.filled - g.ack;
    d.g.room_nxt_len = room_t'(t.s.una + seq_t'(t.g.cwnd) - d.nxt_len);
    return d;
  endfunction

  // The state has a bit for each, so that nobody behind here decodes it.
  function automatic diff_t measure_rest(diff_t given, event_t e, tcb_t t);
    diff_t        d;
    timer_event_t m;
    d             = given;
    m             = as_timer(e);
    d.in          = states(t.c.state);
    d.in_sync     = t.c.state >= StEstablished;
    d.has_text    = e.len_bytes != '0;
    d.idle_counts = t.w.keep_idle != '0;
    d.user_counts = t.w.user_timeout != '0;
    d.probed      = t.w.probes != '0;
    d.probed_out  = t.w.probes >= t.w.keep_count;
    d.rtx_counts  = m.kind == TimerRtx && m.arm == t.s.rtx_arm;
    d.slow_counts = m.kind == TimerSlow && m.arm == t.s.slow_arm;
    d.ack_counts  = m.kind == TimerAck && m.arm == t.r.ack_arm;
    return d;
  endfunction

  always_ff @(posedge clk_i) begin
    if (valid_i) begin
      automatic diff_t rest    = measure_rest('0, event_i, tcb_i);
      automatic diff_t receive = measure_kept(measure_receive(rest, rmss_bytes_i, event_i, tcb_i), event_i, tcb_i);
      diff_o           <= measure_congestion(measure_send(receive, event_i, tcb_i), event_i, tcb_i);
      diff_o.now       <= now_i;
      diff_o.idle_left <= {1'b0, tcb_i.w.keep_idle} - {1'b0, long_time_t'(now_i - tcb_i.w.heard)};
      diff_o.user_left <= {1'b0, tcb_i.w.user_timeout} - {1'b0, long_time_t'(now_i - tcb_i.w.since)};
    end
  end

endmodule
