// crc32: the Ethernet frame check sequence of a stream of frames.
// In:        beats of DATA_BYTES, first byte in bits 7:0, in any cycle; first_i with a frame's first beat, last_i with
//            its last, of which bytes_i (1..DATA_BYTES) are valid and the others zero. All beats before are full. Frames may
//            touch each other.
// Out:       fcs_o with the pulse valid_o: the FCS of the frame's bytes, bits 7:0 = first byte on the wire.
// Latency:   valid_o comes LATENCY = 2 + floor(log2(DATA_BYTES) / 2) cycles after the last beat (4 and 8: 3, 16 and 32: 4,
//            64: 5).  Throughput: one beat per cycle.
// Errors:    none.
// Source:    IEEE 802.3 clause 3.2.9. The remainder is taken back over the zeros behind the frame, two bits of their count at
//            a time: three matrices for each pair, where shifting or a matrix for each count would grow with DATA_BYTES
//            squared. Where the count has an odd number of bits, the first of them is whether the last beat is half a beat.
module crc32 #(
    parameter int unsigned DATA_BYTES = 8,
`ifdef VERILATOR
    parameter bit LOOKUP = 1'b1,
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
  localparam int unsigned STEPS  = LANE_W / 2;

  typedef logic [LANE_W-1:0] fill_t;

  // Back over the zeros, two bits of their count a step: step k goes back by 0 to 3 times 4^k bytes.
  function automatic logic [31:0] back(logic [1:0] step, logic [1:0] times, logic [31:0] s);
    unique case ({step, times})
      4'b0001: return crc32_pkg::back_1(s);
      4'b0010: return crc32_pkg::back_2(s);
      4'b0011: return crc32_pkg::back_3(s);
      4'b0101: return crc32_pkg::back_4(s);
      4'b0110: return crc32_pkg::back_8(s);
      4'b0111: return crc32_pkg::back_12(s);
      4'b1001: return crc32_pkg::back_16(s);
      4'b1010: return crc32_pkg::back_32(s);
      4'b1011: return crc32_pkg::back_48(s);
      default: return s;
    endcase
  endfunction

  logic        last_u  [STEPS+1];
  logic [31:0] state_u [STEPS+1];
  fill_t       fill_u  [STEPS+1];

  crc32_remainder #(.DATA_BYTES(DATA_BYTES), .HALVES(LANE_W % 2 == 1), .LOOKUP(LOOKUP)) u_remainder (
      .clk_i, .valid_i, .first_i, .last_i, .data_i, .fill_i(fill_t'(CNT_W'(DATA_BYTES) - bytes_i)),
      .last_o(last_u[0]), .remainder_o(state_u[0]), .fill_o(fill_u[0])
  );

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
        state_q <= back(2'(k), 2'(fill_u[k] >> (2 * k)), state_u[k]);
        fill_q  <= fill_u[k];
      end
    end
  end

  assign valid_o = last_u[STEPS];
  assign fcs_o   = ~state_u[STEPS];

endmodule
