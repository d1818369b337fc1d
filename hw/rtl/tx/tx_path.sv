// tx_path: from actions to frames on the wire: address, build headers and checksums, arbitrate, FCS, gap (wiring).
module tx_path #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  toe_pkg::cfg_t              cfg_i,
    // segments of connections; act_room_o: at least 8 more fit. The tuple is read at once (before the number can be
    // reused) and queued with the action.
    input  logic                       act_valid_i,
    input  toe_pkg::tx_action_t        act_i,
    output logic                       act_room_o,
    output logic                       tx_tuple_en_o,
    output toe_pkg::conn_t             tx_tuple_conn_o,
    input  net_pkg::tuple_t            tx_tuple_i,        // 2 cycles later
    // resets without a connection
    input  logic                       rst_valid_i,
    output logic                       rst_ready_o,
    input  toe_pkg::tx_reset_t         rst_req_i,
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
endmodule
