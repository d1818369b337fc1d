// event_arbiter_tb: event_arbiter with its sources as vectors, and the phase of the slots.
// In / Out:  those of event_arbiter; conn_i holds 16 bits a source.
// Latency:   that of event_arbiter.
// Errors:    none.
// Source:    ours.
module event_arbiter_tb #(
    parameter int unsigned SOURCES = 5
) (
    input  logic                  clk_i,
    input  logic                  rst_i,
    input  logic                  phase_i,
    input  logic [SOURCES-1:0]    valid_i,
    input  logic [15:0]           conn0_i,
    input  logic [15:0]           conn1_i,
    input  logic [15:0]           conn2_i,
    input  logic [15:0]           conn3_i,
    input  logic [15:0]           conn4_i,
    input  logic [SOURCES-1:0]    room_i,
    output logic [SOURCES-1:0]    take_o,
    output logic                  any_o,
    output logic                  again_o,
    output logic [15:0]           conn_o
);

  toe_pkg::conn_t conns [SOURCES];
  assign conns = '{conn0_i, conn1_i, conn2_i, conn3_i, conn4_i};

  event_arbiter #(.SOURCES(SOURCES)) u_dut (
      .clk_i, .rst_i, .phase_i, .valid_i, .conn_i(conns), .room_i, .take_o, .any_o, .again_o, .conn_o
  );

endmodule
