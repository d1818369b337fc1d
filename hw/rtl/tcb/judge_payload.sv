// judge_payload: is the host's payload wanted, and is it at the right place?
// In:        event, TCB and differences, valid_i.
// Out:       judge_payload_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none; what is not placed is discarded whole by decide_payload.
// Source:    DESIGN section 4 (grants and epochs; invariants 3 and 8); spec/link/link_send.pml, EngIn.
module judge_payload
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic           clk_i,
    input  logic           valid_i,
    input  event_t         event_i,
    input  tcb_t           tcb_i,
    input  diff_t          d_i,
    output judge_payload_t j_o
);

  function automatic judge_payload_t judge(event_t e, tcb_t t, diff_t d);
    judge_payload_t j;
    payload_event_t p;
    p = as_payload(e);
    j.epoch_ok    = p.epoch == t.s.epoch;
    j.serial_ok   = t.s.range_out && p.serial == t.s.serial;
    j.placed      = d.off_is_nxt && e.len_bytes != '0 && !d.smss_len[16] && !below(d.right_nxt_len)
                    && !below(d.g.room_nxt_len) && !(t.s.fin && below(d.edge_nxt_len));
    j.first_time  = d.max_is_nxt;
    j.raises_max  = below(d.max_nxt_len) || (t.s.fin && at(d.edge_nxt_len) && at(d.max_nxt_len));
    j.fin_rides   = t.s.fin && at(d.edge_nxt_len);
    j.raises_edge = below(d.edge_nxt_len);
    j.probe_ok    = e.len_bytes == 16'd1 && at(d.off_una) && below(d.una_edge) && !below(d.una_right)
                    && d.nxt_is_una;
    j.probe_first = at(d.max_una);
    j.resend_ok   = t.g.recovering && at(d.off_una) && e.len_bytes != '0 && !d.smss_len[16] && !below(d.max_una_len);
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(event_i, tcb_i, d_i);

endmodule
