// time_path: RTT, RTO and the deadlines of every connection (wiring).
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
    input  toe_pkg::timer_op_t         op_i,
    // expiries
    output logic                       ev_valid_o,
    input  logic                       ev_ready_i,
    output toe_pkg::conn_t             ev_conn_o,
    output toe_pkg::timer_event_t      ev_o,
    // what a query reports: 4 cycles after view_en_i, which comes at most every second cycle and never in a cycle of op_valid_i
    input  logic                       view_en_i,
    input  toe_pkg::conn_t             view_conn_i,
    output toe_pkg::rtt_view_t         view_o,
    // a lower bound on the next expiry
    output logic                       deadline_valid_o,
    output toe_pkg::time_us_t          deadline_us_o,
    output logic                       idle_o             // no operation in flight, no scan running, no event waiting
);
endmodule
