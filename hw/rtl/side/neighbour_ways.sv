// neighbour_ways: the memory of the neighbour table: sets of four entries, in distributed RAM.
// In:        read_i/ip_i: look this address up in its set; all_i: read set_i instead, whatever it holds.
//            write_i/way_i/entry_i: into the set read last; clear_i: set_i becomes free.
// Out:       one cycle after read_i: hit_o (one bit a way) and the four entries; they hold until the next read.
// Latency:   1 cycle.
// Errors:    none.
// Source:    ours. Distributed RAM: four entries of 116 bits side by side would waste 28 block RAMs.
module neighbour_ways
  import net_pkg::*;
  import side_pkg::*;
#(
    parameter int unsigned SETS   = 16,
    localparam int unsigned SET_W = SETS > 1 ? $clog2(SETS) : 1
) (
    input  logic             clk_i,
    input  logic             clear_i,
    input  logic             read_i,
    input  logic             all_i,
    input  ipv4_t            ip_i,
    input  logic [SET_W-1:0] set_i,
    input  logic             write_i,
    input  logic [1:0]       way_i,
    input  neighbour_t       entry_i,
    output logic [3:0]       hit_o,
    output neighbour_t       entries_o [4]
);

  // Hosts of one network differ in the low bits.
  function automatic logic [SET_W-1:0] set_of(ipv4_t ip);
    set_of = '0;
    for (int unsigned b = 0; b < 32; b++) set_of[b % SET_W] = set_of[b % SET_W] ^ ip[b];
  endfunction

  logic [SET_W-1:0] set, set_q;
  assign set = all_i ? set_i : set_of(ip_i);
  always_ff @(posedge clk_i) if (read_i) set_q <= set;

  for (genvar w = 0; w < 4; w++) begin : gen_way
    logic [$bits(neighbour_t)-1:0] mem [SETS];
    neighbour_t read_entry;
    logic       we;
    assign we         = clear_i || (write_i && way_i == 2'(w));
    assign read_entry = mem[set];
    always_ff @(posedge clk_i) if (we) mem[clear_i ? set_i : set_q] <= clear_i ? '0 : entry_i;
    always_ff @(posedge clk_i) if (read_i) begin
      entries_o[w] <= read_entry;
      hit_o[w]     <= read_entry.state != NbFree && read_entry.ip == ip_i;
    end
  end

endmodule
