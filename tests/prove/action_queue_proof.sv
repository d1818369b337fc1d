// action_queue_proof: action_address and the queue behind it, as tx_path has them: an action whose sender obeys act_room_o
// finds room whatever the wire does, and comes out once, in its order, with its own tuple. (After the commit nothing may be lost.)
module action_queue_proof
  import toe_pkg::*;
  import action_pkg::*;
#(
    parameter int unsigned DEPTH = 16,               // half of tx_path's; the reserve does not depend on it
    localparam int unsigned LEVEL_W = $clog2(DEPTH) + 1
) (
    input logic            clk_i,
    input logic            rst_i,
    input logic            act_valid_i,
    input seq_pkg::seq_t   act_seq_i,                // the rest of an action goes the same way
    input net_pkg::tuple_t act_tuple_i,              // of the action's connection
    input logic            ready_i
);

  tx_action_t act;
  always_comb begin
    act     = '0;
    act.seq = act_seq_i;
  end

  logic              act_room, new_valid, queue_ready, seg_valid;
  tx_pkg::segment_t  new_seg, seg;
  logic [LEVEL_W-1:0] level;
  action_address #(.DEPTH(DEPTH)) u_action_address (
      .clk_i, .rst_i, .act_valid_i, .act_i(act), .tuple_i(act_tuple_i), .act_room_o(act_room), .seg_valid_o(new_valid),
      .seg_o(new_seg), .level_i(level)
  );
  block_fifo #(.T(tx_pkg::segment_t), .DEPTH(DEPTH)) u_action_queue (
      .clk_i, .rst_i, .valid_i(new_valid), .ready_o(queue_ready), .data_i(new_seg),
      .valid_o(seg_valid), .ready_i, .data_o(seg), .level_o(level)
  );

  // That the queue keeps its words is block_fifo_proof's. The sender: the TCB pipeline. One action every second cycle, and 8 at most after room was seen last.
  logic [3:0] owed_q;
  logic       sent_q;
  always_ff @(posedge clk_i) begin
    sent_q <= act_valid_i && !rst_i;
    if (rst_i) owed_q <= '0;
    else if (act_room) owed_q <= 4'd8;
    else owed_q <= owed_q - 4'(act_valid_i);
  end

  logic first = 1'b1;
  always_ff @(posedge clk_i) begin
    first <= 1'b0;
    if (first) assume (rst_i);
    assume (!act_valid_i || (!rst_i && !sent_q && (act_room || owed_q != '0)));
    if (!first && !rst_i) begin
      finds_room:      assert (!new_valid || queue_ready);
      reserve_is_kept: assert (act_room || 5'(DEPTH) - 5'(level) >= 5'(owed_q));
      its_own:         assert (new_valid == act_valid_i && new_seg.seq == act_seq_i && new_seg.tuple == act_tuple_i);
      level_is_right:  assert (level <= LEVEL_W'(DEPTH) && u_action_queue.some_q == (u_action_queue.level_q != '0)
                               && 8'(level) == 8'(u_action_queue.level_q) + 8'(u_action_queue.wrote_q)
                                               + 8'(u_action_queue.next_q) + 8'(seg_valid));
      tightest:        cover (new_valid && level == LEVEL_W'(DEPTH - 1));
    end
  end

  logic unused;
  assign unused = &{1'b0, seg};

endmodule
