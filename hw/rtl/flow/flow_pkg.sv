// flow_pkg: what the modules of the flow room say to each other.
package flow_pkg;

  import net_pkg::*;
  import toe_pkg::*;
  import action_pkg::*;

  // What is kept of a connection here: its ends, the use of its number, and whether an open still waits for an answer.
  typedef struct packed {
    tuple_t tuple;
    inc_t   inc;
    logic   wanted;
  } record_t;

  // Which end of which listener a returning slot belongs to: a listener's generation changes when it ends.
  typedef logic [1:0] generation_t;

  typedef struct packed {
    release_t    rel;
    logic        listening;    // its listener was active when the release came in
    generation_t generation;
  } stamped_release_t;

  // An open whose neighbour has answered.
  typedef struct packed {
    conn_t conn;
    inc_t  inc;
    logic  unreachable;
  } resolved_t;

endpackage
