// action_address: put the connection's tuple in place of its number, at once: the number may be reused later.
// In:        one action per act_valid_i, at most every second cycle; with it the tuple of its connection, which was asked
//            for two cycles before.
// Out:       the segment to queue, in the same cycle; the queue has room (level_i is how many of DEPTH it holds).
//            act_room_o: at least 8 more actions fit.
// Latency:   0 cycles.  Throughput: one per 2 cycles.
// Errors:    none; the sender of actions obeys act_room_o.
// Source:    ours (DESIGN section 2: after the commit only the neighbour or the wire may lose a segment).
module action_address #(
    parameter int unsigned DEPTH = 32,
    localparam int unsigned LEVEL_W = $clog2(DEPTH) + 1
) (
    input  logic                clk_i,
    input  logic                rst_i,
    input  logic                act_valid_i,
    input  action_pkg::tx_action_t act_i,
    input  net_pkg::tuple_t     tuple_i,
    output logic                act_room_o,
    output logic                seg_valid_o,
    output tx_pkg::segment_t    seg_o,
    input  logic [LEVEL_W-1:0]  level_i
);

  // 8 for the sender, and one that came in the last 2 cycles, which level_i did not show when act_room_o was made.
  localparam int unsigned Reserve = 9;

  always_ff @(posedge clk_i) act_room_o <= !rst_i && level_i <= LEVEL_W'(DEPTH - Reserve);

  assign seg_valid_o = act_valid_i;
  assign seg_o       = '{
      tuple: tuple_i, ttl: act_i.ttl, tos: act_i.tos, seq: act_i.seq, ack: act_i.ack, flags: act_i.flags,
      window: act_i.window, urgent: act_i.urgent, mss_valid: act_i.mss_valid, payload: act_i.payload,
      handle: act_i.handle, addr: act_i.addr, len_bytes: act_i.len_bytes, sum: act_i.sum
  };

`ifdef VERILATOR
  logic again_q;
  always_ff @(posedge clk_i) again_q <= act_valid_i && !rst_i;
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(act_valid_i && again_q)) else $fatal(1, "action_address: actions in consecutive cycles");
      assert (!(act_valid_i && act_i.payload && act_i.mss_valid)) else $fatal(1, "action_address: payload behind an MSS option");
      assert (!(act_valid_i && act_i.payload && act_i.len_bytes == '0)) else $fatal(1, "action_address: payload of no bytes");
      assert (!(seg_valid_o && level_i == LEVEL_W'(DEPTH))) else $fatal(1, "action_address: more actions than room");
    end
  end
`endif

endmodule
