// stream_realign: move a byte stream that starts anywhere in its first beat down to lane 0.
// In:        packets of beats; in_skip_i (bytes of the first beat to drop) and in_bytes_i (payload bytes after them, 1 or
//            more) are looked at with the first beat of a packet only. in_last_i marks the beat that holds the last
//            payload byte; what stands behind that byte is ignored.
// Out:       ceil(bytes / DATA_BYTES) beats, first byte in bits 7:0, all full except the last; bytes behind the last
//            are zero; out_bytes_o counts the valid bytes of every beat.
// Latency:   1 cycle from the beat that completes an output beat: its own beat when nothing is skipped or the packet is
//            one beat, the next beat otherwise.
// Throughput: one beat per cycle; packets follow each other without a gap on the output.
// Errors:    none; in_last_i in another beat than the one that in_skip_i and in_bytes_i say is a fault of the sender.
// Source:    ours. One rotation serves both halves of a beat: lanes below DATA_BYTES - skip complete the beat itself,
//            the others the one before.
module stream_realign #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1),
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic [8*DATA_BYTES-1:0] in_data_i,
    input  logic                    in_last_i,
    input  logic [LANE_W-1:0]       in_skip_i,
    input  toe_pkg::bytes_t         in_bytes_i,
    output logic                    out_valid_o,
    input  logic                    out_ready_i,
    output logic [8*DATA_BYTES-1:0] out_data_o,
    output logic                    out_last_o,
    output logic [CNT_W-1:0]        out_bytes_o
);

  localparam toe_pkg::bytes_t Full = toe_pkg::bytes_t'(DATA_BYTES);

  typedef logic [8*DATA_BYTES-1:0] beat_t;
  typedef logic [DATA_BYTES-1:0]   lanes_t;

  function automatic beat_t rotate_down(beat_t b, logic [LANE_W-1:0] by);
    for (int unsigned i = 0; i < DATA_BYTES; i++) rotate_down[8*i+:8] = b[8*LANE_W'(i + 32'(by))+:8];
  endfunction

  // Lanes that the beat itself completes: those below DATA_BYTES - skip.
  function automatic lanes_t own_lanes(logic [LANE_W-1:0] skip);
    for (int unsigned i = 0; i < DATA_BYTES; i++) own_lanes[i] = i + 32'(skip) < DATA_BYTES;
  endfunction

  // The beat that came in last, rotated, and what its packet says about it.
  beat_t             rot_q;
  logic              rot_valid_q, rot_head_q;    // head: first of several beats of a shifted packet: waits for the next
  logic              rot_last_q, rot_alone_q;    // alone: needs no second beat
  logic [LANE_W-1:0] skip_q;
  lanes_t            own_q;
  toe_pkg::bytes_t   left_q;                     // bytes not yet put out, those in rot_q and hold_q included
  logic              first_q;                    // the next beat in starts a packet
  // The beat before it, and whether it ends a packet on its own.
  beat_t             hold_q;
  logic              tail_q;
  logic [CNT_W-1:0]  tail_bytes_q;

  logic rot_emits, rot_take, in_take, ends;
  assign ends        = left_q <= Full;
  assign rot_emits   = rot_valid_q && !rot_head_q;
  assign rot_take    = rot_valid_q && (rot_head_q ? (!tail_q || out_ready_i) : (!tail_q && out_ready_i));
  assign in_ready_o  = !rot_valid_q || rot_take;
  assign in_take     = in_valid_i && in_ready_o;
  assign out_valid_o = tail_q || rot_emits;
  assign out_last_o  = tail_q || ends;
  assign out_bytes_o = tail_q ? tail_bytes_q : ends ? CNT_W'(left_q) : CNT_W'(DATA_BYTES);

  lanes_t beyond, from_rot;                      // lanes behind the last byte; lanes of the later beat
  always_comb begin
    beyond = '0;
    if (out_last_o) for (int unsigned i = 0; i < DATA_BYTES; i++) beyond[i] = CNT_W'(i) >= out_bytes_o;
    from_rot = tail_q ? '0 : rot_alone_q ? '1 : ~own_q;
  end
  for (genvar i = 0; i < DATA_BYTES; i++) begin : gen_lane
    assign out_data_o[8*i+:8] = beyond[i] ? 8'd0 : from_rot[i] ? rot_q[8*i+:8] : hold_q[8*i+:8];
  end

  always_ff @(posedge clk_i) begin
    if (in_take) begin
      rot_q       <= rotate_down(in_data_i, first_q ? in_skip_i : skip_q);
      rot_last_q  <= in_last_i;
      rot_head_q  <= first_q && !in_last_i && in_skip_i != '0;
      if (first_q) begin
        skip_q      <= in_skip_i;
        own_q       <= own_lanes(in_skip_i);
        rot_alone_q <= in_last_i || in_skip_i == '0;
      end
    end
    if (in_take && first_q) left_q <= in_bytes_i;
    else if (rot_take && rot_emits) left_q <= left_q - Full;
    if (rot_take) hold_q <= rot_q;
    if (rot_take) tail_bytes_q <= CNT_W'(left_q - Full);
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      rot_valid_q <= 1'b0;
      first_q     <= 1'b1;
      tail_q      <= 1'b0;
    end else begin
      if (in_take) begin
        rot_valid_q <= 1'b1;
        first_q     <= in_last_i;
      end else if (rot_take) rot_valid_q <= 1'b0;
      if (rot_take && rot_emits && rot_last_q) tail_q <= !ends;
      else if (out_ready_i) tail_q <= 1'b0;
    end
  end

`ifdef VERILATOR
  initial if (DATA_BYTES < 4 || 2 ** LANE_W != DATA_BYTES) $fatal(1, "stream_realign: DATA_BYTES must be a power of two, 4 or more");
  logic  stalled_q, held_last_q;
  beat_t held_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= out_valid_o && !out_ready_i && !rst_i;
    if (out_valid_o && !out_ready_i) begin
      held_q      <= out_data_o;
      held_last_q <= out_last_o;
    end
    if (stalled_q) assert (out_valid_o && out_data_o == held_q && out_last_o == held_last_q)
      else $fatal(1, "stream_realign: output changed while stalled");
    if (!rst_i && in_take && first_q) begin
      assert (in_bytes_i != '0) else $fatal(1, "stream_realign: a packet of no bytes");
      assert (in_last_i == (17'(in_skip_i) + 17'(in_bytes_i) <= 17'(Full))) else $fatal(1, "stream_realign: last beat misplaced");
    end
    if (!rst_i && rot_take && rot_emits) begin
      assert (rot_last_q ? left_q <= Full + Full : !ends) else $fatal(1, "stream_realign: last beat misplaced");
    end
  end
`endif

endmodule
