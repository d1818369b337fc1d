// frame_arbiter: one source of frames after the other, frame by frame, in turn.
// In:        SOURCES streams of frames; once valid, a source keeps valid until its last beat.
// Out:       the same frames, one at a time; bytes behind a frame's last are zero.
// Latency:   0 cycles for source 0 when idle, 1 for the others.  Throughput: one beat per cycle, frames without a gap.
// Errors:    with enable_i = 0 at its first beat a frame is taken and thrown away.
// Source:    ours. The turn passes on from the source that sent last, so that none starves: a source waits for at most
//            one frame of each other.
module frame_arbiter #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned SOURCES    = 3,
    parameter logic [SOURCES-1:0] CLEAN = '0,        // sources whose bytes behind the last are zero already
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                                 clk_i,
    input  logic                                 rst_i,
    input  logic                                 enable_i,
    input  logic [SOURCES-1:0]                   src_valid_i,
    output logic [SOURCES-1:0]                   src_ready_o,
    input  logic [SOURCES-1:0][8*DATA_BYTES-1:0] src_data_i,
    input  logic [SOURCES-1:0]                   src_last_i,
    input  logic [SOURCES-1:0][CNT_W-1:0]        src_bytes_i,
    output logic                                 out_valid_o,
    input  logic                                 out_ready_i,
    output logic [8*DATA_BYTES-1:0]              out_data_o,
    output logic                                 out_last_o,
    output logic [CNT_W-1:0]                     out_bytes_o,
    output logic                                 idle_o
);

  logic [SOURCES-1:0] grant_q, above, others;    // one-hot: whose frame goes, or would go first
  logic               some, take, drop;
  logic               begun_q, drop_q;           // the frame has been offered: what was decided for it stays

  // The lowest set bit.
  function automatic logic [SOURCES-1:0] lowest(logic [SOURCES-1:0] v);
    return v & (~v + 1'b1);
  endfunction
  always_comb begin
    for (int unsigned i = 0; i < SOURCES; i++) begin
      above[i] = 1'b0;
      for (int unsigned j = 0; j < i; j++) above[i] = above[i] || grant_q[j];
    end
  end

  assign others      = src_valid_i & ~grant_q;
  assign some        = (grant_q & src_valid_i) != '0;
  assign drop        = begun_q ? drop_q : !enable_i;
  assign take        = some && (drop || out_ready_i);
  assign out_valid_o = some && !drop;
  assign src_ready_o = drop || out_ready_i ? grant_q : '0;
  assign idle_o      = src_valid_i == '0 && !begun_q;

  // Which lanes of a source go out is known before its data: a source and a lane have one enable.
  logic [SOURCES-1:0][DATA_BYTES-1:0] lane_on;
  always_comb begin
    for (int unsigned i = 0; i < SOURCES; i++) begin
      for (int unsigned l = 0; l < DATA_BYTES; l++)
        lane_on[i][l] = grant_q[i] && (CLEAN[i] || !src_last_i[i] || CNT_W'(l) < src_bytes_i[i]);
    end
  end
  always_comb begin
    out_data_o  = '0;
    out_bytes_o = '0;
    for (int unsigned i = 0; i < SOURCES; i++) begin
      if (grant_q[i]) begin
        for (int unsigned l = 0; l < DATA_BYTES; l++) if (lane_on[i][l]) out_data_o[8*l+:8] |= src_data_i[i][8*l+:8];
        out_bytes_o |= src_bytes_i[i];
      end
    end
    out_last_o = (grant_q & src_last_i) != '0;
  end

  // The turn moves after a frame, or while its owner has none; with nothing to do it rests at source 0.
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      grant_q <= SOURCES'(1);
      begun_q <= 1'b0;
      drop_q  <= 1'b0;
    end else begin
      begun_q <= some && !(take && out_last_o);
      drop_q  <= drop;
      if (!some || (take && out_last_o)) begin
        if ((others & above) != '0) grant_q <= lowest(others & above);
        else if (others != '0) grant_q <= lowest(others);
        else if (!some) grant_q <= SOURCES'(1);
      end
    end
  end

`ifdef VERILATOR
  logic [8*DATA_BYTES-1:0] held_q;
  logic                    stalled_q, held_last_q, inside_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= out_valid_o && !out_ready_i && !rst_i;
    if (out_valid_o && !out_ready_i) begin
      held_q      <= out_data_o;
      held_last_q <= out_last_o;
    end
    inside_q <= begun_q && !rst_i && !(take && out_last_o);
    if (stalled_q) assert (out_valid_o && out_data_o == held_q && out_last_o == held_last_q)
      else $fatal(1, "frame_arbiter: output changed while stalled");
    if (inside_q) assert (some) else $fatal(1, "frame_arbiter: a source paused inside a frame");
  end
`endif

endmodule
