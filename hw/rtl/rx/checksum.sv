// checksum: the Internet checksum's sum over the first bytes of a packet.
// In:        word-aligned beats (stage 1); bytes_i with the beat of l3_i: how many bytes to sum, from the packet's first.
// Out:       sum_o at stage 3 + rx_pkg::sum_stages: the plain sum of the 16-bit words, first byte high, an odd last byte
//            filled with zero. Good if, folded once, its halves are each other's complement (see sum_check).
// Latency:   2 + rx_pkg::sum_stages cycles.  Throughput: one beat per cycle.
// Errors:    none; bytes that the frame does not have are not summed.
// Source:    RFC 1071.
module checksum #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned BYTES_W    = 16           // of bytes_i
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic                    last_i,
    input  logic                    l3_i,
    input  logic [BYTES_W-1:0]      bytes_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    output logic                    valid_o,
    output logic [31:0]             sum_o
);

  localparam int unsigned HALVES = DATA_BYTES / 2;
  localparam int unsigned STAGES = rx_pkg::sum_stages(DATA_BYTES);
  localparam int unsigned PART_W = 16 + $clog2(HALVES);
  localparam int unsigned L3Byte = 4 * (rx_pkg::L3Word % (DATA_BYTES / 4));

  // Stage 2: bytes outside are zero.
  typedef logic [BYTES_W:0] end_t;
  end_t end_q, end_here;                             // first byte not summed, from the beat's first
  assign end_here = l3_i ? end_t'(bytes_i) + end_t'(L3Byte) : end_q;

  logic                    valid_s2, first_s2, last_s2;
  logic [8*DATA_BYTES-1:0] data_s2;

  always_ff @(posedge clk_i) begin
    valid_s2 <= valid_i && !rst_i;
    last_s2  <= last_i && !rst_i;
    if (valid_i) begin
      first_s2 <= first_i;
      end_q    <= !last_i && 32'(end_here) > DATA_BYTES ? end_here - end_t'(DATA_BYTES) : '0;
      for (int unsigned b = 0; b < DATA_BYTES; b++) begin
        data_s2[8*b+:8] <= b < 32'(end_here) && (!l3_i || b + 1 > L3Byte) ? data_i[8*b+:8] : 8'h00;
      end
    end
    if (rst_i) end_q <= '0;
  end

  // Stages 3 ..: a tree of four operands a stage. Level k has what is left of HALVES words after k stages.
  typedef logic [PART_W-1:0] part_t;
  part_t level [STAGES+1][HALVES];
  logic  valid_t [STAGES+1];
  logic  first_t [STAGES+1];
  logic  last_t  [STAGES+1];

  assign valid_t[0] = valid_s2;
  assign first_t[0] = first_s2;
  assign last_t[0]  = last_s2;
  for (genvar h = 0; h < HALVES; h++) begin : gen_half
    assign level[0][h] = part_t'({data_s2[16*h+:8], data_s2[16*h+8+:8]});
  end

  for (genvar k = 0; k < STAGES; k++) begin : gen_stage
    localparam int unsigned IN  = (HALVES + 4 ** k - 1) / 4 ** k;
    localparam int unsigned OUT = (IN + 3) / 4;
    logic valid_q, first_q, last_q;
    assign valid_t[k+1] = valid_q;
    assign first_t[k+1] = first_q;
    assign last_t[k+1]  = last_q;
    always_ff @(posedge clk_i) begin
      valid_q <= valid_t[k] && !rst_i;
      last_q  <= last_t[k] && !rst_i;
      if (valid_t[k]) first_q <= first_t[k];
    end
    for (genvar o = 0; o < HALVES; o++) begin : gen_sum
      if (o < OUT) begin : gen_add
        part_t part_q;
        assign level[k+1][o] = part_q;
        always_ff @(posedge clk_i) begin
          if (valid_t[k]) begin
            part_q <= level[k][4*o] + (4 * o + 1 < IN ? level[k][(4*o+1) % HALVES] : '0)
                    + (4 * o + 2 < IN ? level[k][(4*o+2) % HALVES] : '0)
                    + (4 * o + 3 < IN ? level[k][(4*o+3) % HALVES] : '0);
          end
        end
      end else begin : gen_none
        assign level[k+1][o] = '0;
      end
    end
  end

  always_ff @(posedge clk_i) begin
    valid_o <= last_t[STAGES] && !rst_i;
    if (valid_t[STAGES]) sum_o <= (first_t[STAGES] ? '0 : sum_o) + 32'(level[STAGES][0]);
  end

endmodule
