// judge_syn: does the segment acknowledge our SYN, and how large may our segments be?
// In:        event and differences, valid_i; our own largest segment.
// Out:       judge_syn_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    an MSS option below 64 bytes is taken as 64: smaller ones would only burn the sender (ours).
// Source:    RFC 9293 section 3.10.7.3 first check; section 3.7.1 (MSS, 536 without the option: MUST-15, MUST-16).
module judge_syn
  import toe_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
(
    input  logic        clk_i,
    input  logic        valid_i,
    input  logic [13:0] rmss_bytes_i,
    input  event_t      event_i,
    input  diff_t       d_i,
    output judge_syn_t  j_o
);

  localparam logic [15:0] DefaultMss = 16'd536;
  localparam logic [15:0] LeastMss   = 16'd64;

  function automatic judge_syn_t judge(logic [13:0] rmss, event_t e, diff_t d);
    judge_syn_t     j;
    segment_event_t g;
    logic [15:0]    told;
    g    = as_segment(e);
    told = !g.mss_valid ? DefaultMss : g.mss < LeastMss ? LeastMss : g.mss;
    j.ack_ok = above(d.ack_una) && !below(d.max_ack);
    j.smss   = told < 16'(rmss) ? told[13:0] : rmss;
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(rmss_bytes_i, event_i, d_i);

endmodule
