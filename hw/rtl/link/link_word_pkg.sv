// link_word_pkg: what the modules of the host link say to each other.
// Source: ours; the messages themselves are in link_pkg (generated from hw/link/messages.toml).
package link_word_pkg;

  import toe_pkg::*;
  import action_pkg::*;
  import link_pkg::*;

  // Types of the messages from the host, one hot, from link_decode on.
  typedef struct packed {
    logic pad;
    logic hello;
    logic reg_write;
    logic reg_read;
    logic open;
    logic listen;
    logic unlisten;
    logic slot;
    logic payload;
    logic send_edge;
    logic recv_limit;
    logic no_reader;
    logic abort_conn;
    logic query;
    logic raw_frame;
    logic timeouts;
    logic packet;
    // and who must be ready for it
    logic for_connection;
    logic for_listener;
    logic has_body;
  } kind_t;

  function automatic kind_t kind_of(logic [7:0] msg_type);
    kind_t k;
    k.pad        = msg_type == H2ePad;
    k.hello      = msg_type == H2eHello;
    k.reg_write  = msg_type == H2eRegWrite;
    k.reg_read   = msg_type == H2eRegRead;
    k.open       = msg_type == H2eOpen;
    k.listen     = msg_type == H2eListen;
    k.unlisten   = msg_type == H2eUnlisten;
    k.slot       = msg_type == H2eSlot;
    k.payload    = msg_type == H2ePayload;
    k.send_edge  = msg_type == H2eSendEdge;
    k.recv_limit = msg_type == H2eRecvLimit;
    k.no_reader  = msg_type == H2eNoReader;
    k.abort_conn = msg_type == H2eAbort;
    k.query      = msg_type == H2eQuery;
    k.raw_frame  = msg_type == H2eRawFrame;
    k.timeouts   = msg_type == H2eTimeouts;
    k.packet     = msg_type == H2ePacket;
    k.for_connection = k.open || k.slot || k.send_edge || k.recv_limit || k.no_reader || k.abort_conn || k.query
                       || k.timeouts || k.packet;
    k.for_listener   = k.listen || k.unlisten || k.slot;
    k.has_body       = k.payload || k.raw_frame;
    return k;
  endfunction

  // Who can take what comes in the next cycle.
  typedef struct packed {
    logic commands;
    logic listeners;
    logic payloads;       // a payload message
    logic text;           // a beat of one
    logic raw;            // a beat of a raw frame
  } room_t;

  // One message to the host before it is encoded: five block RAMs wide. `arg0` and `arg1` are the header's.
  typedef enum logic [3:0] {
    WordDelivery,     // snapshot with the announce flag, urgent, payload, or several of them
    WordState,        // snapshot
    WordProgress,
    WordQuery,        // the body follows in the queue of query bodies
    WordReg,
    WordHello,
    WordError,
    WordRaw
  } word_kind_e;

  localparam int unsigned RestBits = 88;

  typedef struct packed {
    word_kind_e          kind;
    conn_t               conn;
    logic [31:0]         arg0;
    logic [31:0]         arg1;
    logic [RestBits-1:0] rest;     // by kind: one of the three below, in the low bits; smss_bytes is the same ones in each
  } word_t;

  typedef struct packed {          // WordDelivery, WordRaw
    logic        announce;
    logic        urgent;
    logic        payload;
    offset_t     urgent_end;
    bytes_t      len_bytes;
    ring_addr_t  addr;
    handle_t     handle;
    logic [15:0] smss_bytes;
  } delivery_rest_t;

  typedef struct packed {          // WordProgress
    logic        range_out;
    serial_t     serial;
    epoch_t      epoch;
    offset_t     wanted;
    logic [15:0] smss_bytes;
  } progress_rest_t;

  typedef struct packed {          // WordState
    logic        final_closed;
    logic        fin_acked;
    logic        fin;
    logic [15:0] smss_bytes;
  } state_rest_t;

  function automatic word_t delivery_word(delivery_t d);
    delivery_rest_t r;
    r = '{announce: d.announce, urgent: d.urgent, payload: d.payload, urgent_end: d.urgent_end, smss_bytes: d.smss_bytes,
          len_bytes: d.len_bytes, addr: d.addr, handle: d.handle};
    return '{kind: WordDelivery, conn: d.conn, arg0: d.offset, arg1: d.rcv_offset, rest: RestBits'(r)};
  endfunction

  function automatic delivery_rest_t delivery_rest(logic [RestBits-1:0] rest);
    return delivery_rest_t'($bits(delivery_rest_t)'(rest));
  endfunction

  function automatic progress_rest_t progress_rest(logic [RestBits-1:0] rest);
    return progress_rest_t'($bits(progress_rest_t)'(rest));
  endfunction

  function automatic state_rest_t state_rest(logic [RestBits-1:0] rest);
    return state_rest_t'($bits(state_rest_t)'(rest));
  endfunction

  // 16 bytes of a message on their way out. `half`: only the low 8 bytes belong to the message.
  typedef struct packed {
    logic [127:0] data;
    logic         half;
    logic         last;            // the message ends here
    logic         body;            // a body stream follows this piece and ends the message
  } piece_t;

endpackage
