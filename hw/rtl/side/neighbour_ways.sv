// neighbour_ways: the memory of the neighbour table: sets of four entries, in distributed RAM.
// In:        set_i: of the read and of the write. read_i/ip_i: look this address up; turn_i: which known entry would
//            have to give way. write_i/way_i/entry_i; clear_i: the set becomes free.
// Out:       one cycle after read_i: hit_o (one bit a way, miss_o if none), the four entries, and where a new address would go; they
//            hold until the next read.
// Latency:   1 cycle.
// Errors:    none.
// Source:    ours. Distributed RAM: four entries of 117 bits side by side would waste 28 block RAMs.
module neighbour_ways
  import net_pkg::*;
  import side_pkg::*;
  import neighbour_pkg::*;
#(
    parameter int unsigned SETS   = 16,
    localparam int unsigned SET_W = $clog2(SETS)
) (
    input  logic             clk_i,
    input  logic             clear_i,
    input  logic             read_i,
    input  logic [SET_W-1:0] set_i,
    input  ipv4_t            ip_i,
    input  logic [1:0]       turn_i,
    input  logic             write_i,
    input  logic [1:0]       way_i,
    input  neighbour_t       entry_i,
    output logic [3:0]       hit_o,
    output logic             miss_o,
    output neighbour_t       entries_o [4],
    output place_t           place_o
);

  nb_state_e states [4];
  logic [3:0] hit;
  always_ff @(posedge clk_i) if (read_i) begin
    hit_o   <= hit;
    miss_o  <= hit == '0;
    place_o <= place_of(states, turn_i);
  end

  for (genvar w = 0; w < 4; w++) begin : gen_way
    logic [$bits(neighbour_t)-1:0] mem [SETS];
    neighbour_t read_entry;
    logic       we;
    assign we         = clear_i || (write_i && way_i == 2'(w));
    assign read_entry = mem[set_i];
    assign states[w]  = read_entry.state;
    assign hit[w]     = nb_taken(read_entry.state) && read_entry.ip == ip_i;
    always_ff @(posedge clk_i) if (we) mem[set_i] <= clear_i ? '0 : entry_i;
    always_ff @(posedge clk_i) if (read_i) entries_o[w] <= read_entry;
  end

endmodule
