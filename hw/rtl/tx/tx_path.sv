// tx_path: from actions to frames on the wire: address, build headers and checksums, arbitrate, pad, FCS, gap (wiring).
module tx_path #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  toe_pkg::cfg_t              cfg_i,
    // segments of connections; act_room_o: at least 8 more fit. The tuple comes with the action (before the number can be
    // reused) and is queued with it.
    input  logic                       act_valid_i,
    input  action_pkg::tx_action_t        act_i,
    input  net_pkg::tuple_t            act_tuple_i,
    output logic                       act_room_o,
    // resets without a connection
    input  logic                       rst_valid_i,
    output logic                       rst_ready_o,
    input  action_pkg::tx_reset_t         rst_req_i,
    // payload (packet_ring in link_path)
    output logic                       sb_rd_en_o,
    output toe_pkg::ring_addr_t        sb_rd_addr_o,
    input  logic [8*DATA_BYTES-1:0]    sb_rd_data_i,      // 2 cycles after sb_rd_en_o
    output logic                       sb_free_valid_o,
    output toe_pkg::handle_t           sb_free_handle_o,
    // neighbours (see side_path)
    output logic                       tx_nb_valid_o,
    output net_pkg::ipv4_t             tx_nb_ip_o,
    input  logic                       tx_nb_rsp_i,
    input  toe_pkg::neighbour_e        tx_nb_state_i,
    input  net_pkg::mac_addr_t         tx_nb_mac_i,
    input  logic                       tx_nb_forget_i,
    // whole frames of side_path and of the host (destination MAC on, no FCS, not padded; once valid, a source keeps
    // valid until its last beat)
    input  logic                       side_valid_i,
    output logic                       side_ready_o,
    input  logic [8*DATA_BYTES-1:0]    side_data_i,
    input  logic                       side_last_i,
    input  logic [CNT_W-1:0]           side_bytes_i,
    input  logic                       raw_valid_i,
    output logic                       raw_ready_o,
    input  logic [8*DATA_BYTES-1:0]    raw_data_i,
    input  logic                       raw_last_i,
    input  logic [CNT_W-1:0]           raw_bytes_i,
    // wire: destination MAC to FCS, no gap inside a frame, preamble and gap (20 byte times) kept between frames
    output logic                       tx_valid_o,
    output logic [8*DATA_BYTES-1:0]    tx_data_o,
    output logic                       tx_last_o,
    output logic [CNT_W-1:0]           tx_bytes_o,
    // accounting
    output logic                       stat_frame_o,
    output logic                       stat_segment_o,    // tcpOutSegs
    output logic                       stat_rst_o,        // tcpOutRsts
    output logic                       stat_no_neighbour_o,
    output logic                       idle_o
);

  localparam int unsigned QueueDepth = 32;
  localparam int unsigned LEVEL_W    = $clog2(QueueDepth) + 1;

  // ---------------------------------------------------------------- a clock of its own: no action, no frame
  logic clk;
  clock_gate u_clock (
      .clk_i, .rst_i, .busy_i(!idle_o || act_valid_i || rst_valid_i || side_valid_i || raw_valid_i || tx_nb_forget_i), .clk_o(clk)
  );

  // ---------------------------------------------------------------- address and queue
  logic              new_valid, seg_valid, seg_ready;
  tx_pkg::segment_t  new_seg, seg;
  logic [LEVEL_W-1:0] queue_level;
  logic              queue_ready;

  action_address #(.DEPTH(QueueDepth)) u_action_address (
      .clk_i(clk), .rst_i, .act_valid_i, .act_i, .tuple_i(act_tuple_i), .act_room_o,
      .seg_valid_o(new_valid), .seg_o(new_seg), .level_i(queue_level)
  );

  block_fifo #(.T(tx_pkg::segment_t), .DEPTH(QueueDepth)) u_action_queue (
      .clk_i(clk), .rst_i, .valid_i(new_valid), .ready_o(queue_ready), .data_i(new_seg),
      .valid_o(seg_valid), .ready_i(seg_ready), .data_o(seg), .level_o(queue_level)
  );

  // ---------------------------------------------------------------- next hop, checksums, payload
  logic               fetch_valid, fetch_ready, hdr_valid, hdr_ready, sums_ready, sums_valid, prepare_idle;
  tx_pkg::fetch_t     fetch;
  tx_pkg::headers_t   hdr;
  tx_pkg::checksums_t sums;

  segment_prepare #(.DATA_BYTES(DATA_BYTES)) u_segment_prepare (
      .clk_i(clk), .rst_i, .enable_i(cfg_i.enable), .ttl_i(cfg_i.ttl), .mtu_bytes_i(cfg_i.mtu_bytes),
      .seg_valid_i(seg_valid), .seg_ready_o(seg_ready), .seg_i(seg),
      .early_valid_i(new_valid && queue_level == '0), .early_ip_i(new_seg.tuple.remote_ip), .rst_valid_i, .rst_ready_o, .rst_req_i,
      .nb_valid_o(tx_nb_valid_o), .nb_ip_o(tx_nb_ip_o), .nb_rsp_i(tx_nb_rsp_i), .nb_state_i(tx_nb_state_i),
      .nb_mac_i(tx_nb_mac_i), .nb_forget_i(tx_nb_forget_i),
      .fetch_valid_o(fetch_valid), .fetch_ready_i(fetch_ready), .fetch_o(fetch),
      .hdr_valid_o(hdr_valid), .hdr_ready_i(hdr_ready), .hdr_o(hdr), .sums_ready_o(sums_ready),
      .sums_valid_o(sums_valid), .sums_o(sums), .stat_segment_o, .stat_rst_o, .stat_no_neighbour_o,
      .idle_o(prepare_idle)
  );

  logic                    pay_valid, pay_ready, pay_last, fetch_idle;
  logic [8*DATA_BYTES-1:0] pay_data;

  payload_fetch #(.DATA_BYTES(DATA_BYTES)) u_payload_fetch (
      .clk_i(clk), .rst_i, .fetch_valid_i(fetch_valid), .fetch_ready_o(fetch_ready), .fetch_i(fetch),
      .sb_rd_en_o, .sb_rd_addr_o, .sb_rd_data_i, .sb_free_valid_o, .sb_free_handle_o,
      .pay_valid_o(pay_valid), .pay_ready_i(pay_ready), .pay_data_o(pay_data), .pay_last_o(pay_last), .idle_o(fetch_idle)
  );

  // ---------------------------------------------------------------- frames
  logic                    built_valid, built_ready, built_last, build_idle;
  logic [8*DATA_BYTES-1:0] built_data;
  logic [CNT_W-1:0]        built_bytes;

  header_build #(.DATA_BYTES(DATA_BYTES)) u_header_build (
      .clk_i(clk), .rst_i, .mac_i(cfg_i.mac), .mtu_bytes_i(cfg_i.mtu_bytes),
      .hdr_valid_i(hdr_valid), .hdr_ready_o(hdr_ready), .hdr_i(hdr), .sums_ready_i(sums_ready),
      .sums_valid_i(sums_valid), .sums_i(sums), .pay_valid_i(pay_valid), .pay_ready_o(pay_ready),
      .pay_data_i(pay_data), .pay_last_i(pay_last), .out_valid_o(built_valid), .out_ready_i(built_ready),
      .out_data_o(built_data), .out_last_o(built_last), .out_bytes_o(built_bytes), .idle_o(build_idle)
  );

  typedef struct packed {
    logic                    last;
    logic [CNT_W-1:0]        bytes;
    logic [8*DATA_BYTES-1:0] data;
  } beat_t;

  // The wire's ready ends here: header_build and what feeds it see a register.
  logic  ours_valid, ours_ready;
  beat_t ours;
  skid_buffer #(.T(beat_t)) u_ours (
      .clk_i(clk), .rst_i, .valid_i(built_valid), .ready_o(built_ready),
      .data_i('{last: built_last, bytes: built_bytes, data: built_data}),
      .valid_o(ours_valid), .ready_i(ours_ready), .data_o(ours)
  );

  logic                    frame_valid, frame_ready, frame_last, arbiter_idle, mac_idle;
  logic [8*DATA_BYTES-1:0] frame_data;
  logic [CNT_W-1:0]        frame_bytes;

  frame_arbiter #(.DATA_BYTES(DATA_BYTES), .SOURCES(3), .CLEAN(3'b001)) u_frame_arbiter (
      .clk_i(clk), .rst_i, .enable_i(cfg_i.enable),
      .src_valid_i({raw_valid_i, side_valid_i, ours_valid}), .src_ready_o({raw_ready_o, side_ready_o, ours_ready}),
      .src_data_i({raw_data_i, side_data_i, ours.data}), .src_last_i({raw_last_i, side_last_i, ours.last}),
      .src_bytes_i({raw_bytes_i, side_bytes_i, ours.bytes}),
      .out_valid_o(frame_valid), .out_ready_i(frame_ready), .out_data_o(frame_data), .out_last_o(frame_last),
      .out_bytes_o(frame_bytes), .idle_o(arbiter_idle)
  );

  logic  start_valid, start_ready;
  beat_t start;
  frame_pad #(.DATA_BYTES(DATA_BYTES)) u_frame_pad (
      .clk_i(clk), .rst_i, .in_valid_i(frame_valid), .in_ready_o(frame_ready), .in_data_i(frame_data), .in_last_i(frame_last),
      .in_bytes_i(frame_bytes), .out_valid_o(start_valid), .out_ready_i(start_ready), .out_data_o(start.data),
      .out_last_o(start.last), .out_bytes_o(start.bytes)
  );

  mac_tx #(.DATA_BYTES(DATA_BYTES)) u_mac_tx (
      .clk_i(clk), .rst_i, .in_valid_i(start_valid), .in_ready_o(start_ready), .in_data_i(start.data),
      .in_last_i(start.last), .in_bytes_i(start.bytes), .tx_valid_o, .tx_data_o, .tx_last_o, .tx_bytes_o,
      .idle_o(mac_idle)
  );

  assign stat_frame_o = tx_valid_o && tx_last_o;
  assign idle_o       = queue_level == '0 && prepare_idle && fetch_idle && build_idle && !ours_valid
                        && arbiter_idle && !start_valid && mac_idle;

`ifdef VERILATOR
  always_ff @(posedge clk) begin
    if (!rst_i) assert (!(new_valid && !queue_ready)) else $fatal(1, "tx_path: actions without room");
  end
`endif

endmodule
