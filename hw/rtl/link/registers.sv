// registers: the configuration, and reads of configuration, counters and status.
// In:        checked reg_write and reg_read messages (link_decode has seen to the address); cfg_reset_i.
// Out:       cfg_o; one answer at a time (val_*); the counters' read port.
// Latency:   a write 2 cycles; a read of configuration and status 3, of counters 50 at most.
// Throughput: one read outstanding, busy_o says so; writes any time.
// Errors:    none here; clear_i forgets an outstanding read (link reset).
// Source:    hw/link/registers.toml through link_pkg.
//
// The engine hears the configuration from registers; the host reads it from a copy in block RAM, because 22 words of
// registers behind one multiplexer are as large as a room. What was not written since the last reset reads as CfgReset.
module registers
  import link_pkg::*;
  import link_word_pkg::*;
(
    input  logic          clk_i,
    input  logic          rst_i,
    input  logic          clear_i,
    input  logic          cfg_reset_i,
    input  logic          write_i,
    input  logic          read_i,
    input  header_t       head_i,
    output logic          busy_o,
    output toe_pkg::cfg_t cfg_o,
    output logic          cnt_req_o,                 // held until cnt_rsp_i
    output logic [5:0]    cnt_index_o,
    input  logic          cnt_rsp_i,
    input  logic [31:0]   cnt_value_i,
    input  logic [15:0]   established_i,
    output logic          val_valid_o,
    input  logic          val_ready_i,
    output word_t         val_o
);

  typedef logic [ConfigWords-1:0] words_t;           // one hot

  logic        write_q, read_q, cfg_reset_q;         // what came a cycle ago, with what the header said
  logic        copied_q;                             // a read two cycles ago: the copy is there
  words_t      word_q;
  logic [31:0] new_value_q, value_q;
  logic [11:0] came_addr_q, addr_q;                  // a cycle ago; of the read, which a write does not disturb
  logic        is_status, found;
  assign is_status   = addr_q[11:8] == RegStatusBase[11:8];
  assign found       = copied_q ? !cnt_req_o : cnt_req_o && cnt_rsp_i;
  assign cnt_index_o = addr_q[7:2];
  assign val_o       = '{kind: WordReg, conn: '0, arg0: 32'(addr_q), arg1: value_q, rest: '0};

  // Much of the engine hangs on the configuration: its clock is the room's own.
  logic clk;
  clock_gate u_clock (.clk_i, .rst_i, .busy_i(write_i || read_i || clear_i || cfg_reset_i || busy_o), .clk_o(clk));

  always_ff @(posedge clk) begin
    write_q     <= write_i && !rst_i;
    read_q      <= read_i && !rst_i && !clear_i;
    copied_q    <= read_q && !rst_i && !clear_i;
    cfg_reset_q <= cfg_reset_i && !rst_i;
    new_value_q <= head_i.arg1;
    for (int unsigned w = 0; w < ConfigWords; w++) word_q[w] <= head_i.arg0[11:2] == 10'(w);
    came_addr_q <= head_i.arg0[11:0];
    if (read_q) addr_q <= came_addr_q;
  end

  function automatic toe_pkg::cfg_t written(toe_pkg::cfg_t cfg, words_t word, logic [31:0] value);
    written = cfg;
    for (int unsigned w = 0; w < ConfigWords; w++) if (word[w]) written = cfg_write(written, 6'(w), value);
  endfunction

  always_ff @(posedge clk) begin
    if (rst_i || cfg_reset_q) cfg_o <= CfgReset;
    else if (write_q) cfg_o <= written(cfg_o, word_q, new_value_q);
  end

  // ---------------------------------------------------------------- reads
  words_t      changed_q;                            // words written since the last reset
  logic        stored_q;                             // the one that is read is among them
  logic [31:0] copy;
  ram_1r1w #(.WIDTH(32), .DEPTH(32)) u_copy (
      .clk_i(clk), .we_i(write_q), .waddr_i(came_addr_q[6:2]), .wdata_i(new_value_q),
      .re_i(read_q), .raddr_i(came_addr_q[6:2]), .rdata_o(copy)
  );

  // The RAM is late: what counts of it, and what counts beside it, stands by then.
  logic [31:0] copied, others;
  always_comb begin
    copied = copied_q && stored_q ? cfg_read('1, addr_q[7:2]) : '0;
    if (!copied_q) others = cnt_value_i;
    else if (is_status) others = 32'(established_i);
    else others = stored_q ? '0 : cfg_read(CfgReset, addr_q[7:2]);
  end

  always_ff @(posedge clk) begin
    if (rst_i || cfg_reset_q) changed_q <= '0;
    else if (write_q) changed_q <= changed_q | word_q;
    if (read_q) stored_q <= (changed_q & word_q) != '0;
    if (copied_q || cnt_rsp_i) value_q <= (copy & copied) | others;
  end

  always_ff @(posedge clk) begin
    if (rst_i || clear_i) begin
      busy_o      <= 1'b0;
      cnt_req_o   <= 1'b0;
      val_valid_o <= 1'b0;
    end else begin
      if (read_i) busy_o <= 1'b1;
      else if (val_valid_o && val_ready_i) busy_o <= 1'b0;
      if (read_q) cnt_req_o <= came_addr_q[11:8] == RegCounterBase[11:8];
      else if (cnt_rsp_i) cnt_req_o <= 1'b0;
      if (found) val_valid_o <= 1'b1;
      else if (val_ready_i) val_valid_o <= 1'b0;
    end
  end

  logic unused;
  assign unused = &{1'b0, head_i};

endmodule
