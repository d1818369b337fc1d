// judge_command: what do the host's send edge and receive limit change?
// In:        event, TCB and differences, valid_i; our own largest segment.
// Out:       judge_command_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    an edge or a limit half the sequence space or more ahead cannot be compared: it is not taken.
// Source:    DESIGN section 4 (send edge, receive limit); RFC 9293 section 3.8.6.2.2. A window update leaves when the
//            window is twice what the peer still sees of it, or that is less than a segment; the next ACK says the rest.
module judge_command
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic           clk_i,
    input  logic           valid_i,
    input  logic [13:0]    rmss_bytes_i,
    input  event_t         event_i,
    input  tcb_t           tcb_i,
    input  diff_t          d_i,
    output judge_command_t j_o
);

  function automatic judge_command_t judge(logic [13:0] rmss, event_t e, tcb_t t, diff_t d);
    judge_command_t j;
    command_event_t c;
    c = as_command(e);
    j.edge_ok      = !below(d.off_edge) && !below(d.off_una) && !(t.s.fin && !at(d.off_edge));
    j.edge_at_nxt  = d.off_is_nxt;
    j.edge_waits   = above(d.off_una) && d.nxt_is_una && (t.s.rtx_kind == RtxOff || t.s.rtx_kind == RtxIdle)
                     && !t.s.range_out;
    j.limit_moves  = below(d.lim_new_lim) && !below(d.new_lim_rnxt);
    j.limit_update = d.new_lim_rnxt >= {d.adv_rnxt[30:0], 1'b0} || d.adv_rnxt < seq_t'(rmss);
    j.listener_is  = t.c.passive && t.c.listener == c.arg0[3:0];
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(rmss_bytes_i, event_i, tcb_i, d_i);

endmodule
