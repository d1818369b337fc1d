// judge_text: which bytes of an in-order segment are delivered: not the old ones, not those beyond the right edge.
// In:        differences, valid_i.
// Out:       judge_text_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.10.7.4 ("segments ... may be tailored by trimming").
module judge_text
  import toe_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic        clk_i,
    input  logic        valid_i,
    input  diff_t       d_i,
    output judge_text_t j_o
);

  function automatic judge_text_t judge(diff_t d);
    judge_text_t j;
    j.skip_bytes = bytes_t'(d.rnxt_seq);
    j.take_bytes = below(d.lim_end) ? bytes_t'(d.lim_rnxt) : bytes_t'(d.end_rnxt);
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(d_i);

endmodule
