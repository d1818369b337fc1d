// echo_capture: keeps the frame that arrives, in case it is an echo request.
// In:        copy_*: the beats of every frame, and at its end (with the last beat or later) whose it is; busy_i: a reply
//            still reads the buffer.
// Out:       wr_*: into the buffer; start_o/src_mac_o/ip_o: the frame is an echo request and is held; refused_o: it is one,
//            and was not kept.
// Latency:   start_o/refused_o in the cycle after copy_end_i.  Throughput: one beat per cycle.
// Errors:    a request that began while busy_i, or longer than BYTES, is refused.
// Source:    ours; class and length come from rx_path, which has checked every checksum.
module echo_capture
  import net_pkg::*;
  import toe_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned BYTES      = 2048,
    localparam int unsigned BEATS     = BYTES / DATA_BYTES,
    localparam int unsigned BEAT_W    = $clog2(BEATS)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  logic                       enable_i,
    input  logic                       copy_valid_i,
    input  logic [8*DATA_BYTES-1:0]    copy_data_i,
    input  logic                       copy_end_i,
    input  copy_class_e                copy_class_i,
    input  bytes_t                     copy_bytes_i,
    input  logic                       busy_i,
    output logic                       wr_valid_o,
    output logic [BEAT_W-1:0]          wr_beat_o,
    output logic [8*DATA_BYTES-1:0]    wr_data_o,
    output logic                       start_o,
    output mac_addr_t                  src_mac_o,
    output ipv4_header_t               ip_o,
    output logic                       refused_o
);

  localparam int unsigned HeaderBytes = EthBytes + Ipv4Bytes;

  logic [BEAT_W:0] beat_q;                // BEATS: the frame is longer than the buffer
  logic            first_q, taking_q, taking, full;
  assign full   = beat_q[BEAT_W];
  assign taking = first_q ? !busy_i : taking_q;

  assign wr_valid_o = copy_valid_i && taking && !full;
  assign wr_beat_o  = beat_q[BEAT_W-1:0];
  assign wr_data_o  = copy_data_i;

  // Each header byte is taken from its lane in its beat.
  logic [8*HeaderBytes-1:0] header_q;
  for (genvar k = 0; k < HeaderBytes; k++) begin : gen_header
    always_ff @(posedge clk_i) begin
      if (copy_valid_i && taking && beat_q == (BEAT_W+1)'(k / DATA_BYTES)) begin
        header_q[8*(HeaderBytes-1-k)+:8] <= copy_data_i[8*(k%DATA_BYTES)+:8];
      end
    end
  end
  eth_header_t eth;
  assign {eth, ip_o} = header_q;
  assign src_mac_o   = eth.src;

  logic echo, keep;
  assign echo = copy_end_i && copy_class_i == CopyEcho;
  assign keep = (copy_valid_i ? taking : !first_q && taking_q) && enable_i && copy_bytes_i <= bytes_t'(BYTES);

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      beat_q    <= '0;
      first_q   <= 1'b1;
      taking_q  <= 1'b0;
      start_o   <= 1'b0;
      refused_o <= 1'b0;
    end else begin
      start_o   <= echo && keep;
      refused_o <= echo && !keep;
      first_q   <= copy_end_i || (first_q && !copy_valid_i);
      if (copy_end_i) beat_q <= '0;
      else if (copy_valid_i && !full) beat_q <= beat_q + 1'b1;
      if (copy_valid_i) taking_q <= taking;
    end
  end

endmodule
