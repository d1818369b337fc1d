// payload_in: payload from the host into the segment buffer, and the event that says so.
// In:        one payload message (head_i, checked by link_decode), then its body beats, each in the cycle after its room only;
//            sum_i of link_decode.
// Out:       one payload_event_t a message, after its last byte is in the ring; the ring's read port.
// Latency:   last body beat to event 5 cycles.  Throughput: one beat per cycle.
// Errors:    no room, no handle, no place for the event: the input waits. Room comes back by transmission and by
//            discards, so it never depends on output to the host (invariant 6). abort_i forgets an unfinished body.
// Source:    ours; RFC 1071 for the sum.
module payload_in
  import toe_pkg::*;
  import event_pkg::*;
  import link_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned TX_BYTES   = 16384
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    abort_i,
    input  logic                    msg_valid_i,
    output logic                    msg_room_o,        // a message may come in the next cycle
    input  header_t                 head_i,
    input  logic                    body_valid_i,
    output logic                    body_room_o,       // a beat may come in the next cycle
    input  logic [8*DATA_BYTES-1:0] body_data_i,
    input  logic                    body_last_i,
    input  logic [15:0]             sum_i,             // of the body, in the cycle after its last beat
    output logic                    pay_valid_o,
    input  logic                    pay_ready_i,
    output conn_t                   pay_conn_o,
    output payload_event_t          pay_o,
    input  logic                    rd_en_i,
    input  ring_addr_t              rd_addr_i,
    output logic [8*DATA_BYTES-1:0] rd_data_o,
    input  logic                    free_valid_i  [2],
    input  handle_t                 free_handle_i [2],
    output logic                    idle_o            // no event waits
);

  typedef struct packed {
    conn_t          conn;
    payload_event_t ev;
  } entry_t;

  logic       room, handle_free, fifo_ready, push_q;
  logic [4:0] level;
  handle_t    handle;
  ring_addr_t addr;
  entry_t     entry_q, entry_out;

  assign body_room_o = room && handle_free;

  // Two events may be on their way, two messages may be taken while they are counted.
  always_ff @(posedge clk_i) msg_room_o <= !rst_i && level < 5'd13;

  logic body_end;
  assign body_end = body_valid_i && body_last_i;
  always_ff @(posedge clk_i) begin
    if (msg_valid_i) begin
      entry_q.conn         <= head_i.conn;
      entry_q.ev.offset    <= head_i.arg0;
      entry_q.ev.epoch     <= head_i.arg1[3:0];
      entry_q.ev.serial    <= head_i.arg1[3:0];
      entry_q.ev.range     <= head_i.flags.range;
      entry_q.ev.psh       <= head_i.flags.push;
      entry_q.ev.urg       <= head_i.flags.urgent;
      entry_q.ev.urgent    <= head_i.arg1[31:16];
      entry_q.ev.len_bytes <= head_i.length_bytes[15:0];
    end
    if (body_end) begin
      entry_q.ev.handle <= handle;
      entry_q.ev.addr   <= addr;
    end
    if (rst_i) push_q <= 1'b0;
    else push_q <= (msg_valid_i && head_i.length_bytes == '0) || body_end;
  end

  logic ring_empty;
  packet_ring #(.DATA_BYTES(DATA_BYTES), .BYTES(TX_BYTES), .ROOM_BEFORE(1'b1)) u_ring (
      .clk_i, .rst_i,
      .wr_valid_i(body_valid_i), .wr_data_i(body_data_i), .room_o(room),
      .commit_i(body_end), .abort_i(abort_i && !body_valid_i),
      .handle_o(handle), .addr_o(addr), .handle_free_o(handle_free),
      .rd_en_i, .rd_addr_i, .rd_data_o, .free_valid_i, .free_handle_i,
      .empty_o(ring_empty)
  );

  entry_t entry;
  always_comb begin
    entry        = entry_q;
    entry.ev.sum = sum_i;
  end

  block_fifo #(.T(entry_t), .DEPTH(16), .BYPASS(1'b0)) u_events (
      .clk_i, .rst_i, .valid_i(push_q), .ready_o(fifo_ready), .data_i(entry),
      .valid_o(pay_valid_o), .ready_i(pay_ready_i), .data_o(entry_out), .level_o(level)
  );
  assign pay_conn_o = entry_out.conn;
  assign pay_o      = entry_out.ev;
  assign idle_o     = !push_q && level == '0;

  logic unused;
  assign unused = &{1'b0, ring_empty, head_i};

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (push_q && !rst_i) assert (fifo_ready) else $fatal(1, "payload_in: an event found no place");
  end
`endif

endmodule
