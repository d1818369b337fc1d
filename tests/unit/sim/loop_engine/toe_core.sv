// toe_core: not the engine, but a loop with the engine's pins, to test the simulator by itself.
// In:        frames, host-link beats, time; first byte in bits 7:0, as for the engine.
// Out:       every frame goes back to the wire as it came, one cycle later; every link beat goes back to the host. A
//            beat whose first byte is 8'hA1 sets a deadline, its bytes 7:4 (microseconds) from now; when it is due, a
//            beat 8'hA2 with the microsecond count in bits 63:8 goes to the host. Each frame ends under DispConsumed
//            with one trace record that counts frames.
// Latency:   1 cycle.
// Errors:    a beat whose first byte is 8'hA3 fires an assertion: the one test of what happens then.
// Source:    ours.
module toe_core #(
    parameter int unsigned DATA_BYTES = 8,
    parameter int unsigned CONNS      = 1024,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                       clk_i,
    input  logic                       rst_i,
    input  logic [63:0]                now_us_i,
    input  logic                       rx_valid_i,
    input  logic [8*DATA_BYTES-1:0]    rx_data_i,
    input  logic                       rx_last_i,
    input  logic [CNT_W-1:0]           rx_bytes_i,
    input  logic                       rx_error_i,
    output logic                       tx_valid_o,
    output logic [8*DATA_BYTES-1:0]    tx_data_o,
    output logic                       tx_last_o,
    output logic [CNT_W-1:0]           tx_bytes_o,
    input  logic                       link_reset_i,
    input  logic                       link_in_valid_i,
    output logic                       link_in_ready_o,
    input  logic [8*DATA_BYTES-1:0]    link_in_data_i,
    output logic                       link_out_valid_o,
    input  logic                       link_out_ready_i,
    output logic [8*DATA_BYTES-1:0]    link_out_data_o,
    output logic                       idle_o,
    output logic                       deadline_valid_o,
    output toe_pkg::time_us_t          deadline_us_o,
    output logic                       trace_valid_o,
    output decision_pkg::trace_t       trace_o,
    output logic                       disp_valid_o [5],
    output reason_pkg::disposition_e   disp_o       [5]
);

  localparam logic [7:0] SetTimer = 8'hA1, TimerDue = 8'hA2, Assert = 8'hA3;

  logic        timer_q;
  logic [31:0] due_us_q, frames_q;
  logic        take, give, expired;

  assign take            = link_in_valid_i && link_in_ready_o;
  assign give            = link_out_valid_o && link_out_ready_i;
  assign expired         = timer_q && 32'(now_us_i) - due_us_q < 32'h8000_0000;
  assign link_in_ready_o = (!link_out_valid_o || link_out_ready_i) && !expired && !link_reset_i;
  assign idle_o          = !rx_valid_i && !tx_valid_o && !link_in_valid_i && !link_out_valid_o;
  assign deadline_valid_o = timer_q;
  assign deadline_us_o    = due_us_q;

  always_ff @(posedge clk_i) begin : wire_loop
    tx_valid_o <= rx_valid_i && !rst_i;
    tx_data_o  <= rx_data_i;
    tx_last_o  <= rx_last_i;
    tx_bytes_o <= rx_bytes_i;
  end

  always_ff @(posedge clk_i) begin : link_loop
    if (give) link_out_valid_o <= 1'b0;
    if (take) begin
      link_out_data_o <= link_in_data_i;
      case (link_in_data_i[7:0])
        SetTimer: begin
          timer_q  <= 1'b1;
          due_us_q <= 32'(now_us_i) + link_in_data_i[63:32];
        end
        default: link_out_valid_o <= 1'b1;
      endcase
    end else if (expired && (!link_out_valid_o || give)) begin
      timer_q          <= 1'b0;
      link_out_valid_o <= 1'b1;
      link_out_data_o  <= (8*DATA_BYTES)'({now_us_i[55:0], TimerDue});
    end
    if (rst_i || link_reset_i) begin
      timer_q          <= 1'b0;
      link_out_valid_o <= 1'b0;
    end
  end

  always_ff @(posedge clk_i) begin : count_frames
    if (rst_i) frames_q <= '0;
    else if (rx_valid_i && rx_last_i) frames_q <= frames_q + 32'd1;
  end

  always_comb begin : report
    trace_valid_o   = rx_valid_i && rx_last_i;
    trace_o         = '0;
    trace_o.kind    = tcb_pkg::EvSegment;
    trace_o.conn    = 16'(CONNS - 1);
    trace_o.reason  = reason_pkg::WhyText;
    trace_o.una     = frames_q;
    for (int i = 0; i < 5; i++) begin
      disp_valid_o[i] = i == 3 && trace_valid_o;
      disp_o[i]       = rx_error_i ? reason_pkg::DispDropFcs : reason_pkg::DispConsumed;
    end
  end

  always_ff @(posedge clk_i) begin : checks
    assert (rst_i || !(take && link_in_data_i[7:0] == Assert)) else $error("the host sent an assertion");
  end

endmodule
