// congestion_pkg: the port of congestion control: what a connection keeps for it, what an ACK means to it.
// A control algorithm is one module behind tcb_measure that turns the state it kept into the next one (congestion_newreno).
// Source: RFC 5681, RFC 6582, RFC 3042, RFC 6928.
package congestion_pkg;

  import seq_pkg::*;

  // The difference of two numbers that are less than 2^19 apart whenever anybody asks for it: all of a sender's from SND.UNA to
  // the right edge, and an ACK that is not refused; a segment inside the window, and what was kept of others. For windows have
  // 16 bits. The last byte that the host has, and where its room ends, may be further away.
  typedef logic [19:0] near_t;

  // A congestion window, bytes: a few segments more than the peer's window, 2^18 and a segment in fast recovery.
  typedef near_t       window_t;
  typedef logic [21:0] room_t;        // the difference of a number within such a window and a near one

  function automatic logic room_below(room_t a_b);
    return $signed(a_b) < 0;
  endfunction

  function automatic logic near_below(near_t a_b);
    return $signed(a_b) < 0;
  endfunction

  function automatic logic near_at(near_t a_b);
    return a_b == '0;
  endfunction

  function automatic logic near_above(near_t a_b);
    return $signed(a_b) >= 0 && a_b != '0;
  endfunction

  // In the TCB. SND.UNA + cwnd is a second right edge beside the peer's.
  typedef struct packed {
    window_t    cwnd;                 // with what limited transmit and fast recovery add to it for a while
    window_t    ssthresh;
    window_t    counted;              // congestion avoidance: bytes ACKed since cwnd last grew
    seq_t       recover;              // SND.MAX when the last loss was noticed
    seq_t       filled;               // SND.MAX when cwnd last had no room for one more segment
    logic [1:0] dup_acks;             // in a row, up to 3
    logic       recovering;           // fast recovery
  } congestion_t;

  // Its next state: what changes, and to what.
  typedef struct packed {
    logic       cwnd;
    logic       ssthresh;
    logic       counted;
    logic       recover;
    logic       filled;
  } congestion_changes_t;
  typedef struct packed {
    congestion_changes_t changes;
    congestion_t         to;          // dup_acks and recovering always hold
  } congestion_next_t;

  function automatic congestion_t changed(congestion_t was, congestion_next_t n);
    congestion_t c;
    c            = was;
    c.dup_acks   = n.to.dup_acks;
    c.recovering = n.to.recovering;
    if (n.changes.cwnd) c.cwnd = n.to.cwnd;
    if (n.changes.ssthresh) c.ssthresh = n.to.ssthresh;
    if (n.changes.counted) c.counted = n.to.counted;
    if (n.changes.recover) c.recover = n.to.recover;
    if (n.changes.filled) c.filled = n.to.filled;
    return c;
  endfunction

  // Differences of one event (tcb_measure), bytes.
  typedef struct packed {
    window_t    base;                 // cwnd without limited transmit
    window_t    flight;               // SND.MAX - SND.UNA
    window_t    flight_after;         // SND.MAX - SEG.ACK
    window_t    acked;                // SEG.ACK - SND.UNA
    window_t    counted;              // with what was ACKed now
    window_t    cwnd_acked;           // the rest: a_b is a - b, and a sign in its highest bit
    window_t    cwnd_ssthresh;
    window_t    flight_base;
    window_t    after_smss;
    window_t    acked_smss;
    logic       in_sync;              // a segment, in a state above SYN-RECEIVED
    logic       alone;                // it has neither text nor SYN nor FIN
    near_t      recover_una;
    near_t      ack_recover;
    seq_t       filled_ack;          // recovery leaves it behind
    room_t      room_nxt_len;         // SND.UNA + cwnd - (SND.NXT + length)
  } congestion_diff_t;

  // What the ACK of a segment says, if it is acceptable and the state above SYN-RECEIVED. Of the first five one at most.
  typedef struct packed {
    logic       duplicate;            // RFC 5681 section 2, one of the others
    logic       enters;               // the third: fast retransmit
    logic       partial;              // new, below recover, while recovering (RFC 6582 section 3.2)
    logic       exits;                // new and covers recover
    logic       grows;                // new, and nothing was lost
    logic       resends;              // the segment at the new SND.UNA goes again
    logic       shrinks;              // takes back what limited transmit lent
    // payload
    logic       fills;                // no room for a segment behind it
  } judge_congestion_t;

  // RFC 6928 section 2: min(10 SMSS, max(2 SMSS, 14600)).
  function automatic window_t initial_window(window_t smss);
    return smss < 1461 ? window_t'({smss, 3'b000}) + window_t'({smss, 1'b0}) : smss < 7301 ? 14600 : window_t'({smss, 1'b0});
  endfunction

endpackage
