// next_hop: one port of the neighbour table: where a packet to this address goes, until that is answered.
// In:        valid_i/ip_i: a request, held or a pulse; taken only while none is under way and not in the cycle of rsp_i.
// Out:       valid_o/hop_o: the address to look up, until rsp_i.
// Latency:   1 cycle.  Throughput: one request at a time.
// Errors:    none.
// Source:    RFC 1122 section 3.3.1.1 (same network prefix: direct, else by the gateway). No gateway: direct.
module next_hop
  import net_pkg::*;
(
    input  logic       clk_i,
    input  logic       rst_i,
    input  ipv4_t      own_ip_i,
    input  logic [5:0] prefix_bits_i,
    input  ipv4_t      gateway_i,
    input  logic       valid_i,
    input  ipv4_t      ip_i,
    input  logic       rsp_i,
    output logic       valid_o,
    output ipv4_t      hop_o
);

  logic  take;
  ipv4_t mask_q;
  logic  direct;
  assign take   = valid_i && !valid_o && !rsp_i;
  assign direct = ((ip_i ^ own_ip_i) & mask_q) == '0 || gateway_i == '0;

  // The mask follows its register one cycle later.
  always_ff @(posedge clk_i) mask_q <= ~(32'hffff_ffff >> prefix_bits_i);

  always_ff @(posedge clk_i) begin
    if (rst_i) valid_o <= 1'b0;
    else valid_o <= take || (valid_o && !rsp_i);
  end
  always_ff @(posedge clk_i) if (take) hop_o <= direct ? ip_i : gateway_i;

endmodule
