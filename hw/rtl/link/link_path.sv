// link_path: the host link: session, messages in and out, payload both ways, snapshots, registers (wiring).
module link_path #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024,
    parameter int unsigned TX_BYTES   = 16384,       // segment buffer
    parameter int unsigned RAW_BYTES  = 4096,        // raw frames, each way
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1),
    localparam int unsigned CONN_W    = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    // host link: two byte streams, DATA_BYTES a beat, first byte in bits 7:0, every message starts a beat
    input  logic                       link_reset_i,      // pulse: the transport was closed or reset
    input  logic                       in_valid_i,
    output logic                       in_ready_o,
    input  logic [8*DATA_BYTES-1:0]    in_data_i,
    output logic                       out_valid_o,
    input  logic                       out_ready_i,
    output logic [8*DATA_BYTES-1:0]    out_data_o,
    output toe_pkg::cfg_t              cfg_o,
    // to tcb_pipeline
    output logic                       cmd_valid_o,
    input  logic                       cmd_ready_i,
    output toe_pkg::conn_t             cmd_conn_o,
    output toe_pkg::command_event_t    cmd_o,
    output logic                       pay_valid_o,
    input  logic                       pay_ready_i,
    output toe_pkg::conn_t             pay_conn_o,
    output toe_pkg::payload_event_t    pay_o,
    // to flow_path
    output logic                       listen_valid_o,
    output logic                       unlisten_valid_o,
    output toe_pkg::listener_t         listener_o,
    output net_pkg::port_t             listen_port_o,
    output net_pkg::ipv4_t             listen_ip_o,
    // segment buffer: read by tx_path; given back by tx_path and tcb_pipeline
    input  logic                       sb_rd_en_i,
    input  toe_pkg::ring_addr_t        sb_rd_addr_i,
    output logic [8*DATA_BYTES-1:0]    sb_rd_data_o,
    input  logic                       sb_free_valid_i  [2],
    input  toe_pkg::handle_t           sb_free_handle_i [2],
    // accepted text; dlv_room_o: at least 8 more fit
    input  logic                       dlv_valid_i,
    input  toe_pkg::delivery_t         dlv_i,
    output logic                       dlv_room_o,
    output logic                       fb_rd_en_o,
    output toe_pkg::ring_addr_t        fb_rd_addr_o,
    input  logic [8*DATA_BYTES-1:0]    fb_rd_data_i,      // 2 cycles after fb_rd_en_o
    output logic                       fb_free_valid_o,
    output toe_pkg::handle_t           fb_free_handle_o,
    // notifications: marks (at most one per 2 cycles), reads of the TCB in a free slot, their answers. An answer comes
    // a fixed number of cycles (< 12) after the request was taken, in order, and never in a cycle of dlv_valid_i.
    input  logic                       dirty_valid_i,
    input  toe_pkg::conn_t             dirty_conn_i,
    input  toe_pkg::dirty_t            dirty_i,
    input  logic                       closed_valid_i,    // pulse from flow_path: final CLOSED is due
    input  toe_pkg::conn_t             closed_conn_i,
    output logic                       snap_valid_o,
    input  logic                       snap_ready_i,
    output toe_pkg::conn_t             snap_conn_o,
    output toe_pkg::dirty_t            snap_what_o,
    input  logic                       snap_rsp_i,
    input  toe_pkg::snapshot_t         snap_i,
    output logic                       link_tuple_req_o,
    output toe_pkg::conn_t             link_tuple_conn_o,
    input  logic                       link_tuple_rsp_i,
    input  net_pkg::tuple_t            link_tuple_i,
    // raw frames
    input  logic                       copy_valid_i,
    input  logic [8*DATA_BYTES-1:0]    copy_data_i,
    input  logic                       copy_end_i,
    input  toe_pkg::copy_class_e       copy_class_i,
    input  toe_pkg::bytes_t            copy_bytes_i,
    output logic                       raw_valid_o,
    input  logic                       raw_ready_i,
    output logic [8*DATA_BYTES-1:0]    raw_data_o,
    output logic                       raw_last_o,
    output logic [CNT_W-1:0]           raw_bytes_o,
    // accounting: one pulse a counter of registers.toml, in its order; dispositions of the other rooms
    input  logic [link_pkg::StatCounters-1:0] stat_i,
    input  logic                       disp_valid_i [4],
    input  reason_pkg::disposition_e   disp_i       [4],
    output logic                       disp_valid_o,      // raw frames; counted here, shown for the trace
    output reason_pkg::disposition_e   disp_o,
    input  logic [15:0]                established_i,     // status register
    output logic                       idle_o
);
endmodule
