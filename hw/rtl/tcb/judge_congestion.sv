// judge_congestion: is the ACK a duplicate, the third one, a partial one?
// In:        TCB, differences, valid_i.
// Out:       judge_congestion_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 5681 section 2 (duplicate) and 3.2; RFC 6582 section 3.2: recover is SND.MAX, one above RFC 6582's.
module judge_congestion
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic              clk_i,
    input  logic              valid_i,
    input  tcb_t              tcb_i,
    input  diff_t             d_i,
    output judge_congestion_t j_o
);

  function automatic judge_congestion_t judge(tcb_t t, diff_t d);
    judge_congestion_t j;
    logic              is_new, again;
    is_new      = d.g.in_sync && !below(d.ack_una) && !d.ack_is_una && !below(d.max_ack);
    again       = d.g.in_sync && d.g.alone && d.ack_is_una && !d.max_is_una && near_at(d.new_right_right)
                  && t.s.rtx_kind != RtxPersist;            // answers to probes (docs/decisions.md)
    j.enters    = again && t.g.dup_acks == 2'd2 && !t.g.recovering && near_below(d.g.recover_una) && below(d.una_edge);
    j.duplicate = again && !j.enters;
    j.partial   = is_new && t.g.recovering && near_below(d.g.ack_recover);
    j.exits     = is_new && t.g.recovering && !near_below(d.g.ack_recover);
    j.grows     = is_new && !t.g.recovering;
    j.resends   = j.enters || (j.partial && above(d.edge_ack));
    j.shrinks   = is_new && t.g.dup_acks != '0 && d.g.acked < window_t'({t.s.smss, 1'b0});
    j.fills     = d.g.room_nxt_len < room_t'(t.s.smss);
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(tcb_i, d_i);

endmodule
