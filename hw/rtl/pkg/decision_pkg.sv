// decision_pkg: what decide chooses, what apply makes of it, and the record of it that the decision trace gives.
package decision_pkg;

  import net_pkg::*;
  import seq_pkg::*;
  import toe_pkg::*;
  import action_pkg::*;
  import tcb_pkg::*;

  // What apply still needs: every sum and successor, so that apply only chooses.
  typedef struct packed {
    seq_t        seq_1;
    seq_t        iss_1;           // of a new connection
    seq_t        edge_1;
    seq_t        una_less_1;      // of a keep-alive
    seq_t        new_right;
    seq_t        off_seq;
    seq_t        nxt_len;
    seq_t        new_lim;
    seq_t        syn_lim;         // once this SYN gives it an origin
    offset_t     lim_off;
    ring_addr_t  text_addr;       // of the text that is delivered: where it begins in the frame buffer, and in the stream
    offset_t     text_off;
    offset_t     urgent_off;      // where urgent data ends
    inc_t        inc_1;
    epoch_t      epoch_1;
    serial_t     serial_1;
    logic [3:0]  retries_1;
    logic [6:0]  probes_1;
    logic [3:0]  challenges_1;
    logic [9:0]  wait_units;      // until the connection is looked at again
    long_time_t  now;
    logic [5:0]  rtx_arm_1;
    logic [5:0]  slow_arm_1;
    logic [5:0]  ack_arm_1;
  } values_t;

  // reassembly: the receive variables once text is taken; of what is kept, what changes.
  typedef struct packed {
    logic        first_lo;
    logic        first_hi;
    logic        second_lo;
    logic        second_hi;
  } moves_t;
  typedef struct packed {
    seq_t        nxt;             // a FIN that is taken stands there
    logic        has_first;
    logic        has_second;
    moves_t      moves;           // which ends of the intervals go to those below
    interval_t   first;
    interval_t   second;
    logic        fin;             // the FIN came, with a hole before it
    seq_t        fin_seq;
  } reassembly_next_t;

  function automatic reassembly_t with_text(reassembly_t was, reassembly_next_t n);
    reassembly_t q;
    q.has_first  = n.has_first;
    q.has_second = n.has_second;
    q.first.lo   = n.moves.first_lo ? n.first.lo : was.first.lo;
    q.first.hi   = n.moves.first_hi ? n.first.hi : was.first.hi;
    q.second.lo  = n.moves.second_lo ? n.second.lo : was.second.lo;
    q.second.hi  = n.moves.second_hi ? n.second.hi : was.second.hi;
    q.fin        = was.fin || n.fin;
    q.fin_seq    = n.fin ? n.fin_seq : was.fin_seq;
    return q;
  endfunction

  // decide: which of the values that measure computed go where. Everything is "keep" or "nothing" at zero. What chooses
  // among many has a bit for each: few decisions set the same one, so that the OR of all decisions is short.
  typedef enum logic [4:0] {
    NxtKeep    = 5'h00,
    NxtAck     = 5'h01,
    NxtUna     = 5'h02,
    NxtLen     = 5'h04,
    NxtEdgeFin = 5'h08,
    NxtIss     = 5'h10
  } nxt_sel_e;
  typedef enum logic [2:0] {
    RcvKeep    = 3'h0,
    RcvText    = 3'h1,
    RcvTextFin = 3'h2,
    RcvSyn     = 3'h4
  } rcv_sel_e;
  typedef enum logic [3:0] {
    LimKeep = 4'h0,
    LimNew  = 4'h1,
    LimSyn  = 4'h2,
    LimArg  = 4'h4,
    LimOff  = 4'h8
  } lim_sel_e;
  typedef enum logic [4:0] {
    SeqNone = 5'h00,
    SeqMax  = 5'h01,
    SeqNxt  = 5'h02,
    SeqUna  = 5'h04,              // of a SYN that leaves again too
    SeqAck  = 5'h08,              // or the ISS in its place
    SeqOld  = 5'h10               // one below SND.UNA
  } seq_sel_e;
  typedef enum logic [1:0] {MaxKeep, MaxNxt, MaxProbe} max_sel_e;           // as SND.NXT; where that would go if probes moved it
  typedef enum logic [1:0] {EdgeKeep, EdgeOff, EdgeLen} edge_sel_e;
  typedef enum logic {RightKeep, RightNew} right_sel_e;
  typedef enum logic [1:0] {CountKeep, CountUp, CountZero} count_sel_e;

  typedef struct packed {
    reason_pkg::reason_e reason;
    logic                set_state;
    state_e              state;
    // the end of a use of this number
    logic                ends;          // inc + 1
    logic                release_valid;
    release_e            release_kind;
    logic                err_we;
    error_e              err;
    // common
    logic                set_origin;    // OPEN or slot: who it belongs to
    logic                set_no_reader;
    logic                set_abort;
    logic                set_silent;
    logic                set_packet;    // what the IP header says
    logic                open_request;
    // sender
    logic                set_iss;
    logic                una_ack;
    nxt_sel_e            nxt;
    max_sel_e            max;
    edge_sel_e           edge_sel;
    logic                set_fin;
    right_sel_e          right;
    logic                set_smss;
    logic                epoch_answered;
    logic                epoch_new;
    logic                range_ask;
    logic                range_done;
    count_sel_e          retries;
    logic                congestion_we;
    // receiver
    logic                set_irs;
    rcv_sel_e            rcv;
    logic                reassembly_we;
    lim_sel_e            lim;
    // watch
    logic                timeouts_we;
    logic                heard;         // a segment was taken
    logic                tell_urgent;   // and the peer has said where urgent data ends
    logic                probes_up;
    logic                challenge;     // counts as a challenge ACK
    // actions
    logic                send;
    tcp_flags_t          flags;
    seq_sel_e            seq;
    logic                mss_option;
    logic                payload;       // the event's payload leaves
    logic                deliver;
    logic                announce;
    dirty_t              dirty;
    // timers
    logic                timer_init;
    logic                syn_lost;
    logic                rtx_we;
    rtx_op_e             rtx;
    rtx_kind_e           rtx_kind;
    logic                rtx_idle;      // RtxIdle, the deadline as it stands
    slow_op_e            slow;
    ack_op_e             ack;
    logic                rtt_start;
    logic                rtt_sample;
    logic                rtt_cancel;
    // accounting
    logic                unwanted;      // a host message that nobody wanted
    logic                retransmit;
  } decision_t;

  // apply: everything that leaves the pipeline besides the record.
  typedef struct packed {
    logic          act_valid;
    tx_action_t    act;           // its window is filled in by window_sums
    logic          dlv_valid;
    delivery_t     dlv;
    logic          rx_free;       // the segment's payload is not delivered
    logic          sb_free;       // the host's payload is not sent
    handle_t       handle;        // of either
    logic          dirty_valid;
    dirty_t        dirty;
    logic          rel_valid;
    release_t      rel;
    logic          open_valid;
    open_request_t open;
    logic          op_valid;
    timer_op_t     op;
  } actions_t;

  // The window field of a segment that leaves when the right edge is here (RFC 9293 section 3.1, unscaled). The first SYN of all
  // counts from 0; a RST says nothing.
  function automatic logic [15:0] window_of(tx_action_t a, seq_t lim);
    seq_t room = lim - a.ack;
    if (!a.flags.ack && !a.flags.syn) return '0;
    return room[31:16] != '0 ? 16'hffff : room[15:0];
  endfunction

  // ---------------------------------------------------------------- words of a decision
  localparam decision_t Nothing = '0;     // changes, and nothing leaves

  // One of an OR's terms, of which one at most counts: a choice by `case` would look at all its conditions for what is not chosen.
  function automatic decision_t when_decided(logic chosen, decision_t d);
    return chosen ? d : Nothing;
  endfunction

  // Nothing, for this reason.
  function automatic decision_t nothing_for(reason_pkg::reason_e why);
    decision_t d;
    d        = Nothing;
    d.reason = why;
    return d;
  endfunction

  // A segment without text at SND.MAX (after a rewind too: the peer has seen everything below).
  function automatic decision_t with_ack(decision_t given);
    decision_t d;
    d           = given;
    d.send      = 1'b1;
    d.flags.ack = 1'b1;
    d.seq       = SeqMax;
    return d;
  endfunction

  function automatic decision_t with_rtx(decision_t given, rtx_op_e op, rtx_kind_e kind);
    decision_t d;
    d          = given;
    d.rtx_we   = 1'b1;
    d.rtx      = op;
    d.rtx_kind = kind;
    return d;
  endfunction

  // This use of the number is over; the host hears of it once the flow entry has gone.
  function automatic decision_t with_end(decision_t given, release_e kind, error_e err);
    decision_t d;
    d               = with_rtx(given, RtxStop, RtxOff);
    d.set_state     = 1'b1;
    d.state         = StClosed;
    d.slow          = SlowStop;
    d.ack           = AckStop;
    d.ends          = 1'b1;
    d.release_valid = 1'b1;
    d.release_kind  = kind;
    d.err_we        = 1'b1;
    d.err           = err;
    return d;
  endfunction

  // The connection is over, for this reason.
  function automatic decision_t ended(reason_pkg::reason_e why, error_e err);
    decision_t d;
    d        = with_end(Nothing, RelFinal, err);
    d.reason = why;
    return d;
  endfunction

  // A handshake failed: the slot goes back to its listener (MUST-11), or the active open fails.
  function automatic decision_t with_handshake_end(decision_t given, tcb_t t, error_e err);
    decision_t d;
    d = with_end(given, t.c.passive ? RelReturn : RelFinal, err);
    if (t.c.passive) begin
      d.set_state = 1'b1;
      d.state = StListen;
      d.lim   = LimOff;
    end
    return d;
  endfunction

  // The decision trace: one record for each pass.
  typedef struct packed {
    event_kind_e          kind;
    conn_t                conn;
    state_e               state_before;
    state_e               state_after;
    reason_pkg::reason_e  reason;
    // the event: a segment's fields; a payload's offset, length and epoch; a command's op and arguments
    seq_t                 ev_seq;
    seq_t                 ev_ack;
    tcp_flags_t           ev_flags;
    bytes_t               ev_len_bytes;
    logic [15:0]          ev_window;
    logic [3:0]           ev_op;
    // the segment that answers it
    logic                 act_send;
    tcp_flags_t           act_flags;
    seq_t                 act_seq;
    seq_t                 act_ack;
    bytes_t               act_len_bytes;
    logic [15:0]          act_window;
    bytes_t               deliver_bytes;
    rtx_op_e              rtx;
    slow_op_e             slow;
    // the record afterwards
    seq_t                 iss;
    seq_t                 irs;
    seq_t                 una;
    seq_t                 nxt;
    seq_t                 max;
    logic [23:0]          wnd;
    logic [13:0]          smss;
    seq_t                 rcv_nxt;
  } trace_t;

endpackage
