// timer_deadlines: the deadlines of every connection, in block RAM.
// In:        set_*: writes, at any time but while clear_i says that nothing is armed at clear_conn_i; read_en_i/read_conn_i.
// Out:       rtx_o/slow_o/ack_o 2 cycles after a read.
// Latency:   2 cycles.  Throughput: one write and one read per cycle.
// Errors:    what is written in the cycle of its read shows as not armed: the scanner is told of it (armed_*).
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
    input  logic                read_en_i,
    input  logic [CONN_W-1:0]   read_conn_i,
    output deadline_t           rtx_o,
    output deadline_t           slow_o,
    output deadline_t           ack_o
);

  logic [CONN_W-1:0] waddr;
  deadline_t         rtx, slow, ack, rtx_read, slow_read, ack_read;
  assign waddr = clear_i ? clear_conn_i : set_conn_i;
  always_comb begin
    {rtx, slow, ack} = {set_rtx_entry_i, set_slow_entry_i, set_ack_entry_i};
    if (clear_i) {rtx.armed, slow.armed, ack.armed} = '0;
  end

  ram_1r1w #(.WIDTH($bits(deadline_t)), .DEPTH(CONNS), .LATENCY(2), .COLLISION_FREE(1'b0)) u_rtx (
      .clk_i, .we_i(set_rtx_i || clear_i), .waddr_i(waddr), .wdata_i(rtx),
      .re_i(read_en_i), .raddr_i(read_conn_i), .rdata_o(rtx_read)
  );
  ram_1r1w #(.WIDTH($bits(deadline_t)), .DEPTH(CONNS), .LATENCY(2), .COLLISION_FREE(1'b0)) u_slow (
      .clk_i, .we_i(set_slow_i || clear_i), .waddr_i(waddr), .wdata_i(slow),
      .re_i(read_en_i), .raddr_i(read_conn_i), .rdata_o(slow_read)
  );
  ram_1r1w #(.WIDTH($bits(deadline_t)), .DEPTH(CONNS), .LATENCY(2), .COLLISION_FREE(1'b0)) u_ack (
      .clk_i, .we_i(set_ack_i || clear_i), .waddr_i(waddr), .wdata_i(ack),
      .re_i(read_en_i), .raddr_i(read_conn_i), .rdata_o(ack_read)
  );

  logic [2:0] meets_s1, meets_s2;
  always_ff @(posedge clk_i) meets_s1 <= set_conn_i == read_conn_i ? {set_rtx_i, set_slow_i, set_ack_i} : '0;
  always_ff @(posedge clk_i) meets_s2 <= meets_s1;
  always_comb begin
    {rtx_o, slow_o, ack_o} = {rtx_read, slow_read, ack_read};
    if (meets_s2[2]) rtx_o.armed = 1'b0;
    if (meets_s2[1]) slow_o.armed = 1'b0;
    if (meets_s2[0]) ack_o.armed = 1'b0;
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    assert (!(clear_i && (set_rtx_i || set_slow_i || set_ack_i))) else $fatal(1, "timer_deadlines: a write while all are cleared");
  end
`endif

endmodule
