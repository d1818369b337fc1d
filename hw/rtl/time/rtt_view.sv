// rtt_view: what a query reports of a connection's round-trip record.
// In:        en_i: the record is being read, at most in every fourth cycle; meets_i/written_i: it is also being written in this
//            cycle, with this; record_i: what the read returned, 2 cycles later; rto_us_i: 3 cycles after seen_valid_o.
// Out:       seen_valid_o/seen_o, 3 cycles after en_i: for rto_base; view_o, 6 cycles after en_i, in this one cycle; its
//            time-out is the one before back-off.
// Latency:   6 cycles.  Throughput: one per 4 cycles.
// Errors:    none. A read that meets a write returns undefined data from the RAM: the query takes what is written.
// Source:    ours.
module rtt_view
  import timer_pkg::*;
(
    input  logic                clk_i,
    input  logic                rst_i,
    input  logic                en_i,
    input  logic                meets_i,
    input  rtt_record_t         written_i,
    input  rtt_record_t         record_i,
    input  logic [25:0]         rto_us_i,
    output logic                seen_valid_o,
    output rtt_record_t         seen_o,
    output logic                busy_o,
    output action_pkg::rtt_view_t  view_o
);

  logic [6:1]  valid_q;
  logic        meets_s1;
  rtt_record_t written_s1;

  always_ff @(posedge clk_i) valid_q <= rst_i ? '0 : {valid_q[5:1], en_i};
  always_ff @(posedge clk_i) if (en_i) begin
    meets_s1   <= meets_i;
    written_s1 <= written_i;
  end
  always_ff @(posedge clk_i) if (valid_q[2]) seen_o <= meets_s1 ? written_s1 : record_i;

  assign seen_valid_o = valid_q[3];
  assign busy_o       = valid_q != '0;
  assign view_o       = '{srtt_us8: seen_o.srtt_us8, rttvar_us4: seen_o.rttvar_us4, rto_us: rto_us_i};

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert (!(en_i && valid_q[3:1] != '0)) else $fatal(1, "rtt_view: two queries within four cycles");
  end
`endif

endmodule
