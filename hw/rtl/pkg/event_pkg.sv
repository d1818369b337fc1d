// event_pkg: what happens to a connection: segments, payload, commands, deadlines. Each struct is one message between two rooms
// (DESIGN section 2 has the picture); the pipeline takes one of them at a time.
package event_pkg;

  import net_pkg::*;
  import seq_pkg::*;
  import toe_pkg::*;

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

  // rx_path -> flow_path, before the segment: what its lookup begins with.
  typedef struct packed {
    tuple_t      tuple;
    logic        syn;
    logic        ack;
  } segment_ends_t;

  // side_path -> flow_path: what an ICMP error says and quotes.
  typedef struct packed {
    tuple_t      tuple;             // ours is local
    seq_t        seq;
    logic [7:0]  kind;              // RFC 792: type
    logic [7:0]  code;
    logic [15:0] mtu_bytes;         // of type 3 code 4 (RFC 1191 section 4)
  } icmp_quote_t;

  // ---------------------------------------------------------------- events (the wide parts)
  typedef struct packed {
    inc_t        inc;
    logic        icmp;              // as in rx_segment_t
    logic        fresh;             // a SYN that just took a slot
    seq_t        seq;
    tcp_flags_t  flags;
    logic [15:0] window;
    logic [15:0] urgent;
    logic        mss_valid;
    logic [15:0] mss;
    bytes_t      len_bytes;
    handle_t     handle;
    ring_addr_t  addr;
    seq_t        ack;               // if fresh, which acknowledges nothing: the ISS that is to answer it; last, as in an open
  } segment_event_t;

  typedef struct packed {
    offset_t     offset;
    epoch_t      epoch;             // of a grant
    serial_t     serial;            // of a range
    logic        range;             // an answer to a range request
    logic        psh;
    logic        urg;
    logic [15:0] urgent;            // bytes from the first to the end of the urgent data
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
    CmdUnlisten,    // arg0[3:0] listener; walked over every connection by link_session
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
  typedef struct packed {
    inc_t        inc;
    error_e      err;               // ErrNone: go ahead with iss
    seq_t        iss;               // last, as in a segment
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

endpackage
