// frame_merge: two streams of frames into one, frame by frame, in turn.
// In:        valid_i/data_i/last_i/bytes_i of two sources; ready_i.
// Out:       ready_o; valid_o/data_o/last_o/bytes_o.
// Latency:   0 cycles.  Throughput: one beat per cycle.
// Errors:    none. A source that has begun a frame keeps the output until its last beat.
// Source:    ours.
module frame_merge #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i [2],
    output logic                    ready_o [2],
    input  logic [8*DATA_BYTES-1:0] data_i  [2],
    input  logic                    last_i  [2],
    input  logic [CNT_W-1:0]        bytes_i [2],
    output logic                    valid_o,
    input  logic                    ready_i,
    output logic [8*DATA_BYTES-1:0] data_o,
    output logic                    last_o,
    output logic [CNT_W-1:0]        bytes_o
);

  logic held_q, source_q, source;     // source_q: whose frame it is, or was
  assign source  = held_q ? source_q : valid_i[0] && valid_i[1] ? !source_q : valid_i[1];
  assign valid_o = source ? valid_i[1] : valid_i[0];
  assign data_o  = source ? data_i[1] : data_i[0];
  assign last_o  = source ? last_i[1] : last_i[0];
  assign bytes_o = source ? bytes_i[1] : bytes_i[0];
  assign ready_o[0] = ready_i && !source;
  assign ready_o[1] = ready_i && source;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      held_q   <= 1'b0;
      source_q <= 1'b1;
    end else if (valid_o) begin
      held_q   <= !(ready_i && last_o);
      source_q <= source;
    end
  end

`ifdef VERILATOR
  logic stalled_q, last_q;
  logic [8*DATA_BYTES-1:0] data_q;
  logic [CNT_W-1:0]        bytes_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= valid_o && !ready_i && !rst_i;
    if (valid_o && !ready_i) begin
      data_q  <= data_o;
      last_q  <= last_o;
      bytes_q <= bytes_o;
    end
    if (stalled_q && !rst_i) assert (valid_o && data_o == data_q && last_o == last_q && bytes_o == bytes_q)
      else $fatal(1, "frame_merge: output changed while stalled");
    assert (!(held_q && !rst_i && !valid_o)) else $fatal(1, "frame_merge: a gap inside a frame");
  end
`endif

endmodule
