// icmp_error: what an ICMP error says, and about which segment.
// In:        copies of the frames that arrive: the error's fields stand at fixed places (rx_classify lets through only
//            errors whose own header and quoted header have no options).
// Out:       quote_valid_o/quote_o until quote_ready_i; taken_o/refused_o: one for each error.
// Latency:   1 cycle from the end of the frame.  Throughput: one error at a time.
// Errors:    an error that comes while one waits for the flow table is refused: errors may be lost.
// Source:    RFC 792; RFC 1191 section 4 (next-hop MTU); RFC 5927.
module icmp_error #(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    copy_valid_i,
    input  logic [8*DATA_BYTES-1:0] copy_data_i,
    input  logic                    copy_end_i,
    input  toe_pkg::copy_class_e    copy_class_i,
    output logic                    quote_valid_o,
    input  logic                    quote_ready_i,
    output event_pkg::icmp_quote_t    quote_o,
    output logic                    refused_o
);

  import net_pkg::*;

  // Places of the halfwords, in bytes from the destination MAC.
  localparam int unsigned Icmp  = EthBytes + Ipv4Bytes;
  localparam int unsigned Ip    = Icmp + IcmpBytes;
  localparam int unsigned Tcp   = Ip + Ipv4Bytes;
  localparam int unsigned Last  = (Tcp + 6) / DATA_BYTES;      // beat of the last one
  localparam int unsigned BEAT_W = $clog2(Last + 2);
  localparam int unsigned Halves = 10;
  localparam int unsigned Place [Halves] = '{Icmp, Icmp + 6, Ip + 12, Ip + 14, Ip + 16, Ip + 18, Tcp, Tcp + 2, Tcp + 4, Tcp + 6};

  logic [BEAT_W-1:0] beat_q;                                   // stays behind the last one
  logic              take;
  assign take = copy_valid_i && !quote_valid_o;
  always_ff @(posedge clk_i) begin
    if (rst_i || copy_end_i) beat_q <= '0;
    else if (copy_valid_i && beat_q != BEAT_W'(Last + 1)) beat_q <= beat_q + 1'b1;
  end

  logic [15:0] half_q [Halves];
  for (genvar h = 0; h < Halves; h++) begin : gen_half
    localparam int unsigned Lane = 8 * (Place[h] % DATA_BYTES);
    always_ff @(posedge clk_i) begin
      if (take && beat_q == BEAT_W'(Place[h] / DATA_BYTES)) half_q[h] <= {copy_data_i[Lane+:8], copy_data_i[Lane+8+:8]};
    end
  end

  assign quote_o = '{kind: half_q[0][15:8], code: half_q[0][7:0], mtu_bytes: half_q[1],
                     tuple: '{local_ip: {half_q[2], half_q[3]}, remote_ip: {half_q[4], half_q[5]},
                              local_port: half_q[6], remote_port: half_q[7]},
                     seq: {half_q[8], half_q[9]}};

  // A frame that began while a quote waited left no trace here.
  logic missed_q, error_ends;
  assign error_ends = copy_end_i && copy_class_i == toe_pkg::CopyIcmp;
  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      quote_valid_o <= 1'b0;
      missed_q      <= 1'b0;
      refused_o     <= 1'b0;
    end else begin
      quote_valid_o <= (quote_valid_o && !quote_ready_i) || (error_ends && !missed_q && !quote_valid_o);
      missed_q      <= copy_end_i ? 1'b0 : missed_q || (copy_valid_i && quote_valid_o);
      refused_o     <= error_ends && (missed_q || quote_valid_o);
    end
  end

endmodule
