// judge_timer: is the expired timer still the one that was armed, and what is it waiting for?
// In:        TCB and differences, valid_i; the retry limits.
// Out:       judge_timer_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 sections 3.8.1, 3.8.3 (R2), 3.8.6.1; DESIGN section 2 (arm counts).
module judge_timer
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic         clk_i,
    input  logic         valid_i,
    input  logic [3:0]   syn_retries_i,
    input  logic [3:0]   data_retries_i,
    input  tcb_t         tcb_i,
    input  diff_t        d_i,
    output judge_timer_t j_o
);

  function automatic judge_timer_t judge(logic [3:0] syn_retries, logic [3:0] data_retries, tcb_t t, diff_t d);
    judge_timer_t j;
    logic         rtx, syn, given_up, data;
    rtx      = d.rtx_counts && t.s.rtx_kind != RtxOff;
    syn      = d.in.syn_sent || d.in.syn_received;
    given_up = t.s.retries >= data_retries;
    data     = rtx && !syn && t.s.rtx_kind != RtxIdle && !given_up;
    j.stale          = !d.ack_counts && !d.slow_counts && !rtx;
    j.ack_late       = d.ack_counts && t.r.ack_owed;
    j.ack_left       = d.ack_counts && !t.r.ack_owed;
    j.time_wait_over = d.slow_counts && d.in.time_wait;
    j.fin_wait_over  = d.slow_counts && d.in.fin_wait2 && t.c.no_reader;
    j.syn_given_up   = rtx && syn && t.s.retries >= syn_retries;
    j.syn_again      = rtx && syn && t.s.retries < syn_retries;
    j.idles          = rtx && !syn && t.s.rtx_kind == RtxIdle;
    j.data_given_up  = rtx && !syn && t.s.rtx_kind != RtxIdle && given_up;
    j.persists       = data && t.s.rtx_kind == RtxPersist;
    j.rewinds        = data && t.s.rtx_kind != RtxPersist && below(d.una_edge);
    j.fin_again      = data && t.s.rtx_kind != RtxPersist && !below(d.una_edge);
    j.probe_needed   = below(d.una_edge) && d.nxt_is_una;
    j.window_shut    = !near_below(d.una_right);
    return j;
  endfunction

  always_ff @(posedge clk_i) begin
    if (valid_i) j_o <= judge(syn_retries_i, data_retries_i, tcb_i, d_i);
  end

endmodule
