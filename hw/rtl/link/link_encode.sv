// link_encode: from words to messages, 16 bytes at a time.
// In:        one word (link_word_pkg) a message; that of a delivery makes up to three, each of which asks for itself; bodies of
//            query results; the connection's tuple (link_tuple_*) for an announcement.
// Out:       pieces of 16 bytes: the header, then the body's; piece_t says where a body stream follows or the message ends.
// Latency:   1 cycle; an announcement waits for the tuple.  Throughput: one piece per cycle, a cycle between words.
// Errors:    clear_i drops what is under way (link reset).
// Source:    hw/link/messages.toml through link_pkg.
module link_encode
  import toe_pkg::*;
  import link_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024
) (
    input  logic            clk_i,
    input  logic            rst_i,
    input  logic            clear_i,
    input  logic            word_valid_i,
    output logic            word_ready_o,
    input  word_t           word_i,
    input  logic            query_valid_i,
    output logic            query_ready_o,
    input  logic [127:0]    query_i,
    output logic            tuple_req_o,
    output conn_t           tuple_conn_o,
    input  logic            tuple_rsp_i,
    input  net_pkg::tuple_t tuple_i,
    output logic            piece_valid_o,
    input  logic            piece_ready_i,
    output piece_t          piece_o,
    output logic            idle_o
);

  // What a message is, one hot: every bit of a piece hangs on it, so it is decoded before.
  typedef struct packed {
    logic delivery;
    logic state;
    logic progress;
    logic query;
    logic reg_value;
    logic hello;
    logic raw;
    logic error;
  } kinds_t;

  function automatic kinds_t kinds_of(word_kind_e kind);
    return '{delivery: kind == WordDelivery, state: kind == WordState, progress: kind == WordProgress,
             query: kind == WordQuery, reg_value: kind == WordReg, hello: kind == WordHello, raw: kind == WordRaw,
             error: kind == WordError};
  endfunction

  logic            valid_q, announce_q, urgent_q;    // messages of a delivery that come before its payload
  word_t           word_q;
  kinds_t          is_q;                             // word_q's
  logic [1:0]      step_q;                           // pieces of this message that have left
  logic            at_head_q;                        // none has
  logic            tuple_wait_q;                     // an announcement, whose tuple has not come
  net_pkg::tuple_t tuple_q;
  delivery_rest_t  delivery;
  progress_rest_t  progress;
  state_rest_t     state;
  assign delivery = delivery_rest(word_q.rest);
  assign progress = progress_rest(word_q.rest);
  assign state    = state_rest(word_q.rest);

  // ---------------------------------------------------------------- the header: parts that are 0 for the other kinds
  logic    announce, urgent, text;                   // a delivery's message
  logic    body_follows;
  header_t head;
  assign announce = announce_q;
  assign urgent   = urgent_q && !announce_q;
  assign text     = is_q.delivery && !announce_q && !urgent_q;
  assign body_follows = text || is_q.raw;

  always_comb begin
    head      = '0;
    head.conn = word_q.conn;
    head.msg_type = (announce || is_q.state ? E2hSnapshot : '0) | (urgent ? E2hUrgent : '0) | (text ? E2hPayload : '0)
                  | (is_q.progress ? E2hProgress : '0) | (is_q.query ? E2hQueryResult : '0)
                  | (is_q.reg_value ? E2hRegValue : '0) | (is_q.hello ? E2hHello : '0) | (is_q.raw ? E2hRawFrame : '0)
                  | (is_q.error ? E2hLinkError : '0);
    head.flags.announce     = announce;
    head.flags.final_closed = is_q.state && state.final_closed;
    head.flags.fin_acked    = is_q.state && state.fin_acked;
    head.flags.fin          = is_q.state && state.fin;
    head.flags.range_out    = is_q.progress && progress.range_out;
    head.length_bytes = (body_follows ? 32'(delivery.len_bytes) : '0) | (is_q.progress ? 32'd8 : '0)
                      | (announce || is_q.state || is_q.hello ? 32'd16 : '0) | (is_q.query ? 32'd48 : '0);
    head.arg0 = (announce || urgent ? '0 : word_q.arg0) | (announce ? 32'(tcb_pkg::StEstablished) : '0)
              | (urgent ? delivery.urgent_end : '0);
    head.arg1 = announce || urgent ? '0 : word_q.arg1;
  end

  // ---------------------------------------------------------------- fixed bodies
  e2h_snapshot_t snapshot;
  e2h_progress_t progress_body;
  e2h_hello_t    hello;
  always_comb begin
    snapshot = '0;
    if (announce) begin
      snapshot.remote_ip = tuple_q.remote_ip;
      snapshot.local_ip  = tuple_q.local_ip;
      snapshot.ports     = {tuple_q.remote_port, tuple_q.local_port};
    end
    snapshot.smss = state.smss_bytes;                // at its place in a delivery as well
  end
  assign progress_body = '{wanted: progress.wanted, epoch: 8'(progress.epoch), serial: 8'(progress.serial),
                           smss: progress.smss_bytes};
  assign hello = '{conns: 32'(CONNS), data_bytes: 16'(DATA_BYTES), listeners: 16'(Listeners), features: '0, reserved: '0};

  logic fixed;
  assign fixed = announce || is_q.state || is_q.progress || is_q.query || is_q.hello;

  always_comb begin
    piece_o = '0;
    if (at_head_q) begin
      piece_o.data = head;
      piece_o.last = !fixed && !body_follows;
      piece_o.body = body_follows;
    end else begin
      piece_o.data = (is_q.query ? query_i : '0) | (is_q.hello ? hello : '0) | (is_q.progress ? 128'(progress_body) : '0)
                   | (announce || is_q.state ? snapshot : '0);
      piece_o.half = is_q.progress;
      piece_o.last = !is_q.query || step_q == 2'd3;
    end
  end

  // ---------------------------------------------------------------- control
  logic sent, message_end, word_end;
  assign piece_valid_o = valid_q && (at_head_q || !(tuple_wait_q || (is_q.query && !query_valid_i)));
  assign query_ready_o = clear_i || (valid_q && is_q.query && !at_head_q && piece_ready_i);
  assign sent          = piece_valid_o && piece_ready_i;
  assign message_end   = sent && (piece_o.last || piece_o.body);
  assign word_end      = message_end && !(announce_q && urgent_q) && !((announce_q || urgent_q) && delivery.payload);
  assign word_ready_o  = !valid_q && !tuple_req_o;
  assign idle_o        = !valid_q && !tuple_req_o;

  logic [1:0] preludes;                              // announce and urgent, the first fields
  assign preludes = word_i.kind == WordDelivery ? word_i.rest[$bits(delivery_rest_t)-1-:2] : '0;
  always_ff @(posedge clk_i) begin
    if (rst_i || clear_i) begin
      valid_q      <= 1'b0;
      announce_q   <= 1'b0;
      urgent_q     <= 1'b0;
      step_q       <= '0;
      at_head_q    <= 1'b1;
      tuple_wait_q <= 1'b0;
    end else if (word_valid_i && word_ready_o) begin
      valid_q      <= 1'b1;
      {announce_q, urgent_q} <= preludes;
      tuple_wait_q <= preludes[1];
    end else begin
      if (tuple_rsp_i) tuple_wait_q <= 1'b0;
      if (word_end) valid_q <= 1'b0;
      if (message_end) begin
        announce_q   <= 1'b0;
        if (!announce_q) urgent_q <= 1'b0;
        step_q       <= '0;
        at_head_q    <= 1'b1;
      end else if (sent) begin
        step_q       <= step_q + 2'd1;
        at_head_q    <= 1'b0;
      end
    end
  end
  always_ff @(posedge clk_i) if (word_valid_i && word_ready_o) begin
    word_q <= word_i;
    is_q   <= kinds_of(word_i.kind);
  end

  // The tuple's request stands until it is answered, whatever becomes of the word.
  always_ff @(posedge clk_i) begin
    if (rst_i) tuple_req_o <= 1'b0;
    else if (tuple_rsp_i) tuple_req_o <= 1'b0;
    else if (tuple_wait_q) tuple_req_o <= 1'b1;
    if (tuple_rsp_i) tuple_q <= tuple_i;
  end
  assign tuple_conn_o = word_q.conn;

  logic unused;
  assign unused = &{1'b0, word_q.kind};

endmodule
