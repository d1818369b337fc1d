// timer_scanner: finds the timers that have expired, and keeps a lower bound on the next expiry.
// In:        armed_*: a deadline that was written at least one cycle ago; the deadlines, by read_*.
// Out:       found_*: a connection with expired timers; next_*: no armed timer expires before this.
// Latency:   a walk passes over a group of connections in which nothing is armed in one cycle, and reads the others one
//            connection a cycle: a timer is found within as many cycles of its deadline, and a little, as long as
//            found_ready_i lets it. 1,024 connections are 32 groups of 32, 65,536 are 64 of 1,024.
// Errors:    none. found_ready_i = 0 stalls the walk; nothing is lost.
// Source:    ours.
//
//   StClear --all cleared--> StSettle --> StWait --next reached--> StPass --last group--> StDrain --last judged--> StSettle
//                                                                  |    ^
//                                                         some armed    group read
//                                                                  v    |
//                                                                  StWalk
//
// StWait:    next_us_o = min(left_q, fresh_q). left_q: what the last walk left armed. fresh_q: what was armed since
//            the last walk began. A stopped timer may still be in either: that costs one walk too many.
// StWalk:    what has not expired goes into left_q, what is armed meanwhile into fresh_q.
// An expired timer stays armed in memory until the operation comes that answers it (tcb_invariants: each expiry has one);
// nobody waits for it meanwhile.
module timer_scanner
  import toe_pkg::*;
  import timer_pkg::*;
