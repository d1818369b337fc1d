// snapshot_queue: which connections have news for the host; each waits at most once (invariant 4).
// In:        marks of the TCB pipeline (dirty_*, at most every second cycle, never refused) and of flow_path (closed_*).
// Out:       req_*: one connection and everything marked since its last request; its marks are cleared before the
//            request is seen, so that a mark made after the TCB is read asks again. busy_o: the memory is being cleared.
// Latency:   mark to request 8 cycles.  Throughput: one mark or request per cycle.
// Errors:    drain_i: requests are thrown away (link reset).
// Source:    DESIGN section 3, invariant 4; section 4: a final CLOSED is marked last, so it is requested last.
//
// Every operation (mark, closed, request) is read-modify-write of one word: read in stage a, caught in stage b, because the
// RAM is late, and written in stage c. What the two operations before it wrote to the same word replaces what the RAM gave.
module snapshot_queue
  import toe_pkg::*;
  import action_pkg::*;
#(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic   clk_i,
    input  logic   rst_i,
    input  logic   drain_i,
    input  logic   dirty_valid_i,
    input  conn_t  dirty_conn_i,
    input  dirty_t dirty_i,
    input  logic   closed_valid_i,
    input  conn_t  closed_conn_i,
    output logic   req_valid_o,
    input  logic   req_ready_i,
    output conn_t  req_conn_o,
    output dirty_t req_what_o,
    output logic   busy_o,
    output logic   idle_o
);

  localparam int unsigned Places = CONN_W < 2 ? 4 : 2 ** CONN_W;      // of those that wait

  typedef logic [CONN_W-1:0] index_t;

  // ---------------------------------------------------------------- stage a: choose, read
  logic   closed_valid, closed_room, wait_valid, wait_room, init_q;
  index_t closed_conn, wait_conn, init_conn_q;
  logic   a_dirty, a_closed, a_pop;
  index_t a_conn;
  logic [4:0] closed_free;
  logic [$clog2(Places):0] wait_level;

  logic   b_valid_q, b_pop_q, c_valid_q, c_pop_q;
  index_t b_conn_q, c_conn_q;
  dirty_t b_set_q, c_set_q;

  stream_fifo #(.T(index_t), .DEPTH(16)) u_closed (
      .clk_i, .rst_i, .valid_i(closed_valid_i), .ready_o(closed_room), .data_i(index_t'(closed_conn_i)),
      .valid_o(closed_valid), .ready_i(a_closed), .data_o(closed_conn), .free_o(closed_free)
  );

  assign a_dirty  = dirty_valid_i;
  assign a_closed = closed_valid && !a_dirty && !init_q;
  assign a_pop    = wait_valid && !a_dirty && !a_closed && !b_pop_q && !c_pop_q && (!req_valid_o || drain_i);
  assign a_conn   = a_dirty ? index_t'(dirty_conn_i) : a_closed ? closed_conn : wait_conn;

  always_ff @(posedge clk_i) begin
    if (rst_i) b_valid_q <= 1'b0;
    else b_valid_q <= a_dirty || a_closed || a_pop;
    b_pop_q  <= a_pop && !rst_i;
    b_conn_q <= a_conn;
    b_set_q  <= a_dirty ? '{progress: dirty_i.progress, state: dirty_i.state, query: dirty_i.query, final_closed: 1'b0}
                        : '{progress: 1'b0, state: 1'b0, query: 1'b0, final_closed: 1'b1};
  end

  // ---------------------------------------------------------------- stage b: catch; stage c: modify, write, who waits
  dirty_t old_q, fresh, ram_flags, last_q;
  logic   same_c, same_d, was_valid_q, push_q;       // the operation in stage c, and the one before it, are on b's connection
  index_t was_conn_q;
  assign same_c = c_valid_q && c_conn_q == b_conn_q;
  assign same_d = was_valid_q && was_conn_q == b_conn_q;
  assign fresh  = c_pop_q ? dirty_t'('0) : old_q | c_set_q;

  always_ff @(posedge clk_i) begin
    c_valid_q <= b_valid_q && !rst_i;
    c_pop_q   <= b_pop_q && !rst_i;
    c_conn_q  <= b_conn_q;
    c_set_q   <= b_set_q;
    old_q     <= same_c ? fresh : same_d ? last_q : ram_flags;
  end

  always_ff @(posedge clk_i) begin
    was_valid_q <= c_valid_q && !rst_i;
    was_conn_q  <= c_conn_q;
    last_q      <= fresh;
    push_q      <= c_valid_q && !c_pop_q && old_q == '0 && c_set_q != '0 && !rst_i;
  end

  ram_1r1w #(.WIDTH($bits(dirty_t)), .DEPTH(2 ** CONN_W), .COLLISION_FREE(1'b0)) u_flags (
      .clk_i, .we_i(c_valid_q || init_q), .waddr_i(init_q ? init_conn_q : c_conn_q), .wdata_i(init_q ? '0 : fresh),
      .re_i(1'b1), .raddr_i(a_conn), .rdata_o(ram_flags)
  );

  logic   head_valid;
  index_t head;
  block_fifo #(.T(index_t), .DEPTH(Places)) u_waiting (
      .clk_i, .rst_i, .valid_i(push_q), .ready_o(wait_room), .data_i(was_conn_q),
      .valid_o(head_valid), .ready_i(!wait_valid), .data_o(head), .level_o(wait_level)
  );
  always_ff @(posedge clk_i) begin                   // what pops comes late: it must not reach the queue
    wait_valid <= !rst_i && (wait_valid ? !a_pop : head_valid);
    if (!wait_valid) wait_conn <= head;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) req_valid_o <= 1'b0;
    else if (c_pop_q && !drain_i) req_valid_o <= 1'b1;
    else if (req_ready_i) req_valid_o <= 1'b0;
    if (c_pop_q && !drain_i) begin
      req_conn_o <= conn_t'(c_conn_q);
      req_what_o <= old_q;
    end
  end

  // ---------------------------------------------------------------- the memory starts with no mark
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      init_q      <= 1'b1;
      init_conn_q <= '0;
    end else if (init_q) begin
      init_conn_q <= init_conn_q + 1'b1;
      init_q      <= init_conn_q != '1;
    end
  end

  assign busy_o = init_q;
  assign idle_o = !init_q && !a_dirty && !b_valid_q && !c_valid_q && !push_q && wait_level == '0 && !wait_valid && !closed_valid
               && !req_valid_o;

  logic unused;
  assign unused = &{1'b0, closed_free, dirty_conn_i, closed_conn_i, dirty_i};

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(push_q && !wait_room)) else $fatal(1, "snapshot_queue: a connection waits twice");
      assert (!(closed_valid_i && !closed_room)) else $fatal(1, "snapshot_queue: more than 16 closed at once");
      assert (!(dirty_valid_i && init_q)) else $fatal(1, "snapshot_queue: a mark before the memory is clear");
      assert (!(c_pop_q && old_q == '0)) else $fatal(1, "snapshot_queue: a connection waits without a mark");
    end
  end
`else
  logic unused_room;
  assign unused_room = &{1'b0, closed_room, wait_room};
`endif

endmodule
