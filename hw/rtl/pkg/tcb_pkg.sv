// tcb_pkg: the transmission control block and the stages of its pipeline (RFC 9293 section 3.3.1).
package tcb_pkg;

  import net_pkg::*;
  import seq_pkg::*;
  import toe_pkg::*;

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
    RtxPersist      // waits to probe a zero window
  } rtx_kind_e;

  // Hot record: what a segment needs. Budget 1,024 bits (DESIGN section 2). Grouped by who changes it.
  typedef struct packed {
    state_e      state;
    inc_t        inc;             // counts the uses of this number; events of an earlier use differ
    logic        passive;         // came from LISTEN (MUST-11)
    listener_t   listener;
    logic        no_reader;       // the application has closed, not only shut down
    logic        abort_pending;   // abort once the open that is under way has answered
    error_e      err;
  } tcb_common_t;

  typedef struct packed {
    seq_t        iss;
    seq_t        una;             // SND.UNA
    seq_t        nxt;             // SND.NXT; goes back to una on a rewind
    seq_t        max;             // highest sequence number ever sent
    seq_t        wl1;
    seq_t        wl2;
    logic [23:0] wnd;             // SND.WND, in bytes (room for a scaled window)
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
  } tcb_t;

  typedef enum logic [2:0] {
    EvSegment,
    EvPayload,
    EvCommand,
    EvOpen,
    EvTimer
  } event_kind_e;

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
