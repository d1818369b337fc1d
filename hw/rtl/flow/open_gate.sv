// open_gate: holds an active open until its neighbour has answered or failed.
// In:        open_valid_i/open_conn_i, after its record was written; the record's read port; the neighbour's answers.
//            enable_i = 0: every open, also a waiting one, is unreachable at once (the host link was reset).
// Out:       valid_o/ready_i/resolved_o: go ahead, or unreachable. An open that nobody wants any more goes nowhere.
//            idle_o: opens that wait for the neighbour do not count.
// Latency:   about 16 cycles when the neighbour is known.  Throughput: one open each 12 to 20 cycles.
// Errors:    none.
// Source:    RFC 9293 section 3.10.1, RFC 826; DESIGN section 2 ("Open resolves the neighbour first").
//
//            +------ not wanted, or taken by the lookup ------+
//            v                                                |
//   StNext --connection--> StRead --record--> StAsk --known, failed--> StOffer
//            ^                                  |
//            +------ StBack <----- pending -----+     (waits in the queue for nb_update_i)
module open_gate #(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                 clk_i,
    input  logic                 rst_i,
    input  logic                 enable_i,
    input  logic                 open_valid_i,
    input  logic [CONN_W-1:0]    open_conn_i,
    // the record; the request is held until the answer
    output logic                 get_req_o,
    output logic [CONN_W-1:0]    get_conn_o,
    input  logic                 get_rsp_i,
    input  flow_pkg::record_t    get_i,
    // the neighbour; the request is held until the answer
    output logic                 nb_valid_o,
    output net_pkg::ipv4_t       nb_ip_o,
    input  logic                 nb_rsp_i,
    input  toe_pkg::neighbour_e  nb_state_i,
    input  logic                 nb_update_i,
    // to the lookup
    output logic                 valid_o,
    input  logic                 ready_i,
    output flow_pkg::resolved_t  resolved_o,
    output logic                 idle_o
);

  import toe_pkg::*;

  typedef enum logic [2:0] { StNext, StRead, StAsk, StOffer, StBack } state_e;
  state_e state_q, state_d;

  logic next_valid, back_ready, queue_idle, enabled_q;
  logic [CONN_W-1:0] conn;

  open_queue #(.CONNS(CONNS)) u_queue (
      .clk_i, .rst_i, .open_valid_i, .open_conn_i,
      .back_valid_i(state_q == StBack), .back_ready_o(back_ready),
      .wake_i(nb_update_i || (enabled_q && !enable_i)), .hand_i(state_q != StNext),
      .valid_o(next_valid), .conn_o(conn), .ready_i(state_q == StNext), .idle_o(queue_idle)
  );

  always_comb begin
    state_d = state_q;
    unique case (state_q)
      StNext:  if (next_valid) state_d = StRead;
      StRead:  if (get_rsp_i) state_d = !get_i.wanted ? StNext : enable_i ? StAsk : StOffer;
      StAsk:   if (nb_rsp_i) state_d = nb_state_i == NeighbourPending && enable_i ? StBack : StOffer;
      StOffer: if (ready_i) state_d = StNext;
      default: if (back_ready) state_d = StNext;
    endcase
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      state_q   <= StNext;
      enabled_q <= 1'b0;
    end else begin
      state_q   <= state_d;
      enabled_q <= enable_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (get_req_o && get_rsp_i) begin
      nb_ip_o        <= get_i.tuple.remote_ip;
      resolved_o.inc <= get_i.inc;
    end
    if (state_q == StRead || state_q == StAsk) begin
      resolved_o.conn        <= conn_t'(conn);
      resolved_o.unreachable <= nb_state_i == NeighbourFailed || !enable_i;
    end
  end

  assign get_req_o  = state_q == StRead;
  assign get_conn_o = conn;
  assign nb_valid_o = state_q == StAsk;
  assign valid_o    = state_q == StOffer;
  assign idle_o     = queue_idle && state_q == StNext && enabled_q == enable_i;

endmodule
