// raw_to_wire: frames of the host, buffered whole, to the transmitter.
// In:        one raw_frame message (head_i, checked by link_decode), then its body beats, each in the cycle after its room only.
// Out:       frames without FCS; once valid, a frame's beats follow each other without a gap of ours.
// Latency:   last body beat to first frame beat 3 cycles.  Throughput: one beat per cycle.
// Errors:    no room: the input waits for the wire, never for output to the host. abort_i forgets an unfinished frame;
//            whole ones still leave.
// Source:    DESIGN section 4, Raw frames.
module raw_to_wire
  import toe_pkg::*;
  import link_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned RAW_BYTES  = 4096,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1),
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES),
    localparam int unsigned BEAT_W    = $clog2(RAW_BYTES / DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    abort_i,
    input  logic                    msg_valid_i,
    input  header_t                 head_i,
    input  logic                    body_valid_i,
    output logic                    body_room_o,       // a beat may come in the next cycle
    input  logic [8*DATA_BYTES-1:0] body_data_i,
    input  logic                    body_last_i,
    output logic                    raw_valid_o,
    input  logic                    raw_ready_i,
    output logic [8*DATA_BYTES-1:0] raw_data_o,
    output logic                    raw_last_o,
    output logic [CNT_W-1:0]        raw_bytes_o,
    output logic                    idle_o
);

  typedef struct packed {
    logic                    last;
    logic [CNT_W-1:0]        bytes;
    logic [8*DATA_BYTES-1:0] data;
  } beat_t;

  logic clk;                                         // stands still while the host sends none
  clock_gate u_clock (.clk_i, .rst_i, .busy_i(msg_valid_i || body_valid_i || abort_i || !idle_o), .clk_o(clk));

  // A frame starts a beat, so its length says how full its last beat is.
  logic [LANE_W-1:0] over_q;                         // bytes of the last beat behind its first
  logic [BEAT_W:0]   beats_q;
  logic [15:0]       over;
  assign over = head_i.length_bytes[15:0] - 16'd1;
  always_ff @(posedge clk) if (msg_valid_i) begin
    over_q  <= over[LANE_W-1:0];
    beats_q <= (BEAT_W+1)'(over >> LANE_W) + 1'b1;
  end

  logic  room, some, advance, fetched_q;
  beat_t in_beat, fetched, out_q;
  assign body_room_o = room;
  assign in_beat     = '{last: body_last_i, bytes: body_last_i ? CNT_W'(over_q) + 1'b1 : CNT_W'(DATA_BYTES), data: body_data_i};
  raw_ring #(.T(beat_t), .BEATS(RAW_BYTES / DATA_BYTES), .ROOM_BEFORE(1'b1)) u_ring (
      .clk_i(clk), .rst_i, .wr_valid_i(body_valid_i), .wr_beat_i(in_beat), .room_o(room), .commit_i(body_valid_i && body_last_i),
      .beats_i(beats_q), .abort_i(abort_i && !body_valid_i), .some_o(some), .rd_en_i(some && advance), .rd_beat_o(fetched)
  );

  assign advance     = !raw_valid_o || raw_ready_i;
  assign raw_data_o  = out_q.data;
  assign raw_last_o  = out_q.last;
  assign raw_bytes_o = out_q.bytes;
  assign idle_o      = !some && !fetched_q && !raw_valid_o;
  always_ff @(posedge clk) begin
    if (rst_i) {fetched_q, raw_valid_o} <= '0;
    else if (advance) {fetched_q, raw_valid_o} <= {some, fetched_q};
    if (advance) out_q <= fetched;
  end

  logic unused;
  assign unused = &{1'b0, head_i};

`ifdef VERILATOR
  initial if (RAW_BYTES < 2 * 2048) $fatal(1, "raw_to_wire: RAW_BYTES must hold two frames");
`endif

endmodule
