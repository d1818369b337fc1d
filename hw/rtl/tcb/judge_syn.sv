// judge_syn: does the segment acknowledge our SYN, and how large may our segments be?
// In:        differences, valid_i; our own largest segment.
// Out:       judge_syn_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.10.7.3 first check; section 3.7.1 (MSS: MUST-16); RFC 6928 section 2.
module judge_syn
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic        clk_i,
    input  logic        valid_i,
    input  logic [13:0] rmss_bytes_i,
    input  diff_t       d_i,
    output judge_syn_t  j_o
);

  window_t our_window_q;
  always_ff @(posedge clk_i) our_window_q <= initial_window(window_t'(rmss_bytes_i));

  function automatic judge_syn_t judge(logic [13:0] rmss, window_t our_window, diff_t d);
    judge_syn_t j;
    logic       less;
    less             = d.mss < 16'(rmss);
    j.ack_ok         = above(d.ack_una) && !below(d.max_ack);
    j.smss           = less ? d.mss[13:0] : rmss;
    j.initial_window = d.in.syn_sent && !less ? our_window : initial_window(window_t'(d.g.smss));
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(rmss_bytes_i, our_window_q, d_i);

endmodule
