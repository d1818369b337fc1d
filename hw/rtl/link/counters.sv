// counters: one 32-bit counter for each disposition and each statistic, in one block RAM.
// In:        pulses: a disposition from each room (disp_*), one wire a statistic (stat_i).
// Out:       rsp_o/value_o: the counter of req_index_i. A read counts everything that pulsed before req_i rose.
// Latency:   read about 260 cycles: what waited when it was asked for is in the RAM by then.
// Throughput: one addition per cycle; a source that waits is served every 14 cycles at least.
// Errors:    counters wrap at 2^32. A room may report 16 dispositions at once, and all rooms together 3 in 4 cycles in the
//            long run: frames on any wire are rarer (a minimal one takes 84 byte times).
// Source:    hw/link/registers.toml; DESIGN section 3, invariant 7: the sums hold.
module counters
  import reason_pkg::*;
#(
    parameter int unsigned ROOMS = 5,
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

  localparam int unsigned AddW  = 8;                 // a statistic is visited every 224 cycles at least
  localparam int unsigned StatW = $clog2(STATS);
  localparam int unsigned Groups = (STATS + 3) / 4;  // of four statistics
  localparam int unsigned Srcs  = ROOMS + 2;         // each room; all statistics; the reader
  localparam int unsigned Stat  = ROOMS;
  localparam int unsigned Read  = ROOMS + 1;
  // By then 17 dispositions, two in 14 cycles, or 16 statistics, 14 cycles each, have been added.
  localparam logic [7:0]  Wait  = '1;

  logic [Srcs-1:0] want, grant_q;

  // ---------------------------------------------------------------- a clock of its own: no pulse, no question
  logic clk, ended;
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

  // ---------------------------------------------------------------- what waits
  disposition_e disp [ROOMS];
  for (genvar r = 0; r < ROOMS; r++) begin : gen_room
    logic room, valid;
    logic [4:0] free;
    stream_fifo #(.T(disposition_e), .DEPTH(16)) u_waiting (
        .clk_i(clk), .rst_i, .valid_i(ended_q[r]), .ready_o(room), .data_i(how_q[r]),
        .valid_o(valid), .ready_i(grant_q[r]), .data_o(disp[r]), .free_o(free)
    );
    assign want[r] = valid && (!grant_q[r] || free != 5'd16);        // another one behind the one that leaves
    logic unused;
    assign unused = room;
  end

  logic [AddW-1:0]  stat_q [STATS];
  logic [STATS-1:0] some_q;                          // stat_q is not zero
  logic [StatW-1:0] visit_q, visit_d;                // from one that has something to the next, past whole groups without
  for (genvar s = 0; s < STATS; s++) begin : gen_stat
    logic taken;
    assign taken = grant_q[Stat] && visit_q == StatW'(s);
    always_ff @(posedge clk) begin
      if (rst_i) some_q[s] <= 1'b0;
      else if (taken || pulse_q[s]) some_q[s] <= pulse_q[s];
      if (rst_i) stat_q[s] <= '0;
      else if (taken || pulse_q[s]) stat_q[s] <= (taken ? '0 : stat_q[s]) + AddW'(pulse_q[s]);
    end
  end
  assign want[Stat] = some_q[visit_q] && !grant_q[Stat];
  logic [Groups-1:0] group_some;
  for (genvar g = 0; g < Groups; g++) begin : gen_group
    assign group_some[g] = (some_q >> 4 * g & STATS'(15)) != '0;
  end
  always_comb begin
    visit_d = visit_q == StatW'(STATS - 1) ? '0 : visit_q + 1'b1;
    if (!group_some[visit_q[StatW-1:2]]) visit_d = visit_q[StatW-1:2] == (StatW-2)'(Groups - 1) ? '0 : (visit_q | StatW'(3)) + 1'b1;
  end
  always_ff @(posedge clk) begin
    if (rst_i) visit_q <= '0;
    else if (grant_q[Stat] || (some_q != '0 && !some_q[visit_q])) visit_q <= visit_d;
  end

  // ---------------------------------------------------------------- whose turn; known a cycle ahead
  logic            init_q, reading_q;
  logic [5:0]      init_index_q;
  logic [7:0]      wait_q;

  logic [Srcs-1:0] pick;
  oldest_first #(.SOURCES(Srcs)) u_turn (.clk_i(clk), .rst_i, .want_i(want), .served_i(grant_q), .first_o(pick));
  assign want[Read] = req_i && wait_q == Wait && !reading_q;

  always_ff @(posedge clk) begin
    grant_q <= rst_i || init_q ? '0 : pick;
    if (rst_i) begin
      wait_q    <= '0;
      reading_q <= 1'b0;
    end else begin
      if (!req_i || rsp_o) begin
        wait_q    <= '0;
        reading_q <= 1'b0;
      end else begin
        if (wait_q != Wait) wait_q <= wait_q + 1'b1;
        if (pick[Read] && !init_q) reading_q <= 1'b1;
      end
    end
  end

  // ---------------------------------------------------------------- a: read, b: catch, c: add and write
  // The RAM gave stage b what stood there before the two additions ahead of it: both replace it.
  logic            a_valid, b_valid_q, b_read_q, c_valid_q, c_read_q, d_valid_q;
  logic [5:0]      a_index, b_index_q, c_index_q, d_index_q;
  logic [AddW-1:0] b_add_q, c_add_q;
  logic [31:0]     ram, c_old_q, sum, d_sum_q;

  assign a_valid = grant_q != '0;
  always_comb begin
    a_index = '0;
    for (int unsigned r = 0; r < ROOMS; r++) if (grant_q[r]) a_index |= 6'(disp[r]);
    if (grant_q[Stat]) a_index |= 6'(Dispositions) + 6'(visit_q);
    if (grant_q[Read]) a_index |= req_index_i;
  end

  always_ff @(posedge clk) begin
    if (a_valid) begin
      b_index_q <= a_index;
      b_add_q   <= grant_q[Read] ? '0 : grant_q[Stat] ? stat_q[visit_q] : AddW'(1);
    end
    if (b_valid_q) begin
      c_index_q <= b_index_q;
      c_add_q   <= b_add_q;
      c_old_q   <= c_valid_q && c_index_q == b_index_q ? sum : d_valid_q && d_index_q == b_index_q ? d_sum_q : ram;
    end
    if (c_valid_q) begin
      d_index_q <= c_index_q;
      d_sum_q   <= sum;
    end
    if (c_valid_q && c_read_q) value_o <= sum;
  end
  assign sum = c_old_q + 32'(c_add_q);

  ram_1r1w #(.WIDTH(32), .DEPTH(64), .COLLISION_FREE(1'b0)) u_ram (
      .clk_i(clk), .we_i(c_valid_q || init_q), .waddr_i(init_q ? init_index_q : c_index_q), .wdata_i(init_q ? '0 : sum),
      .re_i(a_valid), .raddr_i(a_index), .rdata_o(ram)
  );

  always_ff @(posedge clk) begin
    if (rst_i) begin
      b_valid_q    <= 1'b0;
      b_read_q     <= 1'b0;
      c_valid_q    <= 1'b0;
      c_read_q     <= 1'b0;
      d_valid_q    <= 1'b0;
      rsp_o        <= 1'b0;
      init_q       <= 1'b1;
      init_index_q <= '0;
    end else begin
      b_valid_q <= a_valid;
      b_read_q  <= grant_q[Read];
      c_valid_q <= b_valid_q;
      c_read_q  <= b_read_q;
      d_valid_q <= c_valid_q;
      rsp_o     <= c_read_q;
      if (init_q) begin
        init_index_q <= init_index_q + 1'b1;
        init_q       <= init_index_q != '1;
      end
    end
  end

  assign idle_o = ended_q == '0 && pulse_q == '0 && want == '0 && some_q == '0 && grant_q == '0 && !b_valid_q && !c_valid_q
                  && !init_q;

endmodule
