// window_sums: the sums behind the write-back: the window field of a segment, the offsets of a snapshot.
// In:        a segment without its window (act_valid_i); a record read for a snapshot (snap_valid_i).
// Out:       the segment one cycle later; the snapshot's offsets two cycles later.
// Latency:   1 and 2 cycles.  Throughput: one per cycle each.
// Errors:    none.
// Source:    decision_pkg (window_of); DESIGN section 4 (offsets count neither SYN nor FIN).
module window_sums
  import toe_pkg::*;
  import action_pkg::*;
  import seq_pkg::*;
  import tcb_pkg::*;
  import decision_pkg::*;
  import congestion_pkg::*;
(
    input  logic       clk_i,
    input  logic       rst_i,
    input  logic       act_valid_i,
    input  tx_action_t act_i,
    input  seq_t       rcv_lim_i,
    output logic       act_valid_o,
    output tx_action_t act_o,
    input  logic       snap_valid_i,
    input  conn_t      snap_conn_i,
    input  dirty_t     snap_what_i,
    input  tcb_t       snap_tcb_i,
    output snapshot_t  snap_o             // its RTT fields are 0: time_path fills them in
);

  always_ff @(posedge clk_i) act_valid_o <= !rst_i && act_valid_i;
  always_ff @(posedge clk_i) begin
    if (act_valid_i) begin
      act_o        <= act_i;
      act_o.window <= window_of(act_i, rcv_lim_i);
    end
  end

  // First the distances from the origins, then the FIN taken off.
  function automatic snapshot_t distances(conn_t conn, dirty_t what, tcb_t t);
    snapshot_t n;
    n               = '0;
    n.conn          = conn;
    n.what          = what;
    n.state         = t.c.state;
    n.err           = t.c.err;
    n.fin_received  = t.r.fin;
    n.acked         = offset_of(t.s.una, t.s.iss);
    n.cwnd_bytes    = 24'(t.g.cwnd);
    n.wanted        = offset_of(t.s.nxt, t.s.iss);
    n.epoch         = t.s.epoch;
    n.serial        = t.s.serial;
    n.range_out     = t.s.range_out;
    n.smss_bytes    = 16'(t.s.smss);
    n.rcv_offset    = offset_of(t.r.nxt, t.r.irs);
    n.rcv_wnd_bytes = t.r.lim - t.r.nxt;
    n.iss           = t.s.iss;
    n.irs           = t.r.irs;
    n.retries       = t.s.retries;
    return n;
  endfunction

  // The sum goes by what ends first, the window or the congestion window.
  function automatic snapshot_t without_fin(snapshot_t given, logic una_fin, logic nxt_fin, near_t right_una);
    snapshot_t n;
    window_t   open;
    n               = given;
    n.fin_acked     = una_fin;
    n.acked         = given.acked - offset_t'(una_fin);
    n.wanted        = given.wanted - offset_t'(nxt_fin);
    n.rcv_offset    = given.rcv_offset - offset_t'(given.fin_received);
    open            = window_t'(given.cwnd_bytes) < right_una ? window_t'(given.cwnd_bytes) : right_una;
    n.limit         = near_below(right_una) ? n.acked : given.acked + offset_t'(open);   // below: it moved left
    n.snd_wnd_bytes = near_below(right_una) ? '0 : 24'(right_una);
    return n;
  endfunction

  snapshot_t snap_q;
  near_t     right_una_q;
  logic      una_fin_q, nxt_fin_q, snap_valid_q;      // our FIN is below them

  always_ff @(posedge clk_i) snap_valid_q <= snap_valid_i;
  always_ff @(posedge clk_i) begin
    if (snap_valid_i) begin
      snap_q      <= distances(snap_conn_i, snap_what_i, snap_tcb_i);
      una_fin_q   <= snap_tcb_i.s.fin && seq_lt(snap_tcb_i.s.edge_seq, snap_tcb_i.s.una);
      nxt_fin_q   <= snap_tcb_i.s.fin && seq_lt(snap_tcb_i.s.edge_seq, snap_tcb_i.s.nxt);
      right_una_q <= near_t'(snap_tcb_i.s.right - snap_tcb_i.s.una);
    end
  end
  always_ff @(posedge clk_i) begin
    if (snap_valid_q) snap_o <= without_fin(snap_q, una_fin_q, nxt_fin_q, right_una_q);
  end

endmodule
