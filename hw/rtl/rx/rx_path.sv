// rx_path: from the wire to TCP segments: check, parse, buffer the payload, say whose frame it is (wiring).
// In:        frames from destination MAC to FCS, DATA_BYTES a beat, first byte in bits 7:0; rx_bytes_i counts the valid
//            bytes of the last beat (all others are full); rx_error_i with the last beat. There is no ready.
// Out:       one rx_segment_t for every good TCP segment to us; ARP packets; copies of all other frames for the echo
//            responder and the host; one disposition for every frame that ends here.
// Latency:   rx_pkg::verdict_stage + 2 cycles (8 at DATA_BYTES 8) from the last beat to seg_valid_o; the options of a SYN
//            add 2 cycles for each byte looked at, unless the MSS is the first, as it nearly always is.
// Throughput: one beat per cycle.
// Errors:    every frame ends exactly once: as a segment, as ARP to us, as an echo or raw copy, or under disp_o.
// Source:    IEEE 802.3, RFC 826, RFC 791, RFC 792, RFC 1122 section 3.2.1, RFC 9293 sections 3.1, 3.2.
module rx_path #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned RX_BYTES   = 16384,       // payload buffer
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  toe_pkg::cfg_t              cfg_i,
    // wire
    input  logic                       rx_valid_i,
    input  logic [8*DATA_BYTES-1:0]    rx_data_i,
    input  logic                       rx_last_i,
    input  logic [CNT_W-1:0]           rx_bytes_i,
    input  logic                       rx_error_i,
    // TCP segments, in order of arrival
    output logic                       seg_soon_o,        // the queue has been empty, and seg_valid_o comes in the next cycle
    output logic                       seg_valid_o,
    input  logic                       seg_ready_i,
    output event_pkg::rx_segment_t       seg_o,
    // the next segment's ends, if it proves good (see look_ahead)
    output logic                       ends_valid_o,
    input  logic                       ends_ready_i,
    output event_pkg::segment_ends_t     ends_o,
    output logic                       ends_void_o,
    // payload buffer: read by payload_out, given back by flow_path, tcb_pipeline, payload_out
    input  logic                       fb_rd_en_i,
    input  toe_pkg::ring_addr_t        fb_rd_addr_i,
    output logic [8*DATA_BYTES-1:0]    fb_rd_data_o,      // 2 cycles after fb_rd_en_i
    input  logic                       fb_free_valid_i  [3],
    input  toe_pkg::handle_t           fb_free_handle_i [3],
    // every good ARP packet for Ethernet and IPv4, one-cycle pulse (also those whose frame goes to the host)
    output logic                       arp_valid_o,
    output net_pkg::arp_header_t       arp_o,
    // copies: beats of every frame (FCS included, to be cut by copy_bytes_o), except what follows the header of a TCP
    // segment to us; copy_end_o comes some cycles after the last beat and before the first beat of the next frame
    output logic                       copy_valid_o,
    output logic [8*DATA_BYTES-1:0]    copy_data_o,
    output logic                       copy_end_o,
    output toe_pkg::copy_class_e       copy_class_o,
    output toe_pkg::bytes_t            copy_bytes_o,      // frame length without FCS
    // accounting
    output logic                       stat_frame_o,      // a frame has ended, whatever becomes of it
    output logic                       stat_segment_o,    // tcpInSegs
    output logic                       disp_valid_o,
    output reason_pkg::disposition_e   disp_o,
    output logic                       idle_o
);
  import rx_pkg::*;

  localparam int unsigned LANE_W  = $clog2(DATA_BYTES);
  localparam int unsigned BEAT_W  = 17 - LANE_W;
  localparam int unsigned SumsAt  = sums_stage(DATA_BYTES);

  // ---- stages 0 and 1: frames, their lengths and FCS
  logic clk, end_clk;                                // run while there is a frame, the end of a frame
  logic              first, end_s1, error_s1, fcs_valid, fcs_good;
  logic [BEAT_W-1:0] beat;
  logic [16:0]       bytes_s1;

  mac_rx #(.DATA_BYTES(DATA_BYTES)) u_mac_rx (
      .clk_i(clk), .rst_i, .valid_i(rx_valid_i), .data_i(rx_data_i), .last_i(rx_last_i), .bytes_i(rx_bytes_i),
      .error_i(rx_error_i), .first_o(first), .beat_o(beat), .end_o(end_s1), .bytes_o(bytes_s1), .error_o(error_s1),
      .fcs_valid_o(fcs_valid), .fcs_good_o(fcs_good)
  );

  logic                    words_valid, words_first, words_last, words_l3;
  logic [BEAT_W-1:0]       words_beat;
  logic [8*DATA_BYTES-1:0] words;
  logic [15:0]             total_bytes;
  logic [5:0]              header_bytes;

  word_align #(.DATA_BYTES(DATA_BYTES)) u_word_align (
      .clk_i(clk), .rst_i, .valid_i(rx_valid_i), .first_i(first), .last_i(rx_last_i), .beat_i(beat), .data_i(rx_data_i),
      .valid_o(words_valid), .first_o(words_first), .last_o(words_last), .beat_o(words_beat), .data_o(words),
      .l3_o(words_l3), .total_bytes_o(total_bytes), .header_bytes_o(header_bytes)
  );

  // ---- stage 3: headers
  logic              header_valid, header_last, tcp_seen, source_route;
  logic [BEAT_W-1:0] header_beat;
  frame_header_t     header;
  logic [31:0]       option;

  header_capture #(.DATA_BYTES(DATA_BYTES)) u_header_capture (
      .clk_i(clk), .rst_i, .valid_i(words_valid), .first_i(words_first), .last_i(words_last), .beat_i(words_beat),
      .data_i(words), .l3_i(words_l3), .valid_o(header_valid), .last_o(header_last), .beat_o(header_beat),
      .tcp_seen_o(tcp_seen), .header_o(header),
      .option_o(option)
  );

  ip_option_scan #(.DATA_BYTES(DATA_BYTES)) u_ip_option_scan (
      .clk_i(clk), .valid_i(words_valid), .first_i(words_first), .l3_i(words_l3), .header_bytes_i(header_bytes),
      .data_i(words), .found_o(source_route)
  );

  typedef struct packed {
    logic        error;
    logic [16:0] bytes;
  } mac_end_t;
  logic     end_s3;
  mac_end_t mac_end_s3;

  rx_pipe #(.T(mac_end_t), .CYCLES(2)) u_mac_end (
      .clk_i(clk), .rst_i, .valid_i(end_s1), .data_i('{error: error_s1, bytes: bytes_s1}),
      .valid_o(end_s3), .data_o(mac_end_s3)
  );

  // ---- stages 3 to 5: where its payload is
  beat_info_t      info_s5;
  toe_pkg::bytes_t payload_bytes_s3;
  logic            has_payload_s3;

  payload_window #(.DATA_BYTES(DATA_BYTES)) u_payload_window (
      .clk_i(clk), .ip_i(cfg_i.ip), .valid_i(header_valid), .tcp_seen_i(tcp_seen), .beat_i(header_beat), .header_i(header),
      .info_o(info_s5), .payload_bytes_o(payload_bytes_s3),
      .has_payload_o(has_payload_s3)
  );

  // ---- checksums and the verdict
  logic     verdict_valid;
  verdict_t verdict;
  rx_checks #(.DATA_BYTES(DATA_BYTES)) u_checks (
      .clk_i(clk), .end_clk_i(end_clk), .rst_i, .cfg_i, .valid_i(words_valid), .first_i(words_first), .last_i(words_last),
      .l3_i(words_l3), .data_i(words), .total_bytes_i(total_bytes), .header_bytes_i(header_bytes),
      .header_valid_i(header_valid), .header_beat_i(header_beat), .end_i(header_last), .header_i(header),
      .source_route_i(source_route), .bytes_i(mac_end_s3.bytes), .error_i(mac_end_s3.error), .fcs_valid_i(fcs_valid),
      .fcs_good_i(fcs_good), .valid_o(verdict_valid), .verdict_o(verdict)
  );

  // ---- stage Verdict: the frame's last beat, its headers and its verdict together
  logic                    late_valid, late_last, late_next, late_busy;
  logic [8*DATA_BYTES-1:0] late_data;
  beat_info_t              late_info;

  beat_delay #(.DATA_BYTES(DATA_BYTES)) u_beat_delay (
      .clk_i(clk), .rst_i, .valid_i(rx_valid_i), .last_i(rx_last_i), .data_i(rx_data_i), .info_i(info_s5),
      .valid_o(late_valid), .last_o(late_last), .data_o(late_data), .info_o(late_info), .next_o(late_next),
      .busy_o(late_busy)
  );

  held_header_t held;
  logic has_options, mss_first;
  assign has_options = header.tcp.flags.syn && header.tcp.offset_words > 4'd5;
  assign mss_first   = option[31:16] == {net_pkg::OptMss, 8'd4};
  header_hold #(.DATA_BYTES(DATA_BYTES)) u_header_hold (
      .clk_i(end_clk), .rst_i, .push_i(header_last && mac_end_s3.bytes >= 17'(MinWireBytes)),
      .data_i('{header: header, payload_bytes: payload_bytes_s3, has_payload: has_payload_s3, walk: has_options && !mss_first,
                mss_valid: has_options && mss_first, mss: option[15:0]}),
      .pop_i(verdict_valid && verdict.held), .data_o(held)
  );

  // A segment is kept if everything that it needs has room: queue, payload, options to be walked.
  logic segment, keep, queue_ready, payload_fits, options_fit;
  assign segment = verdict_valid && verdict.ending == EndSegment;
  assign keep    = segment && queue_ready && (payload_fits || !held.has_payload) && (options_fit || !held.walk);

  toe_pkg::handle_t    handle;
  toe_pkg::ring_addr_t addr;
  frame_buffer #(.DATA_BYTES(DATA_BYTES), .BYTES(RX_BYTES)) u_frame_buffer (
      .clk_i(clk), .rst_i, .valid_i(late_valid), .last_i(late_last), .data_i(late_data), .payload_i(late_info.payload),
      .commit_i(keep && held.has_payload), .fits_o(payload_fits), .handle_o(handle), .addr_o(addr),
      .fb_rd_en_i, .fb_rd_addr_i, .fb_rd_data_o, .fb_free_valid_i, .fb_free_handle_i
  );

  // Where options and payload start within their first beat.
  logic [6:0]        words_before;
  logic [LANE_W-1:0] payload_lane, options_lane;
  assign words_before = 7'(held.header.ip.ihl_words) + 7'(held.header.tcp.offset_words);
  assign payload_lane = LANE_W'({words_before, 2'b00}) + LANE_W'(net_pkg::EthBytes);
  assign options_lane = LANE_W'({held.header.ip.ihl_words, 2'b00}) + LANE_W'(net_pkg::EthBytes + net_pkg::TcpBytes);

  logic        mss_done, mss_taken, mss_found, options_busy;
  logic [15:0] mss;
  parse_tcp_options #(.DATA_BYTES(DATA_BYTES)) u_parse_tcp_options (
      .clk_i(clk), .rst_i, .valid_i(late_valid), .last_i(late_last), .data_i(late_data), .options_i(late_info.options),
      .commit_i(keep && held.walk), .lane_i(options_lane),
      .bytes_i({held.header.tcp.offset_words - 4'd5, 2'b00}), .fits_o(options_fit),
      .valid_o(mss_done), .ready_i(mss_taken), .mss_valid_o(mss_found), .mss_o(mss), .busy_o(options_busy)
  );

  event_pkg::rx_segment_t new_segment;
  assign new_segment = '{
      icmp: 1'b0,
      tuple: '{local_ip: held.header.ip.dst, remote_ip: held.header.ip.src,
               local_port: held.header.tcp.dst, remote_port: held.header.tcp.src},
      src_mac: held.header.eth.src,
      seq: held.header.tcp.seq, ack: held.header.tcp.ack, flags: held.header.tcp.flags,
      window: held.header.tcp.window, urgent: held.header.tcp.urgent,
      mss_valid: held.mss_valid, mss: held.mss,
      len_bytes: held.payload_bytes, handle: handle, addr: addr | toe_pkg::ring_addr_t'(payload_lane)
  };

  logic queue_empty;
  segment_queue u_segment_queue (
      .clk_i(end_clk), .rst_i, .offered_i(verdict_valid), .valid_i(keep), .ready_o(queue_ready),
      .segment_i(new_segment), .walk_i(held.walk),
      .mss_valid_i(mss_done), .mss_ready_o(mss_taken), .mss_found_i(mss_found), .mss_i(mss),
      .soon_o(seg_soon_o), .valid_o(seg_valid_o), .ready_i(seg_ready_i), .segment_o(seg_o), .empty_o(queue_empty)
  );

  logic ahead_idle;
  look_ahead #(.DATA_BYTES(DATA_BYTES)) u_look_ahead (
      .clk_i(clk), .rst_i, .end_i(rx_valid_i && rx_last_i), .tcp_seen_i(tcp_seen), .header_i(header), .behind_i(!queue_empty),
      .verdict_i(verdict_valid), .keep_i(keep), .ends_valid_o, .ends_ready_i, .ends_o, .void_o(ends_void_o),
      .idle_o(ahead_idle)
  );

  // ---- copies, ARP and accounting
  toe_pkg::copy_class_e copy_class;
  always_comb begin
    unique case (verdict.ending)
      EndEcho: copy_class = toe_pkg::CopyEcho;
      EndIcmp: copy_class = toe_pkg::CopyIcmp;
      EndRaw:  copy_class = toe_pkg::CopyRaw;
      default: copy_class = toe_pkg::CopyNobody;
    endcase
  end

  logic copy_busy;
  copy_out #(.DATA_BYTES(DATA_BYTES)) u_copy_out (
      .clk_i(clk), .rst_i, .valid_i(late_valid), .last_i(late_last), .next_i(late_next), .data_i(late_data),
      .skip_i(late_info.segment), .class_i(copy_class), .bytes_i(verdict.bytes), .valid_o(copy_valid_o), .data_o(copy_data_o),
      .end_o(copy_end_o), .class_o(copy_class_o), .bytes_o(copy_bytes_o), .busy_o(copy_busy)
  );

  always_ff @(posedge end_clk) begin
    stat_frame_o   <= verdict_valid && !rst_i;
    stat_segment_o <= verdict_valid && verdict.tcp_to_us && !rst_i;
    disp_valid_o   <= verdict_valid && (verdict.ending == EndDrop || (segment && !keep)) && !rst_i;
    arp_valid_o    <= verdict_valid && verdict.arp && !rst_i;
    if (verdict_valid) begin
      disp_o <= segment ? reason_pkg::DispDropOverflow : verdict.why;
      if (verdict.arp) begin
        arp_o <= net_pkg::arp_header_t'({held.header.ip, held.header.tcp[$bits(net_pkg::tcp_header_t)-1-:64]});
      end
    end
  end

  assign idle_o = first && !(late_busy || copy_busy || options_busy || !queue_empty || stat_frame_o || !ahead_idle);

  clock_gate u_clock (
      .clk_i, .rst_i,
      .busy_i(!idle_o || rx_valid_i || fb_rd_en_i || fb_free_valid_i[0] || fb_free_valid_i[1] || fb_free_valid_i[2]),
      .clk_o(clk)
  );
  clock_gate #(.HOLD(SumsAt + 4)) u_end_clock (
      .clk_i, .rst_i, .busy_i(header_last || !queue_empty || options_busy), .clk_o(end_clk)
  );

`ifdef VERILATOR
  initial begin
    if (!(DATA_BYTES inside {4, 8, 16, 32, 64})) $fatal(1, "rx_path: DATA_BYTES must be 4, 8, 16, 32 or 64");
  end
  always_ff @(posedge clk) begin
    if (!rst_i) begin
      assert (end_s3 == header_last) else $fatal(1, "rx_path: length and headers do not meet");
      assert (verdict_valid == (late_valid && late_last)) else $fatal(1, "rx_path: last beat and verdict do not meet");
    end
  end
`else
  logic unused;
  assign unused = end_s3;
`endif

endmodule
