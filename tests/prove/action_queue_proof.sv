// action_queue_proof: action_address and the queue behind it, as tx_path has them: an action whose sender obeys act_room_o
// finds room whatever the wire does, and comes out once, in its order, with its own tuple. (After the commit nothing may be lost.)
module action_queue_proof
  import toe_pkg::*;
  import action_pkg::*;
#(
    parameter int unsigned DEPTH = 16,               // half of tx_path's; the reserve does not depend on it
    localparam int unsigned FREE_W = $clog2(DEPTH) + 1
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

  net_pkg::tuple_t tuple_q, tuple;                   // flow_tuple answers after 2 cycles
  always_ff @(posedge clk_i) {tuple, tuple_q} <= {tuple_q, act_tuple_i};

  logic              act_room, tuple_en, new_valid, queue_ready, seg_valid, idle;
  conn_t             tuple_conn;
  tx_pkg::segment_t  new_seg, seg;
  logic [FREE_W-1:0] free;
  action_address #(.FREE_W(FREE_W)) u_action_address (
      .clk_i, .rst_i, .act_valid_i, .act_i(act), .act_room_o(act_room), .tuple_en_o(tuple_en), .tuple_conn_o(tuple_conn),
      .tuple_i(tuple), .seg_valid_o(new_valid), .seg_o(new_seg), .free_i(free), .idle_o(idle)
  );
  stream_fifo #(.T(tx_pkg::segment_t), .DEPTH(DEPTH)) u_action_queue (
      .clk_i, .rst_i, .valid_i(new_valid), .ready_o(queue_ready), .data_i(new_seg),
      .valid_o(seg_valid), .ready_i, .data_o(seg), .free_o(free)
  );

  // The sender: the TCB pipeline. One action every second cycle, and 8 at most after room was seen last.
  logic [3:0] owed_q;
  logic       sent_q;
  always_ff @(posedge clk_i) begin
    sent_q <= act_valid_i && !rst_i;
    if (rst_i) owed_q <= '0;
    else if (act_room) owed_q <= 4'd8;
    else owed_q <= owed_q - 4'(act_valid_i);
  end

  // What went in two cycles ago. That the queue keeps its words is stream_fifo_proof's.
  logic [1:0]      came_q;
  seq_pkg::seq_t   seq_q, seq_q2;
  always_ff @(posedge clk_i) begin
    came_q   <= rst_i ? '0 : {came_q[0], act_valid_i};
    seq_q    <= act_seq_i;
    seq_q2   <= seq_q;
  end

  logic [1:0]        age;
  logic [FREE_W-1:0] level;
  assign age   = u_action_address.age_q;
  assign level = u_action_queue.level_q;

  logic first = 1'b1;
  always_ff @(posedge clk_i) begin
    first <= 1'b0;
    if (first) assume (rst_i);
    assume (!act_valid_i || (!rst_i && !sent_q && (act_room || owed_q != '0)));
    if (!first && !rst_i) begin
      finds_room:      assert (!new_valid || queue_ready);
      reserve_is_kept: assert (act_room || 5'(free) >= 5'(owed_q) + 5'(age[1]) + 5'(age[0]));
      each_once:       assert (new_valid == came_q[1] && age == came_q);
      one_in_two:      assert (age != 2'b11 && sent_q == age[0]);
      its_own:         assert (!new_valid || (new_seg.seq == seq_q2 && new_seg.tuple == tuple));
      on_its_way:      assert (!age[0] || u_action_address.act_q.seq == seq_q);
      level_is_right:  assert (level <= FREE_W'(DEPTH) && u_action_queue.some_q == (level != '0));
      tightest:        cover (new_valid && free == FREE_W'(1));
    end
  end

  logic unused;
  assign unused = &{1'b0, seg, idle, tuple_en, tuple_conn, seg_valid};

endmodule
