// frame_pad: frames of fewer than 60 bytes get zeros behind them, in the register in front of mac_tx.
// In:        frames from destination MAC, no FCS; bytes behind a frame's last are zero; no pause inside a frame.
// Out:       the same frames, of 60 bytes or more, no pause inside as long as out_ready_i is 1.
// Latency:   1 cycle.  Throughput: one beat per cycle.
// Errors:    none.
// Source:    IEEE 802.3 clause 3.2.8. In front of a register, because the FCS's matrix is behind it: the longest way of mac_tx.
module frame_pad #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    in_valid_i,
    output logic                    in_ready_o,
    input  logic [8*DATA_BYTES-1:0] in_data_i,
    input  logic                    in_last_i,
    input  logic [CNT_W-1:0]        in_bytes_i,
    output logic                    out_valid_o,
    input  logic                    out_ready_i,
    output logic [8*DATA_BYTES-1:0] out_data_o,
    output logic                    out_last_o,
    output logic [CNT_W-1:0]        out_bytes_o
);

  localparam int unsigned PadBeat  = (net_pkg::MinFrameBytes - 1) / DATA_BYTES;     // beat that a short frame is filled up to
  localparam int unsigned PadBytes = net_pkg::MinFrameBytes - PadBeat * DATA_BYTES;
  localparam int unsigned IDX_W    = $clog2(PadBeat + 2);

  logic [IDX_W-1:0] index_q;                     // number of the beat, at most PadBeat + 1
  logic             short_q, pad_q;              // below PadBeat, and there
  logic             padding_q;                   // the frame has ended, its zeros have not
  logic             room, emit, ends_in, ends;

  assign room       = !out_valid_o || out_ready_i;
  assign in_ready_o = room && !padding_q;
  assign emit       = room && (padding_q || in_valid_i);
  assign ends_in    = padding_q || in_last_i;
  assign ends       = ends_in && !short_q;

  always_ff @(posedge clk_i) begin
    if (room) begin
      out_data_o  <= padding_q ? '0 : in_data_i;
      out_last_o  <= ends;
      out_bytes_o <= !ends ? CNT_W'(DATA_BYTES)
          : pad_q && (padding_q || in_bytes_i < CNT_W'(PadBytes)) ? CNT_W'(PadBytes) : in_bytes_i;
    end
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      out_valid_o <= 1'b0;
      padding_q   <= 1'b0;
      index_q     <= '0;
      short_q     <= PadBeat != 0;
      pad_q       <= PadBeat == 0;
    end else begin
      if (room) out_valid_o <= padding_q || in_valid_i;
      if (emit) begin
        padding_q <= ends_in && short_q;
        if (ends) begin
          index_q <= '0;
          short_q <= PadBeat != 0;
          pad_q   <= PadBeat == 0;
        end else if (short_q || pad_q) begin
          index_q <= index_q + 1'b1;
          short_q <= short_q && 32'(index_q) + 1 != PadBeat;
          pad_q   <= 32'(index_q) + 1 == PadBeat;
        end
      end
    end
  end

endmodule
