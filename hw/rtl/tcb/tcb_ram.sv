// tcb_ram: every connection's hot record; the write-back of an event reaches the event right behind it.
// In:        reads of events (phase 1 of the slot) and of snapshots (phase 0), one write per event (phase 1).
// Out:       ev_tcb_o 2 cycles after ev_read_i, snap_tcb_o 2 cycles after snap_read_i; both hold until the next.
// Latency:   2 cycles.  Throughput: one event read and one snapshot read per 2 cycles.
// Errors:    none. After reset all records are cleared, one per cycle; ready_o is 0 meanwhile.
// Source:    ours. An event may read its record in the very cycle of the previous event's write: the RAM's answer is
//            then undefined and is replaced, at the capture register, by the write-back, which is still held.
module tcb_ram
  import toe_pkg::*;
  import tcb_pkg::*;
#(
    parameter int unsigned CONNS  = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic  clk_i,
    input  logic  rst_i,
    output logic  ready_o,
    input  logic  ev_read_i,
    input  conn_t ev_conn_i,
    output tcb_t  ev_tcb_o,
    input  logic  snap_read_i,
    input  conn_t snap_conn_i,
    output tcb_t  snap_tcb_o,
    input  logic  write_i,
    input  conn_t write_conn_i,       // held for 2 cycles from write_i on
    input  tcb_t  write_tcb_i         // as well; 0 from reset until the first write: records are cleared with it
);

  localparam int unsigned WIDTH = $bits(tcb_t);

  logic [CONN_W:0]  clear_q;          // one bit more: all done
  logic             ev_read_q, snap_read_q, forward_q;
  logic [WIDTH-1:0] rdata;
  assign ready_o = clear_q[CONN_W];

  ram_1r1w #(.WIDTH(WIDTH), .DEPTH(2 ** CONN_W), .COLLISION_FREE(1'b0)) u_ram (
      .clk_i,
      .we_i(write_i || !ready_o),
      .waddr_i(ready_o ? write_conn_i[CONN_W-1:0] : clear_q[CONN_W-1:0]),
      .wdata_i(write_tcb_i),
      .re_i(ev_read_i || snap_read_i),
      .raddr_i(ev_read_i ? ev_conn_i[CONN_W-1:0] : snap_conn_i[CONN_W-1:0]),
      .rdata_o(rdata)
  );

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      clear_q     <= '0;
      ev_read_q   <= 1'b0;
      snap_read_q <= 1'b0;
    end else begin
      if (!ready_o) clear_q <= clear_q + 1'b1;
      ev_read_q   <= ev_read_i;
      snap_read_q <= snap_read_i;
    end
    forward_q <= write_i && write_conn_i == ev_conn_i;
  end

  always_ff @(posedge clk_i) if (ev_read_q) ev_tcb_o <= forward_q ? write_tcb_i : tcb_t'(rdata);
  always_ff @(posedge clk_i) if (snap_read_q) snap_tcb_o <= tcb_t'(rdata);

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(ev_read_i && snap_read_i)) else $fatal(1, "tcb_ram: two reads in one cycle");
      assert (ready_o || write_tcb_i == '0) else $fatal(1, "tcb_ram: records are cleared with something else than 0");
      assert (!(snap_read_i && write_i)) else $fatal(1, "tcb_ram: a snapshot reads in a write's cycle");
    end
  end
`endif

endmodule
