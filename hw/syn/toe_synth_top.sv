// toe_synth_top: the engine as it is placed: toe_core with every port but the decision trace and the dispositions,
// which are for simulation.
// In, Out:   those of toe_core.
// Latency:   that of toe_core.  Errors: none.  Source: ours.
module toe_synth_top #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic [63:0]             now_us_i,
    input  logic                    rx_valid_i,
    input  logic [8*DATA_BYTES-1:0] rx_data_i,
    input  logic                    rx_last_i,
    input  logic [CNT_W-1:0]        rx_bytes_i,
    input  logic                    rx_error_i,
    output logic                    tx_valid_o,
    output logic [8*DATA_BYTES-1:0] tx_data_o,
    output logic                    tx_last_o,
    output logic [CNT_W-1:0]        tx_bytes_o,
    input  logic                    link_reset_i,
    input  logic                    link_in_valid_i,
    output logic                    link_in_ready_o,
    input  logic [8*DATA_BYTES-1:0] link_in_data_i,
    output logic                    link_out_valid_o,
    input  logic                    link_out_ready_i,
    output logic [8*DATA_BYTES-1:0] link_out_data_o,
    output logic                    idle_o,
    output logic                    deadline_valid_o,
    output toe_pkg::time_us_t       deadline_us_o
);

  logic                     trace_valid;
  decision_pkg::trace_t     trace;
  logic                     disp_valid [5];
  reason_pkg::disposition_e disp       [5];

  toe_core #(.DATA_BYTES(DATA_BYTES), .CONNS(CONNS)) u_core (
      .clk_i, .rst_i, .now_us_i,
      .rx_valid_i, .rx_data_i, .rx_last_i, .rx_bytes_i, .rx_error_i,
      .tx_valid_o, .tx_data_o, .tx_last_o, .tx_bytes_o,
      .link_reset_i, .link_in_valid_i, .link_in_ready_o, .link_in_data_i,
      .link_out_valid_o, .link_out_ready_i, .link_out_data_o,
      .idle_o, .deadline_valid_o, .deadline_us_o,
      .trace_valid_o(trace_valid), .trace_o(trace), .disp_valid_o(disp_valid), .disp_o(disp)
  );

endmodule
