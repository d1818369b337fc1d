// pseudo_header: the sum of a TCP segment's pseudo header, before the sum over its packet is known.
// In:        header_i at stage 3 of every beat; valid_i/beat_i: which one it is.
// Out:       sum_o: the plain sum of the pseudo header's 16-bit words, when the packet's sum is known (stage 3 +
//            rx_pkg::sum_stages of the last beat).
// Latency:   2 cycles from the beat that brings the last of the IPv4 header.  Throughput: one frame per cycle.
// Errors:    none; it means nothing for what is no IPv4 packet, or a frame shorter than 64 bytes.
// Source:    RFC 9293 section 3.1.
module pseudo_header #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned BEAT_W = 17 - $clog2(DATA_BYTES)
) (
    input  logic                  clk_i,
    input  logic                  valid_i,
    input  logic [BEAT_W-1:0]     beat_i,
    input  rx_pkg::frame_header_t header_i,
    output logic [18:0]           sum_o
);

  localparam int unsigned Beat = (4 * rx_pkg::L3Word + net_pkg::Ipv4Bytes - 1) / DATA_BYTES;   // words are 2 bytes later

  logic        there, there_q;
  logic [16:0] src_q, dst_q, rest_q;
  logic [18:0] sum_q;
  assign there = valid_i && beat_i == BEAT_W'(Beat);
  always_ff @(posedge clk_i) begin
    there_q <= there;
    if (there) begin
      src_q  <= 17'(header_i.ip.src[31:16]) + 17'(header_i.ip.src[15:0]);
      dst_q  <= 17'(header_i.ip.dst[31:16]) + 17'(header_i.ip.dst[15:0]);
      rest_q <= 17'(header_i.ip.total_bytes) - 17'({header_i.ip.ihl_words, 2'b00}) + 17'(net_pkg::ProtoTcp);
    end
    if (there_q) sum_q <= 19'(src_q) + 19'(dst_q) + 19'(rest_q);
  end

  // Where a beat may be a frame, the next one's sum comes a cycle later; elsewhere there is time.
  if (DATA_BYTES == 64) begin : gen_one_beat
    always_ff @(posedge clk_i) sum_o <= sum_q;
  end else begin : gen_more
    assign sum_o = sum_q;
  end

  logic unused;
  assign unused = &{1'b0, header_i};

endmodule
