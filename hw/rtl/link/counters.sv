// counters: one 32-bit counter for each disposition and each statistic, in one block RAM.
// In:        pulses: a disposition from each room (disp_*), one wire a statistic (stat_i).
// Out:       rsp_o/value_o: the counter of req_index_i. A read counts everything that pulsed before req_i rose.
// Latency:   read 4 cycles and, until the counter's next visit, at most Counters more.
// Throughput: everything may pulse in every cycle.
// Errors:    counters wrap at 2^32. More than 63 pulses of one counter between two visits, Counters cycles, would be lost:
//            only a disposition of several rooms could have more than one in a cycle, and a frame has one disposition.
// Source:    hw/link/registers.toml; DESIGN section 3, invariant 7: the sums hold.
//
// Beside the RAM every counter has its lowest bits in registers, which count by themselves. A visit to the RAM makes the
// word there agree with them: the low bits are copied, and if they are less than they were, the others are one more.
module counters
  import reason_pkg::*;
#(
    parameter int unsigned ROOMS = 5,                // in the order of reported_by
    localparam int unsigned STATS = link_pkg::StatCounters
) (
    input  logic             clk_i,
    input  logic             rst_i,
    input  logic             disp_valid_i [ROOMS],
    input  disposition_e     disp_i       [ROOMS],
    input  logic [STATS-1:0] stat_i,
    input  logic             req_i,                  // held until rsp_o
    input  logic [5:0]       req_index_i,
    output logic             rsp_o,
    output logic [31:0]      value_o,
    output logic             idle_o
);

  localparam int unsigned Counters = Dispositions + STATS;
  localparam int unsigned LowW     = 6;

  // ---------------------------------------------------------------- a clock of its own: no pulse, no question
  logic clk, ended, init_q;
  always_comb begin
    ended = 1'b0;
    for (int unsigned r = 0; r < ROOMS; r++) ended |= disp_valid_i[r];
  end
  clock_gate #(.HOLD(2)) u_clock (.clk_i, .rst_i, .busy_i(!idle_o || ended || stat_i != '0 || req_i), .clk_o(clk));

  // ---------------------------------------------------------------- pulses come from far away, and late in their cycle
  logic [ROOMS-1:0] ended_q;
  logic [STATS-1:0] pulse_q;
  disposition_e     how_q [ROOMS];
  for (genvar r = 0; r < ROOMS; r++) begin : gen_ended
    always_ff @(posedge clk) ended_q[r] <= disp_valid_i[r] && !rst_i;
    always_ff @(posedge clk) if (disp_valid_i[r]) how_q[r] <= disp_i[r];
  end
  always_ff @(posedge clk) pulse_q <= rst_i ? '0 : stat_i;

  // ---------------------------------------------------------------- the lowest bits
  // Rooms that report a disposition: rx, side, flow, tcb, link.
  function automatic logic reported_by(int unsigned room, disposition_e d);
    unique case (d)
      DispRaw, DispDropRawFull:    return room == 4;
      DispArp, DispEchoReply:      return room == 1;
      DispDropIcmp:                return room <= 2;
      DispReset, DispDropNoConnection,
      DispDropNoSlot,
      DispDropTableFull:           return room == 2;
      DispConsumed, DispDropStale: return room == 3;
      default:                     return room == 0;
    endcase
  endfunction

  logic [LowW-1:0] low_q [Counters];
  for (genvar d = 0; d < Dispositions; d++) begin : gen_disp
    logic [1:0] more;
    always_comb begin
      more = '0;
      for (int unsigned r = 0; r < ROOMS; r++) begin
        if (reported_by(r, disposition_e'(d))) more = more + 2'(ended_q[r] && how_q[r] == disposition_e'(d));
      end
    end
    always_ff @(posedge clk) low_q[d] <= rst_i ? '0 : low_q[d] + LowW'(more);
  end
  for (genvar s = 0; s < STATS; s++) begin : gen_stat
    always_ff @(posedge clk) low_q[Dispositions+s] <= rst_i ? '0 : low_q[Dispositions+s] + LowW'(pulse_q[s]);
  end

  // ---------------------------------------------------------------- visits. a: read, b: catch, c: compare and write
  logic [5:0]      a_index_q, b_index_q, c_index_q;
  logic [LowW-1:0] b_low_q, c_low_q;
  logic [31:0]     ram, c_old_q, fresh;
  assign fresh = {c_old_q[31:LowW] + (32-LowW)'(c_low_q < c_old_q[LowW-1:0]), c_low_q};
  always_ff @(posedge clk) begin
    a_index_q <= rst_i || a_index_q == 6'(Counters - 1) ? '0 : a_index_q + 1'b1;
    b_index_q <= a_index_q;
    b_low_q   <= low_q[a_index_q];
    c_index_q <= b_index_q;
    c_low_q   <= b_low_q;
    c_old_q   <= ram;
  end

  // The first round, and what is behind it in stage c, clears the RAM: nothing is read in it.
  logic [1:0] clear_q;                               // stages b and c hold visits of the first round
  always_ff @(posedge clk) begin
    if (rst_i) init_q <= 1'b1;
    else if (a_index_q == 6'(Counters - 1)) init_q <= 1'b0;
    clear_q <= {clear_q[0], init_q || rst_i};
  end

  ram_1r1w #(.WIDTH(32), .DEPTH(64), .COLLISION_FREE(1'b0)) u_ram (
      .clk_i(clk), .we_i(1'b1), .waddr_i(c_index_q), .wdata_i(clear_q[1] ? 32'(c_low_q) : fresh),
      .re_i(1'b1), .raddr_i(a_index_q), .rdata_o(ram)
  );

  // ---------------------------------------------------------------- the answer: the first visit that began after the pulses
  logic       asked_q;                               // req_i rose a cycle ago or earlier
  logic [1:0] answers_q;                             // stages b and c hold the visit that answers
  always_ff @(posedge clk) begin
    asked_q   <= req_i && !rsp_o && !init_q && !rst_i;
    answers_q <= rst_i ? '0 : {answers_q[0], asked_q && !rsp_o && a_index_q == req_index_i};
    rsp_o     <= answers_q[1] && !rst_i;
    value_o   <= fresh;
  end

  assign idle_o = ended_q == '0 && pulse_q == '0 && !init_q && clear_q == '0;

`ifdef VERILATOR
  initial if (ROOMS != 5 || Counters >= 2 ** LowW) $fatal(1, "counters: five rooms, and fewer than 64 counters");
  for (genvar r = 0; r < ROOMS; r++) begin : gen_reported
    always_ff @(posedge clk) begin
      if (ended_q[r]) assert (reported_by(r, how_q[r])) else $fatal(1, "counters: a disposition of another room");
    end
  end
`endif

endmodule
