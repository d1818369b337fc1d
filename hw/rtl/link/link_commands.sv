// link_commands: messages that are events of one connection, and the walks over all of them, to the TCB pipeline.
// In:        checked messages (kind_i, head_i, open_i); walk_*_i from link_session.
// Out:       command_event_t through a queue; commands and walk keep the order in which they were taken.
// Latency:   5 cycles.  Throughput: in one per cycle, every second one during a walk; out one every second cycle.
// Errors:    none; the pipeline counts a command that its connection does not want (linkUnwanted).
// Source:    event_pkg::command_e for the arguments; RFC 9293 section 3.10 for what they mean.
module link_commands
  import toe_pkg::*;
  import event_pkg::*;
  import link_pkg::*;
  import link_word_pkg::*;
#(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic           clk_i,
    input  logic           rst_i,
    input  logic           msg_valid_i,
    output logic           msg_room_o,      // a message may come in the next cycle
    input  kind_t          kind_i,
    input  header_t        head_i,
    input  h2e_open_t      open_i,
    input  logic           walk_valid_i,
    output logic           walk_ready_o,
    input  conn_t          walk_conn_i,
    input  command_e       walk_op_i,
    input  listener_t      walk_listener_i,
    output logic           cmd_valid_o,
    input  logic           cmd_ready_i,
    output conn_t          cmd_conn_o,
    output command_event_t cmd_o,
    output logic           idle_o           // no command waits
);

  typedef struct packed {
    logic [CONN_W-1:0] conn;
    command_event_t    ev;
  } entry_t;

  entry_t     message, queued, entry_out;            // message: or the walk's next step
  logic       queued_valid, queued_ready;
  logic       ready, walk_turn_q, walk_now;
  logic [4:0] level;

  always_comb begin
    message.conn    = CONN_W'(head_i.conn);
    message.ev.op   = CmdQuery;
    message.ev.arg0 = head_i.arg0;
    message.ev.arg1 = head_i.arg1;
    message.ev.arg2 = open_i.local_ip;
    message.ev.arg3 = kind_i.open ? open_i.rcv_limit : head_i.arg1;
    case (1'b1)                                      // one hot while a message is there
      kind_i.open:       message.ev.op = CmdOpen;
      kind_i.slot:       message.ev.op = CmdSlot;
      kind_i.send_edge: begin
        message.ev.op      = CmdEdge;
        message.ev.arg1[0] = head_i.flags.fin;
      end
      kind_i.recv_limit: message.ev.op = CmdLimit;
      kind_i.no_reader:  message.ev.op = CmdNoReader;
      kind_i.abort_conn: message.ev.op = CmdAbort;
      kind_i.timeouts:   message.ev.op = CmdTimeouts;
      kind_i.packet:     message.ev.op = CmdPacket;
      default: ;
    endcase
    if (walk_now) begin                              // the other arguments mean nothing
      message.conn                           = CONN_W'(walk_conn_i);
      message.ev.op                          = walk_op_i;
      message.ev.arg0[$bits(listener_t)-1:0] = walk_listener_i;
    end
  end

  // A walk and messages take turns while there is a walk, so that neither depends on the other.
  assign walk_now     = walk_valid_i && walk_turn_q;
  assign msg_room_o   = level < 5'd14 && !(walk_valid_i && !walk_turn_q);
  assign walk_ready_o = ready && walk_now;
  always_ff @(posedge clk_i) begin
    if (rst_i) walk_turn_q <= 1'b0;
    else walk_turn_q <= walk_valid_i && !walk_turn_q;
  end

  block_fifo #(.T(entry_t), .DEPTH(16), .BYPASS(1'b0)) u_queue (
      .clk_i, .rst_i, .valid_i(walk_now || msg_valid_i), .ready_o(ready),
      .data_i(message),
      .valid_o(queued_valid), .ready_i(queued_ready), .data_o(queued), .level_o(level)
  );
  // The queue's output is empty after each word, and the TCB pipeline looks for the next command in just that cycle.
  stream_register #(.T(entry_t)) u_next (
      .clk_i, .rst_i, .valid_i(queued_valid), .ready_o(queued_ready), .data_i(queued),
      .valid_o(cmd_valid_o), .ready_i(cmd_ready_i), .data_o(entry_out)
  );
  assign cmd_conn_o = conn_t'(entry_out.conn);
  assign cmd_o      = entry_out.ev;
  assign idle_o     = level == '0 && !cmd_valid_o;

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (msg_valid_i && !rst_i) assert (ready && !walk_turn_q) else $fatal(1, "link_commands: a message found no place");
  end
`endif

  logic unused;
  assign unused = &{1'b0, kind_i, head_i, walk_conn_i};

endmodule
