// rx_pkg: what the modules of rx_path say to each other, and the cycle in which they do.
// Stage n of a beat is n cycles after it was on the wire ports. A frame's verdict meets its last beat at stage Verdict.
package rx_pkg;

  import net_pkg::*;

  localparam int unsigned MinWireBytes = MinFrameBytes + FcsBytes;   // 64
  localparam int unsigned L2Bytes      = EthBytes + FcsBytes;        // what a frame has around its packet

  // Beats are looked at as words of four bytes: word 0 ends with the first two bytes of the frame, words 1..3 are the
  // rest of the Ethernet header, word 4 is the first of the packet. Any header word lies within one lane of a beat.
  localparam int unsigned L3Word = 4;

  // All headers at the places of a packet without IP options. For ARP, ip and tcp hold the packet's first 40 bytes.
  typedef struct packed {
    eth_header_t  eth;
    ipv4_header_t ip;
    tcp_header_t  tcp;
  } frame_header_t;

  // An accepted frame's headers until its verdict; how long its TCP payload is; its MSS if that is the first option of a SYN,
  // or else whether there are options to be walked.
  typedef struct packed {
    frame_header_t   header;
    toe_pkg::bytes_t payload_bytes;
    logic            has_payload;
    logic            walk;
    logic            mss_valid;
    logic [15:0]     mss;
  } held_header_t;

  // What a beat holds besides headers.
  typedef struct packed {
    logic payload;      // TCP payload
    logic options;      // TCP options of a SYN
    logic segment;      // known by now to end as a TCP segment to us or be dropped: nobody else wants a copy
  } beat_info_t;

  typedef enum logic [2:0] {
    EndDrop,
    EndSegment,
    EndArp,             // answered by side_path
    EndEcho,
    EndIcmp,            // an error about a segment of ours
    EndRaw
  } ending_e;

  // What rx_classify makes of the headers, before any checksum is known.
  typedef struct packed {
    logic                       held;         // long enough for all headers: it has a place in header_hold
    logic                       refused;      // dropped for `why` whatever the IP header checksum says
    logic                       ipv4;
    logic                       tcp_to_us;
    logic                       arp;          // good ARP for Ethernet and IPv4
    ending_e                    ending;       // if the checksums are good
    reason_pkg::disposition_e   why;          // of EndDrop
    toe_pkg::bytes_t            bytes;        // frame length without FCS
  } judged_t;

  typedef struct packed {
    logic                       held;
    logic                       tcp_to_us;
    logic                       arp;
    ending_e                    ending;
    reason_pkg::disposition_e   why;
    toe_pkg::bytes_t            bytes;
  } verdict_t;

  // Depth of the adder tree of `checksum`: four operands a stage.
  function automatic int unsigned sum_stages(int unsigned data_bytes);
    return data_bytes <= 8 ? 1 : data_bytes <= 32 ? 2 : 3;
  endfunction

  // The stage at which the FCS is known; that at which checksums are, never before it; that of the verdict.
  localparam int unsigned FcsStage = 3;

  function automatic int unsigned sums_stage(int unsigned data_bytes);
    return 4 + sum_stages(data_bytes);
  endfunction

  function automatic int unsigned verdict_stage(int unsigned data_bytes);
    return sums_stage(data_bytes) + 1;
  endfunction

  // The first stage of a frame's last beat at which stage 3 cannot show the TCP flags of another frame, short as a good one may be.
  function automatic int unsigned ahead_stage(int unsigned data_bytes);
    return data_bytes <= 16 ? 0 : data_bytes == 32 ? 2 : 3;
  endfunction

endpackage
