// timer_events: expiries wait here for the TCB pipeline, one timer at a time.
// In:        found_valid_i/found_i: a connection with one to three expired timers.
// Out:       ev_*: one expiry; of a connection the retransmission timer goes first, then the slow one, then the ACK's.
// Latency:   1 cycle.  Throughput: one expiry per cycle.
// Errors:    none; found_room_o = 0 when fewer than 5 more fit, which covers what the scanner has on its way.
// Source:    ours.
module timer_events
  import toe_pkg::*;
  import event_pkg::*;
  import timer_pkg::*;
(
    input  logic         clk_i,
    input  logic         rst_i,
    input  logic         found_valid_i,
    input  expiry_t      found_i,
    output logic         found_room_o,
    output logic         ev_valid_o,
    input  logic         ev_ready_i,
    output conn_t        ev_conn_o,
    output timer_event_t ev_o
);

  expiry_t    head;
  logic       head_ready, room;
  logic [3:0] free;
  stream_fifo #(.T(expiry_t), .DEPTH(8)) u_fifo (
      .clk_i, .rst_i, .valid_i(found_valid_i), .ready_o(room), .data_i(found_i),
      .valid_o(ev_valid_o), .ready_i(head_ready), .data_o(head), .free_o(free)
  );
  assign found_room_o = free > 4'd4;

  logic rtx_sent_q, slow_sent_q, rtx_now, slow_now, more;
  assign rtx_now    = head.rtx && !rtx_sent_q;
  assign slow_now   = !rtx_now && head.slow && !slow_sent_q;
  assign more       = (rtx_now && (head.slow || head.ack)) || (slow_now && head.ack);
  assign head_ready = ev_ready_i && !more;
  assign ev_conn_o  = head.conn;
  assign ev_o       = rtx_now  ? '{kind: TimerRtx, arm: head.rtx_arm}
                    : slow_now ? '{kind: TimerSlow, arm: head.slow_arm} : '{kind: TimerAck, arm: head.ack_arm};

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      rtx_sent_q  <= 1'b0;
      slow_sent_q <= 1'b0;
    end else if (ev_valid_o && ev_ready_i) begin
      rtx_sent_q  <= more && (rtx_now || rtx_sent_q);
      slow_sent_q <= more && slow_now;
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert (!(found_valid_i && !room)) else $fatal(1, "timer_events: expiry lost");
  end
`endif

endmodule
