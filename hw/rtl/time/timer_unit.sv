// timer_unit: one operation of the TCB pipeline on a connection's round-trip record and timers.
// In:        op_valid_i/op_i: at most one per 2 cycles, one per 6 cycles for one connection; never refused.
//            view_en_i/view_conn_i: at most one per 4 cycles, never in a cycle of op_valid_i, nor 2 cycles after one that arms.
// Out:       set_*: what to write into the deadlines, and the earliest deadline armed by it, one cycle later
//            (armed_*, two cycles after); view_o.
// Latency:   record written 5 cycles after the operation, deadlines 12; view_o 6 cycles, and for one.
// Errors:    none.
// Source:    RFC 6298 section 2, 5.1 to 5.7; RFC 9293 section 3.10.8 (TIME-WAIT). An operation that takes a sample and
//            arms uses the time-out after the sample.
module timer_unit
  import toe_pkg::*;
  import action_pkg::*;
  import timer_pkg::*;
#(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                clk_i,
    input  logic                rst_i,
    input  logic [25:0]         rto_min_us_i,
    input  logic [25:0]         rto_initial_us_i,
    input  logic [25:0]         rto_max_us_i,
    input  logic [31:0]         msl_us_i,
    input  logic [31:0]         fin_wait_us_i,
    input  logic [17:0]         ack_delay_us_i,
    input  time_us_t            now_us_i,
    input  logic                op_valid_i,
    input  timer_op_t           op_i,
    input  logic                view_en_i,
    input  logic [CONN_W-1:0]   view_conn_i,
    output rtt_view_t           view_o,
    output logic [CONN_W-1:0]   set_conn_o,
    output logic                set_rtx_o,
    output deadline_t           set_rtx_entry_o,
    output logic                set_slow_o,
    output deadline_t           set_slow_entry_o,
    output logic                set_ack_o,
    output deadline_t           set_ack_entry_o,
    output logic                armed_o,
    output logic [CONN_W-1:0]   armed_conn_o,
    output time_us_t            armed_us_o,
    output logic                busy_o
);

  localparam int unsigned Steps = 14;                // s1 .. s14
  // 2 MSL is at most 2^30 us (18 minutes; RFC 9293 asks for 4), well inside half the range of a time.
  localparam logic [31:0] MslMax      = 32'h2000_0000;
  localparam logic [31:0] LongestWait = 32'h4000_0000;

  // What of an operation is still needed when its record has been dealt with.
  typedef struct packed {
    logic [CONN_W-1:0] conn;
    logic              rtx;
    logic              rtx_on;
    logic [5:0]        rtx_arm;
    logic              slow;
    slow_op_e          slow_op;
    logic              slow_on;
    logic [5:0]        slow_arm;
    logic [9:0]        slow_wait;
    logic              ack;
    logic              ack_on;
    logic [5:0]        ack_arm;
    time_us_t          now_us;
  } arm_t;

  function automatic arm_t arm_of(timer_op_t op, time_us_t now_us);
    arm_of = '{conn: op.conn[CONN_W-1:0], rtx: op.rtx != RtxKeep, rtx_on: op.rtx inside {RtxArm, RtxBackoff},
               rtx_arm: op.rtx_arm, slow: op.slow != SlowKeep, slow_op: op.slow,
               slow_on: op.slow inside {SlowTimeWait, SlowFinWait, SlowWatch}, slow_arm: op.slow_arm, slow_wait: op.slow_wait,
               ack: op.ack != AckKeep, ack_on: op.ack == AckArm, ack_arm: op.ack_arm, now_us: now_us};
  endfunction

  logic [Steps:1] valid_q;
  logic           viewing;
  assign busy_o = valid_q != '0 || viewing;
  always_ff @(posedge clk_i) begin
    if (rst_i) valid_q <= '0;
    else valid_q <= {valid_q[Steps-1:1], op_valid_i};
  end

  // ---------------------------------------------------------------- s0, s1: read
  timer_op_t op_s1, op_s2;
  time_us_t  now_s1, now_s2;
  always_ff @(posedge clk_i) if (op_valid_i) begin
    op_s1  <= op_i;
    now_s1 <= now_us_i;
  end
  always_ff @(posedge clk_i) if (valid_q[1]) begin
    op_s2  <= op_s1;
    now_s2 <= now_s1;
  end

  rtt_record_t record_s2, record_s5;
  arm_t        arm_s3, arm_s4, arm_s5;
  ram_1r1w #(.WIDTH($bits(rtt_record_t)), .DEPTH(CONNS), .LATENCY(2), .COLLISION_FREE(1'b0)) u_records (
      .clk_i, .we_i(valid_q[5]), .waddr_i(arm_s5.conn), .wdata_i(record_s5),
      .re_i(op_valid_i || view_en_i), .raddr_i(op_valid_i ? op_i.conn[CONN_W-1:0] : view_conn_i), .rdata_o(record_s2)
  );

  // ---------------------------------------------------------------- s2 .. s4: the new record
  typedef struct packed {
    logic       sample;
    logic       floor_3s;
    logic       sampled;
    logic [4:0] backoff;
    time_us_t   start_us;
    logic [26:0] srtt_us8;        // as read, for an operation without a sample
    logic [25:0] rttvar_us4;
  } change_t;

  function automatic change_t change_of(timer_op_t op, rtt_record_t r, time_us_t now_us);
    logic [4:0] backoff = op.init || op.rtt_sample || op.syn_lost ? '0 : r.backoff;
    logic       more    = op.rtx inside {RtxBackoff, RtxDouble};
    logic       sample  = op.rtt_sample && !op.init;
    change_of = '{sample: sample,
                  floor_3s: !sample && (op.syn_lost || (r.floor_3s && !op.init)),
                  sampled: sample || (r.sampled && !op.init),
                  backoff: backoff + 5'(more && backoff != '1),
                  start_us: op.rtt_start ? now_us : r.start_us,
                  srtt_us8: op.init ? '0 : r.srtt_us8, rttvar_us4: op.init ? '0 : r.rttvar_us4};
  endfunction

  change_t change_s3, change_s4, change_s5;
  always_ff @(posedge clk_i) if (valid_q[2]) begin
    change_s3 <= change_of(op_s2, record_s2, now_s2);
    arm_s3    <= arm_of(op_s2, now_s2);
  end
  always_ff @(posedge clk_i) if (valid_q[3]) begin
    change_s4 <= change_s3;
    arm_s4    <= arm_s3;
  end
  always_ff @(posedge clk_i) if (valid_q[4]) begin
    change_s5 <= change_s4;
    arm_s5    <= arm_s4;
  end

  logic [26:0] srtt_s5;
  logic [25:0] rttvar_s5;
  rtt_estimator u_estimator (
      .clk_i, .valid_i(valid_q[2] && op_s2.rtt_sample), .now_us_i(now_s2), .start_us_i(record_s2.start_us),
      .sampled_i(record_s2.sampled), .srtt_us8_i(record_s2.srtt_us8), .rttvar_us4_i(record_s2.rttvar_us4),
      .srtt_us8_o(srtt_s5), .rttvar_us4_o(rttvar_s5)
  );

  // ---------------------------------------------------------------- s5: write; s5 .. s11: RTO and deadlines
  assign record_s5 = '{srtt_us8:   change_s5.sample ? srtt_s5 : change_s5.srtt_us8,
                       rttvar_us4: change_s5.sample ? rttvar_s5 : change_s5.rttvar_us4,
                       sampled:    change_s5.sampled, floor_3s: change_s5.floor_3s,
                       backoff:    change_s5.backoff, start_us: change_s5.start_us};

  // A query looks 3 cycles after its read, when no operation of the pipeline does (its other phase).
  logic        based, seen_valid;
  rtt_record_t seen;
  logic [25:0] rto_s8;
  assign based = valid_q[5] && arm_s5.rtx_on;
  rto_base u_base (
      .clk_i, .rto_min_us_i, .rto_initial_us_i, .rto_max_us_i, .valid_i(based || seen_valid),
      .terms_i(terms_of(seen_valid ? seen : record_s5)), .rto_us_o(rto_s8)
  );

  rtt_view u_view (
      .clk_i, .rst_i, .en_i(view_en_i), .meets_i(valid_q[5] && arm_s5.conn == view_conn_i), .written_i(record_s5),
      .record_i(record_s2), .rto_us_i(rto_s8), .seen_valid_o(seen_valid), .seen_o(seen), .busy_o(viewing), .view_o
  );

  arm_t       arm_q     [6:12];
  logic [4:0] backoff_q [6:8];
  always_ff @(posedge clk_i) if (valid_q[5]) begin
    arm_q[6]     <= arm_s5;
    backoff_q[6] <= change_s5.backoff;
  end
  for (genvar s = 7; s <= 8; s++) begin : gen_backoff
    always_ff @(posedge clk_i) if (valid_q[s-1]) backoff_q[s] <= backoff_q[s-1];
  end
  for (genvar s = 7; s <= 12; s++) begin : gen_carry
    always_ff @(posedge clk_i) if (valid_q[s-1]) arm_q[s] <= arm_q[s-1];
  end

  time_us_t rtx_deadline_s12, slow_deadline_s12, ack_deadline_s12;
  rto_backoff u_backoff (
      .clk_i, .rto_max_us_i, .valid_i(valid_q[8] && arm_q[8].rtx_on), .rto_us_i(rto_s8), .backoff_i(backoff_q[8]),
      .now_us_i(arm_q[8].now_us), .deadline_us_o(rtx_deadline_s12)
  );

  // And one more: the microsecond that has begun does not count.
  time_us_t slow_us;
  always_ff @(posedge clk_i) if (valid_q[10] && arm_q[10].slow_on) begin
    unique case (arm_q[10].slow_op)
      SlowTimeWait: slow_us <= (msl_us_i[31:29] != '0 ? MslMax : msl_us_i) << 1 | 32'd1;
      SlowFinWait:  slow_us <= fin_wait_us_i[31:30] != '0 ? LongestWait : fin_wait_us_i | 32'd1;
      default:      slow_us <= (32'(arm_q[10].slow_wait) + 32'd1) << 20 | 32'd1;
    endcase
  end
  always_ff @(posedge clk_i) if (valid_q[11] && arm_q[11].slow_on) slow_deadline_s12 <= arm_q[11].now_us + slow_us;
  always_ff @(posedge clk_i) if (valid_q[11] && arm_q[11].ack_on) ack_deadline_s12 <= arm_q[11].now_us + 32'(ack_delay_us_i);

  // ---------------------------------------------------------------- s12: write the deadlines; s13, s14: the earliest one
  assign set_conn_o       = arm_q[12].conn;
  assign set_rtx_o        = valid_q[12] && arm_q[12].rtx;
  assign set_rtx_entry_o  = '{armed: arm_q[12].rtx_on, arm: arm_q[12].rtx_arm, deadline_us: rtx_deadline_s12};
  assign set_slow_o       = valid_q[12] && arm_q[12].slow;
  assign set_slow_entry_o = '{armed: arm_q[12].slow_on, arm: arm_q[12].slow_arm, deadline_us: slow_deadline_s12};
  assign set_ack_o        = valid_q[12] && arm_q[12].ack;
  assign set_ack_entry_o  = '{armed: arm_q[12].ack_on, arm: arm_q[12].ack_arm, deadline_us: ack_deadline_s12};

  logic              rtx_first, armed_s13, ack_on_s13;
  logic [CONN_W-1:0] conn_s13;
  time_us_t          armed_us_s13, ack_deadline_s13;
  assign rtx_first = arm_q[12].rtx_on && (!arm_q[12].slow_on || time_lt(rtx_deadline_s12, slow_deadline_s12));
  always_ff @(posedge clk_i) if (valid_q[12]) begin
    conn_s13         <= arm_q[12].conn;
    armed_s13        <= arm_q[12].rtx_on || arm_q[12].slow_on;
    armed_us_s13     <= rtx_first ? rtx_deadline_s12 : slow_deadline_s12;
    ack_on_s13       <= arm_q[12].ack_on;
    ack_deadline_s13 <= ack_deadline_s12;
  end
  always_ff @(posedge clk_i) armed_o <= valid_q[13] && (armed_s13 || ack_on_s13) && !rst_i;
  always_ff @(posedge clk_i) if (valid_q[13]) begin
    armed_conn_o <= conn_s13;
    armed_us_o   <= armed_s13 && !(ack_on_s13 && time_lt(ack_deadline_s13, armed_us_s13)) ? armed_us_s13 : ack_deadline_s13;
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(op_valid_i && view_en_i)) else $fatal(1, "timer_unit: operation and query in one cycle");
      assert (!(based && seen_valid)) else $fatal(1, "timer_unit: a query 2 cycles after an operation that arms");
      assert (!(op_valid_i && op_i.init && op_i.rtt_sample)) else $fatal(1, "timer_unit: a sample of a new connection");
      assert (!(op_valid_i && valid_q[1])) else $fatal(1, "timer_unit: operations in consecutive cycles");
      assert (!(op_valid_i && (valid_q[2] && op_s2.conn == op_i.conn
                               || valid_q[3] && arm_s3.conn == op_i.conn[CONN_W-1:0]
                               || valid_q[4] && arm_s4.conn == op_i.conn[CONN_W-1:0]
                               || valid_q[5] && arm_s5.conn == op_i.conn[CONN_W-1:0])))
        else $fatal(1, "timer_unit: operations of one connection less than 6 cycles apart");
    end
  end
`endif

endmodule
