// net_pkg: wire formats of the headers the engine reads and builds.
// Packed structs, first field first on the wire (network byte order: the
// struct's most significant byte is the first byte of the header).
// Source: IEEE 802.3, RFC 826, RFC 791, RFC 792, RFC 9293 section 3.1.
package net_pkg;

  typedef logic [47:0] mac_addr_t;
  typedef logic [31:0] ipv4_t;
  typedef logic [15:0] port_t;

  localparam logic [15:0] EthertypeIpv4 = 16'h0800;
  localparam logic [15:0] EthertypeArp  = 16'h0806;
  localparam logic [7:0]  ProtoIcmp     = 8'd1;
  localparam logic [7:0]  ProtoTcp      = 8'd6;
  localparam mac_addr_t   MacBroadcast  = '1;

  // ICMP errors (RFC 792). Their header is 8 bytes; what they quote is an IPv4 header and at least 8 bytes of the segment.
  localparam logic [7:0]  IcmpUnreachable   = 8'd3;
  localparam logic [7:0]  IcmpSourceQuench  = 8'd4;
  localparam logic [7:0]  IcmpTimeExceeded  = 8'd11;
  localparam logic [7:0]  IcmpParameter     = 8'd12;
  localparam int unsigned IcmpBytes         = 8;
  localparam int unsigned IcmpErrorBytes    = 20 + IcmpBytes + 20 + 8;

  // Header lengths and the places where headers start, in bytes from the destination MAC.
  localparam int unsigned EthBytes  = 14;
  localparam int unsigned ArpBytes  = 28;
  localparam int unsigned Ipv4Bytes = 20;
  localparam int unsigned TcpBytes  = 20;
  localparam int unsigned FcsBytes  = 4;
  localparam int unsigned MinFrameBytes = 60;   // without FCS (IEEE 802.3 clause 3.2.8)

  typedef struct packed {
    mac_addr_t   dst;
    mac_addr_t   src;
    logic [15:0] ethertype;
  } eth_header_t;

  typedef struct packed {
    logic [15:0] htype;
    logic [15:0] ptype;
    logic [7:0]  hlen_bytes;
    logic [7:0]  plen_bytes;
    logic [15:0] oper;
    mac_addr_t   sha;
    ipv4_t       spa;
    mac_addr_t   tha;
    ipv4_t       tpa;
  } arp_header_t;

  typedef struct packed {
    logic [3:0]  version;
    logic [3:0]  ihl_words;
    logic [5:0]  dscp;
    logic [1:0]  ecn;
    logic [15:0] total_bytes;
    logic [15:0] id;
    logic        reserved;
    logic        dont_fragment;
    logic        more_fragments;
    logic [12:0] fragment_offset;
    logic [7:0]  ttl;
    logic [7:0]  proto;
    logic [15:0] checksum;
    ipv4_t       src;
    ipv4_t       dst;
  } ipv4_header_t;

  typedef struct packed {
    logic cwr;
    logic ece;
    logic urg;
    logic ack;
    logic psh;
    logic rst;
    logic syn;
    logic fin;
  } tcp_flags_t;

  typedef struct packed {
    port_t       src;
    port_t       dst;
    logic [31:0] seq;
    logic [31:0] ack;
    logic [3:0]  offset_words;
    logic [3:0]  reserved;
    tcp_flags_t  flags;
    logic [15:0] window;
    logic [15:0] checksum;
    logic [15:0] urgent;
  } tcp_header_t;

  // TCP option kinds (RFC 9293 section 3.2).
  localparam logic [7:0] OptEol = 8'd0;
  localparam logic [7:0] OptNop = 8'd1;
  localparam logic [7:0] OptMss = 8'd2;

  // The two ends of a connection as this engine sees them.
  typedef struct packed {
    ipv4_t local_ip;
    ipv4_t remote_ip;
    port_t local_port;
    port_t remote_port;
  } tuple_t;

endpackage
