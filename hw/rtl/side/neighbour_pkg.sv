// neighbour_pkg: what becomes of one entry of the neighbour table: pure functions over one set.
// Source: RFC 826; RFC 1122 section 2.3.2.1; the states are drawn in neighbour_table.
package neighbour_pkg;

  import net_pkg::*;
  import toe_pkg::*;
  import side_pkg::*;

  typedef struct packed {
    logic       write;
    logic [1:0] way;
    logic       timed;      // entry.due_us counts from now on
    neighbour_t entry;
    logic       request;    // ask for entry.ip
    logic       update;
    neighbour_e answer;     // to a lookup
    mac_addr_t  mac;
  } neighbour_decision_t;

  typedef struct packed {
    logic       valid;
    logic [1:0] way;
  } place_t;

  function automatic logic [1:0] first_of(logic [3:0] ways);
    return {ways[1:0] == '0, !ways[0] && (ways[1] || !ways[2])};
  endfunction

  // Where a new address goes.
  function automatic place_t place_of(nb_state_e state [4], logic [1:0] turn);
    logic [3:0] is_free, failed, known, in_turn;
    for (int w = 0; w < 4; w++) begin
      is_free[w] = !nb_taken(state[w]);
      failed[w]  = state[w] == NbFailed;
      known[w]   = nb_usable(state[w]);
      in_turn[w] = known[w] && 2'(w) >= turn;
    end
    place_of.valid = |{is_free, failed, known};
    place_of.way   = first_of(|is_free ? is_free : |failed ? failed : |in_turn ? in_turn : known);
  endfunction

  // NbFree: there is no entry of this address.
  function automatic nb_state_e hit_state(logic [3:0] hit, neighbour_t e [4]);
    logic [2:0] state = '0;
    for (int w = 0; w < 4; w++) if (hit[w]) state = state | e[w].state;
    return nb_state_e'(state);
  endfunction

  function automatic mac_addr_t hit_mac(logic [3:0] hit, neighbour_t e [4]);
    hit_mac = '0;
    for (int w = 0; w < 4; w++) if (hit[w]) hit_mac = hit_mac | e[w].mac;
  endfunction

  function automatic neighbour_decision_t decide_lookup(
      logic [3:0] hit, logic miss, neighbour_t e [4], place_t place, ipv4_t ip, logic enable, logic room,
      time_us_t now_us, time_us_t retry_us);
    nb_state_e  found = hit_state(hit, e);
    logic       fresh = miss && place.valid && enable;
    logic       again = found == NbOld && enable && room;
    decide_lookup = '0;
    decide_lookup.answer  = !enable || found == NbFailed ? NeighbourFailed
                          : nb_usable(found) ? NeighbourKnown : NeighbourPending;
    decide_lookup.mac     = hit_mac(hit, e);
    decide_lookup.write   = fresh || again;
    decide_lookup.timed   = fresh || again;
    decide_lookup.way     = miss ? place.way : first_of(hit);
    decide_lookup.request = (fresh && room) || again;
    decide_lookup.entry   = '{state: miss ? NbPending : NbKnown, tries: 2'(room), ip: ip, mac: decide_lookup.mac,
                              due_us: room ? retry_us : now_us};
  endfunction

  function automatic neighbour_decision_t decide_learn(
      logic [3:0] hit, logic miss, neighbour_t e [4], place_t place, arp_learn_t learn, time_us_t old_us);
    nb_state_e  found = hit_state(hit, e);
    logic       taken = !miss || (learn.add && place.valid);
    decide_learn = '0;
    decide_learn.write  = taken;
    decide_learn.timed  = taken;
    decide_learn.way    = miss ? place.way : first_of(hit);
    decide_learn.update = taken && !nb_usable(found);
    decide_learn.entry  = '{state: NbKnown, tries: '0, ip: learn.ip, mac: learn.mac, due_us: old_us};
  endfunction

  function automatic neighbour_decision_t decide_walk(
      neighbour_t e, logic [1:0] way, logic due, logic room, time_us_t retry_us);
    logic ages  = due && e.state == NbKnown && e.tries == '0;
    logic ask   = due && (e.state == NbPending || e.state == NbKnown) && e.tries != 2'(NbTries) && !ages;
    logic over  = due && !ask;
    logic fails = over && e.state == NbPending;
    logic waits = nb_taken(e.state) && e.state != NbOld;
    decide_walk = '0;
    decide_walk.way     = way;
    decide_walk.entry   = e;
    decide_walk.write   = waits && (over || (ask && room));
    decide_walk.timed   = waits && (!over || fails);
    decide_walk.request = ask && room;
    decide_walk.update  = fails;
    if (ask && room) decide_walk.entry.tries = e.tries + 1'b1;
    if ((ask && room) || fails) decide_walk.entry.due_us = retry_us;
    if (over) decide_walk.entry.state = fails ? NbFailed : ages ? NbOld : NbFree;
  endfunction

endpackage
