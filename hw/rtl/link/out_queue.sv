// out_queue: the one ordered queue to the host: deliveries and snapshots, in the order in which they were decided.
// In:        deliveries (never refused; dlv_room_o is their credit) and words of snapshots.
// Out:       words, in order; snap_taken_o: one that was not a delivery has left a cycle ago.
// Latency:   4 cycles.  Throughput: one word per cycle; a delivery goes before a snapshot's word of the same cycle.
// Errors:    none: each kind has places of its own, so neither can starve the other.
// Source:    DESIGN section 4: a connection's first snapshot precedes its payload; one that reports receive offset R
//            follows all payload below R. A delivery that was decided before an answer was read is in the queue by then.
module out_queue
  import action_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned DEPTH      = 128,         // words, a power of two
    parameter int unsigned SNAP_WORDS = 32           // of them for snapshots
) (
    input  logic      clk_i,
    input  logic      rst_i,
    input  logic      dlv_valid_i,
    input  delivery_t dlv_i,
    output logic      dlv_room_o,                    // at least 8 more fit
    input  logic      snap_valid_i,
    output logic      snap_ready_o,
    input  word_t     snap_i,
    output logic      snap_taken_o,
    output logic      valid_o,
    input  logic      ready_i,
    output word_t     word_o,
    output logic      idle_o
);

  localparam int unsigned DlvWords = DEPTH - SNAP_WORDS;
  localparam int unsigned CountW   = $clog2(DEPTH) + 1;

  logic [CountW-1:0] dlv_used_q, level;
  logic              dlv_taken, room;

  assign snap_ready_o = !dlv_valid_i;
  assign dlv_room_o   = dlv_used_q < CountW'(DlvWords - 8);
  assign idle_o       = level == '0;

  always_ff @(posedge clk_i) begin
    dlv_taken    <= valid_o && ready_i && word_o.kind == WordDelivery && !rst_i;
    snap_taken_o <= valid_o && ready_i && word_o.kind != WordDelivery && !rst_i;
    if (rst_i) dlv_used_q <= '0;
    else if (dlv_valid_i != dlv_taken) dlv_used_q <= dlv_taken ? dlv_used_q - 1'b1 : dlv_used_q + 1'b1;
  end

  block_fifo #(.T(word_t), .DEPTH(DEPTH), .BYPASS(1'b0)) u_fifo (
      .clk_i, .rst_i, .valid_i(dlv_valid_i || snap_valid_i), .ready_o(room),
      .data_i(dlv_valid_i ? delivery_word(dlv_i) : snap_i),
      .valid_o, .ready_i, .data_o(word_o), .level_o(level)
  );

`ifdef VERILATOR
  initial if (SNAP_WORDS + 9 > DEPTH) $fatal(1, "out_queue: no place for deliveries");
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert (!((dlv_valid_i || snap_valid_i) && !room)) else $fatal(1, "out_queue: a word found no place");
  end
`else
  logic unused;
  assign unused = room;
`endif

endmodule
