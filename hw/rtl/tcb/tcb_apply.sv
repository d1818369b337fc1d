// tcb_apply: the one place that writes: the new TCB and the actions, from the values that the decision chose.
// In:        event, TCB, values, judgement and decision of one event, valid_i.
// Out:       tcb_o and actions_o, one cycle later; hold until the next valid_i. tcb_o is 0 after reset.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    RFC 9293 section 3.3.1 (the variables); the decisions name their clauses.
module tcb_apply
  import net_pkg::*;
  import event_pkg::*;
  import action_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
  import apply_pkg::*;
(
    input  logic      clk_i,
    input  logic      rst_i,
    input  logic      valid_i,
    input  event_t    event_i,
    input  tcb_t      tcb_i,
    input  values_t   v_i,
    input  reassembly_next_t text_i,
    input  congestion_pkg::congestion_next_t congestion_i,
    input  judged_t   j_i,
    input  decision_t d_i,
    output tcb_t      tcb_o,
    output actions_t  actions_o
);

  function automatic tx_action_t segment_out(event_t e, tcb_t was, tcb_t t, values_t v, decision_t d);
    tx_action_t     a;
    segment_event_t g;
    payload_event_t p;
    g = as_segment(e);
    p = as_payload(e);
    a           = '0;
    a.conn      = e.conn;
    a.ttl       = was.c.ttl;
    a.tos       = was.c.tos;
    a.flags     = d.flags;
    a.urgent    = d.flags.urg ? p.urgent : '0;
    a.mss_valid = d.mss_option;
    a.payload   = d.payload;
    a.handle    = p.handle;
    a.addr      = p.addr;
    a.len_bytes = e.len_bytes;
    a.sum       = p.sum;
    a.ack       = d.flags.ack ? t.r.nxt : '0;
    a.seq       = when(|(d.seq & SeqMax), was.s.max)   // tcb_invariants: nothing that moves it leaves with it
                | when(|(d.seq & SeqNxt), was.s.nxt)
                | when(|(d.seq & SeqUna), was.s.una)
                | when(|(d.seq & SeqAck), g.ack)
                | when(|(d.seq & SeqOld), v.una_less_1);
    return a;
  endfunction

  function automatic delivery_t delivery_out(event_t e, tcb_t was, tcb_t t, values_t v, seq_t text_nxt, judged_t j, decision_t d);
    delivery_t      o;
    segment_event_t g;
    g = as_segment(e);
    o.conn       = e.conn;
    o.announce   = d.announce;
    o.smss_bytes = 16'(t.s.smss);
    o.urgent     = d.tell_urgent;
    o.urgent_end = v.urgent_off;
    o.payload    = d.deliver;
    o.handle     = g.handle;
    o.addr       = v.text_addr;
    o.len_bytes  = j.text.take_bytes;
    o.offset     = v.text_off;
    o.rcv_offset = offset_of(text_nxt, was.r.irs);
    return o;
  endfunction

  function automatic timer_op_t timer_out(event_t e, tcb_t t, values_t v, decision_t d);
    timer_op_t o;
    o.conn       = e.conn;
    o.init       = d.timer_init;
    o.syn_lost   = d.syn_lost;
    o.rtx        = d.rtx_we ? d.rtx : RtxKeep;
    o.rtx_arm    = t.s.rtx_arm;
    o.slow       = d.slow;
    o.slow_arm   = t.s.slow_arm;
    o.slow_wait  = v.wait_units;
    o.ack        = d.ack;
    o.ack_arm    = t.r.ack_arm;
    o.rtt_start  = d.rtt_start;
    o.rtt_sample = d.rtt_sample;
    return o;
  endfunction

  function automatic actions_t actions(event_t e, tcb_t was, tcb_t t, values_t v, seq_t text_nxt, judged_t j, decision_t d);
    actions_t       a;
    segment_event_t g;
    payload_event_t p;
    command_event_t c;
    g = as_segment(e);
    p = as_payload(e);
    c = as_command(e);
    a.act_valid   = d.send;
    a.act         = segment_out(e, was, t, v, d);
    a.dlv_valid   = d.deliver || d.announce || d.tell_urgent;
    a.dlv         = delivery_out(e, was, t, v, text_nxt, j, d);
    a.rx_free     = e.kind == EvSegment && e.len_bytes != '0 && !d.deliver;
    a.sb_free     = e.kind == EvPayload && e.len_bytes != '0 && !d.payload;
    a.handle      = e.kind == EvPayload ? p.handle : g.handle;
    a.dirty_valid = d.dirty != '0;
    a.dirty       = d.dirty;
    a.rel_valid   = d.release_valid;
    a.rel         = '{kind: d.release_kind, conn: e.conn, inc: t.c.inc, listener: t.c.listener};
    a.open_valid  = d.open_request;
    a.open        = '{conn: e.conn, inc: t.c.inc,
                      tuple: '{local_ip: c.arg2, remote_ip: c.arg0, local_port: c.arg1[15:0], remote_port: c.arg1[31:16]}};
    a.op_valid    = d.rtx_we || d.slow != SlowKeep || d.ack != AckKeep || d.rtt_start || d.rtt_sample || d.syn_lost;
    a.op          = timer_out(e, t, v, d);
    return a;
  endfunction

  // The record is 0 after reset: tcb_ram clears all others with it.
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      tcb_o <= '0;
    end else if (valid_i) begin
      automatic tcb_t next = apply(event_i, tcb_i, v_i, text_i, congestion_i, j_i, d_i);
      tcb_o     <= next;
      actions_o <= actions(event_i, tcb_i, next, v_i, text_i.nxt, j_i, d_i);
    end
  end

endmodule
