// neighbour_ways: the memory of the neighbour table: sets of four entries.
// In:        set_i: of the read and of the write. read_i: look ip_i up, or (walk_i) take the entry of walk_way_i; turn_i, with
//            place_o: which known entry would have to give way. duty_read_i: in the cycle before that of a walk, with walk_set_i.
//            write_i/way_i and the entry; learn_i: its MAC as well. clear_i: the set becomes free.
// Out:       one cycle after read_i, until the next: hit_o (one bit a way, miss_o if none), the state found, where a new
//            address would go, duty_o of a walk. mac_o: of hit_o, one cycle after mac_read_i.
// Latency:   1 cycle.
// Errors:    none.
// Source:    ours. Only what a lookup compares is in distributed RAM, the four ways side by side. The low bits of an
//            address are not: they follow from its set and the others (set_of in neighbour_table).
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
    input  logic [SET_W-1:0] set_i,
    input  logic             read_i,
    input  logic [31:SET_W]  ip_i,
    input  logic             walk_i,
    input  logic             duty_read_i,
    input  logic [SET_W-1:0] walk_set_i,
    input  logic [1:0]       walk_way_i,
    input  logic [1:0]       turn_i,
    input  logic             mac_read_i,
    input  logic             write_i,
    input  logic             learn_i,
    input  logic [1:0]       way_i,
    input  nb_state_e        state_i,
    input  nb_duty_t         duty_i,
    input  mac_addr_t        mac_i,
    output logic [3:0]       hit_o,
    output logic             miss_o,
    output nb_state_e        found_o,
    output place_t           place_o,
    output nb_duty_t         duty_o,
    output mac_addr_t        mac_o
);

  typedef struct packed {
    nb_state_e       state;
    logic [31:SET_W] ip;
  } tag_t;

  nb_state_e  states [4], states_q [4];
  logic [3:0] hit;
  for (genvar w = 0; w < 4; w++) begin : gen_way
    logic [$bits(tag_t)-1:0] mem [SETS];
    tag_t tag;
    logic we;
    assign we        = clear_i || (write_i && way_i == 2'(w));
    assign tag       = mem[set_i];
    assign states[w] = tag.state;
    assign hit[w]    = walk_i ? walk_way_i == 2'(w) : nb_taken(tag.state) && tag.ip == ip_i;
    always_ff @(posedge clk_i) if (we) mem[set_i] <= {clear_i ? NbFree : state_i, duty_i.ip[31:SET_W]};
  end

  always_ff @(posedge clk_i) if (read_i) begin
    hit_o    <= hit;
    states_q <= states;
  end
  assign place_o = place_of(states_q, turn_i);
  assign miss_o  = hit_o == '0;
  assign found_o = state_of(hit_o, states_q);

  logic [$bits(nb_duty_t)-1:0] duty;
  ram_1r1w #(.WIDTH($bits(nb_duty_t)), .DEPTH(4 * SETS)) u_duty (
      .clk_i, .we_i(write_i), .waddr_i({set_i, way_i}), .wdata_i(duty_i),
      .re_i(duty_read_i), .raddr_i({walk_set_i, walk_way_i}), .rdata_o(duty)
  );
  always_ff @(posedge clk_i) if (read_i && walk_i) duty_o <= nb_duty_t'(duty);
  ram_1r1w #(.WIDTH($bits(mac_addr_t)), .DEPTH(4 * SETS)) u_mac (
      .clk_i, .we_i(write_i && learn_i), .waddr_i({set_i, way_i}), .wdata_i(mac_i),
      .re_i(mac_read_i), .raddr_i({set_i, first_of(hit_o)}), .rdata_o(mac_o)
  );

endmodule
