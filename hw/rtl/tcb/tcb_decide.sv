// tcb_decide: one module a kind of event and group of states; exactly one of them decides (wiring).
// In:        route_i: the event that is judged in this cycle (next_i) and its connection's state; slot_i, a cycle later:
//            event, TCB and judgement.
// Out:       decision_o, one cycle after slot_i; holds until the next slot_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    see decide_*.
// Source:    RFC 9293 section 3.10.
module tcb_decide
  import event_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
(
    input  logic      clk_i,
    input  logic      route_i,
    input  event_t    next_i,
    input  state_e    next_state_i,
    input  logic      slot_i,
    input  event_t    event_i,
    input  tcb_t      tcb_i,
    input  judged_t   j_i,
    output decision_t decision_o
);

  // Whose event it is, known before there is a judgement.
  logic           for_icmp, for_listen, for_syn_sent, for_segment, for_payload, for_command, for_open, for_timer, of_tcp;
  segment_event_t segment;
  assign segment = as_segment(next_i);
  assign of_tcp  = next_i.kind == EvSegment && !segment.icmp;
  always_ff @(posedge clk_i) begin
    if (route_i) begin
      for_icmp     <= next_i.kind == EvSegment && segment.icmp;
      for_listen   <= of_tcp && next_state_i < StSynSent;
      for_syn_sent <= of_tcp && next_state_i == StSynSent;
      for_segment  <= of_tcp && next_state_i > StSynSent;
      for_payload  <= next_i.kind == EvPayload;
      for_command  <= next_i.kind == EvCommand;
      for_open     <= next_i.kind == EvOpen;
      for_timer    <= next_i.kind == EvTimer;
    end
  end

  decision_t by_icmp, by_listen, by_syn_sent, by_segment, by_payload, by_command, by_open, by_timer;
  decide_icmp     u_decide_icmp     (.clk_i, .slot_i, .valid_i(for_icmp), .tcb_i, .j_i, .decision_o(by_icmp));
  decide_listen   u_decide_listen   (.clk_i, .slot_i, .valid_i(for_listen), .event_i, .tcb_i, .j_i, .decision_o(by_listen));
  decide_syn_sent u_decide_syn_sent (.clk_i, .slot_i, .valid_i(for_syn_sent), .event_i, .tcb_i, .j_i, .decision_o(by_syn_sent));
  decide_segment  u_decide_segment  (.clk_i, .slot_i, .valid_i(for_segment), .event_i, .tcb_i, .j_i, .decision_o(by_segment));
  decide_payload  u_decide_payload  (.clk_i, .slot_i, .valid_i(for_payload), .event_i, .tcb_i, .j_i, .decision_o(by_payload));
  decide_command  u_decide_command  (.clk_i, .slot_i, .valid_i(for_command), .event_i, .tcb_i, .j_i, .decision_o(by_command));
  decide_open     u_decide_open     (.clk_i, .slot_i, .valid_i(for_open), .event_i, .tcb_i, .decision_o(by_open));
  decide_timer    u_decide_timer    (.clk_i, .slot_i, .valid_i(for_timer), .tcb_i, .j_i, .decision_o(by_timer));

  // Only one has decided anything. An OR of all is shorter than a choice by the kind of event.
  assign decision_o = decision_t'(by_icmp | by_listen | by_syn_sent | by_segment | by_payload | by_command | by_open | by_timer);

endmodule
