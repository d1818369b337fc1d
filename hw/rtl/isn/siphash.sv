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

  // A round is two halves with the same two sums: v0 + v1 and v2 + v3, then v0 + v3 and v2 + v1. With v0 and v2 in each other's
  // place in every second half the sums are of the same registers; the half of a step is odd_q.
  logic [63:0] p_q, a_q, q_q, b_q;                   // v0, v1, v2, v3; in odd steps v2, v1, v0, v3
  logic [STEP_W-1:0] step_q;
  logic odd_q, busy_q;

  // The word that ends after the fourth step of its turn, and the one that begins there; known a step ahead.
  logic leave_q, last_q;
  logic [WORD_W-1:0] word;
  logic [63:0] leave, enter;
  assign word  = WORD_W'(step_q >> 2);
  assign leave = leave_q ? msg_i[word] : '0;
  assign enter = leave_q && !last_q ? msg_i[WORD_W'(word + 1'b1)] : '0;

  always_ff @(posedge clk_i) begin : mix
    automatic logic [63:0] x = p_q + a_q;
    automatic logic [63:0] y = q_q + b_q;
    if (start_i) begin
      p_q <= key_i[63:0]   ^ 64'h736f6d6570736575;
      a_q <= key_i[127:64] ^ 64'h646f72616e646f6d;
      q_q <= key_i[63:0]   ^ 64'h6c7967656e657261;
      b_q <= key_i[127:64] ^ 64'h7465646279746573 ^ msg_i[0];
    end else if (busy_q) begin
      p_q <= y ^ leave;
      a_q <= (odd_q ? rotl(a_q, 17) : rotl(a_q, 13)) ^ x;
      q_q <= rotl(x, 32) ^ (last_q ? 64'hff : '0);
      b_q <= (odd_q ? rotl(b_q, 21) : rotl(b_q, 16)) ^ y ^ enter;
    end
  end

  assign hash_o = p_q ^ a_q ^ q_q ^ b_q;

  always_ff @(posedge clk_i) begin
    if (rst_i || start_i) begin
      step_q  <= '0;
      odd_q   <= 1'b0;
      leave_q <= 1'b0;
      last_q  <= 1'b0;
      busy_q  <= !rst_i;
      valid_o <= 1'b0;
    end else if (busy_q) begin
      step_q  <= step_q + 1'b1;
      odd_q   <= !odd_q;
      leave_q <= step_q[1:0] == 2'd2 && step_q < STEP_W'(CompressSteps);
      last_q  <= step_q == STEP_W'(CompressSteps - 2);
      busy_q  <= step_q != STEP_W'(Steps - 1);
      valid_o <= step_q == STEP_W'(Steps - 1);
    end
  end

`ifdef VERILATOR
  initial if (WORDS < 1) $fatal(1, "siphash: WORDS must be 1 or more");
`endif

endmodule
