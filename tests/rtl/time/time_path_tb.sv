// time_path_tb: time_path with plain ports.
module time_path_tb #(
    parameter int unsigned CONNS = 1024
) (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic [63:0] now_us_i,
    input  logic [25:0] rto_min_us_i,
    input  logic [25:0] rto_initial_us_i,
    input  logic [25:0] rto_max_us_i,
    input  logic [31:0] msl_us_i,
    input  logic [31:0] fin_wait_us_i,
    input  logic [17:0] ack_delay_us_i,
    input  logic        op_valid_i,
    input  logic [15:0] op_conn_i,
    input  logic        op_init_i,
    input  logic        op_syn_lost_i,
    input  logic [2:0]  op_rtx_i,
    input  logic [5:0]  op_rtx_arm_i,
    input  logic [2:0]  op_slow_i,
    input  logic [5:0]  op_slow_arm_i,
    input  logic [9:0]  op_slow_wait_i,
    input  logic [1:0]  op_ack_i,
    input  logic [5:0]  op_ack_arm_i,
    input  logic        op_rtt_start_i,
    input  logic        op_rtt_sample_i,
    output logic        ev_valid_o,
    input  logic        ev_ready_i,
    output logic [15:0] ev_conn_o,
    output logic [1:0]  ev_kind_o,
    output logic [5:0]  ev_arm_o,
    input  logic        view_en_i,
    input  logic [15:0] view_conn_i,
    output logic [26:0] view_srtt_us8_o,
    output logic [25:0] view_rttvar_us4_o,
    output logic [25:0] view_rto_us_o,
    output logic        deadline_valid_o,
    output logic [31:0] deadline_us_o,
    output logic        idle_o
);

  toe_pkg::cfg_t         cfg;
  action_pkg::timer_op_t    op;
  event_pkg::timer_event_t ev;
  action_pkg::rtt_view_t    view;

  always_comb begin
    cfg = '0;
    cfg.rto_min_us     = rto_min_us_i;
    cfg.rto_initial_us = rto_initial_us_i;
    cfg.rto_max_us     = rto_max_us_i;
    cfg.msl_us         = msl_us_i;
    cfg.fin_wait_us    = fin_wait_us_i;
    cfg.ack_delay_us   = ack_delay_us_i;
  end
  assign op = '{conn: op_conn_i, init: op_init_i, syn_lost: op_syn_lost_i, rtx: action_pkg::rtx_op_e'(op_rtx_i),
                rtx_arm: op_rtx_arm_i, slow: action_pkg::slow_op_e'(op_slow_i), slow_arm: op_slow_arm_i, slow_wait: op_slow_wait_i,
                ack: action_pkg::ack_op_e'(op_ack_i), ack_arm: op_ack_arm_i,
                rtt_start: op_rtt_start_i, rtt_sample: op_rtt_sample_i};
  assign ev_kind_o         = ev.kind;
  assign ev_arm_o          = ev.arm;
  assign view_srtt_us8_o   = view.srtt_us8;
  assign view_rttvar_us4_o = view.rttvar_us4;
  assign view_rto_us_o     = view.rto_us;

  time_path #(.CONNS(CONNS)) u_dut (
      .clk_i, .rst_i, .cfg_i(cfg), .now_us_i, .op_valid_i, .op_i(op),
      .ev_valid_o, .ev_ready_i, .ev_conn_o, .ev_o(ev),
      .view_en_i, .view_conn_i, .view_o(view), .deadline_valid_o, .deadline_us_o, .idle_o
  );

endmodule
