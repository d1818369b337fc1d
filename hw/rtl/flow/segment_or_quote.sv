// segment_or_quote: segments, and between them ICMP errors about ours, as one stream into the lookup.
// In:        seg_*, quote_*.
// Out:       one of them at a time, held until ready_i.
// Latency:   0; a quote waits for a cycle without a segment, and one more.  Throughput: one per cycle.
// Errors:    a quote that never finds such a cycle waits in icmp_error, which refuses others meanwhile.
// Source:    event_pkg::rx_segment_t says how a quote looks as a segment; RFC 1191 section 3, RFC 5927 section 7 (an MTU below
//            552 only burns the sender: taken as 552).
module segment_or_quote
  import event_pkg::*;
(
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        seg_due_i,      // the lookup of the next segment has begun: no quote may come before it
    input  logic        seg_valid_i,
    output logic        seg_ready_o,
    input  rx_segment_t seg_i,
    input  logic        quote_valid_i,
    output logic        quote_ready_o,
    input  icmp_quote_t quote_i,
    output logic        valid_o,
    input  logic        ready_i,
    output rx_segment_t seg_o
);

  localparam logic [15:0] LeastMtu = 16'd552;
  localparam logic [15:0] Headers  = 16'(net_pkg::Ipv4Bytes + net_pkg::TcpBytes);

  logic        quote_q;                               // chosen a cycle ahead; an operation under way keeps what it began with
  logic [15:0] mss_q;
  always_ff @(posedge clk_i) mss_q <= (quote_i.mtu_bytes < LeastMtu ? LeastMtu : quote_i.mtu_bytes) - Headers;
  assign valid_o       = quote_q ? quote_valid_i : seg_valid_i;
  assign seg_ready_o   = ready_i && !quote_q;
  assign quote_ready_o = ready_i && quote_q;
  always_ff @(posedge clk_i) begin
    if (rst_i) quote_q <= 1'b0;
    else if (!valid_o || ready_i) quote_q <= quote_valid_i && !quote_ready_o && !seg_valid_i && !seg_due_i;
  end

  rx_segment_t quote;
  always_comb begin
    quote           = seg_i;                          // what a quote does not say is not looked at
    quote.icmp      = 1'b1;
    quote.tuple     = quote_i.tuple;
    quote.ack       = quote_i.seq;
    quote.flags     = '0;
    quote.flags.rst = 1'b1;
    quote.len_bytes = '0;
    quote.window    = {quote_i.kind, quote_i.code};
    quote.mss_valid = 1'b1;
    quote.mss       = mss_q;
  end
  assign seg_o = quote_q ? quote : seg_i;

endmodule
