// judge_watch: is the peer still there? What a look at a watched connection finds, and when to look again.
// In:        event, TCB and differences, valid_i.
// Out:       judge_watch_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none. A time counts once the unit that has begun is over: never early, late by at most two units (2.1 s). No
//            look is further away than 1,023 units (18 minutes), so that differences of times cannot wrap, nor than the other
//            of the two times, which may begin to count right after this look. Between probes of a shut window the peer owes
//            nothing (MUST-37).
// Source:    RFC 9293 sections 3.8.3 and 3.10.8 (user time-out), 3.8.4 (keep-alive: MUST-26, MUST-29); RFC 5482.
module judge_watch
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
(
    input  logic         clk_i,
    input  logic         valid_i,
    input  event_t       event_i,
    input  tcb_t         tcb_i,
    input  diff_t        d_i,
    output judge_watch_t j_o
);

  function automatic judge_watch_t judge(event_t e, tcb_t t, diff_t d);
    judge_watch_t j;
    logic         looks, owed, quiet, late;
    looks = e.kind == EvTimer && d.slow_counts && !d.in.time_wait && !(d.in.fin_wait2 && t.c.no_reader);
    owed  = t.c.state > StResolving && !d.max_is_una && !(t.s.rtx_kind == RtxPersist && t.s.retries == '0);
    quiet = d.in_sync && d.idle_counts && (d.idle_left[16] || d.probed);
    late  = d.user_counts && d.user_left[16];
    j.user_timeout = looks && owed && late;
    j.given_up     = looks && !owed && quiet && d.probed_out;
    j.probe        = looks && !owed && quiet && !d.probed_out;
    j.again        = looks && !(owed ? late : quiet);
    j.owed         = owed;
    j.user_left    = units_of(d.user_left[15:0], d.user_counts);
    j.idle_left    = units_of(d.idle_left[15:0], d.idle_counts);
    j.user_whole   = units_of(t.w.user_timeout, d.user_counts);
    j.idle_whole   = units_of(t.w.keep_idle, d.idle_counts);
    return j;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) j_o <= judge(event_i, tcb_i, d_i);

endmodule
