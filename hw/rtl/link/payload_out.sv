// payload_out: bodies of payload and raw_frame messages, from the frame buffer or the raw ring to lane 0.
// In:        one command a body, in the order of their messages (cmd_raw_i: the next frame of the raw ring).
// Out:       both rings' read ports; freed handles of the frame buffer; body beats from lane 0 on, zeros behind the last byte.
// Latency:   5 cycles.  Throughput: one beat per cycle; the next body is read while this one leaves.
// Errors:    clear_i drops everything and gives handles back (link reset).
// Source:    ours.
module payload_out
  import toe_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1),
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    clear_i,
    input  logic                    cmd_valid_i,
    output logic                    cmd_ready_o,
    input  logic                    cmd_raw_i,
    input  ring_addr_t              cmd_addr_i,
    input  bytes_t                  cmd_bytes_i,
    input  handle_t                 cmd_handle_i,
    output logic                    fb_rd_en_o,
    output ring_addr_t              fb_rd_addr_o,
    input  logic [8*DATA_BYTES-1:0] fb_rd_data_i,
    output logic                    fb_free_valid_o,
    output handle_t                 fb_free_handle_o,
    output logic                    raw_rd_en_o,
    input  logic [8*DATA_BYTES-1:0] raw_rd_data_i,
    output logic                    body_valid_o,
    input  logic                    body_ready_i,
    output logic [8*DATA_BYTES-1:0] body_data_o,
    output logic                    body_last_o,
    output logic [CNT_W-1:0]        body_bytes_o,
    output logic                    idle_o
);

  logic                    rd_en, rd_raw, free_valid, free_raw, reader_idle, room;
  ring_addr_t              rd_addr;
  handle_t                 free_handle;
  logic                    beat_valid, beat_raw, beat_first, beat_last;
  logic [LANE_W-1:0]       beat_skip, beat_end;
  ring_reader #(.DATA_BYTES(DATA_BYTES)) u_reader (
      .clk_i, .rst_i, .clear_i,
      .cmd_valid_i, .cmd_ready_o, .cmd_sel_i(cmd_raw_i), .cmd_addr_i, .cmd_bytes_i, .cmd_handle_i, .room_i(room),
      .rd_en_o(rd_en), .rd_sel_o(rd_raw), .rd_addr_o(rd_addr),
      .free_valid_o(free_valid), .free_sel_o(free_raw), .free_handle_o(free_handle),
      .data_valid_o(beat_valid), .data_sel_o(beat_raw), .data_first_o(beat_first), .data_last_o(beat_last),
      .data_skip_o(beat_skip), .data_end_o(beat_end), .idle_o(reader_idle)
  );

  assign fb_rd_en_o       = rd_en && !rd_raw;
  assign fb_rd_addr_o     = rd_addr;
  assign raw_rd_en_o      = rd_en && rd_raw;
  assign fb_free_valid_o  = free_valid && !free_raw;
  assign fb_free_handle_o = free_handle;

  typedef struct packed {
    logic [CNT_W-1:0]        bytes;
    logic                    last;
    logic [8*DATA_BYTES-1:0] data;
  } body_t;
  body_t in_body, body;
  logic  put;
  stream_realign #(.DATA_BYTES(DATA_BYTES)) u_realign (
      .clk_i, .rst_i(rst_i || clear_i),
      .in_valid_i(beat_valid), .in_data_i(beat_raw ? raw_rd_data_i : fb_rd_data_i), .in_first_i(beat_first),
      .in_last_i(beat_last), .in_skip_i(beat_skip), .in_end_i(beat_end),
      .out_valid_o(put), .out_data_o(in_body.data), .out_last_o(in_body.last), .out_bytes_o(in_body.bytes)
  );

  // The packer's ready ends here: nothing is read while half the places are taken, and what is on its way then finds
  // its place in the other half.
  localparam int unsigned PtrW = 4;
  body_t           mem [2 ** PtrW];
  logic [PtrW-1:0] wptr_q, rptr_q;
  logic [PtrW:0]   level_q;
  logic            get;
  assign room = level_q[PtrW:PtrW-1] == '0;
  assign get  = body_valid_o && body_ready_i;
  assign body = mem[rptr_q];
  assign {body_bytes_o, body_last_o, body_data_o} = body;
  assign idle_o = reader_idle && !put && !body_valid_o;

  always_ff @(posedge clk_i) if (put) mem[wptr_q] <= in_body;
  always_ff @(posedge clk_i) begin
    if (rst_i || clear_i) begin
      wptr_q       <= '0;
      rptr_q       <= '0;
      level_q      <= '0;
      body_valid_o <= 1'b0;
    end else begin
      if (put) wptr_q <= wptr_q + 1'b1;
      if (get) rptr_q <= rptr_q + 1'b1;
      if (put != get) level_q <= put ? level_q + 1'b1 : level_q - 1'b1;
      body_valid_o <= put || (body_valid_o && !(get && level_q == (PtrW+1)'(1)));
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (put && !rst_i) assert (!level_q[PtrW]) else $fatal(1, "payload_out: a beat found no place");
  end
`endif

endmodule
