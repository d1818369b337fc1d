// raw_to_wire: frames of the host, buffered whole, to the transmitter.
// In:        one raw_frame message (head_i, checked by link_decode), then its body beats.
// Out:       frames without FCS; once valid, a frame's beats follow each other without a gap of ours.
// Latency:   last body beat to first frame beat 6 cycles.  Throughput: one beat per cycle.
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
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    abort_i,
    input  logic                    msg_valid_i,
    input  header_t                 head_i,
    input  logic                    body_valid_i,
    output logic                    body_ready_o,
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
    bytes_t     len_bytes;
    ring_addr_t addr;
    handle_t    handle;
  } frame_t;

  logic       room, handle_free, fifo_ready, commit, body_take;
  logic       cmd_valid, cmd_ready, rd_en, free_valid, reader_idle;
  handle_t    handle, free_handle;
  ring_addr_t addr, rd_addr;
  bytes_t     len_q, bytes;
  frame_t     frame;
  logic [8*DATA_BYTES-1:0] rd_data;
  logic [4:0] fifo_free;

  logic clk;                                         // stands still while the host sends none
  clock_gate u_clock (.clk_i, .rst_i, .busy_i(msg_valid_i || body_valid_i || abort_i || !idle_o), .clk_o(clk));

  assign body_ready_o = room && handle_free && fifo_ready;
  assign body_take    = body_valid_i && body_ready_o;
  assign commit       = body_take && body_last_i;
  always_ff @(posedge clk) if (msg_valid_i) len_q <= head_i.length_bytes[15:0];

  logic       ring_free_valid  [1];
  handle_t    ring_free_handle [1];
  assign ring_free_valid[0]  = free_valid;
  assign ring_free_handle[0] = free_handle;

  logic ring_empty;
  packet_ring #(.DATA_BYTES(DATA_BYTES), .BYTES(RAW_BYTES), .FREE_PORTS(1)) u_ring (
      .clk_i(clk), .rst_i,
      .wr_valid_i(body_take), .wr_data_i(body_data_i), .room_o(room), .commit_i(commit), .abort_i(abort_i && !body_take),
      .handle_o(handle), .addr_o(addr), .handle_free_o(handle_free),
      .rd_en_i(rd_en), .rd_addr_i(rd_addr), .rd_data_o(rd_data),
      .free_valid_i(ring_free_valid), .free_handle_i(ring_free_handle), .empty_o(ring_empty)
  );

  stream_fifo #(.T(frame_t), .DEPTH(16)) u_frames (
      .clk_i(clk), .rst_i, .valid_i(commit), .ready_o(fifo_ready), .data_i({len_q, addr, handle}),
      .valid_o(cmd_valid), .ready_i(cmd_ready), .data_o(frame), .free_o(fifo_free)
  );

  logic              sel_unused, free_sel_unused;
  logic [LANE_W-1:0] skip_unused;
  ring_reader #(.DATA_BYTES(DATA_BYTES)) u_reader (
      .clk_i(clk), .rst_i, .clear_i(1'b0),
      .cmd_valid_i(cmd_valid), .cmd_ready_o(cmd_ready), .cmd_sel_i(1'b0), .cmd_addr_i(frame.addr),
      .cmd_bytes_i(frame.len_bytes), .cmd_handle_i(frame.handle),
      .rd_en_o(rd_en), .rd_sel_o(sel_unused), .rd_addr_o(rd_addr), .rd_data_i(rd_data),
      .free_valid_o(free_valid), .free_sel_o(free_sel_unused), .free_handle_o(free_handle),
      .out_valid_o(raw_valid_o), .out_ready_i(raw_ready_i), .out_data_o(raw_data_o), .out_last_o(raw_last_o),
      .out_skip_o(skip_unused), .out_bytes_o(bytes), .idle_o(reader_idle)
  );
  // A frame starts a beat of the ring, so its length says how full its last beat is.
  assign raw_bytes_o = raw_last_o ? CNT_W'(LANE_W'(bytes - 16'd1)) + 1'b1 : CNT_W'(DATA_BYTES);
  assign idle_o      = !cmd_valid && reader_idle;

  logic unused;
  assign unused = &{1'b0, ring_empty, fifo_free, head_i, bytes, sel_unused, free_sel_unused, skip_unused};

`ifdef VERILATOR
  initial if (RAW_BYTES < 2 * 2048) $fatal(1, "raw_to_wire: RAW_BYTES must hold two frames");
`endif

endmodule
