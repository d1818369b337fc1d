// raw_ring: whole frames in one block RAM, first in, first out.
// In:        beats of one frame (wr_valid_i/wr_beat_i), then commit_i or abort_i in a cycle without wr_valid_i or in the
//            cycle of its last beat; beats_i of them count, from the first one on. rd_en_i only while some_o.
// Out:       some_o: a beat of a whole frame waits; rd_beat_o, LATENCY cycles after rd_en_i.
// Latency:   1 cycle from commit_i to some_o.  Throughput: one beat per cycle each way.
// Errors:    room_o = 0 means that a beat written now is lost and the frame must be aborted. room_o comes out of a
//            register, for which a beat stays unused. ROOM_BEFORE: the writer looks at it in the cycle before its beat, for
//            which another one stays unused.
// Source:    ours.
module raw_ring #(
    parameter type         T       = logic [63:0],
    parameter int unsigned BEATS   = 512,            // a power of two
    parameter int unsigned LATENCY = 1,              // 1 or 2
    parameter bit          ROOM_BEFORE = 1'b0,
    localparam int unsigned BEAT_W = $clog2(BEATS)
) (
    input  logic             clk_i,
    input  logic             rst_i,
    input  logic             wr_valid_i,
    input  T                 wr_beat_i,
    output logic             room_o,
    input  logic             commit_i,
    input  logic [BEAT_W:0]  beats_i,
    input  logic             abort_i,
    output logic             some_o,
    input  logic             rd_en_i,
    output T                 rd_beat_o
);

  typedef logic [BEAT_W:0] ptr_t;                    // one bit more than an address: full differs from empty

  ptr_t start_q, wptr_q, rptr_q, end_of, used;       // open frame's first beat, next beat, next beat to read
  logic write;
  logic [$bits(T)-1:0] rdata;
  assign write     = wr_valid_i && (ROOM_BEFORE || room_o);
  assign end_of    = start_q + beats_i;
  assign used      = wptr_q - rptr_q;
  assign some_o    = start_q != rptr_q;
  assign rd_beat_o = T'(rdata);

  ram_1r1w #(.WIDTH($bits(T)), .DEPTH(BEATS), .LATENCY(LATENCY)) u_ram (
      .clk_i, .we_i(write), .waddr_i(wptr_q[BEAT_W-1:0]), .wdata_i(wr_beat_i),
      .re_i(rd_en_i), .raddr_i(rptr_q[BEAT_W-1:0]), .rdata_o(rdata)
  );

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      start_q <= '0;
      wptr_q  <= '0;
      rptr_q  <= '0;
      room_o  <= 1'b0;
    end else begin
      wptr_q <= abort_i ? start_q : commit_i ? end_of : wptr_q + ptr_t'(write);
      if (commit_i) start_q <= end_of;
      if (rd_en_i) rptr_q <= rptr_q + 1'b1;
      room_o <= used < ptr_t'(BEATS - 1 - 32'(ROOM_BEFORE));
    end
  end

`ifdef VERILATOR
  initial if (2 ** BEAT_W != BEATS) $fatal(1, "raw_ring: BEATS must be a power of two");
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(write && used == ptr_t'(BEATS))) else $fatal(1, "raw_ring: a beat found no place");
      assert (!(commit_i && abort_i)) else $fatal(1, "raw_ring: commit and abort together");
      assert (!(rd_en_i && !some_o)) else $fatal(1, "raw_ring: read without a beat");
    end
  end
`endif

endmodule
