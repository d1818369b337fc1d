// side_path: the neighbours: ARP, the neighbour table, next hops, ICMP echo (wiring).
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
    // 8 cycles. NeighbourPending/Failed: no MAC; an ARP request is under way.
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
    output logic                       nb_update_o,       // pulse: an entry became Known or Failed
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
endmodule
