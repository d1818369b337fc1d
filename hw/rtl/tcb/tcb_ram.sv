// tcb_ram: every connection's hot record; the write-back of an event reaches the event right behind it.
// In:        reads of events (phase 1 of the slot) and of snapshots (phase 0); one write per event (phase 1): write_behind_i if
//            the event that reads in this cycle is of the same connection, write_apart_i if it is not.
// Out:       ev_tcb_o 2 cycles after ev_read_i, snap_tcb_o 2 cycles after snap_read_i; both hold until the next.
// Latency:   2 cycles.  Throughput: one event read and one snapshot read per 2 cycles.
// Errors:    none. After reset all records are cleared, one per cycle; ready_o is 0 meanwhile.
// Source:    ours. No word is read at one port while it is written at the other, which would return anything: what is written
//            behind goes in through the port that reads, and through it to the reader (ECP5 DP16KD: WRITETHROUGH). Two ports
//            that write are 18 bits wide, and a block then has 1,024 words: with fewer connections the reader chooses.
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
    input  logic  write_behind_i,
    input  logic  write_apart_i,
    input  conn_t write_conn_i,
    input  tcb_t  write_tcb_i         // held for 2 cycles from a write on; 0 from reset until the first: clears the records
);

  logic [CONN_W:0]   clear_q;         // one bit more: all done
  logic              read, ev_read_q, snap_read_q;
  logic [CONN_W-1:0] raddr, waddr;
  tcb_t              rdata;
  assign ready_o = clear_q[CONN_W];
  assign read    = ev_read_i || snap_read_i;
  assign raddr   = ev_read_i ? ev_conn_i[CONN_W-1:0] : snap_conn_i[CONN_W-1:0];
  assign waddr   = ready_o ? write_conn_i[CONN_W-1:0] : clear_q[CONN_W-1:0];

  if (CONN_W > 9) begin : gen_through
    (* ram_style = "block", no_rw_check *)
    tcb_t mem [2 ** CONN_W];
    always_ff @(posedge clk_i) if (write_apart_i || !ready_o) mem[waddr] <= write_tcb_i;
    always_ff @(posedge clk_i) begin
      if (write_behind_i) mem[raddr] <= write_tcb_i;
      if (read || write_behind_i) rdata <= write_behind_i ? write_tcb_i : mem[raddr];
    end
  end else begin : gen_chosen
    tcb_t q;
    logic behind_q;
    ram_1r1w #(.WIDTH($bits(tcb_t)), .DEPTH(2 ** CONN_W), .COLLISION_FREE(1'b0)) u_ram (
        .clk_i, .we_i(write_apart_i || write_behind_i || !ready_o), .waddr_i(waddr), .wdata_i(write_tcb_i),
        .re_i(read), .raddr_i(raddr), .rdata_o(q)
    );
    always_ff @(posedge clk_i) behind_q <= write_behind_i;
    assign rdata = behind_q ? write_tcb_i : q;
  end

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
  end

  always_ff @(posedge clk_i) if (ev_read_q) ev_tcb_o <= rdata;
  always_ff @(posedge clk_i) if (snap_read_q) snap_tcb_o <= rdata;

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(ev_read_i && snap_read_i)) else $fatal(1, "tcb_ram: two reads in one cycle");
      assert (ready_o || write_tcb_i == '0) else $fatal(1, "tcb_ram: records are cleared with something else than 0");
      assert (!(snap_read_i && (write_apart_i || write_behind_i))) else $fatal(1, "tcb_ram: a snapshot reads in a write's cycle");
      assert (!write_behind_i || (ev_read_i && ev_conn_i == write_conn_i && !write_apart_i))
        else $fatal(1, "tcb_ram: nobody reads behind what is written");
      assert (!(write_apart_i && ev_read_i && ev_conn_i == write_conn_i)) else $fatal(1, "tcb_ram: read of the word being written");
    end
  end
`endif

endmodule
