// header_build: a segment's frame, from destination MAC to the last payload byte.
// In:        hdr_*: what the headers say; the checksums with it (sums_ready_i) or in a later cycle of sums_valid_i,
//            that of IPv4 two cycles before; pay_*: the payload, first byte in bits 7:0.
// Out:       one frame per segment, no FCS, not padded, bytes behind its last are zero; once valid, valid until its last beat.
// Latency:   tx_pkg::first_beat cycles to the first beat.  Throughput: one beat per cycle; one cycle between frames if
//            that is 1, else none.
// Errors:    none.
// Source:    IEEE 802.3 clause 3.1; RFC 791 section 3.1 (DF, and ID 0: RFC 6864 section 4.1); RFC 9293 section 3.1.
//            A header beat is chosen by its number from fixed places. Payload always starts at byte 54 (segments with
//            an MSS option carry none), so it is shifted by a constant.
module header_build #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  net_pkg::mac_addr_t      mac_i,
    input  toe_pkg::bytes_t         mtu_bytes_i,
    input  logic                    hdr_valid_i,
    output logic                    hdr_ready_o,
    input  tx_pkg::headers_t        hdr_i,
    input  logic                    sums_ready_i,
    input  logic                    sums_valid_i,
    input  tx_pkg::checksums_t      sums_i,
    input  logic                    pay_valid_i,
    output logic                    pay_ready_o,
    input  logic [8*DATA_BYTES-1:0] pay_data_i,
    input  logic                    pay_last_i,
    output logic                    out_valid_o,
    input  logic                    out_ready_i,
    output logic [8*DATA_BYTES-1:0] out_data_o,
    output logic                    out_last_o,
    output logic [CNT_W-1:0]        out_bytes_o,
    output logic                    idle_o
);

  import net_pkg::*;
  import toe_pkg::*;
  import tx_pkg::*;

  localparam int unsigned PayBeat = HeaderBytes / DATA_BYTES;           // beat in which payload starts
  localparam int unsigned PayLane = HeaderBytes % DATA_BYTES;           // and its lane; never 0 (54 is 2 modulo 4)
  localparam int unsigned AllBytes = HeaderBytes + MssOptionBytes;
  localparam int unsigned Beats   = (AllBytes + DATA_BYTES - 1) / DATA_BYTES;
  // payload_fetch has the first beat 4 cycles after it was asked; fewer header beats than that must wait for it.
  localparam bit          Wait    = PayBeat < 3;
  localparam bit          Early   = first_beat(DATA_BYTES) == 1;        // the first beat may leave as the headers come

  typedef logic [8*DATA_BYTES-1:0]          beat_t;
  typedef logic [Beats-1:0][8*DATA_BYTES-1:0] beats_t;

  headers_t          hdr_q;
  checksums_t        sums_q;
  bytes_t            total_bytes_q;                      // of the IPv4 packet
  logic              busy_q, sums_due_q, fetched_q;      // fetched: the last payload beat has been taken
  bytes_t            left_q;                             // bytes of the frame not yet put out
  logic [Beats:0]    beat_q;                             // one-hot; the last place is behind the headers, and stays
  logic              text_q;                             // this beat takes payload
  logic [DATA_BYTES-1:0] text_lanes_q;                   // which of its lanes have some, that below PayLane of the beat before
  logic [8*PayLane-1:0] carry_q;                         // end of the payload beat before
  logic              last_q;                             // they fit into one beat; 0 between frames
  logic              load, free, move, step, early, begins, goes_on;          // free: hdr_q may change

  // The headers, as the beats in which they leave.
  function automatic beats_t header_beats(headers_t h, bytes_t total_bytes, checksums_t s, mac_addr_t mac,
                                          bytes_t mtu_bytes);
    eth_header_t  eth;
    ipv4_header_t ip;
    tcp_header_t  tcp;
    logic [31:0]  mss;
    logic [8*AllBytes-1:0] all;
    eth = '{dst: h.dst_mac, src: mac, ethertype: EthertypeIpv4};
    ip  = '{version: 4'd4, ihl_words: 4'd5, total_bytes: total_bytes, dont_fragment: 1'b1, ttl: h.ttl, proto: ProtoTcp,
            dscp: h.tos[7:2], ecn: h.tos[1:0], checksum: s.ip, src: h.tuple.local_ip, dst: h.tuple.remote_ip, default: '0};
    tcp = '{src: h.tuple.local_port, dst: h.tuple.remote_port, seq: h.seq, ack: h.ack,
            offset_words: h.mss_valid ? 4'd6 : 4'd5, flags: h.flags, window: h.window, checksum: s.tcp,
            urgent: h.urgent, default: '0};
    mss = h.mss_valid ? {OptMss, 8'(MssOptionBytes), mtu_bytes - 16'(Ipv4Bytes + TcpBytes)} : '0;
    all = {eth, ip, tcp, mss};
    header_beats = '0;
    for (int unsigned i = 0; i < AllBytes; i++) header_beats[i/DATA_BYTES][8*(i%DATA_BYTES)+:8] = all[8*(AllBytes-1-i)+:8];
  endfunction

  function automatic beat_t addresses(mac_addr_t dst, mac_addr_t src);
    logic [8*12-1:0] both = {dst, src};
    addresses = '0;
    for (int unsigned i = 0; i < DATA_BYTES && i < 12; i++) addresses[8*i+:8] = both[8*(11-i)+:8];
  endfunction

  assign move        = (!out_valid_o || out_ready_i) && !(Wait && hdr_q.payload && beat_q[0] && !pay_valid_i);
  assign step        = busy_q && move;
  assign pay_ready_o = text_q && move;
  // Will the next beat have payload of its own, of this beat?
  assign begins      = hdr_q.payload && (beat_q >> (PayBeat == 0 ? 0 : PayBeat - 1)) != '0;
  assign goes_on     = hdr_q.payload && (beat_q >> PayBeat) != '0;
  // Early, the next frame waits until the one before has left: a cycle that the gap on the wire hides.
  assign hdr_ready_o = Early ? !busy_q && !out_valid_o : !busy_q || (step && last_q);
  assign free        = Early ? !busy_q : hdr_ready_o;
  assign load        = hdr_valid_i && hdr_ready_o;
  assign early       = Early && load;
  assign idle_o      = !busy_q && !out_valid_o;

  always_ff @(posedge clk_i) begin
    // What is wide is taken whether it is there or not, which is known late: nobody looks at it then.
    if (free) hdr_q <= hdr_i;
    if (free || sums_due_q) sums_q <= sums_i;
    if (move) carry_q <= pay_data_i[8*DATA_BYTES-1-:8*PayLane];
    if (free) total_bytes_q <= hdr_i.body_bytes + bytes_t'(HeaderBytes - EthBytes);
    if (free) left_q <= hdr_i.body_bytes + (Early ? bytes_t'(HeaderBytes - DATA_BYTES) : bytes_t'(HeaderBytes));
    else if (step) left_q <= left_q - bytes_t'(DATA_BYTES);
    if (load) begin
      text_q <= hdr_i.payload && PayBeat == 0;
      for (int unsigned l = 0; l < DATA_BYTES; l++)
        text_lanes_q[l] <= hdr_i.payload && PayBeat == 0 && l >= PayLane && l < 32'(hdr_i.body_bytes) + HeaderBytes;
    end else if (step) begin
      text_q <= begins && !fetched_q && !(text_q && pay_last_i);
      for (int unsigned l = 0; l < DATA_BYTES; l++)
        text_lanes_q[l] <= (l < PayLane ? goes_on : begins) && 32'(left_q) > DATA_BYTES + l;
    end
    if (rst_i) text_q <= 1'b0;
    if (load) last_q <= HeaderBytes <= DATA_BYTES && 32'(hdr_i.body_bytes) + HeaderBytes <= DATA_BYTES;
    else if (step) last_q <= !last_q && left_q <= bytes_t'(2 * DATA_BYTES);
    if (rst_i) last_q <= 1'b0;
  end

  // That a frame begins is known late: what it begins with is taken whether it does or not.
  always_ff @(posedge clk_i) begin
    if (move && (Early || busy_q)) begin
      beat_t  b, text;
      beats_t h;
      b = '0;
      text = {pay_data_i[8*(DATA_BYTES-PayLane)-1:0], carry_q};
      h = header_beats(hdr_q, total_bytes_q, sums_due_q ? sums_i : sums_q, mac_i, mtu_bytes_i);
      for (int unsigned k = 0; k < Beats; k++) if (beat_q[k]) b |= h[k];
      for (int unsigned l = 0; l < DATA_BYTES; l++) if (text_lanes_q[l]) b[8*l+:8] |= text[8*l+:8];
      out_data_o  <= busy_q ? b : addresses(hdr_i.dst_mac, mac_i);
      out_last_o  <= last_q;
      out_bytes_o <= last_q ? CNT_W'(left_q) : CNT_W'(DATA_BYTES);
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      busy_q      <= 1'b0;
      out_valid_o <= 1'b0;
      sums_due_q  <= 1'b0;
      fetched_q   <= 1'b0;
      beat_q      <= (Beats+1)'(1);
    end else begin
      if (load) busy_q <= 1'b1;
      else if (step && last_q) busy_q <= 1'b0;
      if (load) sums_due_q <= !sums_ready_i;
      else if (sums_valid_i) sums_due_q <= 1'b0;
      if (load) fetched_q <= 1'b0;
      else if (pay_ready_o && pay_last_i) fetched_q <= 1'b1;
      if (load) beat_q <= Early ? (Beats+1)'(2) : (Beats+1)'(1);
      else if (step && !beat_q[Beats]) beat_q <= beat_q << 1;
      if (step || early) out_valid_o <= 1'b1;
      else if (out_ready_i) out_valid_o <= 1'b0;
    end
  end

