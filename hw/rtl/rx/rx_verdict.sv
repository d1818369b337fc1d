// rx_verdict: the end of a frame, all checks together.
// In:        judged_i, the FCS and the sums, all one stage before the verdict (valid_i).
// Out:       verdict_o.
// Latency:   1 cycle (stage Verdict).  Throughput: one frame per cycle.
// Errors:    each frame has exactly one ending; `why` is its reason if that is EndDrop.
// Source:    DESIGN invariant 7; nothing acts on a frame whose checksums are not known to be good.
module rx_verdict (
    input  logic             clk_i,
    input  logic             rst_i,
    input  logic             valid_i,
    input  rx_pkg::judged_t  judged_i,
    input  logic             fcs_good_i,
    input  logic             ip_good_i,
    input  logic             icmp_good_i,
    input  logic             tcp_good_i,
    output logic             valid_o,
    output rx_pkg::verdict_t verdict_o
);

  import rx_pkg::*;
  import reason_pkg::*;

  // RFC 1122 section 3.2.1.2: the header checksum comes before anything the header says.
  logic         spoilt;
  disposition_e why;
  always_comb begin
    spoilt = 1'b1;
    why    = judged_i.why;
    if (!fcs_good_i) why = DispDropFcs;
    else if (judged_i.refused) why = judged_i.why;
    else if (judged_i.ipv4 && !ip_good_i) why = DispDropIpHeader;
    else if (judged_i.ending == EndSegment && !tcp_good_i) why = DispDropTcpChecksum;
    else if ((judged_i.ending == EndEcho || judged_i.ending == EndIcmp) && !icmp_good_i) why = DispDropIcmp;
    else spoilt = judged_i.ending == EndDrop;
  end

  always_ff @(posedge clk_i) begin
    valid_o <= valid_i && !rst_i;
    if (valid_i) begin
      verdict_o <= '{
          held: judged_i.held,
          tcp_to_us: judged_i.tcp_to_us && fcs_good_i && ip_good_i,
          arp: judged_i.arp && !spoilt,
          ending: spoilt ? EndDrop : judged_i.ending,
          why: why,
          bytes: judged_i.bytes
      };
    end
  end

endmodule
