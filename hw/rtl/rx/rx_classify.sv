// rx_classify: whose frame is it, if its checksums are good?
// In:        header_i, source_route_i, bytes_i (FCS included), error_i at stage 3 with the frame's last beat (valid_i).
// Out:       judged_o.
// Latency:   2 cycles (stage 5).  Throughput: one frame per cycle.
// Errors:    each frame gets exactly one ending; the order of the tests is the order of judged_o's assignments below.
// Source:    RFC 1122 sections 3.2.1.1 to 3.2.1.3 and 3.2.2, RFC 792, RFC 9293 section 3.9.2.3 (MUST-57), RFC 826, RFC 894;
//            IEEE 802.3 clause 3.2.4 (a source is never a group).
module rx_classify (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  toe_pkg::cfg_t           cfg_i,
    input  logic                    valid_i,
    input  rx_pkg::frame_header_t   header_i,
    input  logic                    source_route_i,
    input  logic [16:0]             bytes_i,
    input  logic                    error_i,
    output logic                    valid_o,
    output rx_pkg::judged_t         judged_o
);

  import net_pkg::*;
  import rx_pkg::*;
  import reason_pkg::*;

  // The configuration stands still while frames arrive: what is derived from it has a register of its own.
  ipv4_t       host_mask_q;
  logic        has_broadcast_q;            // RFC 3021: /31 and /32 have none
  logic [16:0] max_bytes_q;
  always_ff @(posedge clk_i) begin
    host_mask_q     <= 32'hFFFFFFFF >> cfg_i.prefix_bits;
    has_broadcast_q <= cfg_i.prefix_bits < 6'd31;
    max_bytes_q     <= 17'(cfg_i.mtu_bytes) + 17'(L2Bytes);
  end

  function automatic logic is_broadcast(ipv4_t a, ipv4_t ours, ipv4_t host_mask, logic has_broadcast);
    return a == '1 || (has_broadcast && (a | host_mask) == (ours | host_mask) && (a & host_mask) == host_mask);
  endfunction

  function automatic logic is_multicast(ipv4_t a);
    return a[31:28] == 4'hE;
  endfunction

  // Stage 4: every comparison by itself.
  typedef struct packed {
    logic error, short_frame, long_frame, disabled, group, ours;
    logic ipv4, ip_form, length_form;
    logic to_us, to_many, fragment, source_route, bad_source, tcp, tcp_form, echo, icmp_error;
    logic arp, arp_to_us;
    toe_pkg::bytes_t bytes;
  } facts_t;

  function automatic logic bad_source(frame_header_t h, toe_pkg::cfg_t cfg, ipv4_t host_mask, logic has_broadcast);
    return h.ip.src == '0 || h.ip.src[31:24] == 8'd127 || is_multicast(h.ip.src) || h.ip.src == cfg.ip
        || is_broadcast(h.ip.src, cfg.ip, host_mask, has_broadcast) || h.eth.src[40];
  endfunction

  // An ICMP error's words stand where a TCP header's would: the third begins what it quotes, an IPv4 header without options
  // (we send none) of the first fragment of a TCP segment.
  function automatic logic quotes_tcp(tcp_header_t t);
    return t.ack[31:24] == 8'h45 && t.window[12:0] == '0 && t.checksum[7:0] == ProtoTcp;
  endfunction

  function automatic facts_t facts(frame_header_t h, toe_pkg::cfg_t cfg, ipv4_t host_mask, logic has_broadcast);
    facts_t      f;
    arp_header_t a;
    logic [15:0] ip_header_bytes, all_header_bytes;
    a = arp_header_t'({h.ip, h.tcp[$bits(tcp_header_t)-1-:64]});
    ip_header_bytes  = 16'({h.ip.ihl_words, 2'b00});
    all_header_bytes = 16'({5'(h.ip.ihl_words) + 5'(h.tcp.offset_words), 2'b00});
    f = '0;
    f.disabled     = !cfg.enable;
    f.group        = h.eth.dst[40];
    f.ours         = h.eth.dst == cfg.mac;
    f.ipv4         = h.eth.ethertype == EthertypeIpv4;
    f.ip_form      = h.ip.version == 4'd4 && h.ip.ihl_words >= 4'd5;
    f.to_us        = h.ip.dst == cfg.ip;
    f.to_many      = is_multicast(h.ip.dst) || is_broadcast(h.ip.dst, cfg.ip, host_mask, has_broadcast);
    f.fragment     = h.ip.more_fragments || h.ip.fragment_offset != '0;
    f.bad_source   = bad_source(h, cfg, host_mask, has_broadcast);
    f.tcp          = h.ip.proto == ProtoTcp;
    f.tcp_form     = h.tcp.offset_words >= 4'd5 && all_header_bytes <= h.ip.total_bytes;
    f.echo         = h.ip.proto == ProtoIcmp && h.tcp.src == 16'h0800 && h.ip.total_bytes >= ip_header_bytes + 16'd8;
    f.icmp_error   = h.ip.proto == ProtoIcmp && h.ip.ihl_words == 4'd5 && h.ip.total_bytes >= 16'(IcmpErrorBytes)
                     && h.tcp.src[15:8] inside {IcmpUnreachable, IcmpSourceQuench, IcmpTimeExceeded, IcmpParameter}
                     && quotes_tcp(h.tcp);
    f.arp          = h.eth.ethertype == EthertypeArp && a.htype == 16'd1 && a.ptype == EthertypeIpv4
                     && a.hlen_bytes == 8'd6 && a.plen_bytes == 8'd4;
    f.arp_to_us    = a.tpa == cfg.ip;
    return f;
  endfunction

  logic   valid_s4;
  facts_t facts_s4;
  always_ff @(posedge clk_i) begin
    valid_s4 <= valid_i && !rst_i;
    if (valid_i) begin
      facts_s4              <= facts(header_i, cfg_i, host_mask_q, has_broadcast_q);
      facts_s4.error        <= error_i;
      facts_s4.short_frame  <= bytes_i < 17'(MinWireBytes);
      facts_s4.long_frame   <= bytes_i > max_bytes_q;
      facts_s4.length_form  <= header_i.ip.total_bytes >= 16'({header_i.ip.ihl_words, 2'b00})
                               && 17'(header_i.ip.total_bytes) + 17'(L2Bytes) <= bytes_i;
      facts_s4.source_route <= source_route_i;
      facts_s4.bytes        <= bytes_i[15:0] - 16'(FcsBytes);
    end
  end

  // Stage 5: an IPv4 packet with our address, then any frame: the first test that fails names the reason.
  function automatic judged_t judge_ours(facts_t f, judged_t given);
    judged_t j;
    j = given;
    if (f.fragment) j.why = DispDropFragment;
    else if (f.source_route) j.why = DispDropSourceRoute;
    else if (f.bad_source) j.why = DispDropSource;
    else if (f.tcp && f.group) j.why = DispDropAddress;
    else if (f.tcp) begin
      j.tcp_to_us = 1'b1;
      if (f.tcp_form) j.ending = EndSegment;
      else j.why = DispDropTcpHeader;
    end else if (f.echo && !f.group) j.ending = EndEcho;
    else if (f.icmp_error && !f.group) j.ending = EndIcmp;
    else j.ending = EndRaw;
    return j;
  endfunction

  function automatic judged_t judge(facts_t f);
    judged_t j;
    j = '{held: !f.short_frame, refused: 1'b1, ipv4: f.ipv4, tcp_to_us: 1'b0, arp: 1'b0, ending: EndDrop,
          why: DispDropFcs, bytes: f.bytes};
    if (f.error) j.why = DispDropFcs;
    else if (f.short_frame || f.long_frame) j.why = DispDropLength;
    else if (f.disabled) j.why = DispDropDisabled;
    else if (!f.group && !f.ours) j.why = DispDropAddress;
    else if (f.ipv4 && !f.ip_form) j.why = DispDropIpHeader;
    else if (f.ipv4 && !f.length_form) j.why = DispDropLength;
    else begin
      j.refused = 1'b0;
      if (f.ipv4 && f.to_us) j = judge_ours(f, j);
      else if (f.ipv4 && f.tcp && f.to_many) j.why = DispDropAddress;
      else if (f.arp) begin
        j.arp    = 1'b1;
        j.ending = f.arp_to_us ? EndArp : EndRaw;
      end else j.ending = EndRaw;
    end
    return j;
  endfunction

  always_ff @(posedge clk_i) begin
    valid_o <= valid_s4 && !rst_i;
    if (valid_s4) judged_o <= judge(facts_s4);
  end

endmodule
