// toe_core: the engine: one wire, one host link, one time (wiring only).
// In:        frames from the wire, the host's byte stream, a free-running microsecond count.
// Out:       frames to the wire, the byte stream to the host, idle, the next deadline, the decision trace.
// Latency and errors: see the rooms.  Source: DESIGN section 2; docs/architecture.md.
module toe_core #(
    parameter int unsigned DATA_BYTES = 8,           // width of the data path: 4 to 64, a power of two
    parameter int unsigned CONNS      = 1024,        // connections: 1 to 65,536
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  logic [63:0]                now_us_i,
    // wire, receive: destination MAC to FCS, first byte in bits 7:0; bytes and error with the last beat; no ready
    input  logic                       rx_valid_i,
    input  logic [8*DATA_BYTES-1:0]    rx_data_i,
    input  logic                       rx_last_i,
    input  logic [CNT_W-1:0]           rx_bytes_i,
    input  logic                       rx_error_i,
    // wire, transmit: the same, no gap inside a frame; preamble and gap are kept between frames
    output logic                       tx_valid_o,
    output logic [8*DATA_BYTES-1:0]    tx_data_o,
    output logic                       tx_last_o,
    output logic [CNT_W-1:0]           tx_bytes_o,
    // host link: two byte streams, first byte in bits 7:0, every message starts a beat (hw/link/messages.toml)
    input  logic                       link_reset_i,
    input  logic                       link_in_valid_i,
    output logic                       link_in_ready_o,
    input  logic [8*DATA_BYTES-1:0]    link_in_data_i,
    output logic                       link_out_valid_o,
    input  logic                       link_out_ready_i,
    output logic [8*DATA_BYTES-1:0]    link_out_data_o,
    // time
    output logic                       idle_o,             // nothing in flight: only a deadline or input changes anything
    output logic                       deadline_valid_o,
    output toe_pkg::time_us_t          deadline_us_o,      // low 32 bits of a lower bound on the next deadline
    // what happened: one decision per pass; one disposition per frame, by room: rx, side, flow, tcb, link
    output logic                       trace_valid_o,
    output tcb_pkg::trace_t            trace_o,
    output logic                       disp_valid_o [5],
    output reason_pkg::disposition_e   disp_o       [5]
);
endmodule
