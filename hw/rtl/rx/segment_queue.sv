// segment_queue: segments on their way to flow_path, each with the MSS that its options carry.
// In:        valid_i/segment_i with walk_i if parse_tcp_options was given its options; mss_*: the answers, in order.
// Out:       segments in order of arrival; one that waits for its answer holds back those behind it. soon_o: the queue has been
//            empty, and there is one in the next cycle.
// Latency:   2 cycles without options.  Throughput: one per cycle.
// Errors:    ready_o = 0: full; the segment must be dropped. One place is kept for the segment in the input register,
//            which is there because valid_i comes late in its cycle.
// Source:    ours.
module segment_queue #(
    parameter int unsigned DEPTH = 64               // in block RAM
) (
    input  logic                 clk_i,
    input  logic                 rst_i,
    input  logic                 offered_i,     // with valid_i, or a cycle in which it might have come
    input  logic                 valid_i,
    output logic                 ready_o,
    input  event_pkg::rx_segment_t segment_i,
    input  logic                 walk_i,
    input  logic                 mss_valid_i,
    output logic                 mss_ready_o,
    input  logic                 mss_found_i,
    input  logic [15:0]          mss_i,
    output logic                 soon_o,
    output logic                 valid_o,
    input  logic                 ready_i,
    output event_pkg::rx_segment_t segment_o,
    output logic                 empty_o
);

  typedef struct packed {
    logic                 walk;
    event_pkg::rx_segment_t segment;
  } entry_t;

  entry_t entry_q;
  logic   entry_valid_q;
  always_ff @(posedge clk_i) entry_valid_q <= valid_i && !rst_i;
  always_ff @(posedge clk_i) if (offered_i) entry_q <= '{walk: walk_i, segment: segment_i};

  entry_t head;
  logic   head_valid, fifo_ready;
  logic [$clog2(DEPTH):0] level;

  block_fifo #(.T(entry_t), .DEPTH(DEPTH)) u_fifo (
      .clk_i, .rst_i, .valid_i(entry_valid_q), .ready_o(fifo_ready), .data_i(entry_q),
      .valid_o(head_valid), .ready_i(valid_o && ready_i), .data_o(head), .level_o(level)
  );

  assign ready_o     = level < ($clog2(DEPTH)+1)'(DEPTH - 1);
  assign soon_o      = entry_valid_q && !entry_q.walk && level == '0;
  assign valid_o     = head_valid && (!head.walk || mss_valid_i);
  assign mss_ready_o = head_valid && head.walk && ready_i;
  assign empty_o     = level == '0 && !entry_valid_q;

  always_comb begin
    segment_o = head.segment;
    if (head.walk) {segment_o.mss_valid, segment_o.mss} = {mss_found_i, mss_i};
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) begin
      assert (!(entry_valid_q && !fifo_ready)) else $fatal(1, "segment_queue: a segment is lost");
      assert (!(valid_i && !(offered_i && ready_o))) else $fatal(1, "segment_queue: valid without room");
    end
  end
`else
  logic unused;
  assign unused = fifo_ready;
`endif

endmodule
