// decide_command: what the host asks for: OPEN, SEND's edge, RECEIVE's limit, CLOSE, ABORT, STATUS.
// In:        event, TCB, judgement, slot_i; valid_i: the event is this module's.
// Out:       decision_t, one cycle later; nothing at all (zero) for an event that is another's. Holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    a command that the state does not take is dropped and counted (WhyCommandUnwanted).
// Source:    RFC 9293 sections 3.10.1 to 3.10.6; DESIGN section 4.
module decide_command
  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import reason_pkg::*;
(
    input  logic      clk_i,
    input  logic      slot_i,
    input  logic      valid_i,
    input  event_t    event_i,
    input  tcb_t      tcb_i,
    input  judged_t   j_i,
    output decision_t decision_o
);

  function automatic decision_t unwanted();
    decision_t d;
    d = nothing_for(WhyCommandUnwanted);
    d.unwanted = 1'b1;
    return d;
  endfunction

  // 3.10.1: a blank record learns whose it is.
  function automatic decision_t open(logic passive);
    decision_t d;
    d = nothing_for(passive ? WhySlot : WhyOpen);
    d.set_state     = 1'b1;
    d.state         = passive ? StListen : StResolving;
    d.set_origin    = 1'b1;
    d.lim           = LimArg;
    d.open_request  = !passive;
    d.release_valid = passive;
    d.release_kind  = RelSlot;
    return d;
  endfunction

  // 3.10.2, 3.10.4: bytes wait up to the edge; FIN when nothing follows.
  function automatic decision_t edge_command(command_event_t c, judged_t j);
    decision_t d;
    d = nothing_for(WhyEdge);
    d.edge_sel = EdgeOff;
    d.set_fin  = c.arg1[0];
    if (j.cmd.edge_fin) begin
      d           = with_rtx(d, RtxArm, RtxRto);
      d.reason    = WhySendFin;
      d.send      = 1'b1;
      d.flags.ack = 1'b1;
      d.flags.fin = 1'b1;
      d.seq       = SeqNxt;
      d.nxt       = NxtEdgeFin;
      d.max       = MaxNxt;
      d.set_state = 1'b1;
      d.state     = j.seq.in.established ? StFinWait1 : StLastAck;
    end else if (j.cmd.edge_waits) begin
      d        = with_rtx(d, RtxArm, RtxPersist);
      d.reason = WhyEdgePersist;
    end
    return d;
  endfunction

  // 3.10.3: room up to here.
  function automatic decision_t limit(judged_t j);
    decision_t d;
    d = nothing_for(WhyLimit);
    d.lim    = j.cmd.limit_moves ? LimNew : LimKeep;
    if (j.cmd.limit_moves && j.cmd.limit_update) begin
      d        = with_ack(d);
      d.reason = WhyLimitUpdate;
    end
    return d;
  endfunction

  // Once the FIN has no reader any more, or waits for 2 MSL, the slow timer has another purpose.
  function automatic decision_t timeouts(tcb_t t, judged_t j);
    decision_t d;
    d = nothing_for(WhyTimeouts);
    d.timeouts_we = 1'b1;
    if (!j.seq.in.time_wait && !(j.seq.in.fin_wait2 && t.c.no_reader)) d.slow = SlowWatch;
    return d;
  endfunction

  function automatic decision_t no_reader(tcb_t t, judged_t j);
    decision_t d;
    d = nothing_for(WhyNoReaderSet);
    d.set_no_reader = t.c.state != StClosed;
    if (j.seq.in.fin_wait2) d.slow = SlowFinWait;
    return d;
  endfunction

  function automatic decision_t packet();
    decision_t d;
    d = nothing_for(WhyPacket);
    d.set_packet = 1'b1;
    return d;
  endfunction

  function automatic decision_t query();
    decision_t d;
    d = nothing_for(WhyQuery);
    d.dirty.query = 1'b1;
    return d;
  endfunction

  // 3.10.5; the same ends a half-open connection of a listener that is taken away, and everything once the link is reset.
  function automatic decision_t abort(command_event_t c, judged_t j);
    decision_t d;
    d = with_end(Nothing, c.op == CmdReset ? RelReset : RelFinal, ErrAborted);
    unique case (c.op)
      CmdReset:    d.reason = WhyLinkReset;
      CmdUnlisten: d.reason = j.cmd.abort_tells ? WhyUnlistenReset : WhyUnlisten;
      default:     d.reason = j.cmd.abort_tells ? WhyAbort : WhyAbortSilent;
    endcase
    if (j.cmd.abort_tells) begin
      d.send      = 1'b1;
      d.flags.rst = 1'b1;
      d.seq       = SeqMax;
    end
    return d;
  endfunction

  // An open that is being resolved has a place in flow_path's queue: it ends when the answer comes.
  function automatic decision_t abort_open(command_event_t c);
    decision_t d;
    d = nothing_for(c.op == CmdReset ? WhyLinkReset : WhyAbortSilent);
    d.set_abort  = 1'b1;
    d.set_silent = c.op == CmdReset;
    return d;
  endfunction

  function automatic decision_t decide(event_t e, tcb_t t, judged_t j);
    command_event_t c;
    c = as_command(e);
    return decision_t'(when_decided(j.cmd.unwanted,      unwanted())
                       | when_decided(j.cmd.opens,         open(1'b0))
                       | when_decided(j.cmd.lends,         open(1'b1))
                       | when_decided(j.cmd.moves_edge,    edge_command(c, j))
                       | when_decided(j.cmd.limits,        limit(j))
                       | when_decided(j.cmd.leaves_unread, no_reader(t, j))
                       | when_decided(j.cmd.sets_timeouts, timeouts(t, j))
                       | when_decided(j.cmd.sets_packet,   packet())
                       | when_decided(j.cmd.queries,       query())
                       | when_decided(j.cmd.aborts,        abort(c, j))
                       | when_decided(j.cmd.aborts_open,   abort_open(c)));
  endfunction

  always_ff @(posedge clk_i) if (slot_i) decision_o <= valid_i ? decide(event_i, tcb_i, j_i) : decision_t'('0);

endmodule
