// packet_ring: payloads of any length in one block RAM, written in order and given back in any order.
// In:        beats of one packet (wr_valid_i/wr_data_i), then commit_i or abort_i in a cycle without wr_valid_i or in
//            the cycle of its last beat; free_valid_i/free_handle_i give a committed packet back.
// Out:       handle_o/addr_o: the name and the byte address (a multiple of DATA_BYTES) that the open packet has when
//            it is committed; rd_data_o, 2 cycles after rd_en_i/rd_addr_i (a byte address, its low bits ignored).
//            Addresses wrap at BYTES.
// Latency:   read 2 cycles.  Throughput: one beat per cycle each way.
// Errors:    room_o = 0 means that a beat written now is lost and the packet must be aborted; handle_free_o = 0 that
//            commit_i would find no handle: the packet must be aborted. The ring never writes over a live packet. Both
//            come out of registers, for which a beat and a handle stay unused. ROOM_BEFORE: the writer looks at both in the
//            cycle before its beat, for which another beat stays unused.
// Source:    ours. Space returns in order of writing: a live packet holds what was written after it.
module packet_ring #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned BYTES      = 16384,       // a power of two, at most 65,536
    parameter int unsigned HANDLES    = 32,          // a power of two, at most toe_pkg::RingHandles
    parameter int unsigned FREE_PORTS = 2,
    parameter bit          ROOM_BEFORE = 1'b0
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    wr_valid_i,
    input  logic [8*DATA_BYTES-1:0] wr_data_i,
    output logic                    room_o,
    input  logic                    commit_i,
    input  logic                    abort_i,
    output toe_pkg::handle_t        handle_o,
    output toe_pkg::ring_addr_t     addr_o,
    output logic                    handle_free_o,
    input  logic                    rd_en_i,
    input  toe_pkg::ring_addr_t     rd_addr_i,
    output logic [8*DATA_BYTES-1:0] rd_data_o,
    input  logic                    free_valid_i  [FREE_PORTS],
    input  toe_pkg::handle_t        free_handle_i [FREE_PORTS],
    output logic                    empty_o          // no live packet
);

  localparam int unsigned LANE_W = $clog2(DATA_BYTES);
  localparam int unsigned BEATS  = BYTES / DATA_BYTES;
  localparam int unsigned BEAT_W = $clog2(BEATS);
  localparam int unsigned HND_W  = $clog2(HANDLES);

  typedef logic [BEAT_W:0] ptr_t;                    // one bit more than an address: full differs from empty

  ptr_t start_q, wptr_q, tail_q;                     // open packet's first beat, next beat, oldest live beat
  logic [HND_W-1:0] head_q, oldest_q;
  logic [HANDLES-1:0] done_q;                        // given back, not yet released
  ptr_t end_of [HANDLES];                            // where the packet after this one starts

  // Room and handles are known in registers: one of each is kept for what is written while they are counted.
  // abort_i comes late: the open packet's beats are undone a cycle after it.
  logic write, undo_q;
  ptr_t wptr, wptr_next, used;
  logic [HND_W-1:0] handles_left;
  assign write     = wr_valid_i && (ROOM_BEFORE || room_o);
  assign wptr      = undo_q ? start_q : wptr_q;
  assign wptr_next = wptr + ptr_t'(write);
  assign used      = wptr_q - tail_q;
  assign handles_left = oldest_q - head_q - 1'b1;    // of HANDLES - 1
  always_ff @(posedge clk_i) begin
    room_o        <= !rst_i && used < ptr_t'(BEATS - 1 - 32'(ROOM_BEFORE));
    handle_free_o <= !rst_i && handles_left > HND_W'(1);
  end
  assign handle_o      = toe_pkg::handle_t'(head_q);
  assign addr_o        = toe_pkg::ring_addr_t'(start_q[BEAT_W-1:0]) << LANE_W;
  assign empty_o       = head_q == oldest_q;

  ram_1r1w #(
      .WIDTH(8 * DATA_BYTES), .DEPTH(BEATS), .LATENCY(2), .COLLISION_FREE(1'b0)
  ) u_ram (
      .clk_i, .we_i(write), .waddr_i(wptr[BEAT_W-1:0]), .wdata_i(wr_data_i),
      .re_i(rd_en_i), .raddr_i(rd_addr_i[LANE_W+:BEAT_W]), .rdata_o(rd_data_o)
  );

  logic release_one;
  assign release_one = !empty_o && done_q[oldest_q];

  // Written in every cycle, until its packet is kept: commit_i comes late.
  always_ff @(posedge clk_i) end_of[head_q] <= wptr_next;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      start_q  <= '0;
      wptr_q   <= '0;
      undo_q   <= 1'b0;
      tail_q   <= '0;
      head_q   <= '0;
      oldest_q <= '0;
      done_q   <= '0;
    end else begin
      wptr_q <= wptr_next;
      undo_q <= abort_i;
      if (commit_i) begin
        start_q <= wptr_next;
        head_q  <= head_q + 1'b1;
      end
      if (release_one) begin
        tail_q   <= end_of[oldest_q];
        oldest_q <= oldest_q + 1'b1;
        done_q[oldest_q] <= 1'b0;
      end
      for (int unsigned p = 0; p < FREE_PORTS; p++) begin
        if (free_valid_i[p]) done_q[free_handle_i[p][HND_W-1:0]] <= 1'b1;
      end
    end
  end

`ifdef VERILATOR
  initial begin
    if (2 ** BEAT_W != BEATS || BYTES > 65536) $fatal(1, "packet_ring: BYTES must be a power of two up to 65536");
    if (2 ** HND_W != HANDLES || HANDLES > toe_pkg::RingHandles) $fatal(1, "packet_ring: HANDLES must be a power of two up to 32");
  end
  always_ff @(posedge clk_i) begin
    if (write && !rst_i) assert (used != ptr_t'(BEATS)) else $fatal(1, "packet_ring: a beat found no place");
    if (commit_i && !rst_i) begin
      assert (!abort_i) else $fatal(1, "packet_ring: commit and abort together");
      assert (handles_left != '0) else $fatal(1, "packet_ring: commit without a free handle");
    end
  end
`endif

endmodule