#(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                clk_i,
    input  logic                rst_i,
    input  time_us_t            now_us_i,
    input  logic                armed_i,
    input  logic [CONN_W-1:0]   armed_conn_i,
    input  time_us_t            armed_us_i,
    output logic                clear_o,
    output logic                read_en_o,
    output logic [CONN_W-1:0]   conn_o,           // to clear or to read
    input  deadline_t           rtx_i,
    input  deadline_t           slow_i,
    input  deadline_t           ack_i,
    output logic                found_valid_o,
    output expiry_t             found_o,
    input  logic                found_ready_i,    // what is on its way and one more fit
    output logic                next_valid_o,
    output time_us_t            next_us_o,
    output logic                busy_o
);

  localparam int unsigned SizeBits = CONN_W - (CONN_W / 2 > 6 ? 6 : CONN_W / 2);
  localparam int unsigned Size     = 2 ** SizeBits;
  localparam int unsigned Groups   = (CONNS + Size - 1) / Size;
  typedef logic [Groups-1:0] groups_t;

  function automatic groups_t group_of(logic [CONN_W-1:0] conn);
    return groups_t'(1) << (32'(conn) >> SizeBits);
  endfunction

  // The group behind a one-hot one; the first behind the last.
  function automatic groups_t behind(groups_t group);
    return groups_t'({group, group} >> (Groups - 1));
  endfunction

  typedef enum logic [2:0] {StClear, StWait, StPass, StWalk, StDrain, StSettle} scan_e;
  scan_e             state_q;
  logic [CONN_W-1:0] conn_q;
  groups_t           here_q;            // the group of conn_q, one-hot; between walks the last one
  groups_t           some_q;            // something may be armed there
  logic              some_here_q;       // in StPass: of here_q
  logic              last, last_group, read, read_group, pass, due_q, start;
  logic [5:1]        flight_q;          // reads on their way: s1 .. s5

  assign last       = conn_q == CONN_W'(CONNS - 1);
  assign last_group = here_q[Groups-1];
  assign clear_o    = state_q == StClear;
  assign read       = state_q == StWalk && found_ready_i;
  assign read_en_o  = read;
  assign read_group = read && (last || (conn_q & CONN_W'(Size - 1)) == CONN_W'(Size - 1));
  assign pass       = state_q == StPass && !some_here_q;
  assign conn_o     = conn_q;
  assign start      = state_q == StWait && due_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      state_q  <= StClear;
      flight_q <= '0;
    end else begin
      flight_q <= {flight_q[4:1], read};
      unique case (state_q)
        StClear: if (last) state_q <= StSettle;
        StWait:  if (due_q) state_q <= StPass;
        StPass:  if (some_here_q) state_q <= StWalk;
                 else if (last_group) state_q <= StDrain;
        StWalk:  if (read_group) state_q <= last_group ? StDrain : StPass;
        StDrain: if (flight_q == '0) state_q <= StSettle;
        default: state_q <= StWait;
      endcase
    end
  end

  // some_here_q looks one group ahead, so that it is right in the cycle after a step to the next group.
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      conn_q <= '0;
      here_q <= groups_t'(1) << (Groups - 1);
    end else begin
      if (clear_o || read) conn_q <= last ? '0 : conn_q + 1'b1;
      else if (pass) conn_q <= last_group ? '0 : conn_q + CONN_W'(Size);
      if (start || ((pass || read_group) && !last_group)) here_q <= behind(here_q);
    end
  end
  always_ff @(posedge clk_i) some_here_q <= (some_q & behind(here_q)) != '0;

  // ---------------------------------------------------------------- the walk: s2 entries, s3 expired?, s4, s5 the earliest
  logic [CONN_W-1:0] conn_s1, conn_s2, conn_s3;
  deadline_t         rtx_s3, slow_s3, ack_s3;
  logic              rtx_late_s3, slow_late_s3, ack_late_s3;
  always_ff @(posedge clk_i) if (read) conn_s1 <= conn_q;
  always_ff @(posedge clk_i) if (flight_q[1]) conn_s2 <= conn_s1;
  always_ff @(posedge clk_i) if (flight_q[2]) begin
    conn_s3      <= conn_s2;
    rtx_s3       <= rtx_i;
    slow_s3      <= slow_i;
    rtx_late_s3  <= !time_lt(now_us_i, rtx_i.deadline_us);
    slow_late_s3 <= !time_lt(now_us_i, slow_i.deadline_us);
    ack_s3       <= ack_i;
    ack_late_s3  <= !time_lt(now_us_i, ack_i.deadline_us);
  end

  logic rtx_fired, slow_fired, ack_fired;
  assign rtx_fired     = rtx_s3.armed && rtx_late_s3;
  assign slow_fired    = slow_s3.armed && slow_late_s3;
  assign ack_fired     = ack_s3.armed && ack_late_s3;
  assign found_valid_o = flight_q[3] && (rtx_fired || slow_fired || ack_fired);
  assign found_o       = '{conn: conn_t'(conn_s3), rtx: rtx_fired, rtx_arm: rtx_s3.arm,
                           slow: slow_fired, slow_arm: slow_s3.arm, ack: ack_fired, ack_arm: ack_s3.arm};

  // What the entry still waits for.
  logic              rtx_waits, slow_waits, waits_s4, ack_waits_s4, left_s5;
  logic [CONN_W-1:0] conn_s4, conn_s5;
  time_us_t          waits_us_s4, ack_us_s4, left_us_s5;
  assign rtx_waits  = rtx_s3.armed && !rtx_late_s3;
  assign slow_waits = slow_s3.armed && !slow_late_s3;
  always_ff @(posedge clk_i) if (flight_q[3]) begin
    conn_s4      <= conn_s3;
    waits_s4     <= rtx_waits || slow_waits;
    waits_us_s4  <= rtx_waits && (!slow_waits || time_lt(rtx_s3.deadline_us, slow_s3.deadline_us)) ? rtx_s3.deadline_us
                                                                                                   : slow_s3.deadline_us;
    ack_waits_s4 <= ack_s3.armed && !ack_late_s3;
    ack_us_s4    <= ack_s3.deadline_us;
  end
  always_ff @(posedge clk_i) if (flight_q[4]) begin
    conn_s5    <= conn_s4;
    left_s5    <= waits_s4 || ack_waits_s4;
    left_us_s5 <= waits_s4 && !(ack_waits_s4 && time_lt(ack_us_s4, waits_us_s4)) ? waits_us_s4 : ack_us_s4;
  end

  // A group that the walk enters is empty until something in it turns out to be left, or is armed.
  groups_t leave, enter;
  assign leave = state_q == StPass && some_here_q ? here_q : '0;
  assign enter = (flight_q[5] && left_s5 ? group_of(conn_s5) : '0) | (armed_i ? group_of(armed_conn_i) : '0);
  always_ff @(posedge clk_i) some_q <= rst_i ? '0 : (some_q & ~leave) | enter;

  // ---------------------------------------------------------------- minima
  // What is told of in the cycle of start was written before: the walk meets it.
  logic     left_valid_q, fresh_valid_q;
  time_us_t left_q, fresh_q;
  logic     left_take, fresh_take;
  assign left_take  = flight_q[5] && left_s5 && (!left_valid_q || time_lt(left_us_s5, left_q));
  assign fresh_take = armed_i && (!fresh_valid_q || time_lt(armed_us_i, fresh_q));
  always_ff @(posedge clk_i) if (left_take) left_q <= left_us_s5;
  always_ff @(posedge clk_i) if (fresh_take) fresh_q <= armed_us_i;

  logic changed_q;                      // fresh_q or left_q moved in the last cycle
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      left_valid_q  <= 1'b0;
      fresh_valid_q <= 1'b0;
      changed_q     <= 1'b0;
    end else begin
      left_valid_q  <= (left_valid_q && !start) || left_take;
      fresh_valid_q <= (fresh_valid_q || fresh_take) && !start;
      changed_q     <= fresh_take;
    end
  end

  // While a walk runs, next stays what it was: everything armed since then lies later.
  logic refresh;
  assign refresh = state_q == StSettle || (state_q == StWait && changed_q && !due_q);
  always_ff @(posedge clk_i) begin
    if (refresh) next_us_o <= left_valid_q && (!fresh_valid_q || time_lt(left_q, fresh_q)) ? left_q : fresh_q;
  end
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      next_valid_o <= 1'b0;
      due_q        <= 1'b0;
    end else begin
      if (refresh) next_valid_o <= left_valid_q || fresh_valid_q;
      due_q <= state_q == StWait && !due_q && next_valid_o && !time_lt(now_us_i, next_us_o);
    end
  end
  assign busy_o = state_q != StWait || due_q || changed_q;

endmodule
