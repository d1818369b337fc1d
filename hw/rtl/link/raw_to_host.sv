// raw_to_host: received frames that belong to the host, buffered until the output takes them.
// In:        a copy of every received frame; copy_end_i with its class and length, with its last beat or
//            later, before the next frame's first.
// Out:       one word a frame for link_select; the ring's read port; one disposition a frame for the host.
// Latency:   2 cycles.  Throughput: one beat per cycle.
// Errors:    no room, or nobody on the link (up_i = 0): the frame is dropped, DispDropRawFull. Never back-pressure
//            (invariant 5).
// Source:    DESIGN section 4, Raw frames.
module raw_to_host
  import toe_pkg::*;
  import reason_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned RAW_BYTES  = 4096
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
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
    input  ring_addr_t              rd_addr_i,
    output logic [8*DATA_BYTES-1:0] rd_data_o,
    input  logic                    free_valid_i,
    input  handle_t                 free_handle_i,
    output logic                    disp_valid_o,
    output disposition_e            disp_o,
    output logic                    idle_o
);

  typedef struct packed {
    bytes_t     len_bytes;
    ring_addr_t addr;
    handle_t    handle;
  } frame_t;

  logic       room, handle_free, fifo_ready, lost_q, take, ours;
  handle_t    handle;
  ring_addr_t addr;
  frame_t     frame;
  logic [4:0] fifo_free;
  logic       ring_free_valid  [1];
  handle_t    ring_free_handle [1];
  assign ring_free_valid[0]  = free_valid_i;
  assign ring_free_handle[0] = free_handle_i;

  assign ours = copy_end_i && copy_class_i == CopyRaw;
  assign take = ours && up_i && !lost_q && (room || !copy_valid_i) && handle_free && fifo_ready;

  logic ring_empty;
  packet_ring #(.DATA_BYTES(DATA_BYTES), .BYTES(RAW_BYTES), .FREE_PORTS(1)) u_ring (
      .clk_i, .rst_i,
      .wr_valid_i(copy_valid_i && !lost_q), .wr_data_i(copy_data_i), .room_o(room),
      .commit_i(take), .abort_i(copy_end_i && !take),
      .handle_o(handle), .addr_o(addr), .handle_free_o(handle_free),
      .rd_en_i, .rd_addr_i, .rd_data_o, .free_valid_i(ring_free_valid), .free_handle_i(ring_free_handle), .empty_o(ring_empty)
  );

  always_ff @(posedge clk_i) begin
    if (rst_i || copy_end_i) lost_q <= 1'b0;         // a beat of the open frame found no room
    else if (copy_valid_i && !room) lost_q <= 1'b1;
    if (rst_i) disp_valid_o <= 1'b0;
    else disp_valid_o <= ours;
    if (ours) disp_o <= take ? DispRaw : DispDropRawFull;
  end

  stream_fifo #(.T(frame_t), .DEPTH(16)) u_frames (
      .clk_i, .rst_i, .valid_i(take), .ready_o(fifo_ready), .data_i({copy_bytes_i, addr, handle}),
      .valid_o(word_valid_o), .ready_i(word_ready_i), .data_o(frame), .free_o(fifo_free)
  );

  delivery_rest_t rest;
  assign rest   = '{payload: 1'b1, len_bytes: frame.len_bytes, addr: frame.addr, handle: frame.handle, default: '0};
  assign word_o = '{kind: WordRaw, conn: '0, arg0: '0, arg1: '0, rest: RestBits'(rest)};
  assign idle_o = !word_valid_o && !disp_valid_o;

  logic unused;
  assign unused = &{1'b0, ring_empty, fifo_free};

endmodule
