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
    input  logic [4:0]     take_i,          // in the order of event_kind_e
    input  conn_t          conn_i,
    input  segment_event_t segment_i,
    input  payload_event_t payload_i,
    input  command_event_t command_i,
    input  open_event_t    open_i,
    input  timer_event_t   timer_i,
    output event_t         event_o
);

  // What only a segment has needs no gate: nobody looks at it in another event.
  function automatic event_t fetch(logic [4:0] take, segment_event_t segment, payload_event_t payload, command_event_t command,
                                   open_event_t open, timer_event_t timer);
    event_t e;
    e      = '0;
    e.wide = segment;
    unique case (1'b1)
      take[EvSegment]: begin
        e.kind      = EvSegment;
        e.len_bytes = segment.len_bytes;
      end
      take[EvPayload]: begin
        e.kind      = EvPayload;
        e.off       = payload.offset;
        e.len_bytes = payload.len_bytes;
        e.wide[$bits(payload)-1:0] = payload;
      end
      take[EvCommand]: begin
        e.kind      = EvCommand;
        e.off       = command.arg0;
        e.wide[$bits(command)-1:0] = command;
      end
      take[EvOpen]: begin
        e.kind      = EvOpen;
        e.wide[$bits(open)-1:0] = open;
      end
      default: begin
        e.kind      = EvTimer;
        e.wide[$bits(timer)-1:0] = timer;
      end
    endcase
    return e;
  endfunction

  event_t event_q;
  always_ff @(posedge clk_i) if (any_i) event_q <= fetch(take_i, segment_i, payload_i, command_i, open_i, timer_i);
  always_comb begin
    event_o      = event_q;
    event_o.conn = conn_i;
  end

endmodule
