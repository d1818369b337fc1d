// neighbour_table: who has which address: lookups, what ARP packets teach, and asking in time.
// In:        lookup_*: two ports, each held until its rsp_o; learn_*: from ARP.
// Out:       rsp_o pulses with state_o/mac_o; request_valid_o/request_ip_o: ask for this address (holds until request_ready_i);
//            update_o: an entry became Known or Failed; learned_o: what an ARP packet says has been written; next_*: nothing
//            happens by itself before this.
// Latency:   a lookup 3 cycles, at most 12 when everything else comes at once.  Throughput: one operation per 4 cycles.
// Errors:    a set without a place (all four Pending) answers Pending and remembers nothing; the next update is the
//            time to ask again. enable_i = 0: every lookup answers Failed and nothing is sent.
// Source:    RFC 826; RFC 1122 section 2.3.2.1 (old entries are asked for again; not more than one request a second).
//
//   NbFree --lookup: ask--> NbPending --3 requests, 1 s apart, no answer--> NbFailed --1 s--> NbFree
//   any    --answer--> NbKnown --age--> NbOld --lookup: ask--> NbKnown --3 requests, 1 s apart, no answer--> NbFree
//
// A neighbour that nobody uses is not asked for: an idle engine says nothing and waits for nothing.
// Place for a new address: a free entry, else a failed one, else a known or old one in turn.
module neighbour_table
  import net_pkg::*;
  import toe_pkg::*;
  import side_pkg::*;
  import neighbour_pkg::*;
