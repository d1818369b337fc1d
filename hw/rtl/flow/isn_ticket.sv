// isn_ticket: holds what waits for an initial sequence number, so that the lookup need not.
// In:        keep_i, at most once for each start of the ISN unit: its number will be used, by the open of conn_i and inc_i, or
//            by the newest fresh event; isn_valid_i/iss_i: the number, until the next start.
// Out:       busy_o: a kept number is not known yet, so no other may be started. open_valid_o: the answer to that open
//            (its place was made sure of). fresh_iss_o/fresh_ready_i: numbers for fresh events, in order;
//            fresh_soon_o: one is there, or will be in the next cycle.
// Latency:   1 cycle.  Throughput: as the ISN unit's.
// Errors:    none; there are never more fresh numbers than places (DEPTH), because each has its event in a shorter queue.
// Source:    ours; RFC 9293 section 3.4.1 for the numbers.
module isn_ticket
  import toe_pkg::*;
#(
    parameter int unsigned DEPTH = 16
) (
    input  logic          clk_i,
    input  logic          rst_i,
    input  logic          keep_i,
    input  logic          for_open_i,
    input  conn_t         conn_i,
    input  inc_t          inc_i,
    input  logic          isn_valid_i,
    input  seq_pkg::seq_t iss_i,
    output logic          busy_o,
    output logic          waits_open_o,              // what is kept is an open's
    output logic          open_valid_o,
    output conn_t         open_conn_o,
    output inc_t          open_inc_o,
    output logic          fresh_soon_o,
    input  logic          fresh_ready_i,
    output seq_pkg::seq_t fresh_iss_o
);

  logic kept_q, for_open_q, deliver, fresh_room, fresh_valid;
  logic [$clog2(DEPTH):0] fresh_free;

  assign deliver      = kept_q && isn_valid_i;
  assign busy_o       = kept_q;
  assign waits_open_o = kept_q && for_open_q;
  assign open_valid_o = deliver && for_open_q;
  assign fresh_soon_o = fresh_valid || (deliver && !for_open_q);

  always_ff @(posedge clk_i) begin
    kept_q <= !rst_i && (keep_i || (kept_q && !deliver));
    if (keep_i) begin
      for_open_q  <= for_open_i;
      open_conn_o <= conn_i;
      open_inc_o  <= inc_i;
    end
  end

  stream_fifo #(.T(seq_pkg::seq_t), .DEPTH(DEPTH)) u_fresh (
      .clk_i, .rst_i, .valid_i(deliver && !for_open_q), .ready_o(fresh_room), .data_i(iss_i),
      .valid_o(fresh_valid), .ready_i(fresh_ready_i), .data_o(fresh_iss_o), .free_o(fresh_free)
  );

  logic unused;
  assign unused = &{1'b0, fresh_free};

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(deliver && !for_open_q && !fresh_room)) else $fatal(1, "isn_ticket: a number found no place");
      assert (!(fresh_ready_i && !fresh_valid)) else $fatal(1, "isn_ticket: a number was taken before it was there");
    end
  end
`else
  logic unused_room;
  assign unused_room = fresh_room;
`endif

endmodule
