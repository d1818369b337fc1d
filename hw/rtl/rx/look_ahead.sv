// look_ahead: the flow lookup may begin with a segment's ends while its checksums are still being summed.
// In:        frames' ends at stage 0 (end_i), their headers at stage 3, their verdicts (verdict_i; keep_i: it is a segment
//            that goes on into the queue). behind_i: segments wait in the queue.
// Out:       ends_valid_o/ends_o: if ends_ready_i is set in this cycle, the lookup has begun, and the next segment out of
//            the queue has these ends, unless void_o says before that there is none.
// Latency:   0 to 3 cycles from the frame's last beat: as soon as its TCP flags are there and the lookup is ready; void_o one
//            cycle after the verdict, 4 or more after ends_o.
// Throughput: one at a time: only for a frame with no other frame between it and the lookup.
// Errors:    none. What the headers say is believed by nobody before the verdict: the lookup changes nothing until then.
// Source:    ours: checksums and FCS of a short frame take as long as finding its connection.
module look_ahead
  import event_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8
) (
    input  logic                  clk_i,
    input  logic                  rst_i,
    input  logic                  end_i,
    input  logic                  tcp_seen_i,
    input  rx_pkg::frame_header_t header_i,
    input  logic                  behind_i,
    input  logic                  verdict_i,
    input  logic                  keep_i,
    output logic                  ends_valid_o,
    input  logic                  ends_ready_i,
    output segment_ends_t         ends_o,
    output logic                  void_o,
    output logic                  idle_o
);

  localparam int unsigned First = rx_pkg::ahead_stage(DATA_BYTES);
  localparam int unsigned Last  = rx_pkg::verdict_stage(DATA_BYTES);

  // Frames' ends from stage 0 to the verdict, and whose lookup has begun. The way to the lookup is long: that no other frame
  // is on it is known a cycle before.
  logic [Last:1] end_q, begun_q, begun_d;
  logic [Last:0] end_s;
  logic          free_q;
  assign end_s = {end_q, end_i};

  assign ends_valid_o = free_q && tcp_seen_i && $onehot(end_s[3:First]);
  assign ends_o       = '{
      tuple: '{local_ip: header_i.ip.dst, remote_ip: header_i.ip.src,
               local_port: header_i.tcp.dst, remote_port: header_i.tcp.src},
      syn: header_i.tcp.flags.syn, ack: header_i.tcp.flags.ack
  };
  assign idle_o = end_s == '0 && !void_o;

  always_comb begin
    begun_d = {begun_q[Last-1:1], 1'b0};
    if (ends_valid_o && ends_ready_i) begun_d[4:First+1] = end_s[3:First];
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      end_q   <= '0;
      begun_q <= '0;
      free_q  <= 1'b1;
      void_o  <= 1'b0;
    end else begin
      end_q   <= end_s[Last-1:0];
      begun_q <= begun_d;
      free_q  <= end_s[Last:3] == '0 && begun_d == '0 && !behind_i;
      void_o  <= begun_q[Last] && !keep_i;
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert (verdict_i == end_s[Last]) else $fatal(1, "look_ahead: a frame's end and its verdict do not meet");
  end
`else
  logic unused;
  assign unused = verdict_i;
`endif

endmodule
