// rtt_estimator: one round-trip sample into SRTT and RTTVAR.
// In:        valid_i: the time now, the time when the timed segment left, SRTT (1/8 us) and RTTVAR (1/4 us) so far;
//            sampled_i = 0: this is the first sample.
// Out:       srtt_us8_o, rttvar_us4_o.
// Latency:   3 cycles.  Throughput: one per cycle. Each step is one sum.
// Errors:    a sample of more than 2^24 - 1 us (16.8 s) counts as that, so that 27 and 26 bits hold every result.
// Source:    RFC 6298 section 2.2 (SRTT = R, RTTVAR = R/2) and 2.3 (alpha = 1/8, beta = 1/4; RTTVAR from the old SRTT).
//            x - x/8 + R in units of 1/8 us is 7/8 SRTT + 1/8 R; the quotient is rounded down.
module rtt_estimator (
    input  logic                clk_i,
    input  logic                valid_i,
    input  toe_pkg::time_us_t   now_us_i,
    input  toe_pkg::time_us_t   start_us_i,
    input  logic                sampled_i,
    input  logic [26:0]         srtt_us8_i,
    input  logic [25:0]         rttvar_us4_i,
    output logic [26:0]         srtt_us8_o,
    output logic [25:0]         rttvar_us4_o
);

  // s1: R, and what remains of the old averages
  logic        valid_s1, valid_s2;
  logic        first_s1;
  logic [31:0] r_us_s1;
  logic [26:0] srtt_rest_s1;
  logic [25:0] rttvar_rest_s1;
  logic [23:0] srtt_us_s1;

  always_ff @(posedge clk_i) valid_s1 <= valid_i;
  always_ff @(posedge clk_i) if (valid_i) begin
    first_s1       <= !sampled_i;
    r_us_s1        <= now_us_i - start_us_i;
    srtt_us_s1     <= srtt_us8_i[26:3];
    srtt_rest_s1   <= sampled_i ? srtt_us8_i - 27'(srtt_us8_i[26:3]) : '0;
    rttvar_rest_s1 <= sampled_i ? rttvar_us4_i - 26'(rttvar_us4_i[25:2]) : '0;
  end

  // s2: the new SRTT; SRTT - R, signed (2 R at the first sample)
  logic [23:0] r_us;
  logic [25:0] error_us_s2;
  logic [26:0] srtt_us8_s2;
  logic [25:0] rttvar_rest_s2;

  assign r_us = |r_us_s1[31:24] ? '1 : r_us_s1[23:0];

  always_ff @(posedge clk_i) valid_s2 <= valid_s1;
  always_ff @(posedge clk_i) if (valid_s1) begin
    srtt_us8_s2    <= srtt_rest_s1 + (first_s1 ? {r_us, 3'b000} : 27'(r_us));
    error_us_s2    <= first_s1 ? {1'b0, r_us, 1'b0} : 26'(srtt_us_s1) - 26'(r_us);
    rttvar_rest_s2 <= rttvar_rest_s1;
  end

  // s3: the new RTTVAR
  // The bit below carries the one of a negative error.
  function automatic logic [25:0] with_magnitude(logic [25:0] rest, logic [25:0] error);
    return 26'(({rest, 1'b1} + {error ^ {26{error[25]}}, error[25]}) >> 1);
  endfunction

  always_ff @(posedge clk_i) if (valid_s2) begin
    srtt_us8_o   <= srtt_us8_s2;
    rttvar_us4_o <= with_magnitude(rttvar_rest_s2, error_us_s2);
  end

endmodule
