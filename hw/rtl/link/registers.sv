// registers: the configuration, and reads of configuration, counters and status.
// In:        checked reg_write and reg_read messages (link_decode has seen to the address); cfg_reset_i.
// Out:       cfg_o; one answer at a time (val_*); the counters' read port.
// Latency:   a write 2 cycles; a read of configuration and status 4, of counters 50 at most.
// Throughput: one read outstanding, busy_o says so; writes any time.
// Errors:    none here; clear_i forgets an outstanding read (link reset).
// Source:    hw/link/registers.toml through link_pkg.
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

  logic        write_q, read_q, cfg_reset_q;         // what came a cycle ago, with what the header said
  logic [11:0] head_addr_q;
  logic [31:0] head_value_q;
  logic        look_q, found_q;                      // the address is known, the value is not; of a counter: read twice
  logic [11:0] addr_q;                               // of the read; a write does not disturb it
  logic [31:0] cfg_q, value_q;
  logic        is_counter, is_status, done;
  assign is_counter  = addr_q[11:8] == RegCounterBase[11:8];
  assign is_status   = addr_q[11:8] == RegStatusBase[11:8];
  assign done        = is_counter ? cnt_rsp_i : found_q;
  assign cnt_req_o   = look_q && is_counter;
  assign cnt_index_o = addr_q[7:2];
  assign val_o       = '{kind: WordReg, conn: '0, arg0: 32'(addr_q), arg1: value_q, rest: '0};

  // Much of the engine hangs on the configuration: its clock is the room's own.
  logic clk;
  clock_gate u_clock (.clk_i, .rst_i, .busy_i(write_i || read_i || clear_i || cfg_reset_i || busy_o), .clk_o(clk));

  always_ff @(posedge clk) begin
    write_q      <= write_i && !rst_i;
    read_q       <= read_i && !rst_i && !clear_i;
    cfg_reset_q  <= cfg_reset_i && !rst_i;
    head_addr_q  <= head_i.arg0[11:0];
    head_value_q <= head_i.arg1;
  end

  always_ff @(posedge clk) begin
    if (rst_i || cfg_reset_q) cfg_o <= CfgReset;
    else if (write_q) cfg_o <= cfg_write(cfg_o, head_addr_q[7:2], head_value_q);
  end

  always_ff @(posedge clk) begin
    if (read_q) addr_q <= head_addr_q;
    cfg_q   <= cfg_read(cfg_o, addr_q[7:2]);
    if (look_q) value_q <= is_counter ? cnt_value_i : is_status ? 32'(established_i) : cfg_q;
  end

  always_ff @(posedge clk) begin
    if (rst_i || clear_i) begin
      busy_o      <= 1'b0;
      look_q      <= 1'b0;
      found_q     <= 1'b0;
      val_valid_o <= 1'b0;
    end else begin
      if (read_i) busy_o <= 1'b1;
      else if (val_valid_o && val_ready_i) busy_o <= 1'b0;
      if (read_q) look_q <= 1'b1;
      else if (done) look_q <= 1'b0;
      found_q <= look_q && !done;
      if (look_q && done) val_valid_o <= 1'b1;
      else if (val_ready_i) val_valid_o <= 1'b0;
    end
  end

  logic unused;
  assign unused = &{1'b0, head_i};

endmodule
