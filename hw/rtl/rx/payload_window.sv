// payload_window: which beats hold TCP payload, which hold the options of a SYN, which are of nobody else's concern?
// In:        header_i, tcp_seen_i and the beat's number at stage 3.
// Out:       info_o at stage 5; payload_bytes_o and has_payload_o at stage 3 (combinational), of the packet that ends
//            here.
// Latency:   2 cycles. Throughput: one beat per cycle.
// Errors:    none: what a malformed packet marks is thrown away with it.
// Source:    RFC 9293 section 3.1. The header is known before the first payload or option byte comes.
module payload_window #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned LANE_W = $clog2(DATA_BYTES),
    localparam int unsigned BEAT_W = 17 - LANE_W
) (
    input  logic                  clk_i,
    input  net_pkg::ipv4_t        ip_i,           // ours
    input  logic                  valid_i,
    input  logic                  tcp_seen_i,
    input  logic [BEAT_W-1:0]     beat_i,
    input  rx_pkg::frame_header_t header_i,
    output rx_pkg::beat_info_t    info_o,
    output toe_pkg::bytes_t       payload_bytes_o,
    output logic                  has_payload_o       // they are not 0
);

  import net_pkg::*;

  function automatic logic [BEAT_W-1:0] beat_of(logic [16:0] at_bytes);
    return BEAT_W'(at_bytes >> LANE_W);
  endfunction

  // Stage 3: bytes from the destination MAC: first option, first payload byte, last byte of the packet.
  logic [5:0]  words;
  logic [16:0] options_at, payload_at, end_at;
  assign words      = 6'(header_i.ip.ihl_words) + 6'(header_i.tcp.offset_words);
  assign options_at = 17'({header_i.ip.ihl_words, 2'b00}) + 17'(EthBytes + TcpBytes);
  assign payload_at = 17'({words, 2'b00}) + 17'(EthBytes);
  assign end_at     = 17'(header_i.ip.total_bytes) + 17'(EthBytes - 1);

  assign payload_bytes_o = header_i.ip.total_bytes - 16'({words, 2'b00});
  assign has_payload_o   = header_i.ip.total_bytes != 16'({words, 2'b00});

  // Stage 4: the beats in which they are.
  logic              valid_q, tcp_q, syn_q, to_us_q;
  logic [BEAT_W-1:0] beat_q, options_first_q, options_last_q, payload_first_q, payload_last_q;
  always_ff @(posedge clk_i) begin
    valid_q <= valid_i;
    if (valid_i) begin
      tcp_q           <= tcp_seen_i && header_i.eth.ethertype == EthertypeIpv4 && header_i.ip.proto == ProtoTcp;
      to_us_q         <= header_i.ip.dst == ip_i;
      syn_q           <= header_i.tcp.flags.syn && header_i.tcp.offset_words > 4'd5;
      beat_q          <= beat_i;
      options_first_q <= beat_of(options_at);
      options_last_q  <= beat_of(payload_at - 17'd1);
      payload_first_q <= beat_of(payload_at);
      payload_last_q  <= beat_of(end_at);
    end
  end

  // Stage 5: is this beat between them?
  always_ff @(posedge clk_i) begin
    if (valid_q) begin
      info_o.segment <= tcp_q && to_us_q;
      info_o.payload <= tcp_q && beat_q >= payload_first_q && beat_q <= payload_last_q;
      info_o.options <= tcp_q && syn_q && beat_q >= options_first_q && beat_q <= options_last_q;
    end
  end

endmodule
