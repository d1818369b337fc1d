// judge_command: what does the state make of the host's command, and what do a send edge and a receive limit change?
// In:        event, TCB and differences, valid_i; our own largest segment.
// Out:       judge_command_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    an edge or a limit half the sequence space or more ahead cannot be compared: it is not taken.
// Source:    RFC 9293 sections 3.10.1 to 3.10.6 (the states), 3.8.6.2.2; DESIGN section 4 (send edge, receive limit). A window
//            update leaves when the window is twice what the peer still sees of it, or that is less than a segment; the next
//            ACK says the rest.
module judge_command
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import congestion_pkg::*;
(
    input  logic           clk_i,
    input  logic           valid_i,
    input  logic [13:0]    rmss_bytes_i,
    input  event_t         event_i,
    input  tcb_t           tcb_i,
    input  diff_t          d_i,
    output judge_command_t j_o
);

  function automatic logic edge_ok(tcb_t t, diff_t d);
    return (d.in.established || d.in.close_wait) && !below(d.off_edge) && !below(d.off_una) && !(t.s.fin && !at(d.off_edge));
  endfunction

  // CmdUnlisten ends what belongs to the listener and is not ESTABLISHED yet.
  function automatic logic ends_listen(command_event_t c, tcb_t t, diff_t d);
    return t.c.passive && t.c.listener == c.arg0[3:0] && (t.c.state == StListen || d.in.syn_received);
  endfunction

  function automatic judge_command_t outcome(command_event_t c, tcb_t t, diff_t d);
    judge_command_t j;
    logic           blank, used;
    j     = '0;
    blank = t.c.state == StClosed && !c.arg3[31];
    used  = t.c.state > StResolving;
    unique case (c.op)
      CmdOpen:     {j.unwanted, j.opens} = {!blank, blank};
      CmdSlot:     {j.unwanted, j.lends} = {!blank, blank};
      CmdEdge:     {j.unwanted, j.moves_edge} = {!edge_ok(t, d), edge_ok(t, d)};
      CmdLimit:    {j.unwanted, j.limits} = {!d.in_sync, d.in_sync};
      CmdNoReader: j.leaves_unread = 1'b1;
      CmdTimeouts: {j.unwanted, j.sets_timeouts} = {t.c.state < StResolving, t.c.state >= StResolving};
      CmdPacket:   j.sets_packet = 1'b1;
      CmdAbort:    {j.unwanted, j.aborts_open, j.aborts} = {t.c.state < StResolving, t.c.state == StResolving, used};
      CmdQuery:    j.queries = 1'b1;
      CmdUnlisten: j.aborts = ends_listen(c, t, d);
      CmdReset:    {j.aborts_open, j.aborts} = {t.c.state == StResolving, used || t.c.state == StListen};
      default:     j.unwanted = 1'b1;
    endcase
    return j;
  endfunction

  function automatic judge_command_t judge(logic [13:0] rmss, command_event_t c, tcb_t t, diff_t d);
    judge_command_t j;
    j = outcome(c, t, d);
    j.edge_fin     = (c.arg1[0] || t.s.fin) && d.off_is_nxt;
    j.edge_waits   = above(d.off_una) && d.nxt_is_una && (t.s.rtx_kind == RtxOff || t.s.rtx_kind == RtxIdle)
                     && !t.s.range_out;
    j.limit_moves  = below(d.lim_new_lim) && !below(d.new_lim_rnxt);
    j.limit_update = (d.in.established || d.in.fin_wait1 || d.in.fin_wait2)
                     && (d.new_lim_rnxt >= seq_t'({d.adv_rnxt, 1'b0}) || d.adv_rnxt < near_t'(rmss));
    j.abort_tells  = d.in.syn_received || d.in.established || d.in.fin_wait1 || d.in.fin_wait2 || d.in.close_wait;
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(rmss_bytes_i, as_command(event_i), tcb_i, d_i);

endmodule
