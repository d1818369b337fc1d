// siphash: SipHash-2-4 of a message of a fixed number of 64-bit words, half a round a cycle.
// In:        start_i begins anew, whatever was under way; key_i holds until valid_o, msg_i for 4 * WORDS cycles behind
//            start_i, or the hash is of no message. A word has the message's first byte in bits 7:0; the last word is already
//            padded and carries the length in bytes in bits 63:56.
// Out:       hash_o, which stays while valid_o is 1: until the next start_i.
// Latency:   4 * WORDS + 9 cycles.  Throughput: one message at a time.
// Errors:    none.
// Source:    Aumasson and Bernstein, "SipHash: a fast short-input PRF", 2012. Half rounds: two chained 64-bit sums
//            do not fit a 100 MHz cycle on ECP5 (FEASIBILITY section 7).
module siphash #(
    parameter int unsigned WORDS = 2                 // 1 or more
) (
    input  logic                   clk_i,
    input  logic                   rst_i,
    input  logic                   start_i,
    input  logic [127:0]           key_i,            // k0 in bits 63:0
    input  logic [WORDS-1:0][63:0] msg_i,
    output logic                   valid_o,
    output logic [63:0]            hash_o
);

  localparam int unsigned CompressSteps = 4 * WORDS; // two rounds a word
  localparam int unsigned Steps         = CompressSteps + 8;
  localparam int unsigned STEP_W        = $clog2(Steps);
  localparam int unsigned WORD_W        = WORDS > 1 ? $clog2(WORDS) : 1;

  function automatic logic [63:0] rotl(logic [63:0] x, int unsigned n);
    return (x << n) | (x >> (64 - n));
  endfunction

  logic [63:0] v0_q, v1_q, v2_q, v3_q;
  logic [STEP_W-1:0] step_q;
  logic busy_q;

  // The word that ends after the fourth step of its turn, and the one that begins there.
  logic word_end, last_end;
  logic [WORD_W-1:0] word;
  logic [63:0] leave, enter;
  assign word_end = step_q[1:0] == 2'd3 && step_q < STEP_W'(CompressSteps);
  assign last_end = step_q == STEP_W'(CompressSteps - 1);
  assign word     = WORD_W'(step_q >> 2);
  assign leave    = word_end ? msg_i[word] : '0;
  assign enter    = word_end && !last_end ? msg_i[WORD_W'(word + 1'b1)] : '0;

  // Both halves of a round have the same two sums but for their second operands.
  always_ff @(posedge clk_i) begin : mix
    automatic logic [63:0] x = v0_q + (step_q[0] ? v3_q : v1_q);
    automatic logic [63:0] y = v2_q + (step_q[0] ? v1_q : v3_q);
    if (start_i) begin
      v0_q <= key_i[63:0]   ^ 64'h736f6d6570736575;
      v1_q <= key_i[127:64] ^ 64'h646f72616e646f6d;
      v2_q <= key_i[63:0]   ^ 64'h6c7967656e657261;
      v3_q <= key_i[127:64] ^ 64'h7465646279746573 ^ msg_i[0];
    end else if (busy_q && !step_q[0]) begin
      v0_q <= rotl(x, 32);
      v1_q <= rotl(v1_q, 13) ^ x;
      v2_q <= y;
      v3_q <= rotl(v3_q, 16) ^ y;
    end else if (busy_q) begin
      v0_q <= x ^ leave;
      v1_q <= rotl(v1_q, 17) ^ y;
      v2_q <= rotl(y, 32) ^ (last_end ? 64'hff : '0);
      v3_q <= rotl(v3_q, 21) ^ x ^ enter;
    end
  end

  assign hash_o = v0_q ^ v1_q ^ v2_q ^ v3_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      step_q  <= '0;
      busy_q  <= 1'b0;
      valid_o <= 1'b0;
    end else if (start_i) begin
      step_q  <= '0;
      busy_q  <= 1'b1;
      valid_o <= 1'b0;
    end else begin
      if (busy_q) step_q <= step_q + 1'b1;
      if (step_q == STEP_W'(Steps - 1)) busy_q <= 1'b0;
      if (busy_q && step_q == STEP_W'(Steps - 1)) valid_o <= 1'b1;
    end
  end

`ifdef VERILATOR
  initial if (WORDS < 1) $fatal(1, "siphash: WORDS must be 1 or more");
`endif

endmodule
