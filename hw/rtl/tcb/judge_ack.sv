// judge_ack: what does the acknowledgment number say, and may our FIN leave after it?
// In:        TCB and differences, valid_i.
// Out:       judge_ack_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.10.7.4, fifth check; RFC 5961 section 5.2. ACKs are good up to SND.MAX, which
//            after a rewind lies above SND.NXT (DESIGN section 2).
module judge_ack
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic       clk_i,
    input  logic       valid_i,
    input  tcb_t       tcb_i,
    input  diff_t      d_i,
    output judge_ack_t j_o
);

  function automatic judge_ack_t judge(tcb_t t, diff_t d);
    judge_ack_t j;
    j.is_new       = !below(d.ack_una) && !d.ack_is_una && !below(d.max_ack);
    j.quotes_flight = !below(d.ack_una) && above(d.max_ack);
    j.text_waits   = below(d.una_edge) && near_below(d.una_right);
    j.too_new      = below(d.max_ack);
    j.refused      = d.in.syn_received ? !j.is_new : j.too_new || below(d.ack_oldest);
    j.above_nxt    = near_below(d.nxt_ack);
    j.flight_after = near_above(d.nxt_ack);
    j.fin_acked    = j.is_new && t.s.fin && d.edge_ack == '1;
    j.last         = j.fin_acked && d.in.last_ack;
    j.fin_due      = j.is_new && t.s.fin && (near_below(d.nxt_ack) ? at(d.edge_ack) : d.edge_is_nxt);
    j.fin_first    = d.max_is_edge;
    j.times_rtt    = t.s.rtt_on && !near_below(d.ack_rtt);
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(tcb_i, d_i);

endmodule
