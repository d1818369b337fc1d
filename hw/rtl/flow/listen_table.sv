// listen_table: which listener does a local port belong to?
// In:        listen_i/unlisten_i pulses with the listener's number, port and address (0: any); query_i with a port and
//            an address.
// Out:       found_o and listener_o, from the cycle after query_i until the next; active_o, and a generation a
//            listener that changes when it ends, to know what belonged to an earlier one.
// Latency:   1 cycle.  Throughput: one query per cycle.
// Errors:    none. Of several listeners that match, the lowest number wins. listen_i on an active listener replaces its
//            port and address.
// Source:    RFC 9293 section 3.10.1 (passive OPEN).
module listen_table (
    input  logic                                    clk_i,
    input  logic                                    rst_i,
    input  logic                                    listen_i,
    input  logic                                    unlisten_i,
    input  toe_pkg::listener_t                      listener_i,
    input  net_pkg::port_t                          port_i,
    input  net_pkg::ipv4_t                          ip_i,
    input  logic                                    query_i,
    input  net_pkg::port_t                          query_port_i,
    input  net_pkg::ipv4_t                          query_ip_i,
    output logic                                    found_o,
    output toe_pkg::listener_t                      listener_o,
    output logic                [toe_pkg::Listeners-1:0] active_o,
    output flow_pkg::generation_t [toe_pkg::Listeners-1:0] generation_o
);

  import toe_pkg::*;

  net_pkg::port_t port_q [Listeners];
  net_pkg::ipv4_t ip_q   [Listeners];

  always_ff @(posedge clk_i) begin
    if (listen_i) begin
      port_q[listener_i] <= port_i;
      ip_q[listener_i]   <= ip_i;
    end
  end

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

  always_ff @(posedge clk_i) begin
    if (query_i) begin
      found_o <= 1'b0;
      for (int i = Listeners - 1; i >= 0; i--) begin
        if (active_o[i] && port_q[i] == query_port_i && (ip_q[i] == '0 || ip_q[i] == query_ip_i)) begin
          found_o    <= 1'b1;
          listener_o <= listener_t'(i);
        end
      end
    end
  end

endmodule
