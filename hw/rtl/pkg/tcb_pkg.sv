// tcb_pkg: the transmission control block (RFC 9293 section 3.3.1) and the events that change it.
package tcb_pkg;

  import net_pkg::*;
  import seq_pkg::*;
  import toe_pkg::*;
  import event_pkg::*;
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
    logic [7:0]  ttl;             // of the connection's packets; 0: the engine's
    logic [7:0]  tos;
  } tcb_common_t;

  typedef struct packed {
    seq_t        iss;
    seq_t        una;             // SND.UNA
    seq_t        nxt;             // SND.NXT; goes back to una on a rewind
    seq_t        max;             // highest sequence number ever sent
    seq_t        wl1;
    logic [15:0] max_wnd;         // the largest window that the peer has offered (RFC 5961's MAX.SND.WND)
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

  // Text that was delivered above a hole: sequence numbers lo up to hi, hi not included.
  typedef struct packed {
    seq_t        lo;
    seq_t        hi;
  } interval_t;

  // RCV.NXT < first.lo, first.hi < second.lo, second.hi <= the right edge; each less than half the sequence space.
  typedef struct packed {
    logic        has_first;
    logic        has_second;      // then has_first too
    interval_t   first;
    interval_t   second;
    logic        fin;             // the peer's FIN has come, with a hole before it
    seq_t        fin_seq;         // its number
  } reassembly_t;

  typedef struct packed {
    seq_t        irs;
    seq_t        nxt;             // RCV.NXT
    seq_t        lim;             // the host has room up to here: RCV.NXT + RCV.WND
    seq_t        adv;             // right edge when a segment last left
    logic        fin;             // the peer's FIN was taken
    logic        ack_owed;        // text was taken that no segment has acknowledged yet
    logic [5:0]  ack_arm;         // its timer is not stopped when an ACK leaves, but finds nothing owed then
    reassembly_t q;
  } tcb_receiver_t;

  // Is the peer still there? (RFC 9293 sections 3.8.3 and 3.8.4, RFC 5482)
  typedef struct packed {
    long_time_t  keep_idle;       // keep-alive: nothing heard for so long; 0: off
    long_time_t  keep_interval;   // between probes
    logic [6:0]  keep_count;      // so many are sent
    long_time_t  user_timeout;    // nothing acknowledged for so long, though something is owed; 0: off
    long_time_t  heard;           // when the last segment was taken
    long_time_t  since;           // when the peer began to owe us an ACK
    logic [6:0]  probes;          // unanswered
    logic [3:0]  challenge_time;  // low bits of when the last challenge ACK left
    logic [3:0]  challenges;      // how many have left since that time began
  } tcb_watch_t;

  typedef struct packed {
    tcb_common_t   c;
    tcb_sender_t   s;
    tcb_receiver_t r;
    congestion_t   g;
    tcb_watch_t    w;
  } tcb_t;

  typedef enum logic [2:0] {
    EvSegment,
    EvPayload,
    EvCommand,
    EvOpen,
    EvTimer
  } event_kind_e;

  // ---------------------------------------------------------------- events
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

  // The initial sequence number that comes with an open or with a SYN that took a slot.
  function automatic seq_t iss_of(event_t e);
    open_event_t o;
    o = as_open(e);
    return o.iss;
  endfunction

  // A segment with the largest one that the peer takes: its MSS option, or the default (RFC 9293 section 3.7.1, MUST-15). Options
  // below 64 bytes would only burn the sender (ours).
  function automatic event_t with_mss(event_t given);
    localparam logic [15:0] Default = 16'd536, Least = 16'd64;   // Least: a power of two, for a look at the bits above it
    event_t         e;
    segment_event_t g;
    e = given;
    g = as_segment(e);
    if (!g.mss_valid) g.mss = Default;
    else if (g.mss[15:$clog2(Least)] == '0) g.mss = Least;
    if (e.kind == EvSegment) e.wide = g;
    return e;
  endfunction

endpackage
