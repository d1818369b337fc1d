// payload_fetch: read payloads from the segment buffer ahead of their frames, and give them back.
// In:        fetch_*: one payload (byte address, a multiple of DATA_BYTES; it wraps with the ring), or one to drop.
// Out:       pay_*: its beats in order, first byte in bits 7:0, bytes behind its end undefined; sb_free_*: a pulse when
//            the last beat has been read or the payload was dropped.
// Latency:   4 cycles to the first beat.  Throughput: one beat per cycle, one cycle between payloads.
// Errors:    none.
// Source:    ours. Reads run ahead by Depth beats, so that the next payload waits when its frame begins.
module payload_fetch #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    fetch_valid_i,
    output logic                    fetch_ready_o,
    input  tx_pkg::fetch_t          fetch_i,
    output logic                    sb_rd_en_o,
    output toe_pkg::ring_addr_t     sb_rd_addr_o,
    input  logic [8*DATA_BYTES-1:0] sb_rd_data_i,      // 2 cycles after sb_rd_en_o
    output logic                    sb_free_valid_o,
    output toe_pkg::handle_t        sb_free_handle_o,
    output logic                    pay_valid_o,
    input  logic                    pay_ready_i,
    output logic [8*DATA_BYTES-1:0] pay_data_o,
    output logic                    pay_last_o,
    output logic                    idle_o
);

  import toe_pkg::*;

  localparam int unsigned Depth  = 8;
  localparam int unsigned ROOM_W = $clog2(Depth + 1);

  typedef struct packed {
    logic                    last;
    logic [8*DATA_BYTES-1:0] data;
  } beat_t;

  logic              busy_q, take;
  ring_addr_t        addr_q;
  bytes_t            left_q;                     // bytes not yet asked for
  logic              last_q;                     // they are one beat
  logic [ROOM_W-1:0] room_q;                     // places for beats that were not yet asked for
  logic [1:0]        read_q, read_last_q;        // reads 1, 2 cycles ago
  beat_t             pushed, popped;
  logic              fifo_ready;
  logic [$clog2(Depth):0] fifo_free;

  assign fetch_ready_o = !busy_q;
  assign take          = fetch_valid_i && fetch_ready_o;
  assign sb_rd_en_o    = busy_q && room_q != '0;
  assign sb_rd_addr_o  = addr_q;
  assign idle_o        = !busy_q && room_q == ROOM_W'(Depth) && !sb_free_valid_o;

  always_ff @(posedge clk_i) begin
    if (take) begin
      addr_q           <= fetch_i.addr;
      left_q           <= fetch_i.len_bytes;
      last_q           <= fetch_i.len_bytes <= bytes_t'(DATA_BYTES);
      sb_free_handle_o <= fetch_i.handle;
    end else if (sb_rd_en_o) begin
      addr_q           <= addr_q + ring_addr_t'(DATA_BYTES);
      left_q           <= left_q - bytes_t'(DATA_BYTES);
      last_q           <= left_q <= bytes_t'(2 * DATA_BYTES);
    end
    if (sb_rd_en_o) read_last_q[0] <= last_q;
    if (read_q[0]) read_last_q[1] <= read_last_q[0];
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      busy_q          <= 1'b0;
      read_q          <= '0;
      room_q          <= ROOM_W'(Depth);
      sb_free_valid_o <= 1'b0;
    end else begin
      if (take) busy_q <= !fetch_i.drop;
      else if (sb_rd_en_o && last_q) busy_q <= 1'b0;
      read_q          <= {read_q[0], sb_rd_en_o};
      room_q          <= room_q - ROOM_W'(sb_rd_en_o) + ROOM_W'(pay_valid_o && pay_ready_i);
      sb_free_valid_o <= (take && fetch_i.drop) || (sb_rd_en_o && last_q);
    end
  end

  assign pushed = '{last: read_last_q[1], data: sb_rd_data_i};
  stream_fifo #(.T(beat_t), .DEPTH(Depth)) u_ahead (
      .clk_i, .rst_i, .valid_i(read_q[1]), .ready_o(fifo_ready), .data_i(pushed),
      .valid_o(pay_valid_o), .ready_i(pay_ready_i), .data_o(popped), .free_o(fifo_free)
  );
  assign pay_data_o = popped.data;
  assign pay_last_o = popped.last;

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(read_q[1] && !fifo_ready)) else $fatal(1, "payload_fetch: a beat was read without a place for it");
      assert (32'(fifo_free) <= Depth) else $fatal(1, "payload_fetch: queue level");
    end
  end
`endif

endmodule
