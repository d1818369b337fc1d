// word_align: the beats of a frame, two bytes later, so that every header word lies in one lane of four bytes.
// In:        the beats of the wire with their numbers.
// Out:       the same number of beats; byte i of a beat is byte i - 2 of the beat that came in (before byte 0: the end of
//            the beat before it). The last two bytes of a frame (of its FCS) do not come out. l3_o: the beat that holds
//            the first word of the packet, word rx_pkg::L3Word; with it, if the packet is IPv4, total_bytes_o and
//            header_bytes_o.
// Latency:   1 cycle (stage 1).  Throughput: one beat per cycle.
// Errors:    none.
// Source:    an Ethernet header is 14 bytes, all behind it are multiples of 4: RFC 791 section 3.1.
module word_align #(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned BEAT_W = 17 - $clog2(DATA_BYTES)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    valid_i,
    input  logic                    first_i,
    input  logic                    last_i,
    input  logic [BEAT_W-1:0]       beat_i,
    input  logic [8*DATA_BYTES-1:0] data_i,
    output logic                    valid_o,
    output logic                    first_o,
    output logic                    last_o,
    output logic [BEAT_W-1:0]       beat_o,
    output logic [8*DATA_BYTES-1:0] data_o,
    output logic                    l3_o,
    output logic [15:0]             total_bytes_o,
    output logic [5:0]              header_bytes_o
);

  localparam int unsigned LANES  = DATA_BYTES / 4;
  localparam int unsigned L3Beat = rx_pkg::L3Word / LANES;
  localparam int unsigned L3Lane = rx_pkg::L3Word % LANES;

  logic [15:0] carry_q;

  always_ff @(posedge clk_i) begin
    valid_o <= valid_i && !rst_i;
    last_o  <= valid_i && last_i && !rst_i;
    if (valid_i) begin
      first_o <= first_i;
      beat_o  <= beat_i;
      data_o  <= {data_i[8*DATA_BYTES-17:0], carry_q};
      carry_q <= data_i[8*DATA_BYTES-1-:16];
      l3_o    <= beat_i == BEAT_W'(L3Beat);
    end
  end

  assign total_bytes_o  = {data_o[32*L3Lane+16+:8], data_o[32*L3Lane+24+:8]};
  assign header_bytes_o = {data_o[32*L3Lane+:4], 2'b00};

endmodule
