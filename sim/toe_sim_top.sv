// toe_sim_top: toe_core as model.cpp drives it: one evaluation a clock, fields of at most 64 bits.
// In:        the inputs of toe_core, as they are; now_us_i may jump.
// Out:       the outputs of toe_core sampled at the rising edge, so that what is read after the evaluation of cycle n is
//            what toe_core showed in cycle n; a taken input beat and a given output beat as one-cycle flags; the decision
//            trace field by field; dispositions as five bits and five codes.
// Latency:   0 cycles as seen by a caller that sets inputs, evaluates one edge, and reads.
// Errors:    none of its own.
// Source:    ours. Simulation only; hw/syn starts at toe_core.
module toe_sim_top #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic [63:0]             now_us_i,
    // wire
    input  logic                    rx_valid_i,
    input  logic [8*DATA_BYTES-1:0] rx_data_i,
    input  logic                    rx_last_i,
    input  logic [7:0]              rx_bytes_i,
    input  logic                    rx_error_i,
    output logic                    tx_valid_o,
    output logic [8*DATA_BYTES-1:0] tx_data_o,
    output logic                    tx_last_o,
    output logic [7:0]              tx_bytes_o,
    // host link
    input  logic                    link_reset_i,
    input  logic                    link_in_valid_i,
    input  logic [8*DATA_BYTES-1:0] link_in_data_i,
    output logic                    link_in_taken_o,
    input  logic                    link_out_ready_i,
    output logic                    link_out_given_o,
    output logic [8*DATA_BYTES-1:0] link_out_data_o,
    // time
    output logic                    idle_o,
    output logic                    deadline_valid_o,
    output logic [31:0]             deadline_us_o,
    // dispositions by room: rx, side, flow, tcb, link
    output logic [4:0]              disp_valid_o,
    output logic [39:0]             disp_o,
    // decision trace
    output logic                    trace_valid_o,
    output logic [7:0]              trace_kind_o,
    output logic [15:0]             trace_conn_o,
    output logic [7:0]              trace_state_before_o,
    output logic [7:0]              trace_state_after_o,
    output logic [7:0]              trace_reason_o,
    output logic [31:0]             trace_ev_seq_o,
    output logic [31:0]             trace_ev_ack_o,
    output logic [7:0]              trace_ev_flags_o,
    output logic [15:0]             trace_ev_len_bytes_o,
    output logic [15:0]             trace_ev_window_o,
    output logic [7:0]              trace_ev_op_o,
    output logic                    trace_act_send_o,
    output logic [7:0]              trace_act_flags_o,
    output logic [31:0]             trace_act_seq_o,
    output logic [31:0]             trace_act_ack_o,
    output logic [15:0]             trace_act_len_bytes_o,
    output logic [15:0]             trace_act_window_o,
    output logic [15:0]             trace_deliver_bytes_o,
    output logic [7:0]              trace_rtx_o,
    output logic [7:0]              trace_slow_o,
    output logic [31:0]             trace_iss_o,
    output logic [31:0]             trace_irs_o,
    output logic [31:0]             trace_una_o,
    output logic [31:0]             trace_nxt_o,
    output logic [31:0]             trace_max_o,
    output logic [31:0]             trace_wnd_o,
    output logic [31:0]             trace_smss_o,
    output logic [31:0]             trace_rcv_nxt_o
);

  logic                     tx_valid, tx_last, link_in_ready, link_out_valid, idle, deadline_valid, trace_valid;
  logic [8*DATA_BYTES-1:0]  tx_data, link_out_data;
  logic [CNT_W-1:0]         tx_bytes;
  toe_pkg::time_us_t        deadline_us;
  decision_pkg::trace_t     trace;
  logic                     disp_valid [5];
  reason_pkg::disposition_e disp [5];

  toe_core #(
      .DATA_BYTES (DATA_BYTES),
      .CONNS      (CONNS)
  ) u_core (
      .clk_i,
      .rst_i,
      .now_us_i,
      .rx_valid_i,
      .rx_data_i,
      .rx_last_i,
      .rx_bytes_i       (rx_bytes_i[CNT_W-1:0]),
      .rx_error_i,
      .tx_valid_o       (tx_valid),
      .tx_data_o        (tx_data),
      .tx_last_o        (tx_last),
      .tx_bytes_o       (tx_bytes),
      .link_reset_i,
      .link_in_valid_i,
      .link_in_ready_o  (link_in_ready),
      .link_in_data_i,
      .link_out_valid_o (link_out_valid),
      .link_out_ready_i,
      .link_out_data_o  (link_out_data),
      .idle_o           (idle),
      .deadline_valid_o (deadline_valid),
      .deadline_us_o    (deadline_us),
      .trace_valid_o    (trace_valid),
      .trace_o          (trace),
      .disp_valid_o     (disp_valid),
      .disp_o           (disp)
  );

  always_ff @(posedge clk_i) begin : sample_wire
    tx_valid_o <= tx_valid;
    if (tx_valid) begin
      tx_data_o  <= tx_data;
      tx_last_o  <= tx_last;
      tx_bytes_o <= 8'(tx_bytes);
    end
  end

  always_ff @(posedge clk_i) begin : sample_link
    link_in_taken_o  <= link_in_valid_i && link_in_ready;
    link_out_given_o <= link_out_valid && link_out_ready_i;
    if (link_out_valid) link_out_data_o <= link_out_data;
  end

  always_ff @(posedge clk_i) begin : sample_time
    idle_o           <= idle;
    deadline_valid_o <= deadline_valid;
    deadline_us_o    <= deadline_us;
  end

  logic [4:0] ended;
  assign ended = {disp_valid[4], disp_valid[3], disp_valid[2], disp_valid[1], disp_valid[0]};
  always_ff @(posedge clk_i) begin : sample_dispositions
    disp_valid_o <= ended;
    if (ended != '0) disp_o <= {8'(disp[4]), 8'(disp[3]), 8'(disp[2]), 8'(disp[1]), 8'(disp[0])};
  end

  always_ff @(posedge clk_i) begin : sample_trace
    trace_valid_o <= trace_valid;
    if (trace_valid) begin
      trace_kind_o          <= 8'(trace.kind);
      trace_conn_o          <= trace.conn;
      trace_state_before_o  <= 8'(trace.state_before);
      trace_state_after_o   <= 8'(trace.state_after);
      trace_reason_o        <= 8'(trace.reason);
      trace_ev_seq_o        <= trace.ev_seq;
      trace_ev_ack_o        <= trace.ev_ack;
      trace_ev_flags_o      <= trace.ev_flags;
      trace_ev_len_bytes_o  <= trace.ev_len_bytes;
      trace_ev_window_o     <= trace.ev_window;
      trace_ev_op_o         <= 8'(trace.ev_op);
      trace_act_send_o      <= trace.act_send;
      trace_act_flags_o     <= trace.act_flags;
      trace_act_seq_o       <= trace.act_seq;
      trace_act_ack_o       <= trace.act_ack;
      trace_act_len_bytes_o <= trace.act_len_bytes;
      trace_act_window_o    <= trace.act_window;
      trace_deliver_bytes_o <= trace.deliver_bytes;
      trace_rtx_o           <= 8'(trace.rtx);
      trace_slow_o          <= 8'(trace.slow);
      trace_iss_o           <= trace.iss;
      trace_irs_o           <= trace.irs;
      trace_una_o           <= trace.una;
      trace_nxt_o           <= trace.nxt;
      trace_max_o           <= trace.max;
      trace_wnd_o           <= 32'(trace.wnd);
      trace_smss_o          <= 32'(trace.smss);
      trace_rcv_nxt_o       <= trace.rcv_nxt;
    end
  end

endmodule
