// judge_icmp: what does an ICMP error say, and may it be about this connection?
// In:        event, TCB and differences, valid_i.
// Out:       judge_icmp_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none. Whether it quotes what is in flight says judge_ack.
// Source:    RFC 792; RFC 1122 section 3.2.2.1; RFC 9293 section 3.9.2.2; RFC 1191. A hard error is soft once the connection is
//            synchronized (RFC 5927 section 5.2).
module judge_icmp
  import net_pkg::*;
  import toe_pkg::*;
  import event_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic        clk_i,
    input  logic        valid_i,
    input  event_t      event_i,
    input  tcb_t        tcb_i,
    input  diff_t       d_i,
    output judge_icmp_t j_o
);

  localparam logic [7:0] Protocol = 8'd2, Port = 8'd3, FragmentationNeeded = 8'd4;   // codes of IcmpUnreachable

  function automatic error_e meaning(logic [7:0] kind, logic [7:0] code);
    if (kind == IcmpTimeExceeded) return ErrTimeExceeded;
    if (kind == IcmpParameter) return ErrParameter;
    unique case (code)
      8'd0, 8'd6, 8'd11:               return ErrNet;
      Protocol, Port:                  return ErrRefused;
      8'd9, 8'd10, 8'd13, 8'd14, 8'd15: return ErrProhibited;
      default:                         return ErrHost;
    endcase
  endfunction

  function automatic judge_icmp_t judge(segment_event_t g, tcb_t t, diff_t d);
    judge_icmp_t j;
    logic [7:0]  kind, code;
    {kind, code} = g.window;
    j.stale    = g.inc != t.c.inc || t.c.state < StSynSent;
    j.quench   = kind == IcmpSourceQuench;
    j.path_mtu = kind == IcmpUnreachable && code == FragmentationNeeded;
    j.lowers   = d.in_sync && !d.in.time_wait && d.smss < t.s.smss;
    j.refuses  = kind == IcmpUnreachable && (code == Port || code == Protocol) && d.in.syn_sent;
    j.err      = meaning(kind, code);
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(as_segment(event_i), tcb_i, d_i);

endmodule
