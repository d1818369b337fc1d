// rto_backoff: the time-out, doubled as often as it was backed off, and when it ends.
// In:        valid_i: RTO in us, how often it is doubled (0..31), the time now: microseconds that are over.
// Out:       deadline_us_o = now + 1 + min(RTO * 2^backoff, rto_max): the microsecond that has begun does not count.
// Latency:   4 cycles.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 6298 section 5.1 (it expires after RTO, not before), 5.5 (back off the timer), 2.5 (a maximum may be
//            placed on RTO).
module rto_backoff (
    input  logic                clk_i,
    input  logic [25:0]         rto_max_us_i,
    input  logic                valid_i,
    input  logic [25:0]         rto_us_i,
    input  logic [4:0]          backoff_i,
    input  toe_pkg::time_us_t   now_us_i,
    output toe_pkg::time_us_t   deadline_us_o
);

  logic              valid_s1, valid_s2, valid_s3;
  logic [1:0]        bytes_s1;         // eights of doublings that remain
  logic [32:0]       rto_s1;
  logic [56:0]       rto_wide;
  logic              over_s2;
  logic [25:0]       rto_s2, rto_s3;
  toe_pkg::time_us_t now_s1, now_s2, now_s3;

  always_ff @(posedge clk_i) valid_s1 <= valid_i;
  always_ff @(posedge clk_i) if (valid_i) begin
    rto_s1   <= 33'(rto_us_i) << backoff_i[2:0];
    bytes_s1 <= backoff_i[4:3];
    now_s1   <= now_us_i;
  end

  assign rto_wide = 57'(rto_s1) << {bytes_s1, 3'b000};
  always_ff @(posedge clk_i) valid_s2 <= valid_s1;
  always_ff @(posedge clk_i) if (valid_s1) begin
    rto_s2  <= rto_wide[25:0];
    over_s2 <= |rto_wide[56:26];
    now_s2  <= now_s1;
  end

  always_ff @(posedge clk_i) valid_s3 <= valid_s2;
  always_ff @(posedge clk_i) if (valid_s2) begin
    rto_s3 <= over_s2 || rto_max_us_i < rto_s2 ? rto_max_us_i : rto_s2;
    now_s3 <= now_s2;
  end

  always_ff @(posedge clk_i) if (valid_s3) deadline_us_o <= now_s3 - ~32'(rto_s3);    // now + 1 + RTO

endmodule
