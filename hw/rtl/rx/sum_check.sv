// sum_check: from sums to verdicts: IP header, ICMP message, TCP segment with its pseudo header.
// In:        the sums over the IP header, the packet and the pseudo header, with sums_valid_i.
// Out:       the three answers. icmp_good_o and tcp_good_o mean something only if ip_good_o.
// Latency:   1 cycle.  Throughput: one frame per cycle.
// Errors:    none.
// Source:    RFC 791 section 3.1, RFC 792, RFC 9293 section 3.1. A sum is good if it is 0 modulo 65,535 and not 0. A good
//            IP header adds 0 modulo 65,535, so the sum over the whole packet serves for what is inside.
module sum_check (
    input  logic        clk_i,
    input  logic        sums_valid_i,
    input  logic [31:0] header_sum_i,
    input  logic [31:0] packet_sum_i,
    input  logic [18:0] pseudo_sum_i,
    output logic        ip_good_o,
    output logic        icmp_good_o,
    output logic        tcp_good_o
);

  // hi * 65,536 + lo is a multiple of 65,535 exactly if hi + lo = 65,535 (as long as hi + lo < 131,070).
  function automatic logic good(logic [19:0] sum);
    return sum[15:0] == ~16'(sum[19:16]);
  endfunction

  logic [16:0] packet_q;
  logic [19:0] tcp_q;
  always_ff @(posedge clk_i) begin
    if (sums_valid_i) begin
      ip_good_o <= good(header_sum_i[19:0]);
      packet_q  <= 17'(packet_sum_i[31:16]) + 17'(packet_sum_i[15:0]);
      tcp_q     <= 20'(packet_sum_i[31:16]) + 20'(packet_sum_i[15:0]) + 20'(pseudo_sum_i);
    end
  end
  assign icmp_good_o = good(20'(packet_q));
  assign tcp_good_o  = good(tcp_q);

  logic unused;
  assign unused = |header_sum_i[31:20];

endmodule
