// mac_rx: where frames begin, how long they are, whether their FCS is good.
// In:        the beats of the wire.
// Out:       first_o and beat_o (number in its frame, from 0; stops at its largest value) with each beat, combinational;
//            end_o with bytes_o (FCS included; 17 bits, stuck at a value above 65,535 for longer frames) and error_o one
//            cycle after the last beat; fcs_valid_o with fcs_good_o.
// Latency:   bytes 1 cycle; FCS rx_pkg::FcsStage cycles after the last beat.  Throughput: one beat per cycle.
// Errors:    reported, not acted upon.
// Source:    IEEE 802.3 clauses 3.2.9 and 4.2.4.
module mac_rx #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W  = $clog2(DATA_BYTES + 1),
    localparam int unsigned LANE_W = $clog2(DATA_BYTES),
    localparam int unsigned BEAT_W = 17 - LANE_W
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic                    last_i,
    input  logic [CNT_W-1:0]        bytes_i,
    input  logic                    error_i,
    output logic                    first_o,
    output logic [BEAT_W-1:0]       beat_o,
    output logic                    end_o,
    output logic [16:0]             bytes_o,
    output logic                    error_o,
    output logic                    fcs_valid_o,
    output logic                    fcs_good_o
);

  logic [BEAT_W-1:0] beat_q;
  assign first_o = beat_q == '0;
  assign beat_o  = beat_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) beat_q <= '0;
    else if (valid_i) beat_q <= last_i ? '0 : (&beat_q) ? beat_q : beat_q + 1'b1;
  end

  always_ff @(posedge clk_i) begin
    end_o <= valid_i && last_i && !rst_i;
    if (valid_i && last_i) begin
      bytes_o <= (&beat_q) ? '1 : {beat_q, LANE_W'(0)} + 17'(bytes_i);
      error_o <= error_i;
    end
  end

  // The last beat filled up with zeros; then the remainder is good if it is that of a good frame with as many zeros behind it.
  logic                    valid_s1, last_s1, frame_done;
  logic [8*DATA_BYTES-1:0] data_s1;
  logic [LANE_W-1:0]       fill_s1, fill;
  logic [31:0]             remainder;

  always_ff @(posedge clk_i) begin
    valid_s1 <= !rst_i && valid_i;
    if (valid_i) begin
      last_s1 <= last_i;
      fill_s1 <= last_i ? LANE_W'(CNT_W'(DATA_BYTES) - bytes_i) : '0;
      for (int unsigned b = 0; b < DATA_BYTES; b++) data_s1[8*b+:8] <= !last_i || CNT_W'(b) < bytes_i ? data_i[8*b+:8] : 8'h00;
    end
  end

  crc32_remainder #(.DATA_BYTES(DATA_BYTES)) u_remainder (
      .clk_i, .rst_i, .valid_i(valid_s1), .last_i(last_s1), .data_i(data_s1), .fill_i(fill_s1),
      .last_o(frame_done), .remainder_o(remainder), .fill_o(fill)
  );

  always_ff @(posedge clk_i) begin
    fcs_valid_o <= frame_done && !rst_i;
    if (frame_done) fcs_good_o <= remainder == crc32_pkg::Good[6'(fill)];
  end

endmodule
