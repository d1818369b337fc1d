// timer_deadlines: the deadlines of every connection, in block RAM.
// In:        set_*: writes, at any time; read_en_i/read_conn_i; clear_i/clear_conn_i: nothing is armed there.
// Out:       read_ok_o in the same cycle: the read took place; rtx_o/slow_o/ack_o 2 cycles after it; clear_ok_o.
// Latency:   2 cycles.  Throughput: one write and one read per cycle.
// Errors:    a read of the word that is being written is refused (read_ok_o = 0); a clearing gives way to a write.
// Source:    ours.
module timer_deadlines
  import timer_pkg::*;
#(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                clk_i,
    input  logic [CONN_W-1:0]   set_conn_i,
    input  logic                set_rtx_i,
    input  deadline_t           set_rtx_entry_i,
    input  logic                set_slow_i,
    input  deadline_t           set_slow_entry_i,
    input  logic                set_ack_i,
    input  deadline_t           set_ack_entry_i,
    input  logic                clear_i,
    input  logic [CONN_W-1:0]   clear_conn_i,
    output logic                clear_ok_o,
    input  logic                read_en_i,
    input  logic [CONN_W-1:0]   read_conn_i,
    output logic                read_ok_o,
    output deadline_t           rtx_o,
    output deadline_t           slow_o,
    output deadline_t           ack_o
);

  logic set, read;
  assign set        = set_rtx_i || set_slow_i || set_ack_i;
  assign clear_ok_o = clear_i && !set;
  assign read_ok_o  = !(set && set_conn_i == read_conn_i);
  assign read       = read_en_i && read_ok_o;

  logic [CONN_W-1:0] waddr;
  assign waddr = set ? set_conn_i : clear_conn_i;

  ram_1r1w #(.WIDTH($bits(deadline_t)), .DEPTH(CONNS), .LATENCY(2)) u_rtx (
      .clk_i, .we_i(set_rtx_i || clear_ok_o), .waddr_i(waddr), .wdata_i(set ? set_rtx_entry_i : '0),
      .re_i(read), .raddr_i(read_conn_i), .rdata_o(rtx_o)
  );
  ram_1r1w #(.WIDTH($bits(deadline_t)), .DEPTH(CONNS), .LATENCY(2)) u_slow (
      .clk_i, .we_i(set_slow_i || clear_ok_o), .waddr_i(waddr), .wdata_i(set ? set_slow_entry_i : '0),
      .re_i(read), .raddr_i(read_conn_i), .rdata_o(slow_o)
  );
  ram_1r1w #(.WIDTH($bits(deadline_t)), .DEPTH(CONNS), .LATENCY(2)) u_ack (
      .clk_i, .we_i(set_ack_i || clear_ok_o), .waddr_i(waddr), .wdata_i(set ? set_ack_entry_i : '0),
      .re_i(read), .raddr_i(read_conn_i), .rdata_o(ack_o)
  );

endmodule
