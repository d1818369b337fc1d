// mac_tx: frames onto the wire: FCS, preamble and gap.
// In:        frames from destination MAC, padded, no FCS; once a frame has begun it does not pause. Bytes behind its last
//            are zero.
// Out:       the frames with FCS, no gap inside; 20 byte times (preamble, SFD, gap) kept free between them. A frame
//            starts in lane 0; the fraction of a beat that this costs is paid back by the next gap, so that the mean is
//            exact (as the deficit idle count of IEEE 802.3 clause 46.3.1.4).
// Latency:   CrcLatency + 1 cycles.  Throughput: one beat per cycle; frames of F bytes with FCS every F + 20 byte times
//            (beats that the FCS alone needs can make it more when DATA_BYTES > 20).
// Errors:    none.
// Source:    IEEE 802.3 clauses 3.1.1, 3.2.9 (FCS), 4.4.2 (gap).
module mac_tx #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic [8*DATA_BYTES-1:0] in_data_i,
    input  logic                    in_last_i,
    input  logic [CNT_W-1:0]        in_bytes_i,
    output logic                    tx_valid_o,
    output logic [8*DATA_BYTES-1:0] tx_data_o,
    output logic                    tx_last_o,
    output logic [CNT_W-1:0]        tx_bytes_o,
    output logic                    idle_o
);

  import net_pkg::*;

  localparam int unsigned CrcLatency = 1 + ($clog2(DATA_BYTES) + 1) / 2;    // of crc32, which is asserted below
  localparam int unsigned DEBT_W     = $clog2(DATA_BYTES + FcsBytes + tx_pkg::GapBytes) + 2;

  typedef logic [8*DATA_BYTES-1:0]  beat_t;
  typedef logic signed [DEBT_W-1:0] debt_t;

  typedef struct packed {
    logic             last;
    logic [CNT_W-1:0] bytes;
    beat_t            data;
  } stage_t;

  // ---------------------------------------------------------------- take in
  logic inside_q, inside_d, start_ok_d;
  logic emit, ends;
  assign emit     = in_valid_i && in_ready_o;
  assign ends     = emit && in_last_i;
  assign inside_d = emit ? !in_last_i : inside_q;

  always_ff @(posedge clk_i) begin
    inside_q   <= !rst_i && inside_d;
    in_ready_o <= !rst_i && (inside_d || start_ok_d);
  end

  // ---------------------------------------------------------------- when the next frame may start
  // Byte times until the wire is free; below 0: the last start was late by so much. A beat sent costs what it takes.
  debt_t debt_q, debt_d;
  localparam debt_t MostEarly = -debt_t'(DATA_BYTES - 1);
  // Can a frame follow in the next cycle, with its predecessor as early and its last beat as short as may be?
  localparam bit Touch = FcsBytes + tx_pkg::GapBytes + 2 <= 2 * DATA_BYTES;
  logic  spill_d;                                // the FCS does not fit into the last beat
  assign spill_d = ends && in_bytes_i > CNT_W'(DATA_BYTES - FcsBytes);

  always_comb begin
    debt_d = debt_q;
    if (ends) debt_d = debt_q + debt_t'(in_bytes_i) + debt_t'(FcsBytes + tx_pkg::GapBytes) - debt_t'(DATA_BYTES);
    else if (!emit) debt_d = debt_q > 0 ? debt_q - debt_t'(DATA_BYTES) : MostEarly;
    // A wide last beat with few bytes in it is time that passes, too.
    if (DATA_BYTES > FcsBytes + tx_pkg::GapBytes && debt_d < MostEarly) debt_d = MostEarly;
  end
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      debt_q <= '0;
    end else begin
      debt_q <= debt_d;
    end
  end
  assign start_ok_d = emit ? Touch && ends && debt_d <= 0 && !spill_d : debt_q <= debt_t'(DATA_BYTES);

  // ---------------------------------------------------------------- wait for the CRC, append it
  logic [CrcLatency-1:0] wait_valid_q;
  stage_t                wait_q [CrcLatency];
  logic                  fcs_valid, spill_q;
  logic [31:0]           fcs, rest_q;
  logic [CNT_W-1:0]      rest_bytes_q;
  stage_t                due;
  logic                  due_valid, due_spills;
  logic [8*(DATA_BYTES+FcsBytes)-1:0] fcs_placed;

  crc32 #(.DATA_BYTES(DATA_BYTES)) u_crc32 (
      .clk_i, .rst_i, .valid_i(emit), .last_i(in_last_i), .data_i(in_data_i), .bytes_i(in_bytes_i),
      .valid_o(fcs_valid), .fcs_o(fcs)
  );

  always_ff @(posedge clk_i) begin
    if (rst_i) wait_valid_q <= '0;
    else wait_valid_q <= CrcLatency'({wait_valid_q, emit});
  end
  always_ff @(posedge clk_i) begin
    if (emit) wait_q[0] <= '{last: in_last_i, bytes: in_bytes_i, data: in_data_i};
    for (int unsigned i = 1; i < CrcLatency; i++) if (wait_valid_q[i-1]) wait_q[i] <= wait_q[i-1];
  end

  assign due        = wait_q[CrcLatency-1];
  assign due_valid  = wait_valid_q[CrcLatency-1];
  assign due_spills = due.bytes > CNT_W'(DATA_BYTES - FcsBytes);

  // The FCS behind the last byte; what does not fit into this beat goes into the next.
  always_comb begin
    fcs_placed = '0;
    for (int unsigned i = 0; i <= DATA_BYTES; i++) if (due.bytes == CNT_W'(i)) fcs_placed[8*i+:32] = fcs;
  end

  always_ff @(posedge clk_i) begin
    if (due_valid) begin
      tx_data_o    <= due.last ? due.data | fcs_placed[8*DATA_BYTES-1:0] : due.data;
      tx_last_o    <= due.last && !due_spills;
      tx_bytes_o   <= !due.last || due_spills ? CNT_W'(DATA_BYTES) : due.bytes + CNT_W'(FcsBytes);
      rest_q       <= fcs_placed[8*DATA_BYTES+:32];
      rest_bytes_q <= due.bytes - CNT_W'(DATA_BYTES - FcsBytes);
    end else if (spill_q) begin
      tx_data_o    <= beat_t'(rest_q);
      tx_last_o    <= 1'b1;
      tx_bytes_o   <= rest_bytes_q;
    end
  end
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      tx_valid_o <= 1'b0;
      spill_q    <= 1'b0;
    end else begin
      tx_valid_o <= due_valid || spill_q;
      spill_q    <= due_valid && due.last && due_spills;
    end
  end

  assign idle_o = !inside_q && wait_valid_q == '0 && !spill_q && !tx_valid_o;

`ifdef VERILATOR
  initial if (DATA_BYTES < 4 || 64 % DATA_BYTES != 0) $fatal(1, "mac_tx: DATA_BYTES must be 4, 8, 16, 32 or 64");
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(inside_q && !emit)) else $fatal(1, "mac_tx: a source paused inside a frame");
      assert (!(spill_q && due_valid)) else $fatal(1, "mac_tx: no room for the FCS");
      assert (fcs_valid == (due_valid && due.last)) else $fatal(1, "mac_tx: the latency of crc32 is not CrcLatency");
    end
  end
`endif

endmodule
