// echo_reply: turns the echo request in the buffer into its reply and sends it.
// In:        start_i: src_mac_i/ip_i are from the headers of the frame in the buffer, and stay until busy_o falls.
// Out:       rd_*: reads of the buffer, 1 cycle; frame_*: the reply (destination MAC on, no FCS, not padded).
// Latency:   7 cycles from start_i to the first beat.  Throughput: one beat per cycle, without gaps.
// Errors:    none.
// Source:    RFC 792 (echo reply: addresses exchanged, type 0), RFC 1122 section 3.2.2.6 (data unchanged), RFC 1624
//            (checksums by what has changed). Options stay as they came; so does the rest of the IP header but TTL.
module echo_reply
  import net_pkg::*;
  import side_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned BYTES      = 2048,
    localparam int unsigned BEAT_W    = $clog2(BYTES / DATA_BYTES),
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  mac_addr_t               mac_i,
    input  ipv4_t                   own_ip_i,
    input  logic [7:0]              ttl_i,
    input  logic                    start_i,
    input  mac_addr_t               src_mac_i,
    input  ipv4_header_t            ip_i,
    output logic                    busy_o,
    output logic                    rd_en_o,
    output logic [BEAT_W-1:0]       rd_beat_o,
    input  logic [8*DATA_BYTES-1:0] rd_data_i,
    output logic                    frame_valid_o,
    input  logic                    frame_ready_i,
    output logic [8*DATA_BYTES-1:0] frame_data_o,
    output logic                    frame_last_o,
    output logic [CNT_W-1:0]        frame_bytes_o
);

  localparam int unsigned LANE_W      = $clog2(DATA_BYTES);
  localparam int unsigned AT_W        = BEAT_W + LANE_W;     // a byte of the frame
  localparam int unsigned HeaderBytes = EthBytes + Ipv4Bytes;
  localparam int unsigned HeaderBeats = (HeaderBytes + DATA_BYTES - 1) / DATA_BYTES;

  // ---------------------------------------------------------------- once a frame: where things are, IP checksum
  logic [2:0]      prepare_q;             // steps of the checksum
  logic [AT_W-1:0] type_at, sum_at, end_at;
  logic [16:0]     ip_sum_q;
  assign type_at = AT_W'(EthBytes) + AT_W'({ip_i.ihl_words, 2'b00});
  assign sum_at  = type_at + AT_W'(2);
  assign end_at  = AT_W'(EthBytes - 1) + AT_W'(ip_i.total_bytes);     // the last byte

  logic [AT_W-1:0] type_at_q, sum_at_q, end_at_q;
  always_ff @(posedge clk_i) if (start_i) begin
    type_at_q <= type_at;
    sum_at_q  <= sum_at;
    end_at_q  <= end_at;
  end

  // HC' = ~(~HC + ~m + m'): RFC 1624 equation 3; m is TTL and protocol.
  always_ff @(posedge clk_i) begin
    if (start_i) ip_sum_q <= {1'b0, ~ip_i.checksum} + {1'b0, ~ip_i.ttl, ~ip_i.proto};
    else if (prepare_q[0]) ip_sum_q <= 17'(ip_sum_q[15:0]) + 17'({ttl_i, ip_i.proto}) + 17'(ip_sum_q[16]);
    else if (prepare_q[1]) ip_sum_q <= 17'(ip_sum_q[15:0]) + 17'(ip_sum_q[16]);
  end

  typedef struct packed {
    eth_header_t  eth;
    ipv4_header_t ip;
  } header_t;

  // What differs from the request's header.
  function automatic header_t changes();
    changes             = '0;
    changes.eth.dst     = '1;
    changes.eth.src     = '1;
    changes.ip.ttl      = '1;
    changes.ip.checksum = '1;
    changes.ip.src      = '1;
    changes.ip.dst      = '1;
  endfunction
  localparam logic [8*HeaderBytes-1:0] Changes = changes();

  header_t header;
  always_comb begin
    header             = '0;
    header.eth.dst     = src_mac_i;
    header.eth.src     = mac_i;
    header.ip.ttl      = ttl_i;
    header.ip.checksum = ~ip_sum_q[15:0];
    header.ip.src      = own_ip_i;
    header.ip.dst      = ip_i.src;
  end

  // ---------------------------------------------------------------- read: s0 address, s1 RAM, s2 captured, s3 out
  logic              reading_q, valid_s1, valid_s2, advance, more;
  logic [BEAT_W-1:0] beat_q, beat_s1;
  logic [8*DATA_BYTES-1:0] data_s2;
  assign advance   = !frame_valid_o || frame_ready_i;
  assign more      = beat_q != end_at_q[AT_W-1:LANE_W];
  assign rd_en_o   = reading_q && advance;
  assign rd_beat_o = beat_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      prepare_q     <= '0;
      reading_q     <= 1'b0;
      beat_q        <= '0;
      valid_s1      <= 1'b0;
      valid_s2      <= 1'b0;
      frame_valid_o <= 1'b0;
      busy_o        <= 1'b0;
    end else begin
      prepare_q <= {prepare_q[1:0], start_i};
      if (prepare_q[2]) reading_q <= 1'b1;
      else if (rd_en_o && !more) reading_q <= 1'b0;
      if (rd_en_o) beat_q <= more ? beat_q + 1'b1 : '0;
      if (advance) {valid_s1, valid_s2, frame_valid_o} <= {reading_q, valid_s1, valid_s2};
      if (start_i) busy_o <= 1'b1;
      else if (frame_valid_o && frame_ready_i && frame_last_o) busy_o <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) if (rd_en_o) beat_s1 <= beat_q;
  logic [HeaderBeats-1:0] head_s2;        // which beat of the header it is
  logic                   type_s2, sum_s2, last_s2;
  logic [15:0]            lanes_s2;       // of the message's checksum
  always_ff @(posedge clk_i) if (advance && valid_s1) begin
    for (int unsigned n = 0; n < HeaderBeats; n++) head_s2[n] <= beat_s1 == BEAT_W'(n);
    type_s2 <= beat_s1 == type_at_q[AT_W-1:LANE_W];
    sum_s2  <= beat_s1 == sum_at_q[AT_W-1:LANE_W];
    last_s2 <= beat_s1 == end_at_q[AT_W-1:LANE_W];
    data_s2 <= rd_data_i;
    lanes_s2 <= rd_data_i[8*sum_at_q[LANE_W-1:0]+:16];
  end

  // ---------------------------------------------------------------- s2: what changes, in place
  // The checksum of the message, from type 8 to type 0: 0x0800 more, end-around.
  function automatic logic [15:0] icmp_sum(logic [15:0] sum);
    if (sum[15:11] == '1) return 16'(sum[10:0]) + 16'd1;
    return {sum[15:11] + 5'd1, sum[10:0]};
  endfunction

  logic [15:0] sum_new;
  assign sum_new = icmp_sum({lanes_s2[7:0], lanes_s2[15:8]});

  // The ICMP header is at a multiple of 4 and 2 bytes on: each of its fields has its lanes.
  function automatic logic [8*DATA_BYTES-1:0] patched();
    logic [8*HeaderBytes-1:0] h;
    h       = header;
    patched = data_s2;
    for (int unsigned b = 0; b < DATA_BYTES; b++) begin
      if (b % 4 == 0 && sum_s2 && sum_at_q[LANE_W-1:0] == LANE_W'(b)) patched[8*b+:8] = sum_new[15:8];
      if (b % 4 == 1 && sum_s2 && sum_at_q[LANE_W-1:0] == LANE_W'(b - 1)) patched[8*b+:8] = sum_new[7:0];
      if (b % 4 == 2 && type_s2 && type_at_q[LANE_W-1:0] == LANE_W'(b)) patched[8*b+:8] = IcmpEchoReply;
      for (int unsigned n = 0; n < HeaderBeats; n++) begin
        if (n * DATA_BYTES + b < HeaderBytes && Changes[8*(HeaderBytes-1-(n*DATA_BYTES+b))] && head_s2[n]) begin
          patched[8*b+:8] = h[8*(HeaderBytes-1-(n*DATA_BYTES+b))+:8];
        end
      end
    end
  endfunction

  always_ff @(posedge clk_i) if (advance && valid_s2) begin
    frame_data_o  <= patched();
    frame_last_o  <= last_s2;
    frame_bytes_o <= last_s2 ? CNT_W'(end_at_q[LANE_W-1:0]) + CNT_W'(1) : CNT_W'(DATA_BYTES);
  end

  logic unused;
  assign unused = &{1'b0, ip_i};

endmodule
