// flow_tuple: the two ends of every connection, and which use of its number has them; two copies.
// In:        writes: of an open (never refused) and of the lookup (put_ready_o = 0: an open comes first). Reads: the
//            lookup's (copy A); in copy B tx_path's (never refused), then the open gate's, then the host link's.
// Out:       records; the gate's and the link's with a pulse. A request is held until its pulse. get_same_o: the
//            lookup's record has the tuple get_tuple_i (which holds).
// Latency:   2 cycles from a read that was taken.  Throughput: one write, one read a copy and cycle.
// Errors:    none. A record that is read in the cycle of its write is undefined; the lookup never does so, the others
//            only for a connection whose use is changing, and nobody acts on that.
// Source:    ours.
module flow_tuple #(
    parameter int unsigned CONNS   = 1024,
    localparam int unsigned CONN_W = CONNS > 1 ? $clog2(CONNS) : 1
) (
    input  logic                clk_i,
    input  logic                rst_i,
    // writes
    input  logic                open_valid_i,
    input  logic [CONN_W-1:0]   open_conn_i,
    input  flow_pkg::record_t   open_i,
    input  logic                put_valid_i,
    output logic                put_ready_o,
    input  logic [CONN_W-1:0]   put_conn_i,
    input  flow_pkg::record_t   put_i,
    // copy A
    input  logic                get_i,
    input  logic [CONN_W-1:0]   get_conn_i,
    input  net_pkg::tuple_t     get_tuple_i,
    output flow_pkg::record_t   get_o,
    output logic                get_same_o,
    // copy B
    input  logic                tx_en_i,
    input  logic [CONN_W-1:0]   tx_conn_i,
    output net_pkg::tuple_t     tx_o,
    input  logic                gate_req_i,
    input  logic [CONN_W-1:0]   gate_conn_i,
    output logic                gate_rsp_o,
    output flow_pkg::record_t   gate_o,
    input  logic                link_req_i,
    input  logic [CONN_W-1:0]   link_conn_i,
    output logic                link_rsp_o,
    output net_pkg::tuple_t     link_o
);

  localparam int unsigned WIDTH = $bits(flow_pkg::record_t);
  localparam int unsigned DEPTH = 2 ** CONN_W;

  logic we;
  logic [CONN_W-1:0] waddr;
  logic [WIDTH-1:0] wdata, rdata_a, rdata_b;
  assign put_ready_o = !open_valid_i;
  assign we    = open_valid_i || put_valid_i;
  assign waddr = open_valid_i ? open_conn_i : put_conn_i;
  assign wdata = open_valid_i ? open_i : put_i;

  // Copy A: the tuple is compared in pairs of bits, one level of logic, on its way from the RAM into the output register.
  localparam int unsigned Pairs = $bits(net_pkg::tuple_t) / 2;
  logic fetched_q;
  flow_pkg::record_t fetched;
  net_pkg::tuple_t differs;
  logic [Pairs-1:0] alike_q;

  ram_1r1w #(.WIDTH(WIDTH), .DEPTH(DEPTH), .COLLISION_FREE(1'b0)) u_copy_a (
      .clk_i, .we_i(we), .waddr_i(waddr), .wdata_i(wdata),
      .re_i(get_i), .raddr_i(get_conn_i), .rdata_o(rdata_a)
  );
  assign fetched    = flow_pkg::record_t'(rdata_a);
  assign differs    = fetched.tuple ^ get_tuple_i;
  assign get_same_o = &alike_q;

  always_ff @(posedge clk_i) fetched_q <= get_i;
  always_ff @(posedge clk_i) begin
    if (fetched_q) begin
      get_o <= fetched;
      for (int unsigned i = 0; i < Pairs; i++) alike_q[i] <= differs[2*i+:2] == '0;
    end
  end

  // Copy B: at most one request of the gate and one of the link is under way; each sees its pulse before it asks again.
  logic gate_take, link_take, gate_q, link_q;
  logic [CONN_W-1:0] raddr_b;
  assign gate_take = gate_req_i && !gate_q && !gate_rsp_o && !tx_en_i;
  assign link_take = link_req_i && !link_q && !link_rsp_o && !tx_en_i && !gate_take;
  always_comb begin
    raddr_b = link_conn_i;
    if (gate_take) raddr_b = gate_conn_i;
    if (tx_en_i) raddr_b = tx_conn_i;
  end

  ram_1r1w #(.WIDTH(WIDTH), .DEPTH(DEPTH), .LATENCY(2), .COLLISION_FREE(1'b0)) u_copy_b (
      .clk_i, .we_i(we), .waddr_i(waddr), .wdata_i(wdata),
      .re_i(tx_en_i || gate_take || link_take), .raddr_i(raddr_b), .rdata_o(rdata_b)
  );
  assign gate_o = flow_pkg::record_t'(rdata_b);
  assign tx_o   = gate_o.tuple;
  assign link_o = gate_o.tuple;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      gate_q     <= 1'b0;
      gate_rsp_o <= 1'b0;
      link_q     <= 1'b0;
      link_rsp_o <= 1'b0;
    end else begin
      gate_q     <= gate_take;
      gate_rsp_o <= gate_q;
      link_q     <= link_take;
      link_rsp_o <= link_q;
    end
  end

endmodule
