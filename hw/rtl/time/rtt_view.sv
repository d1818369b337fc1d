// rtt_view: what a query reports of a connection's round-trip record.
// In:        en_i: the record is being read; meets_i/written_i: it is also being written in this cycle, with this;
//            record_i: what the read returned, 2 cycles later.
// Out:       view_o; the time-out before back-off.
// Latency:   4 cycles.  Throughput: one per cycle.
// Errors:    none. A read that meets a write returns undefined data from the RAM: the query takes what is written.
// Source:    ours.
module rtt_view
  import timer_pkg::*;
(
    input  logic                clk_i,
    input  logic [25:0]         rto_min_us_i,
    input  logic [25:0]         rto_initial_us_i,
    input  logic [25:0]         rto_max_us_i,
    input  logic                en_i,
    input  logic                meets_i,
    input  rtt_record_t         written_i,
    input  rtt_record_t         record_i,
    output action_pkg::rtt_view_t  view_o
);

  logic        valid_s1, valid_s2, valid_s3, meets_s1, meets_s2;
  rtt_record_t written_s1, written_s2, seen_s2;
  logic [26:0] srtt_s3, srtt_s4;
  logic [25:0] rttvar_s3, rttvar_s4, rto_s4;

  always_ff @(posedge clk_i) begin
    valid_s1 <= en_i;
    valid_s2 <= valid_s1;
    valid_s3 <= valid_s2;
  end
  always_ff @(posedge clk_i) if (en_i) begin
    meets_s1   <= meets_i;
    written_s1 <= written_i;
  end
  always_ff @(posedge clk_i) if (valid_s1) begin
    meets_s2   <= meets_s1;
    written_s2 <= written_s1;
  end

  assign seen_s2 = meets_s2 ? written_s2 : record_i;
  rto_base u_base (
      .clk_i, .rto_min_us_i, .rto_initial_us_i, .rto_max_us_i, .valid_i(valid_s2),
      .sampled_i(seen_s2.sampled), .floor_3s_i(seen_s2.floor_3s),
      .srtt_us_i(seen_s2.srtt_us8[26:3]), .rttvar_us4_i(seen_s2.rttvar_us4), .rto_us_o(rto_s4)
  );
  always_ff @(posedge clk_i) if (valid_s2) begin
    srtt_s3   <= seen_s2.srtt_us8;
    rttvar_s3 <= seen_s2.rttvar_us4;
  end
  always_ff @(posedge clk_i) if (valid_s3) begin
    srtt_s4   <= srtt_s3;
    rttvar_s4 <= rttvar_s3;
  end
  assign view_o = '{srtt_us8: srtt_s4, rttvar_us4: rttvar_s4, rto_us: rto_s4};

endmodule
