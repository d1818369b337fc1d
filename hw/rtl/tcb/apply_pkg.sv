// apply_pkg: the new record, group by group, from the values that the decision chose.
// Source: RFC 9293 section 3.3.1 (the variables); the decisions name their clauses.
package apply_pkg;

  import toe_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;

  function automatic tcb_common_t apply_common(tcb_common_t was, event_t e, values_t v, decision_t d);
    tcb_common_t    c;
    command_event_t m;
    c = was;
    m = as_command(e);
    if (d.set_state) c.state = d.state;
    if (d.ends) begin
      c.inc           = v.inc_1;
      c.no_reader     = 1'b0;
      c.abort_pending = 1'b0;
      c.silent        = 1'b0;
    end
    if (d.ends && d.state == StClosed) {c.ttl, c.tos} = '0;      // a slot keeps what its listener gave it
    if (d.err_we) c.err = d.err;
    if (d.set_origin) begin
      c.passive  = m.op == CmdSlot;
      c.listener = m.arg0[3:0];
      c.err      = ErrNone;
    end
    if (d.set_no_reader) c.no_reader = 1'b1;
    if (d.set_abort) c.abort_pending = 1'b1;
    if (d.set_silent) c.silent = 1'b1;
    if (d.set_packet) {c.ttl, c.tos} = m.arg0[15:0];
    return c;
  endfunction

  // One of an OR's terms: a select that has a bit for each choice needs no decoding.
  function automatic seq_t when(logic chosen, seq_t value);
    return chosen ? value : '0;
  endfunction

  function automatic seq_t moved_snd_nxt(tcb_sender_t was, event_t e, values_t v, decision_t d);
    segment_event_t g;
    g = as_segment(e);
    return when(|(d.nxt & NxtAck), g.ack)
         | when(|(d.nxt & NxtUna), was.una)
         | when(|(d.nxt & NxtLen), v.nxt_len)
         | when(|(d.nxt & NxtEdgeFin), v.edge_1)
         | when(|(d.nxt & NxtIss), v.iss_1);
  endfunction

  // What a new connection starts with.
  function automatic tcb_sender_t blank_sender(tcb_sender_t was, event_t e, values_t v);
    tcb_sender_t s;
    s                = was;
    s.iss            = iss_of(e);
    s.right          = v.iss_1;
    s.fin            = 1'b0;
    s.epoch          = '0;
    s.epoch_answered = 1'b0;
    s.serial         = '0;
    s.range_out      = 1'b0;
    s.retries        = '0;
    s.rtt_on         = 1'b0;
    return s;
  endfunction

  function automatic tcb_sender_t apply_sender(tcb_sender_t was, event_t e, values_t v, judged_t j, decision_t d);
    tcb_sender_t    s;
    segment_event_t g;
    seq_t           moved;
    s = d.set_iss ? blank_sender(was, e, v) : was;
    g = as_segment(e);
    if (d.una_ack || d.set_iss) s.una = g.ack;          // of an open, too: the ISS
    moved = moved_snd_nxt(was, e, v, d);
    if (d.nxt != NxtKeep && d.max != MaxProbe) s.nxt = moved;
    if (d.max != MaxKeep) s.max = moved;
    if (d.rtt_cancel) s.rtt_on = 1'b0;
    if (d.rtt_start) begin
      s.rtt_on  = 1'b1;
      s.rtt_seq = moved;
    end
    if (d.edge_sel == EdgeOff) s.edge_seq = v.off_seq;
    if (d.edge_sel == EdgeLen || d.set_iss) s.edge_seq = moved;
    if (d.set_fin) s.fin = 1'b1;
    if (d.right == RightNew) s.right = v.new_right;
    if ((d.right == RightNew && j.wnd.widest) || d.set_irs) s.max_wnd = g.window;
    if (d.right == RightNew || d.set_irs) s.wl1 = g.seq;
    if (d.set_smss) s.smss = j.syn.smss;
    return s;
  endfunction

  function automatic tcb_sender_t apply_asking(tcb_sender_t given, tcb_sender_t was, values_t v, decision_t d);
    tcb_sender_t s;
    s = given;
    if (d.epoch_new && (was.epoch_answered || d.epoch_answered)) begin
      s.epoch          = v.epoch_1;
      s.epoch_answered = 1'b0;
    end else if (d.epoch_answered) begin
      s.epoch_answered = 1'b1;
    end
    if (d.range_ask) begin
      s.serial    = v.serial_1;
      s.range_out = 1'b1;
    end
    if (d.range_done) s.range_out = 1'b0;
    if (d.rtx_idle) s.rtx_kind = RtxIdle;
    if (d.rtx_we) begin
      s.rtx_kind = d.rtx_kind;
      s.rtx_arm  = v.rtx_arm_1;
    end
    if (d.slow != SlowKeep) s.slow_arm = v.slow_arm_1;
    if (d.retries == CountUp) s.retries = v.retries_1;
    if (d.retries == CountZero) s.retries = '0;
    return s;
  endfunction

  function automatic tcb_receiver_t apply_receiver(tcb_receiver_t was, event_t e, values_t v, reassembly_next_t text,
                                                   decision_t d);
    tcb_receiver_t  r;
    segment_event_t g;
    command_event_t c;
    r = was;
    g = as_segment(e);
    c = as_command(e);
    if (d.set_irs) r.irs = g.seq;
    if (d.set_irs || d.ends) r.fin = 1'b0;
    r.nxt = when(d.rcv == RcvKeep, was.nxt)
          | when(|(d.rcv & (RcvText | RcvTextFin)), text.nxt + seq_t'(|(d.rcv & RcvTextFin)))
          | when(|(d.rcv & RcvSyn), v.seq_1);
    if (|(d.rcv & RcvTextFin)) r.fin = 1'b1;
    if (d.reassembly_we) r.q = with_text(was.q, text);
    if (d.set_irs || |(d.rcv & RcvTextFin)) begin
      r.q.has_first  = 1'b0;
      r.q.has_second = 1'b0;
      r.q.fin        = 1'b0;
    end
    r.lim = when(d.lim == LimKeep, was.lim)
          | when(|(d.lim & LimNew), v.new_lim)
          | when(|(d.lim & LimSyn), v.syn_lim)
          | when(|(d.lim & LimArg), c.arg3)
          | when(|(d.lim & LimOff), v.lim_off);
    if (d.flags.ack) r.adv = r.lim;
    r.ack_owed = d.ack == AckArm || (was.ack_owed && !d.flags.ack && !d.ends);
    if (d.ack != AckKeep) r.ack_arm = v.ack_arm_1;
    return r;
  endfunction

  // `since` begins anew with the first of possibly many transmissions, and when one is answered; `old` is the record before.
  function automatic tcb_watch_t apply_watch(tcb_watch_t was, event_t e, values_t v, tcb_sender_t old, decision_t d);
    tcb_watch_t     w;
    command_event_t c;
    logic           first;
    first = d.set_iss || (old.retries == '0 && (d.retries == CountKeep || d.range_ask));
    w = was;
    c = as_command(e);
    if (d.timeouts_we) begin
      w.keep_idle     = c.arg0[15:0];
      w.keep_interval = c.arg0[31:16];
      w.keep_count    = c.arg1[6:0];
      w.user_timeout  = c.arg1[31:16];
    end
    if (d.heard) w.heard = v.now;
    if (d.heard) w.probes = '0;
    if (d.probes_up) w.probes = v.probes_1;
    if (d.challenge) begin
      w.challenge_time = v.now[3:0];
      w.challenges     = v.challenges_1;
    end
    if ((d.rtx_we && first) || d.retries == CountZero) w.since = v.now;
    if (d.ends) begin
      w.keep_idle    = '0;
      w.user_timeout = '0;
      w.probes       = '0;
    end
    return w;
  endfunction

  function automatic tcb_t apply(event_t e, tcb_t was, values_t v, reassembly_next_t text,
                                 congestion_pkg::congestion_next_t congestion, judged_t j, decision_t d);
    tcb_t t;
    t.c = apply_common(was.c, e, v, d);
    t.s = apply_asking(apply_sender(was.s, e, v, j, d), was.s, v, d);
    t.r = apply_receiver(was.r, e, v, text, d);
    t.g = d.congestion_we ? congestion_pkg::changed(was.g, congestion) : was.g;
    t.w = apply_watch(was.w, e, v, was.s, d);
    return t;
  endfunction

endpackage
