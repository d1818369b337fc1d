// event_arbiter: which event enters the TCB pipeline next: tokens, credits, hazards.
// In:        per source a token (valid_i, conn_i) that stays until it is taken, and whether its worst case has room
//            downstream (room_i); run_i = 0 holds everything back; phase_i, 0 in every second cycle.
// Out:       where phase_i is 0, take_o: at most one source.
// Latency:   1 to 3 cycles from token to take.  Throughput: one event per 2 cycles; of one connection, one per 6.
// Errors:    none. A source whose connection is in the pipeline waits; the others pass it.
// Source:    ours (DESIGN section 2): the comparison of connection numbers is registered before the grant uses it.
module event_arbiter #(
    parameter int unsigned SOURCES = 5
) (
    input  logic               clk_i,
    input  logic               rst_i,
    input  logic               run_i,
    input  logic               phase_i,              // 0 in every second cycle: a slot
    input  logic [SOURCES-1:0] valid_i,
    input  toe_pkg::conn_t     conn_i [SOURCES],
    input  logic [SOURCES-1:0] room_i,
    output logic [SOURCES-1:0] take_o,
    output logic               any_o
);

  logic [SOURCES-1:0] candidate_q;                 // may be taken in this slot; none between the slots
  logic [SOURCES-1:0] later_q;                     // come after the source served last, in round-robin order
  toe_pkg::conn_t     newest_q, older_q;           // connections granted 2 and 4 cycles before the next slot
  logic               newest_valid_q, older_valid_q;

  // Between the slots: who is eligible; those behind the source served last go first.
  logic [SOURCES-1:0] eligible;
  always_comb begin
    for (int unsigned s = 0; s < SOURCES; s++) begin
      eligible[s] = run_i && valid_i[s] && room_i[s]
          && !(newest_valid_q && conn_i[s] == newest_q) && !(older_valid_q && conn_i[s] == older_q);
    end
  end
  always_ff @(posedge clk_i) begin
    if (rst_i || !phase_i) candidate_q <= '0;
    else candidate_q <= (eligible & later_q) != '0 ? eligible & later_q : eligible;
  end

  // In the slot: the first of them, without a carry chain.
  always_comb begin
    logic taken;
    taken = 1'b0;
    for (int unsigned s = 0; s < SOURCES; s++) begin
      take_o[s] = candidate_q[s] && !taken;
      taken     = taken || candidate_q[s];
    end
  end
  assign any_o = candidate_q != '0;

  function automatic logic [SOURCES-1:0] behind(logic [SOURCES-1:0] one_hot);
    logic [SOURCES-1:0] later;
    later = '0;
    for (int unsigned s = 1; s < SOURCES; s++) later[s] = later[s-1] || one_hot[s-1];
    return later;
  endfunction

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      later_q        <= '0;
      newest_valid_q <= 1'b0;
      older_valid_q  <= 1'b0;
    end else if (!phase_i) begin
      newest_valid_q <= any_o;
      older_valid_q  <= newest_valid_q;
      if (any_o) later_q <= behind(take_o);
    end
  end

  always_ff @(posedge clk_i) begin
    if (!phase_i) begin
      older_q <= newest_q;
      for (int unsigned s = 0; s < SOURCES; s++) if (take_o[s]) newest_q <= conn_i[s];
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert ($onehot0(take_o)) else $fatal(1, "event_arbiter: two sources taken at once");
  end
`endif

endmodule
