// listen_table: which listener does a local port belong to?
// In:        listen_i/unlisten_i pulses with the listener's number, port and whether its address is the engine's (or any);
//            query_i, with a port that holds until the result is there.
// Out:       found_o and listener_o, until the next query_i; active_o, and a generation a listener that changes when
//            it ends, to know what belonged to an earlier one.
// Latency:   5 cycles: 4 rows of 4 listeners, one a cycle (the lookup takes as long to find that there is no
//            connection; all at once would cost three times the area).  Throughput: one query each 5 cycles.
// Errors:    none. Of several listeners that match, the lowest number wins. listen_i on an active listener replaces its
//            port. One for an address that is not the engine's matches nothing.
// Source:    RFC 9293 section 3.10.1 (passive OPEN).
module listen_table (
    input  logic                                           clk_i,
    input  logic                                           rst_i,
    input  logic                                           listen_i,
    input  logic                                           unlisten_i,
    input  toe_pkg::listener_t                             listener_i,
    input  net_pkg::port_t                                 port_i,
    input  logic                                           ours_i,
    input  logic                                           query_i,
    input  net_pkg::port_t                                 query_port_i,
    output logic                                           found_o,
    output toe_pkg::listener_t                             listener_o,
    output logic                  [toe_pkg::Listeners-1:0] active_o,
    output flow_pkg::generation_t [toe_pkg::Listeners-1:0] generation_o
);

  import toe_pkg::*;

  localparam int unsigned Banks  = 4;
  localparam int unsigned Rows   = Listeners / Banks;
  localparam int unsigned BANK_W = $clog2(Banks);
  localparam int unsigned ROW_W  = $clog2(Rows);

  typedef struct packed {
    net_pkg::port_t port;
    logic           ours;
  } end_t;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      active_o     <= '0;
      generation_o <= '0;
    end else begin
      if (listen_i) active_o[listener_i] <= 1'b1;
      if (unlisten_i) begin
        active_o[listener_i]     <= 1'b0;
        generation_o[listener_i] <= generation_o[listener_i] + 1'b1;
      end
    end
  end

  // ---- compare, one row a cycle: row 0 in the cycle of the query
  logic busy_q, compare, compared_q;
  logic [ROW_W-1:0] row_q, hit_row_q;
  logic [Banks-1:0] hit;
  assign compare = query_i || busy_q;

  for (genvar b = 0; b < Banks; b++) begin : gen_bank
    (* ram_style = "distributed" *)
    end_t mem [Rows];
    end_t listener;
    logic active_q;
    logic [1:0] port_q;            // alike, in groups of 8 bits: two levels of logic
    always_ff @(posedge clk_i) begin
      if (listen_i && listener_i[BANK_W-1:0] == BANK_W'(b)) begin
        mem[listener_i[BANK_W+:ROW_W]] <= '{port: port_i, ours: ours_i};
      end
    end
    assign listener = mem[row_q];
    always_ff @(posedge clk_i) begin
      if (compare) begin
        active_q <= active_o[{row_q, BANK_W'(b)}] && listener.ours;
        for (int unsigned g = 0; g < 2; g++) port_q[g] <= listener.port[8*g+:8] == query_port_i[8*g+:8];
      end
    end
    assign hit[b] = active_q && &port_q;
  end

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      busy_q     <= 1'b0;
      compared_q <= 1'b0;
      row_q      <= '0;
    end else begin
      busy_q     <= compare && row_q != '1;
      compared_q <= compare;
      if (compare) row_q <= row_q + 1'b1;            // back at 0 after the last
    end
  end

  always_ff @(posedge clk_i) if (compare) hit_row_q <= row_q;

  // ---- the first hit counts
  always_ff @(posedge clk_i) begin
    if (query_i) begin
      found_o <= 1'b0;
    end else if (compared_q && !found_o) begin
      found_o <= hit != '0;
      for (int b = Banks - 1; b >= 0; b--) begin
        if (hit[b]) listener_o <= {hit_row_q, BANK_W'(b)};
      end
    end
  end

`ifdef VERILATOR
  always_ff @(posedge clk_i) begin
    if (!rst_i) assert (!(query_i && busy_q)) else $fatal(1, "listen_table: query while busy");
  end
`endif

endmodule
