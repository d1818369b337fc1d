// ring_reader: read packets out of a packet_ring, one beat per cycle, and give them back.
// In:        one command a packet: byte address, length (1 or more), handle, and sel_i, which is only passed on; room_i:
//            beats may be read.
// Out:       the ring's read port; with the data, 2 cycles after rd_en_o, what stream_realign wants to know (a packet that
//            does not begin in lane 0 is read a beat further than it fills); the freed handle in the cycle after the
//            packet's last read.
// Latency:   3 cycles.  Throughput: one beat per cycle, no gap between packets.
// Errors:    clear_i ends the packet under way, gives it back and drops its beats; commands taken while clear_i is set
//            are given back at once.
// Source:    ours.
module ring_reader
  import toe_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned LANE_W    = $clog2(DATA_BYTES)
) (
    input  logic              clk_i,
    input  logic              rst_i,
    input  logic              clear_i,
    input  logic              cmd_valid_i,
    output logic              cmd_ready_o,
    input  logic              cmd_sel_i,
    input  ring_addr_t        cmd_addr_i,
    input  bytes_t            cmd_bytes_i,
    input  handle_t           cmd_handle_i,
    input  logic              room_i,
    output logic              rd_en_o,
    output logic              rd_sel_o,
    output ring_addr_t        rd_addr_o,
    output logic              free_valid_o,
    output logic              free_sel_o,
    output handle_t           free_handle_o,
    output logic              data_valid_o,            // the data of a read are there
    output logic              data_sel_o,
    output logic              data_first_o,
    output logic              data_last_o,
    output logic [LANE_W-1:0] data_skip_o,
    output logic [LANE_W-1:0] data_end_o,              // lane of the packet's last byte, moved
    output logic              idle_o
);

  typedef struct packed {
    logic              sel;
    logic              first;
    logic              last;
    logic [LANE_W-1:0] skip;
    logic [LANE_W-1:0] end_lane;
  } beat_t;

  typedef logic [16-LANE_W:0] left_t;

  logic       active_q, take, last_read;
  ring_addr_t addr_q;
  handle_t    handle_q;
  left_t      left_q;                                // beats still to read, less two: its sign says that it is the last
  beat_t      beat_q, beat1_q, beat2_q;              // the next to be read, and those on their way
  logic       v1_q;
  assign rd_en_o     = active_q && room_i;
  assign rd_sel_o    = beat_q.sel;
  assign rd_addr_o   = addr_q;
  assign last_read   = rd_en_o && left_q[16-LANE_W];
  assign cmd_ready_o = !active_q || (last_read && !clear_i);
  assign take        = cmd_valid_i && cmd_ready_o;
  assign idle_o      = !active_q && !v1_q && !data_valid_o && !free_valid_o;

  // Beats that the packet fills, one more if it must be moved; less two.
  logic       part, moved;
  left_t      more;
  logic [LANE_W-1:0] low, skip;
  assign low   = cmd_bytes_i[LANE_W-1:0];
  assign skip  = cmd_addr_i[LANE_W-1:0];
  assign part  = low != '0;
  assign moved = skip != '0;
  assign more  = part && moved ? '0 : part || moved ? '1 : left_t'(-2);

  always_ff @(posedge clk_i) begin
    if (rst_i) free_valid_o <= 1'b0;
    else free_valid_o <= last_read || (clear_i && (active_q || take));
    free_sel_o    <= active_q ? beat_q.sel : cmd_sel_i;
    free_handle_o <= active_q ? handle_q : cmd_handle_i;
  end

  always_ff @(posedge clk_i) begin
    if (take) begin
      addr_q   <= cmd_addr_i;
      handle_q <= cmd_handle_i;
      left_q   <= left_t'(cmd_bytes_i >> LANE_W) + more;
      beat_q   <= '{sel: cmd_sel_i, first: 1'b1, last: 1'b0, skip: skip, end_lane: low - 1'b1};
    end else if (rd_en_o) begin
      addr_q       <= addr_q + 16'(DATA_BYTES);
      left_q       <= left_q - 1'b1;
      beat_q.first <= 1'b0;
    end
    beat1_q      <= beat_q;
    beat1_q.last <= left_q[16-LANE_W];
    beat2_q      <= beat1_q;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i || clear_i) begin
      active_q     <= 1'b0;
      v1_q         <= 1'b0;
      data_valid_o <= 1'b0;
    end else begin
      if (take) active_q <= 1'b1;
      else if (last_read) active_q <= 1'b0;
      v1_q         <= rd_en_o;
      data_valid_o <= v1_q;
    end
  end
  assign {data_sel_o, data_first_o, data_last_o, data_skip_o, data_end_o} = beat2_q;

  logic unused;
  assign unused = beat_q.last;

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (take && !rst_i && !clear_i) assert (cmd_bytes_i != '0) else $fatal(1, "ring_reader: a packet of no bytes");
  end
`endif

endmodule
