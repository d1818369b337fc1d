// flow_answer: what becomes of a segment that belongs to no connection.
// In:        judge_i with the segment, which holds; found_i: a listener has its destination (asked for unless ACK is
//            set).
// Out:       from the next cycle until the next judge_i: passive_o (a SYN for that listener), answer_o (reset_o is
//            to be sent), neither (silence).
// Latency:   1 cycle, reset_o 2.  Throughput: one each 2 cycles.
// Errors:    none.
// Source:    RFC 9293 section 3.10.7.1 (CLOSED) and 3.10.7.2 (LISTEN: a RST is ignored, an ACK is answered by a
//            RST, a SYN opens, anything else is dropped). SYN with FIN is no way to open.
module flow_answer (
    input  logic                 clk_i,
    input  logic                 judge_i,
    input  event_pkg::rx_segment_t seg_i,
    input  logic                 found_i,
    output logic                 passive_o,
    output logic                 answer_o,
    output action_pkg::tx_reset_t   reset_o
);

  logic        opens, ignored;
  logic [16:0] text_q;                 // the segment's length in sequence numbers
  assign opens   = seg_i.flags.syn && !seg_i.flags.ack && !seg_i.flags.rst && !seg_i.flags.fin && found_i;
  assign ignored = seg_i.flags.rst || (found_i && !seg_i.flags.syn && !seg_i.flags.ack);

  always_ff @(posedge clk_i) begin
    if (judge_i) begin
      passive_o         <= opens;
      answer_o          <= !opens && !ignored;
      reset_o.dst_mac   <= seg_i.src_mac;
      reset_o.tuple     <= seg_i.tuple;
      reset_o.flags     <= '0;
      reset_o.flags.rst <= 1'b1;
      reset_o.flags.ack <= !seg_i.flags.ack;
      reset_o.seq       <= seg_i.flags.ack ? seg_i.ack : '0;
      text_q            <= 17'(seg_i.len_bytes) + 17'(seg_i.flags.syn) + 17'(seg_i.flags.fin);
    end
    reset_o.ack <= seg_i.flags.ack ? '0 : seg_i.seq + 32'(text_q);
  end

  logic unused;
  assign unused = &{1'b0, seg_i.icmp, seg_i.window, seg_i.urgent, seg_i.mss_valid, seg_i.mss, seg_i.handle, seg_i.addr};

endmodule
