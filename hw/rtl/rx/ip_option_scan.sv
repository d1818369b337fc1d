// ip_option_scan: does an IPv4 header carry a source route?
// In:        word-aligned beats (stage 1), header_bytes_i with the beat of l3_i.
// Out:       found_o at stage 3, up to and including the beat there.
// Latency:   2 cycles.  Throughput: one beat per cycle.
// Errors:    none. Any option byte with the value of LSRR or SSRR counts, also inside another option: a source route is
//            never missed, and a false alarm costs a packet with an address or a time stamp in its IP options.
// Source:    RFC 791 section 3.1, RFC 6274 section 3.13.2.3 (drop them).
module ip_option_scan #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                    clk_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic                    l3_i,
    input  logic [5:0]              header_bytes_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    output logic                    found_o
);

  localparam logic [7:0] Lsrr = 8'd131, Ssrr = 8'd137;
  localparam int unsigned LANES  = DATA_BYTES / 4;
  localparam int unsigned L3Lane = rx_pkg::L3Word % LANES;

  // Where the options start and end, in words from the beat's first; behind the beat of l3_i they count down.
  logic [4:0] from_q, to_q, from, to;
  always_comb begin
    from = from_q;
    to   = to_q;
    if (l3_i) begin
      from = 5'(L3Lane + net_pkg::Ipv4Bytes / 4);
      to   = 5'(L3Lane) + 5'(header_bytes_i[5:2]);
    end else if (first_i) begin
      from = '0;
      to   = '0;
    end
  end

  logic                    valid_s2, first_s2;
  logic [LANES-1:0]        option_s2;
  logic [8*DATA_BYTES-1:0] data_s2;

  always_ff @(posedge clk_i) begin
    valid_s2 <= valid_i;
    if (valid_i) begin
      from_q   <= from > 5'(LANES) ? from - 5'(LANES) : '0;
      to_q     <= to > 5'(LANES) ? to - 5'(LANES) : '0;
      first_s2 <= first_i;
      data_s2  <= data_i;
      for (int unsigned w = 0; w < LANES; w++) option_s2[w] <= 5'(w) >= from && 5'(w) < to;
    end
  end

  function automatic logic found_in(logic [LANES-1:0] option, logic [8*DATA_BYTES-1:0] data);
    found_in = 1'b0;
    for (int unsigned b = 0; b < DATA_BYTES; b++) begin
      if (option[b/4] && (data[8*b+:8] == Lsrr || data[8*b+:8] == Ssrr)) found_in = 1'b1;
    end
  endfunction

  always_ff @(posedge clk_i) if (valid_s2) begin
    if (option_s2 != '0) found_o <= found_in(option_s2, data_s2) || (found_o && !first_s2);
    else if (first_s2) found_o <= 1'b0;
  end

  logic unused;
  assign unused = |header_bytes_i[1:0];

endmodule
