// snapshot_encode: asks for snapshots when their messages have a place, and turns the answers into messages.
// In:        requests of snapshot_queue; answers of the pipeline (snap_rsp_i/snap_i, a fixed time after the request was
//            taken); taken_i: the output queue has given out one of our words.
// Out:       snap_valid_o/snap_conn_o/snap_what_o to the pipeline; words for the output queue; bodies of query results,
//            three pieces of 16 bytes each.
// Latency:   answer to word 1 cycle.  Throughput: one request in 2n+1 cycles, n being its messages: the words of an
//            answer then have left before the next comes, even if deliveries take every second cycle of the queue.
// Errors:    an answer that says CLOSED without being the final one makes no message: the final one follows.
// Source:    DESIGN section 4: state before progress, the final CLOSED alone and last.
module snapshot_encode
  import toe_pkg::*;
  import action_pkg::*;
  import link_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned WORDS = 32                // places of the output queue that are ours
) (
    input  logic         clk_i,
    input  logic         rst_i,
    input  logic         req_valid_i,
    output logic         req_ready_o,
    input  conn_t        req_conn_i,
    input  dirty_t       req_what_i,
    output logic         snap_valid_o,
    input  logic         snap_ready_i,
    output conn_t        snap_conn_o,
    output dirty_t       snap_what_o,
    input  logic         snap_rsp_i,
    input  snapshot_t    snap_i,
    output logic         word_valid_o,
    input  logic         word_ready_i,
    output word_t        word_o,
    input  logic         taken_i,
    output logic         query_valid_o,
    input  logic         query_ready_i,
    output logic [127:0] query_o,
    output logic         idle_o
);

  localparam int unsigned CountW     = $clog2(WORDS + 1);
  localparam int unsigned MaxQueries = 4;            // results under way

  function automatic logic [1:0] words_of(dirty_t what);
    if (what.final_closed) return 2'd1;
    return 2'(what.progress) + 2'(what.state) + 2'(what.query);
  endfunction

  // ---------------------------------------------------------------- requests: only when every message has its place
  logic [CountW-1:0] used_q;                         // places promised or taken
  logic [2:0]        queries_q;
  logic [2:0]        space_q;                        // cycles until the next request may be taken
  logic              take, dropped, dropped_q;       // the answer makes no message; the last one does not: its places are free
  logic              may_q;                          // a request may be taken: it crosses the chip, so that is known before
  logic [1:0]        words;
  snapshot_t         ans_q;

  assign words        = words_of(req_what_i);
  assign snap_valid_o = req_valid_i && may_q;
  assign snap_conn_o  = req_conn_i;
  assign snap_what_o  = req_what_i;
  assign take         = snap_valid_o && snap_ready_i;
  assign req_ready_o  = take;

  logic       query_left, query_left_q;              // the last piece of a query's body has left; a cycle ago
  logic [1:0] left_q;
  assign query_left = query_valid_o && query_ready_i && left_q == 2'd2;
  always_ff @(posedge clk_i) begin
    query_left_q <= query_left && !rst_i;
    if (rst_i) left_q <= 2'd0;
    else if (query_valid_o && query_ready_i) left_q <= query_left ? 2'd0 : left_q + 2'd1;
  end

  assign dropped = snap_i.state == 4'(tcb_pkg::StClosed) && !snap_i.what.final_closed;
  always_ff @(posedge clk_i) dropped_q <= snap_rsp_i && dropped && !rst_i;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      used_q    <= '0;
      queries_q <= '0;
      space_q   <= '0;
      may_q     <= 1'b0;
    end else begin
      used_q    <= used_q + (take ? CountW'(words) : '0) - (dropped_q ? CountW'(words_of(ans_q.what)) : '0) - CountW'(taken_i);
      queries_q <= queries_q + 3'(take && req_what_i.query && !req_what_i.final_closed) - 3'(dropped_q && ans_q.what.query)
                 - 3'(query_left_q);
      may_q     <= !take && space_q <= 3'd1 && used_q <= CountW'(WORDS - 3) && queries_q != 3'(MaxQueries);
      if (take) space_q <= {words, 1'b0};
      else if (space_q != '0) space_q <= space_q - 1'b1;
    end
  end

  // ---------------------------------------------------------------- the answer, word by word
  logic       state_q, progress_q, query_q;          // words still to come
  logic [1:0] body_q;                                // pieces of the query's body still to come
  logic       pushed;

  always_ff @(posedge clk_i) if (snap_rsp_i) ans_q <= snap_i;

  assign pushed = word_valid_o && word_ready_i;
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      state_q    <= 1'b0;
      progress_q <= 1'b0;
      query_q    <= 1'b0;
      body_q     <= 2'd0;
    end else if (snap_rsp_i) begin
      state_q    <= !dropped && (snap_i.what.state || snap_i.what.final_closed);
      progress_q <= !dropped && snap_i.what.progress && !snap_i.what.final_closed;
      query_q    <= !dropped && snap_i.what.query && !snap_i.what.final_closed;
      body_q     <= !dropped && snap_i.what.query && !snap_i.what.final_closed ? 2'd3 : 2'd0;
    end else begin
      if (pushed) begin
        if (state_q) state_q <= 1'b0;
        else if (progress_q) progress_q <= 1'b0;
        else query_q <= 1'b0;
      end
      if (body_q != 2'd0) body_q <= body_q - 2'd1;
    end
  end

  progress_rest_t progress;
  state_rest_t    state;
  logic [31:0]    state_error;
  assign progress    = '{range_out: ans_q.range_out, smss_bytes: ans_q.smss_bytes, serial: ans_q.serial, epoch: ans_q.epoch,
                         wanted: ans_q.wanted};
  assign state       = '{final_closed: ans_q.what.final_closed, fin_acked: ans_q.fin_acked, fin: ans_q.fin_received,
                         smss_bytes: ans_q.smss_bytes};
  assign state_error = {16'd0, 8'(ans_q.err), 4'd0, ans_q.what.final_closed ? 4'(tcb_pkg::StClosed) : ans_q.state};

  assign word_valid_o = state_q || progress_q || query_q;
  always_comb begin
    word_o = '{kind: WordQuery, conn: ans_q.conn, arg0: state_error, arg1: ans_q.rcv_offset, rest: RestBits'(state)};
    if (state_q) word_o.kind = WordState;
    else if (progress_q)
      word_o = '{kind: WordProgress, conn: ans_q.conn, arg0: ans_q.acked, arg1: ans_q.limit, rest: RestBits'(progress)};
  end

  // ---------------------------------------------------------------- bodies of query results: they fit, by MaxQueries
  e2h_query_result_t result;
  logic [127:0]      piece;
  logic              body_room;
  logic [4:0]        body_level;
  assign result = '{acked: ans_q.acked, wanted: ans_q.wanted, limit: ans_q.limit, snd_wnd: 32'(ans_q.snd_wnd_bytes),
                    rcv_wnd: ans_q.rcv_wnd_bytes, iss: ans_q.iss, irs: ans_q.irs, srtt_us8: 32'(ans_q.srtt_us),
                    rttvar_us4: 32'(ans_q.rttvar_us), rto_us: 32'(ans_q.rto_us), smss: ans_q.smss_bytes,
                    retries: 8'(ans_q.retries), epoch: 8'(ans_q.epoch), cwnd: 32'(ans_q.cwnd_bytes)};
  always_comb begin
    unique case (body_q)
      2'd3:    piece = result[127:0];
      2'd2:    piece = result[255:128];
      default: piece = result[383:256];
    endcase
  end

  block_fifo #(.T(logic [127:0]), .DEPTH(16), .BYPASS(1'b0)) u_bodies (
      .clk_i, .rst_i, .valid_i(body_q != 2'd0), .ready_o(body_room), .data_i(piece),
      .valid_o(query_valid_o), .ready_i(query_ready_i), .data_o(query_o), .level_o(body_level)
  );

  assign idle_o = used_q == '0 && queries_q == '0;

  logic unused;
  assign unused = &{1'b0, body_level};

`ifdef VERILATOR
  initial if ($bits(e2h_query_result_t) != 384 || WORDS < 4) $fatal(1, "snapshot_encode: a query result is three pieces");
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(snap_rsp_i && word_valid_o)) else $fatal(1, "snapshot_encode: an answer before the last one was put out");
      assert (!(body_q != 2'd0 && !body_room)) else $fatal(1, "snapshot_encode: a query's body found no place");
    end
  end
`else
  logic unused_room;
  assign unused_room = body_room;
`endif

endmodule
