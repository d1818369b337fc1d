// rto_base: the retransmission time-out before back-off.
// In:        valid_i: SRTT (whole us), RTTVAR (1/4 us), whether there is one yet, whether it is at least 3 s.
// Out:       rto_us_o.
// Latency:   3 cycles.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 6298 section 2.1 (initial), 2.2 and 2.3 (SRTT + max(G, 4 RTTVAR), G = 1 us), 2.4 and 2.5 (bounds,
//            registers here), 5.7 (3 s after a lost SYN).
module rto_base (
    input  logic                clk_i,
    input  logic [25:0]         rto_min_us_i,
    input  logic [25:0]         rto_initial_us_i,
    input  logic [25:0]         rto_max_us_i,
    input  logic                valid_i,
    input  timer_pkg::rto_terms_t  terms_i,
    output logic [25:0]         rto_us_o
);

  localparam logic [25:0] ThreeSeconds = 26'd3_000_000;

  logic        valid_s1, sampled_s1, floor_3s_s1, flat_s1, valid_s2, floor_3s_s2;
  logic [26:0] sum_us_s1;
  logic [25:0] rto_us_s2;

  // A variance of nothing counts as the granularity of the clock, 1 us; it is added behind the sum.
  always_ff @(posedge clk_i) valid_s1 <= valid_i;
  always_ff @(posedge clk_i) if (valid_i) begin
    sampled_s1  <= terms_i.sampled;
    floor_3s_s1 <= terms_i.floor_3s;
    flat_s1     <= terms_i.rttvar_us4 == '0;
    sum_us_s1   <= 27'(terms_i.srtt_us) + 27'(terms_i.rttvar_us4);
  end

  always_ff @(posedge clk_i) valid_s2 <= valid_s1;
  always_ff @(posedge clk_i) if (valid_s1) begin
    floor_3s_s2 <= floor_3s_s1;
    if (!sampled_s1) rto_us_s2 <= rto_initial_us_i;
    else if ({1'b0, rto_max_us_i, 1'b0} < {sum_us_s1, flat_s1}) rto_us_s2 <= rto_max_us_i;
    else if (sum_us_s1 < 27'(rto_min_us_i)) rto_us_s2 <= rto_min_us_i;
    else rto_us_s2 <= sum_us_s1[25:0] + 26'(flat_s1);
  end

  always_ff @(posedge clk_i) if (valid_s2) rto_us_o <= floor_3s_s2 && rto_us_s2 < ThreeSeconds ? ThreeSeconds : rto_us_s2;

endmodule
