// rx_path: from the wire to TCP segments: check, parse, buffer the payload, say whose frame it is (wiring).
// In:        frames from destination MAC to FCS, DATA_BYTES a beat, first byte in bits 7:0; rx_bytes_i counts the valid
//            bytes of the last beat (all others are full); rx_error_i with the last beat. There is no ready.
// Out:       one rx_segment_t for every good TCP segment to us; ARP packets; copies of all frames for the echo
//            responder and the host; one disposition for every frame that ends here.
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
    output logic                       seg_valid_o,
    input  logic                       seg_ready_i,
    output toe_pkg::rx_segment_t       seg_o,
    // payload buffer: read by payload_out, given back by flow_path, tcb_pipeline, payload_out
    input  logic                       fb_rd_en_i,
    input  toe_pkg::ring_addr_t        fb_rd_addr_i,
    output logic [8*DATA_BYTES-1:0]    fb_rd_data_o,      // 2 cycles after fb_rd_en_i
    input  logic                       fb_free_valid_i  [3],
    input  toe_pkg::handle_t           fb_free_handle_i [3],
    // every good ARP packet for Ethernet and IPv4, one-cycle pulse (also those whose frame goes to the host)
    output logic                       arp_valid_o,
    output net_pkg::arp_header_t       arp_o,
    // copies: beats of every frame (FCS included, to be cut by copy_bytes_o); copy_end_o comes some cycles after
    // the last beat and before the first beat of the next frame
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
endmodule
