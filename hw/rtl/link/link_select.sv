// link_select: which message leaves next, fairly; and the reading of its body starts.
// In:        four sources of words: 0 the output queue, 1 register values, 2 hello and link_error, 3 raw frames.
// Out:       one word at a time to link_encode; a read command to payload_out for each body, ahead of its message.
// Latency:   0 cycles.  Throughput: one message per cycle. A source that waits gets its turn after at most one message
//            of each other.
// Errors:    drain_i: words are thrown away; payload_out gives their buffers back.
// Source:    DESIGN section 4.
module link_select
  import toe_pkg::*;
  import link_word_pkg::*;
(
    input  logic       clk_i,
    input  logic       rst_i,
    input  logic       drain_i,
    input  logic [3:0] src_valid_i,
    output logic [3:0] src_ready_o,
    input  word_t      src_word_i [4],
    output logic       word_valid_o,
    input  logic       word_ready_i,
    output word_t      word_o,
    output logic       cmd_valid_o,
    input  logic       cmd_ready_i,
    output logic       cmd_raw_o,
    output ring_addr_t cmd_addr_o,
    output bytes_t     cmd_bytes_o,
    output handle_t    cmd_handle_o
);

  logic [1:0] last_q, pick, cur;
  logic       lock_q, sent_q, any, has_body, move;

  // Round robin: the first valid source behind the last one served.
  function automatic logic [1:0] next_of(logic [3:0] valid, logic [1:0] last);
    logic [1:0] r = last;
    for (int unsigned i = 4; i > 0; i--) if (valid[last+2'(i)]) r = last + 2'(i);
    return r;
  endfunction

  delivery_rest_t rest;
  assign pick = next_of(src_valid_i, last_q);
  assign cur  = lock_q ? last_q : pick;
  assign any  = src_valid_i[cur];
  assign word_o = src_word_i[cur];
  assign rest   = delivery_rest(word_o.rest);

  assign has_body     = any && (word_o.kind == WordRaw || (word_o.kind == WordDelivery && rest.payload));
  assign cmd_valid_o  = has_body && !sent_q;
  assign cmd_raw_o    = word_o.kind == WordRaw;
  assign cmd_addr_o   = rest.addr;
  assign cmd_bytes_o  = rest.len_bytes;
  assign cmd_handle_o = rest.handle;

  // A body that cannot be read yet does not hold up its header: only the read command has to be out before the next word.
  logic cmd_done;
  assign cmd_done     = !has_body || sent_q || cmd_ready_i;
  assign word_valid_o = any && cmd_done && !drain_i;
  assign move         = any && cmd_done && (word_ready_i || drain_i);
  for (genvar s = 0; s < 4; s++) begin : gen_ready
    assign src_ready_o[s] = move && cur == 2'(s);
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      last_q <= '0;
      lock_q <= 1'b0;
      sent_q <= 1'b0;
    end else begin
      if (any) last_q <= cur;
      lock_q <= any && !move;
      sent_q <= has_body && !move && (sent_q || cmd_ready_i);
    end
  end

  logic unused;
  assign unused = &{1'b0, rest.announce, rest.smss_bytes};

endmodule
