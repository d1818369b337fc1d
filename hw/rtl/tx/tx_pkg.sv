// tx_pkg: what the modules of tx_path say to each other.
package tx_pkg;

  import net_pkg::*;
  import toe_pkg::*;

  // A segment to build: an action with the tuple of its connection in place of the number.
  typedef struct packed {
    tuple_t          tuple;
    logic [7:0]      ttl;           // 0: the engine's
    logic [7:0]      tos;
    seq_pkg::seq_t   seq;
    seq_pkg::seq_t   ack;
    tcp_flags_t      flags;
    logic [15:0]     window;
    logic [15:0]     urgent;
    logic            mss_valid;
    logic            payload;       // the fields below are valid
    handle_t         handle;
    ring_addr_t      addr;
    bytes_t          len_bytes;
    logic [15:0]     sum;           // ones' complement sum of the payload, first byte high
  } segment_t;

  // Everything that the headers say, but the checksums.
  typedef struct packed {
    mac_addr_t       dst_mac;
    tuple_t          tuple;
    logic [7:0]      ttl;
    logic [7:0]      tos;
    seq_pkg::seq_t   seq;
    seq_pkg::seq_t   ack;
    tcp_flags_t      flags;
    logic [15:0]     window;
    logic [15:0]     urgent;
    logic            mss_valid;
    logic            payload;
    bytes_t          body_bytes;    // payload, or the MSS option
  } headers_t;

  typedef struct packed {
    logic [15:0]     ip;            // header checksums as sent
    logic [15:0]     tcp;
  } checksums_t;

  // A payload to read from the segment buffer, or only to give back.
  typedef struct packed {
    handle_t         handle;
    ring_addr_t      addr;
    bytes_t          len_bytes;
    logic            drop;
  } fetch_t;

  localparam int unsigned MssOptionBytes = 4;
  localparam int unsigned HeaderBytes    = EthBytes + Ipv4Bytes + TcpBytes;   // where payload starts
  localparam int unsigned GapBytes       = 20;                                // preamble, SFD and inter-packet gap

  // header_build's latency: where the payload comes late enough, the first beat, which holds addresses only, goes ahead.
  function automatic int unsigned first_beat(int unsigned data_bytes);
    return HeaderBytes / data_bytes > 3 ? 1 : 2;
  endfunction

endpackage
