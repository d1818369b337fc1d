// time_path: RTT, RTO and the deadlines of every connection (wiring).
// In:        operations of the TCB pipeline, queries, the microsecond count.
// Out:       expiries; a lower bound on the next one; what a query reports (RTO before back-off).
// Latency:   see timer_unit and timer_scanner. With 65,536 connections an expiry leaves within 0.7 ms at 100 MHz.
// Errors:    none. For CONNS cycles after reset the deadlines are cleared (idle_o = 0): nothing may be armed until then.
// Source:    RFC 6298; DESIGN section 2 (timers), 6 (idle, next deadline).
module time_path #(
    parameter int unsigned CONNS  = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  toe_pkg::cfg_t              cfg_i,
    input  logic [63:0]                now_us_i,
    // one operation per 2 cycles at most, per 6 cycles for one connection; never refused
    input  logic                       op_valid_i,
    input  action_pkg::timer_op_t         op_i,
    // expiries
    output logic                       ev_valid_o,
    input  logic                       ev_ready_i,
    output toe_pkg::conn_t             ev_conn_o,
    output event_pkg::timer_event_t      ev_o,
    // what a query reports: 6 cycles after view_en_i, in this one; when view_en_i may come says timer_unit
    input  logic                       view_en_i,
    input  toe_pkg::conn_t             view_conn_i,
    output action_pkg::rtt_view_t         view_o,
    // a lower bound on the next expiry
    output logic                       deadline_valid_o,
    output toe_pkg::time_us_t          deadline_us_o,
    output logic                       idle_o             // no operation in flight, no scan running, no event waiting
);
  import timer_pkg::*;

  logic [CONN_W-1:0] set_conn, armed_conn, scan_conn;
  logic              set_rtx, set_slow, set_ack, armed, unit_busy;
  deadline_t         set_rtx_entry, set_slow_entry, set_ack_entry, rtx_entry, slow_entry, ack_entry;
  toe_pkg::time_us_t now_us, armed_us;
  assign now_us = now_us_i[31:0];

  // ---- a clock of its own: no operation, no query, no deadline
  logic clk, due;
  assign due = deadline_valid_o && !toe_pkg::time_lt(now_us, deadline_us_o);
  clock_gate u_clock (.clk_i, .rst_i, .busy_i(!idle_o || op_valid_i || view_en_i || due), .clk_o(clk));

  timer_unit #(.CONNS(CONNS)) u_unit (
      .clk_i(clk), .rst_i, .rto_min_us_i(cfg_i.rto_min_us), .rto_initial_us_i(cfg_i.rto_initial_us),
      .rto_max_us_i(cfg_i.rto_max_us), .msl_us_i(cfg_i.msl_us), .fin_wait_us_i(cfg_i.fin_wait_us),
      .ack_delay_us_i(cfg_i.ack_delay_us),
      .now_us_i(now_us), .op_valid_i, .op_i,
      .view_en_i, .view_conn_i(view_conn_i[CONN_W-1:0]), .view_o,
      .set_conn_o(set_conn), .set_rtx_o(set_rtx), .set_rtx_entry_o(set_rtx_entry),
      .set_slow_o(set_slow), .set_slow_entry_o(set_slow_entry),
      .set_ack_o(set_ack), .set_ack_entry_o(set_ack_entry), .armed_o(armed), .armed_conn_o(armed_conn),
      .armed_us_o(armed_us), .busy_o(unit_busy)
  );

  logic clear, read_en;
  timer_deadlines #(.CONNS(CONNS)) u_deadlines (
      .clk_i(clk), .set_conn_i(set_conn), .set_rtx_i(set_rtx), .set_rtx_entry_i(set_rtx_entry),
      .set_slow_i(set_slow), .set_slow_entry_i(set_slow_entry), .set_ack_i(set_ack), .set_ack_entry_i(set_ack_entry),
      .clear_i(clear), .clear_conn_i(scan_conn),
      .read_en_i(read_en), .read_conn_i(scan_conn), .rtx_o(rtx_entry), .slow_o(slow_entry), .ack_o(ack_entry)
  );

  logic    found_valid, found_room, scan_busy;
  expiry_t found;
  timer_scanner #(.CONNS(CONNS)) u_scanner (
      .clk_i(clk), .rst_i, .now_us_i(now_us), .armed_i(armed), .armed_conn_i(armed_conn), .armed_us_i(armed_us),
      .clear_o(clear), .read_en_o(read_en), .conn_o(scan_conn),
      .rtx_i(rtx_entry), .slow_i(slow_entry), .ack_i(ack_entry),
      .found_valid_o(found_valid), .found_o(found), .found_ready_i(found_room),
      .next_valid_o(deadline_valid_o), .next_us_o(deadline_us_o), .busy_o(scan_busy)
  );

  timer_events u_events (
      .clk_i(clk), .rst_i, .found_valid_i(found_valid), .found_i(found), .found_room_o(found_room),
      .ev_valid_o, .ev_ready_i, .ev_conn_o, .ev_o
  );

  assign idle_o = !unit_busy && !scan_busy && !armed && !ev_valid_o;

endmodule
