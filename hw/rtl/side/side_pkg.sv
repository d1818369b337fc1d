// side_pkg: the records of the neighbour room.
package side_pkg;

  import net_pkg::*;
  import toe_pkg::time_us_t;

  typedef enum logic [1:0] {
    NbFree,
    NbPending,      // asked for, no answer yet
    NbKnown,        // mac is valid; tries > 0: being asked for again because it is old
    NbFailed        // did not answer
  } nb_state_e;

  typedef struct packed {
    nb_state_e  state;
    logic [1:0] tries;      // requests sent since the address was last heard of
    ipv4_t      ip;
    mac_addr_t  mac;
    time_us_t   due_us;     // when something happens by itself: ask again, give up, forget
  } neighbour_t;

  localparam int unsigned NbTries   = 3;
  localparam time_us_t    NbRetryUs = 32'd1_000_000;    // RFC 1122 2.3.2.1: not more than one request a second
  localparam time_us_t    NbAgeMax  = 32'h4000_0000;    // well inside half the range of a time

  // An ARP packet to send.
  typedef struct packed {
    logic       reply;
    mac_addr_t  tha;        // of a reply; a request is broadcast
    ipv4_t      tpa;
  } arp_out_t;

  // What an ARP packet teaches.
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
