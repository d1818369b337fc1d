// ring_reader: read packets out of a packet_ring, one beat per cycle, and give them back.
// In:        one command a packet: byte address, length (1 or more), handle, and sel_i, which is only passed on.
// Out:       the ring's read port (data 2 cycles after rd_en_o); beats as they lie in the ring, with what
//            stream_realign wants to know: bytes to skip in the first beat, bytes of the packet; the freed handle in the
//            cycle after the packet's last read.
// Latency:   4 cycles.  Throughput: one beat per cycle, no gap between packets.
// Errors:    clear_i ends the packet under way, gives it back and drops its beats; commands taken while clear_i is set
//            are given back at once.
// Source:    ours.
module ring_reader
  import toe_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    clear_i,
    input  logic                    cmd_valid_i,
    output logic                    cmd_ready_o,
    input  logic                    cmd_sel_i,
    input  ring_addr_t              cmd_addr_i,
    input  bytes_t                  cmd_bytes_i,
    input  handle_t                 cmd_handle_i,
    output logic                    rd_en_o,
    output logic                    rd_sel_o,
    output ring_addr_t              rd_addr_o,
    input  logic [8*DATA_BYTES-1:0] rd_data_i,
    output logic                    free_valid_o,
    output logic                    free_sel_o,
    output handle_t                 free_handle_o,
    output logic                    out_valid_o,
    input  logic                    out_ready_i,
    output logic [8*DATA_BYTES-1:0] out_data_o,
    output logic                    out_last_o,
    output logic [LANE_W-1:0]       out_skip_o,
    output bytes_t                  out_bytes_o,
    output logic                    idle_o
);

  localparam int unsigned Depth = 8;                 // beats that may be on their way: the loop takes 5 cycles

  typedef struct packed {
    logic                    last;
    logic [LANE_W-1:0]       skip;
    bytes_t                  bytes;
    logic [8*DATA_BYTES-1:0] data;
  } beat_t;

  logic              active_q, sel_q, last_read, take;
  ring_addr_t        addr_q;
  bytes_t            left_q;                         // beats still to read
  logic [LANE_W-1:0] skip_q;
  bytes_t            bytes_q;
  handle_t           handle_q;
  logic [3:0]        flying_q;                       // beats read and not yet taken at the output
  logic              v1_q, v2_q, last1_q, last2_q;
  logic [LANE_W-1:0] skip1_q, skip2_q;
  bytes_t            bytes1_q, bytes2_q;
  beat_t             in_beat, out_beat;
  logic [3:0]        fifo_free;
  logic              fifo_ready;

  assign rd_en_o     = active_q && !clear_i && flying_q != 4'(Depth);
  assign rd_sel_o    = sel_q;
  assign rd_addr_o   = addr_q;
  assign last_read   = rd_en_o && left_q == 16'd1;
  assign cmd_ready_o = !active_q || last_read;
  assign take        = cmd_valid_i && cmd_ready_o;

  assign idle_o      = !active_q && flying_q == '0 && !free_valid_o;

  always_ff @(posedge clk_i) begin
    if (rst_i) free_valid_o <= 1'b0;
    else free_valid_o <= last_read || (clear_i && (active_q || take));
    free_sel_o    <= active_q ? sel_q : cmd_sel_i;
    free_handle_o <= active_q ? handle_q : cmd_handle_i;
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      sel_q    <= cmd_sel_i;
      addr_q   <= cmd_addr_i;
      skip_q   <= cmd_addr_i[LANE_W-1:0];
      bytes_q  <= cmd_bytes_i;
      handle_q <= cmd_handle_i;
      left_q   <= 16'((17'(cmd_addr_i[LANE_W-1:0]) + 17'(cmd_bytes_i) + 17'(DATA_BYTES - 1)) >> LANE_W);
    end else if (rd_en_o) begin
      addr_q   <= addr_q + 16'(DATA_BYTES);
      left_q   <= left_q - 1'b1;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_i || clear_i) begin
      active_q <= 1'b0;
      v1_q     <= 1'b0;
      v2_q     <= 1'b0;
      flying_q <= '0;
    end else begin
      if (take) active_q <= 1'b1;
      else if (last_read) active_q <= 1'b0;
      v1_q     <= rd_en_o;
      v2_q     <= v1_q;
      flying_q <= flying_q + 4'(rd_en_o) - 4'(out_valid_o && out_ready_i);
    end
  end
  always_ff @(posedge clk_i) begin
    if (rd_en_o) begin
      last1_q  <= left_q == 16'd1;
      skip1_q  <= skip_q;
      bytes1_q <= bytes_q;
    end
    if (v1_q) begin
      last2_q  <= last1_q;
      skip2_q  <= skip1_q;
      bytes2_q <= bytes1_q;
    end
  end

  assign in_beat = '{last: last2_q, skip: skip2_q, bytes: bytes2_q, data: rd_data_i};
  stream_fifo #(.T(beat_t), .DEPTH(Depth)) u_beats (
      .clk_i, .rst_i(rst_i || clear_i), .valid_i(v2_q), .ready_o(fifo_ready), .data_i(in_beat),
      .valid_o(out_valid_o), .ready_i(out_ready_i), .data_o(out_beat), .free_o(fifo_free)
  );
  assign out_data_o  = out_beat.data;
  assign out_last_o  = out_beat.last;
  assign out_skip_o  = out_beat.skip;
  assign out_bytes_o = out_beat.bytes;

  logic unused;
  assign unused = &{1'b0, fifo_free};

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (v2_q && !rst_i && !clear_i) assert (fifo_ready) else $fatal(1, "ring_reader: a beat found no place");
    if (take && !rst_i && !clear_i) assert (cmd_bytes_i != '0) else $fatal(1, "ring_reader: a packet of no bytes");
  end
`else
  logic unused_ready;
  assign unused_ready = fifo_ready;
`endif

endmodule
