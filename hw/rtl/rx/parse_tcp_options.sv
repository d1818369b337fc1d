// parse_tcp_options: the MSS that a SYN announces, if any, and behind other options.
// In:        beats at stage Verdict, options_i for those that hold options of a SYN; with the frame's last beat,
//            commit_i: walk them, lane_i being the first option's byte in the first of these beats, bytes_i their length.
// Out:       fits_o with the last beat: there was room (commit_i needs it). One answer for each walk, in order, by
//            valid_o/ready_i: mss_valid_o, mss_o. busy_o: a walk is under way or waits.
// Latency:   2 cycles a byte looked at; an option of another kind is jumped over once its length is read.
// Throughput: one walk in its latency + 2: an answer that is not taken yet does not hold up the next walk.
// Errors:    a length below 2 or beyond the options ends the walk; MSS with another length than 4 is jumped over.
// Source:    RFC 9293 section 3.2 (MUST-4 to MUST-7), MUST-64. The first MSS counts.
module parse_tcp_options #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned LANE_W = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    last_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    input  logic                    options_i,
    input  logic                    commit_i,
    input  logic [LANE_W-1:0]       lane_i,
    input  logic [5:0]              bytes_i,
    output logic                    fits_o,
    output logic                    valid_o,
    input  logic                    ready_i,
    output logic                    mss_valid_o,
    output logic [15:0]             mss_o,
    output logic                    busy_o
);

  localparam int unsigned ROWS  = 16;               // beats; the longest options take 11 of 4 bytes
  localparam int unsigned ROW_W = $clog2(ROWS);

  typedef logic [ROW_W:0] row_t;                    // one bit more than an address: full differs from empty
  typedef struct packed {
    logic [LANE_W-1:0] lane;
    logic [5:0]        bytes;
    row_t              next;                        // the row behind the last
  } walk_t;

  logic clk;                                        // stands still while no options come

  // The rows: written while a frame leaves the delay, kept if it is committed.
  logic [8*DATA_BYTES-1:0] mem [ROWS];
  logic [2:0] walk_free;
  row_t start_q, wptr_q, wptr, wptr_next, tail_q;
  logic write, full, lost_q, lost, walk_ready;
  logic undo_q;                                     // commit_i comes late: rows are undone a cycle after their frame

  assign write     = valid_i && options_i;
  assign lost      = lost_q || (write && full);
  assign fits_o    = !lost && walk_free > 3'd1;     // one place is kept for walk_q
  assign wptr      = undo_q ? start_q : wptr_q;
  assign wptr_next = wptr + row_t'(write && !full);

  // Full is known in a register: one row is kept for the one that is written while they are counted.
  always_ff @(posedge clk) full <= !rst_i && wptr_q - tail_q >= row_t'(ROWS - 1);

  always_ff @(posedge clk) if (write && !full) mem[wptr[ROW_W-1:0]] <= data_i;

  always_ff @(posedge clk) begin
    if (rst_i) begin
      start_q <= '0;
      wptr_q  <= '0;
      lost_q  <= 1'b0;
      undo_q  <= 1'b0;
    end else begin
      wptr_q <= wptr_next;
      undo_q <= valid_i && last_i && !commit_i;
      if (valid_i) lost_q <= lost && !last_i;
      if (commit_i) start_q <= wptr_next;
    end
  end

  // commit_i comes late in its cycle: what it is about waits in a register for it.
  walk_t walk_q;
  logic  walk_valid_q;
  always_ff @(posedge clk) walk_valid_q <= commit_i && !rst_i;
  always_ff @(posedge clk) begin
    if (valid_i && last_i) walk_q <= '{lane: lane_i, bytes: bytes_i, next: wptr_next};
  end

  walk_t walk;
  logic  walk_valid, walk_done;
  stream_fifo #(.T(walk_t), .DEPTH(4)) u_walks (
      .clk_i(clk), .rst_i, .valid_i(walk_valid_q), .ready_o(walk_ready), .data_i(walk_q),
      .valid_o(walk_valid), .ready_i(walk_done), .data_o(walk), .free_o(walk_free)
  );

  // The walk. St*: what the byte under way is; each is fetched in one cycle (fetch_q) and judged in the next.
  //   StIdle -walk-> StKind -NOP-> StKind; -EOL or end-> StAnswer; -other-> StLength
  //   StLength -MSS of length 4-> StMssHigh -> StMssLow -> StAnswer; -legal-> StKind, behind the option; -else-> StAnswer
  //   StAnswer -taken-> StIdle
  typedef enum logic [2:0] {StIdle, StKind, StLength, StMssHigh, StMssLow, StAnswer} state_e;
  state_e                  state_q, state_d;
  logic                    fetch_q, is_mss_q, found_d, answer_ready;
  logic [7:0]              byte_q;
  logic [ROW_W+LANE_W-1:0] pos_q;                   // byte address in the rows
  logic [5:0]              left_q, step;            // bytes from pos_q to the end of the options

  logic mss_next;
  assign mss_next = is_mss_q && byte_q == 8'd4;

  // Where step does not matter (the walk ends) it may have any value: it must not wait for the comparisons.
  always_comb begin
    state_d = state_q;
    step    = 6'd0;
    found_d = 1'b0;
    unique case (state_q)
      StIdle: if (walk_valid) state_d = StKind;
      StKind: begin
        step = 6'd1;
        if (left_q == '0 || byte_q == net_pkg::OptEol) state_d = StAnswer;
        else if (byte_q != net_pkg::OptNop) state_d = StLength;
      end
      StLength: begin                               // left_q counts from the length byte: one less than the option has
        step = mss_next ? 6'd1 : byte_q[5:0] - 6'd1;
        if (byte_q < 8'd2 || byte_q - 8'd1 > 8'(left_q)) state_d = StAnswer;
        else state_d = mss_next ? StMssHigh : StKind;
      end
      StMssHigh: begin
        step    = 6'd1;
        state_d = StMssLow;
      end
      StMssLow: begin
        found_d = 1'b1;
        state_d = StAnswer;
      end
      StAnswer: if (answer_ready) state_d = StIdle;
      default: state_d = StIdle;
    endcase
  end

  logic judging;
  assign judging   = state_q inside {StKind, StLength, StMssHigh, StMssLow} && fetch_q;
  assign walk_done = state_q == StAnswer && answer_ready;
  assign busy_o    = walk_valid || walk_valid_q || valid_o;

  // The answer. Its reader's ready comes late, and ends here.
  logic [15:0] mss_q;
  logic        found_q;
  assign answer_ready = !valid_o;
  always_ff @(posedge clk) begin
    if (rst_i) valid_o <= 1'b0;
    else valid_o <= valid_o ? !ready_i : state_q == StAnswer;
    if (answer_ready) {mss_valid_o, mss_o} <= {found_q, mss_q};
  end

  always_ff @(posedge clk) begin
    if (rst_i) begin
      state_q <= StIdle;
      tail_q  <= '0;
    end else begin
      if (judging || state_q == StIdle || state_q == StAnswer) state_q <= state_d;
      if (walk_done) tail_q <= walk.next;
    end
  end

  always_ff @(posedge clk) begin
    if (walk_valid) begin
      fetch_q <= !fetch_q && state_q != StIdle;
      if (!fetch_q) byte_q <= mem[pos_q[LANE_W+:ROW_W]][8*pos_q[LANE_W-1:0]+:8];
    end
    if (state_q == StIdle && walk_valid) begin
      pos_q       <= {tail_q[ROW_W-1:0], walk.lane};
      left_q      <= walk.bytes;
      found_q     <= 1'b0;
      fetch_q     <= 1'b0;
    end else if (judging) begin
      pos_q       <= pos_q + (ROW_W+LANE_W)'(step);
      left_q      <= left_q - step;
      found_q     <= found_d;
      if (state_q == StKind) is_mss_q <= byte_q == net_pkg::OptMss;
      if (state_q == StMssHigh) mss_q[15:8] <= byte_q;
      if (state_q == StMssLow) mss_q[7:0] <= byte_q;
    end
  end

  clock_gate u_clock (
      .clk_i, .rst_i,
      .busy_i((valid_i && (options_i || lost_q || wptr_q != start_q)) || undo_q || commit_i || busy_o || state_q != StIdle),
      .clk_o(clk)
  );

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (walk_valid_q && !rst_i) assert (walk_ready) else $fatal(1, "parse_tcp_options: a walk is lost");
    if (commit_i && !rst_i) assert (valid_i && last_i && fits_o) else $fatal(1, "parse_tcp_options: bad commit");
  end
`else
  logic unused;
  assign unused = walk_ready;
`endif

endmodule
