// event_fetch: the wide part of the event that was taken, from its source into one register.
// In:        the heads of the five sources; take_i, one-hot, and whether there is one (any_i), from event_arbiter.
//            A cycle later its connection (conn_i), which holds as event_o does.
// Out:       event_o, one cycle after take_i; holds until the next one.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    ours.
module event_fetch
  import toe_pkg::*;
  import event_pkg::*;
  import tcb_pkg::*;
(
    input  logic           clk_i,
    input  logic           any_i,
    input  logic [4:0]     take_i,          // in the order of event_kind_e, whose first is 0
    input  conn_t          conn_i,
    input  segment_event_t segment_i,
    input  payload_event_t payload_i,
    input  command_event_t command_i,
    input  open_event_t    open_i,
    input  timer_event_t   timer_i,
    output event_t         event_o
);

  localparam int unsigned SharedBits = $bits(command_event_t);     // of the wide part; above them only a segment has something

  typedef logic [SharedBits-1:0] shared_t;

  // One of an OR's terms.
  function automatic shared_t when(logic taken, shared_t fields);
    return taken ? fields : '0;
  endfunction

  function automatic event_t fetch(logic [4:0] take, segment_event_t segment, payload_event_t payload, command_event_t command,
                                   open_event_t open, timer_event_t timer);
    event_t e;
    e           = '0;
    e.kind      = event_kind_e'(({3{take[EvPayload]}} & EvPayload) | ({3{take[EvCommand]}} & EvCommand)
                                | ({3{take[EvOpen]}} & EvOpen) | ({3{take[EvTimer]}} & EvTimer));
    e.off       = ({32{take[EvPayload]}} & payload.offset) | ({32{take[EvCommand]}} & command.arg0);
    e.len_bytes = ({16{take[EvSegment]}} & segment.len_bytes) | ({16{take[EvPayload]}} & payload.len_bytes);
    e.wide      = segment;
    e.wide[SharedBits-1:0] = when(take[EvSegment], shared_t'(segment)) | when(take[EvPayload], shared_t'(payload))
                           | when(take[EvCommand], command)            | when(take[EvOpen], shared_t'(open))
                           | when(take[EvTimer], shared_t'(timer));
    return e;
  endfunction

  event_t event_q;
  always_ff @(posedge clk_i) if (any_i) event_q <= fetch(take_i, segment_i, payload_i, command_i, open_i, timer_i);
  always_comb begin
    event_o      = event_q;
    event_o.conn = conn_i;
  end

endmodule
