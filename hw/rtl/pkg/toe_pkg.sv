// toe_pkg: what the rooms of the engine say to each other.
// Every struct here is one message between two modules; DESIGN section 2 has the picture.
// Lengths are in bytes, times in microseconds, offsets are positions in a connection's byte stream
// (they start at 0, count neither SYN nor FIN, and wrap at 2^32).
package toe_pkg;

  import net_pkg::*;
  import seq_pkg::*;

  typedef logic [15:0] conn_t;       // connection number; values >= CONNS never occur inside the engine
  typedef logic [3:0]  inc_t;        // incarnation: which use of a connection number a record belongs to
  typedef logic [3:0]  epoch_t;      // which rewind a payload answers
  typedef logic [3:0]  serial_t;     // which range request a payload answers
  typedef logic [3:0]  listener_t;
  typedef logic [31:0] offset_t;
  typedef logic [15:0] long_time_t;  // units of 2^20 us, 1.05 s: for waits that need no more
  typedef logic [31:0] time_us_t;    // low bits of the microsecond count; compared modulo 2^32

  localparam int unsigned Listeners  = 16;

  // A buffered payload: an entry of a packet_ring and the byte address of its first payload byte.
  localparam int unsigned RingHandles = 32;
  typedef logic [4:0]  handle_t;
  typedef logic [15:0] ring_addr_t;
  typedef logic [15:0] bytes_t;

  // ---------------------------------------------------------------- configuration (link/registers)
  typedef struct packed {
    logic         enable;           // the wire side answers and listens
    mac_addr_t    mac;
    ipv4_t        ip;
    logic [5:0]   prefix_bits;      // 0..32
    ipv4_t        gateway;          // 0: none
    logic [15:0]  mtu_bytes;        // IP packet size that the link carries; RMSS = mtu - 40
    logic [7:0]   ttl;
    logic [127:0] isn_key;          // SipHash key, from the host's entropy
    logic [31:0]  hash_key;         // flow hash key
    logic [25:0]  rto_min_us;
    logic [25:0]  rto_initial_us;
    logic [25:0]  rto_max_us;
    logic [31:0]  msl_us;
    logic [3:0]   syn_retries;      // R2 for SYN, in transmissions after the first
    logic [3:0]   data_retries;     // R2 for everything else
    logic [31:0]  arp_age_us;       // an entry older than this is asked for again when it is next used
    logic [31:0]  fin_wait_us;      // how long a closed application waits for the peer's FIN
    logic [17:0]  ack_delay_us;     // 0: each segment is acknowledged at once
  } cfg_t;

  // ---------------------------------------------------------------- rx_path -> flow_path
  // Or, with `icmp`, an ICMP error about a segment of ours: tuple and ack are those of the segment that it quotes (ack is its
  // sequence number), window is {type, code}, mss the largest payload on the path if the error says so; RST is set, so that
  // nobody answers it.
  typedef struct packed {
    logic        icmp;
    tuple_t      tuple;
    mac_addr_t   src_mac;
    seq_t        seq;
    seq_t        ack;
    tcp_flags_t  flags;
    logic [15:0] window;
    logic [15:0] urgent;
    logic        mss_valid;
    logic [15:0] mss;
    bytes_t      len_bytes;         // payload; 0: nothing is buffered and handle/addr mean nothing
    handle_t     handle;
    ring_addr_t  addr;
  } rx_segment_t;

  // ---------------------------------------------------------------- rx_path -> side_path, link_path
  // Every frame's beats are copied to the echo responder and to the raw-frame buffer while it arrives;
  // at its end this says whose it is.
  typedef enum logic [1:0] {
    CopyNobody,
    CopyEcho,         // ICMP echo request to us, checksums good
    CopyRaw,          // for the host
    CopyIcmp          // ICMP error that quotes a TCP segment, checksums good
  } copy_class_e;

  // side_path -> flow_path: what an ICMP error says and quotes.
  typedef struct packed {
    tuple_t      tuple;             // ours is local
    seq_t        seq;
    logic [7:0]  kind;              // RFC 792: type
    logic [7:0]  code;
    logic [15:0] mtu_bytes;         // of type 3 code 4 (RFC 1191 section 4)
  } icmp_quote_t;

  typedef enum logic [1:0] {
    NeighbourKnown,
    NeighbourPending, // asked for; ask again when the table changes
    NeighbourFailed   // did not answer
  } neighbour_e;

  // ---------------------------------------------------------------- events (the wide parts)
  typedef struct packed {
    inc_t        inc;
    logic        icmp;              // as in rx_segment_t
    logic        fresh;             // a SYN that just took a slot: iss is valid
    seq_t        iss;
    seq_t        seq;
    seq_t        ack;
    tcp_flags_t  flags;
    logic [15:0] window;
    logic [15:0] urgent;
    logic        mss_valid;
    logic [15:0] mss;
    bytes_t      len_bytes;
    handle_t     handle;
    ring_addr_t  addr;
  } segment_event_t;

  typedef struct packed {
    offset_t     offset;
    epoch_t      epoch;             // of a grant
    serial_t     serial;            // of a range
    logic        range;             // an answer to a range request
    logic        psh;
    logic        urg;
    bytes_t      len_bytes;         // 0 is legal for a range only ("nothing left"); then nothing is buffered
    handle_t     handle;
    ring_addr_t  addr;
    logic [15:0] sum;               // ones' complement sum of the payload, first byte high
  } payload_event_t;

  typedef enum logic [3:0] {
    CmdOpen,        // arg0 remote ip, arg1 {remote port, local port}, arg2 local ip, arg3 receive limit
    CmdSlot,        // arg0 listener, arg3 receive limit
    CmdEdge,        // arg0 send edge, arg1[0] FIN follows it
    CmdLimit,       // arg3 receive limit
    CmdNoReader,
    CmdAbort,
    CmdQuery,
    CmdUnlisten,    // arg0 listener; walked over every connection by link_session
    CmdReset,       // link reset; walked over every connection by link_session
    CmdTimeouts,    // arg0 {keep-alive interval, idle time}, arg1 {user time-out, 9'b0, probes}
    CmdPacket       // arg0 {16'b0, TTL, DiffServ field}
  } command_e;

  typedef struct packed {
    command_e    op;
    logic [31:0] arg0;
    logic [31:0] arg1;
    logic [31:0] arg2;
    logic [31:0] arg3;
  } command_event_t;

  // The answer of flow_path to an open request: neighbour resolved and flow inserted, or why not.
  typedef enum logic [3:0] {
    ErrNone,
    ErrRefused,       // RST in answer to our SYN
    ErrReset,         // RST afterwards
    ErrTimedOut,      // R2 passed
    ErrUnreachable,   // the neighbour did not answer ARP
    ErrInUse,         // the tuple is in use
    ErrTableFull,     // the flow table has no place for this tuple
    ErrAborted,       // the host asked for it
    // from ICMP errors (RFC 792); while the connection lives they are soft (RFC 9293 section 3.9.2.2)
    ErrNet,           // network unreachable
    ErrHost,          // host unreachable
    ErrProhibited,    // by an administrator
    ErrTimeExceeded,  // time to live, or of reassembly
    ErrParameter      // parameter problem
  } error_e;

  typedef struct packed {
    inc_t        inc;
    error_e      err;               // ErrNone: go ahead with iss
    seq_t        iss;
  } open_event_t;

  typedef enum logic [1:0] {
    TimerRtx,       // retransmission or persist
    TimerSlow,      // TIME-WAIT and other long waits
    TimerAck        // a delayed ACK
  } timer_kind_e;

  typedef struct packed {
    timer_kind_e kind;
    logic [5:0]  arm;               // arm count; the event is ignored if the TCB's differs
  } timer_event_t;

  // ---------------------------------------------------------------- actions (tcb_pipeline -> ...)
  // To tx_path: one segment. Payload that is not sent is given back to the segment buffer directly.
  typedef struct packed {
    conn_t       conn;
    logic [7:0]  ttl;               // 0: the engine's
    logic [7:0]  tos;
    tcp_flags_t  flags;
    seq_t        seq;
    seq_t        ack;
    logic [15:0] window;
    logic [15:0] urgent;
    logic        mss_valid;         // put the MSS option on
    logic        payload;           // handle, addr, len_bytes, sum are valid
    handle_t     handle;
    ring_addr_t  addr;
    bytes_t      len_bytes;
    logic [15:0] sum;
  } tx_action_t;

  // To tx_path, from flow_path: an answer to a segment that belongs to no connection.
  typedef struct packed {
    mac_addr_t   dst_mac;
    tuple_t      tuple;             // ours is local
    tcp_flags_t  flags;
    seq_t        seq;
    seq_t        ack;
  } tx_reset_t;

  // To flow_path.
  typedef struct packed {
    conn_t       conn;
    inc_t        inc;
    tuple_t      tuple;
  } open_request_t;

  typedef enum logic [1:0] {
    RelSlot,        // a newly posted slot: lend it to its listener
    RelReturn,      // a handshake failed: delete the flow, lend the slot again (final if the listener has gone)
    RelFinal,       // the connection has ended: delete the flow, then tell the host
    RelReset        // link reset: delete the flow, tell nobody
  } release_e;

  typedef struct packed {
    release_e    kind;
    conn_t       conn;
    inc_t        inc;               // of the next use
    listener_t   listener;
  } release_t;

  // To payload_out: one accepted text, in stream order; or the first snapshot of a connection.
  typedef struct packed {
    conn_t       conn;
    logic        announce;          // first put out the snapshot that says ESTABLISHED
    logic [15:0] smss_bytes;
    logic        payload;           // the fields below are valid
    handle_t     handle;            // given back to the frame buffer when the message is out
    ring_addr_t  addr;
    bytes_t      len_bytes;
    offset_t     offset;
    offset_t     rcv_offset;        // receive offset once this text is in
  } delivery_t;

  // To snapshot_queue: what the host should hear about.
  typedef struct packed {
    logic progress;
    logic state;
    logic query;
    logic final_closed;             // set by flow_path only, after the flow entry has gone
  } dirty_t;

  // ---------------------------------------------------------------- snapshots (window_sums -> snapshot encode)
  typedef struct packed {
    conn_t       conn;
    dirty_t      what;
    logic [3:0]  state;             // tcb_pkg::state_e
    error_e      err;
    logic        fin_received;
    logic        fin_acked;
    offset_t     acked;             // every byte below has been ACKed
    offset_t     limit;             // payload may be sent up to here
    offset_t     wanted;            // snd.nxt
    epoch_t      epoch;
    serial_t     serial;
    logic        range_out;         // a range request waits for its answer: from `acked`, a segment or one byte
    logic [15:0] smss_bytes;
    offset_t     rcv_offset;
    logic [23:0] snd_wnd_bytes;
    logic [23:0] cwnd_bytes;
    logic [31:0] rcv_wnd_bytes;
    seq_t        iss;
    seq_t        irs;
    logic [26:0] srtt_us;           // in units of 1/8 us; RFC 6298
    logic [25:0] rttvar_us;         // in units of 1/4 us
    logic [25:0] rto_us;
    logic [3:0]  retries;
  } snapshot_t;

  // ---------------------------------------------------------------- timers (tcb_pipeline -> timer_unit)
  typedef enum logic [2:0] {
    RtxKeep,        // nothing changes
    RtxStop,
    RtxArm,         // deadline = now + RTO (as backed off now)
    RtxBackoff,     // RTO doubles (RFC 6298 5.5), then as RtxArm
    RtxDouble       // RTO doubles, the timer stops (a rewind waits for its payload)
  } rtx_op_e;

  typedef enum logic [2:0] {
    SlowKeep,
    SlowStop,
    SlowTimeWait,   // deadline = now + 2 MSL
    SlowFinWait,    // deadline = now + fin_wait_us
    SlowWatch       // deadline = now + slow_wait + 1 units of 2^20 us
  } slow_op_e;

  typedef enum logic [1:0] {
    AckKeep,
    AckStop,
    AckArm          // deadline = now + the delay of an ACK
  } ack_op_e;

  typedef struct packed {
    conn_t       conn;
    logic        init;       // forget SRTT: a new connection; RTO = initial (RFC 6298 2.1)
    logic        syn_lost;   // RFC 6298 5.7: the SYN was retransmitted, data starts with RTO >= 3 s, not backed off
    rtx_op_e     rtx;
    logic [5:0]  rtx_arm;    // arm count from now on
    slow_op_e    slow;
    logic [5:0]  slow_arm;
    logic [9:0]  slow_wait;
    ack_op_e     ack;
    logic [5:0]  ack_arm;
    logic        rtt_start;  // the timed segment leaves now
    logic        rtt_sample; // the timed segment is ACKed now: take R, and undo the back-off
  } timer_op_t;

  typedef struct packed {
    logic [26:0] srtt_us8;
    logic [25:0] rttvar_us4;
    logic [25:0] rto_us;
  } rtt_view_t;

  // Times compare modulo 2^32: they are never half of it (35 minutes) apart.
  function automatic logic time_lt(time_us_t a, time_us_t b);
    return $signed(a - b) < 0;
  endfunction

endpackage
