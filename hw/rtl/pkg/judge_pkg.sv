// judge_pkg: what measure and judge say of an event: differences, then flags with RFC names, one struct a topic.
package judge_pkg;

  import toe_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import congestion_pkg::*;

  // Where the connection is, a bit for each state in which it hears the peer.
  typedef struct packed {
    logic        syn_sent;
    logic        syn_received;
    logic        established;
    logic        fin_wait1;
    logic        fin_wait2;
    logic        close_wait;
    logic        closing;
    logic        last_ack;
    logic        time_wait;
  } states_t;

  function automatic states_t states(state_e s);
    return '{syn_sent: s == StSynSent, syn_received: s == StSynReceived, established: s == StEstablished,
             fin_wait1: s == StFinWait1, fin_wait2: s == StFinWait2, close_wait: s == StCloseWait, closing: s == StClosing,
             last_ack: s == StLastAck, time_wait: s == StTimeWait};
  endfunction

  // measure: every difference of the event against the TCB; a_b means a - b, modulo 2^32, or as many bits as its sign needs.
  typedef struct packed {
    // segment against the receive variables; `last` counts a SYN or FIN, both together as one: nobody takes such a segment
    seq_t        seq_rnxt;
    seq_t        rnxt_seq;
    seq_t        end_rnxt;
    seq_t        lim_rnxt;
    bytes_t      lim_seq;         // looked at by those that begin below the limit
    seq_t        seq_lim;
    seq_t        lim_last;
    seq_t        seg_end;         // seg.seq + length
    logic        seq_is_rnxt;
    logic [13:0] smss;            // what the peer takes: its option, or the default; and not more than we do
    // segment against the send variables
    seq_t        ack_una;
    logic        ack_is_una;
    seq_t        ack_oldest;      // seg.ack - (snd.una - max.snd.wnd)
    logic [16:0] wnd_max_wnd;
    seq_t        max_ack;
    near_t       nxt_ack;
    seq_t        edge_ack;
    near_t       ack_rtt;
    seq_t        seq_wl1;
    seq_t        new_right;       // seg.ack + seg.wnd
    near_t       new_right_right;
    // offset and length from the host
    seq_t        off_seq;         // its sequence number
    logic        off_is_nxt;
    seq_t        off_una;
    seq_t        off_edge;
    seq_t        nxt_len;         // snd.nxt + length
    near_t       right_nxt_len;   // right - (snd.nxt + length)
    seq_t        edge_nxt_len;
    near_t       max_nxt_len;
    logic [16:0] smss_len;
    // the record against itself
    near_t       una_right;
    near_t       nxt_right;
    seq_t        una_edge;
    logic        nxt_is_una;
    logic        edge_is_nxt;
    logic        max_is_nxt;
    logic        max_is_edge;
    near_t       max_una;
    logic        max_is_una;
    near_t       max_una_len;     // max - (snd.una + length)
    // receive limit
    seq_t        new_lim;         // of a receive limit: its sequence number
    seq_t        lim_new_lim;
    seq_t        new_lim_rnxt;
    near_t       adv_rnxt;
    // segment against what was kept above holes
    near_t       seq_lo1;
    near_t       hi1_seq;
    near_t       end_lo1;
    near_t       hi1_end;
    near_t       seq_lo2;
    near_t       hi2_seq;
    near_t       end_lo2;
    near_t       hi2_end;
    logic        hi1_is_fin;
    logic        hi2_is_fin;
    logic        end_is_fin;
    offset_t     seq_off;
    // what needs no difference
    states_t     in;
    logic        in_sync;         // ESTABLISHED or later
    logic        has_text;
    logic        rtx_counts;      // a timer's event: of the arm count that this timer has
    logic        slow_counts;
    logic        ack_counts;
    logic        idle_counts;     // keep-alive is on; so is the user time-out
    logic        user_counts;
    logic        probed;          // and as often as it may be
    logic        probed_out;
    // times
    logic [16:0] idle_left;       // until keep-alive asks; negative: it is over
    logic [16:0] user_left;       // of the user time-out
    long_time_t  now;
    congestion_diff_t g;
  } diff_t;

  // ---------------------------------------------------------------- judge: flags with RFC names, one struct a topic
  // The checks of 3.10.7.4 in their order: the first that a segment does not pass, or `passes`: exactly one. What is checked of
  // the ACK comes behind them.
  typedef struct packed {
    logic        stale;           // its incarnation is not the TCB's
    logic        reuse;           // MAY-2: a SYN above everything, in TIME-WAIT
    logic        outside;         // first
    logic        rst;             // second
    logic        syn;             // fourth
    logic        no_ack;          // fifth
    logic        unread;          // passes, but ends above RCV.NXT, and nobody will read it (SHLD-3)
    logic        passes;
  } checks_t;

  typedef struct packed {
    states_t     in;
    checks_t     check;
    logic        current;         // the event's incarnation is the TCB's
    logic        may_challenge;   // the limit of challenge ACKs is not reached
    logic        new_time;        // none has left in this unit of time
    logic        acceptable;      // 3.10.7.4 first
    logic        at_nxt;          // SEG.SEQ = RCV.NXT
    logic        at_irs;          // in SYN-RECEIVED: the SYN's own number
    logic        in_order;        // SEG.SEQ <= RCV.NXT
    logic        receives;        // a state in which text is taken
    logic        has_text;
    logic        occupies;        // SEG.LEN > 0
    logic        has_room;        // for a byte at RCV.NXT
    logic        fits;            // ends at or below the right edge, FIN included
    logic        above_hole;      // SEG.SEQ > RCV.NXT, in a state in which text is taken
    logic        opens_anew;      // SYN alone, above everything that the peer has sent
    logic        takes_text;      // seventh: at RCV.NXT or below it, with something above it, and room for it
    logic        takes_fin;       // eighth: the FIN in order, whole segment inside the window
  } judge_sequence_t;

  typedef struct packed {
    bytes_t      skip_bytes;      // old text in front
    bytes_t      take_bytes;      // text to deliver
    // of text in order: where RCV.NXT goes
    logic        to_hi1;          // behind what was kept first
    logic        to_hi2;          // behind what was kept second
    logic        meets_fin;       // and there a FIN that came early is next
    logic        joins_first;
    logic        joins_second;
    // of text above a hole
    logic        keeps;           // it finds a place
    logic        touches_first;   // overlaps it or lies beside it
    logic        touches_second;
    logic        before_first;
    logic        lo_below_lo1;
    logic        lo_below_lo2;
    logic        hi_above_hi1;
    logic        hi_above_hi2;
    // the ACK
    logic        ack_waits;       // for a second segment, or for text to ride on
  } judge_text_t;

  typedef struct packed {
    logic        is_new;          // SND.UNA < SEG.ACK <= SND.MAX
    logic        quotes_flight;   // of an ICMP error, SEG.ACK is what it quotes: SND.UNA <= it < SND.MAX
    logic        text_waits;      // from SND.UNA on, and the window is open
    logic        refused;         // 3.10.7.4 fifth: it does not ACK our SYN, is too new, or below SND.UNA - MAX.SND.WND
    logic        too_new;         // SEG.ACK > SND.MAX
    logic        above_nxt;       // acknowledges what was sent before a rewind
    logic        flight_after;    // SND.NXT > SEG.ACK
    // of a new ACK:
    logic        fin_acked;
    logic        last;            // and that was all, in LAST-ACK
    logic        fin_due;         // everything before our FIN is sent once this ACK is applied, the FIN is not
    logic        fin_first;       // it has never left before
    logic        times_rtt;       // covers the timed segment
  } judge_ack_t;

  typedef struct packed {
    logic        update;          // WL1, WL2: this segment's window is the latest
    logic        waits;           // nothing is in flight once it is applied, and the host has something
    logic        rests;           // if nothing has: the timer goes on until the connection counts as idle
    logic        persist_ends;    // the window opens that was probed
    logic        persist_begins;
    logic        moves_left;      // what was granted and not sent is taken back
    logic        changes;
    logic        widest;          // it is the largest so far
  } judge_window_t;

  typedef struct packed {
    logic        ack_ok;          // SYN-SENT, SYN-RECEIVED: SEG.ACK acknowledges our SYN
    logic [13:0] smss;            // from the MSS option, or the default
    window_t     initial_window;  // of the connection as it is; in SYN-SENT, of smss
  } judge_syn_t;

  // An ICMP error. What is nothing of this is told to the host.
  typedef struct packed {
    logic        stale;           // its incarnation is not the TCB's, or nothing was ever sent
    logic        quench;
    logic        path_mtu;
    logic        lowers;          // of which: to less than our segments are now
    logic        refuses;
    error_e      err;             // what is told
  } judge_icmp_t;

  // What becomes of payload: one of the first eight.
  typedef struct packed {
    logic        unwanted;
    logic        stale;
    logic        misplaced;
    logic        leaves;          // at SND.NXT, not too long, inside the window, not beyond the FIN
    logic        no_range;        // that anybody wants
    logic        resends;         // at SND.UNA while recovering, not too long, nothing that was never sent
    logic        resends_nothing;
    logic        probes;          // one byte at SND.UNA, window still shut
    logic        serial_ok;       // of a range: the one that was asked for
    // of what leaves
    logic        arms;            // the timer, which does not run yet
    logic        first_time;      // nothing of it was sent before
    logic        raises_max;
    logic        fin_rides;       // the last byte: FIN in the same segment
    logic        raises_edge;
    logic        probe_first;     // never sent before
  } judge_payload_t;

  // What the state makes of a command: one of these, or nothing. What an edge or a limit does comes behind them.
  typedef struct packed {
    logic        unwanted;
    logic        opens;
    logic        lends;
    logic        moves_edge;
    logic        limits;
    logic        leaves_unread;   // nobody will read what comes
    logic        sets_timeouts;
    logic        sets_packet;
    logic        queries;
    logic        aborts;
    logic        aborts_open;     // once its answer comes
    logic        edge_fin;        // the FIN leaves at once
    logic        edge_waits;      // for a window, with nothing in flight
    logic        limit_moves;
    logic        limit_update;    // worth a segment of its own (3.8.6.2.2)
    logic        abort_tells;     // the peer
  } judge_command_t;

  // What a deadline that has passed asks for: one of these, or what judge_watch_t says.
  typedef struct packed {
    logic        stale;           // nothing: its timer was armed again or stopped meanwhile
    logic        ack_late;        // the delay of an ACK is over, and it is still owed
    logic        ack_left;        // it left with another segment
    logic        time_wait_over;
    logic        fin_wait_over;
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

  // For so long the slow timer waits at once; no time at all counts as the longest.
  typedef logic [9:0] wait_units_t;

  function automatic wait_units_t units_of(long_time_t units, logic counts);
    return !counts || units[15:10] != '0 ? '1 : units[9:0];
  endfunction

  // The slow timer ended in a connection that is watched: one of the first four, or nothing.
  typedef struct packed {
    logic        user_timeout;    // nothing was acknowledged for too long
    logic        probe;           // keep-alive
    logic        given_up;        // as many as there may be were not answered
    logic        again;           // not yet
    logic        owed;            // an ACK: the user time-out counts, else keep-alive
    wait_units_t user_left;       // until the one or the other
    wait_units_t idle_left;
    wait_units_t user_whole;
    wait_units_t idle_whole;
  } judge_watch_t;

  typedef struct packed {
    judge_sequence_t seq;
    judge_text_t     text;
    judge_ack_t      ack;
    judge_window_t   wnd;
    judge_syn_t      syn;
    judge_icmp_t     icmp;
    judge_payload_t  pay;
    judge_command_t  cmd;
    judge_timer_t    tmr;
    judge_watch_t    watch;
    judge_congestion_t cng;
  } judged_t;

endpackage
