// side_path: the neighbours: ARP, the neighbour table, next hops, ICMP echo and errors (wiring).
// In:        ARP packets and copies of all frames from rx_path; lookups of tx_path and flow_path.
// Out:       answers to the lookups; ARP frames and echo replies; one disposition for each frame that ends here.
// Latency:   a lookup 5 cycles, at most 10 when everything comes at once.
// Errors:    an ARP packet beyond 16 waiting is not answered and teaches nothing.
// Source:    RFC 826, RFC 792, RFC 1122 sections 2.3.2.1, 3.2.2.6, 3.3.1.1.
module side_path #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned NEIGHBOURS = 64,          // entries of the neighbour table, a power of two
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  toe_pkg::cfg_t              cfg_i,
    input  logic [63:0]                now_us_i,
    // from rx_path
    input  logic                       arp_valid_i,
    input  net_pkg::arp_header_t       arp_i,
    input  logic                       copy_valid_i,
    input  logic [8*DATA_BYTES-1:0]    copy_data_i,
    input  logic                       copy_end_i,
    input  toe_pkg::copy_class_e       copy_class_i,
    input  toe_pkg::bytes_t            copy_bytes_i,
    // tx_path asks where a packet to this address goes; one request at a time, the answer comes as a pulse within
    // 10 cycles. NeighbourPending/Failed: no MAC; an ARP request is under way.
    input  logic                       tx_nb_valid_i,
    input  net_pkg::ipv4_t             tx_nb_ip_i,
    output logic                       tx_nb_rsp_o,
    output toe_pkg::neighbour_e        tx_nb_state_o,
    output net_pkg::mac_addr_t         tx_nb_mac_o,
    // flow_path asks before an active open; same rules
    input  logic                       open_nb_valid_i,
    input  net_pkg::ipv4_t             open_nb_ip_i,
    output logic                       open_nb_rsp_o,
    output toe_pkg::neighbour_e        open_nb_state_o,
    output logic                       tx_nb_forget_o,    // pulse: an answer that tx_path has had may be another now
    output logic                       nb_update_o,       // pulse: an entry became Known or Failed
    // ICMP errors about segments of ours
    output logic                       quote_valid_o,
    input  logic                       quote_ready_i,
    output event_pkg::icmp_quote_t       quote_o,
    // frames to send (destination MAC on, no FCS, not padded), no gap between the beats of a frame once ready
    output logic                       frame_valid_o,
    input  logic                       frame_ready_i,
    output logic [8*DATA_BYTES-1:0]    frame_data_o,
    output logic                       frame_last_o,
    output logic [CNT_W-1:0]           frame_bytes_o,
    // time
    output logic                       deadline_valid_o,
    output toe_pkg::time_us_t          deadline_us_o,     // lower bound on when something here happens by itself
    // accounting
    output logic                       stat_arp_in_request_o,
    output logic                       stat_arp_out_request_o,
    output logic                       disp_valid_o,
    output reason_pkg::disposition_e   disp_o,
    output logic                       idle_o
);
  import net_pkg::*;
  import side_pkg::*;

  ipv4_t own_ip;                         // comes from across the chip, and changes with a new session only
  always_ff @(posedge clk_i) own_ip <= cfg_i.ip;

  toe_pkg::time_us_t now_us;
  assign now_us = now_us_i[31:0];

  // ---------------------------------------------------------------- a clock of its own; icmp_echo sees every frame and has others
  logic clk, due;
  assign due = deadline_valid_o && !toe_pkg::time_lt(now_us, deadline_us_o);
  clock_gate u_clock (
      .clk_i, .rst_i, .busy_i(!idle_o || arp_valid_i || tx_nb_valid_i || open_nb_valid_i || due), .clk_o(clk)
  );

  // ---------------------------------------------------------------- what ARP packets say
  logic       heard_valid, next_valid, next_ready, learn_valid, learn_ready, reply_valid, reply_ready, room;
  logic [4:0] heard_level;
  arp_heard_t heard, next;
  arp_receive u_arp_receive (
      .clk_i(clk), .rst_i, .enable_i(cfg_i.enable), .ip_i(own_ip), .valid_i(arp_valid_i), .arp_i(arp_i),
      .heard_valid_o(heard_valid), .heard_o(heard), .stat_request_o(stat_arp_in_request_o)
  );
  block_fifo #(.T(arp_heard_t), .DEPTH(16), .BYPASS(1'b0)) u_heard (
      .clk_i(clk), .rst_i, .valid_i(heard_valid), .ready_o(room), .data_i(heard),
      .valid_o(next_valid), .ready_i(next_ready), .data_o(next), .level_o(heard_level)
  );

  // The first one leaves when the table has learned from it and its answer is on its way, in any order.
  logic learned_q, replied_q;
  assign learn_valid = next_valid && next.learn && !learned_q;
  assign reply_valid = next_valid && next.reply && !replied_q;
  assign next_ready  = (!next.learn || learned_q) && (!next.reply || replied_q);
  always_ff @(posedge clk) begin
    learned_q <= next_valid && !next_ready && !rst_i && (learned_q || (learn_valid && learn_ready));
    replied_q <= next_valid && !next_ready && !rst_i && (replied_q || (reply_valid && reply_ready));
  end

  // ---------------------------------------------------------------- lookups
  logic [1:0] lookup_valid, rsp;
  ipv4_t      lookup_ip [2];
  next_hop u_tx_hop (
      .clk_i(clk), .rst_i, .own_ip_i(own_ip), .prefix_bits_i(cfg_i.prefix_bits), .gateway_i(cfg_i.gateway),
      .valid_i(tx_nb_valid_i), .ip_i(tx_nb_ip_i), .rsp_i(rsp[0]), .valid_o(lookup_valid[0]), .hop_o(lookup_ip[0])
  );
  next_hop u_open_hop (
      .clk_i(clk), .rst_i, .own_ip_i(own_ip), .prefix_bits_i(cfg_i.prefix_bits), .gateway_i(cfg_i.gateway),
      .valid_i(open_nb_valid_i), .ip_i(open_nb_ip_i), .rsp_i(rsp[1]), .valid_o(lookup_valid[1]), .hop_o(lookup_ip[1])
  );

  logic                out_room;
  toe_pkg::neighbour_e state;
  mac_addr_t           mac;
  logic                request_valid, deadline_valid, table_busy;
  ipv4_t               request_ip;
  logic learned;
  neighbour_table #(.NEIGHBOURS(NEIGHBOURS)) u_table (
      .clk_i(clk), .rst_i, .enable_i(cfg_i.enable), .age_us_i(cfg_i.arp_age_us), .now_us_i(now_us),
      .lookup_valid_i(lookup_valid), .lookup_ip_i(lookup_ip), .rsp_o(rsp), .state_o(state), .mac_o(mac),
      .learn_valid_i(learn_valid), .learn_ready_o(learn_ready), .learn_i('{add: next.add, ip: next.ip, mac: next.mac}),
      .request_valid_o(request_valid), .request_ready_i(out_room && !reply_valid), .request_ip_o(request_ip),
      .update_o(nb_update_o), .learned_o(learned), .next_valid_o(deadline_valid), .next_us_o(deadline_us_o), .busy_o(table_busy)
  );
  assign tx_nb_forget_o   = learned || nb_update_o;
  assign reply_ready      = out_room;
  assign deadline_valid_o = deadline_valid && cfg_i.enable;
  assign tx_nb_rsp_o      = rsp[0];
  assign tx_nb_state_o    = state;
  assign tx_nb_mac_o      = mac;
  assign open_nb_rsp_o    = rsp[1];
  assign open_nb_state_o  = state;

  // ---------------------------------------------------------------- ARP packets to send: answers before questions
  logic     out_valid, out_ready;
  arp_out_t out;
  stream_register #(.T(arp_out_t)) u_out (
      .clk_i(clk), .rst_i, .valid_i(reply_valid || request_valid), .ready_o(out_room),
      .data_i(reply_valid ? '{reply: 1'b1, tha: next.mac, tpa: next.ip} : '{reply: 1'b0, tha: '0, tpa: request_ip}),
      .valid_o(out_valid), .ready_i(out_ready), .data_o(out)
  );
  assign stat_arp_out_request_o = request_valid && out_room && !reply_valid;

  // ---------------------------------------------------------------- frames: 0 ARP, 1 echo replies
  logic                    f_valid [2];
  logic                    f_ready [2];
  logic [8*DATA_BYTES-1:0] f_data  [2];
  logic                    f_last  [2];
  logic [CNT_W-1:0]        f_bytes [2];
  arp_send #(.DATA_BYTES(DATA_BYTES)) u_arp_send (
      .clk_i(clk), .rst_i, .mac_i(cfg_i.mac), .ip_i(own_ip), .valid_i(out_valid), .ready_o(out_ready), .out_i(out),
      .frame_valid_o(f_valid[0]), .frame_ready_i(f_ready[0]), .frame_data_o(f_data[0]),
      .frame_last_o(f_last[0]), .frame_bytes_o(f_bytes[0])
  );

  logic echo_accepted, echo_refused, echo_busy, account_busy;
  icmp_echo #(.DATA_BYTES(DATA_BYTES)) u_echo (
      .clk_i, .rst_i, .enable_i(cfg_i.enable), .mac_i(cfg_i.mac), .ip_i(own_ip), .ttl_i(cfg_i.ttl),
      .copy_valid_i, .copy_data_i, .copy_end_i, .copy_class_i, .copy_bytes_i,
      .accepted_o(echo_accepted), .refused_o(echo_refused),
      .frame_valid_o(f_valid[1]), .frame_ready_i(f_ready[1]), .frame_data_o(f_data[1]),
      .frame_last_o(f_last[1]), .frame_bytes_o(f_bytes[1]), .busy_o(echo_busy)
  );

  logic error_clk, error_refused;
  clock_gate u_error_clock (
      .clk_i, .rst_i, .busy_i(copy_valid_i || copy_end_i || quote_valid_o || error_refused), .clk_o(error_clk)
  );
  icmp_error #(.DATA_BYTES(DATA_BYTES)) u_error (
      .clk_i(error_clk), .rst_i, .copy_valid_i, .copy_data_i, .copy_end_i, .copy_class_i,
      .quote_valid_o, .quote_ready_i, .quote_o, .refused_o(error_refused)
  );

  typedef struct packed {
    logic                    last;
    logic [CNT_W-1:0]        bytes;
    logic [8*DATA_BYTES-1:0] data;
  } beat_t;
  logic  merged_valid, merged_ready;
  beat_t merged, out_beat;
  frame_merge #(.DATA_BYTES(DATA_BYTES)) u_merge (
      .clk_i(clk), .rst_i, .valid_i(f_valid), .ready_o(f_ready), .data_i(f_data), .last_i(f_last), .bytes_i(f_bytes),
      .valid_o(merged_valid), .ready_i(merged_ready), .data_o(merged.data), .last_o(merged.last), .bytes_o(merged.bytes)
  );
  logic  held_valid, held_ready;
  beat_t held;
  skid_buffer #(.T(beat_t)) u_merged (                  // the transmitter's ready ends here
      .clk_i(clk), .rst_i, .valid_i(merged_valid), .ready_o(merged_ready), .data_i(merged),
      .valid_o(held_valid), .ready_i(held_ready), .data_o(held)
  );
  stream_register #(.T(beat_t)) u_out_beat (
      .clk_i(clk), .rst_i, .valid_i(held_valid), .ready_o(held_ready), .data_i(held),
      .valid_o(frame_valid_o), .ready_i(frame_ready_i), .data_o(out_beat)
  );
  assign frame_data_o  = out_beat.data;
  assign frame_last_o  = out_beat.last;
  assign frame_bytes_o = out_beat.bytes;

  logic arp_for_us_q;
  always_ff @(posedge clk) arp_for_us_q <= arp_valid_i && arp_i.tpa == own_ip && !rst_i;
  side_account u_account (
      .clk_i(clk), .rst_i, .arp_i(arp_for_us_q), .echo_i(echo_accepted), .refused_i(echo_refused || error_refused),
      .disp_valid_o, .disp_o, .busy_o(account_busy)
  );

  assign idle_o = !table_busy && !heard_valid && heard_level == '0 && !out_valid && !merged_valid && !held_valid
                  && !frame_valid_o && !echo_busy && !echo_refused && !account_busy && !quote_valid_o && !error_refused;

  logic unused;
  assign unused = room;

endmodule
