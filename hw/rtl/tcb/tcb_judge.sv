// tcb_judge: every topic is judged beside the others, over the same differences (wiring).
// In:        event, TCB and differences of one event, valid_i; the configuration, our own largest segment.
// Out:       judged_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.10; each judge_* names its clause.
module tcb_judge
  import toe_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic    clk_i,
    input  logic    valid_i,
    input  cfg_t    cfg_i,
    input  logic [13:0] rmss_bytes_i,
    input  event_t  event_i,
    input  tcb_t    tcb_i,
    input  diff_t   d_i,
    output judged_t j_o
);

  // The configuration stands still while connections live: what is derived has a register of its own.
  logic        delays;
  always_ff @(posedge clk_i) delays <= cfg_i.ack_delay_us != '0;

  judge_sequence   u_sequence   (.clk_i, .valid_i, .event_i, .tcb_i, .d_i, .j_o(j_o.seq));
  judge_text       u_text       (.clk_i, .valid_i, .delays_i(delays), .event_i, .tcb_i, .d_i, .j_o(j_o.text));
  judge_ack        u_ack        (.clk_i, .valid_i, .tcb_i, .d_i, .j_o(j_o.ack));
  judge_window     u_window     (.clk_i, .valid_i, .event_i, .tcb_i, .d_i, .j_o(j_o.wnd));
  judge_syn        u_syn        (.clk_i, .valid_i, .tcb_i, .d_i, .j_o(j_o.syn));
  judge_icmp       u_icmp       (.clk_i, .valid_i, .event_i, .tcb_i, .d_i, .j_o(j_o.icmp));
  judge_payload    u_payload    (.clk_i, .valid_i, .event_i, .tcb_i, .d_i, .j_o(j_o.pay));
  judge_command    u_command    (.clk_i, .valid_i, .rmss_bytes_i, .event_i, .tcb_i, .d_i, .j_o(j_o.cmd));
  judge_timer      u_timer      (.clk_i, .valid_i, .syn_retries_i(cfg_i.syn_retries), .data_retries_i(cfg_i.data_retries),
                                 .tcb_i, .d_i, .j_o(j_o.tmr));
  judge_watch      u_watch      (.clk_i, .valid_i, .event_i, .tcb_i, .d_i, .j_o(j_o.watch));
  judge_congestion u_congestion (.clk_i, .valid_i, .tcb_i, .d_i, .j_o(j_o.cng));

endmodule
