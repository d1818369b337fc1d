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

  logic            valid_q, announce_q, urgent_q;    // messages of a delivery that come before its payload
  word_t           word_q;
  logic            query_q, fixed_q, stream_q;       // of word_q: pieces of a query or other fixed ones, or a stream, follow
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

  // ---------------------------------------------------------------- the header
  header_t head;
  always_comb begin
    head = '{msg_type: E2hSnapshot, flags: '0, conn: word_q.conn, length_bytes: '0, arg0: word_q.arg0, arg1: word_q.arg1};
    unique case (word_q.kind)
      WordDelivery: begin
        if (announce_q) begin
          head.flags.announce = 1'b1;
          head.length_bytes   = 32'd16;
          head.arg0           = 32'(tcb_pkg::StEstablished);
          head.arg1           = '0;
        end else if (urgent_q) begin
          head.msg_type = E2hUrgent;
          head.arg0     = delivery.urgent_end;
          head.arg1     = '0;
        end else begin
          head.msg_type     = E2hPayload;
          head.length_bytes = 32'(delivery.len_bytes);
        end
      end
      WordState: begin
        head.flags.final_closed = state.final_closed;
        head.flags.fin_acked    = state.fin_acked;
        head.flags.fin          = state.fin;
        head.length_bytes       = 32'd16;
      end
      WordProgress: begin
        head.msg_type        = E2hProgress;
        head.flags.range_out = progress.range_out;
        head.length_bytes    = 32'd8;
      end
      WordQuery: begin
        head.msg_type     = E2hQueryResult;
        head.length_bytes = 32'd48;
      end
      WordReg: head.msg_type = E2hRegValue;
      WordHello: begin
        head.msg_type     = E2hHello;
        head.length_bytes = 32'd16;
      end
      WordRaw: begin
        head.msg_type     = E2hRawFrame;
        head.length_bytes = 32'(delivery.len_bytes);
      end
      default: head.msg_type = E2hLinkError;
    endcase
  end

  // ---------------------------------------------------------------- fixed bodies
  e2h_snapshot_t snapshot;
  e2h_progress_t progress_body;
  e2h_hello_t    hello;
  assign snapshot = announce_q
      ? '{remote_ip: tuple_q.remote_ip, local_ip: tuple_q.local_ip, ports: {tuple_q.remote_port, tuple_q.local_port},
          smss: delivery.smss_bytes, reserved: '0}
      : '{remote_ip: '0, local_ip: '0, ports: '0, smss: state.smss_bytes, reserved: '0};
  assign progress_body = '{wanted: progress.wanted, epoch: 8'(progress.epoch), serial: 8'(progress.serial),
                           smss: progress.smss_bytes};
  assign hello = '{conns: 32'(CONNS), data_bytes: 16'(DATA_BYTES), listeners: 16'(Listeners), features: '0, reserved: '0};

  logic body_follows, no_body;
  assign body_follows = stream_q && !announce_q && !urgent_q;
  assign no_body      = stream_q ? urgent_q && !announce_q : !fixed_q;

  always_comb begin
    piece_o = '{data: head, half: 1'b0, last: no_body, body: body_follows};
    if (!at_head_q) begin
      piece_o.body = 1'b0;
      piece_o.last = !query_q || step_q == 2'd3;
      unique case (word_q.kind)
        WordQuery: piece_o.data = query_i;
        WordHello: piece_o.data = hello;
        WordProgress: begin
          piece_o.data = 128'(progress_body);
          piece_o.half = 1'b1;
        end
        default: piece_o.data = snapshot;
      endcase
    end
  end

  // ---------------------------------------------------------------- control
  logic sent, message_end, word_end;
  assign piece_valid_o = valid_q && (at_head_q || !(tuple_wait_q || (query_q && !query_valid_i)));
  assign query_ready_o = clear_i || (valid_q && query_q && !at_head_q && piece_ready_i);
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
    word_q   <= word_i;
    query_q  <= word_i.kind == WordQuery;
    fixed_q  <= word_i.kind inside {WordState, WordProgress, WordQuery, WordHello};
    stream_q <= word_i.kind inside {WordDelivery, WordRaw};
  end

  // The tuple's request stands until it is answered, whatever becomes of the word.
  always_ff @(posedge clk_i) begin
    if (rst_i) tuple_req_o <= 1'b0;
    else if (tuple_rsp_i) tuple_req_o <= 1'b0;
    else if (tuple_wait_q) tuple_req_o <= 1'b1;
    if (tuple_rsp_i) tuple_q <= tuple_i;
  end
  assign tuple_conn_o = word_q.conn;

endmodule
