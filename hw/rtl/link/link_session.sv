// link_session: who may speak on the host link, and what a reset of it ends.
// In:        link_reset_i; every message of link_decode as it is taken; walk and reply handshakes; quiet_i: nothing of the old
//            session is left in queues of the link.
// Out:       what to do with the input (discard_o, hold_o), up_o, drain_o (throw away everything meant for the host),
//            listen and unlisten pulses, walks of CmdUnlisten and CmdReset, replies (hello, link_error), cfg_reset_o, clear_o.
//
//              rst            cleared
//   StInit  ----------> StHello --- HELLO ---> StUp --- malformed message ---> StFailed
//     ^                      |                  |                                 |
//     | settled twice        +--- link reset ---+-------- link reset -------------+
//     |                      v
//   StSettle <----------- StReset
//
//   StInit    the rooms of connections and the snapshot queue clear their memories; the input waits.
//   StHello   only HELLO is taken (and pad); anything else is link_error no_hello.
//   StUp      everything is taken. Messages about listeners wait while an unlisten walk is under way.
//   StFailed  the input is read and thrown away, so that the transport never hangs; output goes on.
//   StReset   listeners end, CmdReset goes to every connection; the input waits, output is thrown away.
//   StSettle  waits until nothing has moved for SETTLE_CYCLES, so that the last RST has left; then registers are reset, which
//             ends what comes from the wire. When nothing has moved for as long again, everything that is known of
//             connections is forgotten (clear_o): no lie of a host outlives its session.
//
// Latency:   1 cycle.  Throughput: walks one connection per cycle that link_commands takes.
// Errors:    each malformed message is one link_error{code, detail}; the first one ends the input (invariant 9).
// Source:    DESIGN section 4, Session; spec/link/link_numbers.pml for unlisten.
module link_session
  import toe_pkg::*;
  import event_pkg::*;
  import link_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned CONNS         = 1024,
    parameter int unsigned SETTLE_CYCLES = 1024      // a power of two, 64 or more
) (
    input  logic           clk_i,
    input  logic           rst_i,
    input  logic           link_reset_i,
    input  logic           init_done_i,
    input  logic           quiet_i,
    // messages
    input  logic           msg_take_i,      // a message is taken in this cycle, here or elsewhere; in StFailed it means nothing
    input  kind_t          kind_i,
    input  header_t        head_i,
    input  link_error_e    error_i,
    input  logic           reg_busy_i,
    output logic           pass_o,          // the message is good and for the other modules; a reg_read only while !reg_busy_i
    output logic           listeners_room_o,   // messages about listeners need not wait in the next cycle
    output logic           discard_o,
    output logic           hold_o,
    output logic           up_o,
    output logic           drain_o,
    output logic           cfg_reset_o,
    output logic           clear_o,         // pulse: the rooms of connections begin as after rst_i
    // listeners
    output logic           listen_valid_o,
    output logic           unlisten_valid_o,
    output listener_t      listener_o,
    output net_pkg::port_t listen_port_o,
    output net_pkg::ipv4_t listen_ip_o,
    // walks
    output logic           walk_valid_o,
    input  logic           walk_ready_i,
    output conn_t          walk_conn_o,
    output command_e       walk_op_o,
    output listener_t      walk_listener_o,
    // replies
    output logic           reply_valid_o,
    input  logic           reply_ready_i,
    output word_t          reply_o,
    output logic           idle_o
);

  localparam int unsigned SettleW = $clog2(SETTLE_CYCLES);
  localparam int unsigned ShortW  = 6;               // 64 cycles: releases of an unlisten walk reach flow_path

  typedef enum logic [4:0] {
    StHello  = 5'b00000,
    StUp     = 5'b00001,                             // this bit: messages are taken
    StFailed = 5'b00010,                             // this bit: they are thrown away
    StInit   = 5'b10000,                             // this bit: they wait
    StReset  = 5'b10100,
    StSettle = 5'b11000
  } session_e;

  session_e           state_q, state_d;
  logic               walk_q;                        // a walk is under way
  logic               walk_last_q, walk_end;         // it is at the last connection; and goes
  conn_t              walk_conn_q;
  listener_t          listener_q;                    // of the unlisten walk, or the next to end in StReset
  logic               listeners_done_q;
  logic [SettleW:0]   settle_q;                      // cycles without a movement; the first bit: enough of them
  logic               settled_q;                     // an unlisten walk and its 64 cycles are over
  logic               quiet_q;                       // quiet_i comes from every corner of the room
  logic               over_q, settled, disabled_q;   // in StSettle: the time is over, for a cycle; registers are reset already

  // ---------------------------------------------------------------- what is wrong with a message
  link_error_e error;
  logic        taking;
  assign taking = state_q[0];
  always_comb begin
    error = LinkOk;
    if (!taking && !kind_i.hello && !kind_i.pad) error = LinkNoHello;
    else if (error_i != LinkOk) error = error_i;
    else if (taking && kind_i.hello) error = LinkBadType;
    else if (kind_i.reg_read && reg_busy_i) error = LinkBadRegister;
  end

  logic bad, hello, listen, unlisten;
  assign bad      = msg_take_i && !discard_o && error != LinkOk;
  assign pass_o   = taking && error_i == LinkOk;
  assign hello    = msg_take_i && !discard_o && error == LinkOk && kind_i.hello;
  assign listen   = msg_take_i && pass_o && kind_i.listen;
  assign unlisten = msg_take_i && pass_o && kind_i.unlisten;
  assign listeners_room_o = settled_q && !(msg_take_i && kind_i.unlisten);

  // ---------------------------------------------------------------- states
  always_comb begin
    state_d = state_q;
    unique case (state_q)
      StInit:   if (init_done_i && !clear_o) state_d = StHello;
      StHello:  if (bad) state_d = StFailed; else if (hello) state_d = StUp;
      StUp:     if (bad) state_d = StFailed;
      StReset:  if (listeners_done_q && !walk_q) state_d = StSettle;
      StSettle: if (settled && disabled_q) state_d = StInit;
      default: ;
    endcase
    if (link_reset_i && state_q != StInit) state_d = StReset;
  end

  assign discard_o   = state_q[1];
  assign hold_o      = link_reset_i || state_q[4];
  assign drain_o     = hold_o;
  assign up_o        = taking || discard_o;
  assign settled     = over_q && !link_reset_i;
  assign cfg_reset_o = settled && !disabled_q;
  assign idle_o      = !hold_o && settled_q && !reply_valid_o;

  // ---------------------------------------------------------------- listeners and walks
  assign walk_valid_o = walk_q;
  assign walk_conn_o  = walk_conn_q;
  assign walk_end     = walk_q && walk_ready_i && walk_last_q;
  assign walk_op_o       = state_q == StReset ? CmdReset : CmdUnlisten;
  assign walk_listener_o = listener_q;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      state_q          <= StInit;
      walk_q           <= 1'b0;
      settled_q        <= 1'b1;
      listeners_done_q <= 1'b1;
      listen_valid_o   <= 1'b0;
      unlisten_valid_o <= 1'b0;
      clear_o          <= 1'b0;
      over_q           <= 1'b0;
      disabled_q       <= 1'b0;
    end else begin
      state_q          <= state_d;
      clear_o          <= settled && disabled_q;
      over_q           <= state_q == StSettle && quiet_q && settle_q[SettleW] && !over_q && !link_reset_i;
      disabled_q       <= cfg_reset_o || (disabled_q && state_q == StSettle);
      listen_valid_o   <= listen;
      unlisten_valid_o <= unlisten || (state_q == StReset && !listeners_done_q);
      if (link_reset_i && state_q != StInit) begin
        walk_q           <= 1'b0;
        settled_q        <= 1'b1;
        listeners_done_q <= 1'b0;
      end else if (state_q == StReset && !listeners_done_q) begin
        listeners_done_q <= listener_q == listener_t'(Listeners - 1);
        walk_q           <= listener_q == listener_t'(Listeners - 1);
      end else if (unlisten) begin
        walk_q    <= 1'b1;
        settled_q <= 1'b0;
      end else if (walk_end) walk_q <= 1'b0;
      else if (!walk_q && !settled_q && settle_q[ShortW]) settled_q <= 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    quiet_q <= quiet_i;
    if (link_reset_i) listener_q <= '0;
    else if (state_q == StReset && !listeners_done_q) listener_q <= listener_q + 1'b1;
    else if (unlisten) listener_q <= listener_t'(head_i.conn);
    if (!walk_q) walk_conn_q <= '0;
    else if (walk_ready_i) walk_conn_q <= walk_conn_q + 1'b1;
    walk_last_q <= walk_conn_q == conn_t'(CONNS - 1);        // a step takes two cycles
    if (walk_q || cfg_reset_o || !quiet_q && state_q == StSettle) settle_q <= '0;
    else if (!settled_q || state_q == StSettle) settle_q <= settle_q + 1'b1;
    listener_o    <= state_q == StReset ? listener_q : listener_t'(head_i.conn);     // looked at with a pulse only
    listen_port_o <= head_i.arg0[15:0];
    listen_ip_o   <= head_i.arg1;
  end

  // ---------------------------------------------------------------- replies: at most one of each kind waits
  logic        hello_q, failed_q, bad_slot_q;
  logic [31:0] session_q, detail;
  header_t     bad_head_q;
  link_error_e code_q;

  always_comb begin
    unique case (code_q)
      LinkBadLength:   detail = bad_head_q.length_bytes;
      LinkBadConn:     detail = 32'(bad_head_q.conn);
      LinkBadListener: detail = bad_slot_q ? bad_head_q.arg0 : 32'(bad_head_q.conn);
      LinkBadRegister,
      LinkBadVersion:  detail = bad_head_q.arg0;
      default:         detail = 32'(bad_head_q.msg_type);
    endcase
  end

  assign reply_valid_o = hello_q || failed_q;
  always_comb begin
    reply_o = '{kind: WordError, conn: '0, arg0: 32'(code_q), arg1: detail, rest: '0};
    if (hello_q) reply_o = '{kind: WordHello, conn: '0, arg0: Version, arg1: session_q, rest: '0};
  end

  always_ff @(posedge clk_i) begin
    if (hello) session_q <= head_i.arg1;
    if (!failed_q) begin                             // the bad one is the last
      code_q     <= error;
      bad_head_q <= head_i;
      bad_slot_q <= kind_i.slot;
    end
  end
  always_ff @(posedge clk_i) begin
    if (rst_i || drain_o) begin
      hello_q  <= 1'b0;
      failed_q <= 1'b0;
    end else begin
      if (hello) hello_q <= 1'b1;
      else if (reply_ready_i) hello_q <= 1'b0;
      if (bad) failed_q <= 1'b1;
      else if (reply_ready_i && !hello_q) failed_q <= 1'b0;
    end
  end

  logic unused;
  assign unused = &{1'b0, kind_i, head_i, bad_head_q};

`ifdef VERILATOR
  initial if (SETTLE_CYCLES < 64 || 2 ** SettleW != SETTLE_CYCLES)
    $fatal(1, "link_session: SETTLE_CYCLES must be a power of two, 64 or more");
`endif

endmodule
