// segment_prepare: make the next segment ready to leave while the one before is being sent.
// In:        segments of connections and resets without one, in turn; early_*: the segment that is seg_i in the next
//            cycle if seg_valid_i is 0 now; the neighbour's answer, which comes once for each question.
// Out:       hdr_*: a segment whose next hop is known, for header_build; its checksums come with sums_ready_o set, or
//            later, in the cycle of sums_valid_o. fetch_*: its payload, asked for no later than hdr_* is taken; or a
//            payload that is only to be given back.
// Latency:   MinSteps cycles if the segment before went to the same address, else as long as the neighbour's answer takes.
// Throughput: one segment per latency + 3, one cycle of which is its queue's.
// Errors:    a segment to a neighbour that is not known is dropped (stat_no_neighbour_o); with enable_i = 0 every
//            segment is. TCP sends it again. The neighbour is asked for with every segment: that keeps its entry in use.
// Source:    DESIGN section 2; RFC 9293 section 3.5.3 for the resets (their fields are made in flow_path).
module segment_prepare #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                 clk_i,
    input  logic                 rst_i,
    input  logic                 enable_i,
    input  logic [7:0]           ttl_i,
    input  toe_pkg::bytes_t      mtu_bytes_i,
    input  logic                 seg_valid_i,
    output logic                 seg_ready_o,
    input  tx_pkg::segment_t     seg_i,
    input  logic                 early_valid_i,
    input  net_pkg::ipv4_t       early_ip_i,
    input  logic                 rst_valid_i,
    output logic                 rst_ready_o,
    input  action_pkg::tx_reset_t   rst_req_i,
    output logic                 nb_valid_o,
    output net_pkg::ipv4_t       nb_ip_o,
    input  logic                 nb_rsp_i,
    input  toe_pkg::neighbour_e  nb_state_i,
    input  net_pkg::mac_addr_t   nb_mac_i,
    input  logic                 nb_forget_i,             // answers that were given may be others now
    output logic                 fetch_valid_o,
    input  logic                 fetch_ready_i,
    output tx_pkg::fetch_t       fetch_o,
    output logic                 hdr_valid_o,
    input  logic                 hdr_ready_i,
    output tx_pkg::headers_t     hdr_o,
    output logic                 sums_ready_o,
    output logic                 sums_valid_o,
    output tx_pkg::checksums_t   sums_o,
    output logic                 stat_segment_o,
    output logic                 stat_rst_o,
    output logic                 stat_no_neighbour_o,
    output logic                 idle_o
);

  import toe_pkg::*;

  // header_build makes beat k Gap + k cycles after it took the headers: so soon may it have them, that the beats of the IPv4
  // checksum (byte 24) and of the TCP checksum (byte 50) still find theirs, of 3 and 5 steps.
  localparam int unsigned IpSteps  = 3;
  localparam int unsigned SumSteps = 5;
  localparam int unsigned Gap      = tx_pkg::first_beat(DATA_BYTES) - 1;
  localparam int unsigned IpMade   = Gap + (net_pkg::EthBytes + 10) / DATA_BYTES;
  localparam int unsigned TcpMade  = Gap + (net_pkg::EthBytes + net_pkg::Ipv4Bytes + 16) / DATA_BYTES;
  localparam int unsigned IpFirst  = IpMade >= IpSteps ? 0 : IpSteps - IpMade;
  localparam int unsigned TcpFirst = TcpMade >= SumSteps ? 0 : SumSteps - TcpMade;
  localparam int unsigned MinSteps = IpFirst > TcpFirst ? IpFirst : TcpFirst;

  typedef enum logic [1:0] {
    StPick,         // waits for a segment
    StAsk,          // waits for the neighbour's answer
    StReady,        // next hop known
    StDrop          // to be thrown away
  } state_e;

  state_e               state_d, state_q;
  logic                 from_rst_q, rst_next;    // whose turn it is
  logic                 from_seg_q;              // !from_rst_q, in a register of its own: it moves the whole segment
  logic                 valid, started_q, start, known, ripe, done, sent, dropped, fetched_q;
  logic                 asking_q;                // an answer is under way
  net_pkg::ipv4_t       asked_q;                 // who was asked for last
  logic                 same, recent_q;          // that neighbour was known
  logic [SumSteps-1:0]  age_q;                   // cycles since the start, as ones from below
  net_pkg::mac_addr_t   mac_q;
  tx_pkg::segment_t     seg;
  logic                 payload;                 // seg.payload, without waiting for seg
  bytes_t               body_bytes;

  assign valid   = from_rst_q ? rst_valid_i : seg_valid_i;
  assign payload = seg_i.payload && !from_rst_q;
  always_comb begin
    seg = seg_i;
    if (!from_seg_q) begin
      seg       = '0;
      seg.tuple = rst_req_i.tuple;
      seg.seq   = rst_req_i.seq;
      seg.ack   = rst_req_i.ack;
      seg.flags = rst_req_i.flags;
    end
    if (seg.ttl == '0) seg.ttl = ttl_i;
  end

  assign start         = valid && !started_q && age_q[IpSteps-1];       // then its checksums do not meet those before them
  assign known         = state_q == StReady || (state_q == StAsk && nb_rsp_i && nb_state_i == NeighbourKnown);
  assign fetch_valid_o = payload && ((known && !fetched_q) || state_q == StDrop);
  // Whose next hop is known is valid: it starts now if it has not.
  assign ripe          = MinSteps == 0 ? started_q || age_q[IpSteps-1] : started_q && age_q[MinSteps > 0 ? MinSteps - 1 : 0];
  assign hdr_valid_o   = known && ripe && (!payload || fetched_q || fetch_ready_i);
  assign sent          = hdr_valid_o && hdr_ready_i;
  assign dropped       = state_q == StDrop && (!payload || fetch_ready_i);
  assign done          = sent || dropped;

  // An idle engine asks a cycle early: before the segment has come out of the queue. Whoever has just been known still is.
  assign same = recent_q && nb_ip_o == asked_q;
  always_comb begin
    state_d    = state_q;
    nb_valid_o = 1'b0;
    unique case (state_q)
      StPick:
      if (valid && (!enable_i || from_rst_q)) begin
        state_d = enable_i ? StReady : StDrop;
      end else if ((valid || (early_valid_i && !from_rst_q && !rst_valid_i && enable_i)) && !asking_q) begin
        nb_valid_o = 1'b1;
        state_d    = same ? StReady : StAsk;
      end
      StAsk: if (nb_rsp_i) state_d = nb_state_i == NeighbourKnown ? StReady : StDrop;
      default: ;
    endcase
    if (done) state_d = StPick;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      state_q     <= StPick;
      started_q   <= 1'b0;
      fetched_q   <= 1'b0;
      age_q       <= '0;
      asking_q    <= 1'b0;
      recent_q    <= 1'b0;
    end else begin
      state_q     <= state_d;
      started_q   <= (start || started_q) && !done;
      fetched_q   <= !done && (fetched_q || (fetch_valid_o && fetch_ready_i));
      asking_q    <= nb_valid_o || (asking_q && !nb_rsp_i);
      if (nb_forget_i) recent_q <= 1'b0;
      else if (nb_rsp_i) recent_q <= nb_state_i == NeighbourKnown;
      else if (nb_valid_o && !same) recent_q <= 1'b0;
      age_q       <= start ? SumSteps'(1) : {age_q[SumSteps-2:0], 1'b1};
    end
  end
  assign rst_next = done || !valid ? !from_rst_q && rst_valid_i : from_rst_q;
  always_ff @(posedge clk_i) begin
    from_rst_q <= !rst_i && rst_next;
    from_seg_q <= rst_i || !rst_next;
  end
  always_ff @(posedge clk_i) if (nb_rsp_i) mac_q <= nb_mac_i;
  always_ff @(posedge clk_i) if (nb_valid_o) asked_q <= nb_ip_o;

  assign body_bytes = seg.payload ? seg.len_bytes : seg.mss_valid ? bytes_t'(tx_pkg::MssOptionBytes) : '0;
  tx_checksum u_checksum (
      .clk_i, .rst_i, .open_i(!started_q), .start_i(start), .seg_i(seg), .body_bytes_i(body_bytes), .mtu_bytes_i,
      .valid_o(sums_valid_o), .sums_o
  );
  assign sums_ready_o = started_q && age_q[SumSteps-1];

  assign seg_ready_o = done && !from_rst_q;
  assign rst_ready_o = done && from_rst_q;
  assign nb_ip_o     = seg_valid_i ? seg_i.tuple.remote_ip : early_ip_i;
  assign fetch_o     = '{handle: seg.handle, addr: seg.addr, len_bytes: seg.len_bytes, drop: state_q == StDrop};
  assign hdr_o       = '{
      dst_mac: !from_seg_q ? rst_req_i.dst_mac : state_q == StAsk ? nb_mac_i : mac_q,
      tuple: seg.tuple, ttl: seg.ttl, tos: seg.tos, seq: seg.seq, ack: seg.ack, flags: seg.flags,
      window: seg.window, urgent: seg.urgent,
      mss_valid: seg.mss_valid, payload: seg.payload, body_bytes: body_bytes
  };

  assign stat_segment_o      = sent;
  assign stat_rst_o          = sent && seg.flags.rst;
  assign stat_no_neighbour_o = state_q == StAsk && nb_rsp_i && nb_state_i != NeighbourKnown;
  assign idle_o              = state_q == StPick && !seg_valid_i && !rst_valid_i && !asking_q;

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(state_q != StPick && !valid)) else $fatal(1, "segment_prepare: the segment went away");
      assert (!(nb_rsp_i && !asking_q)) else $fatal(1, "segment_prepare: neighbour's answer without a question");
    end
  end
`endif

endmodule
