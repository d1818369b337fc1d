// isn: the initial sequence number of a connection: ISS = M + F(tuple, key).
// In:        start_i begins anew; tuple_i holds for 8 cycles behind it, key_i until valid_o. now_us_i: free-running
//            microsecond count.
// Out:       iss_o, which moves on with the clock while valid_o is 1: until the next start_i.
// Latency:   17 cycles.  Throughput: one at a time.
// Errors:    none.
// Source:    RFC 6528 section 3, RFC 9293 section 3.4.1 (MUST-8, SHLD-1). M ticks each 4 us. F is the low 32 bits of
//            SipHash-2-4 of 12 bytes: local address, local port, remote address, remote port, in network order.
module isn (
    input  logic            clk_i,
    input  logic            rst_i,
    input  logic            start_i,
    input  net_pkg::tuple_t tuple_i,
    input  logic [127:0]    key_i,
    input  logic [63:0]     now_us_i,
    output logic            valid_o,
    output seq_pkg::seq_t   iss_o
);

  localparam int unsigned MessageBytes = 12;

  // The message's first byte is the most significant one of `wire_order`, and bits 7:0 of SipHash's first word.
  logic [8*MessageBytes-1:0] wire_order;
  logic [1:0][63:0] msg;
  assign wire_order = {tuple_i.local_ip, tuple_i.local_port, tuple_i.remote_ip, tuple_i.remote_port};
  for (genvar b = 0; b < 16; b++) begin : gen_byte
    if (b < MessageBytes) assign msg[b/8][8*(b%8)+:8] = wire_order[8*(MessageBytes-1-b)+:8];
    else assign msg[b/8][8*(b%8)+:8] = b == 15 ? 8'(MessageBytes) : 8'd0;
  end

  logic [63:0] hash;
  siphash #(.WORDS(2)) u_siphash (
      .clk_i, .rst_i, .start_i, .key_i, .msg_i(msg), .valid_o, .hash_o(hash)
  );

  assign iss_o = hash[31:0] + now_us_i[33:2];

  logic unused;
  assign unused = &{1'b0, hash[63:32], now_us_i[63:34], now_us_i[1:0]};

endmodule
