// judge_syn: does the segment acknowledge our SYN, and how large may our segments and the first window be?
// In:        TCB and differences, valid_i.
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
    input  tcb_t        tcb_i,
    input  diff_t       d_i,
    output judge_syn_t  j_o
);

  function automatic judge_syn_t judge(tcb_t t, diff_t d);
    judge_syn_t j;
    j.ack_ok         = !below(d.ack_una) && !d.ack_is_una && !below(d.max_ack);
    j.smss           = d.smss;
    j.initial_window = initial_window(d.in.syn_sent ? window_t'(d.smss) : window_t'(t.s.smss));
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(tcb_i, d_i);

endmodule
