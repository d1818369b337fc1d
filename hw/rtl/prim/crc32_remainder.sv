// crc32_remainder: the CRC-32 remainder of a stream of frames, each filled up with zeros to a whole number of beats.
// In:        beats of DATA_BYTES, first byte in bits 7:0, in any cycle; first_i with a frame's first beat, last_i with
//            its last, whose last fill_i bytes are behind the frame and zero. Frames may touch each other.
// Out:       with the pulse last_o: remainder_o, over the frame and fill_o zeros behind it. fill_o is fill_i, or with HALVES
//            what is left of it when a last beat that is at most half full is taken as half a beat.
// Latency:   2 cycles from the last beat.  Throughput: one beat per cycle.
// Errors:    none.
// Source:    IEEE 802.3 clause 3.2.9.
module crc32_remainder #(
    parameter int unsigned DATA_BYTES = 8,
    parameter bit          HALVES     = 1'b0,        // not with DATA_BYTES 4
`ifdef VERILATOR
    parameter bit LOOKUP = 1'b1,                     // in simulation only; both ways are tested (tests/rtl/rx)
`else
    parameter bit LOOKUP = 1'b0,
`endif
    localparam int unsigned LANE_W = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic                    last_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic [LANE_W-1:0]       fill_i,
    output logic                    last_o,
    output logic [31:0]             remainder_o,
    output logic [LANE_W-1:0]       fill_o
);

  typedef logic [8*DATA_BYTES-1:0] beat_t;

  function automatic logic [31:0] data_of(beat_t d);
    unique case (DATA_BYTES)
      4:       return crc32_pkg::data_4(32'(d));
      8:       return crc32_pkg::data_8(64'(d));
      16:      return crc32_pkg::data_16(128'(d));
      32:      return crc32_pkg::data_32(256'(d));
      default: return crc32_pkg::data_64(512'(d));
    endcase
  endfunction

  function automatic logic [31:0] state_of(int unsigned bytes, logic [31:0] s);
    unique case (bytes)
      4:       return crc32_pkg::state_4(s);
      8:       return crc32_pkg::state_8(s);
      16:      return crc32_pkg::state_16(s);
      32:      return crc32_pkg::state_32(s);
      default: return crc32_pkg::state_64(s);
    endcase
  endfunction

  // Stage 1: what the data adds, apart from the loop of the state. Half a beat adds what it would behind another half of zeros.
  logic        valid_s1, first_s1, last_s1, half, half_s1;
  logic [31:0] data_add, half_add, data_s1, half_data_s1;
  logic [LANE_W-1:0] fill_s1;
  assign half = HALVES && last_i && fill_i[LANE_W-1];

  always_ff @(posedge clk_i) begin
    valid_s1 <= valid_i;
    last_s1  <= valid_i && last_i;
    if (valid_i) begin
      first_s1 <= first_i;
      half_s1  <= half;
      data_s1  <= data_add;
      if (half) half_data_s1 <= half_add;
      fill_s1 <= fill_i;
      if (half) fill_s1[LANE_W-1] <= 1'b0;
    end
  end

  // Stage 2: the state.
  logic [31:0] prior, state_add, half_state_add;
  assign prior = first_s1 ? 32'hFFFFFFFF : remainder_o;

  always_ff @(posedge clk_i) begin
    last_o <= last_s1;
    if (valid_s1) remainder_o <= half_s1 ? half_data_s1 ^ half_state_add : data_s1 ^ state_add;
    if (last_s1) fill_o <= fill_s1;
  end

  if (LOOKUP) begin : gen_lookup
    // A sum over the bits is the sum over the nibbles. What each nibble adds is asked once of the same equations: there a
    // simulator counts bits for each of 64 sums, here it looks up a few words.
    localparam int unsigned NIBBLES = 2 * DATA_BYTES;
    logic [31:0] data_nibble [16*NIBBLES];
    logic [31:0] state_nibble [128];
    logic [31:0] half_state_nibble [128];
    initial begin
      for (int unsigned i = 0; i < 16 * NIBBLES; i++) data_nibble[i] = data_of(beat_t'(i[3:0]) << (i / 16 * 4));
      for (int unsigned i = 0; i < 128; i++) begin
        state_nibble[i]      = state_of(DATA_BYTES, 32'(i[3:0]) << (i / 16 * 4));
        half_state_nibble[i] = state_of(DATA_BYTES / 2, 32'(i[3:0]) << (i / 16 * 4));
      end
    end
    always_comb begin
      data_add       = '0;
      half_add       = '0;
      state_add      = '0;
      half_state_add = '0;
      if (half)
        for (int unsigned n = 0; n < NIBBLES / 2; n++) half_add ^= data_nibble[{1'b1, n[LANE_W-1:0], data_i[4*n+:4]}];
      else for (int unsigned n = 0; n < NIBBLES; n++) data_add ^= data_nibble[{n[LANE_W:0], data_i[4*n+:4]}];
      if (HALVES && half_s1)
        for (int unsigned n = 0; n < 8; n++) half_state_add ^= half_state_nibble[{n[2:0], prior[4*n+:4]}];
      else for (int unsigned n = 0; n < 8; n++) state_add ^= state_nibble[{n[2:0], prior[4*n+:4]}];
    end
  end else begin : gen_equations
    assign data_add       = data_of(data_i);
    assign half_add       = HALVES ? data_of(data_i << (4 * DATA_BYTES)) : '0;
    assign state_add      = state_of(DATA_BYTES, prior);
    assign half_state_add = HALVES ? state_of(DATA_BYTES / 2, prior) : '0;
  end

`ifdef VERILATOR
  initial begin
    if (!(DATA_BYTES inside {4, 8, 16, 32, 64})) $fatal(1, "crc32_remainder: DATA_BYTES must be 4, 8, 16, 32 or 64");
    if (HALVES && DATA_BYTES == 4) $fatal(1, "crc32_remainder: half a beat of 4 bytes has no equations");
  end
`endif

endmodule
