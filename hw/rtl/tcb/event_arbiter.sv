// event_arbiter: which event enters the TCB pipeline next: tokens, credits, hazards.
// In:        per source a token (valid_i, conn_i) that stays until it is taken, and whether its worst case has room
//            downstream (room_i); run_i = 0 holds everything back.
// Out:       in every second cycle (slot_o) take_o, at most one source; phase_o is 1 in the cycles between.
// Latency:   1 to 3 cycles from token to take.  Throughput: one event per 2 cycles; of one connection, one per 6.
// Errors:    none. A source whose connection is in the pipeline waits; the others pass it.
// Source:    ours (DESIGN section 2): the comparison of connection numbers is registered before the grant uses it.
module event_arbiter #(
    parameter int unsigned SOURCES = 5
) (
    input  logic               clk_i,
    input  logic               rst_i,
    input  logic               run_i,
    input  logic [SOURCES-1:0] valid_i,
    input  toe_pkg::conn_t     conn_i [SOURCES],
    input  logic [SOURCES-1:0] room_i,
    output logic               phase_o,
    output logic [SOURCES-1:0] take_o,
    output logic               any_o
);

  logic [SOURCES-1:0] eligible_q, last_q;          // last_q: the source that was served last, one-hot
  toe_pkg::conn_t     newest_q, older_q;           // connections granted 2 and 4 cycles before the next slot
  logic               newest_valid_q, older_valid_q;

  always_ff @(posedge clk_i) phase_o <= rst_i ? 1'b0 : !phase_o;

  // Round robin: the first eligible source after the last one served, else the first of all.
  logic [SOURCES-1:0] after_last, masked, pick;
  always_comb begin
    after_last = ~((last_q - 1'b1) | last_q);
    masked     = eligible_q & after_last;
    pick       = masked != '0 ? masked & (~masked + 1'b1) : eligible_q & (~eligible_q + 1'b1);
  end
  assign take_o = phase_o ? '0 : pick;
  assign any_o  = take_o != '0;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      eligible_q     <= '0;
      last_q         <= SOURCES'(1);
      newest_valid_q <= 1'b0;
      older_valid_q  <= 1'b0;
    end else if (phase_o) begin
      for (int unsigned s = 0; s < SOURCES; s++) begin
        eligible_q[s] <= run_i && valid_i[s] && room_i[s]
            && !(newest_valid_q && conn_i[s] == newest_q) && !(older_valid_q && conn_i[s] == older_q);
      end
    end else begin
      newest_valid_q <= any_o;
      older_valid_q  <= newest_valid_q;
      if (any_o) last_q <= take_o;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!phase_o) begin
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
