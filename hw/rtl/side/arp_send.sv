// arp_send: builds ARP frames.
// In:        valid_i/ready_o/out_i: the packet to send.
// Out:       frame_*: 42 bytes, destination MAC on, no FCS, not padded.
// Latency:   1 cycle to the first beat.  Throughput: one beat per cycle.
// Errors:    none.
// Source:    RFC 826; RFC 894 section "Frame format".
module arp_send
  import net_pkg::*;
  import side_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  mac_addr_t               mac_i,
    input  ipv4_t                   ip_i,
    input  logic                    valid_i,
    output logic                    ready_o,
    input  arp_out_t                out_i,
    output logic                    frame_valid_o,
    input  logic                    frame_ready_i,
    output logic [8*DATA_BYTES-1:0] frame_data_o,
    output logic                    frame_last_o,
    output logic [CNT_W-1:0]        frame_bytes_o
);

  localparam int unsigned FrameBytes = EthBytes + ArpBytes;
  localparam int unsigned Beats      = (FrameBytes + DATA_BYTES - 1) / DATA_BYTES;
  localparam int unsigned LastBytes  = FrameBytes - (Beats - 1) * DATA_BYTES;
  localparam int unsigned BEAT_W     = Beats > 1 ? $clog2(Beats) : 1;

  typedef struct packed {
    eth_header_t eth;
    arp_header_t arp;
  } frame_t;

  frame_t frame;
  assign frame.eth = '{dst: out_i.reply ? out_i.tha : MacBroadcast, src: mac_i, ethertype: EthertypeArp};
  assign frame.arp = '{htype: ArpHtypeEthernet, ptype: EthertypeIpv4, hlen_bytes: 8'd6, plen_bytes: 8'd4,
                       oper: out_i.reply ? ArpOperReply : ArpOperRequest, sha: mac_i, spa: ip_i,
                       tha: out_i.reply ? out_i.tha : '0, tpa: out_i.tpa};

  // The frame cut into beats: byte 0 of the wire is the most significant of the struct.
  logic [8*DATA_BYTES-1:0] beats [Beats];
  for (genvar n = 0; n < Beats; n++) begin : gen_beat
    for (genvar b = 0; b < DATA_BYTES; b++) begin : gen_byte
      if (n * DATA_BYTES + b < FrameBytes) begin : gen_used
        assign beats[n][8*b+:8] = frame[8*(FrameBytes-1-(n*DATA_BYTES+b))+:8];
      end else begin : gen_unused
        assign beats[n][8*b+:8] = '0;
      end
    end
  end

  logic [BEAT_W-1:0] beat_q;
  logic              next, last;
  assign last    = beat_q == BEAT_W'(Beats - 1);
  assign next    = valid_i && (!frame_valid_o || frame_ready_i);
  assign ready_o = next && last;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      beat_q        <= '0;
      frame_valid_o <= 1'b0;
    end else begin
      if (next) beat_q <= last ? '0 : beat_q + 1'b1;
      frame_valid_o <= next || (frame_valid_o && !frame_ready_i);
    end
  end
  always_ff @(posedge clk_i) if (next) begin
    frame_data_o  <= beats[beat_q];
    frame_last_o  <= last;
    frame_bytes_o <= last ? CNT_W'(LastBytes) : CNT_W'(DATA_BYTES);
  end

endmodule
