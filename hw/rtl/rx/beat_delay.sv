// beat_delay: the beats of the wire again, when the verdict on their frame is known.
// In:        beats at stage 0; info_i for each of them at stage 5.
// Out:       the beats at stage Verdict; next_o: one more follows in the next cycle. busy_o: something is inside.
// Latency:   rx_pkg::verdict_stage cycles.  Throughput: one beat per cycle.
// Errors:    none.
// Source:    ours. The data waits in distributed RAM; only one bit or two a stage move.
module beat_delay #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    last_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  rx_pkg::beat_info_t      info_i,
    output logic                    valid_o,
    output logic                    last_o,
    output logic [8*DATA_BYTES-1:0] data_o,
    output rx_pkg::beat_info_t      info_o,
    output logic                    next_o,
    output logic                    busy_o
);

  localparam int unsigned STAGES = rx_pkg::verdict_stage(DATA_BYTES);
  localparam int unsigned DEPTH  = 16;
  localparam int unsigned PTR_W  = $clog2(DEPTH);

  logic [STAGES:1]         valid_q, last_q;
  rx_pkg::beat_info_t      info_q [STAGES:6];
  logic [8*DATA_BYTES-1:0] mem [DEPTH];
  logic [PTR_W-1:0]        wptr_q, rptr_q;

  assign valid_o = valid_q[STAGES];
  assign last_o  = last_q[STAGES];
  assign info_o  = info_q[STAGES];
  assign next_o  = valid_q[STAGES-1];
  assign busy_o  = |valid_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      valid_q <= '0;
      last_q  <= '0;
    end else begin
      valid_q <= {valid_q[STAGES-1:1], valid_i};
      last_q  <= {last_q[STAGES-1:1], valid_i && last_i};
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_q[5]) info_q[6] <= info_i;
    for (int unsigned k = 7; k <= STAGES; k++) if (valid_q[k-1]) info_q[k] <= info_q[k-1];
  end

  always_ff @(posedge clk_i) if (valid_i) mem[wptr_q] <= data_i;
  always_ff @(posedge clk_i) if (next_o) data_o <= mem[rptr_q];
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      wptr_q <= '0;
      rptr_q <= '0;
    end else begin
      if (valid_i) wptr_q <= wptr_q + 1'b1;
      if (next_o) rptr_q <= rptr_q + 1'b1;
    end
  end

endmodule