#(
    parameter int unsigned NEIGHBOURS = 64
) (
    input  logic        clk_i,
    input  logic        rst_i,
    input  logic        enable_i,
    input  logic [31:0] age_us_i,
    input  time_us_t    now_us_i,
    input  logic [1:0]  lookup_valid_i,
    input  ipv4_t       lookup_ip_i [2],
    output logic [1:0]  rsp_o,
    output neighbour_e  state_o,
    output mac_addr_t   mac_o,
    input  logic        learn_valid_i,
    output logic        learn_ready_o,
    input  arp_learn_t  learn_i,
    output logic        request_valid_o,
    input  logic        request_ready_i,
    output ipv4_t       request_ip_o,
    output logic        update_o,
    output logic        learned_o,
    output logic        next_valid_o,
    output time_us_t    next_us_o,
    output logic        busy_o
);

  localparam int unsigned Sets  = NEIGHBOURS / 4;
  localparam int unsigned SET_W = $clog2(Sets);

  typedef enum logic [2:0] {StClear, StIdle, StRead, StJudge, StDecide, StWrite} step_e;
  typedef enum logic [1:0] {OpLookup, OpLearn, OpWalk} op_e;

  // ---------------------------------------------------------------- choose an operation
  step_e            step_q;
  op_e              op_q;
  logic             port_q;
  arp_learn_t       subject_q;            // address and, of a learning, the rest
  nb_duty_t         walked;
  logic [SET_W-1:0] set_q;                // of the operation, or to clear
  logic [SET_W-1:0] walk_set_d, walk_set_q;
  logic [1:0]       way_q;                // to walk
  logic             walk, walk_last;
  logic [2:0]       walk_ended_q;         // one to three cycles ago; what the walk left is known to the schedule by then

  // Hosts of one network differ in the low bits.
  function automatic logic [SET_W-1:0] set_of(ipv4_t ip);
    set_of = '0;
    for (int unsigned b = 0; b < 32; b++) set_of[b % SET_W] = set_of[b % SET_W] ^ ip[b];
  endfunction

  logic [1:0] ask;
  ipv4_t      asked_ip;
  logic       free_to_start, start_walk;
  assign ask           = lookup_valid_i;
  assign asked_ip      = ask[0] ? lookup_ip_i[0] : lookup_ip_i[1];
  assign free_to_start = step_q == StIdle;
  assign learn_ready_o = free_to_start && ask == '0;
  assign walk_last     = step_q == StDecide && op_q == OpWalk && way_q == '1 && walk_set_q == SET_W'(Sets - 1);
  assign start_walk    = walk && enable_i && walk_ended_q == '0;

  assign walk_set_d    = walk_set_q + SET_W'(step_q == StDecide && op_q == OpWalk && way_q == '1);

  always_ff @(posedge clk_i) begin
    if (rst_i) step_q <= StClear;
    else begin
      unique case (step_q)
        StClear:  if (set_q == SET_W'(Sets - 1)) step_q <= StIdle;
        StRead:   step_q <= op_q == OpWalk ? StJudge : StDecide;
        StJudge:  step_q <= StDecide;
        StDecide: step_q <= StWrite;
        StWrite:  step_q <= StIdle;
        default:  step_q <= ask != '0 || learn_valid_i || start_walk ? StRead : StIdle;
      endcase
    end
  end

  always_ff @(posedge clk_i) if (free_to_start) begin
    port_q <= !ask[0];
    op_q   <= ask != '0 ? OpLookup : learn_valid_i ? OpLearn : OpWalk;
    if (ask != '0) subject_q <= '{add: 1'b1, ip: asked_ip, mac: '0};
    else if (learn_valid_i) subject_q <= learn_i;
  end else if (step_q == StJudge) subject_q.ip <= walked.ip;
  always_ff @(posedge clk_i) begin
    if (rst_i) set_q <= '0;
    else if (step_q == StClear) set_q <= set_q + 1'b1;
    else if (free_to_start) set_q <= ask[0] ? set_of(lookup_ip_i[0]) : ask[1] ? set_of(lookup_ip_i[1])   // who asks is known late
                                   : learn_valid_i ? set_of(learn_i.ip) : walk_set_d;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) {walk_set_q, way_q} <= '0;
    else if (step_q == StDecide && op_q == OpWalk) begin
      way_q      <= way_q + 1'b1;
      walk_set_q <= walk_set_d;
    end
  end

  // ---------------------------------------------------------------- read; when it would be due again
  logic [3:0] hit;
  logic       miss, reads, walks, decide;
  nb_state_e  found;
  place_t     place;
  logic [1:0] turn_q;                     // whose turn it is to give way
  logic       write_q;                    // in StWrite; set_q and subject_q are still the operation's
  logic [1:0] write_way_q, tries_q;
  nb_state_e  state_q;
  time_us_t   due_us_q;
  assign reads  = step_q == StRead;
  assign walks  = op_q == OpWalk;
  assign decide = step_q == StDecide;
  neighbour_ways #(.SETS(Sets)) u_ways (
      .clk_i, .clear_i(step_q == StClear), .set_i(set_q), .read_i(reads), .ip_i(subject_q.ip[31:SET_W]), .walk_i(walks),
      .walk_way_i(way_q), .duty_read_i(free_to_start && walk), .walk_set_i(walk_set_q), .turn_i(turn_q),
      .mac_read_i(decide && op_q == OpLookup), .write_i(write_q),
      .learn_i(op_q == OpLearn), .way_i(write_way_q), .state_i(state_q),
      .duty_i('{tries: tries_q, ip: subject_q.ip, due_us: due_us_q}), .mac_i(subject_q.mac),
      .hit_o(hit), .miss_o(miss), .found_o(found), .place_o(place), .duty_o(walked), .mac_o
  );

  // A lookup that finds no room for its request is due at once: the walk will ask.
  logic       room_q, due_q;
  logic [1:0] asked_q;                    // the entry's tries
  time_us_t   now_q;
  always_ff @(posedge clk_i) if (reads) begin
    room_q   <= !request_valid_o;
    now_q    <= now_us_i;
    due_us_q <= now_us_i + (op_q == OpLearn ? (age_us_i[31:30] != '0 ? NbAgeMax : age_us_i)
                          : op_q == OpLookup && request_valid_o ? '0 : NbRetryUs);
  end
  always_ff @(posedge clk_i) if (step_q == StJudge) begin
    due_q   <= $signed(now_q - walked.due_us) >= 0;
    asked_q <= walked.tries;
  end

  // ---------------------------------------------------------------- decide and write
  neighbour_decision_t decision;
  always_comb begin
    unique case (op_q)
      OpLookup: decision = decide_lookup(found, miss, place.valid, enable_i, room_q);
      OpLearn:  decision = decide_learn(found, miss, place.valid, subject_q.add);
      default:  decision = decide_walk(found, asked_q, due_q, room_q);
    endcase
  end

  always_ff @(posedge clk_i) begin
    write_q <= decide && decision.write && !rst_i;
    if (decide) begin
      write_way_q <= miss ? place.way : first_of(hit);
      state_q     <= decision.state;
      tries_q     <= decision.tries;
    end
  end
  always_ff @(posedge clk_i) if (write_q) turn_q <= turn_q + 1'b1;

  logic set_valid_q;
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      rsp_o           <= '0;
      request_valid_o <= 1'b0;
      update_o        <= 1'b0;
      learned_o       <= 1'b0;
      set_valid_q     <= 1'b0;
      walk_ended_q    <= '0;
    end else begin
      rsp_o           <= {decide && op_q == OpLookup && port_q, decide && op_q == OpLookup && !port_q};
      update_o        <= decide && decision.update;
      learned_o       <= write_q && op_q == OpLearn;
      request_valid_o <= (decide && decision.request) || (request_valid_o && !request_ready_i);
      set_valid_q     <= decide && decision.timed;
      walk_ended_q    <= {walk_ended_q[1:0], walk_last};
    end
  end
  always_ff @(posedge clk_i) if (decide) begin
    state_o <= decision.answer;
    if (room_q) request_ip_o <= subject_q.ip;
  end

  logic schedule_busy;
  neighbour_schedule u_schedule (
      .clk_i, .rst_i, .enable_i, .now_us_i, .set_i(set_valid_q),
      .set_us_i(write_q ? due_us_q : walked.due_us), .walk_done_i(walk_ended_q[2]),
      .walk_o(walk), .next_valid_o, .next_us_o, .busy_o(schedule_busy)
  );
  assign busy_o = step_q != StIdle || lookup_valid_i != '0 || learn_valid_i || (walk && enable_i) || set_valid_q
                  || schedule_busy || request_valid_o;

`ifdef VERILATOR
  initial begin
    if (NEIGHBOURS < 8 || 2 ** $clog2(NEIGHBOURS) != NEIGHBOURS)
      $fatal(1, "neighbour_table: NEIGHBOURS must be a power of two, 8 or more");
  end
`endif

endmodule
