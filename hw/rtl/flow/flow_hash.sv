// flow_hash: keyed hash of a connection's ends: a Toeplitz matrix, 32 bits of the tuple a cycle.
// In:        half_i: {local port, remote port} with second_i, and in the cycle before it the remote address; key_i, taken over from
//            key_take_i on (key_stale_o: a cycle ago it differed from the one in use).
// Out:       hash_o, in the cycle after second_i. key_busy_o: the key is being made (after reset, too), and hashes mean
//            nothing.
// Latency:   2 cycles; a new key takes 64 + HASH_W - 1.  Throughput: one hash each 2 cycles.
// Errors:    none. Different tuples may have the same hash: the user compares the whole tuple.
// Source:    Krawczyk, "LFSR-based hashing and authentication", 1994. The local address is left out: the engine has
//            one. The matrix is an LFSR sequence from the key, XORed with the digits of pi so that no key is weak. One
//            quadratic step follows: purely linear, ports in sequence fall into a few sets only with one key of 200
//            (measured; with it, one of 10,000).
module flow_hash #(
    parameter int unsigned HASH_W = 19
) (
    input  logic              clk_i,
    input  logic              rst_i,
    input  logic [31:0]       key_i,
    input  logic              key_take_i,
    output logic              key_busy_o,
    output logic              key_stale_o,
    input  logic              second_i,
    input  logic [31:0]       half_i,
    output logic [HASH_W-1:0] hash_o
);

  localparam int unsigned WINDOW_W = 32 + HASH_W - 1;
  localparam int unsigned KEY_W    = 32 + WINDOW_W;
  localparam logic [127:0] Pi      = 128'h243f6a88_85a308d3_13198a2e_03707344;

  // The key and what its LFSR makes of it, x^32 + x^22 + x^2 + x + 1, oldest bit first: one bit more a cycle.
  localparam int unsigned COUNT_W = $clog2(KEY_W);
  logic [KEY_W-1:0]   key_q;
  logic [COUNT_W-1:0] made_q;
  logic               next;
  assign next = made_q < COUNT_W'(32) ? key_i[made_q[4:0]] : key_q[KEY_W-32] ^ key_q[KEY_W-31] ^ key_q[KEY_W-30] ^ key_q[KEY_W-10];

  always_ff @(posedge clk_i) if (key_busy_o) key_q <= {next, key_q[KEY_W-1:1]};

  always_ff @(posedge clk_i) begin
    key_stale_o <= !rst_i && !key_busy_o && key_i != key_q[31:0];
    if (rst_i) begin
      key_busy_o <= 1'b1;
      made_q     <= '0;
    end else if (key_busy_o) begin
      key_busy_o <= made_q != COUNT_W'(KEY_W - 1);
      made_q     <= made_q == COUNT_W'(KEY_W - 1) ? '0 : made_q + 1'b1;
    end else begin
      key_busy_o <= key_take_i;
    end
  end

  // One multiplier for both halves of the tuple: the second one meets the key 32 bits further on.
  logic [WINDOW_W-1:0] window;
  logic [HASH_W-1:0] sum_q;
  assign window = second_i ? key_q[32+:WINDOW_W] ^ Pi[32+:WINDOW_W] : key_q[0+:WINDOW_W] ^ Pi[0+:WINDOW_W];

  always_ff @(posedge clk_i) begin
    for (int unsigned i = 0; i < HASH_W; i++) sum_q[i] <= (second_i && sum_q[i]) ^ (^(half_i & window[i+:32]));
  end

  for (genvar i = 0; i < HASH_W; i++) begin : gen_mix
    assign hash_o[i] = sum_q[i] ^ (sum_q[(i+1)%HASH_W] & sum_q[(i+HASH_W/2)%HASH_W]) ^ sum_q[(i+HASH_W/4)%HASH_W];
  end

`ifdef VERILATOR
  initial if (KEY_W > 128) $fatal(1, "flow_hash: HASH_W must be at most 65");
`endif

endmodule
