// frame_buffer: the payload of accepted segments, until it is given back.
// In:        beats at stage Verdict, payload_i for those that hold payload; with the last one commit_i keeps them.
//            fb_free_*: payload given back.
// Out:       with the last beat: fits_o, whether all its beats and a handle were there (commit_i needs it), and the
//            handle_o and byte address addr_o that the payload has when it is kept. fb_rd_*: see packet_ring.
// Latency:   none; read 2 cycles.  Throughput: one beat per cycle each way.
// Errors:    a packet that did not fit is forgotten; its owner drops the segment (DispDropOverflow).
// Source:    ours.
module frame_buffer #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned BYTES      = 16384
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    last_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic                    payload_i,
    input  logic                    commit_i,
    output logic                    fits_o,
    output toe_pkg::handle_t        handle_o,
    output toe_pkg::ring_addr_t     addr_o,
    input  logic                    fb_rd_en_i,
    input  toe_pkg::ring_addr_t     fb_rd_addr_i,
    output logic [8*DATA_BYTES-1:0] fb_rd_data_o,
    input  logic                    fb_free_valid_i  [3],
    input  toe_pkg::handle_t        fb_free_handle_i [3]
);

  logic write, room, handle_free, lost_q, lost, ring_empty;
  assign write  = valid_i && payload_i;
  assign lost   = lost_q || (write && !room);
  assign fits_o = !lost && handle_free;

  always_ff @(posedge clk_i) begin
    if (rst_i || (valid_i && last_i)) lost_q <= 1'b0;
    else lost_q <= lost;
  end

  packet_ring #(.DATA_BYTES(DATA_BYTES), .BYTES(BYTES), .HANDLES(toe_pkg::RingHandles), .FREE_PORTS(3)) u_ring (
      .clk_i, .rst_i,
      .wr_valid_i(write), .wr_data_i(data_i), .room_o(room),
      .commit_i, .abort_i(valid_i && last_i && !commit_i),
      .handle_o, .addr_o, .handle_free_o(handle_free),
      .rd_en_i(fb_rd_en_i), .rd_addr_i(fb_rd_addr_i), .rd_data_o(fb_rd_data_o),
      .free_valid_i(fb_free_valid_i), .free_handle_i(fb_free_handle_i),
      .empty_o(ring_empty)
  );

  logic unused;
  assign unused = ring_empty;

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (commit_i && !rst_i) assert (valid_i && last_i && fits_o) else $fatal(1, "frame_buffer: bad commit");
  end
`endif

endmodule
