// arp_receive: what a received ARP packet asks for and teaches.
// In:        valid_i/arp_i: every good ARP packet for Ethernet and IPv4.
// Out:       heard_*: a packet to answer or to learn from. stat_request_o: a request for us. All pulses.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    a packet from a group address, from nobody's hardware, or with a wrong header is ignored; an address in
//            use that is ours is not learned. With enable_i = 0 nothing happens.
// Source:    RFC 826 (merge when known, add when we are the target), RFC 5227 section 1.1 (a probe has sender
//            address 0: answered, not learned). A reply nobody asked for changes entries and makes none.
module arp_receive
  import net_pkg::*;
  import side_pkg::*;
(
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        enable_i,
    input  ipv4_t       ip_i,
    input  logic        valid_i,
    input  arp_header_t arp_i,
    output logic        heard_valid_o,
    output arp_heard_t  heard_o,
    output logic        stat_request_o
);

  logic well_formed, request, for_us, learnable;
  assign request     = arp_i.oper == ArpOperRequest;
  assign well_formed = arp_i.htype == ArpHtypeEthernet && arp_i.ptype == EthertypeIpv4 && arp_i.hlen_bytes == 8'd6
                       && arp_i.plen_bytes == 8'd4 && (request || arp_i.oper == ArpOperReply)
                       && !arp_i.sha[40] && arp_i.sha != '0;
  assign for_us      = arp_i.tpa == ip_i;
  assign learnable   = arp_i.spa != '0 && arp_i.spa != ip_i && arp_i.spa != '1;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      heard_valid_o  <= 1'b0;
      stat_request_o <= 1'b0;
    end else begin
      heard_valid_o  <= valid_i && enable_i && well_formed && ((request && for_us) || learnable);
      stat_request_o <= valid_i && well_formed && request && for_us;
    end
  end
  always_ff @(posedge clk_i) if (valid_i) begin
    heard_o <= '{reply: request && for_us, learn: learnable, add: request && for_us, ip: arp_i.spa, mac: arp_i.sha};
  end

endmodule
