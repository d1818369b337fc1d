// header_capture: the headers of a frame in one packed struct, each word taken from its lane in its beat.
// In:        word-aligned beats (stage 1).
// Out:       header_o at stage 3, holding what has come up to and including the beat with valid_o; an IPv4 packet's TCP
//            header stands behind the IP header whatever options that has. tcp_seen_o: the TCP flags have come.
// Latency:   2 cycles.  Throughput: one beat per cycle.
// Errors:    none; what a short frame does not bring is left over from the one before it.
// Source:    FEASIBILITY section 4: a struct filled at fixed places costs a tenth of a shifted collector. Only the
//            words of the TCP header move between lanes, by the length of the IP options.
module header_capture #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned BEAT_W = 17 - $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic                    last_i,
    input  logic [BEAT_W-1:0]       beat_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic                    l3_i,
    output logic                    valid_o,
    output logic                    last_o,
    output logic [BEAT_W-1:0]       beat_o,
    output logic                    tcp_seen_o,
    output rx_pkg::frame_header_t   header_o,
    output logic [31:0]             option_o        // the word behind the TCP header
);

  localparam int unsigned LANES     = DATA_BYTES / 4;
  localparam int unsigned LANE_W    = LANES > 1 ? $clog2(LANES) : 1;
  localparam int unsigned L3Lane    = rx_pkg::L3Word % LANES;
  localparam int unsigned FixedWords = 9;                       // Ethernet and IPv4 without options
  localparam int unsigned TcpWords   = 6;                        // and one of its options
  localparam int unsigned FLAGS_WORD = 3;

  // Stage 2: the beat again, now with the number of option words known.
  logic                    valid_s2, first_s2, last_s2;
  logic [BEAT_W-1:0]       beat_s2;
  logic [8*DATA_BYTES-1:0] data_s2;
  logic [3:0]              skip_s2, ihl;

  assign ihl = data_i[32*L3Lane+:4];

  always_ff @(posedge clk_i) begin
    valid_s2 <= valid_i && !rst_i;
    last_s2  <= last_i && !rst_i;
    if (valid_i) begin
      first_s2 <= first_i;
      beat_s2  <= beat_i;
      data_s2  <= data_i;
      if (l3_i) skip_s2 <= ihl > 4'd5 ? ihl - 4'd5 : 4'd0;
    end
  end

  // Words in network order, and the same ones moved by the option words modulo the width of a beat.
  logic [31:0] word [LANES];
  logic [31:0] moved [LANES];
  for (genvar j = 0; j < LANES; j++) begin : gen_lane
    assign word[j]  = {data_s2[32*j+:8], data_s2[32*j+8+:8], data_s2[32*j+16+:8], data_s2[32*j+24+:8]};
    assign moved[j] = word[LANE_W'((j + 32'(skip_s2)) % LANES)];
  end

  logic [31:0] fixed_q [FixedWords];
  logic [31:0] tcp_q   [TcpWords];
  logic        tcp_here [TcpWords];

  for (genvar m = 0; m < FixedWords; m++) begin : gen_fixed
    always_ff @(posedge clk_i) if (valid_s2 && beat_s2 == BEAT_W'(m / LANES)) fixed_q[m] <= word[m % LANES];
  end

  for (genvar i = 0; i < TcpWords; i++) begin : gen_tcp
    localparam int unsigned Place = FixedWords + i;             // without IP options
    logic [4:0] place;
    assign place       = 5'(Place) + 5'(skip_s2);
    assign tcp_here[i] = beat_s2 == BEAT_W'(place) >> $clog2(LANES);
    always_ff @(posedge clk_i) if (valid_s2 && tcp_here[i]) tcp_q[i] <= moved[Place % LANES];
  end

  always_ff @(posedge clk_i) begin
    valid_o <= valid_s2 && !rst_i;
    last_o  <= last_s2 && !rst_i;
    if (valid_s2) begin
      beat_o     <= beat_s2;
      tcp_seen_o <= tcp_here[FLAGS_WORD] || (tcp_seen_o && !first_s2);
    end
  end

  assign header_o = {fixed_q[0][15:0], fixed_q[1], fixed_q[2], fixed_q[3], fixed_q[4], fixed_q[5], fixed_q[6], fixed_q[7],
                     fixed_q[8], tcp_q[0], tcp_q[1], tcp_q[2], tcp_q[3], tcp_q[4]};
  assign option_o = tcp_q[5];

endmodule
