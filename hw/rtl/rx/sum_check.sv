// sum_check: from sums to verdicts: IP header, ICMP message, TCP segment with its pseudo header.
// In:        header_i at stage 3 with the frame's last beat (valid_i); the two sums at stage 3 + rx_pkg::sum_stages.
// Out:       the three answers at rx_pkg::sums_stage. icmp_good_o and tcp_good_o mean something only if ip_good_o.
// Latency:   2 cycles behind the sums.  Throughput: one frame per cycle.
// Errors:    none.
// Source:    RFC 791 section 3.1, RFC 792, RFC 9293 section 3.1. A sum is good if it is 0 modulo 65,535 and not 0. A good
//            IP header adds 0 modulo 65,535, so the sum over the whole packet serves for what is inside.
module sum_check #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                  clk_i,
    input  logic                  rst_i,
    input  logic                  valid_i,
    input  rx_pkg::frame_header_t header_i,
    input  logic                  sums_valid_i,
    input  logic [31:0]           header_sum_i,
    input  logic [31:0]           packet_sum_i,
    output logic                  ip_good_o,
    output logic                  icmp_good_o,
    output logic                  tcp_good_o
);

  // hi * 65,536 + lo is a multiple of 65,535 exactly if hi + lo = 65,535 (as long as hi + lo < 131,070).
  function automatic logic good(logic [19:0] sum);
    return sum[15:0] == ~16'(sum[19:16]);
  endfunction

  // The pseudo header, in two steps: stages 4 and 5, then to where the sums are.
  logic        pseudo_s4;
  logic [16:0] src_s4, dst_s4, rest_s4;
  always_ff @(posedge clk_i) begin
    pseudo_s4 <= valid_i && !rst_i;
    if (valid_i) begin
      src_s4  <= 17'(header_i.ip.src[31:16]) + 17'(header_i.ip.src[15:0]);
      dst_s4  <= 17'(header_i.ip.dst[31:16]) + 17'(header_i.ip.dst[15:0]);
      rest_s4 <= 17'(header_i.ip.total_bytes) - 17'({header_i.ip.ihl_words, 2'b00}) + 17'(net_pkg::ProtoTcp);
    end
  end

  logic        pseudo_s5, pseudo_valid;
  logic [18:0] sum_s5, pseudo;
  always_ff @(posedge clk_i) begin
    pseudo_s5 <= pseudo_s4 && !rst_i;
    if (pseudo_s4) sum_s5 <= 19'(src_s4) + 19'(dst_s4) + 19'(rest_s4);
  end

  rx_pipe #(.T(logic [18:0]), .CYCLES(rx_pkg::sum_stages(DATA_BYTES) - 1)) u_pseudo (
      .clk_i, .rst_i, .valid_i(pseudo_s5), .data_i(sum_s5), .valid_o(pseudo_valid), .data_o(pseudo)
  );

  logic        folded_valid, ip_good;
  logic [16:0] folded;
  logic [19:0] tcp_sum;
  always_ff @(posedge clk_i) begin
    folded_valid <= sums_valid_i && !rst_i;
    if (sums_valid_i) begin
      folded  <= 17'(packet_sum_i[31:16]) + 17'(packet_sum_i[15:0]);
      ip_good <= good(header_sum_i[19:0]);
    end
    if (folded_valid) begin
      ip_good_o   <= ip_good;
      icmp_good_o <= good(20'(folded));
      tcp_sum     <= 20'(folded) + 20'(pseudo);
    end
  end
  assign tcp_good_o = good(tcp_sum);

  logic unused;
  assign unused = |header_sum_i[31:20];

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert (folded_valid == pseudo_valid) else $fatal(1, "sum_check: pseudo header and sum do not meet");
  end
`endif

endmodule
