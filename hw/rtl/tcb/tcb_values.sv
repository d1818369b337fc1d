// tcb_values: what tcb_apply chooses from: sums that measure made, and successors, each ready in a register.
// In:        event, TCB, differences and what the text is worth, valid_i.
// Out:       values_t, one cycle later; holds until the next valid_i.
// Latency:   1 cycle.  Throughput: one per cycle.
// Errors:    none.
// Source:    ours: apply then has no adder behind its selection.
module tcb_values
  import toe_pkg::*;
  import event_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import judge_pkg::*;
  import decision_pkg::*;
(
    input  logic        clk_i,
    input  logic        valid_i,
    input  event_t      event_i,
    input  tcb_t        tcb_i,
    input  diff_t       d_i,
    input  judge_text_t j_i,
    input  judge_watch_t watch_i,
    input  logic        new_time_i,
    output values_t     values_o
);

  // The first look comes as soon as it can.
  function automatic wait_units_t wait_units(event_t e, tcb_t t, judge_watch_t j);
    wait_units_t left, other;
    left  = j.owed ? j.user_left : j.idle_left;
    other = j.owed ? j.idle_whole : j.user_whole;
    if (e.kind != EvTimer) return '0;
    if (j.probe) return units_of(t.w.keep_interval, 1'b1);
    return other < left ? other : left;
  endfunction

  function automatic values_t values(event_t e, tcb_t t, diff_t d, judge_text_t j, judge_watch_t watch, logic new_time);
    values_t        v;
    segment_event_t g;
    g = as_segment(e);
    v.seq_1      = g.seq + 32'd1;
    v.iss_1      = iss_of(e) + 32'd1;
    v.edge_1     = t.s.edge_seq + 32'd1;
    v.una_less_1 = t.s.una - 32'd1;
    v.new_right  = d.new_right;
    v.off_seq    = d.off_seq;
    v.nxt_len    = d.nxt_len;
    v.new_lim    = d.new_lim;
    v.syn_lim    = seq_of(t.r.lim, g.seq);
    v.lim_off    = offset_of(t.r.lim, t.r.irs);
    v.text_addr  = g.addr + j.skip_bytes;
    v.text_off   = d.seq_off + offset_t'(j.skip_bytes);
    v.urgent_off = d.seq_off + offset_t'(g.urgent);
    v.inc_1      = t.c.inc + 1'b1;
    v.epoch_1    = t.s.epoch + 1'b1;
    v.serial_1   = t.s.serial + 1'b1;
    v.retries_1  = t.s.retries + 1'b1;
    v.probes_1   = t.w.probes + 1'b1;
    v.challenges_1 = new_time ? 4'd1 : t.w.challenges + 1'b1;
    v.now        = d.now;
    v.wait_units = wait_units(e, t, watch);
    v.rtx_arm_1  = t.s.rtx_arm + 1'b1;
    v.slow_arm_1 = t.s.slow_arm + 1'b1;
    v.ack_arm_1  = t.r.ack_arm + 1'b1;
    return v;
  endfunction

  always_ff @(posedge clk_i) if (valid_i) values_o <= values(event_i, tcb_i, d_i, j_i, watch_i, new_time_i);

endmodule
