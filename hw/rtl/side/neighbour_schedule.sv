// neighbour_schedule: when the neighbour table must be walked.
// In:        set_i/set_us_i: an entry now has this due time; walk_done_i: every entry has been visited since walk_o
//            rose, and what each of them has left was told by set_i, two cycles ago at the latest.
// Out:       walk_o: an entry may be due; next_*: nothing is due before this.
// Latency:   3 cycles.  Throughput: one set_i per cycle.
// Errors:    none. A replaced entry leaves its time behind: one walk too many.
// Source:    ours.
module neighbour_schedule
  import toe_pkg::*;
(
    input  logic     clk_i,
    input  logic     rst_i,
    input  logic     enable_i,
    input  time_us_t now_us_i,
    input  logic     set_i,
    input  time_us_t set_us_i,
    input  logic     walk_done_i,
    output logic     walk_o,
    output logic     next_valid_o,
    output time_us_t next_us_o,
    output logic     busy_o                          // a due time is not in next_* yet
);

  logic     set_q;                                   // the time comes late in its cycle
  time_us_t set_us_q;
  always_ff @(posedge clk_i) set_q <= set_i && !rst_i;
  always_ff @(posedge clk_i) if (set_i) set_us_q <= set_us_i;
  assign busy_o = set_q;

  // While a walk runs, left_q collects; next_us_o stays.
  logic     left_valid_q;
  time_us_t left_q, set_before;
  logic     earlier;

  assign set_before = walk_o ? left_q : next_us_o;
  assign earlier    = !(walk_o ? left_valid_q : next_valid_o) || time_lt(set_us_q, set_before);

  always_ff @(posedge clk_i) if (set_q && walk_o && earlier) left_q <= set_us_q;
  always_ff @(posedge clk_i) begin
    if (walk_done_i) next_us_o <= left_q;
    else if (set_q && !walk_o && earlier) next_us_o <= set_us_q;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      walk_o       <= 1'b0;
      left_valid_q <= 1'b0;
      next_valid_o <= 1'b0;
    end else begin
      walk_o <= walk_o ? !walk_done_i : enable_i && next_valid_o && !time_lt(now_us_i, next_us_o);
      if (walk_done_i) next_valid_o <= left_valid_q;
      else if (set_q && !walk_o) next_valid_o <= 1'b1;
      left_valid_q <= walk_o && (left_valid_q || set_q);
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert (!(walk_done_i && set_q)) else $fatal(1, "neighbour_schedule: a due time at the end of a walk");
  end
`endif

endmodule
