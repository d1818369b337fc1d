// ram_1r1w: the one block-RAM wrapper: one write port, one read port, one clock.
// In:        we_i/waddr_i/wdata_i; re_i/raddr_i.
// Out:       rdata_o, LATENCY cycles after re_i (2: through the RAM's output register); holds until the next read.
// Latency:   LATENCY cycles.  Throughput: one read and one write per cycle.
// Errors:    reading the word that is written in the same cycle returns undefined data (no_rw_check); the user
//            either never does so (COLLISION_FREE = 1, asserted) or replaces what comes out.
// Source:    ECP5 DP16KD, pseudo dual port; FEASIBILITY section 1 for what the read-during-write logic would cost.
module ram_1r1w #(
    parameter int unsigned WIDTH          = 32,
    parameter int unsigned DEPTH          = 1024,
    parameter int unsigned LATENCY        = 1,     // 1 or 2
    parameter bit          COLLISION_FREE = 1'b1,
    localparam int unsigned ADDR_W        = DEPTH > 1 ? $clog2(DEPTH) : 1
) (
    input  logic              clk_i,
    input  logic              we_i,
    input  logic [ADDR_W-1:0] waddr_i,
    input  logic [WIDTH-1:0]  wdata_i,
    input  logic              re_i,
    input  logic [ADDR_W-1:0] raddr_i,
    output logic [WIDTH-1:0]  rdata_o
);

  (* ram_style = "block", no_rw_check *)
  logic [WIDTH-1:0] mem [DEPTH];
  logic [WIDTH-1:0] q;

  always_ff @(posedge clk_i) if (we_i) mem[waddr_i] <= wdata_i;
  always_ff @(posedge clk_i) if (re_i) q <= mem[raddr_i];

  if (LATENCY == 2) begin : gen_outreg
    logic re_q;
    always_ff @(posedge clk_i) re_q <= re_i;
    always_ff @(posedge clk_i) if (re_q) rdata_o <= q;
  end else begin : gen_direct
    assign rdata_o = q;
  end

`ifdef VERILATOR
  initial begin
    if (LATENCY != 1 && LATENCY != 2) $fatal(1, "ram_1r1w: LATENCY must be 1 or 2");
  end
  always_ff @(posedge clk_i) begin
    if (COLLISION_FREE && we_i && re_i) begin
      assert (waddr_i != raddr_i) else $fatal(1, "ram_1r1w: read of the word being written");
    end
  end
`endif

endmodule