`ifdef VERILATOR
  initial if (DATA_BYTES < 4 || 64 % DATA_BYTES != 0) $fatal(1, "header_build: DATA_BYTES must be 4, 8, 16, 32 or 64");
  localparam int unsigned IpSumBeat  = (EthBytes + 10) / DATA_BYTES;
  localparam int unsigned TcpSumBeat = (EthBytes + Ipv4Bytes + 16) / DATA_BYTES;
  beat_t held_q;
  logic  stalled_q, inside_q;
  logic [2:0] ahead_q;                                   // the IPv4 checksum left 1, 2, 3 cycles ago, before this frame's sums
  always_ff @(posedge clk_i) begin
    ahead_q <= rst_i || load ? '0 : {ahead_q[1:0], step && beat_q[IpSumBeat] && sums_due_q && !sums_valid_i};
    stalled_q <= out_valid_o && !out_ready_i && !rst_i;
    if (out_valid_o && !out_ready_i) held_q <= out_data_o;
    inside_q  <= !rst_i && (out_valid_o ? !(out_ready_i && out_last_o) : inside_q);
    if (stalled_q) assert (out_valid_o && out_data_o == held_q) else $fatal(1, "header_build: output changed while stalled");
    if (!rst_i) begin
      assert (!(inside_q && !out_valid_o)) else $fatal(1, "header_build: a gap inside a frame");
      assert (!(pay_ready_o && !pay_valid_i)) else $fatal(1, "header_build: payload not there in time");
      assert (!(ahead_q[2] && sums_due_q)) else $fatal(1, "header_build: IPv4 checksum was not there in time");
      assert (!(step && beat_q[TcpSumBeat] && sums_due_q && !sums_valid_i))
        else $fatal(1, "header_build: TCP checksum not there in time");
    end
  end
`endif

endmodule
