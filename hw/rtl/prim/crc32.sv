// crc32: the Ethernet frame check sequence of a stream of frames.
// In:        beats of DATA_BYTES, first byte in bits 7:0, in any cycle; last_i with a frame's
//            last, of which bytes_i (1..DATA_BYTES) are valid and the others zero. All beats before are full. Frames may
//            touch each other.
// Out:       fcs_o with the pulse valid_o: the FCS of the frame's bytes, bits 7:0 = first byte on the wire.
// Latency:   valid_o comes LATENCY = 1 + ceil(log2(DATA_BYTES) / 2) cycles after the last beat (4: 2, 8 and 16: 3, 32 and 64:
//            4).  Throughput: one beat per cycle.
// Errors:    none.
// Source:    IEEE 802.3 clause 3.2.9. The remainder is taken back over the zeros behind the frame, two bits of their count at
//            a time: a matrix for each bit, where shifting or a matrix for each count would grow with DATA_BYTES squared.
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
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    last_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic [CNT_W-1:0]        bytes_i,
    output logic                    valid_o,
    output logic [31:0]             fcs_o
);

  localparam int unsigned LANE_W = $clog2(DATA_BYTES);
  localparam int unsigned STEPS  = (LANE_W + 1) / 2;

  typedef logic [LANE_W-1:0] fill_t;

  // Back over 2^bit zeros.
  function automatic logic [31:0] back(int unsigned count_bit, logic [31:0] s);
    unique case (count_bit)
      0:       return crc32_pkg::back_1(s);
      1:       return crc32_pkg::back_2(s);
      2:       return crc32_pkg::back_4(s);
      3:       return crc32_pkg::back_8(s);
      4:       return crc32_pkg::back_16(s);
      default: return crc32_pkg::back_32(s);
    endcase
  endfunction

  logic        last_u  [STEPS+1];
  logic [31:0] state_u [STEPS+1];
  fill_t       fill_u  [STEPS+1];

  crc32_remainder #(.DATA_BYTES(DATA_BYTES), .LOOKUP(LOOKUP)) u_remainder (
      .clk_i, .rst_i, .valid_i, .last_i, .data_i, .fill_i(fill_t'(CNT_W'(DATA_BYTES) - bytes_i)),
      .last_o(last_u[0]), .remainder_o(state_u[0]), .fill_o(fill_u[0])
  );

  for (genvar k = 0; k < STEPS; k++) begin : gen_back
    logic        last_q;
    logic [31:0] state_q, half_back;
    fill_t       fill_q;
    logic [1:0]  times;
    assign times        = 2'(fill_u[k] >> (2 * k));
    assign last_u[k+1]  = last_q;
    assign state_u[k+1] = state_q;
    assign fill_u[k+1]  = fill_q;
    assign half_back    = times[0] ? back(2 * k, state_u[k]) : state_u[k];
    always_ff @(posedge clk_i) begin
      last_q <= !rst_i && last_u[k];
      if (last_u[k]) begin
        state_q <= times[1] ? back(2 * k + 1, half_back) : half_back;
        fill_q  <= fill_u[k];
      end
    end
  end

  assign valid_o = last_u[STEPS];
  assign fcs_o   = ~state_u[STEPS];

endmodule
