// link_pack: pieces and bodies to beats of the output stream.
// In:        pieces of 16 bytes; after one with `body`, the body's beats (from lane 0, zeros behind the last byte).
// Out:       DATA_BYTES a beat, first byte in bits 7:0; a message starts a beat and is padded with zeros to a multiple of
//            max(8, DATA_BYTES) bytes.
// Latency:   2 cycles.  Throughput: one beat per cycle, and up to 16 bytes a beat one cycle more for each piece; at 32 and
//            64 bytes a body that does not fit behind its header in the last beat takes one more.
// Errors:    clear_i drops what is under way (link reset).
// Source:    hw/link/messages.toml.
module link_pack
  import link_word_pkg::*;
#(
    parameter int unsigned DATA_BYTES = 8,
    localparam int unsigned CNT_W     = $clog2(DATA_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_i,
    input  logic                    clear_i,
    input  logic                    piece_valid_i,
    output logic                    piece_ready_o,
    input  piece_t                  piece_i,
    input  logic                    body_valid_i,
    output logic                    body_ready_o,
    input  logic [8*DATA_BYTES-1:0] body_data_i,
    input  logic                    body_last_i,
    input  logic [CNT_W-1:0]        body_bytes_i,
    output logic                    out_valid_o,
    input  logic                    out_ready_i,
    output logic [8*DATA_BYTES-1:0] out_data_o,
    output logic                    idle_o
);

  logic out_free, emit, body_mode_q;                 // body_mode_q: the body's beats come now
  logic [8*DATA_BYTES-1:0] beat;
  assign out_free = !out_valid_o || out_ready_i;

  always_ff @(posedge clk_i) begin
    if (rst_i || clear_i) out_valid_o <= 1'b0;
    else if (out_free) out_valid_o <= emit;
    if (out_free && emit) out_data_o <= beat;
  end

  if (DATA_BYTES <= 16) begin : gen_narrow
    // A piece is cut into beats; a body's beats follow as they are.
    localparam int unsigned Beats = 16 / DATA_BYTES;
    logic       held_q, last_beat, pad_q, odd_q;
    logic [1:0] at_q;                                // the next beat of the piece
    piece_t     piece_q;

    assign last_beat     = at_q == 2'(Beats - 1) || (piece_q.half && at_q == 2'(Beats / 2 - 1));
    assign piece_ready_o = !body_mode_q && !pad_q && !held_q;
    assign body_ready_o  = body_mode_q && out_free;
    assign emit          = held_q || pad_q || (body_mode_q && body_valid_i);
    assign beat          = held_q ? piece_q.data[8*DATA_BYTES*32'(at_q)+:8*DATA_BYTES] : pad_q ? '0 : body_data_i;
    assign idle_o        = !held_q && !body_mode_q && !pad_q && !out_valid_o;

    always_ff @(posedge clk_i) begin
      if (rst_i || clear_i) begin
        held_q      <= 1'b0;
        body_mode_q <= 1'b0;
        pad_q       <= 1'b0;
        odd_q       <= 1'b0;
      end else begin
        if (piece_valid_i && piece_ready_o) held_q <= 1'b1;
        else if (out_free && last_beat) held_q <= 1'b0;
        if (held_q && out_free && last_beat && piece_q.body) body_mode_q <= 1'b1;
        else if (body_valid_i && body_ready_o && body_last_i) body_mode_q <= 1'b0;
        if (body_valid_i && body_ready_o) odd_q <= !body_last_i && !odd_q;
        // 4 bytes a beat: an odd number of beats is padded to 8 bytes
        if (DATA_BYTES == 4) pad_q <= body_valid_i && body_ready_o && body_last_i ? !odd_q : pad_q && !out_free;
      end
    end
    always_ff @(posedge clk_i) begin
      if (!held_q) begin
        piece_q <= piece_i;
        at_q    <= '0;
      end else if (out_free) at_q <= at_q + 2'd1;
    end

    logic unused;
    assign unused = &{1'b0, body_bytes_i, piece_q.last, odd_q};
  end else begin : gen_wide
    // Pieces are gathered; a body moves up by the 16 bytes of its header, which the beat before it carries over.
    localparam int unsigned Places = DATA_BYTES / 16;
    localparam int unsigned PlaceW = $clog2(Places);
    localparam logic [CNT_W-1:0] Fits = CNT_W'(DATA_BYTES - 16);   // bytes of a body's beat beside the carry
    logic [PlaceW-1:0]       place_q;
    logic [8*DATA_BYTES-1:0] gather_q, gathered;
    logic [127:0]            carry_q;
    logic                    tail_q, full, spill;

    logic   next_valid, next_ready;
    piece_t next;
    stream_register #(.T(piece_t)) u_piece (
        .clk_i, .rst_i(rst_i || clear_i), .valid_i(piece_valid_i), .ready_o(piece_ready_o), .data_i(piece_i),
        .valid_o(next_valid), .ready_i(next_ready), .data_o(next)
    );

    // The pieces below the place stay, the new one comes there, zeros above.
    always_comb begin
      gathered = '0;
      for (int unsigned p = 0; p < Places; p++) begin
        if (p == 32'(place_q)) gathered[128*p+:128] = next.data;
        else if (p < 32'(place_q)) gathered[128*p+:128] = gather_q[128*p+:128];
      end
    end
    assign full          = next.last || place_q == PlaceW'(Places - 1);
    assign spill         = body_last_i && body_bytes_i > Fits;
    assign next_ready    = !body_mode_q && !tail_q && out_free;
    assign body_ready_o  = body_mode_q && !tail_q && out_free;
    assign emit          = tail_q || (body_mode_q ? body_valid_i : next_valid && full && !next.body);
    assign beat          = tail_q ? (8*DATA_BYTES)'(carry_q)
                         : body_mode_q ? {body_data_i[8*(DATA_BYTES-16)-1:0], carry_q} : gathered;
    assign idle_o        = !next_valid && !body_mode_q && !tail_q && place_q == '0 && !out_valid_o;

    always_ff @(posedge clk_i) begin
      if (rst_i || clear_i) begin
        place_q     <= '0;
        body_mode_q <= 1'b0;
        tail_q      <= 1'b0;
      end else begin
        if (next_valid && next_ready) begin
          place_q     <= full || next.body ? '0 : place_q + 1'b1;
          body_mode_q <= next.body;
        end
        if (body_valid_i && body_ready_o && body_last_i) body_mode_q <= 1'b0;
        if (body_valid_i && body_ready_o) tail_q <= spill;
        else if (out_free) tail_q <= 1'b0;
      end
    end
    always_ff @(posedge clk_i) begin
      if (next_valid && next_ready) gather_q <= gathered;
      if (next_valid && next_ready) carry_q <= next.data;
      else if (body_valid_i && body_ready_o) carry_q <= body_data_i[8*DATA_BYTES-1-:128];
    end

    logic unused;
    assign unused = next.half;
  end

`ifdef VERILATOR
  logic stalled_q;
  logic [8*DATA_BYTES-1:0] held_beat_q;
  always_ff @(posedge clk_i) begin
    stalled_q <= out_valid_o && !out_ready_i && !rst_i && !clear_i;
    if (out_valid_o && !out_ready_i) held_beat_q <= out_data_o;
    if (stalled_q) assert (out_valid_o && out_data_o == held_beat_q) else $fatal(1, "link_pack: output changed while stalled");
  end
`endif

endmodule
