// crc32: the Ethernet frame check sequence of a stream of frames.
// In:        beats of DATA_BYTES, first byte in bits 7:0, in any cycle; first_i with a frame's first beat, last_i with
//            its last, of which bytes_i (1..DATA_BYTES) are valid. All others are full. Frames may touch each other.
// Out:       fcs_o with the pulse valid_o: the FCS of the frame's bytes, bits 7:0 = first byte on the wire. Over a frame
//            that ends with its own good FCS it is the constant RESIDUE.
// Latency:   valid_o comes LATENCY = 3 + ceil(log2(DATA_BYTES) / 2) cycles after the last beat (4: 4, 8 and 16: 5,
//            32 and 64: 6).  Throughput: one beat per cycle.
// Errors:    none.
// Source:    IEEE 802.3 clause 3.2.9. The last beat is filled with zeros and the remainder then taken back over them,
//            two bits of their count at a time: three matrices for each pair, where shifting or a matrix for each
//            count would grow with DATA_BYTES squared.
module crc32 #(
    parameter int unsigned DATA_BYTES = 8,
    parameter bit FILLED = 1'b0,                     // what stands behind the last byte in its beat is zero
`ifdef VERILATOR
    parameter bit LOOKUP = 1'b1,                     // in simulation only; both ways are tested (tests/rtl/rx)
`else
    parameter bit LOOKUP = 1'b0,
`endif
    localparam int unsigned CNT_W = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic                    last_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic [CNT_W-1:0]        bytes_i,
    output logic                    valid_o,
    output logic [31:0]             fcs_o
);

  localparam int unsigned LANE_W = $clog2(DATA_BYTES);
  localparam int unsigned STEPS  = (LANE_W + 1) / 2;

  typedef logic [LANE_W-1:0] fill_t;              // zero bytes behind the frame in its last beat

  // Stage 0: the last beat filled with zeros.
  logic                    valid_s0, first_s0, last_s0;
  logic [8*DATA_BYTES-1:0] data_s0;
  fill_t                   fill_s0;

  always_ff @(posedge clk_i) begin
    valid_s0 <= valid_i;
    first_s0 <= first_i;
    last_s0  <= valid_i && last_i;
    if (valid_i) begin
      for (int unsigned b = 0; b < DATA_BYTES; b++) begin
        data_s0[8*b+:8] <= FILLED || !last_i || CNT_W'(b) < bytes_i ? data_i[8*b+:8] : 8'h00;
      end
      fill_s0 <= fill_t'(CNT_W'(DATA_BYTES) - bytes_i);
    end
  end

  // Stage 1: what the data adds, apart from the loop of the state. Stage 2: the state.
  logic        valid_s1, first_s1, last_s1, last_s2;
  logic [31:0] data_s1, state_s2, prior;
  fill_t       fill_s1, fill_s2;

  assign prior = first_s1 ? 32'hFFFFFFFF : state_s2;

  always_ff @(posedge clk_i) begin
    valid_s1 <= valid_s0;
    last_s1  <= last_s0;
    last_s2  <= last_s1;
    if (valid_s0) first_s1 <= first_s0;
    if (last_s0) fill_s1 <= fill_s0;
    if (last_s1) fill_s2 <= fill_s1;
  end

  function automatic logic [31:0] data_of(logic [8*DATA_BYTES-1:0] d);
    unique case (DATA_BYTES)
      4:       return crc32_pkg::data_4(32'(d));
      8:       return crc32_pkg::data_8(64'(d));
      16:      return crc32_pkg::data_16(128'(d));
      32:      return crc32_pkg::data_32(256'(d));
      default: return crc32_pkg::data_64(512'(d));
    endcase
  endfunction

  function automatic logic [31:0] state_of(logic [31:0] s);
    unique case (DATA_BYTES)
      4:       return crc32_pkg::state_4(s);
      8:       return crc32_pkg::state_8(s);
      16:      return crc32_pkg::state_16(s);
      32:      return crc32_pkg::state_32(s);
      default: return crc32_pkg::state_64(s);
    endcase
  endfunction

  logic [31:0] data_add, state_add;
  if (LOOKUP) begin : gen_lookup
    // A sum over the bits is the sum over the nibbles. What each nibble adds is asked once of the same equations: there a
    // simulator counts bits for each of 64 sums, here it looks up a few words.
    localparam int unsigned NIBBLES = 2 * DATA_BYTES;
    logic [31:0] data_nibble [16*NIBBLES];
    logic [31:0] state_nibble [128];
    initial begin
      for (int unsigned i = 0; i < 16 * NIBBLES; i++) data_nibble[i] = data_of((8*DATA_BYTES)'(i[3:0]) << (i / 16 * 4));
      for (int unsigned i = 0; i < 128; i++) state_nibble[i] = state_of(32'(i[3:0]) << (i / 16 * 4));
    end
    always_comb begin
      data_add  = '0;
      state_add = '0;
      for (int unsigned n = 0; n < NIBBLES; n++) data_add ^= data_nibble[{n[LANE_W:0], data_s0[4*n+:4]}];
      for (int unsigned n = 0; n < 8; n++) state_add ^= state_nibble[{n[2:0], prior[4*n+:4]}];
    end
  end else begin : gen_equations
    assign data_add  = data_of(data_s0);
    assign state_add = state_of(prior);
  end

  always_ff @(posedge clk_i) if (valid_s0) data_s1 <= data_add;
  always_ff @(posedge clk_i) if (valid_s1) state_s2 <= data_s1 ^ state_add;

  // Back over the zeros, two bits of their count a stage: stage k goes back by 0 to 3 times 4^k bytes.
  function automatic logic [31:0] back(int unsigned stage, logic [1:0] times, logic [31:0] s);
    unique case (stage)
      0: begin
        unique case (times)
          0:       return s;
          1:       return crc32_pkg::back_1(s);
          2:       return crc32_pkg::back_2(s);
          default: return crc32_pkg::back_3(s);
        endcase
      end
      1: begin
        unique case (times)
          0:       return s;
          1:       return crc32_pkg::back_4(s);
          2:       return crc32_pkg::back_8(s);
          default: return crc32_pkg::back_12(s);
        endcase
      end
      default: begin
        unique case (times)
          0:       return s;
          1:       return crc32_pkg::back_16(s);
          2:       return crc32_pkg::back_32(s);
          default: return crc32_pkg::back_48(s);
        endcase
      end
    endcase
  endfunction

  logic        last_u  [STEPS+1];
  logic [31:0] state_u [STEPS+1];
  fill_t       fill_u  [STEPS+1];

  assign last_u[0]  = last_s2;
  assign state_u[0] = state_s2;
  assign fill_u[0]  = fill_s2;

  for (genvar k = 0; k < STEPS; k++) begin : gen_back
    logic        last_q;
    logic [31:0] state_q;
    fill_t       fill_q;
    assign last_u[k+1]  = last_q;
    assign state_u[k+1] = state_q;
    assign fill_u[k+1]  = fill_q;
    always_ff @(posedge clk_i) begin
      last_q <= last_u[k];
      if (last_u[k]) begin
        state_q <= back(k, 2'(fill_u[k] >> (2 * k)), state_u[k]);
        fill_q  <= fill_u[k];
      end
    end
  end

  assign valid_o = last_u[STEPS];
  assign fcs_o   = ~state_u[STEPS];

`ifdef VERILATOR
  initial begin
    if (!(DATA_BYTES inside {4, 8, 16, 32, 64})) $fatal(1, "crc32: DATA_BYTES must be 4, 8, 16, 32 or 64");
  end
`endif

endmodule
