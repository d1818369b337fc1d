// action_pkg: what the pipeline has others do: send, release, deliver, tell the host, set timers. Each struct is one message
// between two rooms (DESIGN section 2 has the picture).
package action_pkg;

  import net_pkg::*;
  import seq_pkg::*;
  import toe_pkg::*;

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

  // To link_to_host, in stream order: one accepted text, the first snapshot of a connection, where urgent data ends; or
  // several of them, which then leave in the order below.
  typedef struct packed {
    conn_t       conn;
    logic        announce;          // the snapshot that says ESTABLISHED
    logic [15:0] smss_bytes;
    logic        urgent;
    offset_t     urgent_end;
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

endpackage
