// rto_base: the retransmission time-out before back-off.
// In:        valid_i: SRTT (whole us), RTTVAR (1/4 us); sampled_i = 0: there is none yet; floor_3s_i: at least 3 s.
// Out:       rto_us_o.
// Latency:   2 cycles.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 6298 section 2.1 (initial), 2.2 and 2.3 (SRTT + max(G, 4 RTTVAR), G = 1 us), 2.4 and 2.5 (bounds,
//            registers here), 5.7 (3 s after a lost SYN).
module rto_base (
    input  logic                clk_i,
    input  logic [25:0]         rto_min_us_i,
    input  logic [25:0]         rto_initial_us_i,
    input  logic [25:0]         rto_max_us_i,
    input  logic                valid_i,
    input  logic                sampled_i,
    input  logic                floor_3s_i,
    input  logic [23:0]         srtt_us_i,
    input  logic [25:0]         rttvar_us4_i,
    output logic [25:0]         rto_us_o
);

  localparam logic [25:0] ThreeSeconds = 26'd3_000_000;

  logic        valid_s1, sampled_s1, floor_3s_s1;
  logic [26:0] sum_us_s1;

  // A variance of nothing counts as the granularity of the clock, 1 us.
  logic [25:0] spread_us;
  assign spread_us = {rttvar_us4_i[25:1], rttvar_us4_i[0] || rttvar_us4_i == '0};

  always_ff @(posedge clk_i) valid_s1 <= valid_i;
  always_ff @(posedge clk_i) if (valid_i) begin
    sampled_s1  <= sampled_i;
    floor_3s_s1 <= floor_3s_i;
    sum_us_s1   <= 27'(srtt_us_i) + 27'(spread_us);
  end

  // The bounds against 3 s: compared beside the sum, so that s2 is one comparison deep.
  logic min_below_s1, max_below_s1, initial_below_s1;
  always_ff @(posedge clk_i) if (valid_i) begin
    min_below_s1     <= rto_min_us_i < ThreeSeconds;
    max_below_s1     <= rto_max_us_i < ThreeSeconds;
    initial_below_s1 <= rto_initial_us_i < ThreeSeconds;
  end

  always_ff @(posedge clk_i) if (valid_s1) begin
    if (!sampled_s1) rto_us_o <= floor_3s_s1 && initial_below_s1 ? ThreeSeconds : rto_initial_us_i;
    else if (sum_us_s1 > 27'(rto_max_us_i)) rto_us_o <= floor_3s_s1 && max_below_s1 ? ThreeSeconds : rto_max_us_i;
    else if (sum_us_s1 < 27'(rto_min_us_i)) rto_us_o <= floor_3s_s1 && min_below_s1 ? ThreeSeconds : rto_min_us_i;
    else rto_us_o <= floor_3s_s1 && sum_us_s1 < 27'(ThreeSeconds) ? ThreeSeconds : sum_us_s1[25:0];
  end

endmodule
