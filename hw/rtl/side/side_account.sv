// side_account: one disposition for every frame that ends in this room, one at a time.
// In:        arp_i: an ARP packet for us; echo_i/refused_i: an echo request was answered; one, or an error, was refused.
// Out:       disp_valid_o/disp_o.
// Latency:   1 cycle; an echo request waits while ARP packets come.
// Errors:    none. A frame is one or the other, so fewer frames than cycles keeps the count of waiting ones small.
// Source:    DESIGN section 3, invariant 7.
module side_account
  import reason_pkg::*;
(
    input  logic         clk_i,
    input  logic         rst_i,
    input  logic         arp_i,
    input  logic         echo_i,
    input  logic         refused_i,
    output logic         disp_valid_o,
    output disposition_e disp_o,
    output logic         busy_o
);

  logic [3:0] echoes_q, refusals_q;
  logic       send_echo, send_refusal;
  assign send_echo    = !arp_i && echoes_q != '0;
  assign send_refusal = !arp_i && echoes_q == '0 && refusals_q != '0;
  assign busy_o       = arp_i || echoes_q != '0 || refusals_q != '0 || disp_valid_o;

  always_ff @(posedge clk_i) begin
    if (rst_i) begin
      echoes_q     <= '0;
      refusals_q   <= '0;
      disp_valid_o <= 1'b0;
    end else begin
      echoes_q     <= echoes_q + 4'(echo_i) - 4'(send_echo);
      refusals_q   <= refusals_q + 4'(refused_i) - 4'(send_refusal);
      disp_valid_o <= arp_i || send_echo || send_refusal;
    end
  end
  always_ff @(posedge clk_i) begin
    if (arp_i) disp_o <= DispArp;
    else if (send_echo) disp_o <= DispEchoReply;
    else if (send_refusal) disp_o <= DispDropIcmp;
  end

endmodule
