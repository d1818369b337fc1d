// raw_to_host: received frames that belong to the host, buffered until the output takes them.
// In:        a copy of every received frame; copy_end_i with its class and length, with its last beat or
//            later, before the next frame's first.
// Out:       one word a frame for link_select; the beats of the frames in the order of their words, each two cycles after its
//            rd_en_i; one disposition a frame for the host.
// Latency:   2 cycles.  Throughput: one beat per cycle.
// Errors:    no room, or nobody on the link (up_i = 0): the frame is dropped, DispDropRawFull. Never back-pressure
//            (invariant 5). drain_i: every frame is forgotten.
// Source:    DESIGN section 4, Raw frames.
module raw_to_host
  import toe_pkg::*;
  import reason_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned RAW_BYTES  = 4096,
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES),
    localparam int unsigned BEAT_W    = $clog2(RAW_BYTES / DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    drain_i,
    input  logic                    up_i,
    input  logic                    copy_valid_i,
    input  logic [8*DATA_BYTES-1:0] copy_data_i,
    input  logic                    copy_end_i,
    input  copy_class_e             copy_class_i,
    input  bytes_t                  copy_bytes_i,
    output logic                    word_valid_o,
    input  logic                    word_ready_i,
    output word_t                   word_o,
    input  logic                    rd_en_i,
    output logic [8*DATA_BYTES-1:0] rd_data_o,
    output logic                    disp_valid_o,
    output disposition_e            disp_o,
    output logic                    idle_o
);

  logic       room, some, fifo_ready, lost_q, take, ours;
  bytes_t     len_bytes;
  logic [BEAT_W:0] beats;
  logic [4:0] fifo_free;
  assign beats = (BEAT_W+1)'((17'(copy_bytes_i) + 17'(DATA_BYTES - 1)) >> LANE_W);     // without the FCS
  assign ours  = copy_end_i && copy_class_i == CopyRaw;
  assign take  = ours && up_i && !lost_q && (room || !copy_valid_i) && fifo_ready;

  raw_ring #(.T(logic [8*DATA_BYTES-1:0]), .BEATS(RAW_BYTES / DATA_BYTES), .LATENCY(2)) u_ring (
      .clk_i, .rst_i(rst_i || drain_i), .wr_valid_i(copy_valid_i && !lost_q), .wr_beat_i(copy_data_i), .room_o(room),
      .commit_i(take), .beats_i(beats), .abort_i(copy_end_i && !take), .some_o(some), .rd_en_i, .rd_beat_o(rd_data_o)
  );

  always_ff @(posedge clk_i) begin
    if (rst_i || copy_end_i) lost_q <= 1'b0;         // a beat of the open frame found no room
    else if (copy_valid_i && !room) lost_q <= 1'b1;
    if (rst_i) disp_valid_o <= 1'b0;
    else disp_valid_o <= ours;
    if (ours) disp_o <= take ? DispRaw : DispDropRawFull;
  end

  stream_fifo #(.T(bytes_t), .DEPTH(16)) u_frames (
      .clk_i, .rst_i(rst_i || drain_i), .valid_i(take), .ready_o(fifo_ready), .data_i(copy_bytes_i),
      .valid_o(word_valid_o), .ready_i(word_ready_i), .data_o(len_bytes), .free_o(fifo_free)
  );

  delivery_rest_t rest;
  assign rest   = '{payload: 1'b1, len_bytes: len_bytes, default: '0};
  assign word_o = '{kind: WordRaw, conn: '0, arg0: '0, arg1: '0, rest: RestBits'(rest)};
  assign idle_o = !word_valid_o && !some && !disp_valid_o;

  logic unused;
  assign unused = &{1'b0, fifo_free};

endmodule
