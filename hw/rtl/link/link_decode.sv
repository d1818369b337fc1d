// link_decode: from the byte stream to checked messages and the beats of their bodies.
// In:        DATA_BYTES a beat, first byte in bits 7:0; a 16-byte header starts a beat; messages are padded to
//            max(8, DATA_BYTES) bytes. discard_i: take everything and say nothing; hold_i: take nothing.
//            room_i: who could take something in the next cycle.
// Out:       one stream: a message (body_o = 0: kind_o, head_o, open_o, error_o), after a payload or raw frame its body
//            (body_o = 1: data_o from lane 0 on, last_o), each for one cycle of valid_o, in which it is taken. sum_o: ones'
//            complement sum of the body, first byte high, right in the cycle after the last body beat, or after the message.
// Latency:   2 cycles.  Throughput: one beat per cycle; DATA_BYTES 32 and 64 lose a cycle for a body that ends in the
//            upper part of the last beat.
// Errors:    error_o other than LinkOk: the message is malformed; what follows it means nothing (invariant 9), valid_o in the
//            first cycle of discard_i neither.
// Source:    hw/link/messages.toml; DESIGN section 4.
module link_decode
  import toe_pkg::*;
  import link_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned DATA_BYTES  = 8,
    parameter int unsigned CONNS       = 1024,
    parameter int unsigned PAYLOAD_MAX = 9000        // longest payload taken, bytes
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    discard_i,
    input  logic                    hold_i,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic [8*DATA_BYTES-1:0] in_data_i,
    input  room_t                   room_i,
    output logic                    valid_o,
    output logic                    body_o,
    output kind_t                   kind_o,
    output header_t                 head_o,
    output h2e_open_t               open_o,
    output link_error_e             error_o,
    output logic [8*DATA_BYTES-1:0] data_o,
    output logic                    last_o,
    output logic [15:0]             sum_o,
    output logic                    idle_o            // between messages, nothing inside
);

  localparam int unsigned HeadBeats = DATA_BYTES >= 16 ? 1 : 16 / DATA_BYTES;
  localparam int unsigned CapBytes  = DATA_BYTES >= 24 ? DATA_BYTES : ((24 + DATA_BYTES - 1) / DATA_BYTES) * DATA_BYTES;
  localparam int unsigned CapBeats  = CapBytes / DATA_BYTES;       // beats that hold the header and the body of open
  localparam int unsigned LaneW     = $clog2(DATA_BYTES);
  localparam int unsigned LeftW     = 18 - LaneW;
  localparam int unsigned LenBeat   = DATA_BYTES == 4 ? 1 : 0;     // the beat that holds the length
  localparam bit          Wide      = DATA_BYTES > 16;             // header and body share a beat

  typedef logic [8*DATA_BYTES-1:0] beat_t;
  typedef logic [DATA_BYTES-1:0]   lanes_t;
  typedef logic [LeftW-1:0]        left_t;

  typedef struct packed {                            // what is asked of a length
    logic none;
    logic open;
    logic payload;
    logic raw;
  } length_t;

  // Bit by bit: against a constant that is a few LUTs, where <= is a carry chain as long as the operand.
  function automatic logic at_most(logic [31:0] bytes, logic [31:0] limit);
    at_most = 1'b1;
    for (int unsigned i = 0; i < 32; i++) at_most = limit[i] ? !bytes[i] || at_most : !bytes[i] && at_most;
  endfunction

  function automatic length_t length_of(logic [31:0] length_bytes);
    return '{none: length_bytes == '0, open: length_bytes == 32'd8, payload: at_most(length_bytes, 32'(PAYLOAD_MAX)),
             raw: !at_most(length_bytes, 32'(RawMinBytes - 1)) && at_most(length_bytes, 32'(RawMaxBytes))};
  endfunction

  // Beats behind the header's last one, less two: the sign says that the next one is the last.
  function automatic left_t beats_after(logic [15:0] length_bytes);
    if (Wide) return LeftW'((18'(length_bytes) + 18'd15 - 18'(2 * DATA_BYTES)) >> LaneW);
    if (DATA_BYTES == 4) return LeftW'(((18'(length_bytes) - 18'd1) >> 3) << 1);
    return LeftW'((18'(length_bytes) - 18'(DATA_BYTES + 1)) >> LaneW);
  endfunction

  // A body that ends in the last beat's upper part (Wide: needs one more beat out) or before the padding beat (4 bytes).
  function automatic logic has_tail(logic [15:0] length_bytes);
    if (Wide) return length_bytes[LaneW-1:0] != '0 && 32'(length_bytes[LaneW-1:0]) <= DATA_BYTES - 16;
    if (DATA_BYTES == 4) return length_bytes[2:0] inside {[3'd1:3'd4]};
    return 1'b0;
  endfunction

  // Lanes of a beat that belong to the body; its last byte is in end_lane of its last beat.
  function automatic lanes_t lanes(logic some, logic behind_header, logic last, logic [LaneW-1:0] end_lane);
    for (int unsigned i = 0; i < DATA_BYTES; i++) lanes[i] = some && !(behind_header && i < 16) && !(last && i > 32'(end_lane));
  endfunction

  // ---------------------------------------------------------------- stage 1: the beat, and where it stands
  beat_t             s1_data_q;
  lanes_t            s1_lanes_q;                      // those that belong to the body
  logic              s1_valid_q, s1_head_end_q, s1_body_q, s1_body_end_q, s1_end_q;
  logic [8*CapBytes-1:0] cap_q;                       // the message's first beats, by position
  logic [CapBeats:0] at_q;                            // where the next beat stands in its message, one hot; the last: behind
  logic              in_head_q;                       // the next beat belongs to a header
  left_t             left_q;
  logic              tail_q;
  logic              s1_move, take;
  logic              out_q, wait_q;                   // what stands at the output leaves in this cycle; it waits
  kind_t             s1_kind_q;                       // of the message's first beats, as they came
  length_t           s1_length_q;

  header_t     s1_head;
  h2e_open_t   s1_open;
  logic [15:0] len_now;
  assign s1_head = cap_q[127:0];
  assign s1_open = cap_q[191:128];
  if (DATA_BYTES >= 16) begin : gen_len_in_beat
    assign len_now = in_data_i[47:32];
  end else begin : gen_len_before
    assign len_now = s1_head.length_bytes[15:0];
  end

  assign in_ready_o = discard_i || (!hold_i && (!s1_valid_q || s1_move));
  assign take       = in_valid_i && in_ready_o;
  assign idle_o     = at_q[0] && !s1_valid_q && !out_q && !wait_q;

  for (genvar b = 0; b < CapBeats; b++) begin : gen_capture
    always_ff @(posedge clk_i) if (take && at_q[b]) cap_q[8*DATA_BYTES*b+:8*DATA_BYTES] <= in_data_i;
  end
  always_ff @(posedge clk_i) begin
    if (take && at_q[0]) s1_kind_q <= kind_of(in_data_i[7:0]);
    if (take && at_q[LenBeat]) s1_length_q <= length_of(in_data_i[32 % (8*DATA_BYTES)+:32]);
  end

  logic head_end, no_more, last, ends, body, body_end;
  assign head_end = in_head_q && at_q[HeadBeats-1];
  assign no_more  = Wide ? 32'(len_now) <= DATA_BYTES - 16 : HeadBeats == 1 ? len_now == '0 : s1_length_q.none;
  assign last     = left_q[LeftW-1];
  assign ends     = head_end ? no_more : !in_head_q && last;
  assign body     = in_head_q ? Wide && head_end : !(DATA_BYTES == 4 && tail_q && last);
  assign body_end = head_end ? Wide && no_more : !in_head_q && (DATA_BYTES == 4 && tail_q ? left_q == '0 : last);

  always_ff @(posedge clk_i) begin
    if (take) begin
      s1_data_q     <= in_data_i;
      s1_head_end_q <= head_end;
      s1_end_q      <= ends;
      s1_body_q     <= body;
      s1_body_end_q <= body_end;
      s1_lanes_q    <= lanes(body, Wide && head_end, body_end,
                             LaneW'(in_head_q ? len_now : s1_head.length_bytes[15:0]) + LaneW'(15));
      if (head_end) tail_q <= has_tail(len_now);
      if (head_end) left_q <= beats_after(len_now);
      else left_q <= left_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_i || discard_i || hold_i) begin
      s1_valid_q <= 1'b0;
      in_head_q  <= 1'b1;
      at_q       <= (CapBeats+1)'(1);
    end else if (take) begin
      s1_valid_q <= 1'b1;
      if (ends) begin
        in_head_q <= 1'b1;
        at_q      <= (CapBeats+1)'(1);
      end else begin
        if (head_end) in_head_q <= 1'b0;
        if (!at_q[CapBeats]) at_q <= at_q << 1;
      end
    end else if (s1_move) s1_valid_q <= 1'b0;
  end

  // ---------------------------------------------------------------- stage 2: the message, or an aligned body beat
  // That it can be taken is known a cycle before, so that no ready runs back from the takers to the input.
  logic  flush_q, emit_msg, emit_body, next, next_body, next_taken;
  kind_t next_kind;
  assign valid_o   = out_q;                           // nothing stands here longer than one cycle of discard_i or hold_i
  assign s1_move   = s1_valid_q && !wait_q && !flush_q;
  assign emit_msg  = s1_kind_q.open && s1_length_q.open ? s1_end_q : s1_head_end_q;
  assign emit_body = s1_kind_q.has_body && s1_body_q && !s1_head_end_q;

  assign next       = wait_q || flush_q || (s1_move && (emit_msg || emit_body));
  assign next_body  = wait_q ? body_o : flush_q || !emit_msg;
  assign next_kind  = wait_q ? kind_o : s1_kind_q;
  assign next_taken = next_body ? (kind_o.payload ? room_i.text : room_i.raw)
                    : (!next_kind.for_connection || room_i.commands) && (!next_kind.for_listener || room_i.listeners)
                      && (!next_kind.payload || room_i.payloads);

  logic unused;
  assign unused = &{1'b0, next_kind};

  logic s1_tail;                                      // Wide: a flush follows the message's last beat
  assign s1_tail = Wide && s1_end_q && s1_kind_q.has_body && has_tail(s1_head.length_bytes[15:0]);

  always_ff @(posedge clk_i) begin
    if (rst_i || discard_i || hold_i) begin
      out_q   <= 1'b0;
      wait_q  <= 1'b0;
      flush_q <= 1'b0;
    end else begin
      out_q  <= next && next_taken;
      wait_q <= next && !next_taken;
      if (!wait_q) flush_q <= s1_move && s1_tail;
    end
  end

  always_ff @(posedge clk_i) begin
    if (s1_move && emit_msg) begin
      kind_o  <= s1_kind_q;
      head_o  <= s1_head;
      open_o  <= s1_open;
      error_o <= check(s1_kind_q, s1_length_q, s1_head);
    end
    if (!wait_q) begin
      body_o <= flush_q || !emit_msg;
      last_o <= flush_q || (s1_body_end_q && !s1_tail);
    end
  end

  if (Wide) begin : gen_shift
    localparam int unsigned HoldBits = 8 * (DATA_BYTES - 16);
    logic [HoldBits-1:0] hold_q;
    always_ff @(posedge clk_i) begin
      if (s1_move) hold_q <= s1_data_q[8*DATA_BYTES-1:128];
      if (!wait_q && (flush_q || (s1_move && emit_body))) data_o <= {flush_q ? 128'd0 : s1_data_q[127:0], hold_q};
    end
  end else begin : gen_straight
    always_ff @(posedge clk_i) if (s1_move && emit_body) data_o <= s1_data_q;
  end

  // ---------------------------------------------------------------- checks (invariant 9)
  function automatic link_error_e check(kind_t k, length_t l, header_t h);
    logic reg_ok;
    reg_ok = h.arg0[31:12] == '0 && h.arg0[1:0] == 2'b00
        && (h.arg0[11:2] < 10'(ConfigWords)
            || (k.reg_read && h.arg0[11:8] == RegCounterBase[11:8] && h.arg0[7:2] < 6'(Counters))
            || (k.reg_read && h.arg0[11:8] == RegStatusBase[11:8] && h.arg0[7:2] < 6'(StatusWords)));
    if (k == '0) return LinkBadType;
    if (!(k.payload ? l.payload && (!l.none || h.flags.range)
                    : k.raw_frame ? l.raw : k.open ? l.open : l.none)) return LinkBadLength;
    if ((k.for_connection || k.payload) && 32'(h.conn) >= CONNS) return LinkBadConn;
    if ((k.listen || k.unlisten) && 32'(h.conn) >= Listeners) return LinkBadListener;
    if (k.slot && h.arg0 >= 32'(Listeners)) return LinkBadListener;
    if ((k.reg_write || k.reg_read) && !reg_ok) return LinkBadRegister;
    if (k.hello && h.arg0 != Version) return LinkBadVersion;
    return LinkOk;
  endfunction

  // ---------------------------------------------------------------- the body's sum, taken before it is shifted
  payload_sum #(.DATA_BYTES(DATA_BYTES)) u_sum (
      .clk_i, .valid_i(s1_move && (s1_body_q || s1_head_end_q)), .first_i(s1_head_end_q), .lanes_i(s1_lanes_q),
      .data_i(s1_data_q), .sum_o
  );

`ifdef VERILATOR
  initial if (2 ** LaneW != DATA_BYTES || DATA_BYTES < 4 || DATA_BYTES > 64)
    $fatal(1, "link_decode: DATA_BYTES must be 4 to 64, a power of two");
`endif

endmodule
