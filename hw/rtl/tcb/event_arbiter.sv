// event_arbiter: which event enters the TCB pipeline next: tokens, credits, hazards.
// In:        per source a token (valid_i, conn_i) that stays until it is taken, and whether its worst case has room
//            downstream (room_i); phase_i, 0 in every second cycle.
// Out:       where phase_i is 0, take_o: at most one source, and again_o: its connection was also granted three slots ago, so that
//            that event is written back when this one reads. conn_o: its connection, from the next cycle until the next take_o.
// Latency:   1 to 3 cycles from token to take.  Throughput: one event per 2 cycles; of one connection, one per 6.
// Errors:    none. A source whose connection is in the pipeline waits; the others pass it.
// Source:    ours (DESIGN section 2): what is taken stands in registers before the slot; the source that was served longest
//            ago goes first.
module event_arbiter #(
    parameter int unsigned SOURCES = 5
) (
    input  logic               clk_i,
    input  logic               rst_i,
    input  logic               phase_i,              // 0 in every second cycle: a slot
    input  logic [SOURCES-1:0] valid_i,
    input  toe_pkg::conn_t     conn_i [SOURCES],
    input  logic [SOURCES-1:0] room_i,
    output logic [SOURCES-1:0] take_o,
    output logic               any_o,
    output logic               again_o,
    output toe_pkg::conn_t     conn_o
);

  toe_pkg::conn_t newest_q, older_q, oldest_q;     // connections granted 2, 4 and 6 cycles before the next slot
  logic           newest_valid_q, older_valid_q, oldest_valid_q;

  // Between the slots: who is eligible, and the first of them.
  logic [SOURCES-1:0] eligible;
  always_comb begin
    for (int unsigned s = 0; s < SOURCES; s++) begin
      eligible[s] = valid_i[s] && room_i[s]
          && !(newest_valid_q && conn_i[s] == newest_q) && !(older_valid_q && conn_i[s] == older_q);
    end
  end

  logic [SOURCES-1:0] first;
  oldest_first #(.SOURCES(SOURCES)) u_first (.clk_i, .rst_i, .want_i(eligible), .served_i(take_o), .first_o(first));

  always_ff @(posedge clk_i) begin
    take_o <= first & {SOURCES{phase_i && !rst_i}};
    any_o  <= eligible != '0 && phase_i && !rst_i;
  end

  logic [SOURCES-1:0] again_q;
  always_ff @(posedge clk_i) begin
    for (int unsigned s = 0; s < SOURCES; s++) again_q[s] <= oldest_valid_q && conn_i[s] == oldest_q;
  end
  assign again_o = |(take_o & again_q);
  assign conn_o  = newest_q;

  // In the slot: the connections for the next one.
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      newest_valid_q <= 1'b0;
      older_valid_q  <= 1'b0;
      oldest_valid_q <= 1'b0;
    end else if (!phase_i) begin
      newest_valid_q <= any_o;
      older_valid_q  <= newest_valid_q;
      oldest_valid_q <= older_valid_q;
    end
  end

  always_ff @(posedge clk_i) begin
    if (!phase_i) begin
      older_q  <= newest_q;
      oldest_q <= older_q;
      for (int unsigned s = 0; s < SOURCES; s++) if (take_o[s]) newest_q <= conn_i[s];
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert ($onehot0(take_o)) else $fatal(1, "event_arbiter: two sources taken at once");
  end
`endif

endmodule
