// ram_1r1w, as a proof sees it: a word that is written while it is read is read as anything.
module ram_1r1w #(
    parameter int unsigned WIDTH   = 32,
    parameter int unsigned DEPTH   = 1024,
    localparam int unsigned ADDR_W = DEPTH > 1 ? $clog2(DEPTH) : 1
) (
    input  logic              clk_i,
    input  logic              we_i,
    input  logic [ADDR_W-1:0] waddr_i,
    input  logic [WIDTH-1:0]  wdata_i,
    input  logic              re_i,
    input  logic [ADDR_W-1:0] raddr_i,
    output logic [WIDTH-1:0]  rdata_o
);

  logic [WIDTH-1:0] mem [DEPTH];
  logic [WIDTH-1:0] any_q;
  always_ff @(posedge clk_i) any_q <= any_q;

  always_ff @(posedge clk_i) begin
    if (we_i) mem[waddr_i] <= wdata_i;
    if (re_i) rdata_o <= we_i && waddr_i == raddr_i ? any_q : mem[raddr_i];
  end

endmodule
