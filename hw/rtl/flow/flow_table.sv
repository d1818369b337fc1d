// flow_table: from the hash of a tuple to the connections that may have it.
// In:        hash_i with read_i; 2 cycles later match_i; then pick_i for one
//            candidate after the other; at the end insert_i (with conn_i) or delete_i (the candidate picked last).
// Out:       after match_i: more_o (candidates are left), next_conn_o (the next one), room_o (insert_i finds a place);
//            picked_conn_o: the one picked last. empty_o: no entry at all a
//            cycle ago. ready_o = 0: being cleared after reset.
// Latency:   2 cycles from read_i to match_i, 1 to the results.  Throughput: one operation at a time.
// Errors:    room_o = 0: all places of this hash are taken; the user refuses and counts.
// Source:    ours. Two sides of 4 ways, each side with its own part of the hash as index and the rest as tag; a new
//            entry goes to the emptier side (Azar et al., "Balanced Allocations", 1994). Places are 4 times CONNS, so
//            that CONNS connections fit: one side alone would refuse some of them from a quarter full on.
module flow_table #(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1,
    localparam int unsigned SET_W  = CONN_W > 2 ? CONN_W - 1 : 1,
    localparam int unsigned REST_W = SET_W < 9 ? 10 - SET_W : 1,
    localparam int unsigned HASH_W = 2 * SET_W + REST_W
) (
    input  logic              clk_i,
    input  logic              rst_i,
    output logic              ready_o,
    output logic              empty_o,
    input  logic [HASH_W-1:0] hash_i,
    input  logic              read_i,
    input  logic              match_i,
    output logic              more_o,
    output logic [CONN_W-1:0] next_conn_o,
    input  logic              pick_i,
    output logic [CONN_W-1:0] picked_conn_o,
    output logic              room_o,
    input  logic [CONN_W-1:0] conn_i,
    input  logic              insert_i,
    input  logic              delete_i
);

  localparam int unsigned Ways   = 4;
  localparam int unsigned Places = 2 * Ways;
  localparam int unsigned SETS   = 2 ** SET_W;
  localparam int unsigned TAG_W  = SET_W + REST_W;

  typedef struct packed {
    logic              valid;
    logic [TAG_W-1:0]  tag;
    logic [CONN_W-1:0] conn;
  } entry_t;
  typedef entry_t [Ways-1:0] set_t;

  function automatic logic [SET_W-1:0] index_of(logic [HASH_W-1:0] hash, int unsigned side);
    return hash[REST_W+side*SET_W+:SET_W];
  endfunction

  logic [HASH_W-1:0] hash_q;                         // of the operation under way
  logic [SET_W-1:0] index [2];
  logic [TAG_W-1:0] tag   [2];
  always_ff @(posedge clk_i) if (read_i) hash_q <= hash_i;
  for (genvar s = 0; s < 2; s++) begin : gen_place
    assign index[s] = index_of(hash_q, s);
    assign tag[s]   = {index_of(hash_q, 1 - s), hash_q[REST_W-1:0]};
  end

  // ---- clearing after reset
  logic [SET_W:0] clear_q;
  assign ready_o = clear_q[SET_W];
  always_ff @(posedge clk_i) begin
    if (rst_i) clear_q <= '0;
    else if (!ready_o) clear_q <= clear_q + 1'b1;
  end

  // ---- the two sides. Tags are compared in pairs of bits, one level of logic, on their way out of the RAM.
  localparam int unsigned Pairs = (TAG_W + 1) / 2;
  logic read_q;
  logic [Pairs-1:0] alike [2][Ways];
  always_ff @(posedge clk_i) read_q <= read_i;
  set_t set [2];
  set_t new_set [2];
  logic write [2];
  for (genvar s = 0; s < 2; s++) begin : gen_side
    logic [Ways*$bits(entry_t)-1:0] rdata;
    set_t fetched;
    ram_1r1w #(.WIDTH(Ways * $bits(entry_t)), .DEPTH(SETS)) u_ram (
        .clk_i,
        .we_i(!ready_o || write[s]), .waddr_i(ready_o ? index[s] : clear_q[SET_W-1:0]),
        .wdata_i(ready_o ? new_set[s] : '0),
        .re_i(read_i), .raddr_i(index_of(hash_i, s)), .rdata_o(rdata)
    );
    assign fetched = set_t'(rdata);
    always_ff @(posedge clk_i) begin : capture
      automatic logic [2*Pairs-1:0] differs;
      if (read_q) begin
        set[s] <= fetched;
        for (int unsigned w = 0; w < Ways; w++) begin
          differs = (2*Pairs)'(fetched[w].tag) ^ (2*Pairs)'(tag[s]);
          for (int unsigned g = 0; g < Pairs; g++) alike[s][w][g] <= differs[2*g+:2] == '0;
        end
      end
    end
  end

  // ---- candidates and the place for a new entry, from what was read
  function automatic logic [Places-1:0] lowest(logic [Places-1:0] x);
    logic [Places-1:0] one;
    for (int unsigned p = 0; p < Places; p++) one[p] = x[p] && (x & ((Places'(1) << p) - 1'b1)) == '0;
    return one;
  endfunction

  logic [Places-1:0] next_q, rest_q, pick_q, free_q;   // the next one, those behind it; the one picked; to be filled
  assign more_o = next_q != '0;
  assign room_o = free_q != '0;

  always_comb begin
    next_conn_o = '0;
    for (int unsigned p = 0; p < Places; p++) begin
      if (next_q[p]) next_conn_o |= set[p/Ways][p%Ways].conn;
    end
  end

  always_ff @(posedge clk_i) begin : match
    automatic logic [Places-1:0] hit, taken;
    automatic logic second;
    if (match_i) begin
      for (int unsigned p = 0; p < Places; p++) begin
        taken[p] = set[p/Ways][p%Ways].valid;
        hit[p]   = taken[p] && &alike[p/Ways][p%Ways];
      end
      second  = $countones(taken[Places-1:Ways]) < $countones(taken[Ways-1:0]);
      free_q  <= lowest(~taken & {{Ways{second}}, {Ways{!second}}});
      next_q  <= lowest(hit);
      rest_q  <= hit & ~lowest(hit);
    end else if (pick_i) begin
      next_q        <= lowest(rest_q);
      rest_q        <= rest_q & ~lowest(rest_q);
      pick_q        <= next_q;
      picked_conn_o <= next_conn_o;
    end
  end

  // ---- one place changes, the others of its set are written back
  always_comb begin
    for (int unsigned s = 0; s < 2; s++) begin
      new_set[s] = set[s];
      for (int unsigned w = 0; w < Ways; w++) begin
        if (insert_i && free_q[s*Ways+w]) new_set[s][w] = '{valid: 1'b1, tag: tag[s], conn: conn_i};
        if (delete_i && pick_q[s*Ways+w]) new_set[s][w].valid = 1'b0;
      end
      write[s] = (insert_i && free_q[s*Ways+:Ways] != '0) || (delete_i && pick_q[s*Ways+:Ways] != '0);
    end
  end

  logic [CONN_W:0] entries_q;
  always_ff @(posedge clk_i) empty_o <= entries_q == '0;
  always_ff @(posedge clk_i) begin
    if (rst_i) entries_q <= '0;
    else if (insert_i) entries_q <= entries_q + 1'b1;
    else if (delete_i) entries_q <= entries_q - 1'b1;
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(insert_i && !room_o)) else $fatal(1, "flow_table: insert without room");
      assert (!(insert_i && delete_i)) else $fatal(1, "flow_table: insert and delete together");
      assert (!((read_i || insert_i || delete_i) && !ready_o)) else $fatal(1, "flow_table: used while being cleared");
    end
  end
`endif

endmodule
