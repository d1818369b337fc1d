// rx_checks: everything that must be right about a frame, and its verdict (wiring).
// In:        word-aligned beats (stage 1); their numbers and the headers at stage 3, with the last of them (end_i) length and
//            error; the FCS.
// Out:       verdict_o with the pulse valid_o.
// Latency:   rx_pkg::verdict_stage - 3 cycles from end_i.  Throughput: one beat per cycle.
// Errors:    every frame has exactly one verdict.
// Source:    see the modules. Two clocks: clk_i runs while there is a frame, end_clk_i around its end.
module rx_checks #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                    clk_i,
    input  logic                    end_clk_i,
    input  logic                    rst_i,
    input  toe_pkg::cfg_t           cfg_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic                    last_i,
    input  logic                    l3_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic [15:0]             total_bytes_i,
    input  logic [5:0]              header_bytes_i,
    input  logic                    header_valid_i,
    input  logic [16-$clog2(DATA_BYTES):0] header_beat_i,
    input  logic                    end_i,
    input  rx_pkg::frame_header_t   header_i,
    input  logic                    source_route_i,
    input  logic [16:0]             bytes_i,
    input  logic                    error_i,
    input  logic                    fcs_valid_i,
    input  logic                    fcs_good_i,
    output logic                    valid_o,
    output rx_pkg::verdict_t        verdict_o
);
  import rx_pkg::*;

  localparam int unsigned SumsAt  = sums_stage(DATA_BYTES);
  localparam int unsigned JudgeAt = 5;

  // Stages 3 to 5: whose frame; then until the sums are known.
  logic    judged_valid, judged_here;
  judged_t judged_s5, judged;

  rx_classify u_rx_classify (
      .clk_i, .rst_i, .cfg_i, .valid_i(end_i), .header_i, .source_route_i,
      .bytes_i, .error_i, .valid_o(judged_valid), .judged_o(judged_s5)
  );

  rx_pipe #(.T(judged_t), .CYCLES(SumsAt - JudgeAt)) u_judged (
      .clk_i(end_clk_i), .rst_i, .valid_i(judged_valid), .data_i(judged_s5), .valid_o(judged_here), .data_o(judged)
  );

  // The sums over the headers and the packet, and the FCS.
  logic        header_sum_valid, packet_sum_valid, ip_good, icmp_good, tcp_good;
  logic [31:0] header_sum, packet_sum;

  checksum #(.DATA_BYTES(DATA_BYTES), .BYTES_W(6)) u_header_sum (
      .clk_i, .rst_i, .valid_i, .first_i, .last_i, .l3_i,
      .bytes_i(header_bytes_i), .data_i, .valid_o(header_sum_valid), .sum_o(header_sum)
  );

  checksum #(.DATA_BYTES(DATA_BYTES)) u_packet_sum (
      .clk_i, .rst_i, .valid_i, .first_i, .last_i, .l3_i,
      .bytes_i(total_bytes_i), .data_i, .valid_o(packet_sum_valid), .sum_o(packet_sum)
  );

  logic [18:0] pseudo_sum;
  pseudo_header #(.DATA_BYTES(DATA_BYTES)) u_pseudo_header (
      .clk_i, .valid_i(header_valid_i), .beat_i(header_beat_i), .header_i, .sum_o(pseudo_sum)
  );

  sum_check u_sum_check (
      .clk_i(end_clk_i), .sums_valid_i(packet_sum_valid), .header_sum_i(header_sum), .packet_sum_i(packet_sum),
      .pseudo_sum_i(pseudo_sum), .ip_good_o(ip_good), .icmp_good_o(icmp_good), .tcp_good_o(tcp_good)
  );

  logic fcs_here, fcs_good_here;
  rx_pipe #(.T(logic), .CYCLES(SumsAt - FcsStage)) u_fcs (
      .clk_i, .rst_i, .valid_i(fcs_valid_i), .data_i(fcs_good_i), .valid_o(fcs_here), .data_o(fcs_good_here)
  );

  rx_verdict u_rx_verdict (
      .clk_i(end_clk_i), .rst_i, .valid_i(judged_here), .judged_i(judged), .fcs_good_i(fcs_good_here), .ip_good_i(ip_good),
      .icmp_good_i(icmp_good), .tcp_good_i(tcp_good), .valid_o, .verdict_o
  );

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (header_sum_valid == packet_sum_valid) else $fatal(1, "rx_checks: the two sums do not meet");
      assert (fcs_here == judged_here) else $fatal(1, "rx_checks: FCS and judgement do not meet");
    end
  end
`else
  logic unused;
  assign unused = header_sum_valid | fcs_here;
`endif

endmodule
