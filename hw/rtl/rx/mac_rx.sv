// mac_rx: where frames begin, how long they are, whether their FCS is good.
// In:        the beats of the wire.
// Out:       first_o and beat_o (number in its frame, from 0; stops at its largest value) with each beat, combinational;
//            end_o with bytes_o (FCS included; 17 bits, stuck at a value above 65,535 for longer frames) and error_o one
//            cycle after the last beat; fcs_valid_o with fcs_good_o.
// Latency:   bytes 1 cycle; FCS rx_pkg::crc_stages + 1 cycles after the last beat.  Throughput: one beat per cycle.
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

  // The CRC over a frame and its own FCS (IEEE 802.3 clause 3.2.9, complemented as crc32 puts it out).
  localparam logic [31:0] Residue = 32'h2144DF1C;

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

  logic        crc_valid;
  logic [31:0] crc;

  crc32 #(.DATA_BYTES(DATA_BYTES)) u_crc32 (
      .clk_i, .valid_i, .first_i(first_o), .last_i, .data_i, .bytes_i, .valid_o(crc_valid), .fcs_o(crc)
  );

  always_ff @(posedge clk_i) begin
    fcs_valid_o <= crc_valid && !rst_i;
    if (crc_valid) fcs_good_o <= crc == Residue;
  end

endmodule
