// copy_out: every frame again for the echo responder and the host, with whose it is at its end.
// In:        beats at stage Verdict; with the last one class_i and bytes_i (without FCS); next_i: a beat follows in the
//            next cycle; skip_i: the frame is known to be of CopyNobody.
// Out:       the beats without skip_i, registered; end_o one cycle after the last of them, or with it if the next frame touches it
//            (which takes DATA_BYTES > 8: the gap of 20 byte times is a beat or more otherwise).
// Latency:   1 cycle.  Throughput: one beat per cycle.
// Errors:    none.
// Source:    ours.
module copy_out #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    last_i,
    input  logic                    next_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic                    skip_i,
    input  toe_pkg::copy_class_e    class_i,
    input  toe_pkg::bytes_t         bytes_i,
    output logic                    valid_o,
    output logic [8*DATA_BYTES-1:0] data_o,
    output logic                    end_o,
    output toe_pkg::copy_class_e    class_o,
    output toe_pkg::bytes_t         bytes_o,
    output logic                    busy_o
);

  logic end_next_q;
  assign busy_o = valid_o || end_next_q || end_o;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      valid_o    <= 1'b0;
      end_o      <= 1'b0;
      end_next_q <= 1'b0;
    end else begin
      valid_o    <= valid_i && !skip_i;
      end_o      <= end_next_q || (valid_i && last_i && next_i);
      end_next_q <= valid_i && last_i && !next_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (valid_i && !skip_i) data_o <= data_i;
    if (valid_i && last_i) begin
      class_o <= class_i;
      bytes_o <= bytes_i;
    end
  end

endmodule
