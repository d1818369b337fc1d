// link_select: which message leaves next, fairly; and the reading of its body starts.
// In:        four sources of words: 0 the output queue, 1 register values, 2 hello and link_error, 3 raw frames.
// Out:       one word at a time to link_encode; a read command to payload_out for each body, ahead of its message.
// Latency:   2 cycles.  Throughput: one message per 2 cycles. A source that waits gets its turn after at most one message
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
    output handle_t    cmd_handle_o,
    output logic       idle_o
);

  logic [3:0] later_q, behind;                       // sources behind the last one served
  logic [3:0] pick_q;                                // the next one, one hot
  logic       free_q, take, full_q;                  // full_q: the word has not left; free_q: nothing of it waits

  // Round robin: the first valid source behind the last one served, else the first of all.
  function automatic logic [3:0] first_of(logic [3:0] v);
    return {v[3] && v[2:0] == '0, v[2] && v[1:0] == '0, v[1] && !v[0], v[0]};
  endfunction
  assign behind = src_valid_i & later_q;
  assign take   = free_q && (pick_q[0] || (pick_q != '0 && !drain_i));     // a drain withdraws the words of the others

  // A word is picked in one cycle and taken into a register in the next: what happens behind it does not reach the
  // sources' queues.
  assign src_ready_o = free_q ? pick_q : '0;
  word_t          word;
  delivery_rest_t queued, raw, chosen, rest;
  logic           has_body;
  assign queued = delivery_rest(src_word_i[0].rest);
  assign raw    = delivery_rest(src_word_i[3].rest);
  always_comb begin
    word = '0;                                       // what a source leaves 0 costs nothing here
    for (int unsigned s = 0; s < 4; s++) word |= pick_q[s] ? src_word_i[s] : '0;
    chosen = queued;                                 // read of source 0's words, and these two of a raw frame's
    if (pick_q[3]) {chosen.len_bytes, chosen.addr} = {raw.len_bytes, raw.addr};
    word.rest = RestBits'(chosen);
  end
  assign has_body = pick_q[3] || (pick_q[0] && src_word_i[0].kind == WordDelivery && queued.payload);
  always_ff @(posedge clk_i) if (free_q) word_o <= word;

  // The word stays until its read command has gone as well; its header need not wait for that.
  assign rest         = delivery_rest(word_o.rest);
  assign cmd_raw_o    = word_o.kind == WordRaw;
  assign cmd_addr_o   = rest.addr;
  assign cmd_bytes_o  = rest.len_bytes;
  assign cmd_handle_o = rest.handle;
  assign word_valid_o = full_q && !drain_i;
  assign idle_o       = free_q && pick_q == '0;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      later_q     <= '1;
      pick_q      <= '0;
      full_q      <= 1'b0;
      cmd_valid_o <= 1'b0;
      free_q      <= 1'b1;
    end else begin
      if (take) later_q <= {pick_q[2:0] != '0, pick_q[1:0] != '0, pick_q[0], 1'b0};
      if (take) pick_q <= '0;
      else if (pick_q == '0 || drain_i) pick_q <= first_of(behind != '0 ? behind : src_valid_i);
      full_q      <= full_q ? !(word_ready_i || drain_i) : take;
      cmd_valid_o <= cmd_valid_o ? !cmd_ready_i : take && has_body;
      free_q      <= free_q ? !take : (!full_q || word_ready_i || drain_i) && (!cmd_valid_o || cmd_ready_i);
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (take && !rst_i) assert ((src_valid_i & pick_q) != '0) else $fatal(1, "link_select: a word that is not there");
  end
`endif

  logic unused;
  assign unused = &{1'b0, raw, rest};

endmodule
