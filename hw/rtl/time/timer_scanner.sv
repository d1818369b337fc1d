// timer_scanner: finds the timers that have expired, and keeps a lower bound on the next expiry.
// In:        armed_i/armed_us_i: a deadline that was written at least one cycle ago; the deadlines, by read_*.
// Out:       found_*: a connection with expired timers; next_*: no armed timer expires before this.
// Latency:   a walk reads one connection a cycle, so that every timer is found within CONNS cycles of its deadline
//            and a little, as long as found_ready_i lets it.
// Errors:    none. found_ready_i = 0 stalls the walk; nothing is lost.
// Source:    ours.
//
//   StClear --all cleared--> StSettle --> StWait --next reached--> StWalk --last read--> StDrain --last judged--> StSettle
//
// StWait:    next_us_o = min(left_q, fresh_q). left_q: what the last walk left armed. fresh_q: what was armed since
//            the last walk began. A stopped timer may still be in either: that costs one walk too many.
// StWalk:    every connection is read once; what has not expired goes into left_q, what is armed meanwhile into fresh_q.
// An expired timer stays armed until an operation changes it; to be safe it is looked at again RevisitUs later.
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
    input  time_us_t            armed_us_i,
    output logic                clear_o,
    input  logic                clear_ok_i,
    output logic                read_en_o,
    output logic [CONN_W-1:0]   conn_o,           // to clear or to read
    input  logic                read_ok_i,
    input  deadline_t           rtx_i,
    input  deadline_t           slow_i,
    output logic                found_valid_o,
    output expiry_t             found_o,
    input  logic                found_ready_i,    // what is on its way and one more fit
    output logic                next_valid_o,
    output time_us_t            next_us_o,
    output logic                busy_o
);

  localparam time_us_t RevisitUs = 32'd1024;

  typedef enum logic [2:0] {StClear, StWait, StWalk, StDrain, StSettle} scan_e;
  scan_e             state_q;
  logic [CONN_W-1:0] conn_q;
  logic              last, read, due_q, start;
  logic [4:1]        flight_q;          // reads on their way: s1 .. s4

  assign last      = conn_q == CONN_W'(CONNS - 1);
  assign clear_o   = state_q == StClear;
  assign read_en_o = state_q == StWalk && found_ready_i;
  assign read      = read_en_o && read_ok_i;
  assign conn_o    = conn_q;
  assign start     = state_q == StWait && due_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      state_q  <= StClear;
      conn_q   <= '0;
      flight_q <= '0;
    end else begin
      flight_q <= {flight_q[3:1], read};
      if (clear_ok_i || read) conn_q <= last ? '0 : conn_q + 1'b1;
      unique case (state_q)
        StClear: if (clear_ok_i && last) state_q <= StSettle;
        StWait:  if (due_q) state_q <= StWalk;
        StWalk:  if (read && last) state_q <= StDrain;
        StDrain: if (flight_q == '0) state_q <= StSettle;
        default: state_q <= StWait;
      endcase
    end
  end

  // ---------------------------------------------------------------- the walk: s2 entries, s3 expired?, s4 the earlier
  logic [CONN_W-1:0] conn_s1, conn_s2, conn_s3;
  deadline_t         rtx_s3, slow_s3;
  logic              rtx_late_s3, slow_late_s3;
  time_us_t          again_us_s3;
  always_ff @(posedge clk_i) if (read) conn_s1 <= conn_q;
  always_ff @(posedge clk_i) if (flight_q[1]) conn_s2 <= conn_s1;
  always_ff @(posedge clk_i) if (flight_q[2]) begin
    conn_s3      <= conn_s2;
    rtx_s3       <= rtx_i;
    slow_s3      <= slow_i;
    rtx_late_s3  <= !earlier(now_us_i, rtx_i.deadline_us);
    slow_late_s3 <= !earlier(now_us_i, slow_i.deadline_us);
    again_us_s3  <= now_us_i + RevisitUs;
  end

  logic rtx_fired, slow_fired;
  assign rtx_fired     = rtx_s3.armed && rtx_late_s3;
  assign slow_fired    = slow_s3.armed && slow_late_s3;
  assign found_valid_o = flight_q[3] && (rtx_fired || slow_fired);
  assign found_o       = '{conn: conn_t'(conn_s3), rtx: rtx_fired, rtx_arm: rtx_s3.arm,
                           slow: slow_fired, slow_arm: slow_s3.arm};

  // The earliest that the entry asks for: RevisitUs if it fired. (An unfired deadline less than RevisitUs ahead in the
  // other timer is found by the comparison.)
  time_us_t rtx_us, slow_us, left_us_s4;
  logic     left_s4;
  assign rtx_us  = rtx_late_s3 ? again_us_s3 : rtx_s3.deadline_us;
  assign slow_us = slow_late_s3 ? again_us_s3 : slow_s3.deadline_us;
  always_ff @(posedge clk_i) if (flight_q[3]) begin
    left_s4    <= rtx_s3.armed || slow_s3.armed;
    left_us_s4 <= rtx_s3.armed && (!slow_s3.armed || earlier(rtx_us, slow_us)) ? rtx_us : slow_us;
  end

  // ---------------------------------------------------------------- minima
  // What is told of in the cycle of start was written before: the walk meets it.
  logic     left_valid_q, fresh_valid_q;
  time_us_t left_q, fresh_q;
  logic     left_take, fresh_take;
  assign left_take  = flight_q[4] && left_s4 && (!left_valid_q || earlier(left_us_s4, left_q));
  assign fresh_take = armed_i && (!fresh_valid_q || earlier(armed_us_i, fresh_q));
  always_ff @(posedge clk_i) if (left_take) left_q <= left_us_s4;
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
    if (refresh) next_us_o <= left_valid_q && (!fresh_valid_q || earlier(left_q, fresh_q)) ? left_q : fresh_q;
  end
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      next_valid_o <= 1'b0;
      due_q        <= 1'b0;
    end else begin
      if (refresh) next_valid_o <= left_valid_q || fresh_valid_q;
      due_q <= state_q == StWait && !due_q && next_valid_o && !earlier(now_us_i, next_us_o);
    end
  end
  assign busy_o = state_q != StWait || due_q || changed_q;

endmodule
