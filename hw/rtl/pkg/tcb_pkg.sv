// tcb_pkg: the transmission control block and the stages of its pipeline (RFC 9293 section 3.3.1).
package tcb_pkg;

  import net_pkg::*;
  import seq_pkg::*;
  import toe_pkg::*;
  import congestion_pkg::*;

  // RFC 9293 section 3.3.2, and two of ours: a lent slot is StListen; StResolving waits for the neighbour.
  typedef enum logic [3:0] {
    StClosed,
    StListen,
    StResolving,
    StSynSent,
    StSynReceived,
    StEstablished,
    StFinWait1,
    StFinWait2,
    StCloseWait,
    StClosing,
    StLastAck,
    StTimeWait
  } state_e;

  typedef enum logic [1:0] {
    RtxOff,         // the timer does not run
    RtxRto,         // waits for an ACK
    RtxPersist,     // waits to probe a zero window
    RtxIdle         // all is ACKed; when what is left of the time-out has passed, the connection counts as idle
  } rtx_kind_e;

  // Hot record: what a segment needs. Budget 1,024 bits (DESIGN section 2). Grouped by who changes it.
  typedef struct packed {
    state_e      state;
    inc_t        inc;             // counts the uses of this number; events of an earlier use differ
    logic        passive;         // came from LISTEN (MUST-11)
    listener_t   listener;
    logic        no_reader;       // the application has closed, not only shut down
    logic        abort_pending;   // abort once the open that is under way has answered
    logic        silent;          // and tell nobody: the link was reset meanwhile
    error_e      err;
  } tcb_common_t;

  typedef struct packed {
    seq_t        iss;
    seq_t        una;             // SND.UNA
    seq_t        nxt;             // SND.NXT; goes back to una on a rewind
    seq_t        max;             // highest sequence number ever sent
    seq_t        wl1;
    seq_t        wl2;
    seq_t        right;           // SND.UNA + SND.WND when the window was last heard: the peer's right edge
    seq_t        edge_seq;        // the application has bytes up to here
    logic        fin;             // and nothing follows
    logic [13:0] smss;            // largest payload the peer takes, bytes
    epoch_t      epoch;
    logic        epoch_answered;  // payload carrying the epoch has arrived
    serial_t     serial;
    logic        range_out;       // a range was asked for and not answered
    rtx_kind_e   rtx_kind;
    logic [5:0]  rtx_arm;
    logic [5:0]  slow_arm;
    logic [3:0]  retries;         // transmissions without an answer since SND.UNA last moved
    logic        rtt_on;          // a segment is being timed
    seq_t        rtt_seq;         // its end
  } tcb_sender_t;

  typedef struct packed {
    seq_t        irs;
    seq_t        nxt;             // RCV.NXT
    seq_t        lim;             // the host has room up to here: RCV.NXT + RCV.WND
    seq_t        adv;             // right edge when a segment last left
    logic        fin;             // the peer's FIN was taken
  } tcb_receiver_t;

  typedef struct packed {
    tcb_common_t   c;
    tcb_sender_t   s;
    tcb_receiver_t r;
    congestion_t   g;
  } tcb_t;

  typedef enum logic [2:0] {
    EvSegment,
    EvPayload,
    EvCommand,
    EvOpen,
    EvTimer
  } event_kind_e;

  // ---------------------------------------------------------------- stages
  localparam int unsigned WideBits = $bits(segment_event_t);   // the widest event

  // An event with its wide part; read it with the functions below.
  typedef struct packed {
    event_kind_e         kind;
    conn_t               conn;
    offset_t             off;     // payload's offset, send edge
    bytes_t              len_bytes;
    logic [WideBits-1:0] wide;
  } event_t;

  function automatic segment_event_t as_segment(event_t e);
    return segment_event_t'(e.wide);
  endfunction
  function automatic payload_event_t as_payload(event_t e);
    return payload_event_t'(e.wide[$bits(payload_event_t)-1:0]);
  endfunction
  function automatic command_event_t as_command(event_t e);
    return command_event_t'(e.wide[$bits(command_event_t)-1:0]);
  endfunction
  function automatic open_event_t as_open(event_t e);
    return open_event_t'(e.wide[$bits(open_event_t)-1:0]);
  endfunction
  function automatic timer_event_t as_timer(event_t e);
    return timer_event_t'(e.wide[$bits(timer_event_t)-1:0]);
  endfunction

  // measure: every difference of the event against the TCB; a_b means a - b, modulo 2^32.
  typedef struct packed {
    // segment against the receive variables; `last` counts SYN and FIN
    seq_t        seq_rnxt;
    seq_t        rnxt_seq;
    seq_t        end_rnxt;
    seq_t        last_rnxt;
    seq_t        lim_rnxt;
    seq_t        lim_seq;
    seq_t        lim_end;
    seq_t        lim_last;
    seq_t        seg_end;         // seg.seq + length
    seq_t        seq_irs;
    logic [15:0] mss;             // what the peer takes: its option, or the default
    // segment against the send variables
    seq_t        ack_una;
    seq_t        max_ack;
    seq_t        nxt_ack;
    seq_t        edge_ack;
    seq_t        right_ack;
    seq_t        ack_rtt;
    seq_t        ack_wl2;
    seq_t        seq_wl1;
    seq_t        new_right;       // seg.ack + seg.wnd
    seq_t        new_right_right;
    // offset and length from the host
    seq_t        off_seq;         // its sequence number
    seq_t        off_nxt;
    seq_t        off_una;
    seq_t        off_edge;
    seq_t        nxt_len;         // snd.nxt + length
    seq_t        right_nxt_len;   // right - (snd.nxt + length)
    seq_t        edge_nxt_len;
    seq_t        max_nxt_len;
    logic [16:0] smss_len;
    // the record against itself
    seq_t        nxt_una;
    seq_t        right_una;
    seq_t        right_nxt;
    seq_t        edge_una;
    seq_t        edge_nxt;
    seq_t        max_nxt;
    seq_t        max_una;
    seq_t        max_una_len;     // max - (snd.una + length)
    seq_t        max_edge;
    // receive limit
    seq_t        new_lim;         // of a receive limit: its sequence number
    seq_t        new_lim_lim;
    seq_t        new_lim_adv;
    seq_t        new_lim_rnxt;
    seq_t        adv_rnxt;
    seq_t        syn_lim;         // limit once this SYN gives it an origin
    offset_t     lim_off;
    offset_t     rnxt_off;
    congestion_diff_t g;
  } diff_t;

  // judge: flags with RFC names, one struct a topic.
  typedef struct packed {
    logic        current;         // the event's incarnation is the TCB's
    logic        acceptable;      // 3.10.7.4 first
    logic        at_nxt;          // SEG.SEQ = RCV.NXT
    logic        at_irs;          // the SYN's own number
    logic        in_order;        // SEG.SEQ <= RCV.NXT
    logic        receives;        // a state in which text is taken
    logic        has_text;
    logic        new_text;        // ends above RCV.NXT
    logic        occupies;        // SEG.LEN > 0
    logic        has_room;        // for a byte at RCV.NXT
    logic        text_fits;       // ends at or below the right edge
    logic        fin_fits;        // so does the FIN
  } judge_sequence_t;

  typedef struct packed {
    bytes_t      skip_bytes;      // old text in front
    bytes_t      take_bytes;      // text to deliver
  } judge_text_t;

  typedef struct packed {
    logic        is_new;          // SND.UNA < SEG.ACK <= SND.MAX
    logic        too_new;         // SEG.ACK > SND.MAX
    logic        above_nxt;       // acknowledges what was sent before a rewind
    logic        flight_after;    // SND.NXT > SEG.ACK
    logic        fin_acked;
    logic        fin_due;         // everything before our FIN is sent once this ACK is applied, the FIN is not
    logic        fin_first;       // it has never left before
    logic        times_rtt;       // covers the timed segment
  } judge_ack_t;

  typedef struct packed {
    logic        update;          // WL1, WL2: this segment's window is the latest
    logic        zero_after;      // nothing may be sent once it is applied
    logic        waits_after;     // and the host has something
    logic        moves_left;      // what was granted and not sent is taken back
    logic        changes;
  } judge_window_t;

  typedef struct packed {
    logic        ack_ok;          // SYN-SENT, SYN-RECEIVED: SEG.ACK acknowledges our SYN
    logic [13:0] smss;            // from the MSS option, or the default
    window_t     initial_window;  // that belongs to it
  } judge_syn_t;

  typedef struct packed {
    logic        epoch_ok;
    logic        serial_ok;
    logic        placed;          // at SND.NXT, not too long, inside the window, not beyond the FIN
    logic        first_time;      // nothing of it was sent before
    logic        raises_max;
    logic        fin_rides;       // the last byte: FIN in the same segment
    logic        raises_edge;
    logic        probe_ok;        // one byte at SND.UNA, window still shut
    logic        probe_first;     // and never sent before
    logic        resend_ok;       // at SND.UNA, not too long, nothing that was never sent
  } judge_payload_t;

  typedef struct packed {
    logic        edge_ok;         // does not move left
    logic        edge_at_nxt;
    logic        edge_waits;      // into a shut window, nothing in flight
    logic        limit_moves;
    logic        limit_update;    // worth a segment of its own (3.8.6.2.2)
    logic        listener_is;     // the TCB belongs to the listener of this command
  } judge_command_t;

  // What a deadline that has passed asks for: one of these, or nothing.
  typedef struct packed {
    logic        time_wait_over;
    logic        syn_given_up;
    logic        syn_again;
    logic        idles;
    logic        data_given_up;
    logic        persists;
    logic        rewinds;
    logic        fin_again;
    // of what persists
    logic        probe_needed;
    // of what rewinds
    logic        window_shut;
  } judge_timer_t;

  typedef struct packed {
    judge_sequence_t seq;
    judge_text_t     text;
    judge_ack_t      ack;
    judge_window_t   wnd;
    judge_syn_t      syn;
    judge_payload_t  pay;
    judge_command_t  cmd;
    judge_timer_t    tmr;
    judge_congestion_t cng;
  } judged_t;

  // What apply still needs: every sum and successor, so that apply only chooses.
  typedef struct packed {
    seq_t        seg_end;
    seq_t        seg_end_1;
    seq_t        seq_1;
    seq_t        iss;             // of a new connection
    seq_t        iss_1;
    seq_t        edge_1;
    seq_t        nxt_1;
    seq_t        nxt_len_1;
    seq_t        una_1;
    seq_t        new_right;
    seq_t        off_seq;
    seq_t        nxt_len;
    seq_t        new_lim;
    seq_t        syn_lim;
    offset_t     lim_off;
    offset_t     rnxt_off;
    ring_addr_t  text_addr;       // of the text that is delivered: where it begins, and the offset where it ends
    offset_t     text_off;
    inc_t        inc_1;
    epoch_t      epoch_1;
    serial_t     serial_1;
    logic [3:0]  retries_1;
    logic [5:0]  rtx_arm_1;
    logic [5:0]  slow_arm_1;
  } values_t;

  // decide: which of the values that measure computed go where. Everything is "keep" or "nothing" at zero. What chooses
  // among many has a bit for each: few decisions set the same one, so that the OR of all decisions is short.
  typedef enum logic [6:0] {
    NxtKeep    = 7'h00,
    NxtAck     = 7'h01,
    NxtUna     = 7'h02,
    NxtLen     = 7'h04,
    NxtLenFin  = 7'h08,
    NxtEdgeFin = 7'h10,
    NxtFin     = 7'h20,
    NxtIss     = 7'h40
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
  typedef enum logic [5:0] {
    SeqNone = 6'h00,
    SeqMax  = 6'h01,
    SeqNxt  = 6'h02,
    SeqEdge = 6'h04,
    SeqIss  = 6'h08,
    SeqUna  = 6'h10,
    SeqAck  = 6'h20
  } seq_sel_e;
  typedef enum logic [1:0] {MaxKeep, MaxNxt, MaxProbe} max_sel_e;           // to what SND.NXT becomes, if that moves
  typedef enum logic [1:0] {EdgeKeep, EdgeOff, EdgeLen} edge_sel_e;
  typedef enum logic {RightKeep, RightNew} right_sel_e;
  typedef enum logic [1:0] {CountKeep, CountUp, CountZero} count_sel_e;

  typedef struct packed {
    reason_pkg::reason_e reason;
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
    lim_sel_e            lim;
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
    seq_t          act_rcv_nxt;   // the window is act_rcv_lim - act_rcv_nxt
    seq_t          act_rcv_lim;
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

  // ---------------------------------------------------------------- words of a decision
  function automatic decision_t keep(tcb_t t);
    decision_t d;
    d       = '0;
    d.state = t.c.state;
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
    d.state         = StClosed;
    d.slow          = SlowStop;
    d.ends          = 1'b1;
    d.release_valid = 1'b1;
    d.release_kind  = kind;
    d.err_we        = 1'b1;
    d.err           = err;
    return d;
  endfunction

  // A handshake failed: the slot goes back to its listener (MUST-11), or the active open fails.
  function automatic decision_t with_handshake_end(decision_t given, tcb_t t, error_e err);
    decision_t d;
    d = with_end(given, t.c.passive ? RelReturn : RelFinal, err);
    if (t.c.passive) begin
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
