// side_pkg: the records of the neighbour room.
package side_pkg;

  import net_pkg::*;
  import toe_pkg::time_us_t;

  // Bit 0: there is an entry. Bit 2: its mac is valid. (The comparison of an address has no time for more.)
  typedef enum logic [2:0] {
    NbFree    = 3'b000,
    NbPending = 3'b001,     // asked for, no answer yet
    NbFailed  = 3'b011,     // did not answer
    NbKnown   = 3'b101,     // tries > 0: was old and is being asked for again
    NbOld     = 3'b111      // used, and asked for again, by the next lookup; until then nothing happens
  } nb_state_e;

  function automatic logic nb_taken(nb_state_e state);
    return (state & 3'b001) != '0;
  endfunction
  function automatic logic nb_usable(nb_state_e state);
    return (state & 3'b100) != '0;
  endfunction

  // What only the walk reads of an entry.
  typedef struct packed {
    logic [1:0] tries;      // requests sent since the address was last heard of
    ipv4_t      ip;
    time_us_t   due_us;     // when something happens by itself: ask again, give up, forget
  } nb_duty_t;

  localparam int unsigned NbTries   = 3;
  localparam time_us_t    NbRetryUs = 32'd1_000_001;    // RFC 1122 2.3.2.1: not more than one request a second
  localparam time_us_t    NbAgeMax  = 32'h4000_0000;    // well inside half the range of a time

  // An ARP packet to send.
  typedef struct packed {
    logic       reply;
    mac_addr_t  tha;        // of a reply; a request is broadcast
    ipv4_t      tpa;
  } arp_out_t;

  // What an ARP packet asks for and teaches.
  typedef struct packed {
    logic       reply;      // to be answered
    logic       learn;      // says where its sender is
    logic       add;        // make an entry if there is none
    ipv4_t      ip;
    mac_addr_t  mac;
  } arp_heard_t;

  // A change of the neighbour table.
  typedef struct packed {
    logic       add;        // make an entry if there is none
    ipv4_t      ip;
    mac_addr_t  mac;
  } arp_learn_t;

  localparam logic [15:0] ArpHtypeEthernet = 16'd1;
  localparam logic [15:0] ArpOperRequest   = 16'd1;
  localparam logic [15:0] ArpOperReply     = 16'd2;
  localparam logic [7:0]  IcmpEchoReply    = 8'd0;

endpackage
