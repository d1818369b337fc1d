// open_queue: connections whose open needs the neighbour: the new ones, and those that wait for a change.
// In:        open_valid_i (never refused); wake_i: the neighbour table changed; hand_i: the user works on conn_o, which
//            holds; back_valid_i/back_ready_o: its neighbour was asked and has not answered.
// Out:       valid_o/conn_o/ready_i: the next connection to look at: each new one once, and after a wake each waiting
//            one once. idle_o: nothing to look at (connections that wait for a wake do not count).
// Latency:   9 cycles from an open.  Throughput: one each 5 cycles.
// Errors:    none. Each connection is in here at most once, so CONNS places are enough; an open of one that is in here
//            already (its earlier open was given up) wakes the waiting ones.
// Source:    ours. The mark "in here" is cleared before the user reads the record that the open has written, so
//            that an open is either seen by that read or queued again.
module open_queue #(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic              clk_i,
    input  logic              rst_i,
    input  logic              open_valid_i,
    input  logic [CONN_W-1:0] open_conn_i,
    input  logic              back_valid_i,
    output logic              back_ready_o,
    input  logic              wake_i,
    input  logic              hand_i,
    output logic              valid_o,
    output logic [CONN_W-1:0] conn_o,
    input  logic              ready_i,
    output logic              idle_o
);

  localparam int unsigned DEPTH = 2 ** CONN_W;
  typedef logic [CONN_W-1:0] number_t;

  logic [CONN_W:0] clear_q;                          // clearing the marks after reset
  logic cleared;
  assign cleared = clear_q[CONN_W];

  // ---- entering: read the mark (s0), then queue what was not marked, and mark it (s2). An open never follows its own
  //      connection's way back within these cycles: the one before it must have ended and the host have heard of it.
  logic back_take, valid_s1, valid_s2, back_s1, back_s2, entering, unmarked_s2;
  number_t conn_s1, conn_s2;
  logic marked;
  assign entering     = open_valid_i || valid_s1 || valid_s2;
  assign back_ready_o = !entering;
  assign back_take    = back_valid_i && back_ready_o;
  assign unmarked_s2  = valid_s2 && !(marked && cleared);

  always_ff @(posedge clk_i) begin
    if (open_valid_i || back_take) begin
      conn_s1 <= open_valid_i ? open_conn_i : conn_o;
      back_s1 <= !open_valid_i;
    end
    if (valid_s1) begin
      conn_s2 <= conn_s1;
      back_s2 <= back_s1;
    end
  end

  // ---- leaving: new ones first; then the mark goes, and only then the user hears of it
  logic load, loaded_q, unmark, fresh_valid, waiting_valid;
  number_t fresh_conn, waiting_conn;
  logic [CONN_W:0] fresh_level, waiting_level, todo_q;
  // That something may be loaded is known a cycle before: it does not go away but by being loaded.
  always_ff @(posedge clk_i) begin
    load <= !rst_i && cleared && !load && !loaded_q && !valid_o && !hand_i && (fresh_valid || (waiting_valid && todo_q != '0));
  end
  assign unmark = loaded_q && !entering;

  always_ff @(posedge clk_i) if (load) conn_o <= fresh_valid ? fresh_conn : waiting_conn;
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      loaded_q <= 1'b0;
      valid_o  <= 1'b0;
    end else begin
      loaded_q <= load || (loaded_q && !unmark);
      valid_o  <= unmark || (valid_o && !ready_i);
    end
  end

  logic mark_we;
  number_t mark_addr;
  assign mark_we = !cleared || valid_s2 || unmark;
  always_comb begin
    mark_addr = valid_s2 ? conn_s2 : conn_o;
    if (!cleared && !valid_s2) mark_addr = clear_q[CONN_W-1:0];
  end
  ram_1r1w #(.WIDTH(1), .DEPTH(DEPTH), .LATENCY(2), .COLLISION_FREE(1'b0)) u_marks (
      .clk_i, .we_i(mark_we), .waddr_i(mark_addr), .wdata_i(valid_s2),
      .re_i(open_valid_i || back_take), .raddr_i(open_valid_i ? open_conn_i : conn_o), .rdata_o(marked)
  );

  logic unused_fresh_ready, unused_waiting_ready;
  block_fifo #(.T(number_t), .DEPTH(DEPTH)) u_fresh (
      .clk_i, .rst_i,
      .valid_i(unmarked_s2 && !back_s2), .ready_o(unused_fresh_ready), .data_i(conn_s2),
      .valid_o(fresh_valid), .ready_i(load), .data_o(fresh_conn), .level_o(fresh_level)
  );
  block_fifo #(.T(number_t), .DEPTH(DEPTH)) u_waiting (
      .clk_i, .rst_i,
      .valid_i(unmarked_s2 && back_s2), .ready_o(unused_waiting_ready), .data_i(conn_s2),
      .valid_o(waiting_valid), .ready_i(load && !fresh_valid), .data_o(waiting_conn), .level_o(waiting_level)
  );

  // ---- waking: a wake that comes while a connection is in the user's hand or on its way in counts for it, too
  logic wake_q, round, resting;
  assign resting = !loaded_q && !valid_o && !hand_i && !valid_s1 && !valid_s2;
  assign round   = wake_q && todo_q == '0 && resting && !load && !open_valid_i;
  assign idle_o  = cleared && resting && !wake_q && todo_q == '0 && fresh_level == '0;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      clear_q  <= '0;
      valid_s1 <= 1'b0;
      valid_s2 <= 1'b0;
      wake_q   <= 1'b0;
      todo_q   <= '0;
    end else begin
      if (!cleared && !valid_s2) clear_q <= clear_q + 1'b1;
      valid_s1 <= open_valid_i || back_take;
      valid_s2 <= valid_s1;
      if (wake_i || (valid_s2 && !back_s2 && !unmarked_s2)) wake_q <= 1'b1;
      else if (round) wake_q <= 1'b0;
      if (round) todo_q <= waiting_level;
      else if (load && !fresh_valid) todo_q <= todo_q - 1'b1;
    end
  end

endmodule
