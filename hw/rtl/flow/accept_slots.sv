// accept_slots: the connection numbers lent to each listener, first in, first out.
// In:        listener_i: whose list (holds in the cycle after a pop); push_i with a number and the use it will have;
//            pop_i takes the first; forget_i empties the list of forget_listener_i.
// Out:       available_o and the first slot of listener_i, at once. busy_o: 3 cycles after a pop, no push or pop then.
// Latency:   0 cycles.  Throughput: one push per cycle, one pop each 4 cycles.
// Errors:    none. A number is in one list at most, so no list is ever too long. forget_i wins over a push or pop;
//            a pop one cycle behind it still takes what was the first slot (its owner ends, as one that was taken before).
// Source:    ours. The lists are linked through one RAM: a word is written at the last slot of a list and names the
//            one after it.
module accept_slots #(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic               clk_i,
    input  logic               rst_i,
    input  toe_pkg::listener_t listener_i,
    input  logic               push_i,
    input  logic [CONN_W-1:0]  push_conn_i,
    input  toe_pkg::inc_t      push_inc_i,
    output logic               available_o,
    output logic [CONN_W-1:0]  conn_o,
    output toe_pkg::inc_t      inc_o,
    input  logic               pop_i,
    output logic               busy_o,
    input  logic               forget_i,
    input  toe_pkg::listener_t forget_listener_i
);

  import toe_pkg::*;

  typedef struct packed {
    logic [CONN_W-1:0] conn;
    inc_t              inc;
  } slot_t;

  slot_t             first [Listeners];
  logic [CONN_W-1:0] last  [Listeners];
  logic [Listeners-1:0] filled_q;

  slot_t pushed, head, follower;
  logic [CONN_W-1:0] tail;
  assign pushed      = '{conn: push_conn_i, inc: push_inc_i};
  assign head        = first[listener_i];
  assign tail        = last[listener_i];
  assign available_o = filled_q[listener_i];
  assign conn_o      = head.conn;
  assign inc_o       = head.inc;

  // The first slot is replaced 3 cycles after a pop, when the RAM has said which one follows.
  logic pop_q, only_q, fetch, fetch_q, refill_q;     // only_q: it was the list's only one, a cycle ago
  listener_t refill_listener_q;
  assign fetch  = pop_q && !only_q;
  assign busy_o = pop_q || fetch_q || refill_q;

  logic [$bits(slot_t)-1:0] rdata;
  ram_1r1w #(.WIDTH($bits(slot_t)), .DEPTH(2 ** CONN_W), .LATENCY(2)) u_next (
      .clk_i, .we_i(push_i && available_o), .waddr_i(tail), .wdata_i(pushed),
      .re_i(pop_q), .raddr_i(head.conn), .rdata_o(rdata)
  );
  assign follower = slot_t'(rdata);

  logic first_we;
  assign first_we = refill_q || (push_i && !available_o);
  always_ff @(posedge clk_i) begin
    if (first_we) first[refill_q ? refill_listener_q : listener_i] <= refill_q ? follower : pushed;
  end
  always_ff @(posedge clk_i) if (push_i) last[listener_i] <= push_conn_i;
  always_ff @(posedge clk_i) if (pop_q) refill_listener_q <= listener_i;
  always_ff @(posedge clk_i) only_q <= head.conn == tail;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      filled_q <= '0;
      pop_q    <= 1'b0;
      fetch_q  <= 1'b0;
      refill_q <= 1'b0;
    end else begin
      pop_q    <= pop_i;
      fetch_q  <= fetch;
      refill_q <= fetch_q;
      if (push_i) filled_q[listener_i] <= 1'b1;
      if (pop_q && !fetch) filled_q[listener_i] <= 1'b0;
      if (forget_i) filled_q[forget_listener_i] <= 1'b0;
    end
  end

`ifdef VERILATOR
  logic forgot_q;
  always_ff @(posedge clk_i) forgot_q <= forget_i && forget_listener_i == listener_i;
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(busy_o && (push_i || pop_i))) else $fatal(1, "accept_slots: used while busy");
      assert (!(pop_i && !available_o && !forgot_q)) else $fatal(1, "accept_slots: pop of an empty list");
      assert (!(push_i && pop_i)) else $fatal(1, "accept_slots: push and pop together");
    end
  end
`endif

endmodule
