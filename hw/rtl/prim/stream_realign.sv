// stream_realign: move a byte stream that starts anywhere in its first beat down to lane 0.
// In:        packets of beats: in_first_i and in_last_i mark the first and the last, in_skip_i bytes of the first are dropped,
//            in_end_i is the lane of the packet's last byte in its last beat out; both stand with every beat. A packet that
//            is moved (in_skip_i != 0) has one beat more than it fills; what that one holds behind the packet is ignored.
// Out:       ceil(bytes / DATA_BYTES) beats, first byte in bits 7:0, all full except the last; bytes behind the last
//            are zero; out_bytes_o counts the valid bytes of every beat.
// Latency:   1 cycle from the beat that completes an output beat: its own beat when nothing is skipped, the next one
//            otherwise.
// Throughput: one beat per cycle. No ready: the sender knows the room behind.
// Errors:    none.
// Source:    ours. One rotation serves both halves of a beat: lanes below DATA_BYTES - skip wait for the others of the
//            beat behind.
module stream_realign #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1),
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    in_valid_i,
    input  logic [8*DATA_BYTES-1:0] in_data_i,
    input  logic                    in_first_i,
    input  logic                    in_last_i,
    input  logic [LANE_W-1:0]       in_skip_i,
    input  logic [LANE_W-1:0]       in_end_i,
    output logic                    out_valid_o,
    output logic [8*DATA_BYTES-1:0] out_data_o,
    output logic                    out_last_o,
    output logic [CNT_W-1:0]        out_bytes_o
);

  typedef logic [8*DATA_BYTES-1:0] beat_t;
  typedef logic [DATA_BYTES-1:0]   lanes_t;

  function automatic beat_t rotate_down(beat_t b, logic [LANE_W-1:0] by);
    for (int unsigned s = 0; s < LANE_W; s++) if (by[s]) b = b >> (8 << s) | b << (8 * DATA_BYTES - (8 << s));
    return b;
  endfunction

  beat_t             rot_q, wait_q;              // the last beat and the one before it, rotated
  lanes_t            from_wait_q, beyond_q;      // lanes of the earlier beat; lanes behind the last byte
  logic [LANE_W-1:0] end_q;

  always_ff @(posedge clk_i) begin
    if (in_valid_i) begin
      rot_q      <= rotate_down(in_data_i, in_skip_i);
      wait_q     <= rot_q;
      out_last_o <= in_last_i;
      end_q      <= in_end_i;
      for (int unsigned i = 0; i < DATA_BYTES; i++) begin
        from_wait_q[i] <= in_skip_i != '0 && i + 32'(in_skip_i) < DATA_BYTES;
        beyond_q[i]    <= in_last_i && i > 32'(in_end_i);
      end
    end
    out_valid_o <= in_valid_i && !(in_first_i && in_skip_i != '0) && !rst_i;
  end

  for (genvar i = 0; i < DATA_BYTES; i++) begin : gen_lane
    assign out_data_o[8*i+:8] = beyond_q[i] ? 8'd0 : from_wait_q[i] ? wait_q[8*i+:8] : rot_q[8*i+:8];
  end
  assign out_bytes_o = out_last_o ? CNT_W'(end_q) + 1'b1 : CNT_W'(DATA_BYTES);

`ifdef VERILATOR
  initial if (DATA_BYTES < 4 || 2 ** LANE_W != DATA_BYTES)
    $fatal(1, "stream_realign: DATA_BYTES must be a power of two, 4 or more");
  logic ended_q;                                 // the next beat starts a packet
  always_ff @(posedge clk_i) begin
    if (rst_i) ended_q <= 1'b1;
    else if (in_valid_i) ended_q <= in_last_i;
    if (!rst_i && in_valid_i) begin
      assert (in_first_i == ended_q) else $fatal(1, "stream_realign: a packet's beat misplaced");
      assert (!(in_first_i && in_last_i && in_skip_i != '0)) else $fatal(1, "stream_realign: a beat is missing");
    end
  end
`endif

endmodule
