// tcb_schedule_tb: the TCB pipeline with two sources of commands that are always ready, to look at its schedule.
// In:        an open answer and a command, each for a connection, valid as long as the test says.
// Out:       which was taken, and the decision trace.
// Latency:   that of tcb_pipeline.
// Errors:    none.
// Source:    ours.
module tcb_schedule_tb
  import toe_pkg::*;
  import event_pkg::*;
  import tcb_pkg::*;
  import decision_pkg::*;
#(
    parameter int unsigned CONNS = 64
) (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        cmd_valid_i,
    output logic        cmd_ready_o,
    input  logic [15:0] cmd_conn_i,
    input  logic [3:0]  cmd_op_i,
    input  logic [31:0] cmd_arg0_i,
    input  logic [31:0] cmd_arg3_i,
    input  logic        open_valid_i,
    output logic        open_ready_o,
    input  logic [15:0] open_conn_i,
    input  logic [3:0]  open_inc_i,
    input  logic [31:0] open_iss_i,
    output logic        idle_o,
    output logic        trace_valid_o,
    output logic [15:0] trace_conn_o,
    output logic [2:0]  trace_kind_o,
    output logic [3:0]  trace_before_o,
    output logic [3:0]  trace_after_o,
    output logic [31:0] trace_max_o
);

  command_event_t cmd;
  open_event_t    open;
  trace_t         trace;
  cfg_t           cfg;
  always_comb begin
    cmd           = '0;
    cmd.op        = command_e'(cmd_op_i);
    cmd.arg0      = cmd_arg0_i;
    cmd.arg3      = cmd_arg3_i;
    open          = '0;
    open.inc      = open_inc_i;
    open.iss      = open_iss_i;
    cfg           = '0;
    cfg.mtu_bytes = 16'd1500;
  end
  assign trace_conn_o   = trace.conn;
  assign trace_kind_o   = trace.kind;
  assign trace_before_o = trace.state_before;
  assign trace_after_o  = trace.state_after;
  assign trace_max_o    = trace.max;

  /* verilator lint_off PINCONNECTEMPTY */
  tcb_pipeline #(.CONNS(CONNS)) u_dut (
      .clk_i, .rst_i, .now_i('0), .cfg_i(cfg),
      .seg_valid_i(1'b0), .seg_ready_o(), .seg_conn_i('0), .seg_i('0),
      .pay_valid_i(1'b0), .pay_ready_o(), .pay_conn_i('0), .pay_i('0),
      .cmd_valid_i, .cmd_ready_o, .cmd_conn_i, .cmd_i(cmd),
      .open_valid_i, .open_ready_o, .open_conn_i, .open_i(open),
      .tmr_valid_i(1'b0), .tmr_ready_o(), .tmr_conn_i('0), .tmr_i('0),
      .act_room_i(1'b1), .dlv_room_i(1'b1), .rel_room_i(1'b1),
      .act_due_o(), .act_due_conn_o(), .act_valid_o(), .act_o(), .dlv_valid_o(), .dlv_o(), .rx_free_o(), .sb_free_o(), .free_handle_o(),
      .dirty_valid_o(), .dirty_conn_o(), .dirty_o(), .rel_valid_o(), .rel_o(), .open_req_valid_o(), .open_req_o(),
      .op_valid_o(), .op_o(), .snap_valid_i(1'b0), .snap_ready_o(), .snap_conn_i('0), .snap_what_i('0),
      .view_en_o(), .view_conn_o(), .view_i('0), .snap_rsp_o(), .snap_o(), .disp_valid_o(), .disp_o(),
      .stat_retransmit_o(), .stat_active_open_o(), .stat_passive_open_o(), .stat_attempt_fail_o(),
      .stat_estab_reset_o(), .stat_rto_o(), .stat_probe_o(), .stat_unwanted_o(), .established_o(),
      .trace_valid_o, .trace_o(trace), .idle_o
  );

endmodule
