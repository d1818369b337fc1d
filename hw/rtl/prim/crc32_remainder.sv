// crc32_remainder: the CRC-32 remainder of a stream of frames, each filled up with zeros to a whole number of beats.
// In:        beats of DATA_BYTES, first byte in bits 7:0, in any cycle; last_i with a frame's last, whose last fill_i
//            bytes are behind the frame and zero. Frames may touch each other.
// Out:       with the pulse last_o: remainder_o, over the frame and the fill_o = fill_i zeros behind it.
// Latency:   1 cycle from the last beat.  Throughput: one beat per cycle.
// Errors:    none.
// Source:    IEEE 802.3 clause 3.2.9. The way round the state is the longest there is: so it is set for the next frame at a
//            frame's end, not chosen at its beginning.
module crc32_remainder #(
    parameter int unsigned DATA_BYTES = 8,
`ifdef VERILATOR
    parameter bit LOOKUP = 1'b1,                     // in simulation only; both ways are tested (tests/rtl/rx)
`else
    parameter bit LOOKUP = 1'b0,
`endif
    localparam int unsigned LANE_W = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    last_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic [LANE_W-1:0]       fill_i,
    output logic                    last_o,
    output logic [31:0]             remainder_o,
    output logic [LANE_W-1:0]       fill_o
);

  typedef logic [8*DATA_BYTES-1:0] beat_t;

  function automatic logic [31:0] beat_of(beat_t d);
    unique case (DATA_BYTES)
      4:       return crc32_pkg::beat_4(32'(d));
      8:       return crc32_pkg::beat_8(64'(d));
      16:      return crc32_pkg::beat_16(128'(d));
      32:      return crc32_pkg::beat_32(256'(d));
      default: return crc32_pkg::beat_64(512'(d));
    endcase
  endfunction

  // The first 32 bits of a beat and the state meet: what becomes of a sum of both is one matrix.
  logic [31:0] state_q, state_next;
  beat_t       met;
  assign met = data_i ^ beat_t'(state_q);

  always_ff @(posedge clk_i) begin
    last_o <= !rst_i && valid_i && last_i;
    if (rst_i || (valid_i && last_i)) state_q <= '1;
    else if (valid_i) state_q <= state_next;
    if (valid_i && last_i) begin
      remainder_o <= state_next;
      fill_o      <= fill_i;
    end
  end

  if (LOOKUP) begin : gen_lookup
    // A sum over the bits is the sum over the nibbles. What each nibble adds is asked once of the same equations: there a
    // simulator counts bits for each of 32 sums, here it looks up a few words.
    localparam int unsigned NIBBLES = 2 * DATA_BYTES;
    logic [31:0] nibble [16*NIBBLES];
    initial for (int unsigned i = 0; i < 16 * NIBBLES; i++) nibble[i] = beat_of(beat_t'(i[3:0]) << (i / 16 * 4));
    always_comb begin
      state_next = '0;
      for (int unsigned n = 0; n < NIBBLES; n++) state_next ^= nibble[{n[LANE_W:0], met[4*n+:4]}];
    end
  end else begin : gen_equations
    assign state_next = beat_of(met);
  end

`ifdef VERILATOR
  initial if (!(DATA_BYTES inside {4, 8, 16, 32, 64})) $fatal(1, "crc32_remainder: DATA_BYTES must be 4, 8, 16, 32 or 64");
`endif

endmodule
