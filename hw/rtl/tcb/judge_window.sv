// judge_window: is this segment's window the latest, and what does it leave us to wait for?
// In:        event, TCB and differences, valid_i.
// Out:       judge_window_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.10.7.4, fifth check (SND.WL1), section 3.8.6 (a window that shrinks). SND.WL2 is not kept: an ACK
//            that set it also moved SND.UNA there, so no ACK at SND.UNA or above it is below SND.WL2.
module judge_window
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic          clk_i,
    input  logic          valid_i,
    input  event_t        event_i,
    input  tcb_t          tcb_i,
    input  diff_t         d_i,
    output judge_window_t j_o
);

  function automatic judge_window_t judge(event_t e, tcb_t t, diff_t d);
    judge_window_t  j;
    segment_event_t g;
    g = as_segment(e);
    j.update      = !below(d.ack_una) && !below(d.seq_wl1);
    j.waits       = above(d.edge_ack) && !near_above(d.nxt_ack);
    j.rests       = (d.in.established || d.in.close_wait) && !t.s.fin && t.s.rtx_kind == RtxRto;
    j.persist_ends   = j.update && t.s.rtx_kind == RtxPersist && g.window != '0;
    j.persist_begins = j.update && (t.s.rtx_kind == RtxOff || t.s.rtx_kind == RtxIdle) && j.waits && !t.s.range_out;
    j.moves_left  = j.update && near_below(d.new_right_right) && near_below(d.nxt_right);
    j.widest      = j.update && !d.wnd_max_wnd[16];
    j.changes     = j.update && !near_at(d.new_right_right);
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(event_i, tcb_i, d_i);

endmodule
