// timer_pkg: the records of the timer room.
package timer_pkg;

  import toe_pkg::time_us_t;

  // What is known of a connection's round trip. RTO is not stored: it follows from the rest.
  typedef struct packed {
    logic [26:0] srtt_us8;      // SRTT in 1/8 us
    logic [25:0] rttvar_us4;    // RTTVAR in 1/4 us
    logic        sampled;       // srtt and rttvar mean something
    logic        floor_3s;      // RFC 6298 5.7: RTO is at least 3 s until the next sample
    logic [4:0]  backoff;       // RTO is doubled so many times; 31 exceeds any rto_max
    time_us_t    start_us;      // when the timed segment left
  } rtt_record_t;

  // What RTO follows from.
  typedef struct packed {
    logic        sampled;
    logic        floor_3s;
    logic [23:0] srtt_us;
    logic [25:0] rttvar_us4;
  } rto_terms_t;

  function automatic rto_terms_t terms_of(rtt_record_t r);
    return '{sampled: r.sampled, floor_3s: r.floor_3s, srtt_us: r.srtt_us8[26:3], rttvar_us4: r.rttvar_us4};
  endfunction

  // One timer of one connection.
  typedef struct packed {
    logic        armed;
    logic [5:0]  arm;           // arm count, returned with the expiry
    time_us_t    deadline_us;
  } deadline_t;

  // A connection with an expired timer, as the scanner found it.
  typedef struct packed {
    toe_pkg::conn_t conn;
    logic           rtx;
    logic [5:0]     rtx_arm;
    logic           slow;
    logic [5:0]     slow_arm;
    logic           ack;
    logic [5:0]     ack_arm;
  } expiry_t;

endpackage
