// payload_out: bodies of payload and raw_frame messages, from the frame buffer or the raw ring to lane 0.
// In:        one command a body, in the order of their messages (cmd_raw_i: the next frame of the raw ring).
// Out:       both rings' read ports; freed handles of the frame buffer; body beats from lane 0 on, zeros behind the last byte.
// Latency:   6 cycles.  Throughput: one beat per cycle; the next body is read while this one leaves.
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

  logic                    rd_en, rd_raw, raw1_q, raw2_q, free_valid, free_raw, reader_idle;
  ring_addr_t              rd_addr;
  handle_t                 free_handle;
  logic                    beat_valid, beat_ready, beat_last;
  logic [8*DATA_BYTES-1:0] beat_data;
  logic [LANE_W-1:0]       beat_skip;
  bytes_t                  beat_bytes;

  always_ff @(posedge clk_i) begin
    raw1_q <= rd_raw;
    raw2_q <= raw1_q;
  end

  ring_reader #(.DATA_BYTES(DATA_BYTES)) u_reader (
      .clk_i, .rst_i, .clear_i,
      .cmd_valid_i, .cmd_ready_o, .cmd_sel_i(cmd_raw_i), .cmd_addr_i, .cmd_bytes_i, .cmd_handle_i,
      .rd_en_o(rd_en), .rd_sel_o(rd_raw), .rd_addr_o(rd_addr), .rd_data_i(raw2_q ? raw_rd_data_i : fb_rd_data_i),
      .free_valid_o(free_valid), .free_sel_o(free_raw), .free_handle_o(free_handle),
      .out_valid_o(beat_valid), .out_ready_i(beat_ready), .out_data_o(beat_data), .out_last_o(beat_last),
      .out_skip_o(beat_skip), .out_bytes_o(beat_bytes), .idle_o(reader_idle)
  );

  assign fb_rd_en_o       = rd_en && !rd_raw;
  assign fb_rd_addr_o     = rd_addr;
  assign raw_rd_en_o      = rd_en && rd_raw;
  assign fb_free_valid_o  = free_valid && !free_raw;
  assign fb_free_handle_o = free_handle;

  stream_realign #(.DATA_BYTES(DATA_BYTES)) u_realign (
      .clk_i, .rst_i(rst_i || clear_i),
      .in_valid_i(beat_valid), .in_ready_o(beat_ready), .in_data_i(beat_data), .in_last_i(beat_last),
      .in_skip_i(beat_skip), .in_bytes_i(beat_bytes),
      .out_valid_o(body_valid_o), .out_ready_i(body_ready_i), .out_data_o(body_data_o), .out_last_o(body_last_o),
      .out_bytes_o(body_bytes_o)
  );
  assign idle_o = reader_idle && !body_valid_o;

endmodule
