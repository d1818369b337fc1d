// action_address: put the connection's tuple in place of its number, at once: the number may be reused later.
// In:        one action per act_valid_i, at most every second cycle; the tuple, 2 cycles after tuple_en_o.
// Out:       the segment to queue, one-cycle pulse; the queue has room (free_i is its free words).
//            act_room_o: at least 8 more actions fit.
// Latency:   2 cycles.  Throughput: one per 2 cycles.
// Errors:    none; the sender of actions obeys act_room_o.
// Source:    ours (DESIGN section 2: after the commit only the neighbour or the wire may lose a segment).
module action_address #(
    parameter int unsigned FREE_W = 6
) (
    input  logic                clk_i,
    input  logic                rst_i,
    input  logic                act_valid_i,
    input  action_pkg::tx_action_t act_i,
    output logic                act_room_o,
    output logic                tuple_en_o,
    output toe_pkg::conn_t      tuple_conn_o,
    input  net_pkg::tuple_t     tuple_i,
    output logic                seg_valid_o,
    output tx_pkg::segment_t    seg_o,
    input  logic [FREE_W-1:0]   free_i,
    output logic                idle_o
);

  // 8 for the sender, and 2 that came in the last 3 cycles, which free_i did not show when act_room_o was made.
  localparam int unsigned Reserve = 10;

  action_pkg::tx_action_t act_q;
  logic [1:0]          age_q;          // act_q was taken 1, 2 cycles ago

  assign tuple_en_o   = act_valid_i;
  assign tuple_conn_o = act_i.conn;
  assign seg_valid_o  = age_q[1];
  assign idle_o       = age_q == '0;

  always_ff @(posedge clk_i) if (act_valid_i) act_q <= act_i;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      age_q      <= '0;
      act_room_o <= 1'b0;
    end else begin
      age_q      <= {age_q[0], act_valid_i};
      act_room_o <= free_i >= FREE_W'(Reserve);
    end
  end

  assign seg_o = '{
      tuple: tuple_i, ttl: act_q.ttl, tos: act_q.tos, seq: act_q.seq, ack: act_q.ack, flags: act_q.flags, window: act_q.window, urgent: act_q.urgent,
      mss_valid: act_q.mss_valid, payload: act_q.payload, handle: act_q.handle, addr: act_q.addr,
      len_bytes: act_q.len_bytes, sum: act_q.sum
  };

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(act_valid_i && age_q[0])) else $fatal(1, "action_address: actions in consecutive cycles");
      assert (!(act_valid_i && act_i.payload && act_i.mss_valid)) else $fatal(1, "action_address: payload behind an MSS option");
      assert (!(act_valid_i && act_i.payload && act_i.len_bytes == '0)) else $fatal(1, "action_address: payload of no bytes");
      assert (!(seg_valid_o && free_i == '0)) else $fatal(1, "action_address: more actions than room");
    end
  end
`endif

endmodule
