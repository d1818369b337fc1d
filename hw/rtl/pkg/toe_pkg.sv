// toe_pkg: the engine's own words: numbers of connections, places in streams, times, configuration, errors.
// Lengths are in bytes, times in microseconds, offsets are positions in a connection's byte stream
// (they start at 0, count neither SYN nor FIN, and wrap at 2^32).
package toe_pkg;

  import net_pkg::*;

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

  // ---------------------------------------------------------------- rx_path -> side_path, link_path
  // Every frame's beats are copied to the echo responder and to the raw-frame buffer while it arrives;
  // at its end this says whose it is.
  typedef enum logic [1:0] {
    CopyNobody,
    CopyEcho,         // ICMP echo request to us, checksums good
    CopyRaw,          // for the host
    CopyIcmp          // ICMP error that quotes a TCP segment, checksums good
  } copy_class_e;

  typedef enum logic [1:0] {
    NeighbourKnown,
    NeighbourPending, // asked for; ask again when the table changes
    NeighbourFailed   // did not answer
  } neighbour_e;

  // ---------------------------------------------------------------- why a connection ended, or was not opened
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

  // Times compare modulo 2^32: they are never half of it (35 minutes) apart.
  function automatic logic time_lt(time_us_t a, time_us_t b);
    return $signed(a - b) < 0;
  endfunction

endpackage
