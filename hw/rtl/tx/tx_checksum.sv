// tx_checksum: the checksums of an IPv4 and a TCP header, in five registered steps.
// In:        a segment with start_i, and the bytes of its payload or option; open_i: start_i may come; at most one start in
//            3 cycles. mtu_bytes_i is steady.
// Out:       sums_o from the cycle of valid_o to the one before the next valid_o; sums_o.ip two cycles earlier, at both ends.
// Latency:   5 cycles, 3 for sums_o.ip.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 1071; RFC 791 section 3.1; RFC 9293 section 3.1 (pseudo-header). 16-bit words are summed into wider
//            ones, one carry chain a step, and folded at the end.
module tx_checksum (
    input  logic               clk_i,
    input  logic               rst_i,
    input  logic               open_i,
    input  logic               start_i,
    input  tx_pkg::segment_t   seg_i,
    input  toe_pkg::bytes_t    body_bytes_i,
    input  toe_pkg::bytes_t    mtu_bytes_i,
    output logic               valid_o,
    output tx_pkg::checksums_t sums_o
);

  import net_pkg::*;
  import tx_pkg::*;

  localparam int unsigned Steps     = 5;
  localparam logic [15:0] BareBytes = 16'(Ipv4Bytes + TcpBytes);
  // What never changes of the IPv4 header: version and length; DF; the total length without a body.
  localparam logic [16:0] Ipv4Fixed = 17'h4500 + 17'h4000 + 17'(BareBytes);
  // Protocol and TCP header length of the pseudo-header.
  localparam logic [16:0] PseudoBare = 17'(ProtoTcp) + 17'(TcpBytes);
  // With the MSS option: 4 bytes more, and its two words, the second of which is MTU - 40.
  localparam logic [16:0] PseudoMss = PseudoBare + 17'(MssOptionBytes) + 17'h0204 - 17'(BareBytes);

  logic [Steps-1:0] step_q;
  always_ff @(posedge clk_i) begin
    if (rst_i) step_q <= '0;
    else step_q <= {step_q[Steps-2:0], start_i};
  end
  assign valid_o = step_q[Steps-1];

  function automatic logic [16:0] halves(logic [31:0] w);
    return 17'(w[31:16]) + 17'(w[15:0]);
  endfunction

  // Step 1: the words in pairs.
  logic [16:0] local_s1, remote_s1, ports_s1, seq_s1, ack_s1, ends_s1, text_s1, option_s1, hops_s1, length_s1;
  logic [15:0] form_s1;
  always_ff @(posedge clk_i) begin
    if (open_i) begin
      local_s1      <= halves(seg_i.tuple.local_ip);
      remote_s1     <= halves(seg_i.tuple.remote_ip);
      ports_s1      <= 17'(seg_i.tuple.local_port) + 17'(seg_i.tuple.remote_port);
      seq_s1        <= halves(seg_i.seq);
      ack_s1        <= halves(seg_i.ack);
      ends_s1       <= 17'(seg_i.window) + 17'(seg_i.urgent);
      text_s1       <= seg_i.payload ? 17'(seg_i.len_bytes) + 17'(seg_i.sum) : '0;
      option_s1     <= seg_i.mss_valid ? 17'(mtu_bytes_i) + PseudoMss : PseudoBare;
      hops_s1       <= 17'({seg_i.ttl, ProtoTcp}) + 17'(seg_i.tos);
      form_s1       <= {seg_i.mss_valid ? 4'd6 : 4'd5, 4'd0, seg_i.flags};
      length_s1     <= 17'(body_bytes_i) + Ipv4Fixed;
    end
  end

  // The carries back in, and what they carry again (at most 1).
  function automatic logic [15:0] folded(logic [19:0] sum);
    logic [16:0] once = 17'(sum[15:0]) + 17'(sum[19:16]);
    return once[15:0] + 16'(once[16]);
  endfunction

  // Steps 2 and 3.
  logic [17:0] addr_s2, head_s2, ack_s2, text_s2, pseudo_s3;
  logic [16:0] option_s2;
  logic [18:0] ip_s2;
  logic [19:0] rest_s3;
  always_ff @(posedge clk_i) begin
    if (step_q[0]) begin
      addr_s2   <= 18'(local_s1) + 18'(remote_s1);
      head_s2   <= 18'(ports_s1) + 18'(seq_s1);
      ack_s2    <= 18'(ack_s1) + 18'(ends_s1);
      text_s2   <= 18'(text_s1) + 18'(form_s1);
      ip_s2     <= 19'(local_s1) + 19'(remote_s1) + 19'(hops_s1) + 19'(length_s1);
      option_s2 <= option_s1;
    end
    if (step_q[1]) begin
      sums_o.ip <= ~folded(20'(ip_s2));
      rest_s3   <= 20'(head_s2) + 20'(ack_s2) + 20'(text_s2);
      pseudo_s3 <= addr_s2 + 18'(option_s2);
    end
  end

  // Steps 4 and 5.
  logic [19:0] tcp_s4;
  always_ff @(posedge clk_i) begin
    if (step_q[2]) tcp_s4 <= rest_s3 + 20'(pseudo_s3);
    if (step_q[3]) sums_o.tcp <= ~folded(tcp_s4);
  end

endmodule
