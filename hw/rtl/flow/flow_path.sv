// flow_path: which connection does a segment belong to? Flow table, tuples, listeners, slots, opens (wiring).
module flow_path #(
    parameter int unsigned CONNS  = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  toe_pkg::cfg_t              cfg_i,
    input  logic [63:0]                now_us_i,
    // from rx_path
    input  logic                       seg_valid_i,
    output logic                       seg_ready_o,
    input  toe_pkg::rx_segment_t       seg_i,
    // to tcb_pipeline: segments that have a connection, in order of arrival
    output logic                       seg_ev_valid_o,
    input  logic                       seg_ev_ready_i,
    output toe_pkg::conn_t             seg_ev_conn_o,
    output toe_pkg::segment_event_t    seg_ev_o,
    // active opens: request from tcb_pipeline (at most one per connection under way; never refused), answer to it
    input  logic                       open_valid_i,
    input  toe_pkg::open_request_t     open_i,
    output logic                       open_ev_valid_o,
    input  logic                       open_ev_ready_i,
    output toe_pkg::conn_t             open_ev_conn_o,
    output toe_pkg::open_event_t       open_ev_o,
    // connections and slots that come back. rel_room_o: at least 8 more fit.
    input  logic                       rel_valid_i,
    input  toe_pkg::release_t          rel_i,
    output logic                       rel_room_o,
    // the flow entry of this connection has gone: put out its final CLOSED (pulse)
    output logic                       closed_valid_o,
    output toe_pkg::conn_t             closed_conn_o,
    // listeners, from link_session (pulses). unlisten forgets the listener's queued slots: link_session then walks
    // CmdUnlisten over all connections, which ends each of them.
    input  logic                       listen_valid_i,
    input  logic                       unlisten_valid_i,
    input  toe_pkg::listener_t         listener_i,
    input  net_pkg::port_t             listen_port_i,
    input  net_pkg::ipv4_t             listen_ip_i,       // 0: any
    // answers to segments without a connection
    output logic                       rst_valid_o,
    input  logic                       rst_ready_i,
    output toe_pkg::tx_reset_t         rst_o,
    // payload of segments that end here
    output logic                       fb_free_valid_o,
    output toe_pkg::handle_t           fb_free_handle_o,
    // neighbours (see side_path)
    output logic                       open_nb_valid_o,
    output net_pkg::ipv4_t             open_nb_ip_o,
    input  logic                       open_nb_rsp_i,
    input  toe_pkg::neighbour_e        open_nb_state_i,
    input  logic                       nb_update_i,
    // tuple reads: tx_path's has a port of its own in time (never refused); the answer is there 2 cycles later
    input  logic                       tx_tuple_en_i,
    input  toe_pkg::conn_t             tx_tuple_conn_i,
    output net_pkg::tuple_t            tx_tuple_o,
    // link_path's waits for a free cycle: request held until the pulse tuple_rsp_o brings the answer
    input  logic                       link_tuple_req_i,
    input  toe_pkg::conn_t             link_tuple_conn_i,
    output logic                       link_tuple_rsp_o,
    output net_pkg::tuple_t            link_tuple_o,
    // accounting
    output logic                       disp_valid_o,
    output reason_pkg::disposition_e   disp_o,
    output logic                       idle_o             // nothing in flight (opens that wait for a neighbour do not count)
);
endmodule
